"""The candidates of a search over parameters, and what of them to draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from skscratch.plotting.value_scale import key_of

#: Of a candidate whose grid has no such parameter.
_NOTHING = "not set"


@dataclass(frozen=True, eq=False)  # its values may be arrays
class Candidate:
    """One candidate of a search.

    Parameters
    ----------
    values : dict of str to object
        Its parameters.
    mean, std : float
        Mean and standard deviation of its test score over the folds.
    train : float or None
        Mean training score, if recorded.
    budget : float, default=0
        The resources that it was given in a halving search, else 0.
    """

    values: dict[str, Any]
    mean: float
    std: float
    train: float | None
    budget: float = 0.0

    @property
    def rank(self) -> tuple[float, float]:
        """What the better of two has more of.

        A score at a small budget says little beside one at a large one: a halving
        search takes its best from the last round, and so does this.
        """
        return self.budget, self.mean

    def value(self, name: str) -> Any:
        """The value of a parameter, or "not set".

        Parameters
        ----------
        name : str
            The parameter.

        Returns
        -------
        object
            Its value.
        """
        return self.values.get(name, _NOTHING)


def candidates_of(cv_results: Any, score: str) -> list[Candidate]:
    """What was tried; of a halving search each at its largest budget.

    Parameters
    ----------
    cv_results : dict or DataFrame
        The record of a search.
    score : str
        Which score, as its keys name it.

    Returns
    -------
    list of Candidate
        In the order in which they were tried, without those that failed.

    Raises
    ------
    ValueError
        If the record lacks the score, or every candidate failed.
    """
    keys = {part: f"{part}_test_{score}" for part in ("mean", "std")}
    if "params" not in cv_results or keys["mean"] not in cv_results:
        known = [key[10:] for key in cv_results if str(key).startswith("mean_test_")]
        raise ValueError(
            f"cv_results must have 'params' and '{keys['mean']}', as the cv_results_ "
            f"of a search; got scores {known}. Pass one of them as metric."
        )
    last: dict[str, Candidate] = {}
    for values, mean, std, train, budget in _rows(cv_results, keys, score):
        earlier = last.get(key_of(values))
        if np.isfinite(mean) and (earlier is None or budget >= earlier.budget):
            last[key_of(values)] = Candidate(dict(values), mean, std, train, budget)
    if not last:
        raise ValueError(
            "cv_results must hold a score to draw; got nan for every candidate. Pass "
            "error_score='raise' to the search to see why."
        )
    return list(last.values())


def _rows(cv_results: Any, keys: dict[str, str], score: str) -> Iterator[Any]:
    """For each row its parameters, mean, standard deviation, training and budget."""
    means, stds = (np.asarray(cv_results[key], dtype=float) for key in keys.values())
    key = f"mean_train_{score}"
    trains = cv_results[key] if key in cv_results else [None] * len(means)
    budgets = (
        np.asarray(cv_results["n_resources"])
        if "n_resources" in cv_results
        else np.zeros(len(means))
    )
    return zip(cv_results["params"], means, stds, trains, budgets, strict=True)


def parameters_to_draw(
    candidates: list[Candidate], wanted: str | Sequence[str] | None
) -> tuple[list[str], list[str]]:
    """The one or two parameters to draw, and those that vary besides.

    Parameters
    ----------
    candidates : list of Candidate
        What was tried.
    wanted : str, sequence of one or two str, or None
        What the user asked for.

    Returns
    -------
    chosen, others : list of str
        By default those that vary; of more than two those over which the best score
        differs most.

    Raises
    ------
    ValueError
        If there are none, or `wanted` names others.
    """
    names = list(dict.fromkeys(name for each in candidates for name in each.values))
    varying = [
        name for name in names if len({key_of(c.value(name)) for c in candidates}) > 1
    ]
    chosen = _chosen(candidates, names, varying, wanted)
    return chosen, [name for name in varying if name not in chosen]


def _chosen(
    candidates: list[Candidate],
    names: list[str],
    varying: list[str],
    wanted: str | Sequence[str] | None,
) -> list[str]:
    if wanted is not None:
        chosen = [wanted] if isinstance(wanted, str) else list(wanted)
        unknown = [name for name in chosen if name not in names]
        if unknown or len(chosen) not in (1, 2) or len(set(chosen)) < len(chosen):
            raise ValueError(
                f"parameters must be one or two of {', '.join(names)}; got {chosen}."
            )
        return chosen
    if not names:
        raise ValueError("cv_results must hold parameters to draw; got none.")
    if len(varying) <= 2:
        return varying or names[:1]

    def difference(name: str) -> float:
        means = [each.mean for each in best_of_each(candidates, [name])]
        return max(means) - min(means)

    best = sorted(varying, key=difference, reverse=True)[:2]
    return [name for name in varying if name in best]


def best_of_each(candidates: list[Candidate], names: list[str]) -> list[Candidate]:
    """For each combination of values of some parameters the best candidate."""
    best: dict[tuple[str, ...], Candidate] = {}
    for each in candidates:
        key = tuple(key_of(each.value(name)) for name in names)
        if key not in best or each.rank > best[key].rank:
            best[key] = each
    return list(best.values())


def winner_of(drawn: list[Candidate]) -> Candidate:
    """The best; of several the one that was tried first, as a search takes it."""
    return max(drawn, key=lambda each: each.rank)
