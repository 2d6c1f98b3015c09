"""The documentation of a check: what all of them have in common, said once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["documented"]

T = TypeVar("T", bound=Callable[..., Any])

_TEXT = """{summary}

Parameters
----------
function : callable
    Yours, called as {calls}.
{lesson}
Returns
-------
Verdict
    True if it is right; printed, it says what is not.

Examples
--------
>>> from skscratch.functional import {module}
>>> from skscratch.lessons import check
>>> check.{name}({module}.{name})
{name} is right: {evidence}.
"""
_LESSON = """lesson : {{{numbers}}}, default=None
    The lesson it is of; {default}.
"""


def documented(
    *calls: str, module: str, evidence: str, lesson: tuple[str, str] | None = None
) -> Callable[[T], T]:
    """Complete the docstring of a check, of which the function has the first line.

    Parameters
    ----------
    *calls : str
        How the learner's function is called.
    module : str
        The module of `skscratch.functional` whose function the example checks.
    evidence : str
        What the example shows it to be held against.
    lesson : tuple of str, default=None
        The lessons that have such a function, and which is taken by default.

    Returns
    -------
    callable
        A decorator.
    """

    def complete(check: T) -> T:
        if check.__doc__ is None:  # python -OO
            return check
        which = _LESSON.format(numbers=lesson[0], default=lesson[1]) if lesson else ""
        check.__doc__ = _TEXT.format(
            summary=check.__doc__,
            calls=" or ".join(f"``{call}``" for call in calls),
            lesson=which,
            module=module,
            name=check.__name__,
            evidence=evidence,
        )
        return check

    return complete
