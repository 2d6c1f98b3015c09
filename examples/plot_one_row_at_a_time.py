"""
A row at a time keeps up
========================

A network that sees each row once, learns from it and forgets it, stays as good as it
was in a world that turns. One that was trained well before the world began to turn does
not, nor does one that is trained anew on all the past.

One would doubt it. A single row is mostly noise, and whoever forgets cannot know much.
Look at the curves after row 300.
"""

# %%
# Moons that turn
# ---------------
# The first 300 rows come from moons that stand still. While the next 600 come, these
# turn, until each is where the other was.

import warnings

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import make_moons
from sklearn.exceptions import ConvergenceWarning

from skscratch import ShallowNNClassifier

STILL, N_ROWS, BLOCK = 300, 900, 60
STYLES = "o-", "s--", "D-.", "^:"


def stream(seed):
    """Rows in the order of their coming, and their labels."""
    X, y = make_moons(N_ROWS, noise=0.2, random_state=seed)
    turned = np.clip(np.arange(N_ROWS) - STILL, 0, None) / (N_ROWS - STILL)
    from_center = (X - [0.5, 0.25]) @ [1, 1j]  # a turn of the plane is a factor
    X = from_center * np.exp(1j * np.pi * turned)
    return np.column_stack([X.real, X.imag]), y


def network():
    return ShallowNNClassifier(n_hidden=16, random_state=0)


# %%
# Four ways to use what has come
# ------------------------------
# Every 60 rows all are asked first and told the labels then. One reads them one by
# one, by ``partial_fit``: 900 steps of gradient descent. The others are trained to the
# end, once, or anew after every block.

warnings.simplefilter("ignore", ConvergenceWarning)  # where all has changed


def ask_and_tell(seed):
    """The share of right answers of all four, block by block."""
    X, y = stream(seed)
    reader = network().set_params(solver="gd", learning_rate=0.2)
    once = network().fit(X[:STILL], y[:STILL])
    right = []
    for start in range(0, N_ROWS, BLOCK):
        if start >= STILL:
            past = network().fit(X[:start], y[:start])
            recent = network().fit(X[start - 150 : start], y[start - 150 : start])
            block, labels = X[start : start + BLOCK], y[start : start + BLOCK]
            models = (reader, once, past, recent)
            right.append([model.score(block, labels) for model in models])
        for i in range(start, start + BLOCK):
            reader.partial_fit(X[i : i + 1], y[i : i + 1], classes=[0, 1])
    return right


right = [ask_and_tell(seed) for seed in range(3)]
ways = "one by one", "once, on the first 300", "anew, on all", "anew, on the last 150"
figure, ax = plt.subplots(figsize=(7.4, 3.8), layout="constrained")
print("right answers            at first  at last  in all")
for way, shares, style in zip(ways, np.mean(right, axis=0).T, STYLES, strict=True):
    ax.plot(np.arange(STILL, N_ROWS, BLOCK), shares, style, label=way)
    print(f"{way:24}{shares[0]:9.0%}{shares[-1]:9.0%}{shares.mean():8.0%}")
ax.set(xlabel="rows that have come", ylabel=f"right on the next {BLOCK}")
figure.legend(loc="outside right center")
plt.show()

# %%
# While the world stands still, reading each row once costs many points. When it turns,
# what was learnt is wrong, and old rows outvote the new ones. Best is a window of rows
# that are young enough; it has to keep them, to train anew, and to know how long is
# young. The reader keeps nothing.
#
# Why a step on one row points the right way at all: :doc:`/course/4_5_mini_batches`.
#
# **Try next.** Change the reader's learning rate: what is too small for a world that
# turns, and too large for one that stands still?

# sphinx_gallery_thumbnail_number = 1
