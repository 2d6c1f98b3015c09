"""
Halving likes sprinters
=======================

A search that gives all candidates a few epochs and lets only the better half go on
finds the one that is fast in the first epochs. That is not the one that is best when
training is over.

One would doubt it. Whoever is ahead early is often ahead late, and the search is a
third of the work. Look at the first map, which the search believes, and at the second,
which it never sees.
"""

# %%
# Digits with wrong labels
# ------------------------
# Three in ten training labels are drawn by lot. A network that learns fast also learns
# these; dropout and a small learning rate keep them out and take their time.

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import GridSearchCV, HalvingGridSearchCV, train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import DeepNNClassifier
from skscratch.plotting import SearchDisplay


def digits(seed):
    """400 digits to learn from, three labels in ten drawn by lot; the rest to judge."""
    X, y = load_digits(return_X_y=True)
    X, X_new, y, y_new = train_test_split(X, y, train_size=400, random_state=seed)
    rng = np.random.default_rng(seed)
    lot = np.where(rng.random(400) < 0.3, rng.integers(10, size=400), y)
    return (X, lot), (X_new, y_new)


def model(max_iter):
    """A Pipeline whose network trains for so many epochs."""
    network = DeepNNClassifier(
        hidden_layer_sizes=32, max_iter=max_iter, tol=None, random_state=0
    )
    return Pipeline([("scale", StandardScaler()), ("net", network)])


CHOICES = {
    "net__learning_rate": [0.001, 0.003, 0.01, 0.03],
    "net__dropout": [0, 0.25, 0.5, 0.75],
}

# %%
# After four epochs and after 64
# ------------------------------

figure, axes = plt.subplots(1, 2, figsize=(9, 3.7), layout="constrained")
for ax, n_epochs in zip(axes, (4, 64), strict=True):
    search = GridSearchCV(model(n_epochs), CHOICES, cv=2).fit(*digits(0)[0])
    SearchDisplay.from_search(search, ax=ax).ax_.set_title(f"{n_epochs} epochs")
plt.show()

# %%
# A third of the work
# -------------------
# Sixteen candidates have four epochs, the better eight have eight, and so on until one
# has 64. Beside it the search that gives 64 to all. The winners of both are judged by
# digits with right labels.

settings = {"resource": "net__max_iter", "min_resources": 4, "max_resources": 64}
halving = HalvingGridSearchCV(
    model(64), CHOICES, factor=2, cv=2, random_state=0, **settings
)
every = GridSearchCV(model(64), CHOICES, cv=2)

print("draw  search   rate  dropout  right on new")
for seed in range(4):
    known, new = digits(seed)
    for name, search in {"halving": halving, "all": every}.items():
        search.fit(*known)
        rate, dropout = (search.best_params_[choice] for choice in CHOICES)
        print(f"{seed:4}  {name:7}{rate:6}{dropout:9}{search.score(*new):14.1%}")
rounds = halving.cv_results_
done, whole = sum(rounds["n_resources"]), 64 * 16
print(f"epochs: {done} for halving, {whole} for all ({done / whole:.0%})")

# %%
# After four epochs a small rate has hardly left the start. It is out, whatever it might
# have become, and the wrong labels, which ruin the fast ones, are learnt only later.
#
# :doc:`/course/4_9_early_stopping` tells what is learnt first and what last;
# :doc:`plot_learning_rate_first` has a search without rounds.
#
# **Try next.** Make rows the resource, the default: all train to the end on less data.
# Or add ``learning_rate_schedule="cosine"``, under which also four epochs come to rest.

# sphinx_gallery_thumbnail_number = 1
