"""The documentation of what the estimators share, each thing said once.

A class docstring has a line ``{alpha}`` where the entry of `alpha` shall stand, or
``{momentum to alpha}`` for all from that one to this; `documented` puts them there,
with the defaults that the class has. So `help`, Sphinx and every tool that asks for
``__doc__`` see the whole text. The entries:

initialization : {"auto", "lecun", "he", "xavier", "normal", "zeros"}, default=DEFAULT
    Scale of the initial weights, which are normal with standard deviation
    ``sqrt(1 / n_in)``, ``sqrt(2 / n_in)``, ``sqrt(2 / (n_in + n_out))``, 0.01 or
    0. "auto" is "he" before the relu-like activations, else "xavier".
solver : {"gd", "momentum", "nesterov", "rmsprop", "adam", "adamw", "lbfgs"}, \
default=DEFAULT
    Update rule. "gd" is gradient descent, "lbfgs" SciPy's L-BFGS; the others are
    the rules of `skscratch.optim`. With "adamw" the penalty decays the weights
    directly instead of entering the gradient.
learning_rate : float > 0 or "auto", default=DEFAULT
    Step size. "auto" fits it to the data: for "rmsprop", "adam" and "adamw", whose
    steps do not grow with the gradient, ``0.05 / sqrt(n_features)``, from 32 units in
    every hidden layer on ``0.016 / sqrt(n_features)``; for the others the inverse of
    the curvature that the network has, about, at its initial weights. (Without hidden
    layers as in `ScratchLogisticRegression`.) Not used by "lbfgs".
learning_rate_schedule : {"auto", "step", "exponential", "inverse_time", "cosine", \
"adaptive"}, callable or None, default=DEFAULT
    Factor of the learning rate as a function of the epoch, counted from 0. "auto" with
    ``max_iter="auto"`` and mini-batches is a cosine that falls to zero over the epochs
    of each `fit`, which then is complete; otherwise, and in `partial_fit`, it is None:
    the learning rate stays what it is. A
    callable ``epoch -> factor``, or by name `Step`, `Exponential`, `InverseTime`
    or `Cosine` of `skscratch.optim` with their defaults (the cosine falls to zero
    over `max_iter` epochs), or "adaptive", which divides the learning rate by 5
    whenever the cost has stalled and stops when that has made it 1e4 times
    smaller.
momentum : float in [0, 1), default=DEFAULT
    Share of the velocity that a step of "momentum" or "nesterov" keeps:
    ``velocity = momentum * velocity - learning_rate * gradient``.
beta_1 : float in [0, 1), default=DEFAULT
    Decay of the first moment of "adam" and "adamw".
beta_2 : float in [0, 1), default=DEFAULT
    Decay of the second moment of "adam" and "adamw", and of the mean square of
    "rmsprop".
epsilon : float > 0, default=DEFAULT
    Added outside the root by "rmsprop", "adam" and "adamw".
max_grad_norm : float > 0 or None, default=DEFAULT
    The longest gradient, all parameters together and the penalty included, that a
    step follows: a longer one is scaled down to it (gradient clipping, which keeps
    the direction). For the first-order solvers; None leaves gradients as they are.
batch_size : int, "auto" or None, default=DEFAULT
    Samples of a step; None takes all of them, and "auto" all for "gd" and for solvers
    that need them, else ``min(64, n_samples)``.
max_iter : int >= 1 or "auto", default=DEFAULT
    Epochs: passes over the training set (iterations of "lbfgs"). "auto" is 36
    for mini-batches and at least 32 units in every hidden layer, 100 with fewer, 400
    without hidden layers, and 1000 where a step takes all samples.
tol : float >= 0 or None, default=DEFAULT
    Stop when the cost, in nats per sample, has not fallen by `tol` for
    `n_iter_no_change` epochs; "lbfgs" also when no component of the gradient, by the
    weights of columns scaled to a spread of 1, is larger than `tol`, or than rounding
    lets be told (without hidden layers as `ScratchLogisticRegression`). None runs all
    `max_iter`.
n_iter_no_change : int >= 1, default=DEFAULT
    See `tol`.
early_stopping : bool, default=DEFAULT
    Hold out a part of the training samples, with the same shares of the classes as
    the whole, apply `tol` to its loss instead of the cost, and restore the parameters
    of the epoch with the lowest one. Training goes on as long as the mean loss of the
    last `n_iter_no_change` epochs is lower, by `tol`, than that of as many before.
    `scoring` names another measure.
scoring : str or callable, default=DEFAULT
    What `early_stopping` goes by. "loss" is that of the validation part; any other
    name is a scorer of scikit-learn (`sklearn.metrics.get_scorer_names`), and a
    callable is called as ``scorer(estimator, X, y)``, `X` an array or CSR matrix, with
    ``sample_weight`` where it takes that and the part has weights. The higher the score
    the better: `tol` is in its units, `n_iter_no_change` counts epochs in which it has
    not risen by that, and the parameters of the (first) epoch with the highest are
    restored. The scorer sees the parameters in training themselves: it must copy what
    it wants to keep.
validation_fraction : float in (0, 1), default=DEFAULT
    Share of the training samples that `early_stopping` holds out.
alpha : float >= 0, default=DEFAULT
    Strength of the L2 penalty.
batch_norm : bool, default=DEFAULT
    Whether to normalise each hidden layer before its activation: by the weighted
    mean and variance of the batch in training, by running ones at prediction. Its
    shift takes the place of the bias.
class_weight : dict, list of dict, "balanced" or None, default=DEFAULT
    Weights of the classes, multiplied with `sample_weight`: a dict by label,
    1 for those that are not named; "balanced" gives all classes the same total weight.
    For an indicator matrix a dict by column number, whose weight a row gets that has
    the label, or a list with a dict ``{0: ..., 1: ...}`` for each column, multiplied
    over the columns.
gram : bool or "auto", default=DEFAULT
    Whether "gd", "momentum" and "nesterov" train the first layer in the
    coordinates of the samples (see `form_`), which is exact and, with more
    features than samples, much faster. "auto" does where it takes fewer
    multiplications, with a Gram matrix of at most 512 MiB and not with
    `warm_start` or `max_grad_norm`; `partial_fit` never does.
shuffle : bool, default=DEFAULT
    Whether the order of the samples is drawn anew in each epoch of mini-batches, and
    a held-out part at random. False keeps batches in the order given, and holds out
    the last samples of each class.
warm_start : bool, default=DEFAULT
    Whether `fit` goes on from where the last one ended, with all that the solver
    remembers: two fits of 10 epochs equal one of 20 (not with the "cosine"
    schedule, which ends at `max_iter`, nor with "lbfgs", which starts its memory
    anew, nor with `early_stopping`, where the second fit goes on from the best
    parameters of the first; to rounding where one of them took the Gram form).
random_state : int, RandomState or None, default=DEFAULT
    Draws the initial weights, then seeds the streams of shuffling, dropout and
    the validation part. None takes NumPy's global stream, which stays where it is in
    a fit that draws nothing.
verbose : bool or int, default=DEFAULT
    Whether to print some twenty lines on the way, and after 10 seconds how long it
    takes at most; within a long epoch, how many of the rows on disk are read.
classes_ : ndarray of shape (n_classes,)
    Labels, sorted.
coefs_ : list of ndarray of shape (n_in, n_out)
    Weights of each layer.
intercepts_ : list of ndarray of shape (n_out,)
    Biases of each layer (with `batch_norm` the shifts of the normalisation).
batch_norm_ : tuple
    For each hidden layer with `batch_norm`: scale, running mean, running variance
    (each of shape (n_units,)) and the number of batches seen.
hidden_activations_ : tuple of str
    Activation of each hidden layer.
n_features_in_ : int
    Features seen in `fit`.
feature_names_in_ : ndarray of shape (n_features,)
    Their names, if `X` had string names.
n_layers_ : int
    Layers, input and output included.
n_outputs_ : int
    Output units: 1 for two classes, else one a class or label.
out_activation_ : {"logistic", "softmax"}
    Output activation.
form_ : {"direct", "gram"}
    Coordinates in which the last fit trained the first layer: its weights, or
    combinations of the samples.
outcome_ : {"max_iter", "converged", "diverged", "stopped", "interrupted"} or None
    Why the last training ended: after `max_iter` epochs, because it had settled,
    because numbers were no longer finite, because a callback asked for it or the
    solver could not go on, or by Ctrl-C. None before the first and in what a callback
    is given.
n_iter_ : int
    Epochs trained.
t_ : int
    Parameter updates made.
loss_ : float or None
    Last entry of `loss_curve_`; None before training.
best_loss_ : float or None
    Lowest finite entry of `loss_curve_`; None if there is none.
loss_curve_ : list of float
    Cost of each epoch, in nats per sample: with full batches *before* the epoch's
    update, so that ``loss_curve_[0]`` is the cost of the initial weights; with
    mini-batches the mean over the batches, each before its own update. Of the epochs
    of `partial_fit` the last 100.
validation_loss_curve_ : list of float or None
    Mean loss on the validation part after each epoch, without penalty; nan for an
    epoch without one after others that had one.
validation_scores_ : list of float or None
    Accuracy on the validation part after each epoch, or what `scoring` says of it;
    nan as in `validation_loss_curve_`.
best_iteration_ : int or None
    With `early_stopping`, the index into `validation_loss_curve_` and
    `validation_scores_` of the epoch whose parameters were kept.
"""

from __future__ import annotations

import inspect
import re
from typing import Any, TypeVar

__all__ = ["documented"]

T = TypeVar("T", bound=type)

#: Each entry by its name.
ENTRY = {
    entry.split()[0]: entry.rstrip()
    for entry in re.split(r"\n(?=\w+ :)", __doc__ or "")[1:]
}


def documented(cls: T) -> T:
    """Put the shared entries into the docstring of a class.

    The constructor, whose parameters are keywords, lists them in the docstring's order.
    """

    if cls.__doc__ is None:  # python -OO
        return cls

    def entries(found: re.Match[str]) -> str:
        indent, first, last = found.groups()
        names = list(ENTRY)
        chosen = names[names.index(first) : names.index(last or first) + 1]
        text = "\n".join(_filled(cls, name) for name in chosen)
        return "\n".join(indent + line for line in text.splitlines())

    cls.__doc__ = re.sub(r"(?m)^( *)\{(\w+)(?: to (\w+))?\}$", entries, cls.__doc__)
    parameters = cls.__doc__.partition("Attributes\n")[0]
    order = re.findall(r"(?m)^ *(\w+) :", parameters)
    constructor: Any = vars(cls)["__init__"]
    signature = inspect.signature(constructor)
    rank = {name: number for number, name in enumerate(order)}
    constructor.__signature__ = signature.replace(
        parameters=sorted(
            signature.parameters.values(), key=lambda each: rank.get(each.name, -1)
        )
    )
    return cls


def _filled(cls: type, name: str) -> str:
    """The entry of that name, with the default that the class has."""
    default = getattr(cls, name, None)
    shown = f'"{default}"' if isinstance(default, str) else repr(default)
    return ENTRY[name].replace("DEFAULT", shown)
