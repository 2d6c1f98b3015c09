"""What a saved model says of pictures or of a table, with what speaks against it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from skscratch.cli.cautions import looks_of, of_training, unlike

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

    from skscratch.persistence import ModelCard


@dataclass(frozen=True)
class Answers:
    """What the model says of each input.

    Parameters
    ----------
    names : list of str
        What the inputs are called.
    labels : ndarray of shape (n_inputs,)
        The predicted classes.
    proba : ndarray of shape (n_inputs, n_classes)
        Their probabilities.
    classes : ndarray of shape (n_classes,)
        The classes.
    cautions : list of list of str
        For each input in what it is unlike the training data.
    general : list of str
        What speaks against all answers.
    seen : ndarray of shape (n_inputs, height, width, 3) or None
        What the model sees of pictures.
    truth : ndarray of shape (n_inputs,) or None
        The labels, where a table has them.
    unreadable : list of str
        Why inputs are missing here.
    """

    names: list[str]
    labels: np.ndarray
    proba: np.ndarray
    classes: np.ndarray
    cautions: list[list[str]]
    general: list[str]
    seen: np.ndarray | None = None
    truth: np.ndarray | None = None
    unreadable: list[str] = field(default_factory=list)

    @property
    def probabilities(self) -> np.ndarray:
        """That of the predicted class, for each input."""
        return self.proba.max(axis=1)

    def as_json(self) -> bytes:
        """A list of objects, one an input."""
        rows = [
            {
                "input": name,
                "class": _plain(self.labels[index]),
                "probability": float(self.probabilities[index]),
                "probabilities": {
                    str(each): float(p)
                    for each, p in zip(self.classes, self.proba[index], strict=True)
                },
                "cautions": [*self.general, *self.cautions[index]],
            }
            for index, name in enumerate(self.names)
        ]
        return (json.dumps(rows, indent=1, ensure_ascii=False) + "\n").encode()

    def as_csv(self) -> bytes:
        """A line for the names of the columns, and one an input."""
        text = io.StringIO(newline="")
        write = csv.writer(text, lineterminator="\n").writerow
        each_class = [f"probability of {name}" for name in self.classes]
        write(["input", "class", "probability", *each_class, "cautions"])
        for index, name in enumerate(self.names):
            write(
                [
                    name,
                    self.labels[index],
                    f"{self.probabilities[index]:.6g}",
                    *(f"{p:.6g}" for p in self.proba[index]),
                    "; ".join([*self.general, *self.cautions[index]]),
                ]
            )
        return text.getvalue().encode()


def answers_of(model: Pipeline, card: ModelCard, inputs: Sequence[str]) -> Answers:
    """Ask a model about pictures, folders of them, or a table.

    Parameters
    ----------
    model : Pipeline
        As `load_model` gives it.
    card : ModelCard
        Of its file.
    inputs : sequence of str
        Paths, which may begin with ``~``.

    Returns
    -------
    Answers
        Of all that could be read.

    Raises
    ------
    OSError, ValueError
        If nothing could be read, or it is not what the model takes.
    """
    from skscratch.preprocessing import ImageFlattener

    steps = getattr(model, "steps", [("model", model)])
    flattener = steps[0][1]
    if isinstance(flattener, ImageFlattener):
        return _of_pictures(model, flattener, card, inputs)
    if len(inputs) != 1:
        raise ValueError(f"this model takes one table at a time; got {len(inputs)}.")
    return _of_table(model, card, inputs[0])


def _of_pictures(
    model: Pipeline, flattener: Any, card: ModelCard, inputs: Sequence[str]
) -> Answers:
    from PIL import Image

    from skscratch.datasets.photo import check_frame
    from skscratch.datasets.reading import read_pictures

    paths = [path for each in inputs for path in _pictures_below(each)]
    frame = check_frame(flattener.image_size_, flattener.resize)
    reading = read_pictures([str(path) for path in paths], frame, n_jobs=-1)
    names = [str(p) for i, p in enumerate(paths) if i not in reading.problems]
    unreadable = [str(error) for error in reading.problems.values()]
    if not names:
        raise ValueError(" ".join(unreadable))
    seen = reading.good()
    # As Pillow pictures: grey and floats are the flattener's to make, as in training
    proba = model.predict_proba([Image.fromarray(image) for image in seen])
    ranges = card.notes.get("ranges", {})
    return Answers(
        names,
        model.classes_[proba.argmax(axis=1)],
        proba,
        model.classes_,
        unlike(looks_of(seen), ranges, "pictures") if ranges else [[] for _ in names],
        of_training(card.n_samples, "pictures"),
        seen,
        unreadable=unreadable,
    )


def _of_table(model: Pipeline, card: ModelCard, path: str) -> Answers:
    from skscratch.cli.tables import as_trained, read_table

    if card.feature_names is None:
        raise ValueError(
            "this model was not trained on a table with names of columns; use "
            "skscratch.load_model in Python."
        )
    place = Path(path).expanduser()
    if not place.is_file():
        raise FileNotFoundError(f"{path} does not exist or is no file.")
    frame = read_table(place)
    numbers, words = columns_of(model)
    rows = as_trained(frame, numbers, words)
    proba = model.predict_proba(rows)
    target, ranges = card.notes.get("target"), card.notes.get("ranges", {})
    return Answers(
        [f"row {number}" for number in range(1, len(rows) + 1)],
        model.classes_[proba.argmax(axis=1)],
        proba,
        model.classes_,
        unlike({name: rows[name] for name in ranges}, ranges, "rows")
        if ranges
        else [[] for _ in range(len(rows))],
        of_training(card.n_samples, "rows"),
        truth=frame[target].to_numpy() if target in frame else None,
    )


def columns_of(model: Pipeline) -> tuple[list[str], list[str]]:
    """The columns that `train` made numbers and words of, or all as numbers."""
    from sklearn.compose import ColumnTransformer

    names = [str(name) for name in model.feature_names_in_]
    first = model.steps[0][1] if hasattr(model, "steps") else None
    if not isinstance(first, ColumnTransformer):
        return names, []
    chosen = {name: list(columns) for name, _, columns in first.transformers_}
    if not {"numbers", "words"} <= set(chosen):
        raise ValueError(
            "this model was not trained by skscratch train; use skscratch.load_model "
            "in Python."
        )
    return chosen["numbers"], chosen["words"]


def _pictures_below(path: str) -> list[Path]:
    """A picture itself, or all files below a folder but those of the system."""
    from skscratch.datasets.folder import files_below

    place = Path(path).expanduser()
    if not place.is_dir():
        return [place]
    found = files_below(place)
    if not found:
        raise ValueError(f"{path} holds no picture.")
    return found


def _plain(label: Any) -> Any:
    return label.item() if isinstance(label, np.generic) else label
