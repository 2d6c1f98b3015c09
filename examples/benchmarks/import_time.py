"""How long does a fresh interpreter take to import it, or to show the program's help?

    python examples/benchmarks/import_time.py [--smoke]

The start of the interpreter is part of every time; ``pass`` shows how much of it.
"""

import subprocess
import sys
from functools import partial
from subprocess import DEVNULL

from peers import HAS_TORCH
from report import run_alone
from timing import compare

STATEMENTS = (
    "from skscratch import DeepNNClassifier",
    "import skscratch",
    "import sklearn.linear_model",
    "import sklearn.neural_network",
    *(["import torch"] if HAS_TORCH else []),
    "pass",
)


def measure(options):
    statements = STATEMENTS[1:2] + STATEMENTS[-1:] if options.smoke else STATEMENTS
    commands = {each: [sys.executable, "-c", each] for each in statements}
    commands["skscratch --help"] = [sys.executable, "-m", "skscratch", "--help"]
    yield from compare(
        "fresh interpreter",
        {
            name: partial(subprocess.run, command, check=True, stdout=DEVNULL)
            for name, command in commands.items()
        },
        options.rounds,
    )


if __name__ == "__main__":
    run_alone(__doc__, measure)
