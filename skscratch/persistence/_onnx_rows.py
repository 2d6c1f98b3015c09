"""Rows that an ONNX file takes: their types, and whether its answers are right."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from skscratch.persistence._onnx_images import flattener_of, random_images
from skscratch.persistence._parts import estimators_of

__all__ = ["check_answers", "check_rows", "input_types"]

#: Rows to compare answers on where none are given.
N_ROWS = 200
#: A difference of probabilities that rounding to 32 bits does not explain, and the
#: share of rows in which it may do so after all, where a step has thresholds.
TOLERANCE, SHARE = 1e-3, 0.01

#: Attributes by which a step knows where columns lie, and how far they spread.
PLACES = (("mean_", "scale_"), ("center_", "scale_"), ("data_min_", "data_range_"))


def input_types(model: Any, X: Any) -> list[tuple[str, Any]]:
    """Names and types of the inputs that a file of the model has.

    Raises
    ------
    ValueError
        If that cannot be told without rows.
    """
    from skl2onnx.common.data_types import (
        FloatTensorType,
        StringTensorType,
        UInt8TensorType,
    )

    if flattener := flattener_of(model):
        kind = UInt8TensorType if flattener.scale_ == 255 else FloatTensorType
        return [("X", kind([None, *flattener.image_shape_]))]
    if takes_columns(model):
        if not hasattr(X, "columns"):
            raise ValueError(
                "X must be some rows of the table that the model takes columns of by "
                f"name; got {type(X).__name__}. Pass to_onnx(model, path, X=X[:5])."
            )
    elif X is None and not hasattr(model, "n_features_in_"):
        raise ValueError(
            "X must be some of what the model takes, since its first step does not "
            "tell; got None. Pass to_onnx(model, path, X=X[:5])."
        )
    return [
        (
            name,
            (FloatTensorType if values.dtype.kind == "f" else StringTensorType)(
                [None, values.shape[1]]
            ),
        )
        for name, values in inputs_of(model, _rows(model, X)).items()
    ]


def check_rows(model: Any, X: Any) -> None:
    """Check that the model takes the rows that are given, if any are.

    Raises
    ------
    ValueError
        If not.
    """
    if X is None:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that are missing
        try:
            model.predict(X)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            words = " ".join(str(error).split())[:200].rstrip(".")
            raise ValueError(
                f"X must be some rows of what the model takes; got {words}."
            ) from error


def check_answers(model: Any, converted: Any, X: Any) -> None:
    """Compare what a file answers with what the model does.

    By the reference implementation of ONNX. Where that does not know a node, as for
    texts, or where the model takes no random rows, nothing is compared.

    Raises
    ------
    ValueError
        If probabilities differ by more than rounding.
    """
    from onnx.reference import ReferenceEvaluator

    if not hasattr(model, "predict_proba"):
        return
    rows = _rows(model, X)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that are missing, or large numbers
        try:
            answers: Any = ReferenceEvaluator(converted).run(
                None, inputs_of(model, rows)
            )
            expected = model.predict_proba(rows)
        except Exception:
            return
    difference = np.abs(answers[1] - expected)
    right = (difference <= TOLERANCE).all(axis=1)
    if 1 - right.mean() > SHARE:
        raise ValueError(
            "model must be one that skl2onnx converts exactly; got probabilities that "
            f"differ by {difference.max():.2g} from the model's. The file has 32 bits "
            "for a number: bring the columns near zero and to one scale before, or "
            "leave out what is around the network."
        )


def inputs_of(model: Any, rows: Any) -> dict[str, np.ndarray]:
    """Rows as the arrays that a file takes, by their names."""
    if flattener := flattener_of(model):
        return {"X": np.asarray(rows, np.uint8 if flattener.scale_ == 255 else "f4")}
    if takes_columns(model):
        return {str(name): _column(rows[name]) for name in rows.columns}
    return {"X": _column(rows)}


def takes_columns(model: Any) -> bool:
    """Whether the first step looks for columns by name."""
    from sklearn.compose import ColumnTransformer  # not loaded with the package

    while hasattr(model, "steps"):
        model = model.steps[0][1]
    return isinstance(model, ColumnTransformer) and hasattr(model, "feature_names_in_")


def _rows(model: Any, X: Any) -> Any:
    """The rows that are given, or random ones around where the columns lie."""
    if X is not None:
        return X
    if flattener := flattener_of(model):
        return random_images(flattener)
    rng = np.random.default_rng(0)
    scale = 10.0 ** rng.uniform(-1, 1.5, size=(N_ROWS, 1))  # near it and far
    rows = scale * rng.standard_normal((N_ROWS, model.n_features_in_))
    centre, spread = _place_of(model)
    return centre + spread * rows


def _place_of(model: Any) -> tuple[Any, Any]:
    """Centre and spread of each column, where the first step that may know them does.

    A number of 32 bits is as coarse as it is far from zero.
    """
    for part in estimators_of(model):
        for centre_name, spread_name in PLACES:
            centre: Any = getattr(part, centre_name, None)
            if np.shape(centre) == (model.n_features_in_,):
                spread = getattr(part, spread_name, None)
                return centre, 1.0 if spread is None else spread
    return 0.0, 1.0


def _column(values: Any) -> np.ndarray:
    """As a matrix of float32, or of text."""
    array = np.asarray(values)
    array = array if array.ndim == 2 else array.reshape(-1, 1)
    return array.astype(np.float32 if array.dtype.kind in "biuf" else object)
