"""
Zeros never part
================

Units of a layer that start with the same weights keep the same weights, however long
one trains: four of them do the work of one, and with all weights zero nothing moves at
all.

One would doubt it. Training is there to change the weights, the data are not symmetric,
and after thousands of steps some difference ought to have crept in. Look at what each
unit makes of the plane: the upper row shows one picture four times.
"""

# %%
# Three starts
# ------------
# The same network, the same flower, the same 3000 steps of gradient descent. Only the
# weights to begin with differ: all of them zero, all of them one half, or small and
# random.

import textwrap
import warnings

import matplotlib.pyplot as plt
import numpy as np

from skscratch import ShallowNNClassifier, get_parameters, set_parameters
from skscratch.datasets import make_flower
from skscratch.plotting import LossCurveDisplay, NeuronMapDisplay

X, y = make_flower(random_state=1)


def trained(start):
    """Four tanh units, trained from this start."""
    network = ShallowNNClassifier(
        n_hidden=4,
        initialization="zeros" if start == "zeros" else "normal",
        solver="gd",
        learning_rate=1.2,
        max_iter=3000,
        tol=None,
        warm_start=True,  # go on from the weights that stand there
        random_state=0,
    ).initialize(X, y)
    if start == "all one half":
        set_parameters(network, np.full_like(get_parameters(network), 0.5))
    return network.fit(X, y)


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")  # one of them will complain
    networks = {start: trained(start) for start in ("zeros", "all one half", "random")}
for start, network in networks.items():
    apart = np.ptp(network.coefs_[0], axis=1).max()
    print(f"{start:13}{network.score(X, y):6.1%} right, units {apart:.2g} apart")
print("\n" + textwrap.fill(f"Warned: {caught[0].message}", 72))

# %%
# From zero nothing was learnt: half of the points are right, as with a coin. From one
# half the units did learn, all of them the same thing. "Apart" is the largest
# difference between the weights that two units give to a feature.
#
# What each unit sees
# -------------------
# Orange is where a unit's output is positive, purple where it is negative.

figure, axes = plt.subplots(2, 1, figsize=(8.6, 5.6), layout="constrained")
for ax, start in zip(axes, ("all one half", "random"), strict=True):
    NeuronMapDisplay.from_estimator(networks[start], X, y, ax=ax)
    ax.set_title(f"start: {start}", loc="left", fontweight="bold")
plt.show()

# %%
# Why? Equal units give equal outputs. The errors that come back to them are equal,
# since the weights on the way are equal. So their gradients are equal, and after the
# step they are what they were before it: equal. With tanh and zeros it is worse. Every
# output is zero and so is every weight on the way back, and both factors of the
# gradient vanish.
#
# The costs
# ---------

display = LossCurveDisplay.from_estimators(networks.values(), names=list(networks))
display.ax_.set_title("Cost from three starts")
plt.show()

# %%
# Random weights are there to tell the units apart, and small ones suffice for that
# here. How small they may be is another question: :doc:`/course/4_1_initialization`
# derives it.
#
# **Try next.** Give the network five units instead of four. A computer adds up the
# fifth in another order, the last digit may differ, and training makes the difference
# grow. Then give the equal start ``solver="momentum"``, or a
# :class:`~skscratch.DeepNNClassifier` dropout, and say beforehand which of them parts
# the units.

# sphinx_gallery_thumbnail_number = 1
