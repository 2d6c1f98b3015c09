"""
Too small a rate is late, too large a rate is lost
==================================================

A tenth of the learning rate leads as far, in ten times the steps. Beyond an edge no
number of steps makes up for the rate: the network jumps about, and not far beyond it
3000 steps end higher than none.

One would doubt it. Long steps ought to be a shorter way to the same place, rough at
first and smooth where the slopes are gentle. And short ones ought to find the way that
long ones miss. Look at the two sides of the curves: more steps move the left one, and
leave the right one where it is.
"""

# %%
# Fifteen rates
# -------------
# A flower, four tanh units, gradient descent on all points. Each rate is
# :math:`10^{1/4} \approx 1.8` times the one before, and has three starts. One run of
# 3000 steps tells what 30 and 300 of them would have led to.

import warnings

import matplotlib.pyplot as plt
import numpy as np
from sklearn.exceptions import ConvergenceWarning

from skscratch import ShallowNNClassifier
from skscratch.datasets import make_flower
from skscratch.plotting import LossCurveDisplay

warnings.simplefilter("ignore", ConvergenceWarning)  # it is what we want to see
X, y = make_flower(random_state=1)
RATES = 10 ** np.arange(-2, 1.75, 0.25)
STEPS = (30, 300, 3000)


def trained(rate, start):
    settings = {"solver": "gd", "learning_rate": rate, "max_iter": 3000, "tol": None}
    return ShallowNNClassifier(n_hidden=4, random_state=start, **settings).fit(X, y)


networks = [[trained(rate, start) for start in range(3)] for rate in RATES]
# Mean of the last tenth of the steps, since some costs go up and down to the end
costs = np.array(
    [
        [[np.mean(m.loss_curve_[n - n // 10 : n]) for n in STEPS] for m in models]
        for models in networks
    ]
)
plt.style.use("tableau-colorblind10")
figure, ax = plt.subplots(layout="constrained")
for n_steps, style, found in zip(STEPS, ("^:", "s--", "o-"), costs.T, strict=True):
    ax.plot(RATES, np.median(found, axis=0), style, label=f"{n_steps} steps")
    ax.fill_between(RATES, found.min(axis=0), found.max(axis=0), alpha=0.2)
ax.axhline(np.log(2), color="black", linewidth=0.8)
ax.annotate("a coin", (RATES[-1], np.log(2) + 0.01), ha="right")
ax.set(xscale="log", ylim=(0.2, 1), xlabel="learning rate", ylabel="cost (nats)")
ax.legend(loc="upper left")
plt.show()

# %%
# On the left each curve is the one above it, moved by ten. In numbers, read from the
# lower left to the upper right:

print("rate " + "".join(f"{n_steps:8} steps" for n_steps in STEPS))
for i in (0, 4, 8, 12, 14):
    print(f"{RATES[i]:<5.3g}" + "".join(f"{np.median(c):14.3f}" for c in costs[i].T))

# %%
# Where steps are short, the weights follow the slope, and what counts is the way: rate
# times steps. Where a step is longer than the valley is wide, it ends on the other
# side. On two other flowers, on moons and on scaled medical data the numbers on the
# left agreed to 0.01 too, and a rate of 32 ended at least twice as high as the better
# of 1 and 10.
#
# Three curves
# ------------
# Too small, right, and too large: the last as a band, from the lowest to the highest
# cost of fifty steps, and their mean.

shown = [networks[i][0] for i in (0, 10, 13)]
names = [f"rate {network.learning_rate:.2g}" for network in shown]
LossCurveDisplay.from_estimators(shown, names=names).ax_.set_ylim(0.2, 1.2)
plt.show()

# %%
# A curve that still falls asks for a larger rate, or for patience. One that jumps asks
# for a smaller rate. :doc:`/course/4_6_adam` derives where the edge is, at two over the
# curvature, and what rules that know more than the slope make of it.
#
# **Try next.** ``solver="adam"``: is there an edge, and where does a tenth of the rate
# lead? Then a thousand steps on another flower, ``random_state=2``.

# sphinx_gallery_thumbnail_number = 1
