"""The textbook's functions over the formulas of `skscratch.core`, one module a lesson.

Samples are columns and parameters are dictionaries ``{"W1", "b1", ...}``, as in the
lessons. ``X`` may be a SciPy sparse array or matrix, which is never made dense. float32
is kept where every floating array is float32; everything else becomes float64. No
function changes what it is given, and none seeds or draws from NumPy's global generator
unless `random_state` is None. The lessons use some names twice, so reach them through
their module: ``from skscratch.functional import deep``.
"""

from skscratch.functional import deep, logistic, shallow

__all__ = ["deep", "logistic", "shallow"]
