"""
Twenty units learn the noise
============================

Twenty hidden units that train for long enough repeat nearly every label of a hundred
points, also those that were turned round by lot. They pay for it on points that they
have not seen.

One would doubt it. A network is a smooth function, each wrong label stands in the
midst of right ones, and the shape that is to be learnt is a simple one. Look at the
rings: around them are the points whose labels are wrong.
"""

# %%
# A hundred points, fifteen of them wrong
# ---------------------------------------
# Two moons. The points come in no order, so that the first fifteen are as good as any.
# Their labels are turned round. A thousand new points with right labels are the judge.

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import make_moons

from skscratch import ShallowNNClassifier
from skscratch.plotting import BoundaryDisplay, BoundaryEvolutionDisplay

X_new, y_new = make_moons(1000, noise=0.15, random_state=1000)
wrong = np.arange(100) < 15


def moons(seed):
    """A hundred points, the labels of the first fifteen turned round."""
    X, y = make_moons(100, noise=0.15, random_state=seed)
    return X, np.where(wrong, 1 - y, y)


def network(n_hidden=20):
    """Tanh units, 3000 steps of Adam on all points at once."""
    return ShallowNNClassifier(
        n_hidden=n_hidden,
        learning_rate=0.03,
        batch_size=None,
        max_iter=3000,
        tol=None,
        random_state=0,
    )


X, y = moons(0)

# %%
# Who repeats what it was told
# ----------------------------

networks = {n_hidden: network(n_hidden).fit(X, y) for n_hidden in (4, 20)}
display = BoundaryDisplay.from_estimators(
    networks.values(), X, y, names=[f"{n_hidden} hidden" for n_hidden in networks]
)
for panel in display.axes_.flat:
    panel.plot(*X[wrong].T, "ko", markersize=13, fillstyle="none")
plt.show()

for n_hidden, model in networks.items():
    repeated, new = model.score(X[wrong], y[wrong]), model.score(X_new, y_new)
    print(f"{n_hidden:2} hidden: {repeated:4.0%} of the wrong repeated, {new:.0%} new")

# %%
# Four units can follow the moons and have a few bends to spare. Twenty have a loop or a
# bay for every ring, and where a loop is, new points go wrong.
#
# First the moons, then the loops
# -------------------------------

start = network().set_params(max_iter=600)
BoundaryEvolutionDisplay.from_estimator(start, X, y, n_panels=4)
plt.show()

# %%
# What many points agree on gives the larger gradient and is learnt first; what a
# single point wants comes last. That is why :doc:`early stopping
# </course/4_9_early_stopping>` can work at all.
#
# Ten other draws
# ---------------
# Twenty units again, on points and wrong labels of their own:

models = [(network().fit(*moons(seed)), *moons(seed)) for seed in range(1, 11)]
repeated = [model.score(X[wrong], y[wrong]) for model, X, y in models]
new = [model.score(X_new, y_new) for model, _, _ in models]
print(f"wrong labels repeated: {min(repeated):.0%} to {max(repeated):.0%}")
print(f"new points right: {min(new):.0%} to {max(new):.0%}")

# %%
# :doc:`/course/4_2_penalty` derives what makes such loops possible: large weights.
#
# **Try next.** Leave ``batch_size`` as it is by default, in batches of 64. The noise
# of the steps keeps some of the noise of the labels out. How much?

# sphinx_gallery_thumbnail_number = 1
