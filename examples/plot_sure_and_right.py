"""
Right stays, sure grows
=======================

A network that goes on training after its last mistake becomes no better on new digits.
It becomes surer, and its probabilities, honest for a while, turn into boasts.

One would doubt it. Softmax gives ten shares that sum to 1, training makes the share of
what came as large as it can, and that is what a probability is trained for. Look at the
curves: on the dotted line, of the answers given with 70 % seven in ten are right.
"""

# %%
# Four networks that stop at different times
# ------------------------------------------
# The digits of scikit-learn, each pixel disturbed by noise, so that some cannot be told
# apart by anybody. The same network from the same weights, stopped after few epochs or
# many.

import matplotlib.pyplot as plt
import numpy as np
from sklearn.calibration import CalibrationDisplay
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from skscratch import DeepNNClassifier
from skscratch.plotting import LossCurveDisplay

X, y = load_digits(return_X_y=True)
X = X / 16 + 0.4 * np.random.default_rng(0).standard_normal(X.shape)
X_train, X_test, y_train, y_test = train_test_split(
    X, y, train_size=500, stratify=y, random_state=0
)


def network(n_epochs):
    """64 relu units and ten outputs, trained for so many epochs."""
    return DeepNNClassifier(
        hidden_layer_sizes=(64,),
        learning_rate=0.003,
        max_iter=n_epochs,
        tol=None,
        random_state=0,
    )


print("epochs   right on        sure on   wrong, and")
print("       training  test      test  surer than 90 %")
answers = {}
for n_epochs in (5, 15, 50, 500):
    model = network(n_epochs).fit(X_train, y_train)
    sure = model.predict_proba(X_test).max(axis=1)
    right = model.predict(X_test) == y_test
    answers[f"{n_epochs} epochs"] = right, sure
    boasts = (~right & (sure > 0.9)).sum()
    print(
        f"{n_epochs:6}{model.score(X_train, y_train):9.1%}{right.mean():6.1%}"
        f"{sure.mean():10.1%}{boasts:9}"
    )

# %%
# "Sure" is the mean of the largest of the ten shares. At first the network is right
# more often than it believes. Then both agree. Then it goes on growing surer, although
# it is right no more often than before.
#
# Sure and right
# --------------
# Below the dotted line a network promises more than it keeps.

plt.style.use("tableau-colorblind10")
figure, ax = plt.subplots(figsize=(6, 5), layout="constrained")
for (name, (right, sure)), style in zip(
    answers.items(), ("^:", "o-", "s--", "D-."), strict=True
):
    CalibrationDisplay.from_predictions(
        right, sure, n_bins=8, name=name, ax=ax, marker=style[0], linestyle=style[1:]
    )
ax.set(xlabel="the answer's probability", ylabel="share of right answers")
plt.show()

# %%
# Why? Where all training samples are right, the cost can still fall: make all weights
# larger, and every share comes nearer to 0 or 1. Nothing in the training data speaks
# against it. The test data do, and their loss says so long before their accuracy:

model = network(150).fit(X_train, y_train, X_val=X_test, y_val=y_test)
LossCurveDisplay.from_estimator(model, name="64 units").ax_.set_ylim(0, 2.5)
plt.show()

# %%
# The noise makes it large: without it the same digits are easy and the boasts few.
# What softmax is, and why its loss is this one: :doc:`/course/4_8_softmax`.
#
# **Try next.** Take the noise away. Or keep the 500 epochs and let
# :class:`~skscratch.DeepNNClassifier` stop early (:doc:`/course/4_9_early_stopping`),
# or pay for large weights with ``alpha=10`` (:doc:`/course/4_2_penalty`).

# sphinx_gallery_thumbnail_number = 1
