"""Run the command line, as `skscratch` or `python -m skscratch`."""

import _thread
import sys
import time
from contextlib import suppress
from typing import Any


def main() -> int:
    """Run the command; Ctrl-C ends it in one line, also while it is being loaded.

    Returns
    -------
    int
        Exit status, as :func:`skscratch.cli.main` has it.
    """
    sys.unraisablehook = interrupt_again
    try:
        from skscratch import cli

        return cli.main()
    except KeyboardInterrupt:
        print("skscratch: interrupted", file=sys.stderr)
        return 130


def interrupt_again(unraisable: Any) -> None:
    """Let no Ctrl-C be lost where Python cannot raise it, as when a module's lock goes.

    Parameters
    ----------
    unraisable : sys.UnraisableHookArgs
    """

    def interrupt() -> None:
        time.sleep(0.01)  # Python has left that place
        _thread.interrupt_main()

    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        with suppress(RuntimeError):  # there is no new thread at the interpreter's end
            _thread.start_new_thread(interrupt, ())
    else:
        sys.__unraisablehook__(unraisable)


if __name__ == "__main__":
    sys.exit(main())
