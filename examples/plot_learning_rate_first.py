"""
Search the learning rate first
==============================

Where the learning rate is wrong, no layer size helps. Find its power of ten first; only
then does it pay to compare sizes.

One would doubt it. The sizes are what a network *is*, the rate only says how fast it
gets there, and thirty epochs are many. Look along a row of the maps, then up a column.
"""

# %%
# Three data sets, twenty networks each
# -------------------------------------
# Five rates by four sizes, each pair cross-validated. A rate that teaches nothing is
# warned of; here it is meant.

import warnings

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.datasets import load_breast_cancer, load_digits, make_moons
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import DeepNNClassifier
from skscratch.plotting import SearchDisplay

warnings.simplefilter("ignore", ConvergenceWarning)
SIZES, RATES = "deepnnclassifier__hidden_layer_sizes", "deepnnclassifier__learning_rate"
CHOICES = {
    SIZES: [(4,), (16,), (64,), (16, 16)],
    RATES: [0.0001, 0.001, 0.01, 0.1, 1.0],
}
network = DeepNNClassifier(max_iter=30, tol=None, random_state=0)
model = make_pipeline(StandardScaler(), network)
X, y = load_digits(return_X_y=True)
sets = {
    "moons": make_moons(400, noise=0.25, random_state=0),
    "digits": (X[:600], y[:600]),
    "cancer": load_breast_cancer(return_X_y=True),
}
searches = {name: GridSearchCV(model, CHOICES, cv=3).fit(*sets[name]) for name in sets}

figure, axes = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
for ax, name in zip(axes, ("moons", "digits"), strict=True):
    SearchDisplay.from_search(searches[name], ax=ax)
    ax.set(title=name, xlabel="learning_rate", ylabel="hidden_layer_sizes")
plt.show()

# %%
# The columns differ most. At every rate four units are too few for ten digits.
#
# Best over all sizes, best over all rates
# ----------------------------------------
# How far are the rates apart, each with the size that suits it best? How far the sizes,
# each with its rate? And the rates that are no further than ten-fold from the best one?


def best_of_each(search, choice):
    """The best score of each value of a parameter, over all of the other."""
    table = pd.DataFrame(search.cv_results_)
    return table.groupby(f"param_{choice}")["mean_test_score"].max()


print("points between   sizes  rates  of these near the best")
for name, search in searches.items():
    by_size, by_rate = (best_of_each(search, choice) for choice in (SIZES, RATES))
    near = by_rate[abs(np.log10(by_rate.index / by_rate.idxmax())) < 1.1]
    spreads = [100 * np.ptp(scores) for scores in (by_size, by_rate, near)]
    print(f"{name:15}" + "{:7.1f}{:7.1f}{:10.1f}".format(*spreads))

# %%
# Over four powers of ten the rates decide. Within ten-fold of the best one little is
# left to gain by them: now compare sizes.
#
# What the rate does to a step: :doc:`/course/4_6_adam`, and :doc:`/course/1_neuron` for
# a single neuron. The rate that :class:`~skscratch.DeepNNClassifier` takes by default
# follows the number of columns: :doc:`/defaults`.
#
# **Try next.** Let the rates fall to zero with ``learning_rate_schedule="cosine"``: are
# the larger ones still bad? Or search over ``alpha`` and ``dropout`` besides.

# sphinx_gallery_thumbnail_number = 1
