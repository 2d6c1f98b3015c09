"""What the three estimators share: fitting."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.callback import CallbackSupportMixin
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import validate_data

from skscratch._compat import Interval, StrOptions, fit_context
from skscratch.estimators._callbacks import FitTask
from skscratch.estimators._diagnose import DiagnosisMixin
from skscratch.estimators._outcome import warn_about
from skscratch.estimators._prediction import PredictionMixin
from skscratch.estimators._runs import RunMixin
from skscratch.estimators._safety import unchanged_on_failure
from skscratch.estimators._settings import SECOND_ORDER_SOLVERS, check_unused
from skscratch.estimators._targets import (
    check_known_labels,
    check_same_classes,
    check_same_kind,
    find_classes,
    flatten,
    is_multilabel,
    named_classes,
)
from skscratch.estimators._validation_part import hold_out, warn_if_scaled_differently
from skscratch.estimators._weights import make_samples
from skscratch.optim.schedules import SCHEDULES

__all__ = ["HiddenLayers", "NetworkClassifier"]


@dataclass(frozen=True)
class HiddenLayers:
    """The hidden layers that an estimator's parameters ask for.

    Attributes
    ----------
    sizes : tuple of int
    activations : tuple of str
    dropout : tuple of float
    batch_norm : bool
    """

    sizes: tuple = ()
    activations: tuple = ()
    dropout: tuple = ()
    batch_norm: bool = False


def _trains_by_epoch(estimator):
    """Whether `partial_fit` exists: an AttributeError says why not."""
    if estimator.solver in SECOND_ORDER_SOLVERS:
        raise AttributeError(
            f"partial_fit is not available with solver={estimator.solver!r}, which "
            "needs all samples at once; choose a first-order solver such as 'adam'."
        )
    if estimator.early_stopping:
        raise AttributeError(
            "partial_fit is one epoch and has no validation part; it is not available "
            "with early_stopping=True."
        )
    return True


class NetworkClassifier(
    RunMixin,
    PredictionMixin,
    DiagnosisMixin,
    CallbackSupportMixin,
    ClassifierMixin,
    BaseEstimator,
):
    """Fits a network to labels. Not public: use one of the three estimators."""

    #: The solvers of the networks; logistic regression has one more.
    _solvers = ("gd", "momentum", "nesterov", "rmsprop", "adam", "adamw", "lbfgs")

    #: Whether `y` may be an indicator matrix.
    _multilabel = True

    _parameter_constraints: dict = {
        "solver": [StrOptions(set(_solvers))],
        "learning_rate": [Interval(Real, 0, None, closed="neither")],
        "learning_rate_schedule": [
            None,
            StrOptions({*SCHEDULES, "adaptive"}),
            callable,
        ],
        "momentum": [Interval(Real, 0, 1, closed="left")],
        "beta_1": [Interval(Real, 0, 1, closed="left")],
        "beta_2": [Interval(Real, 0, 1, closed="left")],
        "epsilon": [Interval(Real, 0, None, closed="neither")],
        "batch_size": [
            None,
            StrOptions({"auto"}),
            Interval(Integral, 1, None, closed="left"),
        ],
        "max_iter": [Interval(Integral, 1, None, closed="left")],
        "tol": [None, Interval(Real, 0, None, closed="left")],
        "n_iter_no_change": [Interval(Integral, 1, None, closed="left")],
        "early_stopping": ["boolean"],
        "validation_fraction": [Interval(Real, 0, 1, closed="neither")],
        "alpha": [Interval(Real, 0, None, closed="left")],
        "class_weight": [None, StrOptions({"balanced"}), dict],
        "gram": [StrOptions({"auto"}), "boolean"],
        "shuffle": ["boolean"],
        "warm_start": ["boolean"],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }

    # In a Pipeline with metadata routing these go to `fit` without being asked for.
    __metadata_request__fit = {
        "X_val": True,
        "y_val": True,
        "sample_weight_val": True,
    }

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.classifier_tags.multi_label = self._multilabel
        return tags

    @fit_context(prefer_skip_nested_validation=True)
    @unchanged_on_failure
    def fit(
        self,
        X,
        y,
        sample_weight=None,
        *,
        X_val=None,
        y_val=None,
        sample_weight_val=None,
    ):
        """Train the network.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Training samples. float32 is kept, everything else becomes float64.
        y : array-like of shape (n_samples,) or (n_samples, n_labels)
            Class labels of any kind, or for the networks an indicator matrix.
        sample_weight : array-like of shape (n_samples,), default=None
            Non-negative weights, multiplied with `class_weight`. A weight of 2 is
            worth two equal samples.
        X_val, y_val : array-like, default=None
            Validation samples in the form of `X` and `y`, already transformed like
            `X`. Their loss is recorded after each epoch; with `early_stopping` they
            take the place of a part of the training samples. `class_weight` does not
            apply to them.
        sample_weight_val : array-like of shape (n_val,), default=None
            Weights of the validation samples.

        Returns
        -------
        self : estimator
            The fitted estimator.

        Raises
        ------
        ValueError
            If the data or a parameter are not as described, or if parameters
            contradict each other.
        """
        check_unused(self)
        hidden = self._hidden_layers()
        going_on = self.warm_start and hasattr(self, "classes_")
        Xc, yc = self._check_data(X, y, reset=not going_on)
        classes = find_classes(yc, self._multilabel)
        if going_on:
            check_same_kind(yc, self._is_multilabel())
            check_same_classes(classes, self.classes_)
        samples = make_samples(Xc, yc, classes, sample_weight, self.class_weight)
        validation = self._validation_samples(
            Xc, yc, classes, X_val, y_val, sample_weight_val
        )
        if going_on:
            run = self._resume(hidden)
        else:
            run = self._start(hidden, samples, classes, is_multilabel(yc))
        if self.early_stopping and validation is None:
            samples, validation = hold_out(
                samples,
                self.validation_fraction,
                self.shuffle,
                is_multilabel(yc),
                run.state["split_seed"],
            )
        metadata = None if sample_weight is None else {"sample_weight": sample_weight}
        task = FitTask(
            self,
            {"X": X, "y": y, "metadata": metadata},
            lambda: self._fitted_attributes(run),
        )
        run.train(samples, validation, self.max_iter, task.begin())
        self._store(run)
        task.end()
        warn_about(self, run, Xc)
        return self

    @available_if(_trains_by_epoch)
    @fit_context(prefer_skip_nested_validation=True)
    @unchanged_on_failure
    def partial_fit(self, X, y, classes=None, sample_weight=None):
        """Train for one epoch on the samples given, going on from where it stands.

        The optimizer's moments, the schedule's epoch and the random streams go on too;
        a parameter changed by `set_params` counts from this call on.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples.
        y : array-like of shape (n_samples,) or (n_samples, n_labels)
            Their labels.
        classes : array-like of shape (n_classes,), default=None
            All labels that will ever come; needed by the first call, except for
            multilabel targets.
        sample_weight : array-like of shape (n_samples,), default=None
            Non-negative weights, multiplied with `class_weight`.

        Returns
        -------
        self : estimator
            The estimator after one more epoch.

        Raises
        ------
        ValueError
            If the first call names no classes, a label is not among them, or the data
            are not as described.
        """
        check_unused(self)
        hidden = self._hidden_layers()
        first = not hasattr(self, "classes_")
        X, y = self._check_data(X, y, reset=first)
        if not first:
            check_same_kind(y, self._is_multilabel())
        known = None if first else self.classes_
        classes = named_classes(y, classes, known, self._multilabel)
        samples = make_samples(X, y, classes, sample_weight, self.class_weight)
        if first:
            run = self._start(hidden, samples, classes, is_multilabel(y))
        else:
            run = self._resume(hidden)
        run.train(samples, None, max_iter=1, partial=True)
        self._store(run)
        warn_about(self, run, X, partial=True)
        return self

    def _is_convex(self):
        """Whether the cost is: "lbfgs" and "newton" then run to its very optimum."""
        return not self._hidden_layers().sizes

    def _check_data(self, X, y, reset):
        dtype = [np.float64, np.float32]
        if not reset:
            dtype = self._layer_parameters()[0][0].dtype
        X, y = validate_data(
            self,
            X,
            y,
            accept_sparse="csr",
            dtype=dtype,
            multi_output=True,
            reset=reset,
        )
        return X, flatten(y)

    def _validation_samples(self, X, y, classes, X_val, y_val, sample_weight_val):
        """The caller's validation part, or None."""
        if X_val is None and y_val is None:
            if sample_weight_val is not None:
                raise ValueError("sample_weight_val needs X_val and y_val; got None.")
            return None
        if X_val is None or y_val is None:
            missing = "X_val" if X_val is None else "y_val"
            raise ValueError(
                f"X_val and y_val must be passed together; got {missing}=None."
            )
        X_val, y_val = validate_data(
            self,
            X_val,
            y_val,
            accept_sparse="csr",
            dtype=X.dtype,
            multi_output=True,
            reset=False,
        )
        warn_if_scaled_differently(X, X_val)
        y_val = flatten(y_val)
        check_same_kind(y_val, is_multilabel(y), name="y_val")
        if not is_multilabel(y):
            check_known_labels(y_val, classes, name="y_val")
        return make_samples(X_val, y_val, classes, sample_weight_val, class_weight=None)
