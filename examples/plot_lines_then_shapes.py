"""
The first layer draws lines, the second draws shapes
====================================================

In a network with two hidden layers no unit of the first can tell a ring from what is
inside. In the second a single unit can, before the output has added anything up.

One would doubt it. The units are all of one kind, they start at random, and one cost
trains them all: nobody tells the second layer to find the shape. Look at the black line
in each panel, where a unit changes sides.
"""

# %%
# Eight units, four units, an output
# ----------------------------------
# One ring within another. No straight line parts them. The units of the first layer:

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import make_circles, make_moons
from sklearn.metrics import roc_curve

from skscratch import DeepNNClassifier
from skscratch.datasets import make_flower
from skscratch.plotting import NetworkDiagramDisplay, NeuronMapDisplay


def trained(X, y, start):
    """Tanh units, 1500 steps of Adam on all points at once."""
    settings = {"activation": "tanh", "learning_rate": 0.03, "batch_size": None}
    network = DeepNNClassifier(hidden_layer_sizes=(8, 4), **settings)
    return network.set_params(max_iter=1500, tol=None, random_state=start).fit(X, y)


X, y = make_circles(400, noise=0.1, factor=0.5, random_state=0)
network = trained(X, y, start=0)
figure, ax = plt.subplots(figsize=(8, 3.8), layout="constrained")
NeuronMapDisplay.from_estimator(network, X, y, ax=ax)
plt.show()

# %%
# Each knows one side of its line from the other, and that is all that two weights and a
# bias can say. Two of them have no line in the picture: they are as good as constant.
#
# The units of the second layer see no plane. They see eight sides:

figure, ax = plt.subplots(figsize=(8, 2.8), layout="constrained")
NeuronMapDisplay.from_estimator(network, X, y, layer=2, ax=ax)
plt.show()

# %%
# Two of them have the shape as a whole, and two a part of it. What goes into each of
# them, and with which sign:

NetworkDiagramDisplay.from_estimator(network)
plt.show()

# %%
# Best units, alone
# -----------------
# How much is right by the output of one unit and the best threshold: the best unit of
# each layer, on three kinds of data, in ten networks each.


def best_unit(outputs, y):
    """The share that the best unit gets right; the classes are of one size."""
    curves = [roc_curve(y, output) for output in outputs.T]
    return max((1 + np.abs(right - wrong).max()) / 2 for wrong, right, _ in curves)


kinds = {
    "rings": lambda seed: make_circles(400, noise=0.1, factor=0.5, random_state=seed),
    "moons": lambda seed: make_moons(400, noise=0.15, random_state=seed),
    "flower": lambda seed: make_flower(400, random_state=seed),
}
print(f"{'':6}{'first layer':>17}{'second layer':>17}{'output':>17}")
for name, draw in kinds.items():
    found = []
    for seed in range(10):
        X, y = draw(seed)
        layers = trained(X, y, seed).layer_activations(X)
        found.append([best_unit(A, y) for A in layers])
    spans = zip(np.min(found, axis=0), np.max(found, axis=0), strict=True)
    print(f"{name:6}" + "".join(f"{low:10.0%} to {high:.0%}" for low, high in spans))

# %%
# A unit of the first layer is never better than a line is. The best of the second is
# nearly as good as the output on rings and moons, but not on the flower, of which each
# unit has some petals only. :doc:`/course/2_hidden_layer` shows what draws a line,
# :doc:`/course/3_layers` how a layer further back gets its share of the error.
#
# **Try next.** Take ``(3, 4)`` units, the fewest lines that can enclose something. Then
# give the output no second layer, ``(8,)``: what is it that the layer made easier?

# sphinx_gallery_thumbnail_number = 2
