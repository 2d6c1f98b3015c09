"""Pictures within a file, so that it stands alone."""

from __future__ import annotations

import base64
import mimetypes
from pathlib import Path


def data_uri(path: Path) -> str:
    """Put a picture into an address.

    Parameters
    ----------
    path : Path
        An SVG, PNG, GIF or JPEG file.

    Returns
    -------
    str
        A ``data:`` URI. (Notebooks can attach files to a cell, but show no SVG then.)

    Raises
    ------
    FileNotFoundError
        If there is no such file.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from skscratch.lessons.embedding import data_uri
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     (Path(folder) / "dot.svg").write_text("<svg/>")
    ...     data_uri(Path(folder) / "dot.svg")
    6
    'data:image/svg+xml;base64,PHN2Zy8+'
    """
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
