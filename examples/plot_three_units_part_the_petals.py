"""
One neuron draws a line, three units part the petals
====================================================

On the flower one neuron is no better than a coin. One hidden unit before it gets two
points of three right, two hidden units get no more, and the third brings nine of ten.

One would doubt it: each unit more ought to help a little. Look at the lines that the
units draw, and count the sectors between them.
"""

# %%
# None, one, two, three
# ---------------------
# The lesson's training for all of them. A second flower, which none of them has seen,
# tells what was learnt and what was remembered.

import matplotlib.pyplot as plt

from skscratch import ScratchLogisticRegression, ShallowNNClassifier
from skscratch.datasets import make_flower
from skscratch.plotting import BoundaryDisplay, NeuronMapDisplay

X, y = make_flower(400, random_state=1)
X_new, y_new = make_flower(4000, random_state=2)


def trained(n_hidden):
    if n_hidden == 0:
        return ScratchLogisticRegression(solver="gd").fit(X, y)
    return ShallowNNClassifier(
        n_hidden=n_hidden,
        initialization="normal",
        solver="gd",
        learning_rate=1.2,
        max_iter=3000,
        tol=None,
        random_state=0,
    ).fit(X, y)


models = {n_hidden: trained(n_hidden) for n_hidden in (0, 1, 2, 3, 20)}
for n_hidden, model in models.items():
    scores = f"{model.score(X, y):6.1%} right, {model.score(X_new, y_new):.1%} of new"
    print(f"{n_hidden:2} hidden units: {scores}")

# %%
# The third unit makes the difference, and seventeen more make next to none.

figure, ax = plt.subplots(figsize=(8, 3.4), layout="constrained")
BoundaryDisplay.from_estimators(
    [models[0], models[2], models[3]],
    X,
    y,
    names=["one neuron", "two hidden units", "three hidden units"],
    ax=ax,
)
plt.show()

# %%
# What the three see
# ------------------
# Each draws one line, orange on one side and purple on the other.

figure, ax = plt.subplots(figsize=(8, 3.4), layout="constrained")
NeuronMapDisplay.from_estimator(models[3], X, y, ax=ax)
plt.show()

# %%
# Walk round the middle, and the colours change six times. Three lines through the
# middle make six sectors, and the weights add the units up so that the answers
# alternate as the colours do. Two lines make four sectors, which is two too few. So
# there is a jump and no slope. It is the number of sectors that counts, and that is
# particular to the flower. The points that remain wrong lie in petals of the other
# colour.
#
# This held for three flowers and five seeds each, of three hidden units; with four, one
# start of fifteen was stuck at two points of three. :doc:`/course/2_hidden_layer`
# derives what each unit learns by, :doc:`/course/0_line` why it draws a line.
#
# **Try next.** Make a flower with ``n_petals=2`` or ``6``, count the changes of colour,
# and say how many units it needs before you train them.

# sphinx_gallery_thumbnail_number = 1
