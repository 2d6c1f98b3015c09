"""
Batch norm keeps the noise out, if the batches are small
========================================================

Twenty units with batch norm that see all points in each step repeat most of the wrong
labels. In batches of ten the same units, in as many steps, leave most of them alone,
and more than they would without batch norm.

One would doubt it. Batch norm keeps numbers at a size at which networks learn well: it
ought to learn the noise the better, and what it does to a layer should not depend on
how the points are dealt out. Look at the rings, the points whose labels are wrong.
"""

# %%
# The same layer, other company
# -----------------------------
# The moons of :doc:`plot_noise_learnt`: a hundred points, the first fifteen labels
# turned round. Each network takes 3000 steps.

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import make_moons

from skscratch import ShallowNNClassifier
from skscratch.plotting import BoundaryDisplay

X_new, y_new = make_moons(1000, noise=0.15, random_state=1000)
wrong = np.arange(100) < 15


def moons(seed):
    """A hundred points, the labels of the first fifteen turned round."""
    X, y = make_moons(100, noise=0.15, random_state=seed)
    return X, np.where(wrong, 1 - y, y)


def network(size, batch_norm=True, steps=3000):
    """Twenty tanh units; an epoch has 100 / size steps."""
    settings = {"learning_rate": 0.03, "batch_size": size, "batch_norm": batch_norm}
    network = ShallowNNClassifier(n_hidden=20, random_state=0, **settings)
    return network.set_params(max_iter=steps * size // 100, tol=None)


X, y = moons(0)
models = {size: network(size).fit(X, y) for size in (100, 10, 5)}
names = [f"batches of {size}" for size in models]
figure, ax = plt.subplots(figsize=(8, 2.8), layout="constrained")
display = BoundaryDisplay.from_estimators(models.values(), X, y, names=names, ax=ax)
for panel in display.axes_.flat:
    panel.plot(*X[wrong].T, "ko", markersize=9, fillstyle="none")
plt.show()

# %%
# What a point looks like
# -----------------------
# Batch norm takes from what enters a unit its mean over the batch, and divides by its
# spread there. Who is in the batch is drawn by lot, so a point looks different in other
# company. The first point, as the twenty units see it:

Z = X @ models[10].coefs_[0]
rng = np.random.default_rng(0)
for size in (100, 10, 5):
    looks = []
    for _ in range(1000):
        batch = Z[[0, *(1 + rng.permutation(99)[: size - 1])]]
        looks.append((Z[0] - batch.mean(axis=0)) / batch.std(axis=0))
    print(f"in batches of {size:3} it swings by {np.std(looks, axis=0).mean():.2f}")

# %%
# Five other draws
# ----------------
# Means over five sets of points with wrong labels of their own. Small batches are
# noise, and help by themselves; so each stands beside the same without batch norm.

print("batch  steps  batch norm  wrong repeated  new right")
for size, steps in ((100, 3000), (10, 3000), (5, 3000), (10, 6000)):
    for used in (False, True):
        model, found = network(size, used, steps), []
        for X_seed, y_seed in map(moons, range(1, 6)):
            repeated = model.fit(X_seed, y_seed).score(X_seed[wrong], y_seed[wrong])
            found.append((repeated, model.score(X_new, y_new)))
        repeated, new = np.mean(found, axis=0)
        print(f"{size:5}{steps:7}{used!s:>12}{repeated:16.0%}{new:11.0%}")

# %%
# With all points in one batch each looks the same in every step, and is learnt by
# heart. In small batches it never looks the same twice. A likely reason: what its
# neighbours want too is learnt, what it wants alone is lost in the swing. Batches of
# five lose some of the moons too. With twice the steps, small batches alone let more
# noise in, and those with batch norm no more than before.
#
# :doc:`/course/4_4_batch_norm` derives the layer, :doc:`/course/4_5_mini_batches` how
# far the mean of a batch is off.
#
# **Try next.** Give the network that sees all points a price on weights, ``alpha=0.3``.
# What can it do before a layer that divides by their size?

# sphinx_gallery_thumbnail_number = 1
