"""What runs here: our version, and those of what it stands on."""

from __future__ import annotations

import argparse
import platform
from importlib.metadata import version
from typing import Any

import skscratch

__all__ = ["ShowVersions", "versions"]


def versions() -> list[str]:
    """A line for each: the package, Python, NumPy with its BLAS, SciPy, scikit-learn.

    Returns
    -------
    list of str

    Examples
    --------
    >>> from skscratch.cli.versions import versions
    >>> [line.split()[0] for line in versions()]
    ['skscratch', 'Python', 'NumPy', 'SciPy', 'scikit-learn']
    """
    import numpy as np

    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    system = f"{platform.system()} {platform.machine()}"
    return [
        f"skscratch {skscratch.__version__}",
        f"Python {platform.python_version()} on {system}",
        f"NumPy {np.__version__} with {blas['name']} {blas['version']}",
        f"SciPy {version('scipy')}",
        f"scikit-learn {version('scikit-learn')}",
    ]


class ShowVersions(argparse.Action):
    """Prints the versions and ends; only then is anything loaded for them."""

    def __init__(self, **settings: Any):
        super().__init__(nargs=0, **settings)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        print("\n".join(versions()))
        parser.exit()
