"""Run the command line, as `skscratch` or `python -m skscratch`."""

import sys


def main() -> int:
    """Run the command, also where Ctrl-C comes before it is loaded.

    Returns
    -------
    int
        Exit status, as :func:`skscratch.cli.main` has it.
    """
    try:
        from skscratch import cli
    except KeyboardInterrupt:
        print("skscratch: interrupted", file=sys.stderr)
        return 130
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
