"""Lesson 3: a network with any number of hidden layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any, ClassVar

from skscratch._compat import Interval, StrOptions
from skscratch.core.activations import ACTIVATIONS
from skscratch.estimators._docs import documented
from skscratch.estimators._networks import HiddenNetworkClassifier
from skscratch.estimators._parameters import (
    check_names,
    check_rates,
    check_sizes,
    per_layer,
)
from skscratch.labels.targets import Target
from skscratch.network.architecture import Architecture

__all__ = ["DeepNNClassifier"]


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class DeepNNClassifier(HiddenNetworkClassifier):
    """A neural network with any number of hidden layers.

    Parameters
    ----------
    hidden_layer_sizes : int or sequence of int, default=(256,)
        Units of each hidden layer; ``()`` has none and is logistic regression.
    activation : str or sequence of str, default="relu"
        "relu", "leaky_relu", "elu", "gelu", "tanh", "sigmoid" or "identity": of all
        hidden layers, or one for each.
    {initialization to alpha}
    dropout : float in [0, 1) or sequence of float, default=0.0
        Fraction of hidden units zeroed at random in each step (or one fraction for each
        hidden layer); the others are scaled up by ``1 / (1 - dropout)``. Nothing is
        dropped at prediction.
    {batch_norm to verbose}

    Attributes
    ----------
    {classes_ to best_iteration_}

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
    >>> round(make_pipeline(StandardScaler(), network).fit(X, y).score(X, y), 2)
    1.0
    """

    hidden_layer_sizes: int | Sequence[int] = (256,)
    activation: str | Sequence[str] = "relu"
    dropout: float | Sequence[float] = 0.0

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **HiddenNetworkClassifier._parameter_constraints,
        "hidden_layer_sizes": [
            "array-like",
            Interval(Integral, 1, None, closed="left"),
        ],
        "activation": [StrOptions(set(ACTIVATIONS)), "array-like"],
        "dropout": [Interval(Real, 0, 1, closed="left"), "array-like"],
    }

    def _architecture(self, n_features: int, target: Target) -> Architecture:
        sizes = check_sizes(self.hidden_layer_sizes)
        n_layers = len(sizes)
        return Architecture(
            (n_features, *sizes, target.n_outputs),
            check_names(per_layer(self.activation, "activation", n_layers, str)),
            target.output_activation,
            self._dropout(n_layers),
            self.batch_norm,
        )

    def _dropout(self, n_layers: int) -> tuple[float, ...]:
        return check_rates(per_layer(self.dropout, "dropout", n_layers, Real))
