"""The textbook: the three lessons in plain NumPy, one file each.

Every line of code is an equation of the lesson. Samples are columns, parameters are
dictionaries ``{"W1", "b1", ...}``, everything is computed in float64, no function
changes what it is given, and none touches NumPy's global random numbers. The lessons
use some names twice, so reach them through their module:
``from skscratch.functional import deep``. Nothing else of the package is imported here:
the engine in `skscratch.core` is written for speed, and tests hold the two together.

Docstrings give shapes as ``name (rows, columns)``; what is given may be nested lists.
Every function refuses, with ValueError, an array that is empty, of another shape, or
holds something else than finite numbers.
"""

from skscratch.functional import deep, logistic, shallow

__all__ = ["deep", "logistic", "shallow"]
