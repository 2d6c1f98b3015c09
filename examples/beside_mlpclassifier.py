"""What MLPClassifier and DeepNNClassifier do with the same requests, run by both.

python examples/beside_mlpclassifier.py
"""

import warnings
from copy import deepcopy

import numpy as np
import sklearn
from sklearn.datasets import make_moons
from sklearn.neural_network import MLPClassifier

from skscratch import DeepNNClassifier

X, y = make_moons(200, noise=0.2, random_state=0)

RATE = {MLPClassifier: "learning_rate_init", DeepNNClassifier: "learning_rate"}
MOMENTUM = {MLPClassifier: "sgd", DeepNNClassifier: "momentum"}
SCHEDULE = {
    MLPClassifier: {"learning_rate": "invscaling"},
    DeepNNClassifier: {"learning_rate_schedule": "inverse_time"},
}


def largest_difference(a, b):
    pairs = zip(a.coefs_, b.coefs_, strict=True)
    return f"weights differ by {max(np.abs(p - q).max() for p, q in pairs):.0e}"


def weights_in_batches_of_one(Network):
    net = Network(batch_size=1, alpha=0.0, max_iter=3, random_state=0)
    weighted = sklearn.clone(net).fit(X, y, sample_weight=np.where(y == 1, 100, 1))
    return largest_difference(net.fit(X, y), weighted)


def schedule_with_adam(Network):
    net = Network(solver="adam", max_iter=20, random_state=0)
    scheduled = sklearn.clone(net).set_params(**SCHEDULE[Network]).fit(X, y)
    return largest_difference(net.fit(X, y), scheduled)


def divergence(Network):
    net = Network(solver=MOMENTUM[Network], random_state=0)
    net.set_params(**{RATE[Network]: 1e6}).fit(1000 * X, y)
    return f"cost {net.loss_:.0e} after {net.n_iter_} epochs"


def learning_rate_set_between_calls(Network):
    net = Network(random_state=0).partial_fit(X, y, classes=[0, 1])
    before = deepcopy(net)
    net.set_params(**{RATE[Network]: 1e-12}).partial_fit(X, y)
    return f"after steps of 1e-12 {largest_difference(before, net)}"


def ten_and_ten_epochs(Network):
    halves = Network(max_iter=10, warm_start=True, random_state=0).fit(X, y).fit(X, y)
    return largest_difference(halves, Network(max_iter=20, random_state=0).fit(X, y))


def log_probabilities_far_out(Network):
    net = Network(max_iter=300, random_state=0).fit(X, y)
    return f"smallest {net.predict_log_proba(1e4 * X).min():.1f}"


def one_class(Network):
    net = Network(random_state=0).fit(X, np.zeros(len(X)))
    return f"{len(net.classes_)} class, {net.predict_proba(X).shape[1]} probabilities"


REQUESTS = (
    weights_in_batches_of_one,
    schedule_with_adam,
    divergence,
    learning_rate_set_between_calls,
    ten_and_ten_epochs,
    log_probabilities_far_out,
    one_class,
)


def answer(request, Network):
    """What came of it, with the kinds of warnings besides those of a short run."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            text = request(Network)
        except ValueError as error:
            text = f"ValueError: {error}"
    loud = {w.category.__name__ for w in caught if "max" not in str(w.message).lower()}
    return ", ".join([text, *sorted(loud)])


if __name__ == "__main__":
    print(f"scikit-learn {sklearn.__version__}")
    for request in REQUESTS:
        print(f"\n{request.__name__.replace('_', ' ')}")
        for Network in (MLPClassifier, DeepNNClassifier):
            print(f"  {Network.__name__:<17} {answer(request, Network)}")
