"""Arrays of an HDF5 file that a stranger may have made.

HDF5 lets a file say that an array lies in another file, is larger than anything that
was written, or unpacks to a thousand times its size. Nothing here is read before what
the file declares has been looked at.
"""

from __future__ import annotations

import zlib
from itertools import islice
from math import prod
from typing import Any

from skscratch.datasets.image_set import MAX_BYTES, check_bytes

_GZIP, _LZF = 1, 32000  # HDF5's numbers of filters
_FILTERS = {_GZIP: "gzip", _LZF: "lzf", 2: "shuffle", 3: "fletcher32"}
_INFLATION = {_GZIP: 1032, _LZF: 88}  # bytes that one packed byte becomes at most
_REFERENCE_BYTES = 16  # of a string of any length: its length (4), where it lies (12)


class Refused(ValueError):
    """An array is not read for what its file declares about it."""


def stored_array(file: Any, key: str, label: str, *, whole: bool = True) -> Any:
    """The array under a key of an open file, known to be safe to read.

    Parameters
    ----------
    file : h5py.File
        The open file.
    key : str
        Name of an entry of it; with slashes, of one within groups.
    label : str
        What the messages call the array.
    whole : bool, default=True
        Whether it will be read at once; else a few chunks at a time.

    Returns
    -------
    h5py.Dataset
        It lies in the file itself, and was written whole; its chunks, or all of it, are
        of at most `MAX_BYTES`.

    Raises
    ------
    Refused
        If it lies elsewhere, is too large, or is packed in a way that is not read.
    EOFError
        If parts of it were never written.
    """
    import h5py

    dataset = _entry(file, key, label)
    if not isinstance(dataset, h5py.Dataset):
        raise Refused(f"{label} must be an array; got {type(dataset).__name__}.")
    _check_place(dataset, label)
    if dataset.shape is None:
        raise Refused(f"{label} must be an array; it is declared to be empty.")
    try:
        if whole:
            check_bytes(dataset.shape, dataset.dtype, label)
        check_bytes(dataset.chunks or (), dataset.dtype, f"each chunk of {label}")
    except ValueError as error:
        raise Refused(*error.args) from None
    if dataset.size:
        _check_written(dataset, label)
    return dataset


def longest_string(file: Any, names: Any) -> int:
    """Length in bytes of the longest string of a stored array, without reading it.

    Parameters
    ----------
    file : h5py.File
        The open file.
    names : h5py.Dataset
        Strings, as :func:`stored_array` gives them.

    Returns
    -------
    int
        The declared length; 0 where there are no strings.
    """
    import h5py
    import numpy as np

    length = h5py.check_string_dtype(names.dtype).length
    if length is not None or not names.size:
        return length or 0
    # HDF5 takes memory for whatever length a string of any length declares.
    with open(file.filename, "rb") as raw:
        raw.seek(names.id.get_offset())
        references = raw.read(names.size * _REFERENCE_BYTES)
    return int(np.frombuffer(references, "<u4")[:: _REFERENCE_BYTES // 4].max())


def _entry(file: Any, key: str, label: str) -> Any:
    """What a key leads to within the file itself."""
    import h5py

    entry = file
    for part in filter(None, key.split("/")):
        name = part.encode()
        if not isinstance(entry, h5py.Group) or not entry.id.links.exists(name):
            came = ", ".join(islice(entry, 10)) if isinstance(entry, h5py.Group) else ""
            raise Refused(
                f"{label} must be in the file; {entry.name} holds {came or 'nothing'}."
            )
        # Looking at the link first: following one may open another file, even a pipe.
        if entry.id.links.get_info(name).type != h5py.h5l.TYPE_HARD:
            raise Refused(
                f"{label} must be stored in the file itself; it is a link to elsewhere."
            )
        entry = entry[part]
    return entry


def _check_place(dataset: Any, label: str) -> None:
    """Raise unless the values lie in the file, packed in a known way."""
    import h5py

    plan = dataset.id.get_create_plist()
    if plan.get_external_count():
        raise Refused(
            f"{label} must be stored in the file itself; it is the content of "
            "another file (HDF5 external storage)."
        )
    if plan.get_layout() == h5py.h5d.VIRTUAL:
        raise Refused(
            f"{label} must be stored in the file itself; it is made of parts of "
            "other files (an HDF5 virtual dataset)."
        )
    filters = _filters(dataset)
    packers = [number for number in filters if number in _INFLATION]
    if not set(filters) <= set(_FILTERS) or len(packers) > 1:
        raise Refused(
            f"{label} must be packed once, by gzip or lzf, with no filters but shuffle "
            f"and fletcher32; got the HDF5 filters {filters}."
        )
    any_length = dataset.dtype.kind == "O"
    if any_length and plan.get_layout() != h5py.h5d.CONTIGUOUS:
        raise Refused(
            f"{label} must hold strings of one length unless they are stored in one "
            "piece."
        )


def _filters(dataset: Any) -> list[int]:
    """Numbers of the filters that its chunks went through, in order."""
    plan = dataset.id.get_create_plist()
    return [plan.get_filter(index)[0] for index in range(plan.get_nfilters())]


def _check_written(dataset: Any, label: str) -> None:
    """Raise unless every part was written and none unpacks to more than it declares."""
    if dataset.chunks is None:
        if not dataset.id.get_storage_size():
            raise EOFError(f"{label} was never written")
        return
    n_chunks = prod(
        -(-side // step)
        for side, step in zip(dataset.shape, dataset.chunks, strict=True)
    )
    chunks: list[Any] = []
    if dataset.id.get_num_chunks() == n_chunks:
        dataset.id.chunk_iter(chunks.append)
    if len({chunk.chunk_offset for chunk in chunks if chunk.size}) < n_chunks:
        raise EOFError(f"parts of {label} were never written")
    for position, number in enumerate(_filters(dataset)):
        for chunk in chunks if number in _INFLATION else ():
            left_out = chunk.filter_mask >> position & 1  # since it did not pay
            largest = chunk.size * _INFLATION[number]
            if left_out or largest <= MAX_BYTES:
                continue
            if number != _GZIP or not _inflates_as_declared(dataset, chunk):
                raise Refused(
                    f"{label} must unpack to the size that it declares; a chunk of "
                    f"{chunk.size} bytes may take {largest}."
                )


def _inflates_as_declared(dataset: Any, chunk: Any) -> bool:
    """Whether a gzip chunk becomes no larger than it should, found piece by piece."""
    _, packed = dataset.id.read_direct_chunk(chunk.chunk_offset)
    declared = prod(dataset.chunks) * dataset.dtype.itemsize + 4  # with a checksum
    inflate, length = zlib.decompressobj(), 0
    while packed and not inflate.eof and length <= declared:
        length += len(inflate.decompress(packed, 2**20))
        packed = inflate.unconsumed_tail
    return length <= declared
