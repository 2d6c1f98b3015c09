"""What a checkpoint holds, as values and arrays."""

from __future__ import annotations

from dataclasses import dataclass
from types import NoneType
from typing import Any

import numpy as np

from skscratch.checkpoints._file import Damaged, packed, unpacked
from skscratch.training.progress import Progress
from skscratch.training.state import History, State

__all__ = ["Content"]

#: Of `Progress`, what JSON has types for.
NUMBERS = ("form", "best_iteration", "outcome", "n_earlier_epochs", "dtype")


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
        except (AttributeError, KeyError, TypeError, ValueError) as error:
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
    state = dict(numbers["state"], memory=_group("memory", arrays))
    if state["memory_of"] is not None:
        state["memory_of"] = tuple(state["memory_of"])
    if state["best"] is not None:
        best = tuple(_group("best", arrays).values())
        state["best"] = (*state["best"], best)
    curves = {name: each.tolist() for name, each in _group("history", arrays).items()}
    history = History.of(
        curves["costs"], curves["losses"], curves["scores"], **numbers["history"]
    )
    State.of(state, history, None)  # whether it is one
    return Progress(
        theta=arrays["theta"],
        origin=None,
        statistics=list(_group("statistics", arrays).values()),
        solver=_group("solver", arrays),
        state=state,
        history=history,
        **{name: numbers[name] for name in NUMBERS},
    )


def _named(group: str, arrays: dict[Any, np.ndarray]) -> dict[str, np.ndarray]:
    return {f"{group}/{name}": array for name, array in arrays.items()}


def _group(group: str, arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    start = f"{group}/"
    return {
        name.removeprefix(start): array
        for name, array in arrays.items()
        if name.startswith(start)
    }
