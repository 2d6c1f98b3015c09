"""
Accepted, and ignored
=====================

``MLPClassifier`` takes a schedule with Adam, weights of samples in batches of one, and
another rate between two calls of ``partial_fit``. It says nothing and does nothing.
``DeepNNClassifier`` does as it is asked.

One would doubt it: a parameter that does nothing would have been noticed. But all goes
well without it. Look at the left picture: two curves, one line to be seen.
"""

# %%
# A schedule that is not followed
# -------------------------------
# The same request to both: let the rate fall with the root of the time while Adam
# trains. That twenty epochs are few, we know; another warning would be an error.

import warnings

import matplotlib.pyplot as plt
import numpy as np
import sklearn
from sklearn.datasets import make_moons
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from skscratch import DeepNNClassifier
from skscratch.plotting import BoundaryDisplay, LossCurveDisplay

warnings.simplefilter("error")
warnings.simplefilter("ignore", ConvergenceWarning)
X, y = make_moons(200, noise=0.2, random_state=0)
WEIGHTS = np.where(y == 1, 100, 1)
RATE = {MLPClassifier: "learning_rate_init", DeepNNClassifier: "learning_rate"}
FALLING = {
    MLPClassifier: {"learning_rate": "invscaling"},
    DeepNNClassifier: {"learning_rate_schedule": lambda epoch: (1 + epoch) ** -0.5},
}


def network(Network, **changes):
    """One of the two, with the same words where the words are the same."""
    settings = {"max_iter": 20, "random_state": 0, RATE[Network]: 0.01}
    return Network(**settings | changes)


def with_and_without(request, Network):
    """Two networks, the second of them asked for something."""
    if request == "a schedule":
        return [network(Network, **more).fit(X, y) for more in ({}, FALLING[Network])]
    if request == "weights":
        pair = [network(Network, batch_size=1, alpha=0.0) for _ in "ab"]
        return pair[0].fit(X, y), pair[1].fit(X, y, sample_weight=WEIGHTS)
    if request == "a rate of 1e-12":
        usual, slow = (network(Network).partial_fit(X, y, classes=[0, 1]) for _ in "ab")
        slow.set_params(**{RATE[Network]: 1e-12})
        return usual.partial_fit(X, y), slow.partial_fit(X, y)
    halves = network(Network, max_iter=10, warm_start=True).fit(X, y)
    return network(Network).fit(X, y), halves.fit(X, y)


figure, axes = plt.subplots(1, 2, figsize=(8, 3.6), layout="constrained")
for Network, ax in zip(RATE, axes, strict=True):
    pair = with_and_without("a schedule", Network)
    LossCurveDisplay.from_estimators(pair, names=["constant", "falling"], ax=ax)
    ax.set_title(Network.__name__)
plt.show()

# %%
# Weights that vanish
# -------------------
# Orange counts a hundred times as much as blue, in batches of one. Whoever divides a
# batch by its own weight divides each weight by itself.

weighted = [with_and_without("weights", Network)[1] for Network in RATE]
BoundaryDisplay.from_estimators(weighted, X, y, names=[N.__name__ for N in RATE])
plt.show()

# %%
# By numbers
# ----------
# The third comes between two calls of ``partial_fit``. The last should change nothing:
# ten epochs and ten more, by ``warm_start``, against twenty.

print(f"scikit-learn {sklearn.__version__}: how far the weights are apart")
for request in ("a schedule", "weights", "a rate of 1e-12", "ten and ten epochs"):
    print(request)
    for Network in RATE:
        pair = (model.coefs_ for model in with_and_without(request, Network))
        apart = max(np.abs(a - b).max() for a, b in zip(*pair, strict=True))
        print(f"  {Network.__name__:17}{apart:.0e}")

# %%
# Schedules: :doc:`/course/4_7_schedules`. Mistakes: :doc:`plot_wrong_without_a_word`.
#
# **Try next.** Ask both for ``momentum=0.5`` with Adam. Who says that it is of no use?

# sphinx_gallery_thumbnail_number = 2
