"""The names of scikit-learn that it does not call public, all in one place.

Its decorators have no types; those given here keep that of the method they decorate.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any, TypeVar

from sklearn.base import _fit_context
from sklearn.utils import metaestimators
from sklearn.utils._param_validation import Interval as _Interval
from sklearn.utils._param_validation import StrOptions as _StrOptions
from sklearn.utils.validation import _check_sample_weight as check_sample_weight

__all__ = [
    "Interval",
    "StrOptions",
    "accepts_sample_weight",
    "available_if",
    "callbacks_of",
    "check_sample_weight",
    "fit_context",
]

Method = TypeVar("Method", bound=Callable[..., Any])


def fit_context(*, prefer_skip_nested_validation: bool) -> Callable[[Method], Method]:
    """Check the parameters against their constraints before the method runs."""
    return _fit_context(prefer_skip_nested_validation=prefer_skip_nested_validation)


def available_if(check: Callable[[Any], bool]) -> Callable[[Method], Method]:
    """A method only of those estimators that pass `check`."""
    return metaestimators.available_if(check)


def callbacks_of(estimator: Any) -> list[Any] | None:
    """The callbacks that are set on an estimator; None if there never were any."""
    callbacks = getattr(estimator, "_skl_callbacks", None)
    return None if callbacks is None else list(callbacks)


class Interval(_Interval):
    """Numbers in a range; True and False are none."""

    def is_satisfied_by(self, val: Any) -> bool:
        return not isinstance(val, bool) and super().is_satisfied_by(val)


class StrOptions(_StrOptions):
    """One of some strings; messages name them in alphabetical order."""

    def __str__(self) -> str:
        return f"a str among {{{', '.join(map(repr, sorted(self.options)))}}}"


def accepts_sample_weight(scorer: Any) -> bool:
    """Whether a scorer takes weights: every one of scikit-learn's seems to."""
    if hasattr(scorer, "_accept_sample_weight"):
        return bool(scorer._accept_sample_weight())
    return "sample_weight" in signature(scorer).parameters
