"""What `train` and `predict` are given: pictures with labels, or a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from skscratch._terminal import printable

if TYPE_CHECKING:
    from skscratch.cli.tables import AsTheyAre, Features

HDF5 = (".h5", ".hdf5", ".he5")
TABLES = (".csv", ".tsv", ".txt", ".parquet", ".pq")
#: Of pictures from a folder, where nothing else is said.
SIZE, RESIZE = (64, 64), "squash"


@dataclass(frozen=True)
class Labelled:
    """Samples with the names of their classes.

    Parameters
    ----------
    X : ndarray of shape (n_samples, height, width, 3), DataFrame or OnDisk
        Pixels 0-255, or the columns of a table that teach something; on disk rows as
        the network takes them.
    y : ndarray of shape (n_samples,)
        Labels.
    features : Features or None
        Which columns they are, of a table; None of pictures.
    """

    X: Any
    y: np.ndarray
    features: Features | AsTheyAre | None = None

    @property
    def noun(self) -> str:
        """What a sample is called."""
        return "pictures" if self.features is None else "rows"

    def __len__(self) -> int:
        return len(self.y)

    def part(self, index: np.ndarray) -> Labelled:
        """Some of the samples."""
        X = getattr(self.X, "iloc", self.X)[index]
        return replace(self, X=X, y=self.y[index])

    def describe(self) -> str:
        """How many there are of what."""
        counts = Counter(self.y.tolist()).most_common()
        shown = ", ".join(f"{printable(name)} {count}" for name, count in counts[:8])
        shown += f" and {len(counts) - 8} more" if len(counts) > 8 else ""
        classes = f"{len(counts)} class{'es' if len(counts) > 1 else ''}"
        is_image = len(self.X.shape) > 2
        form = f" of {self.X.shape[1]} x {self.X.shape[2]}" if is_image else ""
        return f"{len(self)} {self.noun}{form} in {classes}: {shown}"


def read_labelled(
    path: str,
    *,
    target: str | None,
    image_size: Sequence[int] | None = None,
    resize: str | None = None,
    part: str = "train",
    features: Features | AsTheyAre | None = None,
    classes: np.ndarray | None = None,
) -> Labelled:
    """Read what a path leads to: a folder of pictures, an HDF5 file or a table.

    Parameters
    ----------
    path : str
        It may begin with ``~``.
    target : str or None
        The column of the labels; only a table has one.
    image_size : tuple of two int, default=None
        Height and width of the pictures: those of a folder are brought to it, 64 x 64
        by default; those in HDF5 must have it.
    resize : {"squash", "crop", "pad"}, default=None
        How pictures are brought to it, "squash" by default.
    part : {"train", "test"}
        Which set of an HDF5 file that holds two.
    features : Features, default=None
        The columns of a table that training had; told by the table by default.
    classes : ndarray, default=None
        Labels that training had, which those of a table are to be among.

    Returns
    -------
    Labelled
        All of it.

    Raises
    ------
    OSError, ValueError
        If it cannot be read, is something else, or `target` is missing or one too
        many.
    """
    place = Path(path).expanduser()
    suffix = place.suffix.lower()
    if not place.exists():
        raise FileNotFoundError(f"{path} does not exist.")
    if place.is_dir() or suffix in HDF5:
        if target is not None:
            raise ValueError(
                f"--target is for a table; {path} holds pictures with labels already."
            )
        return _pictures(place, image_size, resize, part)
    if suffix not in TABLES:
        raise ValueError(
            f"{path} must be a folder of pictures (a sub-folder a class), an HDF5 file "
            f"({', '.join(HDF5)}) or a table ({', '.join(TABLES)})."
        )
    if not place.is_file():
        raise ValueError(f"{path} must be a file; it is a device or a pipe.")
    check_table(path, target, image_size, resize)
    return _rows(place, str(target), features, classes)


def check_kind(path: str, option: str, noun: str) -> None:
    """Refuse pictures where a table is meant, or the other way round.

    Parameters
    ----------
    path : str
        What an option was given; what does not exist is for others to refuse.
    option : str
        Its name.
    noun : {"pictures", "rows"}
        What samples are called that the model takes.
    """
    place = Path(path).expanduser()
    is_table = place.suffix.lower() in TABLES and not place.is_dir()
    if place.exists() and is_table != (noun == "rows"):
        kind = "a table" if noun == "rows" else "pictures"
        raise ValueError(
            f"{option} must be {kind}, as the model takes {kind}; got {path}."
        )


def check_table(
    path: str,
    target: str | None,
    image_size: Sequence[int] | None,
    resize: str | None,
) -> None:
    """Refuse for a table what is for pictures, and one without a target."""
    if target is None:
        raise ValueError(f"a table needs --target COLUMN: which column of {path}?")
    if image_size is not None or resize is not None:
        raise ValueError(
            f"--image-size and --resize are for pictures; {path} is a table."
        )


def _rows(
    place: Path,
    target: str,
    features: Features | AsTheyAre | None,
    classes: np.ndarray | None,
) -> Labelled:
    from skscratch.cli import tables
    from skscratch.cli.csv_files import pandas
    from skscratch.cli.table_files import Table

    table = Table.of(place)
    tables.check_target(table, target)
    features = features or tables.Features.of(table, target)
    features.check(table)
    rows, labels = zip(*tables.labelled_rows(table, target, features), strict=True)
    y = tables.labels_of(labels, table.columns[target], classes)
    return Labelled(pandas().concat(rows), y, features)


def check_size(
    place: Path, size: tuple[int, int], image_size: Sequence[int] | None
) -> None:
    """Refuse pictures in HDF5 of another size than the one asked for, if one was."""
    if image_size is not None and tuple(image_size) != tuple(size):
        raise ValueError(
            f"{place} must hold pictures of {image_size[0]} x {image_size[1]}, "
            f"since those in HDF5 are not resized; got {size[0]} x {size[1]}. Leave "
            "--image-size out to train on them as they are."
        )


def _pictures(
    place: Path, image_size: Sequence[int] | None, resize: str | None, part: str
) -> Labelled:
    from skscratch.datasets import load_image_folder

    if place.is_dir():
        height, width = image_size or SIZE
        images = load_image_folder(
            place,
            image_size=(height, width),
            resize=resize or RESIZE,
            on_error="warn",
            n_jobs=-1,
        )
    else:
        images = _image_set(place, part)
        check_size(place, images.images.shape[1:3], image_size)
    names = np.array([_text(name) for name in images.target_names])
    return Labelled(images.images, names[images.target])


def _image_set(place: Path, part: str) -> Any:
    """The images of an HDF5 file: those of the part, or those that there are."""
    from skscratch.datasets import load_image_hdf5

    try:
        return load_image_hdf5(place, subset=part)
    except ValueError as error:
        try:
            return load_image_hdf5(place)
        except ValueError:
            raise error from None


def _text(name: Any) -> str:
    return name.decode(errors="replace") if isinstance(name, bytes) else str(name)
