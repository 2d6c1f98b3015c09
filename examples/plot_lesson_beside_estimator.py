"""
Lesson and estimator agree to a dozen digits
============================================

The four functions of lesson 2 and ``ShallowNNClassifier`` compute the same numbers:
outputs, gradients, and the weights after every one of a thousand steps.

One would doubt it. They share no line of code; one has samples in columns and the other
takes them in rows, and one takes logarithms of probabilities where the other never
forms them. Look at how far the weights are apart while the cost falls.
"""

# %%
# One start for both
# ------------------
# ``initialize`` draws weights and does not train. To the textbook's matrices there is
# but a transpose: the estimator has samples and the inputs of a unit the other way
# round.

import matplotlib.pyplot as plt
import numpy as np

from skscratch import ShallowNNClassifier, loss_and_grad
from skscratch.datasets import make_flower
from skscratch.functional import shallow
from skscratch.plotting import NetworkDiagramDisplay

points, labels = make_flower(random_state=1)
X, Y = points.T, labels.reshape(1, -1)
network = ShallowNNClassifier(
    n_hidden=4,
    initialization="normal",
    solver="gd",
    learning_rate=1.2,
    max_iter=1,  # a call of fit is one step
    warm_start=True,
    tol=None,
    random_state=0,
).initialize(points, labels)


def as_textbook(network):
    (W1, W2), (b1, b2) = network.coefs_, network.intercepts_
    return {"W1": W1.T, "b1": b1[:, None], "W2": W2.T, "b2": b2[:, None]}


parameters = {name: value.copy() for name, value in as_textbook(network).items()}

# %%
# Forward, then back
# ------------------
# :func:`~skscratch.loss_and_grad` gives sums over samples where the lesson has means.

A2, cache = shallow.forward_propagation(X, parameters)
print("A1, lesson   ", cache["A1"][:, 0])
print("A1, estimator", network.layer_activations(points)[0][0])

grads = shallow.backward_propagation(parameters, cache, X, Y)
_, sums, weight = loss_and_grad(network, points, labels)
ours = np.concatenate([grads[f"d{name}"].T.ravel() for name in parameters])
print(f"{len(ours)} derivatives, the largest {np.abs(ours).max():.1e}")
print(f"apart by at most {np.abs(ours - sums / weight).max():.0e}")

# %%
# A thousand steps
# ----------------

costs, apart = [], []
for _ in range(1000):
    A2, cache = shallow.forward_propagation(X, parameters)
    grads = shallow.backward_propagation(parameters, cache, X, Y)
    parameters = shallow.update_parameters(parameters, grads, learning_rate=1.2)
    costs.append(shallow.compute_cost(A2, Y))
    theirs = as_textbook(network.fit(points, labels))
    apart.append(max(np.abs(parameters[name] - theirs[name]).max() for name in theirs))
figure, ax = plt.subplots(layout="constrained")
ax.semilogy(costs, "-", label="cost")
ax.semilogy(apart, ":", label="largest difference of a weight")
ax.set(xlabel="step", title="The lesson beside the estimator", ylim=(1e-18, 10))
ax.legend(loc="center right")
plt.show()
print(f"cost {costs[0]:.4f} -> {costs[-1]:.4f}, weights at most {max(apart):.0e} apart")

# %%
# The cost has fallen, the weights have moved far, and what lies between the two is
# rounding, of this size for each of four seeds. This is where both have come to.

NetworkDiagramDisplay.from_estimator(network)
plt.show()

# %%
# So what you understand of :doc:`/course/2_hidden_layer` is true of the estimator.
#
# **Try next.** Guess how many digits ``points.astype("float32")`` leaves. Or do the
# same with :doc:`/course/3_layers` and :class:`~skscratch.DeepNNClassifier`.

# sphinx_gallery_thumbnail_number = 1
