"""
A unit that dies in the first layer stays dead
==============================================

Too long a step can leave a relu unit at zero on every sample. In the first layer no
later step of gradient descent brings it back. In the second layer many come back.

One would doubt it. Hundreds of steps follow, each of them moves the weights, and a unit
that could lower the cost ought to be found again. Look at the dark bars: above none of
them ends.
"""

# %%
# Three hundred steps
# -------------------
# Two hidden layers of 16 relu units, and a learning rate that is too large.
# ``partial_fit`` takes one step on all samples; after each we look at who is dead.

import warnings

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import make_moons
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import scale

from skscratch import DeepNNClassifier
from skscratch.plotting import LayerHistogramDisplay, LayerRecorder

warnings.simplefilter("ignore", ConvergenceWarning)  # they say what we look for
X, y = make_moons(400, noise=0.2, random_state=0)
X = scale(X)


def network(solver="gd", learning_rate=5.0, start=0):
    """Untrained; all samples in each step."""
    settings = {"solver": solver, "learning_rate": learning_rate, "batch_size": None}
    network = DeepNNClassifier(hidden_layer_sizes=(16, 16), **settings)
    return network.set_params(learning_rate_schedule=None, random_state=start)


def dead_units(network, n_steps):
    """Which units of each layer give zero for all samples, step by step."""
    steps = []
    for _ in range(n_steps):
        *hidden, _ = network.partial_fit(X, y, classes=[0, 1]).layer_activations(X)
        steps.append([np.all(A == 0, axis=0) for A in hidden])
    return np.array(steps)


dead = dead_units(network(), 300)
figure, axes = plt.subplots(2, 1, figsize=(7, 5), sharex=True, layout="constrained")
for layer, ax in enumerate(axes):
    longest_first = np.argsort(-dead[:, layer].sum(axis=0), kind="stable")
    bars = dead[:, layer, longest_first].T
    ax.imshow(bars, cmap="Greys", vmax=1.3, aspect="auto", interpolation="nearest")
    ax.set(title=f"layer {layer + 1}, dark where dead", ylabel="units", yticks=[])
axes[-1].set_xlabel("step")
plt.show()

# %%
# Where relu gives zero, so does its slope (:doc:`/course/3_layers`). A unit that is
# dead on all samples has no gradient, its weights stay, and so do its inputs, the data.
# In the second layer they come from the first, which goes on learning and may wake it.
#
# Inside the layers
# -----------------
# The same training, as a recorder saw it. On the right, sizes of the gradients: in the
# first layer as large a share is exactly zero as units are dead.

recorder = LayerRecorder(n_frames=4)
network().set_params(max_iter=300, tol=None).set_callbacks(recorder).fit(X, y)
figure, ax = plt.subplots(figsize=(8.8, 6), layout="constrained")
LayerHistogramDisplay.from_recorder(recorder, ax=ax)
plt.show()

# %%
# Ten starts
# ----------
# How many of the 160 units were dead after some of a hundred steps, and how many of
# these were alive again after a later one.

print("solver  layer  died  came back")
for solver, rate in (("gd", 5.0), ("adam", 0.3)):
    runs = [dead_units(network(solver, rate, start), 100) for start in range(10)]
    for layer in (0, 1):
        dead = np.concatenate([run[:, layer] for run in runs], axis=1)
        events = dead, dead[:-1] & ~dead[1:]
        died, returned = (event.any(axis=0).sum() for event in events)
        print(f"{solver:6}{layer + 1:7}{died:6}{returned:11}")

# %%
# Adam does bring some back. It steps along a mean of earlier gradients, and goes on for
# a while where there are none (:doc:`/course/4_6_adam`).
#
# **Try next.** ``activation="leaky_relu"``, whose slope is nowhere zero. Or gradient
# descent at a rate of 1: how many die, and where?

# sphinx_gallery_thumbnail_number = 1
