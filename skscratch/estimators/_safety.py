"""A call that fails leaves an earlier fitted model usable."""

from __future__ import annotations

from functools import wraps

__all__ = ["unchanged_on_failure"]


def unchanged_on_failure(method):
    """Give the estimator all that it has learnt back if the method raises.

    Checking the data already sets the number and names of the features, which would
    not fit the weights of an earlier fit.
    """

    @wraps(method)
    def guarded(self, *args, **kwargs):
        before = _learnt(self)
        try:
            return method(self, *args, **kwargs)
        except BaseException:
            for name in _learnt(self):
                delattr(self, name)
            vars(self).update(before)
            raise

    return guarded


def _learnt(estimator):
    return {
        name: value
        for name, value in vars(estimator).items()
        if name == "_state" or (name.endswith("_") and not name.startswith("_"))
    }
