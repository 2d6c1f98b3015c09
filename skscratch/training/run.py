"""A run of training: a model, samples to fit, a solver, and who watches it.

What a fit does stands in `Run.train`: leave out what weighs nothing, choose the form of
the first layer, let the solver run under a monitor until that says stop, and take over
where it ended.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.sparse import issparse

from skscratch.network.batch import n_in_cache
from skscratch.network.model import Model
from skscratch.network.objective import Objective
from skscratch.training.batches import FullBatch, make_batches
from skscratch.training.crew import Crew
from skscratch.training.descent import Descent
from skscratch.training.forms import Direct, Gram, gram_pays
from skscratch.training.lbfgs import LBFGS
from skscratch.training.monitor import Monitor, Task
from skscratch.training.newton import Newton
from skscratch.training.pieces import ObjectiveInPieces, RuleInPieces, pieces_of
from skscratch.training.plan import batch_size, n_epochs, schedule, step_size
from skscratch.training.progress import Progress
from skscratch.training.refusals import (
    check_architecture,
    check_blocks,
    check_draws,
    check_variance,
)
from skscratch.training.report import Report
from skscratch.training.samples import Samples
from skscratch.training.settings import Settings, patience, penalty_strengths
from skscratch.training.sharing import SharedObjective, n_parts_of
from skscratch.training.solvers import SOLVERS
from skscratch.training.standardized import NEAR, excess_of
from skscratch.training.state import History, State
from skscratch.training.steepness import has_far_values, slope_of
from skscratch.training.stopping import Plateau
from skscratch.training.threads import n_threads_to_use
from skscratch.training.validation import Validation

__all__ = ["Run", "Score"]

#: What layers score that have learnt these arrays, the higher the better.
Score = Callable[[list[dict[str, np.ndarray]]], float]

#: A factor of the learning rate by epoch, counted over all runs.
Schedule = Callable[[int], float]

#: Share of `tol` that the gradient falls below where the cost is convex; and where a
#: level cost ends the run, which is to come first: to ask how far the optimum is takes
#: as long as many iterations.
CONVEX_TOLERANCE, TOLERANCE_BY_COST = 1e-3, 1e-5

#: A slope of the cost, by weights of columns of spread 1, of at most this many times
#: `tol` shows a second-order solver without more work that a level cost is a low one.
FLAT = 10.0

#: Epochs that partial runs, of which there may be any number, leave in the record.
REMEMBERED = 100


class Run:
    """Trains a model in place.

    Parameters
    ----------
    model : Model
    settings : Settings
    state : State
        What earlier runs left; goes on.
    progress : Progress, default=None
        How far the run already is: then model and state are those of its `begin`.

    Attributes
    ----------
    max_iter : int
        The most epochs of a fit.
    learning_rate : float
        The step of the first-order solvers, before any schedule; the others choose
        theirs, and it is 0.
    form : {"direct", "gram"}
        What the first layer was trained in.
    outcome : str or None
        Why training ended: see `Monitor`. None before it has.
    gave_up : str
        Why the solver could not go on, if it could not.
    interrupt : KeyboardInterrupt or None
        What ended it, to be raised again once all that was reached is stored.
    n_earlier_epochs : int
        Epochs of all earlier runs.
    restart_every : int or None
        Iterations after which "lbfgs" begins anew, so that there is progress to keep.
    samples : Samples
        What it trained on, those of weight zero left out.

    Raises
    ------
    ValueError
        If the solver cannot train such a network.
    """

    def __init__(
        self,
        model: Model,
        settings: Settings,
        state: State,
        progress: Progress | None = None,
    ):
        self.model, self.settings, self.state = model, settings, state
        check_architecture(model.architecture, settings)
        self.max_iter = n_epochs(settings, model.architecture)
        self.learning_rate = 0.0
        self.form = Direct.name
        self.outcome: str | None = None
        self.gave_up = ""
        self.interrupt: KeyboardInterrupt | None = None
        self.n_earlier_epochs = (
            progress.n_earlier_epochs if progress else state.history.n_epochs
        )
        self.restart_every: int | None = None
        self._dtype = model.theta.dtype
        self._trained: Direct | None = None
        self._before = progress

    def train(
        self,
        samples: Samples,
        validation: Samples | None = None,
        *,
        max_iter: int | None = None,
        task: Task | None = None,
        score: Score | None = None,
        partial: bool = False,
    ) -> None:
        """Train until the settings say stop.

        Parameters
        ----------
        samples : Samples
        validation : Samples, default=None
        max_iter : int, default=None
            The most epochs, if not those that the settings stand for.
        task : Task, default=None
            Is told of every epoch.
        score : callable, default=None
            Of the validation part, from the arrays of `Model.layers`: what is recorded
            instead of its accuracy, and what early stopping goes by instead of its
            loss. Must not keep the arrays, which are those in training.
        partial : bool, default=False
            Whether it is for one epoch, and other samples may follow: then the first
            layer keeps its own form, and the record does not grow beyond `REMEMBERED`
            epochs.

        Raises
        ------
        ValueError
            If batch norm has no two different samples to normalise, or not all of a
            batch at once; or if the Gram form is asked for and the samples are not in
            memory.
        """
        if self._before is not None:
            self._before.check(self.model)
        with np.errstate(all="ignore"):  # what overflows is found and told
            n_recorded = len(self.state.history.epochs)
            samples, validation = self._prepared(samples, validation)
            planned = not partial and max_iter is None
            if max_iter is not None:
                self.max_iter = max_iter
            report = self._report(score)
            if samples.elsewhere:
                X = samples.X if report is None else samples.X.watched(report.rows_read)
                samples = replace(samples, X=X.for_training())
            self._choose_step(samples)
            form = self._choose_form(samples, validation, partial)
            self._trained = form
            if self._before is not None:
                self._before.put_into(form)
            crew = Crew(n_threads_to_use())
            objective = self._objective(form, samples, crew)
            factor = schedule(
                self.settings,
                self.model.architecture,
                self.state,
                planned,
                self.n_earlier_epochs,
            )
            solver = self._solver(objective, form, factor, crew)
            monitor = self._monitor(form, samples, factor, task, score, report)
            if self._before is not None:
                self._before.put_into_solver(solver)
                monitor.outcome = self._before.outcome
            self._solver_and_monitor = solver, monitor
            self._let_run(solver, monitor, 1 if partial else self.n_left, crew)
            self._doubt(form, monitor, samples)
            self._take_over(form, monitor)
            if partial:
                n_recorded = max(REMEMBERED, n_recorded)
                self.state.history = self.state.history.last(n_recorded)

    def _prepared(
        self, samples: Samples, validation: Samples | None
    ) -> tuple[Samples, Samples | None]:
        """Those with a weight, in the precision of the solver; the model's, too.

        Raises
        ------
        ValueError
            If the network cannot be trained on them.
        """
        samples = samples.present()
        if not self._is_order_kept(samples):
            samples = samples.in_reading_order()
        validation = validation and validation.in_reading_order()
        self.samples = samples
        if SOLVERS[self.settings.solver].second_order:
            # Line searches and curvatures need the digits; so much for float32.
            self.model = self.model.astype(np.float64)
            samples = samples.astype(np.float64)
            validation = validation and validation.astype(np.float64)
        if self.model.statistics:
            check_variance(samples)
            check_blocks(samples, batch_size(self.settings, len(samples)))
        if any(self.model.architecture.dropout):
            check_draws(samples, batch_size(self.settings, len(samples)))
        return samples, validation

    def _is_order_kept(self, samples: Samples) -> bool:
        """Whether a step or a draw asks for the samples in the order they came in."""
        if batch_size(self.settings, len(samples)) < len(samples):
            return not self.settings.shuffle
        return any(self.model.architecture.dropout)

    def _let_run(self, solver: Any, monitor: Monitor, n_left: int, crew: Crew) -> None:
        """Let the solver run until the monitor says stop, or somebody by Ctrl-C."""
        try:
            if monitor.outcome == "max_iter":
                with crew:
                    solver.run(monitor, n_left)
        except KeyboardInterrupt as interrupt:
            self.interrupt = interrupt
            monitor.outcome = "interrupted"
        monitor.conclude()

    @property
    def n_done(self) -> int:
        """Epochs of this run until now."""
        return self.state.history.n_epochs - self.n_earlier_epochs

    @property
    def n_left(self) -> int:
        """Epochs that there will be at most."""
        return self.max_iter - self.n_done

    def progress(self) -> Progress | None:
        """How far it is now, between two epochs; None where nothing could go on."""
        solver, monitor = self._solver_and_monitor
        form, state, history = self._trained, self.state, self.state.history
        of_solver = solver.progress()
        if form is None or of_solver is None:
            return None
        return Progress(
            form=form.name,
            theta=form.theta.copy(),
            origin=form.origin,
            statistics=[
                array.copy() for group in self.model.statistics for array in group
            ],
            solver=of_solver,
            state=state.plain(),
            history=History(list(history.epochs), history.n_steps, history.n_forgotten),
            best_iteration=state.best_iteration,
            outcome=monitor.outcome,
            n_earlier_epochs=self.n_earlier_epochs,
            dtype=self._dtype.name,
        )

    def layers(self) -> list[dict[str, np.ndarray]]:
        """Copies of what the layers have learnt until now: see `Model.layers`."""
        model, theta = self.model, self.model.theta
        if self._trained is not None:
            theta = self._trained.direct(self._trained.theta)
        now = Model(model.architecture, theta, model.statistics).astype(self._dtype)
        return now.layers()

    def plain_state(self) -> dict[str, Any]:
        """The state as of now, for a later run: see `State.plain`."""
        plain = self.state.plain()
        if self._trained is not None:
            plain["memory"] = self._trained.memory(plain["memory"])
            if plain["best"] is not None:
                loss, iteration, (theta, *statistics) = plain["best"]
                plain["best"] = (
                    loss,
                    iteration,
                    (self._trained.direct(theta), *statistics),
                )
        return plain

    def _choose_step(self, samples: Samples) -> None:
        if not SOLVERS[self.settings.solver].second_order:
            self.learning_rate = step_size(
                self.settings,
                self.model.architecture,
                samples,
                self._strength(samples),
            )

    def _strength(self, samples: Samples) -> float:
        """Of the L2 penalty."""
        return penalty_strengths(self.settings, samples)[1]

    def _choose_form(
        self,
        samples: Samples,
        validation: Samples | None,
        partial: bool,
    ) -> Direct:
        architecture = self.model.architecture
        dropout = any(architecture.dropout)
        network = self.model.network(self.state.dropout_rng if dropout else None)
        n_out = architecture.units[1]
        parts = [samples] if validation is None else [samples, validation]
        if not all(part.can_be_in_memory for part in parts):
            if self.settings.gram is True:
                raise ValueError(
                    "gram must be 'auto' or False where X or X_val stays on disk or is "
                    "too large on a cluster, since the Gram form multiplies all "
                    "samples with each other; got True."
                )
            partial = True
        if partial or not gram_pays(self.settings, samples, n_out, self.max_iter):
            return Direct(self.model, network, samples, validation)
        samples, validation = parts[0].in_memory(), validation and parts[1].in_memory()
        in_order = batch_size(self.settings, len(samples)) == len(samples)
        return Gram(self.model, network, samples, validation, in_order)

    def _objective(self, form: Direct, samples: Samples, crew: Crew) -> Objective:
        decoupled = SOLVERS[self.settings.solver].decays is not None
        l1, l2 = penalty_strengths(self.settings, samples)
        network, theta, model = form.network, form.theta, self.model
        if not self._may_be_shared(form):
            return Objective(network, theta, l2, decoupled, l1)
        size = batch_size(self.settings, len(samples))
        kind: type[SharedObjective] = SharedObjective
        if size < len(samples) and self._ends_in_pieces(form):
            kind = ObjectiveInPieces
        elif n_parts_of(len(theta), model.architecture.units[0], size) == 1:
            return Objective(network, theta, l2, decoupled, l1)
        return kind(
            network,
            theta,
            l2,
            decoupled,
            l1,
            crew=crew,
            another=lambda: model.architecture.network(model.statistics),
        )

    def _may_be_shared(self, form: Direct) -> bool:
        """Whether threads may share a batch.

        The workers of a cluster have partitions of their own.
        """
        samples = form.samples
        here = not samples.elsewhere or samples.X.is_in_this_process
        return here and self._may_be_cut(form)

    def _may_be_cut(self, form: Direct) -> bool:
        """Whether batches may be cut into parts, one of which says nothing of others.

        Batch norm asks all samples of a batch together, and dropout draws for them in
        their order; the Gram form and products of sparse samples have no parts.
        """
        architecture = self.model.architecture
        apart = not (architecture.batch_norm or any(architecture.dropout))
        return apart and form.name == Direct.name and not issparse(form.samples.X)

    def _ends_in_pieces(self, form: Direct) -> bool:
        """Whether the end of a step is long, and what it does to parameters apart.

        A rule that is linear in the gradient has few passes over them, and clipping
        asks for the whole gradient.
        """
        rule_is_apart = self.settings.max_grad_norm is None
        rule_is_long = not SOLVERS[self.settings.solver].linear
        pieces = pieces_of(form.network, form.theta.itemsize)
        return rule_is_apart and rule_is_long and len(pieces) > 1

    def _at_a_time(self, form: Direct) -> int:
        """Samples that full batches are summed over at a time; 0 for all."""
        if not self._may_be_cut(form):
            return 0
        return n_in_cache(self.model.architecture.units, form.theta.itemsize)

    def _solver(
        self, objective: Objective, form: Direct, factor: Schedule | None, crew: Crew
    ) -> Any:
        """What has a ``run(monitor, max_iter)``."""
        settings, state, solver = (
            self.settings,
            self.state,
            SOLVERS[self.settings.solver],
        )
        convex = self.model.architecture.convex
        if solver.second_order:
            share = TOLERANCE_BY_COST if settings.by_cost else CONVEX_TOLERANCE
            tolerance = (share if convex else 1.0) * (settings.tol or 0.0)
            samples = FullBatch(form.samples, self._at_a_time(form))
            method = solver.method(objective, samples, tolerance)
            if isinstance(method, LBFGS):
                method.restart_every = self.restart_every
            if isinstance(method, Newton) and self._may_be_shared(form):
                method.crew = crew
            return method
        rule = solver.rule(
            settings, 0.0 if objective.decay is None else objective.decay
        )
        owner = (settings.solver, len(self.model.theta))
        known = state.memory if state.memory_of == owner else {}
        fresh = rule.init(form.theta)
        _check_memory(known, fresh)
        state.memory_of, state.memory = owner, fresh | known
        if isinstance(objective, ObjectiveInPieces):
            rule = RuleInPieces(rule, objective)
        batches = make_batches(
            form.samples,
            batch_size(settings, len(form.samples)),
            state.shuffle_rng if settings.shuffle else None,
            # a single sample has no variance to normalise by
            min_batch_size=2 if self.model.architecture.batch_norm else 1,
            at_a_time=self._at_a_time(form),
            with_ones=form.network.layers[0].takes_ones,
        )
        return Descent(
            objective, batches, rule, state.memory, self.learning_rate, factor
        )

    def _monitor(
        self,
        form: Direct,
        samples: Samples,
        factor: Schedule | None,
        task: Task | None,
        score: Score | None,
        report: Report | None,
    ) -> Monitor:
        settings, architecture = self.settings, self.model.architecture
        noisy = any(architecture.dropout)
        noisy = noisy or batch_size(settings, len(samples)) < len(samples)
        by_gradient = architecture.convex and SOLVERS[settings.solver].linear
        by_gradient = by_gradient and not (noisy or settings.early_stopping)
        by_gradient = by_gradient or settings.by_cost
        validation = None
        if form.validation is not None:
            validation = Validation(
                form.network,
                form.validation,
                score and (lambda: score(self.model.views(form.direct(form.theta)))),
            )
        if self._before is None:
            self._watch(settings.scoring)
        return Monitor(
            self.state,
            patience(settings, architecture.convex, noisy),
            factor if isinstance(factor, Plateau) else None,
            validation,
            [form.theta, *form.network.statistics] if settings.early_stopping else None,
            (lambda: self._is_settled(form, samples)) if by_gradient else None,
            task,
            report,
            by_score=score is not None,
        )

    def _report(self, score: Score | None) -> Report | None:
        """Who prints, if anyone."""
        if not self.settings.verbose:
            return None
        name = self.settings.scoring if score is not None else "accuracy"
        return Report(
            self.max_iter,
            name if isinstance(name, str) else "score",
            self.state.history.n_epochs,
            self.n_left,
        )

    def _is_settled(self, form: Direct, samples: Samples) -> bool:
        """Whether a convex cost is within `tol` of its optimum, by its gradient."""
        objective = self._plain_objective(form, samples)
        batch, tol = FullBatch(samples).batch, float(self.settings.tol or 0.0)
        if self.settings.by_cost:
            slope, is_telling = slope_of(objective, batch)
            if is_telling or slope > FLAT * tol:
                return slope <= FLAT * tol
        return excess_of(objective, batch) <= tol

    def _doubt(self, form: Direct, monitor: Monitor, samples: Samples) -> None:
        """Take "converged" back where far values hide that the cost is still steep.

        A second-order solver sees no more of the others than they weigh beside these.
        Along a weight of a column of spread 1, whose curvature is 1/4 at most, a slope
        means a fall of twice its square at least.
        """
        settings, second = self.settings, SOLVERS[self.settings.solver].second_order
        is_smooth = second and self.model.architecture.convex and not settings.l1_ratio
        if not (is_smooth and monitor.outcome == "converged") or samples.elsewhere:
            return
        if not has_far_values(samples):
            return
        cost = self.state.history.costs[-1]
        slope, _ = slope_of(
            self._plain_objective(form, samples), FullBatch(samples).batch
        )
        fall = 2 * slope * slope
        if fall > max(settings.tol or 0.0, NEAR * cost):
            monitor.outcome = "stopped"
            monitor.gave_up = (
                f"the cost ({cost:.4g}) looks level beside values of X that are far "
                f"from all others, but falls by {fall:.2g} or more along what they hide"
            )

    def _plain_objective(self, form: Direct, samples: Samples) -> Objective:
        """The cost as it is now, by a copy of the parameters themselves."""
        network = self.model.architecture.network(self.model.statistics)
        theta = form.direct(form.theta).copy()
        return Objective(network, theta, self._strength(samples))

    def _watch(self, scoring: str | Callable[..., float]) -> None:
        """Forget what patience has seen of another measure.

        Where a single epoch decides, also what an earlier fit has left: its samples may
        have been others.
        """
        state = self.state
        measure = scoring if isinstance(scoring, str) else repr(scoring)
        if state.reference_of != measure or self.settings.by_cost:
            state.reference_of = measure
            state.reference, state.n_stalled, state.n_left = math.inf, 0, 0

    def _take_over(self, form: Direct, monitor: Monitor) -> None:
        """Leave what was reached in the model and the state, and say how it ended."""
        state = self.state
        self.form, self.outcome = form.name, monitor.outcome
        self.gave_up = monitor.gave_up
        if monitor.report is not None:
            monitor.report.last(state.history, monitor.outcome)
        if monitor.outcome == "diverged":
            # What the solver remembers of infinite gradients would spoil the next run.
            state.memory_of, state.memory = None, {}
        state.memory = form.memory(state.memory)
        self.model.theta[...] = form.direct(form.theta)  # last: the form needs it
        self.model = self.model.astype(self._dtype)
        self._trained = None
        del self._solver_and_monitor  # with them files are let go


def _check_memory(known: dict[str, np.ndarray], fresh: dict[str, np.ndarray]) -> None:
    """Raise ValueError where what is remembered is not what the solver would make."""
    for name in known.keys() & fresh.keys():
        found, expected = known[name], fresh[name]
        if (found.shape, found.dtype.kind) != (expected.shape, expected.dtype.kind):
            raise ValueError(
                f"what the solver remembers must be of this network; got {name!r} of "
                f"{found.shape} numbers ({found.dtype}) for {expected.shape} "
                f"({expected.dtype}). Forget it by drop_solver_memory(), or start anew."
            )
