"""
"Not bad" needs a hidden layer
==============================

A neuron that counts words cannot learn that "not bad" is praise and "not good" is none,
however many sentences it reads. A few hidden units can, from the same counts.

One would doubt it. Both "not" and "bad" are among the words, each with a weight of its
own, and there are sentences enough to find these. Look at the four sentences of the
picture: a neuron may move all four, but not apart as they should be.
"""

# %%
# Sentences
# ---------
# Made by rule, so that we know what is in them: praise is a good word without "not" or
# a bad word with it.

import matplotlib.pyplot as plt
import numpy as np
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline

from skscratch import DeepNNClassifier, ScratchLogisticRegression

THINGS = "food service room view staff soup bed coffee street garden music lamp".split()
WORDS = ["good great fine lovely fresh kind clean quick".split()]
WORDS += ["bad awful poor dull stale rude dirty slow".split()]
rng = np.random.default_rng(0)


def sentence():
    """Some words, and whether they praise."""
    bad, negated = rng.integers(2, size=2)
    verb, degree = rng.choice(["is", "was", "seemed"]), rng.choice(["very ", ""])
    word = f"{'not ' if negated else ''}{degree}{rng.choice(WORDS[bad])}"
    return f"the {rng.choice(THINGS)} {verb} {word}", bool(bad == negated)


texts, praise = map(np.array, zip(*(sentence() for _ in range(800)), strict=True))
seen, y, new, y_new = texts[:400], praise[:400], texts[400:], praise[400:]
unread = ~np.isin(new, seen)
new, y_new = new[unread], y_new[unread]
print(f"{len(seen)} sentences to learn from, {len(new)} others to judge, such as")
print(
    "\n".join(f"  {text}: {good}" for text, good in zip(new[:4], y_new, strict=False))
)

# %%
# Three ways to read
# ------------------
# TF-IDF makes a sparse row of each sentence, a column for each word, or for each pair
# of neighbours too. The estimators take it as it is and never make it dense.

pairs = TfidfVectorizer(ngram_range=(1, 2))
neuron = ScratchLogisticRegression(solver="lbfgs", alpha=0.1)
hidden = DeepNNClassifier(hidden_layer_sizes=(8,), random_state=0)
readers = {
    "neuron": make_pipeline(TfidfVectorizer(), clone(neuron)),
    "neuron, with pairs": make_pipeline(pairs, clone(neuron)),
    "8 hidden units": make_pipeline(TfidfVectorizer(), hidden),
}
print(f"{'':20}columns  right on seen  on new")
for name, reader in readers.items():
    reader.fit(seen, y)
    n_columns = len(reader[0].vocabulary_)
    scores = f"{reader.score(seen, y):15.1%}{reader.score(new, y_new):8.1%}"
    print(f"{name:20}{n_columns:7}{scores}")

# %%
# Why? In a sum each word adds what it always adds. If "not" takes praise from "good",
# it takes as much from "bad". It is exclusive or, in words. Pairs give "not bad" a
# column of its own, but only where the two are neighbours: in "not very bad" they are
# not. A hidden unit answers to "not" together with any bad word.
#
# Four sentences
# --------------

plt.style.use("tableau-colorblind10")
phrases = ("good", "not good", "bad", "not bad")
figure, ax = plt.subplots(figsize=(7, 3.6), layout="constrained")
for (name, reader), marker in zip(readers.items(), "osD", strict=True):
    sure = reader.predict_proba([f"the food was {phrase}" for phrase in phrases])
    ax.plot(phrases, sure[:, 1], marker, ms=9, alpha=0.8, label=name)
ax.axhline(0.5, color="black", linewidth=0.8)
ax.set(ylim=(-0.04, 1.04), ylabel="probability of praise", title="the food was …")
figure.legend(loc="outside right center")
plt.show()

# %%
# :doc:`/course/2_hidden_layer` has the same riddle as a flower in the plane.
#
# **Try next.** Take "very" out of the sentences: what are pairs worth now? Then give
# :class:`~skscratch.DeepNNClassifier` a single hidden unit.

# sphinx_gallery_thumbnail_number = 1
