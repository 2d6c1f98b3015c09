"""
A fifth of the units missing keeps the noise out
================================================

Twenty units that repeat nearly every wrong label leave most of them alone if in each
step a fifth of the units, drawn by lot, is not there. Without half of its units the
same network is too coarse for the moons; a wider one is not.

One would doubt it. The lot knows nothing of labels: the right ones suffer as the wrong
ones do, and perhaps the network only learns more slowly. Look at the rings, the points
whose labels are wrong.
"""

# %%
# Three shares
# ------------
# The moons of :doc:`plot_noise_learnt`: a hundred points, the first fifteen labels
# turned round, and a thousand new points with right labels as the judge. The network is
# the one that learnt them all. Only ``dropout`` changes.

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import make_moons

from skscratch import ShallowNNClassifier
from skscratch.plotting import BoundaryDisplay, LossCurveDisplay

X_new, y_new = make_moons(1000, noise=0.15, random_state=1000)
wrong = np.arange(100) < 15


def moons(seed):
    """A hundred points, the labels of the first fifteen turned round."""
    X, y = make_moons(100, noise=0.15, random_state=seed)
    return X, np.where(wrong, 1 - y, y)


def network(dropout, n_hidden=20, max_iter=3000):
    """Tanh units, Adam on all points at once."""
    settings = {"learning_rate": 0.03, "batch_size": None, "tol": None}
    network = ShallowNNClassifier(n_hidden=n_hidden, dropout=dropout, **settings)
    return network.set_params(max_iter=max_iter, random_state=0)


X, y = moons(0)
shares = (0.0, 0.2, 0.5)
models = [network(share).fit(X, y, X_val=X_new, y_val=y_new) for share in shares]
names = [f"dropout {share}" for share in shares]
figure, ax = plt.subplots(figsize=(8, 2.8), layout="constrained")
display = BoundaryDisplay.from_estimators(models, X, y, names=names, ax=ax)
for panel in display.axes_.flat:
    panel.plot(*X[wrong].T, "ko", markersize=9, fillstyle="none")
plt.show()

# %%
# Is it only slower?
# ------------------
# Dashed is the loss on the new points, from which nothing is learnt.

LossCurveDisplay.from_estimators(models, names=names).ax_.set_ylim(0, 1.8)
plt.show()

# %%
# The costs of the thinned networks swing with the lot and stay high; dashed, theirs
# stay low. Without dropout the dashed line turns back up after some two hundred steps.
# There it is the lowest of all: had one known when to stop, dropout would have bought
# nothing here.
#
# Five other draws
# ----------------
# Means over five sets of points with wrong labels of their own. In the fourth row the
# network is wider, in the last it has twice the steps.

print("units  dropout  steps  wrong repeated  new right  lowest to highest")
rows = [(20, share, 3000) for share in shares] + [(60, 0.5, 3000), (20, 0.2, 6000)]
for n_hidden, share, max_iter in rows:
    repeated, new = [], []
    for X_seed, y_seed in map(moons, range(1, 6)):
        model = network(share, n_hidden, max_iter).fit(X_seed, y_seed)
        repeated.append(model.score(X_seed[wrong], y_seed[wrong]))
        new.append(model.score(X_new, y_new))
    print(
        f"{n_hidden:5}{share:9}{max_iter:7}{np.mean(repeated):16.0%}"
        f"{np.mean(new):11.0%}{min(new):12.0%} to {max(new):.0%}"
    )

# %%
# Why? A loop around a point needs three lines, so three units at least. With a fifth
# missing all three are there for :math:`0.8^3`, one half of the times. What many units
# hold up together hardly feels it. :doc:`/course/4_3_dropout` derives what that asks of
# the weights, and has a wide network on digits which dropout only delays.
#
# **Try next.** Turn no label round, or thirty: what is dropout worth then? And which
# share is best for four units?

# sphinx_gallery_thumbnail_number = 1
