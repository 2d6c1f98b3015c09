"""
One column in euros ruins the fit
=================================

Of four columns of a table one holds hundreds of thousands. A network that takes it as
it is learns little or nothing of all four. Scaled inside the model, they are learnt,
and rows that come later are scaled alike.

One would doubt it. A weight may be as small as it likes, so the network could undo the
unit by itself. Look at the picture: the same prices, in other units.
"""

# %%
# Flats for sale
# --------------
# A bargain costs less than its size and district suggest. Some fields are empty.

import warnings
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.exceptions import ConvergenceWarning
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from skscratch import DeepNNClassifier

PER_SQUARE_METRE = pd.Series({"harbour": 2500, "hill": 4000, "market": 5200})
SCALER = StandardScaler()


def flats(seed, euros=1):
    """A thousand flats, their prices in such units, and which are bargains."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame({"district": rng.choice(PER_SQUARE_METRE.index, 1000)})
    table["size"], table["age"] = rng.uniform([[25], [0]], [[120], [90]], (2, 1000))
    fair = table["size"] * table["district"].map(PER_SQUARE_METRE)
    table["price"] = fair * rng.lognormal(0, 0.3, 1000) / euros
    bargain = (table["price"] * euros < fair).to_numpy()
    return table.mask(rng.random(table.shape) < 0.03), bargain


def model(scaler):
    """Gaps filled, words as columns of 0 and 1, numbers through the scaler."""
    numbers = make_pipeline(SimpleImputer(), scaler)
    words = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder())
    columns = (numbers, ["size", "age", "price"]), (words, ["district"])
    network = DeepNNClassifier(random_state=0)
    return make_pipeline(make_column_transformer(*columns), network)


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    model("passthrough").fit(*flats(0))
print(flats(0)[0].head(3).round(), fill(f"{caught[0].message}", 84), sep="\n\n")

# %%
# The same price in four units
# ----------------------------
# Five tables each, judged by a thousand flats that were not seen.

UNITS = {"millions": 1e6, "thousands": 1000, "euros": 1, "cents": 0.01}
warnings.simplefilter("ignore", ConvergenceWarning)  # read it above
figure, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
for scaler, name, style in ("passthrough", "as is", "o--"), (SCALER, "scaled", "D-"):
    right = pd.DataFrame(index=range(5), columns=list(UNITS), dtype=float)
    for unit, euros in UNITS.items():
        for seed in right.index:
            fitted = model(scaler).fit(*flats(seed, euros))
            right.loc[seed, unit] = fitted.score(*flats(seed + 100, euros))
    ax.plot(right.mean(), style, label=name)
    ax.fill_between(right.columns, right.min(), right.max(), alpha=0.25)
    print(f"{name:7}", *(f"{s:4.0%} {u}" for u, s in right.mean().items()))
ax.set(xlabel="unit of the price", ylabel="right on new flats (a coin: 0.5)")
figure.legend(loc="outside right center", title="numbers")
plt.show()

# %%
# All weights start alike and move in steps of about one length. To a price in euros a
# step is a leap, and a price in millions is hardly heard.
#
# The Pipeline keeps the means of the training rows. Scaled anew, large flats look like
# middling ones:

(X, y), fitted = flats(100), model(SCALER).fit(*flats(0))
X, y = X[X["size"] > 90], y[X["size"] > 90]
anew = model(SCALER)[0].fit_transform(X)
print(f"{fitted.score(X, y):.0%} right; scaled anew {fitted[1].score(anew, y):.0%}")

# %%
# In :doc:`/course/5_own_pictures` a forgotten 255 does the same.
#
# **Try next.** Give the network ``max_iter=1000`` in euros. Does patience help?

# sphinx_gallery_thumbnail_number = 1
