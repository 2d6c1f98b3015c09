"""What the three estimators share: fitting."""

from __future__ import annotations

import math
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from numbers import Integral, Real
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from skscratch._compat import Interval, StrOptions, available_if, fit_context
from skscratch._notebook import Explained
from skscratch._other_words import refuse_other_names, refuse_other_words
from skscratch._warnings import INTERRUPTED, quiet, warn
from skscratch.distributed.detection import stays_elsewhere
from skscratch.estimators._callbacks import CallbackSupportMixin, FitTask
from skscratch.estimators._pickles import VersionedPickle
from skscratch.estimators._predictor import Predictor
from skscratch.estimators._rollback import unchanged_on_failure
from skscratch.estimators._scoring import make_score
from skscratch.labels.checks import named
from skscratch.labels.data import checked_data, validation_samples
from skscratch.labels.held_out import hold_out
from skscratch.labels.targets import (
    Target,
    check_same_classes,
    check_same_kind,
    named_target,
    target_of,
)
from skscratch.labels.weights import make_samples
from skscratch.network.architecture import Architecture
from skscratch.network.model import Model
from skscratch.optim.schedules import SCHEDULES
from skscratch.training.outcome import complaint
from skscratch.training.plan import batch_size
from skscratch.training.progress import Progress
from skscratch.training.run import Run
from skscratch.training.samples import Samples
from skscratch.training.settings import Settings, settled
from skscratch.training.solvers import SOLVERS
from skscratch.training.state import History, State
from skscratch.training.threads import with_one_blas_thread

__all__ = ["NetworkClassifier"]

#: The curves that training goes on with.
RECORD = ("loss_curve_", "validation_loss_curve_", "validation_scores_")

AUTO = StrOptions({"auto"})


def _trains_by_epoch(estimator: Any) -> bool:
    """Whether `partial_fit` exists: an AttributeError says why not."""
    if estimator.solver in SOLVERS and SOLVERS[estimator.solver].second_order:
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


@dataclass(kw_only=True, eq=False, repr=False)
class NetworkClassifier(
    Settings,
    Predictor,
    VersionedPickle,
    CallbackSupportMixin,
    Explained,
    ClassifierMixin,
    BaseEstimator,
):
    """Fits a network to labels. Not public: use one of the three estimators.

    A subclass says what network its parameters ask for (`_architecture`,
    `_initialization`), and under which names it keeps what the layers have learnt
    (`_layers`, `_learnt`).
    """

    validation_fraction: float = 0.1
    class_weight: Mapping[Any, float] | list[Mapping[Any, float]] | str | None = None
    random_state: int | np.random.RandomState | None = None

    #: Whether `y` may be an indicator matrix.
    _multilabel: ClassVar[bool] = True

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "solver": [str],
        "learning_rate": [AUTO, Interval(Real, 0, None, closed="neither")],
        "learning_rate_schedule": [
            None,
            StrOptions({*SCHEDULES, "adaptive", "auto"}),
            callable,
        ],
        "momentum": [Interval(Real, 0, 1, closed="left")],
        "beta_1": [Interval(Real, 0, 1, closed="left")],
        "beta_2": [Interval(Real, 0, 1, closed="left")],
        "epsilon": [Interval(Real, 0, None, closed="neither")],
        "max_grad_norm": [None, Interval(Real, 0, None, closed="neither")],
        "batch_size": [None, AUTO, Interval(Integral, 1, None, closed="left")],
        "max_iter": [AUTO, Interval(Integral, 1, None, closed="left")],
        "tol": [None, Interval(Real, 0, None, closed="left")],
        "n_iter_no_change": [Interval(Integral, 1, None, closed="left")],
        "early_stopping": ["boolean"],
        "scoring": [str, callable],
        "validation_fraction": [Interval(Real, 0, 1, closed="neither")],
        "alpha": [Interval(Real, 0, None, closed="left")],
        "class_weight": [None, StrOptions({"balanced"}), dict, list],
        "gram": [AUTO, "boolean"],
        "shuffle": ["boolean"],
        "warm_start": ["boolean"],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }

    # In a Pipeline with metadata routing these go to `fit` without being asked for.
    __metadata_request__fit: ClassVar[dict[str, bool]] = {
        "X_val": True,
        "y_val": True,
        "sample_weight_val": True,
    }

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        # The constructor itself only stores, and is made by `dataclass`.
        refuse_other_names(cls, kwargs)
        return super().__new__(cls)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.classifier_tags.multi_label = self._multilabel
        return tags

    def _validate_params(self) -> None:
        refuse_other_words(self)
        super()._validate_params()

    def fit(
        self,
        X: Any,
        y: Any,
        sample_weight: Any = None,
        *,
        X_val: Any = None,
        y_val: Any = None,
        sample_weight_val: Any = None,
    ) -> Self:
        """Train the network.

        Parameters
        ----------
        X : {array-like, sparse matrix, OnDisk} of shape (n_samples, n_features)
            Training samples. float32 is kept, everything else becomes float64. Of
            `skscratch.datasets.OnDisk`, and of an `h5py.Dataset` or `numpy.memmap` of
            more than 256 MiB, only a part is in memory at a time.
        y : array-like of shape (n_samples,) or (n_samples, n_labels)
            Class labels: numbers, truth values, strings or datetime64, none missing; or
            for the networks an indicator matrix.
        sample_weight : array-like of shape (n_samples,), default=None
            Non-negative weights, multiplied with `class_weight`. A weight of 2 is
            worth two equal samples.
        X_val : array-like of shape (n_val, n_features), default=None
            Validation samples in the form of `X`, already transformed like it. Their
            loss is recorded after each epoch; with `early_stopping` they take the place
            of a part of the training samples. `class_weight` does not apply to them.
        y_val : array-like of shape (n_val,) or (n_val, n_labels), default=None
            Their labels.
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
        return self._fit(X, y, sample_weight, (X_val, y_val, sample_weight_val))

    @fit_context(prefer_skip_nested_validation=True)
    @quiet
    @with_one_blas_thread
    def _fit(
        self,
        X: Any,
        y: Any,
        sample_weight: Any,
        validation_part: tuple[Any, Any, Any],
        progress: Progress | None = None,
    ) -> Self:
        """`fit`, or the rest of one that has come as far as `progress`."""
        with unchanged_on_failure(self):
            settings = settled(self)
            going_on = self.warm_start and hasattr(self, "classes_")
            dtype = None if progress is None else np.dtype(progress.dtype)
            Xc, yc = self._check_data(X, y, reset=not going_on, dtype=dtype)
            target = target_of(yc, self._multilabel)
            if going_on:
                check_same_kind(yc, self._target())
                check_same_classes(target.classes, self.classes_)
            samples = make_samples(Xc, yc, target, sample_weight, self.class_weight)
            X_val, y_val, weight_val = validation_part
            with named("X_val", "X"):
                X_val = stays_elsewhere(X_val)
            validation = validation_samples(self, Xc, target, X_val, y_val, weight_val)
            fitted_to = samples, validation, target.classes
            holds_out = self.early_stopping and validation is None
            if progress is not None:
                model, state = progress.begin(self._architecture(Xc.shape[1], target))
            elif going_on:
                model, state = self._resume()
            else:
                model, state = self._start(Xc, target, samples, holds_out)
            if holds_out:
                samples, validation = hold_out(
                    samples, self.validation_fraction, self.shuffle, state.split_seed
                )
            score = make_score(self, model.architecture, target, validation)
            run = Run(model, settings, state, progress)
            metadata = (
                None if sample_weight is None else {"sample_weight": sample_weight}
            )
            data = {"X": X, "y": y, "metadata": metadata}
            attributes = partial(self._fitted_attributes, run, target)
            task = FitTask(self, run, fitted_to, data, attributes)
            run.train(samples, validation, task=task.begin(), score=score)
            self._store(run, target)
            if run.interrupt is None:
                task.end()
        _go_on(run.interrupt)
        if words := complaint(run):
            warn(words, ConvergenceWarning)
        return self

    @available_if(_trains_by_epoch)
    @fit_context(prefer_skip_nested_validation=True)
    @quiet
    @with_one_blas_thread
    def partial_fit(
        self, X: Any, y: Any, classes: Any = None, sample_weight: Any = None
    ) -> Self:
        """Train for one epoch on the samples given, going on from where it stands.

        The optimizer's moments, the schedule's epoch and the random streams go on too;
        a parameter changed by `set_params` counts from this call on. `n_iter_` counts
        all calls, but the curves keep the last 100 epochs only (or as many as a `fit`
        before has left), so that the estimator does not grow with every call.

        Parameters
        ----------
        X : {array-like, sparse matrix, OnDisk} of shape (n_samples, n_features)
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
        with unchanged_on_failure(self):
            settings = settled(self, partial=True)
            first = not hasattr(self, "classes_")
            X, y = self._check_data(X, y, reset=first)
            known = None if first else self._target()
            target = named_target(y, classes, known, self._multilabel)
            samples = make_samples(
                X, y, target, sample_weight, self.class_weight, part=True
            )
            model, state = self._start(X, target, samples) if first else self._resume()
            run = Run(model, settings, state)
            if samples.weights.any():  # no weight is no sample, hence no step
                run.train(samples, partial=True)
            self._store(run, target)
        _go_on(run.interrupt)
        if run.outcome and (words := complaint(run, partial=True)):
            warn(words, ConvergenceWarning)
        return self

    @fit_context(prefer_skip_nested_validation=True)
    @quiet
    def initialize(self, X: Any, y: Any) -> Self:
        """Draw the initial model for these data, without a step of training.

        It is the model that `fit` starts from, fitted in that it predicts and that
        `skscratch.loss_and_grad` and its friends work on it. With ``warm_start=True`` a
        following `fit`, and in any case a following `partial_fit`, goes on from it.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples; only their number of features and their precision count.
        y : array-like of shape (n_samples,) or (n_samples, n_labels)
            Their labels, some of each class.

        Returns
        -------
        self : estimator
            The estimator with initial weights, ``n_iter_ == 0``.

        Raises
        ------
        ValueError
            If the data or a parameter are not as described, or if parameters
            contradict each other.
        """
        with unchanged_on_failure(self):
            settings = settled(self)
            X, y = self._check_data(X, y, reset=True)
            target = target_of(y, self._multilabel)
            model, state = self._start(X, target)
            self._store(Run(model, settings, state), target)
        return self

    def drop_solver_memory(self) -> Self:
        """Forget what the solver remembers, where training is over.

        "adam" keeps two numbers for each parameter, "momentum" one: without them the
        estimator, and a pickle of it, is about as large as its parameters. It predicts
        as before and keeps its curves. Training may still go on, by `partial_fit` or
        with `warm_start`, but with fresh moments, as after a change of solver: two
        fits are no longer one.

        Returns
        -------
        self : estimator
            The same estimator.

        Examples
        --------
        >>> import pickle
        >>> from sklearn.datasets import load_digits
        >>> from skscratch import DeepNNClassifier
        >>> X, y = load_digits(return_X_y=True)
        >>> network = DeepNNClassifier(max_iter=1, tol=None).fit(X, y)
        >>> size = len(pickle.dumps(network))
        >>> len(pickle.dumps(network.drop_solver_memory())) < 0.4 * size
        True
        """
        check_is_fitted(self)
        self._state = {**vars(self).get("_state", {}), "memory_of": None, "memory": {}}
        return self

    def _architecture(self, n_features: int, target: Target) -> Architecture:
        """The network that the parameters ask for."""
        raise NotImplementedError

    def _initialization(self) -> str:
        """The name of the initial weights' scale."""
        raise NotImplementedError

    def _learnt(
        self, layers: list[dict[str, np.ndarray]], architecture: Architecture
    ) -> dict[str, Any]:
        """What the layers have learnt, by the names of the fitted attributes."""
        raise NotImplementedError

    def _dropout(self, n_layers: int) -> tuple[float, ...]:
        """The rates that the parameters ask for in so many hidden layers."""
        return ()

    def _fits_intercept(self) -> bool:
        """Whether the fitted network has a bias at its outputs."""
        return True

    def _start(
        self,
        X: Any,
        target: Target,
        samples: Samples | None = None,
        holds_out: bool = False,
    ) -> tuple[Model, State]:
        """A model of new weights, and the state before its first epoch."""
        rng = check_random_state(self.random_state)
        architecture = self._architecture(X.shape[1], target)
        draws = holds_out or self._draws(architecture, samples)
        if self.random_state is None and not draws:
            rng = deepcopy(rng)  # the global stream stays where it is
        model = Model.initial(architecture, rng, self._initialization(), X.dtype)
        return model, State.new(rng)

    def _draws(self, architecture: Architecture, samples: Samples | None) -> bool:
        """Whether anything is random about training on the samples, if on any."""
        if self._initialization() != "zeros" or any(architecture.dropout):
            return True
        if samples is None or not self.shuffle:
            return False
        n_samples = int(np.count_nonzero(samples.weights))
        return batch_size(settled(self), n_samples) < n_samples

    def _model(self) -> Model:
        """The fitted model without dropout, whatever the parameters say by now."""
        layers = self._layers()
        architecture = Architecture(
            (self.n_features_in_, *(len(layer["W"]) for layer in layers)),
            self._activations(),
            self.out_activation_,
            batch_norm="gamma" in layers[0],
            fit_intercept=self._fits_intercept(),
        )
        return Model.of(architecture, layers)

    def _resume(self) -> tuple[Model, State]:
        """The model to go on with, as the parameters ask, and the state it is in."""
        architecture = self._architecture(self.n_features_in_, self._target())
        return Model.of(architecture, self._layers()), self._last_state()

    def _last_state(self) -> State:
        """The state that training ended in."""
        known = vars(self)  # what is not there came later than the model was saved
        costs, losses, scores = map(known.get, RECORD)
        if costs is None:
            costs, losses, scores = [], None, None
        n_forgotten = known.get("n_iter_", len(costs)) - len(costs)
        history = History.of(costs, losses, scores, known.get("t_", 0), n_forgotten)
        return State.of(known.get("_state", {}), history, known.get("best_iteration_"))

    def _store(self, run: Run, target: Target) -> None:
        """Take over everything that has been learnt."""
        for name, value in self._fitted_attributes(run, target).items():
            setattr(self, name, value)

    def _fitted_attributes(self, run: Run, target: Target) -> dict[str, Any]:
        """All fitted attributes as of now; arrays are copies."""
        history = run.state.history
        costs = history.costs
        return {
            "outcome_": run.outcome,
            "form_": run.form,
            "n_iter_": history.n_epochs,
            "t_": history.n_steps,
            "loss_": costs[-1] if costs else None,
            "best_loss_": min(filter(math.isfinite, costs), default=None),
            "loss_curve_": costs,
            "validation_loss_curve_": history.validation_losses or None,
            "validation_scores_": history.validation_scores or None,
            "best_iteration_": run.state.best_iteration,
            **self._model_attributes(run.layers(), run.model.architecture, target),
            "_state": run.plain_state(),
        }

    def _model_attributes(
        self,
        layers: list[dict[str, np.ndarray]],
        architecture: Architecture,
        target: Target,
    ) -> dict[str, Any]:
        """The fitted attributes that prediction needs."""
        return {
            "classes_": target.classes,
            "n_outputs_": target.n_outputs,
            "n_layers_": len(architecture.units),
            "out_activation_": target.output_activation,
            **self._learnt(layers, architecture),
        }

    def _check_data(
        self, X: Any, y: Any, reset: bool, *, dtype: Any = None, part: bool = False
    ) -> tuple[Any, np.ndarray]:
        """Samples and labels as arrays; with `part` there may be none."""
        if dtype is None:
            dtype = [np.float64, np.float32] if reset else self._dtype()
        X = stays_elsewhere(X)
        return checked_data(self, X, y, reset=reset, dtype=dtype, part=part)


def _go_on(interrupt: KeyboardInterrupt | None) -> None:
    """Let the interrupt that ended training end what called it, too."""
    if interrupt is not None:
        interrupt.add_note(INTERRUPTED)
        raise interrupt
