"""How much memory does lesson 3 take at its peak, by the size of its images?

    python examples/benchmarks/peak_memory.py [--cats DIR] [--smoke]

The images in float64, which are one unit, and all that Python and NumPy allocate during
the fit on top of them (`tracemalloc`). PyTorch's memory is not among that, so it does
not take part. The peak does not depend on the number of iterations.
"""

import tracemalloc

from data import images
from peers import Work, fits
from report import run_alone
from timing import rows


def peak(run, n_bytes):
    """Peak memory of data and fit together, by that of the data."""
    tracemalloc.start()
    try:
        run()
        return 1 + tracemalloc.get_traced_memory()[1] / n_bytes
    finally:
        tracemalloc.stop()


def measure(options):
    X, y = images(options)
    work = Work(
        hidden=(20, 7, 5), initialization="lecun", learning_rate=0.0075, max_iter=100
    )
    competitors = fits(work, X, y, torch=False)
    peaks = {name: peak(run, X.nbytes) for name, run in competitors.items()}
    case = f"{X.shape[0]} x {X.shape[1]}, peak"
    yield from rows(case, peaks, "× data").values()


if __name__ == "__main__":
    run_alone(__doc__, measure)
