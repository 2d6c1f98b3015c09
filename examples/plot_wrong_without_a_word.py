"""
Wrong without a word
====================

Three mistakes in training run through ``MLPClassifier`` to the end, and it says nothing
about them. ``DeepNNClassifier`` names all three. A fourth is made after training: both
are silent, as many answers are right as before, and most wrong ones sound certain.

One would doubt it: a network that was fed wrongly must give itself away. Look at the
scores, and at the percentages in the picture, all of them for a wrong answer.
"""

# %%
# Three mistakes in training
# --------------------------
# Labels as one-hot rows, labels all alike, features in the thousands with large steps.
# That sixty epochs are few is no news.

import warnings
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

from skscratch import DeepNNClassifier
from skscratch.plotting import MisclassifiedDisplay

pixels, y = load_digits(return_X_y=True)
X, y, X_new, y_new = pixels[:600] / 16, y[:600], pixels[600:] / 16, y[600:]
LARGE_STEPS = {
    MLPClassifier: {"solver": "sgd", "learning_rate_init": 1.0},
    DeepNNClassifier: {"solver": "momentum", "learning_rate": 1.0},
}


def network(Network, **more):
    return Network(max_iter=60, random_state=0, **more)


def one_hot(Network):
    votes = network(Network).fit(X, np.eye(10, dtype=int)[y]).predict(X_new).sum(axis=1)
    return f"{(votes != 1).mean():.0%} of the answers name no digit, or several."


def all_alike(Network):
    sure = network(Network).fit(X, 0 * y).predict_proba(X_new)
    return f"One class, and probabilities of {sure.shape[1]}."


def in_thousands(Network):
    model = network(Network, **LARGE_STEPS[Network]).fit(1000 * X, y)
    return f"{model.score(1000 * X_new, y_new):.0%} right."


def come_of(mistake, Network):
    """The result, or the error, and what was said besides that epochs were few."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            said = [mistake(Network)]
        except ValueError as error:
            said = [f"ValueError: {error}"]
    said += [str(warning.message) for warning in caught]
    return " ".join(words for words in said if "iter" not in words)


for mistake in (one_hot, all_alike, in_thousands):
    print(mistake.__name__)
    for Network in LARGE_STEPS:
        text = f"- {Network.__name__}: {come_of(mistake, Network)}"
        print(fill(text, 84, subsequent_indent="  "))
# %%
# One mistake in use
# ------------------
# Trained on pixels divided by 16, asked about pixels as they are:

warnings.simplefilter("ignore")
print(f"{'':18}right on new   surer than 99 % where wrong")
for Network in LARGE_STEPS:
    model = network(Network).fit(X, y)
    for name, rows in {"divided": X_new, "forgotten": pixels[600:]}.items():
        right, sure = model.score(rows, y_new), model.predict_proba(rows).max(axis=1)
        boasts = (sure > 0.99)[model.predict(rows) != y_new].mean()
        print(f"{Network.__name__:18}{name:10}{right:.1%}{boasts:16.0%}")
look = {"images": X_new.reshape(-1, 8, 8), "max_images": 5}
MisclassifiedDisplay.from_estimator(model, pixels[600:], y_new, **look)
plt.show()
print(fill(" ".join(model.diagnose(pixels[600:], y_new).findings), 84))

# %%
# A network cannot know the unit it is asked in. A Pipeline that divides cannot forget
# it; with labels, ``diagnose`` sees it by the loss. Why answers grow so sure:
# :doc:`/course/5_own_pictures`.
#
# **Try next.** Shift the labels by one row, ``np.roll(y, 1)``. Who says what?

# sphinx_gallery_thumbnail_number = 1
