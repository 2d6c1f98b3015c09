"""
Thirty points held back know when to stop, given patience
=========================================================

A network that learns from seventy points, and stops when its loss on thirty others has
long ceased to fall, is right more often than one that learns from all hundred to the
end. If it stops where the loss first pauses, it has learnt little more than a line.

One would doubt it. A third of the points teaches nothing, and wrong labels are among
these thirty as among the others: they might reward what they ought to punish. Look at
the ring, where the weights were kept, and at what was learnt until there.
"""

# %%
# Where the curves part
# ---------------------
# The moons of :doc:`plot_noise_learnt`: a hundred points, the first fifteen labels
# turned round, and twenty units that can learn them all. ``early_stopping`` draws the
# points that it holds back, with the same share of each class.

import matplotlib.pyplot as plt
import numpy as np
from sklearn.base import clone
from sklearn.datasets import make_moons

from skscratch import ShallowNNClassifier
from skscratch.plotting import BoundaryDisplay, LossCurveDisplay

X_new, y_new = make_moons(1000, noise=0.15, random_state=1000)
wrong = np.arange(100) < 15


def moons(seed):
    """A hundred points, the labels of the first fifteen turned round."""
    X, y = make_moons(100, noise=0.15, random_state=seed)
    return X, np.where(wrong, 1 - y, y)


settings = {"learning_rate": 0.03, "batch_size": None, "random_state": 0}
network = ShallowNNClassifier(n_hidden=20, max_iter=3000, **settings)
holding = clone(network).set_params(early_stopping=True, validation_fraction=0.3)
hasty = clone(holding).set_params(n_iter_no_change=10)
patient = clone(holding).set_params(n_iter_no_change=100)
to_the_end = clone(network).set_params(tol=None)

X, y = moons(1)
LossCurveDisplay.from_estimator(patient.fit(X, y), name="patient")
plt.show()

# %%
# Too early, in time, too late
# ----------------------------
# The loss on the thirty pauses soon, when a line has been found, and falls on when the
# bends of the moons come. With a patience of 10 epochs, of 100, and without end:

models = [hasty.fit(X, y), patient, to_the_end.fit(X, y)]
names = [f"epoch {model.best_iteration_} kept" for model in models[:2]]
names += ["after 3000 epochs"]
figure, ax = plt.subplots(figsize=(8, 2.8), layout="constrained")
display = BoundaryDisplay.from_estimators(models, X, y, names=names, ax=ax)
for panel in display.axes_.flat:
    panel.plot(*X[wrong].T, "ko", markersize=9, fillstyle="none")
plt.show()

# %%
# Twenty draws
# ------------
# In each the points, the wrong labels and what is held back are others. In the last row
# the thousand new points say when a hundred have taught enough; nobody has those.


def right(model, **judge):
    """The share of new points that it gets right, for each draw."""
    models = (model.fit(*moons(seed), **judge) for seed in range(20))
    return np.array([model.score(X_new, y_new) for model in models])


rows = {
    "100 points, 3000 epochs": right(to_the_end),
    "70 points, patience of 10": right(hasty),
    "70 points, patience of 100": right(patient),
    "100 points, told when": right(patient, X_val=X_new, y_val=y_new),
}
print(f"{'':26}  new right  lowest to highest  better than to go on")
for name, shares in rows.items():
    better = np.sum(shares > rows["100 points, 3000 epochs"])
    spread = f"{shares.min():10.0%} to {shares.max():.0%}"
    print(f"{name:26}{shares.mean():11.0%}{spread}{better:12} of 20")

# %%
# Each stop was better than none. But thirty points, some of them wrong, are a poor
# judge: even with patience some draws ended on the line. What perfect knowledge would
# be worth is still far; :doc:`plot_dropout_against_noise` comes nearer.
# :doc:`/course/4_9_early_stopping` has the rules of patience, and their price.
#
# **Try next.** When it has stopped, train anew with all hundred points for as many
# epochs as were best. Is it worth the second fit?

# sphinx_gallery_thumbnail_number = 2
