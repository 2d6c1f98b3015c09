"""The gradient in public: sums over any samples, and its check by differences."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any, TypeVar

import numpy as np
from sklearn.utils.validation import check_is_fitted

from skscratch._compat import Interval, check_parameters
from skscratch._tables import html_table, text_table
from skscratch._warnings import quiet
from skscratch.core.gradient_check import numerical_gradient, relative_difference
from skscratch.labels.targets import check_same_kind, target_of
from skscratch.labels.weights import make_samples
from skscratch.network.layers import Dropout
from skscratch.network.model import Model
from skscratch.network.network import Network
from skscratch.network.objective import Objective
from skscratch.training.batches import FullBatch, batch_of_all
from skscratch.training.samples import Samples
from skscratch.training.settings import penalty_strengths, settled
from skscratch.training.state import State

__all__ = [
    "GradientCheck",
    "get_parameters",
    "gradient_check",
    "loss_and_grad",
    "set_parameters",
]

E = TypeVar("E")

#: What the distance of differences may be.
EPSILON = {"epsilon": [Interval(Real, 0, None, closed="neither")]}


@dataclass(frozen=True, repr=False)
class GradientCheck:
    """What `gradient_check` found.

    Parameters
    ----------
    relative_difference : float
        ``||g - g_hat|| / (||g|| + ||g_hat||)`` over all parameters: about 1e-8 for a
        right derivative, above 1e-4 for a wrong one.
    blocks : tuple of dict
        For each parameter block, in the order of the network: ``"name"`` (such as
        "W1"), ``"shape"``, ``"gradient_norm"`` and ``"relative_difference"``.

    Examples
    --------
    >>> import numpy as np
    >>> from skscratch import ScratchLogisticRegression, gradient_check
    >>> X, y = np.array([[0.0], [1.0], [3.0]]), [0, 1, 1]
    >>> check = gradient_check(ScratchLogisticRegression(), X, y)
    >>> [block["name"] for block in check.blocks]
    ['W1', 'b1']
    """

    relative_difference: float
    blocks: tuple[dict[str, Any], ...]

    def _rows(self) -> list[dict[str, str]]:
        return [
            {
                "block": block["name"],
                "shape": " x ".join(map(str, block["shape"])),
                "gradient norm": f"{block['gradient_norm']:.2e}",
                "relative difference": f"{block['relative_difference']:.2e}",
            }
            for block in self.blocks
        ]

    def __repr__(self) -> str:
        overall = f"relative difference {self.relative_difference:.2e}"
        return f"{overall}\n{text_table(self._rows())}"

    def _repr_html_(self) -> str:
        overall = f"relative difference {self.relative_difference:.2e}"
        return f"<p>{overall}</p>{html_table(self._rows())}"


@quiet
def gradient_check(
    estimator: Any, X: Any, y: Any, sample_weight: Any = None, epsilon: float = 1e-7
) -> GradientCheck:
    """Compare an estimator's gradient of its cost with central differences.

    Parameters
    ----------
    estimator : ScratchLogisticRegression, ShallowNNClassifier or DeepNNClassifier
        Checked as the network that was fitted, whatever layers `set_params` asks for
        since, or at initial parameters if it is not fitted; with biases moved by about
        1e-3. `dropout` and `alpha` count as they are set now. Not changed.
    X : {array-like, sparse matrix} of shape (n_samples, n_features)
        Samples; few suffice. The check runs in float64.
    y : array-like of shape (n_samples,) or (n_samples, n_labels)
        Their labels.
    sample_weight : array-like of shape (n_samples,), default=None
        Their weights.
    epsilon : float > 0, default=1e-7
        Half the distance of the two evaluations for each parameter.

    Returns
    -------
    check : GradientCheck
        The relative difference overall and for each parameter block.

    Raises
    ------
    ValueError
        If the samples are not what `fit` takes, or `epsilon` is not as described.

    Notes
    -----
    The cost is that of training: with the penalty (of `l1_ratio` only the share of L2,
    since L1 has no derivative at zero), with batch norm by the statistics of the batch,
    and with dropout by one fixed draw of the masks. The biases are moved
    because a relu has no derivative at zero, which is where a unit stands whose inputs
    and initial bias are all zero.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from skscratch import DeepNNClassifier, gradient_check
    >>> X, y = load_iris(return_X_y=True)
    >>> network = DeepNNClassifier(
    ...     hidden_layer_sizes=(5, 3), activation="tanh", dropout=0.3, random_state=0
    ... )
    >>> gradient_check(network, X, y).relative_difference < 1e-6
    True
    """
    check_parameters(EPSILON, {"epsilon": epsilon}, "gradient_check")
    model, state, samples = _model_at(copy(estimator), X, y, sample_weight)
    model, samples = model.astype(np.float64), samples.astype(np.float64)
    dropout = estimator._dropout(len(model.architecture.activations))
    model.architecture = replace(model.architecture, dropout=dropout)
    network, theta = model.network(state.dropout_rng), model.theta
    _move_biases(network, theta)
    _, strength = penalty_strengths(settled(estimator), samples)
    objective = Objective(network, theta, strength)
    batch = FullBatch(samples).batch
    streams = [
        (layer.rng.bit_generator, layer.rng.bit_generator.state)
        for layer in network.layers
        if isinstance(layer, Dropout)
    ]

    def rewind() -> None:
        for generator, state in streams:
            generator.state = state

    def cost(at: np.ndarray) -> float:
        rewind()
        theta[...] = at
        return objective.cost(batch)

    rewind()
    objective.cost_and_gradient(batch)
    analytic = objective.gradient.copy()
    numerical = numerical_gradient(cost, theta.copy(), epsilon)
    return _compare(network, analytic, numerical)


@quiet
def loss_and_grad(
    estimator: Any, X: Any, y: Any, sample_weight: Any = None, *, penalty: bool = False
) -> tuple[float, np.ndarray, float]:
    """Sum of losses, sum of gradients and sum of weights over some samples.

    All three are sums, so those of the parts of a data set add up to those of the
    whole, wherever the parts are: with the penalty added once, dividing by the total
    weight gives the cost and the gradient of full-batch training.

    Parameters
    ----------
    estimator : ScratchLogisticRegression, ShallowNNClassifier or DeepNNClassifier
        A fitted (or initialized) estimator without batch norm, whose statistics do not
        add up; its network is the fitted one, whatever layers `set_params` asks for
        since. Dropout is off. `class_weight` counts unless it is "balanced".
    X : {array-like, sparse matrix} of shape (n_samples, n_features)
        Samples, of one class or several; a part of none, like one that weighs nothing,
        adds zeros.
    y : array-like of shape (n_samples,) or (n_samples, n_labels)
        Their labels, all among the estimator's classes.
    sample_weight : array-like of shape (n_samples,), default=None
        Non-negative weights.
    penalty : bool, default=False
        Whether to add ``alpha / 2 * sum(W**2)`` to the sum, and its derivative: for one
        of the parts, since the whole has it once. With ``alpha="auto"`` that of `fit`.

    Returns
    -------
    sum_loss : float
        ``sum(s_i * loss_i)``, in nats, with `penalty` that added.
    sum_grads : ndarray of shape (n_parameters,)
        Its derivative by the parameters in the order of `get_parameters`.
    sum_weight : float
        ``sum(s_i)``.

    Raises
    ------
    ValueError
        With batch norm, with ``class_weight="balanced"``, with `penalty` where
        ``l1_ratio > 0``, or if the data do not fit.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from skscratch import ShallowNNClassifier, loss_and_grad
    >>> X, y = load_iris(return_X_y=True)
    >>> network = ShallowNNClassifier(tol=None, max_iter=20).fit(X, y)
    >>> whole = loss_and_grad(network, X, y)
    >>> parts = [loss_and_grad(network, X[i::2], y[i::2]) for i in range(2)]
    >>> float(round(whole[0] - sum(part[0] for part in parts), 9)), whole[2]
    (0.0, 150.0)
    """
    check_is_fitted(estimator)
    if estimator.class_weight == "balanced":
        raise ValueError(
            "class_weight must be None or a dict in loss_and_grad, since a part does "
            "not know the balance of the whole; got 'balanced'. Pass the weights of "
            "sklearn.utils.class_weight.compute_class_weight as a dict."
        )
    if penalty and estimator.l1_ratio:
        raise ValueError(
            "penalty must be False in loss_and_grad with l1_ratio > 0, since abs(W) "
            f"has no derivative at zero; got l1_ratio={estimator.l1_ratio}. Add the "
            "penalty to the sums as your method treats it."
        )
    model, _, samples = _model_at(estimator, X, y, sample_weight, part=True)
    if model.architecture.batch_norm:
        raise ValueError(
            "loss_and_grad needs batch_norm=False: statistics of parts do not add up "
            "to those of the whole; got a network fitted with batch_norm=True."
        )
    samples = samples.present()
    alpha = float(settled(estimator).alpha) if penalty else 0.0
    strength = float(np.ldexp(alpha, -samples.exponent))
    objective = Objective(model.network(), model.theta, strength)
    sum_loss = objective.cost_and_gradient(batch_of_all(samples, samples.weights))
    return (
        float(np.ldexp(sum_loss, samples.exponent)),
        np.ldexp(objective.gradient, samples.exponent),
        float(np.ldexp(samples.weights.sum(), samples.exponent)),
    )


def get_parameters(estimator: Any) -> np.ndarray:
    """All parameters of a fitted estimator in one vector.

    Parameters
    ----------
    estimator : ScratchLogisticRegression, ShallowNNClassifier or DeepNNClassifier
        A fitted estimator.

    Returns
    -------
    theta : ndarray of shape (n_parameters,)
        A copy, of the fitted network: layer by layer the weights, row by row of
        ``coefs_[l] (n_in, n_out)``, then the biases (with batch norm scales, then
        shifts).

    Examples
    --------
    >>> from skscratch import ScratchLogisticRegression, get_parameters
    >>> model = ScratchLogisticRegression(alpha=1.0).fit([[0.0], [1.0]], [0, 1])
    >>> get_parameters(model).shape
    (2,)
    """
    check_is_fitted(estimator)
    return estimator._model().theta


@quiet
def set_parameters(estimator: E, theta: Any) -> E:
    """Replace all parameters of a fitted estimator.

    Parameters
    ----------
    estimator : ScratchLogisticRegression, ShallowNNClassifier or DeepNNClassifier
        A fitted estimator; `coefs_` and `intercepts_` (`coef_` and `intercept_`) are
        replaced.
    theta : array-like of shape (n_parameters,)
        In the order of `get_parameters`.

    Returns
    -------
    estimator : ScratchLogisticRegression, ShallowNNClassifier or DeepNNClassifier
        The same object.

    Raises
    ------
    ValueError
        If `theta` has another length, or a number that is not finite.

    Examples
    --------
    >>> from skscratch import ScratchLogisticRegression, set_parameters
    >>> model = ScratchLogisticRegression(alpha=1.0).fit([[0.0], [1.0]], [0, 1])
    >>> set_parameters(model, [3.0, -1.0]).decision_function([[1.0]])
    array([2.])
    """
    check_is_fitted(estimator)
    network: Any = estimator
    model = network._model()
    model.put(theta)
    for name, value in network._learnt(model.layers(), model.architecture).items():
        setattr(estimator, name, value)
    return estimator


def _model_at(
    estimator: Any, X: Any, y: Any, sample_weight: Any, part: bool = False
) -> tuple[Model, State, Samples]:
    """The fitted or an initial model, the state of its training, and the samples."""
    fitted = hasattr(estimator, "classes_")
    X, y = estimator._check_data(X, y, reset=not fitted, part=part)
    target = estimator._target() if fitted else target_of(y, estimator._multilabel)
    check_same_kind(y, target)
    samples = make_samples(
        X, y, target, sample_weight, estimator.class_weight, part=part
    )
    if not fitted:
        return *estimator._start(X, target), samples
    return estimator._model(), estimator._last_state(), samples


def _move_biases(network: Network, theta: np.ndarray) -> None:
    rng = np.random.default_rng(0)
    for blocks in network.blocks(theta):
        for name in blocks.keys() & {"b", "beta"}:
            blocks[name] += 1e-3 * rng.standard_normal(blocks[name].shape)


def _compare(
    network: Network, analytic: np.ndarray, numerical: np.ndarray
) -> GradientCheck:
    rows: list[dict[str, Any]] = []
    number = 0
    both = zip(network.blocks(analytic), network.blocks(numerical), strict=True)
    for blocks, blocks_hat in both:
        number += "W" in blocks
        rows += [
            {
                "name": f"{name}{number}",
                "shape": g.shape,
                "gradient_norm": float(np.linalg.norm(g)),
                "relative_difference": relative_difference(
                    g.ravel(), blocks_hat[name].ravel()
                ),
            }
            for name, g in blocks.items()
        ]
    return GradientCheck(relative_difference(analytic, numerical), tuple(rows))
