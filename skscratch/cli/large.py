"""`train` on data that are larger than what is read at once: rows that stay on disk."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from skscratch.cli.data import HDF5, Labelled
from skscratch.cli.scratch import scratch_folder

if TYPE_CHECKING:
    import pandas as pd

    from skscratch.cli.table_files import Table
    from skscratch.cli.tables import Features

#: Rows, drawn at random, by which the steps before the network are fitted.
N_SAMPLE = 50_000


def is_large(path: str, subset: str | None = "train") -> bool:
    """Whether `train` leaves it on disk: a table or an HDF5 file above 256 MiB."""
    from skscratch.cli import table_files
    from skscratch.cli.data import TABLES
    from skscratch.datasets.image_set import MAX_BYTES

    place = Path(path).expanduser()
    if not place.is_file():
        return False
    if place.suffix.lower() in HDF5:
        return _bytes_of_pixels(place, subset) > MAX_BYTES
    return place.suffix.lower() in TABLES and table_files.is_large(place)


def check_large(options: argparse.Namespace) -> None:
    """Refuse what needs all samples at once."""
    for name, given in (("--search", options.search), ("--augment", options.augment)):
        if given:
            raise ValueError(
                f"{name} is for data in memory; {options.data} is so large that it "
                "stays on disk. Leave it out, or train on a part of the data."
            )


def check_in_memory(path: str, option: str) -> None:
    """Refuse data to test or to draw that would stay on disk."""
    if is_large(path, "test") or is_large(path, None):
        raise ValueError(
            f"{option} must fit into memory, 256 MiB or 50 million cells; {path} is "
            "larger. Pass a part of it: some thousand rows or pictures are enough."
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
    """

    data: Labelled
    steps: list[tuple[str, Any]]
    ranges: dict[str, list[float]]

    def rows_of(self, other: Labelled) -> Labelled:
        """Data in memory as the network takes them."""
        X = other.X
        for _, step in self.steps:
            X = step.transform(X)
        return replace(other, X=X)


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[Large]:
    """The data of the options; what they need on disk is there until the end."""
    place = Path(options.data).expanduser()
    if place.suffix.lower() in HDF5:
        yield _pictures(place, options)
        return
    with scratch_folder() as folder:
        yield _table(place, folder / "rows", options)


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


def _table(place: Path, rows: Path, options: argparse.Namespace) -> Large:
    from skscratch.cli.cautions import ranges_of
    from skscratch.cli.data import check_table
    from skscratch.cli.table_files import Table
    from skscratch.cli.tables import Features, check_target, labelled_rows, labels_of
    from skscratch.datasets import OnDisk

    target = options.target
    check_table(options.data, target, options.image_size, options.resize)
    table = Table.of(place)
    check_target(table, target)
    features = Features.of(table, target)
    features.check(table)
    columns = features.steps().fit(_sample(table, target, features, options.seed))
    width = len(columns.get_feature_names_out())
    _check_room(rows, table.columns[target].n_cells * width * 8)
    labels, parts = [], []
    with open(rows, "wb") as file:
        for piece, its_labels in labelled_rows(table, target, features):
            labels.append(its_labels)
            parts.append(ranges_of({name: piece[name] for name in features.numbers}))
            file.write(np.ascontiguousarray(columns.transform(piece), float).data)
    y = labels_of(labels, table.columns[target])
    stored = np.memmap(rows, np.float64, "r", shape=(len(y), width))
    data = Labelled(OnDisk(stored), y, features)
    return Large(data, [("columns", columns)], _joined(parts))


def _sample(table: Table, target: str, features: Features, seed: int) -> pd.DataFrame:
    """Rows with labels, drawn at random, in their order."""
    from skscratch.cli.csv_files import pandas
    from skscratch.cli.tables import labelled_rows

    rng, n_rows = np.random.default_rng(seed), table.columns[target].n_cells
    drawn = np.sort(rng.choice(n_rows, min(N_SAMPLE, n_rows), replace=False))
    start, kept = 0, []
    for piece, _ in labelled_rows(table, target, features):
        stop = start + len(piece)
        here = drawn[slice(*np.searchsorted(drawn, (start, stop)))]
        kept.append(piece.iloc[here - start])
        start = stop
    return pandas().concat(kept)


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


def _bytes_of_pixels(place: Path, subset: str | None) -> int:
    """What the images of a set in HDF5 take in memory; 0 of another file."""
    from skscratch.datasets.layout import Wanted, opened_image_set

    try:
        with opened_image_set(place, Wanted(subset), whole=False) as found:
            return int(found[1].size * found[1].dtype.itemsize)
    except (OSError, ValueError):
        return 0  # whoever reads it says what is wrong
