"""
A wrong gradient learns too
===========================

A network whose backward pass forgets the hidden biases learns the flower as well as a
right one. No curve gives it away; a gradient check does, in a second.

One would doubt it: a mistake in the gradient ought to show in the cost. Look at the two
curves on the flower, at what the same mistake does to the moons, and at the check.
"""

# %%
# The mistake is a line that was never written; the rest is the textbook's.

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import make_moons

from skscratch.datasets import make_flower
from skscratch.functional import shallow
from skscratch.plotting import LossCurveDisplay


def forgetful(parameters, cache, X, Y):
    grads = shallow.backward_propagation(parameters, cache, X, Y)
    return grads | {"db1": np.zeros_like(grads["db1"])}


def train(backward, X, Y):
    parameters, costs = shallow.initialize_parameters(2, 4, 1, random_state=1), []
    for _ in range(2000):
        A2, cache = shallow.forward_propagation(X, parameters)
        costs.append(shallow.compute_cost(A2, Y))
        grads = backward(parameters, cache, X, Y)
        parameters = shallow.update_parameters(parameters, grads, learning_rate=1.2)
    print(f"{np.mean(shallow.predict(parameters, X) == Y):.1%} right", end=", ")
    return costs


passes = {"right": shallow.backward_propagation, "forgetful": forgetful}
moons = make_moons(400, noise=0.15, random_state=1)
data = {"moons": moons, "flower": make_flower(random_state=1)}
names = list(passes)
figure, axes = plt.subplots(1, 2, figsize=(8, 4), layout="constrained", sharey=True)
for (name, (points, labels)), ax in zip(data.items(), axes, strict=True):
    X, Y = points.T, labels.reshape(1, -1)
    curves = [train(backward, X, Y) for backward in passes.values()]
    LossCurveDisplay(curves=curves, validation_curves=[None] * 2, names=names).plot(ax)
    ax.set_title(name)
    print(f"on the {name}")
plt.show()

# %%
# The petals lie round the origin, and so do good lines for the hidden units: their
# biases have next to nothing to learn. The moons need them.
#
# The check
# ---------
# Move one parameter up and down by epsilon, and compare the slope of the cost with what
# the backward pass says; here at random parameters, on the flower.

rng = np.random.default_rng(0)
shapes = {"W1": (4, 2), "b1": (4, 1), "W2": (1, 4), "b2": (1, 1)}
parameters = {name: rng.standard_normal(shape) for name, shape in shapes.items()}


def cost(name, place, step):
    moved = parameters | {name: parameters[name].copy()}
    moved[name][place] += step
    return shallow.compute_cost(shallow.forward_propagation(X, moved)[0], Y)


def difference(backward, epsilon):
    grads = backward(parameters, shallow.forward_propagation(X, parameters)[1], X, Y)
    places = [(name, at) for name in shapes for at in np.ndindex(shapes[name])]
    ours = np.array([grads[f"d{name}"][at] for name, at in places])
    up, down = ([cost(*at, e) for at in places] for e in (epsilon, -epsilon))
    theirs = np.subtract(up, down) / (2 * epsilon)
    return np.linalg.norm(ours - theirs) / np.linalg.norm(ours + theirs)


figure, ax = plt.subplots(layout="constrained")
for name, style in {"right": "o-", "forgetful": "s--"}.items():
    epsilons = np.logspace(-12, -1, 12)
    ax.loglog(epsilons, [difference(passes[name], e) for e in epsilons], style)
ax.set(xlabel="epsilon", ylabel="relative difference", title="Gradient check")
ax.legend(names)
plt.show()

# %%
# Ten times less epsilon brings the right one a hundred times nearer, until rounding
# takes over. The wrong one stands: no epsilon explains it away.
# :func:`~skscratch.gradient_check` does this to any estimator. The gradients are those
# of :doc:`/course/2_hidden_layer`. Five seeds gave the same on the flower; on the moons
# two right ones needed more steps.
#
# **Try next.** Forget the slope of tanh instead, and see which curve notices.

# sphinx_gallery_thumbnail_number = 2
