"""What a check answers: right or not, and in words what is not."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, repr=False)
class Verdict:
    """The answer of a check; true if the function is right.

    Parameters
    ----------
    passed : bool
        Whether the function is right.
    function : str
        Its name in the lesson.
    findings : tuple of str
        What is wrong with it, a sentence or two each; empty if it is right.
    evidence : str
        What it was held against, if it is right.

    Examples
    --------
    >>> from skscratch.lessons.check import Verdict
    >>> Verdict(False, "relu", ("A has the wrong sign.",))
    relu is not right yet: A has the wrong sign.
    """

    passed: bool
    function: str
    findings: tuple[str, ...] = ()
    evidence: str = ""

    def __bool__(self) -> bool:
        return self.passed

    def __str__(self) -> str:
        if self.passed:
            return f"{self.function} is right: {self.evidence}."
        if len(self.findings) == 1:
            return f"{self.function} is not right yet: {self.findings[0]}"
        lines = [f"{self.function} is not right yet:", *self.findings]
        return "\n- ".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """Return the text for a notebook, a green or red line at its edge."""
        colour = "#2e7d32" if self.passed else "#c62828"
        style = f"border-left: 4px solid {colour}; padding-left: 0.8em"
        if len(self.findings) < 2:
            return f'<div style="{style}">{escape(str(self))}</div>'
        head, *faults = str(self).split("\n- ")
        items = "".join(f"<li>{escape(fault)}</li>" for fault in faults)
        return f'<div style="{style}">{escape(head)}<ul>{items}</ul></div>'
