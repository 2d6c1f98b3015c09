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

from skscratch.cli.cautions import (
    LOOKS,
    known_ranges,
    looks_of,
    of_training,
    unlike,
)

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

    from skscratch.persistence import ModelCard


#: Pixels of pictures that are held in memory at a time, as bytes and as floats.
NUMBERS_AT_ONCE = 2**22
MOST_SHOWN = 24


@dataclass(frozen=True)
class Answers:
    """What the model says of each input.

    Parameters
    ----------
    names : list of str
        What the inputs are called.
    labels : ndarray of shape (n_inputs,)
        What the predicted classes are called.
    proba : ndarray of shape (n_inputs, n_classes)
        Their probabilities.
    classes : ndarray of shape (n_classes,)
        What the classes are called.
    cautions : list of list of str
        For each input in what it is unlike the training data.
    general : list of str
        What speaks against all answers.
    seen : ndarray of shape (n_shown, height, width, 3) or None
        What the model sees of the first pictures.
    right : ndarray of shape (n_labelled,) or None
        Whether it is right, for the rows of a table that have their label.
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
    right: np.ndarray | None = None
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
        return (json.dumps(rows, indent=1, ensure_ascii=False) + "\n").encode(
            errors="backslashreplace"  # names of files that are no text, escaped
        )

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
        return text.getvalue().encode(errors="backslashreplace")


def model_of(path: str) -> Any:
    """The model of a file; of a search the best that it found."""
    from skscratch import load_model

    model = load_model(path)
    return getattr(model, "best_estimator_", model)


def answers_of(model: Pipeline, card: ModelCard, inputs: Sequence[str]) -> Answers:
    """Ask a model about pictures, folders of them, or a table.

    Parameters
    ----------
    model : Pipeline
        As `model_of` gives it.
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
    flattener = flattener_of(model)
    if flattener is not None:
        return _of_pictures(model, flattener, card, inputs)
    if len(inputs) != 1:
        raise ValueError(f"this model takes one table at a time; got {len(inputs)}.")
    return _of_table(model, card, inputs[0])


def flattener_of(model: Any) -> Any:
    """The step of a model that reads pictures, None if it takes none."""
    from skscratch.preprocessing import ImageFlattener

    first = model.steps[0][1] if hasattr(model, "steps") else model
    return first if isinstance(first, ImageFlattener) else None


def _of_pictures(
    model: Pipeline, flattener: Any, card: ModelCard, inputs: Sequence[str]
) -> Answers:
    from PIL import Image

    from skscratch.datasets.photo import check_frame
    from skscratch.datasets.reading import read_pictures

    paths = [path for each in inputs for path in _pictures_below(each)]
    frame = check_frame(flattener.image_size_, flattener.resize)
    ranges = known_ranges(card.notes, LOOKS)
    n_at_once = max(NUMBERS_AT_ONCE // (frame.height * frame.width * 3), 1)
    names: list[str] = []
    unreadable: list[str] = []
    cautions: list[list[str]] = []
    proba: list[np.ndarray] = []
    seen: list[np.ndarray] = []
    for start in range(0, len(paths), n_at_once):
        some = paths[start : start + n_at_once]
        reading = read_pictures([str(path) for path in some], frame, n_jobs=-1)
        names += [str(p) for i, p in enumerate(some) if i not in reading.problems]
        unreadable += [str(error) for error in reading.problems.values()]
        if len(images := reading.good()):
            # As Pillow pictures: grey and floats are the flattener's to make
            proba += [model.predict_proba([Image.fromarray(each) for each in images])]
            cautions += unlike(looks_of(images), ranges, "pictures", len(images))
            seen += [image.copy() for image in images[: MOST_SHOWN - len(seen)]]
    if not names:
        raise ValueError(" ".join(unreadable))
    return Answers(
        names,
        *_named(model, card, np.concatenate(proba)),
        cautions,
        of_training(card.n_samples, "pictures"),
        np.array(seen),
        unreadable=unreadable,
    )


def _of_table(model: Pipeline, card: ModelCard, path: str) -> Answers:
    from skscratch.cli.table_files import read_table

    if not hasattr(model, "feature_names_in_"):
        raise ValueError(
            "this model was not trained on a table with names of columns; use "
            "skscratch.load_model in Python."
        )
    place = Path(path).expanduser()
    if not place.is_file():
        raise FileNotFoundError(f"{path} does not exist or is no file.")
    frame = read_table(place)
    rows = rows_for(model, frame)
    proba = model.predict_proba(rows)
    ranges = known_ranges(card.notes, [str(name) for name in rows])
    return Answers(
        [f"row {number}" for number in range(1, len(rows) + 1)],
        *_named(model, card, proba),
        unlike({name: rows[name] for name in ranges}, ranges, "rows", len(rows)),
        of_training(card.n_samples, "rows"),
        right=_right(model, card, frame, proba),
    )


def _right(
    model: Pipeline, card: ModelCard, frame: Any, proba: np.ndarray
) -> np.ndarray | None:
    """Whether the model is right, for the rows that have their label; None if none."""
    from skscratch.cli.tables import labels_of

    target = card.notes.get("target")
    if not isinstance(target, str) or target not in frame:
        return None
    known = frame[target].notna().to_numpy()
    if not known.any():
        return None
    said = model.classes_[proba[known].argmax(axis=1)]
    return labels_of(frame.loc[known, target]).astype(str) == said.astype(str)


def _named(
    model: Pipeline, card: ModelCard, proba: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What is said of each input, its probabilities, and what the classes are called.

    The card may have names for classes that are numbers.
    """
    names = model.classes_
    if len(card.class_names or []) == len(names):
        names = np.array([str(name) for name in card.class_names or []])
    return names[proba.argmax(axis=1)], proba, names


def rows_for(model: Pipeline, frame: Any) -> Any:
    """The columns that a model takes of a table, in the types that training had."""
    from skscratch.cli.tables import as_trained, with_columns

    columns = columns_of(model)
    if columns is None:
        return with_columns(frame, model.feature_names_in_.tolist())
    return as_trained(frame, *columns)


def columns_of(model: Pipeline) -> tuple[list[str], list[str]] | None:
    """The columns that `train` made numbers and words of, or all as numbers.

    None if a ColumnTransformer of another hand knows what it makes of them.
    """
    from sklearn.compose import ColumnTransformer

    first = model.steps[0][1] if hasattr(model, "steps") else None
    if not isinstance(first, ColumnTransformer):
        return [str(name) for name in model.feature_names_in_], []
    chosen = {name: list(columns) for name, _, columns in first.transformers_}
    if not {"numbers", "words"} <= set(chosen):
        return None
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
