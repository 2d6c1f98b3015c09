"""The names of scikit-learn that it does not call public, all in one place."""

from inspect import signature

from sklearn.base import _fit_context as fit_context
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import _check_sample_weight as check_sample_weight

__all__ = [
    "Interval",
    "StrOptions",
    "accepts_sample_weight",
    "check_sample_weight",
    "fit_context",
]


def accepts_sample_weight(scorer):
    """Whether a scorer takes weights: every one of scikit-learn's seems to."""
    if hasattr(scorer, "_accept_sample_weight"):
        return scorer._accept_sample_weight()
    return "sample_weight" in signature(scorer).parameters
