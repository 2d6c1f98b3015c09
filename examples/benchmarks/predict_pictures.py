"""How long does the command line take to answer about a thousand pictures?

    python examples/benchmarks/predict_pictures.py [--smoke]

`skscratch predict` in a fresh process, with 1000 JPEGs of 1152 x 864 pixels and with
one of them: the second is the time to import everything and to load the model, so the
difference is that of the pictures. The pictures are those of `picture_folder`, the
model is trained on 50 of them.
"""

import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from picture_folder import SIZE, fill
from report import run_alone
from timing import compare


def command(*arguments):
    """Run ``skscratch`` in a process of its own."""
    called = [sys.executable, "-m", "skscratch", *map(str, arguments)]
    subprocess.run(called, check=True, stdout=subprocess.DEVNULL)


def trained(folder, paths):
    """The file of a model of some of the pictures."""
    some = folder / "some"
    for path in paths[:25] + paths[-25:]:
        place = some / path.parent.name / path.name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.hardlink_to(path)
    model = folder / "model.skops"
    command("train", some, "--model", "logistic", "--output", model)
    return model


def measure(options):
    n_pictures, size = (60, (115, 86)) if options.smoke else (1000, SIZE)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        pictures = folder / "pictures"
        pictures.mkdir()
        paths = fill(pictures, n_pictures, size)
        model = trained(folder, paths)
        yield from compare(
            f"JPEGs of {size[0]} x {size[1]} pixels",
            {
                f"{n_pictures} pictures": partial(command, "predict", model, pictures),
                "one picture": partial(command, "predict", model, paths[0]),
            },
            min(options.rounds, 3),
        )


if __name__ == "__main__":
    run_alone(__doc__, measure)
