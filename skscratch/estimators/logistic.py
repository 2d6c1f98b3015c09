"""Lesson 1: logistic regression as a network of one neuron."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import Any, ClassVar

import numpy as np

from skscratch._compat import Interval, StrOptions
from skscratch.estimators._base import NetworkClassifier
from skscratch.estimators._docs import documented
from skscratch.labels.targets import Target
from skscratch.network.architecture import Architecture
from skscratch.training.run import Run

__all__ = ["ScratchLogisticRegression"]


class OneLayer:
    """What the neuron has learnt. Not public."""

    coef_: np.ndarray
    intercept_: np.ndarray

    def _activations(self) -> tuple[str, ...]:
        return ()

    def _dtype(self) -> np.dtype:
        return self.coef_.dtype

    def _layers(self) -> list[dict[str, np.ndarray]]:
        return [{"W": self.coef_, "b": self.intercept_[:, np.newaxis]}]

    def _learnt(
        self, layers: list[dict[str, np.ndarray]], architecture: Architecture
    ) -> dict[str, Any]:
        (layer,) = layers
        return {
            "coef_": layer["W"],
            "intercept_": layer["b"][:, 0],
            "_has_intercept": architecture.fit_intercept,
        }


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class ScratchLogisticRegression(OneLayer, NetworkClassifier):
    """Logistic regression: one sigmoid unit, or one softmax unit a class.

    Parameters
    ----------
    fit_intercept : bool, default=True
        Whether there is an intercept.
    solver : {"auto", "gd", "momentum", "nesterov", "rmsprop", "adam", "adamw", \
            "lbfgs", "newton"}, default="auto"
        Update rule. "gd" is gradient descent, "lbfgs" SciPy's L-BFGS, "newton"
        Newton's method with a line search, in the span of the samples when there are
        more features than samples; the others are the rules of `skscratch.optim`. With
        "adamw" the penalty decays the weights directly instead of entering the
        gradient. "auto" is "lbfgs", but "gd" in `partial_fit` and where one of
        `learning_rate`, `learning_rate_schedule`, `max_grad_norm`, `batch_size` and
        `gram` is given, for which "lbfgs" has no use. `solver_` says which.
    learning_rate : float > 0 or "auto", default="auto"
        Step size. "auto" is the inverse of the Lipschitz constant of the gradient, with
        which gradient descent cannot diverge; for "rmsprop", "adam" and "adamw", whose
        steps do not grow with the gradient, it is 0.01, or ``0.05 / sqrt(n_features)``
        with ``max_iter="auto"``, which lets it fall. Not used by "lbfgs" and "newton".
    {learning_rate_schedule to batch_size}
    max_iter : int >= 1 or "auto", default=1000
        Epochs: passes over the training set (iterations of "lbfgs" and "newton").
        "auto" is 400 in mini-batches, else 1000.
    tol : float >= 0 or None, default=1e-4
        Stop when the cost, in nats per sample, has not fallen by `tol` for
        `n_iter_no_change` epochs; in full batches of "gd", "momentum" and "nesterov"
        only if a Newton step would gain less than `tol` then (where `max_iter` ends it
        before, no warning says so if the cost is level, its slope by weights of columns
        of spread 1 below ``30 * tol``, and no column far larger than another). "lbfgs"
        and "newton" stop instead when the gradient, measured in units that do not
        depend on those of X, is not larger than ``1e-3 * tol``; "auto" as "lbfgs"
        once an iteration has lowered the cost by less than ``1e-2 * tol`` and its slope
        by weights of columns of spread 1 is below ``10 * tol``, or where columns are on
        different scales a Newton step would gain less than `tol`. None runs all
        `max_iter`.
    n_iter_no_change : int >= 1, default=10
        See `tol`. "lbfgs" and "newton" use it only with `early_stopping`.
    {early_stopping to validation_fraction}
    alpha : float >= 0 or "auto", default="auto"
        Strength of the penalty. "auto" is 1.0, as in scikit-learn, where "auto" as
        solver is "lbfgs", else 0.0: whoever names a solver asks for the penalty, too.
        `alpha_` says which.
    l1_ratio : float in [0, 1], default=0.0
        Share of L1 in the penalty: 0 is L2, 1 is L1, which makes weights exactly zero,
        between them is the elastic net. For "lbfgs", which takes weights with their
        positive and negative parts, where L1 has a derivative.
    {class_weight to verbose}

    Attributes
    ----------
    {classes_}
    coef_ : ndarray of shape (1, n_features) or (n_classes, n_features)
        Weights; for two classes those of the second one.
    intercept_ : ndarray of shape (1,) or (n_classes,)
        Intercepts, zero without `fit_intercept`.
    solver_ : str
        The solver of the last training, "auto" resolved.
    alpha_ : float
        The strength of its penalty, "auto" resolved.
    {n_features_in_ to best_iteration_}

    See Also
    --------
    ShallowNNClassifier : One hidden layer.
    DeepNNClassifier : Any number of hidden layers.

    Notes
    -----
    The cost that is minimised is

    ``J = sum(s_i * loss_i) / sum(s_i) + alpha / sum(s_i) * R``,
    ``R = l1_ratio * sum(|W|) + (1 - l1_ratio) / 2 * sum(W**2)``

    with ``s_i`` the product of sample and class weight and ``loss_i`` the negative
    log-likelihood in nats. Biases are not penalised. A mini-batch B estimates
    the first term by ``sum(s_i * loss_i) / (|B| * mean(s))`` over B, the mean taken
    over the training set.
    The optimum equals that of `sklearn.linear_model.LogisticRegression` with
    ``C = 1 / alpha`` and the same `l1_ratio`; untouched, both have the same one. All
    weights start at zero.

    References
    ----------
    C. M. Bishop, "Pattern recognition and machine learning", 2006, section 4.3.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.preprocessing import scale
    >>> from skscratch import ScratchLogisticRegression
    >>> X, y = load_iris(return_X_y=True)
    >>> model = ScratchLogisticRegression(solver="newton", alpha=1.0)
    >>> round(model.fit(scale(X), y).score(scale(X), y), 3)
    0.973
    """

    fit_intercept: bool = True
    solver: str = "auto"
    alpha: float | str = "auto"
    l1_ratio: float = 0.0
    max_iter: int | str = 1000

    _multilabel: ClassVar[bool] = False

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **NetworkClassifier._parameter_constraints,
        "fit_intercept": ["boolean"],
        "alpha": [StrOptions({"auto"}), Interval(Real, 0, None, closed="left")],
        "l1_ratio": [Interval(Real, 0, 1, closed="both")],
    }

    def _architecture(self, n_features: int, target: Target) -> Architecture:
        return Architecture(
            (n_features, target.n_outputs),
            output_activation=target.output_activation,
            fit_intercept=self.fit_intercept,
        )

    def _initialization(self) -> str:
        return "zeros"

    def _fits_intercept(self) -> bool:
        # models that were saved by an earlier version do not tell
        return bool(vars(self).get("_has_intercept", self.fit_intercept))

    def _fitted_attributes(self, run: Run, target: Target) -> dict[str, Any]:
        chosen = {"solver_": run.settings.solver, "alpha_": float(run.settings.alpha)}
        return super()._fitted_attributes(run, target) | chosen
