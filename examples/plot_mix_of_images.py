"""
12288 weights are 209 numbers
=============================

A neuron that learns from 209 images has a weight for each of 12288 values of a pixel.
All that gradient descent does to them is to mix the images: 209 numbers say it all, and
training may work with these alone.

One would doubt it. The gradient has 12288 entries, and each is computed and used. Look
at the picture of the weights, then at the mix: is anything missing?
"""

# %%
# One neuron
# ----------
# The drawn cats. The weights start at zero and hold nothing but what steps have added.

from time import perf_counter

import matplotlib.pyplot as plt
import numpy as np

from skscratch import DeepNNClassifier, ScratchLogisticRegression
from skscratch.datasets import load_drawn_cats
from skscratch.plotting import WeightImageDisplay

cats = load_drawn_cats(subset="train")
X, y = cats.data, cats.target
neuron = ScratchLogisticRegression(learning_rate=0.005, max_iter=2000, tol=None)
neuron.fit(X, y)

# How much of each image gives these weights? 209 unknowns, 12288 equations.
mix = np.linalg.solve(X @ X.T, X @ neuron.coef_[0])
missing = np.linalg.norm(mix @ X - neuron.coef_) / np.linalg.norm(neuron.coef_)
print(f"what the mix misses of the {X.shape[1]} weights: {missing:.0e} of their length")
print(f"cats that are subtracted: {(mix[y == 1] < 0).sum()} of {(y == 1).sum()}")
print(f"others that are added: {(mix[y == 0] > 0).sum()} of {(y == 0).sum()}")

# %%
# Only rounding is missing. A step takes :math:`(a_i - y_i)\,x_i` of every image away
# from the weights, and :math:`a_i` lies between 0 and 1. So it adds some of each cat
# and subtracts some of everything else, always.
#
# The largest shares
# ------------------

order = np.argsort(mix)
figure, axes = plt.subplots(2, 3, figsize=(6, 4.4), layout="constrained")
for ax, i in zip(axes.flat, [*order[:-4:-1], *order[:3]], strict=True):
    ax.imshow(cats.images[i])
    ax.set_title(f"{mix[i]:+.4f} ×")
    ax.axis("off")
figure.suptitle("The weights are a sum, with 203 more:")
plt.show()

# %%
# And the sum, for red, green and blue:

WeightImageDisplay.from_estimator(neuron, image_shape=(64, 64, 3), names=["weights"])
plt.show()

# %%
# The Gram form
# -------------
# What the neuron answers needs the images only through their products with each other.
# These are computed once, and no step touches a pixel again. It holds for the first
# layer of any network; the random start is carried along. ``gram="auto"`` does it where
# it pays, ``gram=False`` forbids it.


def train(gram):
    """Twenty tanh units, and the seconds that training took."""
    net = DeepNNClassifier(
        hidden_layer_sizes=(20,),
        activation="tanh",
        solver="gd",
        learning_rate=0.01,
        max_iter=20,
        tol=None,
        gram=gram,
        random_state=1,
    )
    start = perf_counter()
    return net.fit(X, y), perf_counter() - start


(auto, fast), (direct, slow) = train("auto"), train(False)
apart = np.abs(auto.coefs_[0] - direct.coefs_[0]).max()
print(f"forms: {auto.form_} and {direct.form_}; largest difference {apart:.0e}")
print(f"time, direct / Gram: {slow / fast:.0f}")

# %%
# The lesson: :doc:`/course/1_neuron`. The algebra: :doc:`/speed`.
#
# **Try next.** Give :class:`~skscratch.DeepNNClassifier` the solver "adam", fit the mix
# to ``coefs_[0] - start`` and see it fail: that rule divides each weight's step by its
# own size, and a mix of images is no longer one.

# sphinx_gallery_thumbnail_number = 1
