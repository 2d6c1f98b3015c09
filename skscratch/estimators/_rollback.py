"""A call that fails leaves an earlier fitted model usable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["unchanged_on_failure"]


@contextmanager
def unchanged_on_failure(estimator: Any) -> Iterator[None]:
    """Give the estimator all that it has learnt back if the body raises.

    Checking the data already sets the number and names of the features, which would
    not fit the weights of an earlier fit.
    """
    before = _learnt(estimator)
    try:
        yield
    except BaseException:
        for name in _learnt(estimator):
            delattr(estimator, name)
        vars(estimator).update(before)
        raise


def _learnt(estimator: Any) -> dict[str, Any]:
    return {
        name: value
        for name, value in vars(estimator).items()
        if name == "_state" or (name.endswith("_") and not name.startswith("_"))
    }
