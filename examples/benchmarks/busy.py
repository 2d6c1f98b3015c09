"""How much longer does it take beside two programs that keep both cores busy?

    python examples/benchmarks/busy.py [--smoke]

Each fit and each prediction once on idle cores and once beside two processes that do
nothing but count; the ratios are to ours on idle cores. Half of the processor's time is
the others' then, so twice as long is what there is to get. Stops and continues the two
processes by signals, which Windows does not have.
"""

import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
from data import generated
from peers import Work, fits
from report import run_alone
from sklearn.linear_model import LogisticRegression
from timing import compare

from skscratch import ScratchLogisticRegression

LARGE = Work(hidden=(256, 128), learning_rate=0.1, max_iter=4)


@contextmanager
def two_others():
    """A function that runs some work beside two processes that never wait."""
    counting = [sys.executable, "-c", "while True: pass"]
    others = [subprocess.Popen(counting) for _ in range(2)]

    def tell(what):
        for other in others:
            other.send_signal(what)

    def beside(work):
        tell(signal.SIGCONT)
        try:
            return work()
        finally:
            tell(signal.SIGSTOP)

    try:
        tell(signal.SIGSTOP)
        yield beside
    finally:
        for other in others:
            other.kill()
            other.wait()


def networks(smoke):
    """Fits of two networks, and predictions of one, by their cases."""
    rng = np.random.default_rng(0)
    X, y = rng.random((20, 50) if smoke else (209, 12288)), rng.integers(0, 2, 209)
    wide = Work(hidden=(20, 7, 5), learning_rate=0.0075, max_iter=2 if smoke else 200)
    yield "lesson 3, 200 iterations", fits(wide, X, y[: len(X)], torch=False)
    shape = (300, 20) if smoke else (12_000, 784)
    X, y = generated(*shape, dtype="float32")
    yield "784-256-128-10, all samples at once", fits(LARGE, X, y)
    adam = replace(LARGE, solver="adam", learning_rate=0.001, max_iter=1)
    for batch_size in (32, 200, 1000):
        work = replace(adam, batch_size=min(batch_size, len(X)))
        yield f"784-256-128-10, batches of {batch_size}", fits(work, X, y)
    fitted = {name: fit() for name, fit in fits(work, X[:1000], y[:1000]).items()}
    asked = {name: lambda n=net: n.predict_proba(X) for name, net in fitted.items()}
    yield f"784-256-128-10, predict_proba of {len(X)} rows", asked


def logistic_models(smoke):
    """Fits of logistic models by second-order solvers, by their cases."""
    X, y = generated(*((300, 20) if smoke else (20_000, 200)), n_classes=2)
    for solver, peer in (("newton", "newton-cholesky"), ("lbfgs", "lbfgs")):
        ours = ScratchLogisticRegression(solver=solver, alpha=1.0)
        other = LogisticRegression(solver=peer)
        models = {"ScratchLogisticRegression": ours, f"sklearn {peer}": other}
        cases = {name: lambda m=model: m.fit(X, y) for name, model in models.items()}
        yield f"{X.shape[0]} x {X.shape[1]}, logistic, {solver}", cases


def measure(options):
    # Beside others times vary more than alone.
    rounds = options.rounds if options.smoke else options.rounds + 2
    with two_others() as beside:
        for cases in (networks, logistic_models):
            for case, competitors in cases(options.smoke):
                both = {}
                for name, work in competitors.items():
                    both[f"{name}, idle"] = work
                    both[f"{name}, busy"] = lambda work=work: beside(work)
                yield from compare(case, both, rounds)


if __name__ == "__main__":
    run_alone(__doc__, measure)
