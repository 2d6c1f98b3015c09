"""How far a run is: all that it goes on from in the middle, in another process too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from skscratch.network.architecture import Architecture
from skscratch.network.model import Model
from skscratch.training.forms import Direct
from skscratch.training.state import History, State

__all__ = ["Progress"]


@dataclass(frozen=True)
class Progress:
    """Arrays, numbers and strings that a run leaves after an epoch, as copies.

    Between two fits the `Model` and `State.plain` are enough. In the middle of one they
    are not: what is trained may stand in the coordinates of the samples or in another
    precision, and translated back and forth it would differ in the last digit.

    Attributes
    ----------
    form : {"direct", "gram"}
    theta : ndarray
        The trained parameters, in the coordinates of the form.
    origin : ndarray or None
        The model's parameters where these coordinates begin; None in the direct form.
    statistics : list of ndarray
        The running statistics of batch norm, layer by layer.
    solver : dict of str to ndarray
        What the solver's loop goes on from.
    state : dict
        See `State.plain`.
    history : History
    best_iteration : int or None
        The epoch that an earlier run has gone back to.
    outcome : str
        Why training ends with this epoch; "max_iter" if it does not.
    n_earlier_epochs : int
        Epochs of the runs before.
    dtype : str
        Precision of the model before and after the run.
    """

    form: str
    theta: np.ndarray
    origin: np.ndarray | None
    statistics: list[np.ndarray]
    solver: dict[str, np.ndarray]
    state: dict[str, Any]
    history: History
    best_iteration: int | None
    outcome: str
    n_earlier_epochs: int
    dtype: str

    @property
    def n_epochs(self) -> int:
        """Epochs of the run until now."""
        return self.history.n_epochs - self.n_earlier_epochs

    def begin(self, architecture: Architecture) -> tuple[Model, State]:
        """The model that the run began with, as far as it counts, and the state now.

        It has as many parameters as were stored, so that nothing larger is made: see
        `check`.

        Raises
        ------
        ValueError
            If the network has other statistics.
        """
        groups = architecture.shapes_of_statistics
        expected = [each for group in groups for each in zip(group, "ffi", strict=True)]
        _check_same(
            [(array.shape, array.dtype.kind) for array in self.statistics], expected
        )
        arrays = iter(self.statistics)
        statistics = [tuple(next(arrays).copy() for _ in group) for group in groups]
        known = self.theta if self.origin is None else self.origin
        theta = np.zeros(known.shape, self.dtype)
        if self.origin is not None:
            theta[...] = self.origin
        history = History(
            list(self.history.epochs), self.history.n_steps, self.history.n_forgotten
        )
        state = State.of(self.state, history, self.best_iteration)
        return Model(architecture, theta, statistics), state

    def check(self, model: Model) -> None:
        """Check that the model of `begin` has as many parameters as its network.

        Raises
        ------
        ValueError
            If not.
        """
        network = model.architecture.network(model.statistics)
        _check_same(model.theta.shape, (network.n_parameters,))

    def put_into(self, form: Direct) -> None:
        """Set what is trained to what it was.

        Raises
        ------
        ValueError
            If it has another form or other shapes.
        """
        _check_same((self.form, self.theta.shape), (form.name, form.theta.shape))
        if self.state["best"] is not None:
            *_, best = self.state["best"]
            expected = [form.theta, *form.network.statistics]
            _check_same(
                [each.shape for each in best], [each.shape for each in expected]
            )
        form.theta[...] = self.theta

    def put_into_solver(self, solver: Any) -> None:
        """Let a solver be as the one was that has left this.

        Raises
        ------
        ValueError
            If another one has.
        """
        try:
            solver.go_on(self.solver)
        except (KeyError, OverflowError, TypeError, ValueError):
            found = {name: array.shape for name, array in self.solver.items()}
            raise ValueError(
                "the checkpoint must hold what its solver has left; got arrays of "
                f"{found}. Call fit to start anew."
            ) from None


def _check_same(found: Any, expected: Any) -> None:
    if found != expected:
        raise ValueError(
            "the network and the samples must be those that the checkpoint was made "
            f"with; got a checkpoint of {found} for {expected}."
        )
