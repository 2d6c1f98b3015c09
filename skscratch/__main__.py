"""Run the command line, as `skscratch` or `python -m skscratch`."""

import os
import signal
import sys
from types import FrameType


def main() -> int:
    """Run the command; Ctrl-C ends it in one line, also while it is being loaded.

    Returns
    -------
    int
        Exit status, as :func:`skscratch.cli.main` has it.
    """
    try:
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, interrupt)
        from skscratch import cli

        return cli.main()
    except KeyboardInterrupt:
        print("skscratch: interrupted", file=sys.stderr)
        return 130


def interrupt(number: int, frame: FrameType | None) -> None:
    """Raise KeyboardInterrupt; where a library is being loaded end at once.

    Nothing is to be put in order then, and what loads it may take the exception for an
    error of its own, or have no place to raise it.

    Parameters
    ----------
    number : int
        Of the signal.
    frame : frame
        Where the program is.

    Raises
    ------
    KeyboardInterrupt
        Elsewhere.
    """
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            os.write(2, b"skscratch: interrupted\n")
            os._exit(130)
        frame = frame.f_back
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
