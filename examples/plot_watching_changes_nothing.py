"""
Watching changes nothing
========================

A progress bar, a score after each epoch, the boundary as it moves, the layers as they
wake up: whoever watches a network train gets the same network, to the last bit.

One would doubt it. To look at a network is to use it: dropout throws its dice, batch
norm takes its means, and both change with every batch that passes. Look at the last
column: is a single weight different?
"""

# %%
# Nobody, somebody, all of them
# -----------------------------
# A network with dropout and batch norm, on batches in random order. scikit-learn's own
# callbacks and the recorders of the displays are passed in one way, ``set_callbacks``.

from time import perf_counter

import matplotlib.pyplot as plt
import numpy as np
from sklearn.callback import ProgressBar, ScoringMonitor

from skscratch import DeepNNClassifier, get_parameters
from skscratch.datasets import make_flower
from skscratch.plotting import (
    BoundaryEvolutionDisplay,
    BoundaryRecorder,
    LayerHistogramDisplay,
    LayerRecorder,
)

X, y = make_flower(random_state=1)
monitor = ScoringMonitor(scoring="accuracy")
boundaries, layers = BoundaryRecorder(), LayerRecorder()
watchers = {
    "nobody": [],
    "ProgressBar": [ProgressBar()],
    "ScoringMonitor": [monitor],
    "BoundaryRecorder": [boundaries],
    "LayerRecorder": [layers],
    "all of them": [ProgressBar(), monitor, boundaries, layers],
}


def trained(callbacks=(), random_state=0):
    """A network that some watched, and the seconds that it took."""
    network = DeepNNClassifier(
        hidden_layer_sizes=(16, 16),
        activation="tanh",
        dropout=0.1,
        batch_norm=True,
        max_iter=200,
        tol=None,
        random_state=random_state,
    ).set_callbacks(*callbacks)
    start = perf_counter()
    return network.fit(X, y), perf_counter() - start


watched = {name: trained(callbacks) for name, callbacks in watchers.items()}
watched["another seed"] = trained(random_state=1)
unseen = get_parameters(watched["nobody"][0])
print("watched by        seconds  numbers that differ")
for name, (network, seconds) in watched.items():
    differ = np.sum(get_parameters(network) != unseen)
    print(f"{name:18}{seconds:7.2f}{differ:10} of {len(unseen)}")

# %%
# None differs, unless the seed does. A look goes forward through the network as
# ``predict`` does: without dropout, with the means that batch norm keeps. And the three
# streams of chance, for weights, order and dropout, belong to training alone.
#
# What they saw
# -------------

BoundaryEvolutionDisplay.from_recorder(boundaries, n_panels=4)
plt.show()
LayerHistogramDisplay.from_recorder(layers)
plt.show()

epochs = [row for row in monitor.get_logs().data if row["task_name"] == "epoch"]
for row in epochs[:3] + epochs[-1:]:
    print(f"epoch {row['task_id'] + 1:3}: {row['accuracy']:.1%} right")

# %%
# Watching takes time: the monitor predicts for all points after every epoch, a recorder
# after some.
#
# What dropout does in training and not at prediction: :doc:`/course/4_3_dropout`. About
# callbacks: :doc:`/solvers`.
#
# **Try next.** Write a watcher of your own that looks by ``partial_fit`` instead. Who
# watches like that, trains.

# sphinx_gallery_thumbnail_number = 1
