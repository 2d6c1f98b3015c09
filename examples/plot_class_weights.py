"""
98 % right, and the rare ones missed
====================================

Where two samples in a hundred are of a class, a network may be right nearly always and
miss most of them. Class weights find many of these. They do it by moving the
boundary, not by knowing more: what is found is paid for with false alarms.

One would doubt it. A weight changes every gradient of the training, so a network that
was told to mind the rare class should have learnt more about it. Look at the last
picture, where all thresholds are drawn for both networks.
"""

# %%
# A rare class
# ------------
# A cloud, and a small, denser one at its edge. Test data are ten times as many, since
# of the rare class there are few.

import matplotlib.pyplot as plt
import numpy as np
from sklearn.metrics import PrecisionRecallDisplay, confusion_matrix

from skscratch import DeepNNClassifier
from skscratch.plotting import BoundaryDisplay

rng = np.random.default_rng(0)


def draw(n_common, n_rare):
    """Points of both kinds, and which ones are rare."""
    common = rng.standard_normal((n_common, 2))
    rare = 0.7 * rng.standard_normal((n_rare, 2)) + (1.9, 1.2)
    return np.vstack([common, rare]), np.repeat([0, 1], (n_common, n_rare))


X_train, y_train = draw(1960, 40)
X_test, y_test = draw(19600, 400)

networks = {
    name: DeepNNClassifier(
        hidden_layer_sizes=(16,), class_weight=class_weight, random_state=0
    ).fit(X_train, y_train)
    for name, class_weight in {"no weights": None, "balanced": "balanced"}.items()
}
print(f"'nothing is rare' would be {1 - y_test.mean():.1%} right\n")
print(f"{'':26} right  rare ones found  of 100 alarms false")


def report(name, answers):
    """A line of numbers on answers to the test data."""
    (tn, fp), (fn, tp) = confusion_matrix(y_test, answers)
    right = (tn + tp) / len(y_test)
    print(f"{name:26}{right:6.1%}{tp / (tp + fn):17.1%}{100 * fp / (fp + tp):21.0f}")


for name, network in networks.items():
    report(name, network.predict(X_test))

# %%
# "balanced" gives each class the same total weight. More of the rare ones are found,
# more alarms are false, and fewer answers are right: which of the two is better depends
# on what a miss and an alarm cost, and no network can know that.
#
# Where the boundary went
# -----------------------

BoundaryDisplay.from_estimators(
    networks.values(), X_train, y_train, names=list(networks)
)
plt.show()

# %%
# What they know
# --------------
# The network without weights can find as many, if one asks it at the right threshold: a
# weight on a class does to the odds what its share in the data does. So take as an
# alarm what is likelier than the share of the rare ones.

plain, balanced = networks.values()
sure = plain.predict_proba(X_test)[:, 1]
report("no weights, threshold 2 %", sure > y_train.mean())

plt.style.use("tableau-colorblind10")
figure, ax = plt.subplots(figsize=(6, 4.6), layout="constrained")
for (name, network), style in zip(networks.items(), ("-", "--"), strict=True):
    PrecisionRecallDisplay.from_estimator(
        network, X_test, y_test, name=name, ax=ax
    ).line_.set_linestyle(style)
ax.legend(loc="upper right")
plt.show()

# %%
# Each point of a curve is a threshold. The two curves nearly agree.
# :doc:`/course/4_8_softmax` has the loss that is weighted, :doc:`/solvers` the weights.
#
# **Try next.** ``class_weight={1: 10}`` of :class:`~skscratch.DeepNNClassifier`.

# sphinx_gallery_thumbnail_number = 1
