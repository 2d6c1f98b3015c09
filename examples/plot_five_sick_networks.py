"""
Ten steps are enough for a diagnosis
====================================

Five networks do not learn, each for another reason. After ten steps of training
``diagnose`` names all five.

One would doubt it. The cost curves hardly differ, and is not every network bad after
ten steps? Look at the curves first and guess; then read what was found, and at the end
see what the cure is worth.
"""

# %%
# Six networks
# ------------
# One is healthy. The others differ from it in one thing each, their features, their
# start, their steps or their depth.

import textwrap
import warnings

import matplotlib.pyplot as plt
from sklearn.datasets import make_moons
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import scale

from skscratch import DeepNNClassifier
from skscratch.plotting import LayerHistogramDisplay, LossCurveDisplay

warnings.simplefilter("ignore", ConvergenceWarning)  # the sick ones complain
X, y = make_moons(400, noise=0.1, random_state=0)
X = scale(X)
HEALTHY = {"hidden_layer_sizes": (16, 16), "solver": "gd", "learning_rate": 0.1}
TALL = {"hidden_layer_sizes": (16,) * 10, "activation": "sigmoid"}


def trained(points, steps, **changes):
    settings = HEALTHY | {"max_iter": steps, "tol": None, "random_state": 0} | changes
    return DeepNNClassifier(**settings).fit(points, y)


# The name, then the features, the fault and the cure
cases = {
    "A": (X, {"initialization": "zeros"}, {}),
    "B": (X, {"learning_rate": 1e-6}, {}),
    "C": (X, {"learning_rate": 30}, {}),
    "D": (2000 + 300 * X, {"activation": "tanh"}, {"activation": "tanh"}),
    "E": (X, TALL, TALL | {"batch_norm": True}),
    "healthy": (X, {}, {}),
}
sick = {name: trained(Xs, 10, **fault) for name, (Xs, fault, _) in cases.items()}
display = LossCurveDisplay.from_estimators(sick.values(), names=list(sick))
display.ax_.set(ylim=(0, 1.5), title="Ten steps")
plt.show()

# %%
# C leaves the picture at the second step. Of the other four the curves tell that they
# do not learn, and nothing more.
#
# The diagnosis
# -------------

for name, network in sick.items():
    print(f"{name}: {network.score(cases[name][0], y):.0%} right")
    for finding in network.diagnose(cases[name][0], y).findings or ["Nothing found."]:
        print(textwrap.fill(finding, 84, initial_indent=" - ", subsequent_indent="   "))

# %%
# Each list has the cause in it, and what follows from it. A: weights that are all zero.
# B: weights that have hardly moved. C: relu units that the first steps killed. D:
# features that are not scaled, which saturate the units. E: a gradient that vanishes.
#
# Inside D
# --------
# ``tanh`` of something in the hundreds is -1 or 1 whatever the sample, and no small
# step changes that.

LayerHistogramDisplay.from_estimator(sick["D"], cases["D"][0], y)
plt.show()

# %%
# The cure
# --------
# Random weights, another rate, scaled features, batch norm; 300 steps each.

for name, (Xs, fault, cure) in cases.items():
    before, after = trained(Xs, 300, **fault), trained(X, 300, **cure)
    print(f"{name:8}{before.score(Xs, y):.0%} -> {after.score(X, y):.0%} right")

# %%
# The findings that name the causes were the same for all eight seeds that we tried.
# They come from the activations (:doc:`/course/3_layers`) and from the sizes of the
# gradients (:doc:`/course/4_1_initialization`), as :func:`~skscratch.diagnose` finds
# them.
#
# **Try next.** Diagnose E after 300 steps. The last layer has settled by then, its
# gradient has vanished like the others, and the finding is gone: ask early.

# sphinx_gallery_thumbnail_number = 1
