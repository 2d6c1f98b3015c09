"""Lesson 3: a network with any number of hidden layers."""

from __future__ import annotations

from numbers import Integral, Real

from skscratch._compat import Interval, StrOptions
from skscratch.core.activations import ACTIVATIONS
from skscratch.estimators._base import HiddenLayers
from skscratch.estimators._networks import HiddenNetworkClassifier
from skscratch.estimators._settings import (
    check_names,
    check_rates,
    check_sizes,
    per_layer,
)

__all__ = ["DeepNNClassifier"]


class DeepNNClassifier(HiddenNetworkClassifier):
    """A neural network with any number of hidden layers.

    Parameters
    ----------
    hidden_layer_sizes : int or sequence of int, default=(256,)
        Units of each hidden layer; ``()`` has none and is logistic regression.
    activation : str or sequence of str, default="relu"
        "relu", "leaky_relu", "elu", "gelu", "tanh", "sigmoid" or "identity": of all
        hidden layers, or one for each.
    initialization : {"auto", "lecun", "he", "xavier", "normal", "zeros"}, \
            default="auto"
        Scale of the initial weights, which are normal with standard deviation
        ``sqrt(1 / n_in)``, ``sqrt(2 / n_in)``, ``sqrt(2 / (n_in + n_out))``, 0.01 or
        0. "auto" is "he" before the relu-like activations, else "xavier".
    solver : {"gd", "momentum", "nesterov", "rmsprop", "adam", "adamw", "lbfgs"}, \
            default="adam"
        Update rule. "gd" is gradient descent, "lbfgs" SciPy's L-BFGS; the
        others are the rules of `skscratch.optim`. With "adamw"
        the penalty decays the weights directly instead of entering the gradient.
    learning_rate : float > 0, default=0.003
        Step size. Not used by "lbfgs".
    learning_rate_schedule : {"step", "exponential", "inverse_time", "cosine", \
            "adaptive"}, callable or None, default=None
        Factor of the learning rate as a function of the epoch, counted from 0: a
        callable ``epoch -> factor``, or by name `Step`, `Exponential`, `InverseTime`
        or `Cosine` of `skscratch.optim` with their defaults (the cosine falls to zero
        over `max_iter` epochs), or "adaptive", which divides the learning rate by 5
        whenever the cost has stalled and stops when that has made it 1e4 times
        smaller.
    momentum : float in [0, 1), default=0.9
        Share of the velocity that a step of "momentum" or "nesterov" keeps:
        ``velocity = momentum * velocity - learning_rate * gradient``.
    beta_1, beta_2 : float in [0, 1), default=0.9, 0.999
        Decay of the moments of "adam" and "adamw"; `beta_2` also that of the mean
        square of "rmsprop".
    epsilon : float > 0, default=1e-8
        Added outside the root by "rmsprop", "adam" and "adamw".
    batch_size : int, "auto" or None, default="auto"
        Samples of a step; None takes all of them, and "auto" all for "gd" and
        "lbfgs", else ``min(32, n_samples)``.
    max_iter : int >= 1, default=30
        Epochs: passes over the training set (iterations of "lbfgs").
    tol : float >= 0 or None, default=1e-4
        Stop when the cost, in nats per sample, has not fallen by `tol` for
        `n_iter_no_change` epochs; "lbfgs" also when no component of the gradient is
        larger than `tol` (without hidden layer only when none is larger than
        ``1e-3 * tol``, as in `ScratchLogisticRegression`). None runs all `max_iter`.
    n_iter_no_change : int >= 1, default=10
        See `tol`.
    early_stopping : bool, default=False
        Hold out a part of the training samples (stratified by class), apply `tol` to
        its loss instead of the cost, and restore the parameters of the epoch with the
        lowest one.
    validation_fraction : float in (0, 1), default=0.1
        Share of the training samples that `early_stopping` holds out.
    alpha : float >= 0, default=0.0
        Strength of the L2 penalty.
    dropout : float in [0, 1) or sequence of float, default=0.0
        Fraction of hidden units zeroed at random in each step (or one fraction for each
        hidden layer); the others are
        scaled up by ``1 / (1 - dropout)``. Nothing is dropped at prediction.
    batch_norm : bool, default=False
        Whether to normalise each hidden layer before its activation: by the weighted
        mean and variance of the batch in training, by running ones at prediction. Its
        shift takes the place of the bias.
    class_weight : dict, "balanced" or None, default=None
        Weights of the classes, multiplied with `sample_weight`; "balanced" gives all
        classes the same total weight.
    gram : bool or "auto", default="auto"
        Whether "gd", "momentum" and "nesterov" train the first layer in the
        coordinates of the samples (see `form_`), which is exact and, with more
        features than samples, much faster. "auto" does where it takes fewer
        multiplications, with a Gram matrix of at most 512 MiB and not with
        `warm_start`; `partial_fit` never does.
    shuffle : bool, default=True
        Whether the order of the samples is drawn anew in each epoch of mini-batches.
        The order given then has no meaning: equal samples are merged into one of
        their summed weight and sorted before the first draw, so that integer weights
        equal repeated samples and a permuted training set gives the same model. False
        keeps batches in the order given.
    warm_start : bool, default=False
        Whether `fit` goes on from where the last one ended, with all that the solver
        remembers: two fits of 10 epochs equal one of 20 (not with the "cosine"
        schedule, which ends at `max_iter`, nor with `early_stopping`, where the second
        fit goes on from the best parameters of the first).
    random_state : int, RandomState or None, default=None
        Draws the initial weights, then seeds the streams of shuffling, dropout and
        the validation part.
    verbose : bool, default=False
        Whether to print some twenty lines on the way.

    Attributes
    ----------
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
    n_iter_ : int
        Epochs trained.
    t_ : int
        Parameter updates made.
    loss_, best_loss_ : float
        Last and lowest entry of `loss_curve_`.
    loss_curve_ : list of float
        Cost of each epoch, in nats per sample: with full batches *before* the epoch's
        update, so that ``loss_curve_[0]`` is the cost of the initial weights; with
        mini-batches the mean over the batches, each before its own update.
    validation_loss_curve_ : list of float or None
        Mean loss on the validation part after each epoch, without penalty.
    validation_scores_ : list of float or None
        Accuracy on the validation part after each epoch.
    best_iteration_ : int or None
        With `early_stopping`, the index into `validation_loss_curve_` of the epoch
        whose parameters were kept.

    See Also
    --------
    ScratchLogisticRegression : No hidden layer.
    ShallowNNClassifier : One hidden layer.

    Notes
    -----
    The cost that is minimised is

    ``J = sum(s_i * loss_i) / sum(s_i) + alpha / (2 * sum(s_i)) * sum(W**2)``

    with ``s_i`` the product of sample and class weight and ``loss_i`` the negative
    log-likelihood in nats, summed over the
    labels of a multilabel target. Biases are not penalised. A mini-batch B estimates
    the first term by ``sum(s_i * loss_i) / (|B| * mean(s))`` over B, the mean taken
    over the training set.

    References
    ----------
    I. Goodfellow, Y. Bengio and A. Courville, "Deep learning", 2016, chapters 6 to 8,
    https://www.deeplearningbook.org

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> from skscratch import DeepNNClassifier
    >>> X, y = load_iris(return_X_y=True)
    >>> network = DeepNNClassifier(
    ...     hidden_layer_sizes=(16, 8), max_iter=60, tol=None, random_state=0
    ... )
    >>> make_pipeline(StandardScaler(), network).fit(X, y).score(X, y) > 0.95
    True
    """

    _parameter_constraints: dict = {
        **HiddenNetworkClassifier._parameter_constraints,
        "hidden_layer_sizes": [
            "array-like",
            Interval(Integral, 1, None, closed="left"),
        ],
        "activation": [StrOptions(set(ACTIVATIONS)), "array-like"],
        "dropout": [Interval(Real, 0, 1, closed="left"), "array-like"],
    }

    def __init__(
        self,
        *,
        hidden_layer_sizes=(256,),
        activation="relu",
        initialization="auto",
        solver="adam",
        learning_rate=0.003,
        learning_rate_schedule=None,
        momentum=0.9,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-8,
        batch_size="auto",
        max_iter=30,
        tol=1e-4,
        n_iter_no_change=10,
        early_stopping=False,
        validation_fraction=0.1,
        alpha=0.0,
        dropout=0.0,
        batch_norm=False,
        class_weight=None,
        gram="auto",
        shuffle=True,
        warm_start=False,
        random_state=None,
        verbose=False,
    ):
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.initialization = initialization
        self.solver = solver
        self.learning_rate = learning_rate
        self.learning_rate_schedule = learning_rate_schedule
        self.momentum = momentum
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.batch_size = batch_size
        self.max_iter = max_iter
        self.tol = tol
        self.n_iter_no_change = n_iter_no_change
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.alpha = alpha
        self.dropout = dropout
        self.batch_norm = batch_norm
        self.class_weight = class_weight
        self.gram = gram
        self.shuffle = shuffle
        self.warm_start = warm_start
        self.random_state = random_state
        self.verbose = verbose

    def _hidden_layers(self):
        sizes = check_sizes(self.hidden_layer_sizes)
        n_layers = len(sizes)
        return HiddenLayers(
            sizes,
            check_names(per_layer(self.activation, "activation", n_layers, str)),
            check_rates(per_layer(self.dropout, "dropout", n_layers, Real)),
            self.batch_norm,
        )
