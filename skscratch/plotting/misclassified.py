"""The images that a classifier gets wrong, the most confident mistake first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from numbers import Number
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.utils import check_consistent_length

from skscratch.plotting.canvas import LETTER, figure_of, grid_of_axes
from skscratch.plotting.units import check_most
from skscratch.plotting.words import (
    LITERAL,
    as_text,
    fitted_text,
    fitted_texts,
    width_of,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLUMNS = 5
_LETTERS = 29  # of a line above a picture
_NOTHING = "nothing misclassified"


class MisclassifiedDisplay:
    """Misclassified images, worst first, with what was true and what was predicted.

    The worst mistake is the one that the model gave the highest probability.
    Make one with :meth:`from_predictions` or :meth:`from_estimator`.

    Parameters
    ----------
    images : sequence of ndarray of shape (height, width) or (height, width, 3)
        The images to draw, in order.
    captions : sequence of str
        What to write above each.
    indices : ndarray of shape (n_mistakes,)
        Positions of *all* mistakes in the data, worst first; `images` may hold
        fewer.

    Attributes
    ----------
    axes_ : ndarray of shape (n_rows, n_columns)
        The panels; those without an image are switched off.
    bounding_ax_ : matplotlib Axes
        Axes that the panels divide.
    figure_ : matplotlib Figure
        Figure that holds them.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from sklearn.datasets import load_digits
    >>> from sklearn.linear_model import LogisticRegression
    >>> from skscratch.plotting import MisclassifiedDisplay
    >>> digits = load_digits()
    >>> X, y = digits.data / 16, digits.target
    >>> model = LogisticRegression().fit(X[:500], y[:500])
    >>> display = MisclassifiedDisplay.from_estimator(
    ...     model, X[500:], y[500:], images=digits.images[500:]
    ... )
    >>> wrong = (model.predict(X[500:]) != y[500:]).sum()
    >>> bool(len(display.indices) == wrong)
    True
    >>> plt.close(display.figure_)
    """

    axes_: np.ndarray
    bounding_ax_: Axes
    figure_: Figure

    def __init__(
        self,
        *,
        images: Sequence[Any],
        captions: Sequence[str],
        indices: np.ndarray,
    ):
        self.images = images
        self.captions = captions
        self.indices = indices

    @classmethod
    def from_estimator(
        cls, estimator: Any, X: Any, y: Any, *, images: Sequence[Any], **kwargs: Any
    ) -> Self:
        """Draw what a fitted classifier gets wrong.

        Parameters
        ----------
        estimator : classifier with `predict_proba`
            The fitted classifier.
        X : array-like of shape (n_samples, n_features)
            The images as the classifier takes them.
        y : array-like of shape (n_samples,)
            The true labels.
        images : sequence of ndarray of shape (height, width) or (height, width, 3)
            The images as they are drawn.
        **kwargs : dict
            Further parameters of :meth:`from_predictions`.

        Returns
        -------
        MisclassifiedDisplay
            The display, drawn.
        """
        proba = estimator.predict_proba(X)
        kwargs = {"classes": getattr(estimator, "classes_", None)} | kwargs
        return cls.from_predictions(images, y, estimator.predict(X), proba, **kwargs)

    @classmethod
    def from_predictions(
        cls,
        images: Sequence[Any],
        y_true: Any,
        y_pred: Any,
        proba: Any,
        *,
        target_names: Sequence[str] | None = None,
        classes: Any = None,
        max_images: int = 20,
        ax: Axes | None = None,
    ) -> Self:
        """Draw the images whose predicted label is not the true one.

        Parameters
        ----------
        images : sequence of ndarray of shape (height, width) or (height, width, 3)
            All images, right and wrong.
        y_true, y_pred : array-like of shape (n_samples,)
            True and predicted labels, of any one kind: numbers, strings, booleans,
            dates.
        proba : array-like of shape (n_samples, n_classes)
            What ``predict_proba`` gave; the largest of a row is the probability of
            the prediction.
        target_names : sequence of str, default=None
            Names to write for the labels, in the order of `classes`; by default the
            labels themselves.
        classes : array-like of shape (n_classes,), default=None
            The labels in the order of the columns of `proba`. By default those that
            occur, sorted, if there is one for each column, else 0, 1, ....
        max_images : int >= 1, default=20
            At most so many are drawn.
        ax : matplotlib Axes, default=None
            Where to draw, from ``plt.subplots`` or a grid; by default on a new
            figure.

        Returns
        -------
        MisclassifiedDisplay
            The display, drawn.

        Raises
        ------
        ValueError
            If the lengths differ, `proba` is not two-dimensional, the labels are not
            of one kind, there is no name for a label, or `max_images` is less than 1.
        """
        check_most(max_images, "max_images")
        y_true, y_pred, proba = _labels(y_true), _labels(y_pred), np.asarray(proba)
        check_consistent_length(images, y_true, y_pred, proba)
        if proba.ndim != 2:
            raise ValueError(
                "proba must have shape (n_samples, n_classes), as predict_proba "
                f"gives it; got {proba.shape}."
            )
        _check_labels(y_true, y_pred)
        if target_names is not None:
            target_names = list(target_names)
            classes = _classes_named(target_names, y_true, y_pred, proba, classes)
        confidence = proba.max(axis=1)
        wrong = np.flatnonzero(y_true != y_pred)
        indices = wrong[np.argsort(-confidence[wrong], kind="stable")]

        def name(label: object) -> str:
            if target_names is None:
                return as_text(label)
            return as_text(target_names[np.flatnonzero(classes == label)[0]])

        shown = indices[:max_images]
        captions = [
            f"true: {name(y_true[i])}\npredicted: {name(y_pred[i])}\n"
            f"probability {_percent(confidence[i])}"
            for i in shown
        ]
        display = cls(
            images=[images[i] for i in shown], captions=captions, indices=indices
        )
        return display.plot(ax)

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw the images.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw, from ``plt.subplots`` or a grid; by default on a new
            figure.

        Returns
        -------
        MisclassifiedDisplay
            The display itself.
        """
        n_columns = min(_COLUMNS, max(1, len(self.images)))
        n_rows = max(1, -(-len(self.images) // n_columns))
        captions = _fitted(self.captions)
        # As wide as the longest line: a figure shown small keeps its letters large
        lines = "\n".join(captions or [_NOTHING]).split("\n")
        side = max(1.5, LETTER * max(map(width_of, lines)))
        self.bounding_ax_, self.axes_ = grid_of_axes(
            ax,
            (n_rows, n_columns),
            type(self).__name__,
            panel_size=(side, side + 0.6),
        )
        self.figure_ = figure_of(self.bounding_ax_)
        limits = _grey_limits(self.images)
        for panel in self.axes_.flat:
            panel.set_axis_off()
        for panel, image, caption in zip(
            self.axes_.flat, self.images, captions, strict=False
        ):
            panel.imshow(image, cmap="gray", **limits)
            panel.set_title(caption, fontsize="medium", **LITERAL)
        if not self.images:
            self.axes_[0, 0].text(0.5, 0.5, _NOTHING, ha="center")
        return self


def _fitted(captions: Sequence[str]) -> list[str]:
    """Captions with names that differ wherever those of the classes do."""
    lines = [
        line.partition(": ") for caption in captions for line in caption.split("\n")
    ]
    room = _LETTERS - len("predicted: ")
    names = dict.fromkeys(name for _, colon, name in lines if colon)
    drawn = dict(zip(names, fitted_texts(names, room), strict=True))

    def fitted(line: str) -> str:
        what, colon, name = line.partition(": ")
        return f"{what}: {drawn[name]}" if colon else fitted_text(line, _LETTERS)

    return ["\n".join(map(fitted, caption.split("\n"))) for caption in captions]


def _labels(y: Any) -> np.ndarray:
    """Labels as an array, days and moments as NumPy's own."""
    labels = np.asarray(y)
    if labels.dtype == object and labels.size:
        if all(isinstance(each, date) for each in labels.flat):
            return labels.astype("datetime64[us]")
    return labels


def _grey_limits(images: Sequence[Any]) -> dict[str, Any]:
    """One scale for all grey images: what is darker is drawn darker."""
    grey = [np.asarray(image) for image in images if np.ndim(image) == 2]
    if len(grey) < len(images) or not grey:
        return {}
    return {"vmin": min(map(np.min, grey)), "vmax": max(map(np.max, grey))}


def _percent(probability: float) -> str:
    """A probability that is certain only where the model is."""
    text = f"{probability:.1%}"
    return "> 99.9%" if text == "100.0%" and probability < 1 else text


def _check_labels(y_true: np.ndarray, y_pred: np.ndarray) -> None:
    """Raise unless true and predicted labels can be compared."""
    for name, labels in (("y_true", y_true), ("y_pred", y_pred)):
        if labels.ndim != 1:
            raise ValueError(
                f"{name} must hold one label a sample, of shape (n_samples,); got "
                f"{labels.shape}."
            )
    kinds = sorted({_kind(label) for label in [*y_true, *y_pred]})
    if len(kinds) > 1:
        raise ValueError(
            "y_true and y_pred must hold labels of one kind, or none is equal to "
            f"another; got {' and '.join(kinds)}."
        )


def _kind(label: object) -> str:
    """Which other labels it may be equal to."""
    if isinstance(label, Number | np.bool_):
        return "numbers"
    if isinstance(label, str | bytes):
        return "bytes" if isinstance(label, bytes) else "strings"
    return type(label).__name__


def _classes_named(
    target_names: list[str],
    y_true: np.ndarray,
    y_pred: np.ndarray,
    proba: np.ndarray,
    classes: Any,
) -> np.ndarray:
    """The labels that the names stand for, in their order."""
    labels = np.unique(np.concatenate([y_true, y_pred]))
    n_classes = proba.shape[1]
    known = classes is not None or len(labels) == n_classes
    if classes is None:
        classes = labels if known else np.arange(n_classes)
    classes = np.asarray(classes)
    fits = len(target_names) == len(classes) == n_classes
    fits = fits and np.isin(labels, classes).all()
    # Where not all classes occur, 0, 1, ... is a guess that the predictions confirm.
    if not fits or not known and (classes[proba.argmax(axis=1)] != y_pred).any():
        raise ValueError(
            f"target_names must name the {n_classes} classes of proba; got "
            f"{len(target_names)} names and labels {labels[:10].tolist()}; pass the "
            "labels in the order of the columns of proba as classes."
        )
    return classes
