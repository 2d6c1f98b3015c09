"""What strangers have named, in a form that any terminal can print."""

from __future__ import annotations

__all__ = ["printable"]


def printable(text: object) -> str:
    """Text with an escape in place of whatever is no character to be seen.

    Parameters
    ----------
    text : object
        A name of a file, a class or a column, or words with such in them.

    Returns
    -------
    str
        The same, unless something in it would move the cursor, change colours or
        cannot be encoded.

    Examples
    --------
    >>> from skscratch._terminal import printable
    >>> print(printable("Köln \\x1b[2J"))
    Köln \\x1b[2J
    """
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode()
        for each in str(text)
    )
