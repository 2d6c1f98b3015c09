"""Lesson 2: a network with one hidden layer."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any, ClassVar

from skscratch._compat import Interval, StrOptions
from skscratch.core.activations import ACTIVATIONS
from skscratch.estimators._docs import documented
from skscratch.estimators._networks import HiddenNetworkClassifier
from skscratch.labels.targets import Target
from skscratch.network.architecture import Architecture

__all__ = ["ShallowNNClassifier"]


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class ShallowNNClassifier(HiddenNetworkClassifier):
    """A neural network with one hidden layer.

    Parameters
    ----------
    n_hidden : int >= 1, default=4
        Units of the hidden layer.
    activation : {"relu", "leaky_relu", "elu", "gelu", "tanh", "sigmoid", \
            "identity"}, default="tanh"
        Of the hidden layer.
    {initialization to alpha}
    dropout : float in [0, 1), default=0.0
        Fraction of hidden units zeroed at random in each step; the others are
        scaled up by ``1 / (1 - dropout)``. Nothing is dropped at prediction.
    {batch_norm to verbose}

    Attributes
    ----------
    {classes_ to best_iteration_}

    See Also
    --------
    ScratchLogisticRegression : No hidden layer.
    DeepNNClassifier : Any number of hidden layers.

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
    D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
    back-propagating errors", Nature 323, 1986.

    Examples
    --------
    >>> from sklearn.datasets import make_moons
    >>> from skscratch import ShallowNNClassifier
    >>> X, y = make_moons(noise=0.1, random_state=0)
    >>> model = ShallowNNClassifier(n_hidden=8, solver="lbfgs", random_state=0)
    >>> model.fit(X, y).score(X, y)
    1.0
    """

    n_hidden: int = 4
    activation: str = "tanh"
    dropout: float = 0.0

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **HiddenNetworkClassifier._parameter_constraints,
        "n_hidden": [Interval(Integral, 1, None, closed="left")],
        "activation": [StrOptions(set(ACTIVATIONS))],
        "dropout": [Interval(Real, 0, 1, closed="left")],
    }

    def _architecture(self, n_features: int, target: Target) -> Architecture:
        return Architecture(
            (n_features, int(self.n_hidden), target.n_outputs),
            (self.activation,),
            target.output_activation,
            self._dropout(1),
            self.batch_norm,
        )

    def _dropout(self, n_layers: int) -> tuple[float, ...]:
        return (self.dropout,)
