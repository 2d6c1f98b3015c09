"""What a checkpoint holds, as values and arrays."""

from __future__ import annotations

from dataclasses import dataclass
from types import NoneType
from typing import Any

import numpy as np

from skscratch.checkpoints._file import UNFIT, Damaged, packed, unpacked
from skscratch.training.progress import Progress
from skscratch.training.state import History, State

__all__ = ["Content"]

#: Of `Progress`, what JSON has types for.
NUMBERS = ("form", "best_iteration", "outcome", "n_earlier_epochs", "dtype")

#: Types in JSON of these, and of what `State.plain` and `History` have besides arrays.
KINDS: dict[str, tuple[type, ...]] = {
    "form": (str,),
    "best_iteration": (int, NoneType),
    "outcome": (str,),
    "n_earlier_epochs": (int,),
    "dtype": (str,),
    "state": (dict,),
    "shuffle_rng": (dict,),
    "dropout_rng": (dict,),
    "split_seed": (int,),
    "memory_of": (list, NoneType),
    "reference": (int, float),
    "previous": (int, float),
    "n_stalled": (int,),
    "n_left": (int,),
    "reference_of": (str,),
    "factor": (int, float),
    "best": (list, NoneType),
    "history": (dict,),
    "n_steps": (int,),
    "n_forgotten": (int,),
}
OUTCOMES, DTYPES = ("max_iter", "converged", "diverged"), ("float32", "float64")


@dataclass(frozen=True)
class Content:
    """A run's progress, and what it takes to be sure that it is this run's.

    Attributes
    ----------
    settings : dict
        See `settings_of`.
    fingerprint : dict of str to str
    every, keep : int
        Of the `Checkpoint`.
    versions : dict of str to str
    start : str or None
        Which file holds `Progress.origin`, which is large and does not change.
    progress : Progress
    """

    settings: dict[str, Any]
    fingerprint: dict[str, str]
    every: int
    keep: int
    versions: dict[str, str]
    start: str | None
    progress: Progress

    def packed(self) -> bytes:
        """All of it as bytes, but for the origin."""
        values = {name: value for name, value in vars(self).items()}
        del values["progress"]
        numbers, arrays = _taken_apart(self.progress)
        return packed(values | {"progress": numbers}, arrays)

    @classmethod
    def unpacked(cls, content: bytes) -> Content:
        """What `packed` has made bytes of.

        Raises
        ------
        Damaged
            If they are something else.
        """
        values, arrays = unpacked(content)
        try:
            progress = _put_together(values.pop("progress"), arrays)
            whole = cls(**values, progress=progress)
            whole._check()
            return whole
        except UNFIT as error:
            raise Damaged(f"does not fit together ({type(error).__name__})") from None

    def _check(self) -> None:
        """Raise TypeError unless all but the progress is of the types it should be.

        Texts are shown in errors: what would command a terminal is none that `packed`
        has written.
        """
        settings, texts = self.settings, [self.settings["class"]]
        for group in (
            settings["parameters"],
            settings["others"],
            self.fingerprint,
            self.versions,
        ):
            texts += [*group, *group.values()]
        if not all(type(each) is str and each.isprintable() for each in texts):
            raise TypeError
        if type(self.start) not in (str, NoneType):
            raise TypeError
        if not all(type(n) is int and n > 0 for n in (self.every, self.keep)):
            raise TypeError


def _taken_apart(
    progress: Progress,
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    history, state = progress.history, dict(progress.state)
    curves = {
        "costs": history.costs,
        "losses": history.validation_losses,
        "scores": history.validation_scores,
    }
    arrays = {
        "theta": progress.theta,
        **_named("statistics", dict(enumerate(progress.statistics))),
        **_named("solver", progress.solver),
        **_named("memory", state.pop("memory")),
        **_named("history", {name: np.array(each) for name, each in curves.items()}),
    }
    if state["best"] is not None:
        *state["best"], best = state["best"]
        arrays |= _named("best", dict(enumerate(best)))
    numbers = {name: getattr(progress, name) for name in NUMBERS}
    counts = {"n_steps": history.n_steps, "n_forgotten": history.n_forgotten}
    return numbers | {"state": state, "history": counts}, arrays


def _put_together(numbers: dict[str, Any], arrays: dict[str, np.ndarray]) -> Progress:
    _check_kinds(numbers)
    state = dict(numbers["state"], memory=_group("memory", arrays))
    if state["memory_of"] is not None:
        state["memory_of"] = tuple(state["memory_of"])
    if state["best"] is not None:
        best = tuple(_group("best", arrays).values())
        state["best"] = (*state["best"], best)
    curves = {name: each.tolist() for name, each in _group("history", arrays).items()}
    if any(array.ndim != 1 for array in _group("history", arrays).values()):
        raise ValueError
    history = History.of(
        curves["costs"], curves["losses"], curves["scores"], **numbers["history"]
    )
    State.of(state, history, None)  # whether it is one
    progress = Progress(
        theta=arrays["theta"],
        origin=None,
        statistics=list(_group("statistics", arrays).values()),
        solver=_group("solver", arrays),
        state=state,
        history=history,
        **{name: numbers[name] for name in NUMBERS},
    )
    _check_counts(progress)
    return progress


def _check_kinds(numbers: dict[str, Any]) -> None:
    """Raise TypeError or ValueError where a value is none that a run leaves."""
    values = numbers | numbers["state"] | numbers["history"]
    if not all(type(value) in KINDS[name] for name, value in values.items()):
        raise TypeError
    if numbers["outcome"] not in OUTCOMES or numbers["dtype"] not in DTYPES:
        raise ValueError
    if numbers["state"]["best"] is not None:
        value, iteration = numbers["state"]["best"]
        if type(value) not in (int, float) or type(iteration) not in (int, NoneType):
            raise TypeError


def _check_counts(progress: Progress) -> None:
    """Raise ValueError where more has happened than there were epochs."""
    least = 0 if progress.outcome == "max_iter" else 1  # one that has ended the run
    if progress.n_epochs < least:
        raise ValueError
    if not 0 <= progress.history.n_forgotten <= progress.n_earlier_epochs:
        raise ValueError


def _named(group: str, arrays: dict[Any, np.ndarray]) -> dict[str, np.ndarray]:
    return {f"{group}/{name}": array for name, array in arrays.items()}


def _group(group: str, arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    start = f"{group}/"
    return {
        name.removeprefix(start): array
        for name, array in arrays.items()
        if name.startswith(start)
    }
