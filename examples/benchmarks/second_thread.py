"""What does a second thread gain where work is shared?

    python examples/benchmarks/second_thread.py [--smoke]

Of a fit of 784-256-128-10 and of a network of twice as many parameters, with Adam in
mini-batches: the products of a batch that is cut into parts; and the end of a step that
is cut into pieces of the parameters: the first layer's gradient, or the sum of the
parts' gradients, and the update. Here the ends that are too small to be shared by
themselves are shared, too. Of logistic models on tall data: the cost with its gradient
by "lbfgs", and the products of the features with each other by "newton". And the
prediction of many rows.
"""

from contextlib import ExitStack, contextmanager
from statistics import median
from time import perf_counter
from unittest.mock import patch

from data import generated
from report import run_alone
from threadpoolctl import threadpool_limits
from timing import rows

from skscratch import DeepNNClassifier, ScratchLogisticRegression, get_parameters
from skscratch.training import newton, pieces
from skscratch.training.pieces import RuleInPieces
from skscratch.training.sharing import SharedObjective

#: What is timed of a fit.
WATCHED = {
    "products": (SharedObjective, "_by_parts"),
    "end of a step": (RuleInPieces, "step"),
    "features with each other": (newton, "weighted_products"),
}
THREADS = {"two threads": 2, "one thread": 1}

#: Rows, features, classes; of 50 features the products are shared alone.
TALL = ((50_000, 50, 2), (20_000, 200, 2), (100_000, 100, 2), (20_000, 784, 10))


@contextmanager
def watched(seconds):
    """Add to `seconds`, by their names, what the watched parts of fits take."""

    def timed(what, original):
        def call(*args, **kwargs):
            start = perf_counter()
            result = original(*args, **kwargs)
            seconds[what] = seconds.get(what, 0.0) + perf_counter() - start
            return result

        return call

    with ExitStack() as patches:
        for what, place in WATCHED.items():
            replacement = timed(what, getattr(*place))
            patches.enter_context(patch.object(*place, replacement))
        yield


def fitting(model, X, y):
    """A fit that says what its watched parts took."""

    def fit():
        seconds = {}
        with watched(seconds):
            model.fit(X, y)
        return seconds

    return fit


def in_turn(case, work, rounds):
    """Rows of what some work says it took, on two threads and on one, in turn."""
    found = {name: [] for name in THREADS}
    for _ in range(rounds):
        for name, n_threads in THREADS.items():
            with threadpool_limits(n_threads, user_api="blas"):
                found[name].append(work())
    for what in found["one thread"][0]:
        values = {
            name: median(taken[what] for taken in each) for name, each in found.items()
        }
        yield from rows(f"{case}: {what}", values, "seconds").values()


def measure(options):
    X, y = generated(*((300, 20) if options.smoke else (6000, 784)))
    networks = ((30,),) if options.smoke else ((256, 128), (512, 128))
    for hidden in networks:
        for dtype in ("float32", "float64"):
            for size in (32, 200, 1000):
                yield from of_fits(X.astype(dtype), y, hidden, size, options)
    yield from of_tall_data(options)
    many, labels = generated(*((300, 20) if options.smoke else (60_000, 784)))
    network = DeepNNClassifier(
        hidden_layer_sizes=networks[0], max_iter=1, tol=None, random_state=0
    )
    for dtype in ("float32", "float64"):
        given = many.astype(dtype)
        fitted = network.fit(given[:300], labels[:300])

        def predict(X=given, fitted=fitted):
            start = perf_counter()
            fitted.predict_proba(X)
            return {"predict_proba": perf_counter() - start}

        case = f"{given.shape[0]} x {given.shape[1]}, {dtype}"
        yield from in_turn(case, predict, options.rounds)


def of_fits(X, y, hidden, size, options):
    """Rows of the parts of a fit, of which even a short end of a step is shared."""
    size = min(size, len(X) // 2)
    network = DeepNNClassifier(
        hidden_layer_sizes=hidden,
        batch_size=size,
        max_iter=2,
        tol=None,
        random_state=0,
    )
    n_bytes = get_parameters(network.initialize(X, y)).nbytes
    smallest = min(pieces.SMALLEST_PIECE, n_bytes // 2)
    name = "-".join(map(str, (X.shape[1], *hidden, len(set(y)))))
    case = f"{name}, batches of {size}, {X.dtype}"
    with patch.object(pieces, "SMALLEST_PIECE", smallest):
        yield from in_turn(case, fitting(network, X, y), options.rounds)


def of_tall_data(options):
    """Rows of the parts of logistic fits."""
    for n_rows, n_features, n_classes in TALL:
        shape = (300, 20) if options.smoke else (n_rows, n_features)
        X, y = generated(*shape, n_classes=n_classes)
        for solver in ("lbfgs", "newton"):
            if solver == "newton" and n_classes > 2:
                continue  # takes minutes
            model = ScratchLogisticRegression(solver=solver, alpha=1.0)
            case = f"{n_rows} x {n_features}, {n_classes} classes, {solver}"
            yield from in_turn(case, fitting(model, X, y), options.rounds)


if __name__ == "__main__":
    run_alone(__doc__, measure)
