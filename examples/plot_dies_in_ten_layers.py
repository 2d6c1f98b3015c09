"""
0.01 dies in ten layers
=======================

Weights of 0.01 times a normal number, which one hidden layer learns from happily, leave
ten hidden layers nothing to learn from: neither the data reach the last layer nor the
errors the first.

One would doubt it. The weights differ, float64 holds numbers far smaller than these,
and training could make them larger. Look at the size of the first gradient, layer by
layer, and then at the cost.
"""

# %%
# Four networks
# -------------
# Ten hidden layers of sixteen units each, plain gradient descent, two moons. They
# differ in the scale of the first weights and in what bends: relu, with or without
# batch norm, or the sigmoid.

import warnings

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import make_moons
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import scale

from skscratch import DeepNNClassifier
from skscratch.plotting import LossCurveDisplay

X, y = make_moons(400, noise=0.1, random_state=0)
X = scale(X)

deep = {"hidden_layer_sizes": (16,) * 10, "random_state": 0}
descent = {"solver": "gd", "learning_rate": 0.1, "max_iter": 500, "tol": None}
kinds = {
    "0.01, relu": {"initialization": "normal"},
    "0.01, relu, batch norm": {"initialization": "normal", "batch_norm": True},
    "he, relu": {"initialization": "he"},
    "xavier, sigmoid": {"initialization": "xavier", "activation": "sigmoid"},
}
networks = {
    kind: DeepNNClassifier(**deep, **descent, **own) for kind, own in kinds.items()
}

# %%
# The first gradient
# ------------------
# ``initialize`` draws the weights that training begins with, and
# :func:`~skscratch.diagnose` has the norm of the gradient of each layer's weights.

plt.style.use("tableau-colorblind10")
figure, ax = plt.subplots(layout="constrained")
for (kind, network), style in zip(
    networks.items(), ("o-", "s--", "^-", "D:"), strict=True
):
    diagnosis = network.initialize(X, y).diagnose(X, y)
    norms = [row["gradient_norm"] for row in diagnosis.layers]
    ax.semilogy(range(1, len(norms) + 1), norms, style, label=kind)
    print(f"{kind:24} layer 1: {norms[0]:.0e}   layer {len(norms)}: {norms[-1]:.0e}")
ax.set(xlabel="layer", ylabel="norm of its gradient", title="Before the first step")
ax.legend(loc="center right")
plt.show()

# %%
# With 0.01 the gradient is as small in the last layer as in the first. Each layer makes
# the numbers smaller by a factor of about :math:`0.01 \sqrt{16 / 2}`, forwards as
# backwards, and every gradient has ten such factors.

print(f"ten factors: {(0.01 * np.sqrt(16 / 2)) ** 10:.0e}")

# %%
# The sigmoid fails in another way. Its outputs are about one half in any layer, so the
# last layer can learn; but its slope is at most a quarter, and errors fade on their way
# back.
#
# The cost
# --------

with warnings.catch_warnings():
    warnings.simplefilter("ignore", ConvergenceWarning)  # it is what we want to see
    trained = [network.fit(X, y) for network in networks.values()]
display = LossCurveDisplay.from_estimators(trained, names=list(networks))
display.ax_.set(title="Ten hidden layers, 500 steps", ylim=(0, 1))
plt.show()
for kind, network in networks.items():
    print(f"{kind:24} cost {network.loss_:.4f}   {network.score(X, y):.1%} right")

# %%
# Two of them stay at log 2, what a coin costs. The scale derived in
# :doc:`/course/4_1_initialization` learns; so does 0.01 behind :doc:`batch norm
# </course/4_4_batch_norm>`, which divides by whatever size it meets. This held for
# all four seeds tried; how fast the two learn depends on the seed.
#
# **Try next.** ``solver="adam"`` divides each gradient by its usual size, so it ought
# to revive even 0.01. Does it? Then find the depth at which 0.01 still learns.

# sphinx_gallery_thumbnail_number = 1
