"""Kinds of targets: from labels to target matrices, from logits to answers."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from scipy.special import log_expit, log_softmax
from sklearn.utils.multiclass import check_classification_targets, type_of_target

from skscratch._warnings import warn
from skscratch.core.activations import sigmoid, softmax
from skscratch.labels.checks import is_one_hot, labels_of, named

__all__ = [
    "Binary",
    "Classes",
    "Labels",
    "Target",
    "check_same_classes",
    "check_same_kind",
    "is_multilabel",
    "kind_of",
    "named_target",
    "target_of",
]

#: The smallest positive normal number of each precision.
SMALLEST = {np.dtype(dtype): np.finfo(dtype).tiny for dtype in (np.float32, np.float64)}


def is_multilabel(y: np.ndarray) -> bool:
    return y.ndim == 2


class Target:
    """A kind of target: what labels mean for the network, and its logits for the user.

    Logits are of shape (n_outputs, n_samples), answers have samples as rows.

    Attributes
    ----------
    classes : ndarray of shape (n_classes,)
    n_outputs : int
    output_activation : {"logistic", "softmax"}
    multilabel : bool
        Whether a sample may have several labels.
    """

    output_activation: ClassVar[str] = "logistic"
    multilabel: ClassVar[bool] = False

    def __init__(self, classes: np.ndarray):
        self.classes = classes
        self.n_outputs = len(classes)

    def encode(self, y: np.ndarray, dtype: Any, name: str = "y") -> np.ndarray:
        """The target matrix of labels, (n_outputs, n_samples).

        Raises
        ------
        ValueError
            If `y`, called `name` in the message, holds other labels.
        """
        raise NotImplementedError

    def scores(self, Z: np.ndarray) -> np.ndarray:
        """The logits, one column an output."""
        return Z.T

    def decide(self, Z: np.ndarray) -> np.ndarray:
        """The most probable labels."""
        raise NotImplementedError

    def probabilities(self, Z: np.ndarray) -> np.ndarray:
        """One column for each of `classes`, none of them zero."""
        raise NotImplementedError

    def log_probabilities(self, Z: np.ndarray) -> np.ndarray:
        """Their logarithms, from the logits: finite however small they are."""
        raise NotImplementedError


class Binary(Target):
    """Two classes: one output, the log-odds of the second."""

    def __init__(self, classes: np.ndarray):
        self.classes = classes
        self.n_outputs = 1

    def encode(self, y: np.ndarray, dtype: Any, name: str = "y") -> np.ndarray:
        return _codes(y, self.classes, name)[np.newaxis].astype(dtype)

    def scores(self, Z: np.ndarray) -> np.ndarray:
        return Z[0]

    def decide(self, Z: np.ndarray) -> np.ndarray:
        return self.classes[(Z[0] > 0).astype(np.intp)]

    def probabilities(self, Z: np.ndarray) -> np.ndarray:
        # 1 - P would round a small probability away; sigmoid(-Z) does not.
        return _positive(sigmoid(np.concatenate([-Z, Z])))

    def log_probabilities(self, Z: np.ndarray) -> np.ndarray:
        return _finite(log_expit(np.concatenate([-Z, Z])))


class Classes(Target):
    """More than two classes: one output each."""

    output_activation = "softmax"

    def encode(self, y: np.ndarray, dtype: Any, name: str = "y") -> np.ndarray:
        codes = _codes(y, self.classes, name)
        return (codes == np.arange(self.n_outputs)[:, np.newaxis]).astype(dtype)

    def decide(self, Z: np.ndarray) -> np.ndarray:
        return self.classes[Z.argmax(axis=0)]

    def probabilities(self, Z: np.ndarray) -> np.ndarray:
        return _positive(softmax(Z))

    def log_probabilities(self, Z: np.ndarray) -> np.ndarray:
        return _finite(log_softmax(Z, axis=0))


class Labels(Target):
    """An indicator matrix: one output a label, each on its own."""

    multilabel = True

    def encode(self, y: np.ndarray, dtype: Any, name: str = "y") -> np.ndarray:
        if y.shape[1] != self.n_outputs:
            raise ValueError(
                f"{name} must have one column for each of the {self.n_outputs} labels "
                f"seen before; got shape {y.shape}."
            )
        if not np.isin(y, (0, 1)).all():
            raise ValueError(
                f"an indicator matrix {name} must hold 0 and 1 only; got the values "
                f"{np.unique(y).tolist()}."
            )
        return np.ascontiguousarray(y.T, dtype=dtype)

    def decide(self, Z: np.ndarray) -> np.ndarray:
        return (Z.T > 0).astype(int)

    def probabilities(self, Z: np.ndarray) -> np.ndarray:
        return _positive(np.minimum(sigmoid(Z), 1 - np.finfo(Z.dtype).epsneg))

    def log_probabilities(self, Z: np.ndarray) -> np.ndarray:
        return _finite(log_expit(Z))


def _positive(P: np.ndarray) -> np.ndarray:
    return np.maximum(P, SMALLEST[P.dtype], out=P).T


def _finite(log_P: np.ndarray) -> np.ndarray:
    return np.maximum(log_P, np.log(SMALLEST[log_P.dtype]), out=log_P).T


def _codes(y: np.ndarray, classes: np.ndarray, name: str) -> np.ndarray:
    """The position of each label among the classes; refuses those that have none."""
    if not len(y):
        return np.zeros(0, np.intp)
    # NumPy would compare "1" with 1 as strings.
    alike = _is_text(y) == _is_text(classes)
    unseen = np.setdiff1d(y, classes) if alike else np.unique(y)
    if len(unseen):
        raise ValueError(
            f"{name} must hold no labels beside the known classes {classes.tolist()}; "
            f"got {unseen.tolist()}. Train with samples of every class, or name all "
            "classes in the first call of partial_fit."
        )
    return np.searchsorted(classes, y)


def _is_text(labels: np.ndarray) -> bool:
    return labels.dtype.kind in "USO"


def kind_of(classes: np.ndarray, multilabel: bool) -> Target:
    """The kind of target that has these classes."""
    if multilabel:
        return Labels(classes)
    return Binary(classes) if len(classes) == 2 else Classes(classes)


def target_of(y: np.ndarray, multilabel: bool) -> Target:
    """The kind of `y`: its sorted distinct labels, or the columns of indicators.

    Raises
    ------
    ValueError
        If `y` is not a classification target, is multilabel where that is not
        supported, or has a single class.
    """
    _check_kind(y, multilabel)
    if is_multilabel(y):
        return _labels(y)
    classes = np.unique(y)
    if len(classes) < 2:
        raise ValueError(
            f"y must contain at least two classes; got 1 class: {classes.tolist()}."
        )
    return kind_of(classes, False)


def _labels(y: np.ndarray) -> Labels:
    """The kind of an indicator matrix seen for the first time."""
    # A handful of rows with one label each may be chance.
    if is_one_hot(y) and len(y) > y.shape[1] and y.any(axis=0).all():
        warn(
            "y has exactly one label in every row and is fitted as multilabel, each "
            "label on its own. If it is one-hot, for classes that exclude each other, "
            "pass y.argmax(axis=1).",
            UserWarning,
        )
    return Labels(np.arange(y.shape[1]))


def _check_kind(y: np.ndarray, multilabel: bool) -> None:
    """Refuse what is no classification target, or multilabel where not supported."""
    check_classification_targets(y)
    if not is_multilabel(y):
        return
    kind = type_of_target(y, input_name="y")
    if not multilabel or kind != "multilabel-indicator":
        wanted = "1-d, or an indicator matrix of 0 and 1" if multilabel else "1-d"
        advice = _as_classes(y) or (
            "Fit one estimator for each column (sklearn.multioutput)."
        )
        raise ValueError(
            f"y must be {wanted}; got a {kind} target of shape {y.shape}. {advice}"
        )


def check_same_kind(y: np.ndarray, target: Target, name: str = "y") -> None:
    """Refuse labels beside indicators: both may have the same number of outputs."""
    if is_multilabel(y) != target.multilabel:
        wanted = "an indicator matrix" if target.multilabel else "1-d"
        advice = "" if target.multilabel else _as_classes(y, name)
        raise ValueError(
            f"{name} must be {wanted}, as the targets trained on are; got shape "
            f"{y.shape}. {advice}".rstrip()
        )


def _as_classes(y: np.ndarray, name: str = "y") -> str:
    """How to make classes of one-hot rows; empty if they are something else."""
    if not is_one_hot(y):
        return ""
    return f"It is one-hot: pass the classes, {name}.argmax(axis=1)."


def named_target(
    y: np.ndarray, classes: Any, known: Target | None, multilabel: bool
) -> Target:
    """The kind of a `partial_fit`: as named, as known, or columns of indicators.

    Raises
    ------
    ValueError
        If `y` is not a target for the estimator, or not of the kind that is known; or
        if the first call does not name the classes, or a later one names others.
    """
    if known is not None:
        check_same_kind(y, known)
    _check_kind(y, multilabel)
    if classes is None:
        if known is not None:
            return known
        if is_multilabel(y):
            return _labels(y)
        raise ValueError(
            "classes must name all labels in the first call of partial_fit; got None. "
            "Pass classes=np.unique(y_all)."
        )
    classes = _named(classes)
    if known is not None and not np.array_equal(classes, known.classes):
        raise ValueError(
            f"classes must be those of the first call, {known.classes.tolist()}; got "
            f"{classes.tolist()}."
        )
    if len(classes) < 2:
        raise ValueError(
            f"classes must name at least two labels; got {classes.tolist()}. Pass "
            "classes=np.unique(y_all)."
        )
    return kind_of(classes, is_multilabel(y))


def _named(classes: Any) -> np.ndarray:
    """The classes that the caller names, sorted."""
    classes = labels_of(classes, "classes")
    if classes.ndim != 1:
        raise ValueError(
            f"classes must be 1-d, one entry a class; got shape {classes.shape}. Pass "
            "classes=np.unique(y_all)."
        )
    with named("classes", "y"):
        kind = type_of_target(classes, input_name="y")
    if kind not in ("binary", "multiclass"):
        raise ValueError(
            "classes must be labels, such as whole numbers or strings; got "
            f"{classes.tolist()}, a {kind} target."
        )
    return np.unique(classes)


def check_same_classes(classes: np.ndarray, known: np.ndarray) -> None:
    """Refuse to go on with training on other classes."""
    if not np.array_equal(classes, known):
        raise ValueError(
            f"with warm_start=True y must have the classes of the earlier fit, "
            f"{known.tolist()}; got {classes.tolist()}. Set warm_start=False to start "
            "anew."
        )
