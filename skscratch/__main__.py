"""Run the command line with `python -m skscratch`."""

import sys

from skscratch.cli import main

if __name__ == "__main__":
    sys.exit(main())
