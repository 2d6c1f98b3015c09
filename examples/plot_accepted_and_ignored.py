"""
Accepted, and ignored
=====================

``MLPClassifier`` takes a schedule with Adam, weights of samples in batches of one, and
another learning rate between two calls of ``partial_fit``. It says nothing and does
nothing. ``DeepNNClassifier`` does what it is asked.

One would doubt it: a parameter that does nothing would have been noticed. But all goes
well without it. Look at the left picture: two curves, one line to be seen.
"""

# %%
# A schedule that is not followed
# -------------------------------
# The same request to both: let the learning rate fall with the root of the time while
# Adam trains. That twenty epochs are few, we know; any other warning would be an error.

import warnings

import matplotlib.pyplot as plt
import numpy as np
import sklearn
from sklearn.base import clone
from sklearn.datasets import make_moons
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from skscratch import DeepNNClassifier
from skscratch.plotting import BoundaryDisplay, LossCurveDisplay

warnings.simplefilter("error")
warnings.simplefilter("ignore", ConvergenceWarning)
X, y = make_moons(200, noise=0.2, random_state=0)
RATE = {MLPClassifier: "learning_rate_init", DeepNNClassifier: "learning_rate"}
FALLING = {
    MLPClassifier: {"learning_rate": "invscaling"},
    DeepNNClassifier: {"learning_rate_schedule": lambda epoch: (1 + epoch) ** -0.5},
}


def network(Network, **changes):
    """One of the two, with the same words where the words are the same."""
    settings = {"max_iter": 20, "random_state": 0, RATE[Network]: 0.01}
    return Network(**settings | changes)


figure, axes = plt.subplots(1, 2, figsize=(8, 3.6), layout="constrained")
for Network, ax in zip(RATE, axes, strict=True):
    pair = [network(Network, **more).fit(X, y) for more in ({}, FALLING[Network])]
    LossCurveDisplay.from_estimators(pair, names=["constant", "falling"], ax=ax)
    ax.set_title(Network.__name__)
plt.show()

# %%
# Weights that vanish
# -------------------
# Orange counts a hundred times as much as blue, in batches of one. Whoever divides the
# cost of a batch by the weight of that batch divides each weight by itself.

weights = np.where(y == 1, 100, 1)
one_by_one = [network(Network, batch_size=1, alpha=0.0) for Network in RATE]
weighted = [model.fit(X, y, sample_weight=weights) for model in one_by_one]
names = [Network.__name__ for Network in RATE]
BoundaryDisplay.from_estimators(weighted, X, y, names=names)
plt.show()

# %%
# All three by numbers
# --------------------


def with_and_without(request, Network):
    """Two networks, one of them asked for something."""
    if request == "a schedule":
        return [network(Network, **more).fit(X, y) for more in ({}, FALLING[Network])]
    if request == "weights":
        model = network(Network, batch_size=1, alpha=0.0)
        return [clone(model).fit(X, y, sample_weight=w) for w in (None, weights)]
    slow, usual = (network(Network).partial_fit(X, y, classes=[0, 1]) for _ in "ab")
    slow.set_params(**{RATE[Network]: 1e-12})
    return [model.partial_fit(X, y) for model in (slow, usual)]


print(f"scikit-learn {sklearn.__version__}: how far are the weights apart?")
for request in ("a schedule", "weights", "a rate of 1e-12 from the second call on"):
    print(request)
    for Network in RATE:
        pair = (model.coefs_ for model in with_and_without(request, Network))
        apart = max(np.abs(a - b).max() for a, b in zip(*pair, strict=True))
        print(f"  {Network.__name__:17}{apart:.0e}")

# %%
# What else differs: :doc:`/coming_from_mlpclassifier`. What a schedule buys:
# :doc:`/course/4_7_schedules`.
#
# **Try next.** Ask both for ``momentum=0.5`` with Adam. Who says that it is of no use?

# sphinx_gallery_thumbnail_number = 2
