"""The names of scikit-learn that it does not call public, or does not have everywhere.

Its decorators have no types; those given here keep that of the method they decorate.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from inspect import signature
from numbers import Real
from typing import Any, Self, TypeVar

import sklearn
from sklearn.base import _fit_context
from sklearn.utils import metaestimators
from sklearn.utils._param_validation import Interval as _Interval
from sklearn.utils._param_validation import StrOptions as _StrOptions
from sklearn.utils._param_validation import (
    validate_parameter_constraints as check_parameters,
)
from sklearn.utils.validation import _check_sample_weight

__all__ = [
    "HAS_CALLBACKS",
    "CallbackSupportMixin",
    "Interval",
    "StrOptions",
    "accepts_sample_weight",
    "available_if",
    "callbacks_of",
    "check_parameters",
    "check_sample_weight",
    "fit_context",
]

Method = TypeVar("Method", bound=Callable[..., Any])


class _NoContext:
    """The context of a fit that nothing watches."""

    def call_on_fit_task_begin(self, **data: Any) -> None:
        """Nobody is told that the fit begins."""

    def call_on_fit_task_end(self, **data: Any) -> None:
        """Nobody is told that it ends."""


class _NoCallbacks:
    """Takes the place of the mixin where scikit-learn has no callbacks."""

    def set_callbacks(self, *callbacks: Any) -> Self:
        """Refuse callbacks; without any, there is nothing to take off."""
        if callbacks:
            raise ImportError(
                "callbacks need scikit-learn 1.9 or newer; got "
                f"{sklearn.__version__}. Install it by "
                "`pip install 'scikit-learn>=1.9'`."
            )
        return self

    def _init_callback_context(self, **task: Any) -> _NoContext:
        return _NoContext()


try:
    from sklearn.callback import CallbackSupportMixin
except ImportError:  # before scikit-learn 1.9
    CallbackSupportMixin = _NoCallbacks

#: Whether scikit-learn has callbacks.
HAS_CALLBACKS = CallbackSupportMixin is not _NoCallbacks

#: Lets all weights be zero; before scikit-learn 1.9 they may be unasked.
_ALL_ZERO = (
    {"allow_all_zero_weights": True}
    if "allow_all_zero_weights" in signature(_check_sample_weight).parameters
    else {}
)


def check_sample_weight(sample_weight: Any, X: Any, **how: Any) -> Any:
    """One weight for each row of X, 1 where there is none; they may all be zero."""
    return _check_sample_weight(sample_weight, X, **how, **_ALL_ZERO)


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
    """Numbers in a range; True and False are none, nor is what no float can hold."""

    def is_satisfied_by(self, val: Any) -> bool:
        if isinstance(val, bool):
            return False
        try:
            return super().is_satisfied_by(val) and (
                self.type is not Real or math.isfinite(float(val))
            )
        except (TypeError, OverflowError):  # a Fraction, of which NumPy knows nothing
            return False


class StrOptions(_StrOptions):
    """One of some strings; messages name them in alphabetical order."""

    def __str__(self) -> str:
        return f"a str among {{{', '.join(map(repr, sorted(self.options)))}}}"


def accepts_sample_weight(scorer: Any) -> bool:
    """Whether a scorer takes weights: every one of scikit-learn's seems to."""
    if hasattr(scorer, "_accept_sample_weight"):
        return bool(scorer._accept_sample_weight())
    return "sample_weight" in signature(scorer).parameters
