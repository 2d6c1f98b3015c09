"""One run of training: parameters, what the solver remembers, and the record."""

from __future__ import annotations

import math

import numpy as np

from skscratch.estimators._settings import (
    SECOND_ORDER_SOLVERS,
    make_batch_size,
    make_optimizer,
    make_patience,
    make_schedule,
)
from skscratch.network.objective import Objective
from skscratch.training.batches import FullBatch, MiniBatches
from skscratch.training.lbfgs import LBFGS
from skscratch.training.loop import Descent
from skscratch.training.monitor import Monitor
from skscratch.training.newton import Newton
from skscratch.training.report import Report
from skscratch.training.samples import distinct_samples
from skscratch.training.stopping import Plateau
from skscratch.training.validation import Validation

__all__ = ["Run", "new_state"]

#: Solvers that do not amplify the rounding of sums on full batches, as those do that
#: divide by gradients or curvatures or search along a line.
STEADY_SOLVERS = ("gd", "momentum", "nesterov")


def new_state(rng):
    """What training goes on from, before the first epoch.

    The child streams are drawn after the initial weights, whether they will be used
    or not: so no setting changes the weights, and dropout changes no order of batches.
    """
    shuffle_seed, dropout_seed, split_seed = rng.randint(2**31 - 1, size=3)
    return {
        "solver": None,
        "memory": {},
        "shuffle_rng": np.random.default_rng(shuffle_seed),
        "dropout_rng": np.random.default_rng(dropout_seed),
        "split_seed": int(split_seed),
        "reference": math.inf,
        "n_stalled": 0,
        "factor": 1.0,
    }


class Run:
    """Trains the network of an estimator.

    Parameters
    ----------
    estimator : estimator
        Its parameters are read, nothing is set.
    architecture : Architecture
    classes : ndarray
        Labels of the outputs.
    theta : ndarray of shape (n_parameters,)
        Where to start; changed in place.
    statistics : list of tuple of ndarray
        Running statistics of batch norm; changed in place.
    state : dict
        From `new_state` or an earlier run; changed in place.
    history : History
        The record to go on with.
    """

    def __init__(
        self, estimator, architecture, classes, theta, statistics, state, history
    ):
        self.estimator = estimator
        self.classes = classes
        self.theta = theta
        self.statistics = statistics
        self.state = state
        self.history = history
        rng = state["dropout_rng"] if any(architecture.dropout) else None
        self.architecture = architecture
        self.network = architecture.network(statistics, rng)
        self.outcome = None
        self.best_iteration = None

    def train(self, samples, validation_samples, max_iter, task=None):
        """Train for at most `max_iter` epochs; `outcome` says why training ended."""
        before = len(self.history.validation_loss)
        strength = self.estimator.alpha / samples.weights.sum()
        objective = Objective(self.network, self.theta, float(strength))
        solver, schedule = self._solver(objective, samples)
        monitor = Monitor(
            self.history,
            make_patience(
                self.estimator, self.state["reference"], self.state["n_stalled"]
            ),
            schedule if isinstance(schedule, Plateau) else None,
            self._validation(validation_samples),
            self.estimator.early_stopping,
            task,
            Report(max_iter) if self.estimator.verbose else None,
        )
        try:
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                solver.run(monitor, max_iter)
        except KeyboardInterrupt:
            monitor.outcome = "interrupted"
        self._conclude(monitor)
        if monitor.early_stopping:
            losses = self.history.validation_loss[before:]
            self.best_iteration = before + losses.index(min(losses)) if losses else None

    def _solver(self, objective, samples):
        """The solver on its batches, and the learning-rate schedule that it follows."""
        estimator = self.estimator
        rows, weights = self._rows(samples)
        if estimator.solver in SECOND_ORDER_SOLVERS:
            solver = Newton if estimator.solver == "newton" else LBFGS
            tolerance = (estimator.tol or 0.0) * estimator._gradient_tolerance
            batch = self._batches(samples, rows, weights, len(rows))
            return solver(objective, batch, tolerance), None
        batch_size = make_batch_size(estimator, len(rows))
        batches = self._batches(samples, rows, weights, batch_size)
        decay = 0.0 if objective.decay is None else objective.decay
        optimizer = make_optimizer(estimator, decay)
        if self.state["solver"] != estimator.solver:
            self.state["solver"] = estimator.solver
            self.state["memory"] = optimizer.init(self.theta)
        schedule = make_schedule(estimator, self.state["factor"])
        rate = estimator._step_size(
            lambda: samples.take(rows, weights), batch_size, objective.strength
        )
        memory = self.state["memory"]
        return Descent(objective, batches, optimizer, memory, rate, schedule), schedule

    def _rows(self, samples):
        """The rows to train on, with their weights.

        Where the order of the samples makes a difference, beyond the last digit of a
        sum, they are brought into an order of their own.
        """
        estimator = self.estimator
        batch_size = make_batch_size(estimator, len(samples))
        draws = batch_size < len(samples) or any(self.architecture.dropout)
        if estimator.shuffle and (draws or estimator.solver not in STEADY_SOLVERS):
            return distinct_samples(samples)
        return np.arange(len(samples)), samples.weights

    def _batches(self, samples, rows, weights, batch_size):
        if batch_size < len(rows):
            return MiniBatches(
                samples,
                rows,
                weights,
                batch_size,
                self.state["shuffle_rng"] if self.estimator.shuffle else None,
                # a single sample has no variance to normalise by
                min_batch_size=2 if self.architecture.batch_norm else 1,
            )
        if np.array_equal(rows, np.arange(len(samples))):
            return FullBatch(samples)
        return FullBatch(samples.take(rows, weights))

    def _validation(self, samples):
        if samples is None:
            return None
        arrays = [self.theta, *(array for group in self.statistics for array in group)]
        return Validation(self.network, arrays, samples)

    def _conclude(self, monitor):
        self.outcome = monitor.outcome
        if monitor.report is not None:
            monitor.report.last(self.history, monitor.outcome)
        if monitor.validation is not None and monitor.early_stopping:
            monitor.validation.restore()
        patience = monitor.patience
        if patience is not None:
            going_on = monitor.outcome != "converged"
            self.state["reference"] = patience.reference
            self.state["n_stalled"] = patience.n_stalled if going_on else 0
        if monitor.plateau is not None:
            self.state["factor"] = monitor.plateau.factor
