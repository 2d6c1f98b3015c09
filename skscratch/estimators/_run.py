"""One run of training: parameters, what the solver remembers, and the record."""

from __future__ import annotations

import math

import numpy as np

from skscratch.estimators._form import LINEAR_SOLVERS, gram_pays
from skscratch.estimators._problem import Problem
from skscratch.estimators._settings import (
    SECOND_ORDER_SOLVERS,
    make_batch_size,
    make_optimizer,
    make_patience,
    make_schedule,
)
from skscratch.network.objective import Objective
from skscratch.training.lbfgs import LBFGS
from skscratch.training.loop import Descent
from skscratch.training.monitor import Monitor
from skscratch.training.newton import Newton
from skscratch.training.report import Report
from skscratch.training.samples import distinct_samples
from skscratch.training.stopping import Plateau
from skscratch.training.threads import blas_threads_for

__all__ = ["Run", "new_state"]

#: Share of `tol` that the gradient falls below where the cost is convex.
CONVEX_TOLERANCE = 1e-3


def new_state(rng):
    """What training goes on from, before the first epoch.

    The child streams are drawn after the initial weights, whether they will be used
    or not: so no setting changes the weights, and dropout changes no order of batches.
    """
    shuffle_seed, dropout_seed, split_seed = rng.randint(2**31 - 1, size=3)
    return {
        "memory_of": None,
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

    Attributes
    ----------
    outcome : str
        Why training ended: see `Monitor`.
    form : {"direct", "gram"}
        The coordinates that the first layer was trained in.
    best_iteration : int or None
    earlier_best : int or None
        That of the run that this one goes on with.
    n_earlier_epochs : int
        Epochs of all earlier runs.
    """

    def __init__(
        self, estimator, architecture, classes, theta, statistics, state, history
    ):
        self.estimator = estimator
        self.architecture = architecture
        self.classes = classes
        self.theta = theta
        self.statistics = statistics
        self.state = state
        self.history = history
        rng = state["dropout_rng"] if any(architecture.dropout) else None
        self.network = architecture.network(statistics, rng)
        self.outcome = None
        self.form = "direct"
        self.best_iteration = None
        self.earlier_best = None
        self.n_earlier_epochs = history.n_epochs

    def train(self, samples, validation, max_iter, task=None, partial=False):
        """Train for at most `max_iter` epochs.

        Parameters
        ----------
        samples : Samples
        validation : Samples or None
        max_iter : int
        task : FitTask, default=None
            Is told of every epoch.
        partial : bool, default=False
            Whether other samples may follow: then the first layer keeps its own form.
        """
        problem = Problem(
            self.network,
            self.theta,
            self.statistics,
            samples,
            *self._rows(samples),
            validation,
        )
        strength = float(self.estimator.alpha / samples.weights.sum())
        if self.estimator.solver in SECOND_ORDER_SOLVERS:
            self._train_by_second_order(problem, strength, max_iter, task)
        elif not partial and self._gram_pays(problem, max_iter):
            self._train_in_gram_form(problem, strength, max_iter, task)
        else:
            self._train_by_steps(problem, problem, strength, max_iter, task)

    def _train_by_second_order(self, problem, strength, max_iter, task):
        estimator = self.estimator
        solver = Newton if estimator.solver == "newton" else LBFGS
        share = CONVEX_TOLERANCE if estimator._is_convex() else 1.0
        tolerance = share * (estimator.tol or 0.0)
        objective = Objective(problem.network, problem.theta, strength)
        batches = problem.batches(len(problem.rows), None)
        self._run(problem, solver(objective, batches, tolerance), None, max_iter, task)

    def _train_in_gram_form(self, problem, strength, max_iter, task):
        n_rows = len(problem.rows)
        full_batch = make_batch_size(self.estimator, n_rows) == n_rows
        in_form, form = problem.in_gram_form(full_batch)
        direct_network, self.network, self.form = self.network, form.network, "gram"
        self._train_by_steps(in_form, problem, strength, max_iter, task)
        memory = self.state["memory"]
        self.state["memory"] = {key: form.direct(memory[key]) for key in memory}
        self.theta[...] = form.direct(in_form.theta)
        self.network = direct_network
        self.network.bind(self.theta)

    def _train_by_steps(self, problem, original, strength, max_iter, task):
        """Run a first-order solver; `original` is the problem in its direct form."""
        estimator = self.estimator
        batch_size = make_batch_size(estimator, len(problem.rows))
        batches = problem.batches(
            batch_size,
            self.state["shuffle_rng"] if estimator.shuffle else None,
            # a single sample has no variance to normalise by
            min_batch_size=2 if self.architecture.batch_norm else 1,
        )
        decoupled = estimator.solver == "adamw"
        objective = Objective(problem.network, problem.theta, strength, decoupled)
        decay = 0.0 if objective.decay is None else objective.decay
        optimizer = make_optimizer(estimator, decay)
        schedule = make_schedule(estimator, self.state["factor"])
        descent = Descent(
            objective,
            batches,
            optimizer,
            self._memory(optimizer, problem.theta),
            estimator._step_size(original.selected, batch_size, strength),
            schedule,
        )
        plateau = schedule if isinstance(schedule, Plateau) else None
        self._run(problem, descent, plateau, max_iter, task)

    def _memory(self, optimizer, theta):
        """What the optimizer remembers of earlier runs, or a fresh memory."""
        owner = (self.estimator.solver, len(self.theta))
        if self.state["memory_of"] != owner:
            self.state["memory_of"] = owner
            self.state["memory"] = optimizer.init(theta)
        return self.state["memory"]

    def _run(self, problem, solver, plateau, max_iter, task):
        """Let the solver run, watched by a monitor; take over how it ended."""
        before = len(self.history.validation_loss)
        validation, to_beat = problem.follow_validation(), math.inf
        monitor = Monitor(
            self.history,
            make_patience(
                self.estimator, self.state["reference"], self.state["n_stalled"]
            ),
            plateau,
            validation,
            self.estimator.early_stopping,
            task,
            Report(max_iter) if self.estimator.verbose else None,
        )
        try:
            with (
                np.errstate(over="ignore", invalid="ignore", divide="ignore"),
                blas_threads_for(
                    self._largest_product(problem),
                    taking_turns=self.estimator.solver in SECOND_ORDER_SOLVERS,
                ),
            ):
                if monitor.early_stopping and self.history.n_epochs:
                    # where it goes on from may be the best there will be
                    to_beat = validation.evaluate()[0]
                solver.run(monitor, max_iter)
        except KeyboardInterrupt:
            monitor.outcome = "interrupted"
        self._conclude(monitor)
        self.best_iteration = None
        if monitor.early_stopping:
            self.best_iteration = self._best_iteration(validation, before, to_beat)

    def _best_iteration(self, validation, before, to_beat):
        """The epoch whose parameters are kept, of this run or of an earlier one."""
        if validation.best_loss < to_beat:
            return self.history.validation_loss.index(validation.best_loss, before)
        return self.earlier_best

    def _largest_product(self, problem):
        """Multiplications of the largest product of a step."""
        n_samples = make_batch_size(self.estimator, len(problem.rows))
        if self.estimator.solver == "newton":
            return n_samples * min(problem.samples.X.shape) ** 2
        units = (problem.samples.X.shape[1], *self.architecture.units[1:])
        return n_samples * max(m * n for m, n in zip(units, units[1:], strict=False))

    def _rows(self, samples):
        """The rows to train on, with their weights.

        Where the order of the samples makes a difference, beyond the last digit of a
        sum, they are brought into an order of their own: in random draws, and where a
        solver amplifies that digit, dividing by gradients or curvatures or searching
        along a line. Solvers linear in the gradient do not.
        """
        estimator = self.estimator
        batch_size = make_batch_size(estimator, len(samples))
        draws = batch_size < len(samples) or any(self.architecture.dropout)
        if estimator.shuffle and (draws or estimator.solver not in LINEAR_SOLVERS):
            return distinct_samples(samples)
        rows = np.flatnonzero(samples.weights)
        return rows, samples.weights[rows]

    def _gram_pays(self, problem, max_iter):
        n_rows = len(problem.rows)
        n_steps = math.ceil(n_rows / make_batch_size(self.estimator, n_rows))
        n_out = self.architecture.units[1]
        return gram_pays(
            self.estimator, problem.samples, n_rows, n_steps, n_out, max_iter
        )

    def _conclude(self, monitor):
        self.outcome = monitor.outcome
        if monitor.report is not None:
            monitor.report.last(self.history, monitor.outcome)
        if monitor.validation is not None and monitor.early_stopping:
            monitor.validation.restore()
        if monitor.outcome == "diverged":
            # What the solver remembers of infinite gradients would spoil the next run.
            self.state["memory_of"] = None
        patience = monitor.patience
        if patience is not None:
            going_on = monitor.outcome != "converged"
            self.state["reference"] = patience.reference
            self.state["n_stalled"] = patience.n_stalled if going_on else 0
        if monitor.plateau is not None:
            self.state["factor"] = monitor.plateau.factor
