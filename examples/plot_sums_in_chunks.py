"""
Sums do not mind being cut
==========================

Data that are never in one place can train a network exactly: each chunk gives the sum
of its losses and the sum of its gradients, and the sums of the chunks are the sums of
the whole. What comes out differs by rounding alone.

One would doubt it. Whoever trains on one chunk after the other, or trains a network on
each and takes the mean, gets something else, sometimes something useless. Look at the
curves: the crosses, in six chunks, lie on the line of the whole.
"""

# %%
# Digits in a file
# ----------------
# Six chunks of an HDF5 file (not written to disk, here), in the worst order: by digit,
# so that each holds two or three of the ten. They might as well be on six machines.

import h5py
import matplotlib.pyplot as plt
import numpy as np
from sklearn.base import clone
from sklearn.datasets import load_digits

from skscratch import DeepNNClassifier, get_parameters, loss_and_grad, set_parameters
from skscratch.plotting import LossCurveDisplay

X, y = load_digits(return_X_y=True)
order = np.argsort(y, kind="stable")
X, y = X[order] / 16, y[order]
file = h5py.File("digits.h5", "w", driver="core", backing_store=False)
file["X"], file["y"] = X, y


def chunks():
    """The rows of the file, 300 at a time."""
    for start in range(0, len(file["X"]), 300):
        yield file["X"][start : start + 300], file["y"][start : start + 300]


RATE, N_EPOCHS = 0.5, 50
network = DeepNNClassifier(
    hidden_layer_sizes=(16,), solver="gd", learning_rate=RATE, random_state=0
).set_params(max_iter=N_EPOCHS, tol=None)
whole = clone(network).fit(X, y)

# %%
# Three ways in chunks
# --------------------


def started():
    """The network before its first step; a few rows tell it the classes."""
    return clone(network).initialize(X[::100], y[::100])


def step(model, *parts):
    """A step of gradient descent down the sum of some chunks; returns the cost."""
    sums = [loss_and_grad(model, *part) for part in parts]
    loss, gradient, weight = (sum(terms) for terms in zip(*sums, strict=True))
    set_parameters(model, get_parameters(model) - RATE * gradient / weight)
    return loss / weight


summed, in_turn, alone = started(), started(), [started() for _ in chunks()]
costs = [step(summed, *chunks()) for _ in range(N_EPOCHS)]
turns = []
for _ in range(N_EPOCHS):
    for model, chunk in zip(alone, chunks(), strict=True):
        turns.append(step(in_turn, chunk))
        step(model, chunk)
mean = set_parameters(started(), np.mean([get_parameters(m) for m in alone], axis=0))
ways = {"whole": whole, "sum": summed, "in turn": in_turn, "mean of six": mean}
file.close()

ax = LossCurveDisplay.from_estimator(whole, name="in one piece").ax_
ax.plot(np.arange(len(turns)) / 6, turns, "C1", lw=0.8, label="a chunk at a time")
ax.plot(range(0, N_EPOCHS, 3), costs[::3], "kx", label="sum of six chunks")
ax.legend()
plt.show()

print("              right  largest difference of a parameter")
for name, model in ways.items():
    apart = np.abs(get_parameters(model) - get_parameters(whole)).max()
    print(f"{name:14}{model.score(X, y):5.1%}{apart:9.0e}")

# %%
# A cost is a sum over samples divided by their weight, and so is its gradient: the sum
# may be taken in any order and anywhere. A chunk alone asks for a network that knows
# its two or three digits, and the next chunk asks for another.
#
# Why batches in a *random* order do well all the same: :doc:`/course/4_5_mini_batches`.
# Penalties and other update rules in chunks: :doc:`/looking_inside`.
#
# **Try next.** Leave the rows unsorted: which of the three ways gains most?

# sphinx_gallery_thumbnail_number = 1
