"""What a saved model says of pictures or of a table, with what speaks against it."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from skscratch._files import told, whole_file
from skscratch.cli.cautions import (
    LOOKS,
    known_ranges,
    looks_of,
    of_training,
    unlike,
)

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

    from skscratch.cli.columns import Column
    from skscratch.cli.table_files import Table
    from skscratch.cli.tables import AsTheyAre, Features
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

    def json_rows(self) -> Iterator[str]:
        """An object for each input."""
        probabilities = self.probabilities
        for index, name in enumerate(self.names):
            row = {
                "input": name,
                "class": _plain(self.labels[index]),
                "probability": float(probabilities[index]),
                "probabilities": {
                    str(each): float(p)
                    for each, p in zip(self.classes, self.proba[index], strict=True)
                },
                "cautions": [*self.general, *self.cautions[index]],
            }
            yield textwrap.indent(json.dumps(row, indent=1, ensure_ascii=False), " ")

    def csv_rows(self) -> Iterator[list[Any]]:
        """The cells of each input, under `csv_names`."""
        probabilities = self.probabilities
        for index, name in enumerate(self.names):
            yield [
                name,
                self.labels[index],
                f"{probabilities[index]:.6g}",
                *(f"{p:.6g}" for p in self.proba[index]),
                "; ".join([*self.general, *self.cautions[index]]),
            ]

    @property
    def csv_names(self) -> list[str]:
        """What stands above the columns."""
        each_class = [f"probability of {name}" for name in self.classes]
        return ["input", "class", "probability", *each_class, "cautions"]


def write_answers(path: str, parts: Iterable[Answers]) -> Iterator[Answers]:
    """Write answers as .json or .csv while they come, and hand them on.

    Parameters
    ----------
    path : str
        File to write, which is there once all is written.
    parts : iterable of Answers
        About inputs one after the other, with the same classes.

    Yields
    ------
    Answers
        Each part, once it is written.
    """
    is_json, first = path.lower().endswith(".json"), True
    with whole_file(path) as beside:
        for part in parts:
            text = io.StringIO(newline="")
            if is_json:
                text.write("[\n" if first else ",\n")
                text.write(",\n".join(part.json_rows()))
            else:
                write = csv.writer(text, lineterminator="\n")
                if first:
                    write.writerow(part.csv_names)
                write.writerows(part.csv_rows())
            first = False
            _append(path, beside, text.getvalue())
            yield part
        if is_json:
            _append(path, beside, "\n]\n")


def _append(path: str, beside: Path, text: str) -> None:
    with told(path), open(beside, "ab") as file:
        # names of files that are no text, escaped
        file.write(text.encode(errors="backslashreplace"))


def model_of(path: str) -> Any:
    """The model of a file; of a search the best that it found."""
    from skscratch import load_model

    model = load_model(path)
    return getattr(model, "best_estimator_", model)


def answers_of(
    model: Pipeline, card: ModelCard, inputs: Sequence[str]
) -> Iterator[Answers]:
    """Ask a model about pictures, folders of them, or a table.

    Parameters
    ----------
    model : Pipeline
        As `model_of` gives it.
    card : ModelCard
        Of its file.
    inputs : sequence of str
        Paths, which may begin with ``~``.

    Yields
    ------
    Answers
        Of all that could be read; about a large table in many parts.

    Raises
    ------
    OSError, ValueError
        If nothing could be read, or it is not what the model takes.
    """
    flattener = flattener_of(model)
    if flattener is not None:
        yield _of_pictures(model, flattener, card, inputs)
        return
    if len(inputs) != 1:
        raise ValueError(f"this model takes one table at a time; got {len(inputs)}.")
    yield from _of_table(model, card, _opened(model, inputs[0]))


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


def _opened(model: Pipeline, path: str) -> Table:
    """A table for a model of one."""
    from skscratch.cli.table_files import Table

    if not hasattr(model, "feature_names_in_"):
        raise ValueError(
            "this model was not trained on a table with names of columns; use "
            "skscratch.load_model in Python."
        )
    place = Path(path).expanduser()
    if not place.is_file():
        raise FileNotFoundError(f"{path} does not exist or is no file.")
    return Table.of(place)


def _of_table(model: Pipeline, card: ModelCard, table: Table) -> Iterator[Answers]:
    columns = columns_of(model)
    columns.check(table)
    target = card.notes.get("target")
    labels = table.columns.get(target) if isinstance(target, str) else None
    names = [*columns.words, *([labels.name] if labels else [])]
    for piece in table.pieces(names, columns.numbers):
        rows = columns.rows(piece, table)
        proba = model.predict_proba(rows)
        ranges = known_ranges(card.notes, [str(name) for name in rows])
        yield Answers(
            [f"row {number + 1}" for number in piece.index],
            *_named(model, card, proba),
            unlike({name: rows[name] for name in ranges}, ranges, "rows", len(rows)),
            of_training(card.n_samples, "rows"),
            right=_right(model, labels, piece, proba),
        )


def _right(
    model: Pipeline, labels: Column | None, piece: Any, proba: np.ndarray
) -> np.ndarray | None:
    """Whether the model is right, for the rows that have their label; None if none."""
    from skscratch.cli.tables import categories_of, labels_of

    if labels is None or labels.is_nested:
        return None
    known = piece[labels.name].notna().to_numpy()
    if not known.any():
        return None
    said = model.classes_[proba[known].argmax(axis=1)]
    true = categories_of(piece.loc[known, labels.name])
    return labels_of([true], labels, model.classes_) == said


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


def columns_of(model: Pipeline) -> Features | AsTheyAre:
    """The columns that `train` made numbers and words of, or all as numbers.

    As they are for a ColumnTransformer of another hand, which knows what it makes of
    them.
    """
    from sklearn.compose import ColumnTransformer

    from skscratch.cli.tables import AsTheyAre, Features

    names = [str(name) for name in model.feature_names_in_]
    first = model.steps[0][1] if hasattr(model, "steps") else None
    if not isinstance(first, ColumnTransformer):
        return Features(names, [])
    chosen = {name: list(columns) for name, _, columns in first.transformers_}
    if not {"numbers", "words"} <= set(chosen):
        return AsTheyAre(names)
    return Features(chosen["numbers"], chosen["words"])


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
