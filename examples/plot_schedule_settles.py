"""
With a constant rate the last epoch is a lottery
================================================

A network that learns from small batches at a constant rate is right on several points
of a hundred more or fewer, by the epoch in which one stops, to the very end. A rate
that falls to zero takes the lot out.

One would doubt it. Near the end a network has found its place, and small batches ought
not to throw it out again. And who dislikes the jumps can take a smaller rate and leave
it constant. Look at how far the lines jump, and at how low they are.
"""

# %%
# Three rates
# -----------
# The flower, in batches of sixteen. A second flower tells after each epoch what the
# network would be worth if one stopped there; nothing is learnt from it.

import matplotlib.pyplot as plt
import numpy as np

from skscratch import ShallowNNClassifier
from skscratch.datasets import make_flower
from skscratch.plotting import LossCurveDisplay

X, y = make_flower(400, random_state=1)
X_new, y_new = make_flower(2000, random_state=2)


def trained(rate, schedule, start):
    """Eight tanh units, 100 epochs of Adam."""
    settings = {"learning_rate": rate, "learning_rate_schedule": schedule}
    network = ShallowNNClassifier(n_hidden=8, batch_size=16, **settings)
    network.set_params(max_iter=100, tol=None, random_state=start)
    return network.fit(X, y, X_val=X_new, y_val=y_new)


kinds = {
    "0.1, constant": (0.1, None),
    "0.01, constant": (0.01, None),
    "0.1, cosine": (0.1, "cosine"),
}
models = [trained(*kind, start=0) for kind in kinds.values()]
display = LossCurveDisplay(
    curves=[model.validation_loss_curve_ for model in models],
    validation_curves=[None] * len(models),
    names=list(kinds),
).plot()
display.ax_.set(ylim=(0.15, 0.5), ylabel="loss on the second flower (nats)")
plt.show()

# %%
# At first the cosine jumps as the constant rate does. As it falls, the jumps die down.
# The small rate hardly jumps, but is not there yet.
#
# Ten starts
# ----------
# What is right on the second flower after the last epoch; and had one stopped at the
# worst, or at the best, of the last twenty.

kinds["0.03, constant"] = (0.03, None)
print(f"{'':14}  at the end  lowest to highest  at the worst  at the best")
for name, kind in kinds.items():
    runs = [trained(*kind, start=start) for start in range(10)]
    last = np.array([model.validation_scores_[-20:] for model in runs])
    end, worst, best = last[:, -1], last.min(axis=1), last.max(axis=1)
    print(
        f"{name:14}{end.mean():12.1%}{end.min():11.1%} to {end.max():.1%}"
        f"{worst.mean():14.1%}{best.mean():13.1%}"
    )

# %%
# On average the last epochs are close, and a well-chosen constant rate of 0.03 is as
# good as the cosine. What differs is what may happen. At 0.1 some epoch of the last
# twenty is six points worse than the last, and some other is the best of the table; but
# nobody says which. With the cosine it makes no difference where one stops.
#
# :doc:`/course/4_7_schedules` derives the floor of a constant rate: it is proportional
# to the rate, however long one trains.
#
# **Try next.** Let the rate fall in steps, with ``"step"`` or
# :class:`~skscratch.optim.Step`. Or keep the best epoch of the constant rate with
# ``early_stopping`` (:doc:`/course/4_9_early_stopping`): is that a way to win?

# sphinx_gallery_thumbnail_number = 1
