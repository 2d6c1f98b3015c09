"""A model as an ONNX file, for programs without Python."""

from __future__ import annotations

from functools import cache
from os import PathLike
from types import ModuleType
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from skscratch._files import write_whole
from skscratch.persistence._onnx_rows import check_answers, check_rows, input_types
from skscratch.persistence._parts import estimators_of

__all__ = ["to_onnx"]


def to_onnx(model: BaseEstimator, path: str | PathLike[str], *, X: Any = None) -> None:
    """Write a fitted model as an ONNX file, which runs without Python.

    The model may be one of our estimators, or a Pipeline or an ensemble of
    scikit-learn around it, of steps that ``skl2onnx`` converts. Runtimes of ONNX exist
    for most languages, phones and browsers. What it answers are the outputs "label" and
    "probabilities"; it computes with 32 bits, and its probabilities are those of
    `predict_proba` to about six digits where the input is on a usual scale. The two are
    compared before the file is written.

    Parameters
    ----------
    model : estimator
        A fitted classifier.
    path : str or path-like
        Where to write it; by custom a name that ends in ``.onnx``. Written whole or not
        at all.
    X : array-like or DataFrame of shape (n_samples, n_features), default=None
        Some rows of what the model takes, for their types and to compare answers on;
        needed for texts and for a model that takes columns by name. For such a one the
        file has an input of shape (n_samples, 1) for each column, by its name: numbers
        as float32, all else as text. Otherwise it has a single input "X" of shape
        (n_samples, n_features), float32, or for texts (n_samples, 1). Behind an
        `ImageFlattener` the input is images of its shape, uint8 or float32.

    Raises
    ------
    ImportError
        If skl2onnx is not installed.
    TypeError
        If the model is no estimator, or has a step that cannot be converted.
    ValueError
        If `X` is needed and not passed, or not what the model takes, if a label is too
        large, or if the file would give other probabilities than the model: some of
        skl2onnx's converters are approximations, and 32 bits are few for columns that
        are far from zero for their spread.
    sklearn.exceptions.NotFittedError
        If the model is not fitted.
    OSError
        If the file cannot be written.

    See Also
    --------
    save_model : A file that `load_model` makes the same model of.

    Notes
    -----
    Class labels that are whole numbers or truth values are int64 in the file, all
    others are text.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import numpy as np
    >>> import onnxruntime
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> from skscratch import DeepNNClassifier, to_onnx
    >>> X, y = load_iris(return_X_y=True)
    >>> model = make_pipeline(StandardScaler(), DeepNNClassifier(random_state=0))
    >>> model = model.fit(X, y)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     to_onnx(model, Path(folder) / "iris.onnx")
    ...     session = onnxruntime.InferenceSession(Path(folder) / "iris.onnx")
    >>> labels, probabilities = session.run(None, {"X": X.astype(np.float32)})
    >>> bool(np.abs(probabilities - model.predict_proba(X)).max() < 1e-5)
    True
    """
    skl2onnx = _skl2onnx()
    if not isinstance(model, BaseEstimator):
        raise TypeError(
            f"model must be a fitted estimator; got {type(model).__name__}. Pass a "
            "classifier or a Pipeline."
        )
    check_is_fitted(model)
    from skscratch.persistence._onnx_nodes import OPSET

    _check_labels(model)
    types = input_types(model, X)
    check_rows(model, X)
    try:
        converted = skl2onnx.to_onnx(
            model,
            initial_types=types,
            target_opset=OPSET,
            options={"zipmap": False},
        )
    except Exception as error:
        words = " ".join(str(error).split())[:200].rstrip(".")
        raise TypeError(
            f"model must consist of what skl2onnx converts; got {words}. Leave that "
            "step out and do it before, or choose another one."
        ) from error
    check_answers(model, converted, X)
    write_whole(path, converted.SerializeToString())


def _check_labels(model: BaseEstimator) -> None:
    """Raise ValueError where a label is too large for the numbers of ONNX."""
    for part in estimators_of(model):
        classes = getattr(part, "classes_", None)
        if isinstance(classes, np.ndarray) and classes.dtype.kind == "u":
            if classes.size and classes.max() > np.iinfo(np.int64).max:
                raise ValueError(
                    "class labels must be below 2**63, as in an ONNX file; got "
                    f"{classes.max()}. Fit the model to smaller numbers, or to text."
                )


@cache
def _skl2onnx() -> ModuleType:
    """The converter library, which then knows our estimators."""
    try:
        import skl2onnx
    except ImportError as error:
        raise ImportError(
            f"to_onnx needs skl2onnx, which cannot be imported ({error}). Install it "
            "by `pip install 'skscratch[onnx]'`."
        ) from None
    from skscratch.persistence._onnx_images import register_images
    from skscratch.persistence._onnx_nodes import register

    register()
    register_images()
    return skl2onnx
