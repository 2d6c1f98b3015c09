"""Saved estimators know the version that made them."""

from __future__ import annotations

import sys
import warnings
from typing import Any

from sklearn.exceptions import InconsistentVersionWarning

__all__ = ["VersionedPickle", "package_version"]

#: Where the version stands in a pickle, and what stands for that of one without.
KEY, UNKNOWN = "_skscratch_version", "unknown"


class VersionedPickle:
    """Writes the version into the state, and warns of another one, as scikit-learn."""

    def __getstate__(self) -> dict[str, Any]:
        return {**super().__getstate__(), KEY: package_version()}  # type: ignore[dict-item]

    def __setstate__(self, state: dict[str, Any]) -> None:
        state = dict(state)
        saved, version = state.pop(KEY, UNKNOWN), package_version()
        if saved != version:
            warnings.warn(
                InconsistentVersionWarning(
                    estimator_name=type(self).__name__,
                    current_sklearn_version=version,
                    original_sklearn_version=saved,
                ),
                stacklevel=2,
            )
        super().__setstate__(state)  # type: ignore[misc]


def package_version() -> str:
    """The version of skscratch, which is not there yet when this file is read."""
    return sys.modules[__name__.partition(".")[0]].__version__
