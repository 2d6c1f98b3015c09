"""`train` on data that are larger than what is read at once: rows that stay on disk."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from skscratch._terminal import printable
from skscratch.cli.data import HDF5, Labelled

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

#: Rows, drawn at random, by which the steps before the network are fitted.
N_SAMPLE = 50_000


def is_large(path: str) -> bool:
    """Whether `train` leaves it on disk: a table or an HDF5 file above 256 MiB."""
    from skscratch.cli import table_files
    from skscratch.cli.data import TABLES
    from skscratch.datasets.image_set import MAX_BYTES

    place = Path(path).expanduser()
    if not place.is_file():
        return False
    if place.suffix.lower() in HDF5:
        return _bytes_of_pixels(place) > MAX_BYTES
    return place.suffix.lower() in TABLES and table_files.is_large(place)


def check_large(options: argparse.Namespace) -> None:
    """Refuse what needs all samples at once."""
    for name, given in (("--search", options.search), ("--augment", options.augment)):
        if given:
            raise ValueError(
                f"{name} is for data in memory; {options.data} is so large that it "
                "stays on disk. Leave it out, or train on a part of the data."
            )


@dataclass(frozen=True)
class Large:
    """Samples on disk, and the steps that have made them.

    Parameters
    ----------
    data : Labelled
        Rows of numbers as the network takes them.
    steps : list of (str, estimator)
        Fitted: what makes them of pictures or tables.
    ranges : dict of str to list of float
        The smallest and the largest of each number that has a caution.
    columns : pair of list of str, default=None
        Those of a table that are numbers and words.
    """

    data: Labelled
    steps: list[tuple[str, Any]]
    ranges: dict[str, list[float]]
    columns: tuple[list[str], list[str]] | None = None

    def rows_of(self, other: Labelled) -> Labelled:
        """Data in memory as the network takes them."""
        X = other.X
        if self.columns is not None:
            from skscratch.cli.tables import as_trained

            X = as_trained(X, *self.columns)
        for _, step in self.steps:
            X = step.transform(X)
        return replace(other, X=X)


@contextmanager
def opened(options: argparse.Namespace, console: Console) -> Iterator[Large]:
    """The data of the options; what they need on disk is there until the end."""
    place = Path(options.data).expanduser()
    if place.suffix.lower() in HDF5:
        yield _pictures(place, options)
        return
    with TemporaryDirectory(prefix="skscratch-") as folder:
        yield _table(place, Path(folder) / "rows", options, console)


def _pictures(place: Path, options: argparse.Namespace) -> Large:
    from sklearn.preprocessing import StandardScaler

    from skscratch.cli.cautions import looks_of, ranges_of
    from skscratch.cli.data import RESIZE, check_size
    from skscratch.datasets import OnDisk
    from skscratch.datasets.layout import Wanted, opened_image_set
    from skscratch.preprocessing import ImageFlattener

    if options.target is not None:
        raise ValueError(
            f"--target is for a table; {place} holds pictures with labels already."
        )
    with opened_image_set(place, Wanted("train"), whole=False) as found:
        keys, images, numbers, names = found
        if images.dtype != np.uint8:
            raise ValueError(
                f"{keys.images} in {place} must hold uint8 pixels (0-255), since it is "
                f"too large for memory; got {images.dtype}."
            )
        size = images.shape[1:3]
        side = options.image_size
        check_size(place, size, side and (side, side))
        few = images[:1]
        stored = OnDisk(place, key=keys.images, scale=1 / 255)
        parts = [ranges_of(looks_of(images[rows])) for rows in stored.slices()]
    flatten = ImageFlattener(size, resize=options.resize or RESIZE).fit(few)
    scaler = StandardScaler()
    for _, block in stored.blocks():
        scaler.partial_fit(block)
    data = Labelled(stored.map(scaler.transform), np.array(names)[numbers])
    return Large(data, [("pictures", flatten), ("scale", scaler)], _joined(parts))


def _table(
    place: Path, rows: Path, options: argparse.Namespace, console: Console
) -> Large:
    from skscratch.cli.cautions import ranges_of
    from skscratch.cli.data import check_no_pictures
    from skscratch.cli.table_files import pieces_of
    from skscratch.cli.tables import as_trained, kinds_of, split_target, table_steps
    from skscratch.datasets import OnDisk

    if options.target is None:
        raise ValueError(
            f"a table needs --target COLUMN: which column of {options.data}?"
        )
    check_no_pictures(options.data, options.image_size, options.resize)
    sample, n_rows = _sample(place, options.seed)
    frame, _ = split_target(sample, options.target, options.data)
    numbers, words, left_out = kinds_of(frame)
    for name, reason in left_out.items():
        console.print(f"left out: column {printable(name)} ({reason})", markup=False)
    if not numbers and not words:
        raise ValueError(f"{options.data} must have a column to learn from.")
    columns = table_steps(numbers, words).fit(as_trained(frame, numbers, words))
    width = len(columns.get_feature_names_out())
    _check_room(rows, n_rows * width * 8)
    found, parts = [], []
    with open(rows, "wb") as file:
        for piece in pieces_of(place):
            piece = piece[piece[options.target].notna()]
            if not len(piece):
                continue
            found.append(piece[options.target].infer_objects().astype("category"))
            features = as_trained(piece, numbers, words, whole=False)
            parts.append(ranges_of({name: features[name] for name in numbers}))
            file.write(np.ascontiguousarray(columns.transform(features), float).data)
    y = _labels(found, place)
    stored = np.memmap(rows, np.float64, "r", shape=(len(y), width))
    data = Labelled(OnDisk(stored), y, options.target)
    return Large(data, [("columns", columns)], _joined(parts), (numbers, words))


def _sample(place: Path, seed: int) -> tuple[pd.DataFrame, int]:
    """Rows of a table drawn at random, in their order, and how many it has."""
    from skscratch.cli.csv_files import pandas
    from skscratch.cli.table_files import pieces_of, typed

    rng, n_rows, drawn = np.random.default_rng(seed), 0, np.empty(0)
    kept: list[pd.DataFrame] = []
    for piece in pieces_of(place):
        n_rows += len(piece)
        drawn = np.concatenate([drawn, rng.random(len(piece))])
        together = pandas().concat([*kept, piece])
        if len(together) > N_SAMPLE:  # those with the smallest numbers stay
            stay = np.sort(np.argpartition(drawn, N_SAMPLE)[:N_SAMPLE])
            together, drawn = together.iloc[stay], drawn[stay]
        kept = [together]
    return typed(kept[0], place), n_rows


def _labels(pieces: list[pd.Series], place: Path) -> np.ndarray:
    """The labels of all pieces of a column, of one type: by what is in any of them."""
    from pandas.api.types import union_categoricals

    from skscratch.cli.csv_files import pandas
    from skscratch.cli.table_files import typed
    from skscratch.cli.tables import labels_of

    column = union_categoricals(pieces, ignore_order=True)
    different = pandas().DataFrame({"y": column.categories})
    return labels_of(typed(different, place)["y"])[column.codes]


def _joined(parts: list[dict[str, list[float]]]) -> dict[str, list[float]]:
    """The ranges of all parts."""
    joined: dict[str, list[float]] = {}
    for part in parts:
        for name, (low, high) in part.items():
            known_low, known_high = joined.get(name, (low, high))
            joined[name] = [min(low, known_low), max(high, known_high)]
    return joined


def _check_room(rows: Path, n_bytes: int) -> None:
    """Find out before writing whether the rows have room."""
    free = shutil.disk_usage(rows.parent).free
    if n_bytes > free:
        raise OSError(
            f"{rows.parent.parent} must have room for {-(-n_bytes >> 20)} MiB of rows; "
            f"{free >> 20} MiB are free. Set TMPDIR to another folder."
        )


def _bytes_of_pixels(place: Path) -> int:
    """What the training images of an HDF5 file take in memory; 0 of another file."""
    from skscratch.datasets.layout import Wanted, opened_image_set

    try:
        with opened_image_set(place, Wanted("train"), whole=False) as found:
            return int(found[1].size * found[1].dtype.itemsize)
    except (OSError, ValueError):
        return 0  # whoever reads it says what is wrong
