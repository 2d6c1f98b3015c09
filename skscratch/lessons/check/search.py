"""Which mistakes together give exactly what came: a search through the steps.

Steps are taken in order. One that the learner returns must come out as it came, in
every case: this cuts off nearly all branches at once. Of several explanations, the
cheapest is taken, so a cause is named before its three symptoms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from skscratch.lessons.check.compare import (
    LOSSES,
    PAIRS,
    RELATIONS,
    Relation,
    close,
)
from skscratch.lessons.check.recipe import Recipe, Values
from skscratch.lessons.check.structure import shown_name

_MISTAKE = 2
_PAIR = 4
_UNEXPLAINED = 7
_MOST_COST = 10
_MOST_TRIES = 10_000


@dataclass(frozen=True)
class Fault:
    """A step that is wrong, and the sentence that explains it, if any does."""

    step: str
    sentence: str | None
    came: tuple[Any, ...] = ()
    right: tuple[Any, ...] = ()


@dataclass(frozen=True)
class _Option:
    """One way to take a step: what it costs, gives, and settles for later steps."""

    cost: int
    faults: tuple[Fault, ...]
    settled: dict[str, str]
    results: list[Any]


def explain(recipe: Recipe, given: list[Values], came: list[Values]) -> list[Fault]:
    """Find the fewest mistakes that give what came.

    Parameters
    ----------
    recipe : Recipe
        Steps and known mistakes.
    given : list of dict
        For each case the arguments, by the names that the equations use.
    came : list of dict
        For each case what the learner's function returned, by step.

    Returns
    -------
    list of Fault
        Empty if everything is as the equations give it.
    """
    outputs = [s for s in recipe.steps if all(s in results for results in came)]
    search = _Search(recipe, {s: [results[s] for results in came] for s in outputs})
    try:
        for budget in range(_MOST_COST + 1):
            found = search.take(0, given, {}, budget)
            if found is not None:
                return list(found)
    except _TooLong:
        pass
    return search.step_by_step(given)


class _TooLong(Exception):
    """The search has tried enough."""


class _Search:
    def __init__(self, recipe: Recipe, came: dict[str, list[Any]]) -> None:
        self.recipe = recipe
        self.steps = list(recipe.steps)
        self.came = came
        self.tries = 0
        self.known: dict[str, list[Any] | None] = {}  # of equations without steps

    def take(
        self, index: int, values: list[Values], settled: dict[str, str], budget: int
    ) -> tuple[Fault, ...] | None:
        """The faults of the steps from `index` on, at most `budget` dear."""
        if index == len(self.steps):
            return ()
        step = self.steps[index]
        for option in self._options(step, values, settled, budget):
            then = [
                {**known, step: result}
                for known, result in zip(values, option.results, strict=True)
            ]
            settled_then = {**settled, **option.settled}
            rest = self.take(index + 1, then, settled_then, budget - option.cost)
            if rest is not None:
                return (*option.faults, *rest)
        return None

    def step_by_step(self, values: list[Values]) -> list[Fault]:
        """Explain each result by itself, from the learner's own earlier ones."""
        faults: list[Fault] = []
        for step in self.steps:
            self.tries = 0
            options = self._options(step, values, {}, _PAIR)
            if step not in self.came:
                options = self._bases(step, values, {}, 0)
            option = next(options, None) or self._unexplained(step, values)
            if option is None:
                continue
            faults.extend(option.faults)
            values = [
                {**known, step: result}
                for known, result in zip(values, option.results, strict=True)
            ]
        return faults

    def _unexplained(self, step: str, values: list[Values]) -> _Option | None:
        """The learner's result as it came, whatever made it."""
        right = self._compute(self.recipe.steps[step], values)
        if right is None or step not in self.came:
            return None
        came = self.came[step]
        fault = Fault(step, None, tuple(came), tuple(right))
        return _Option(_UNEXPLAINED, (fault,), {}, came)

    def _options(
        self, step: str, values: list[Values], settled: dict[str, str], budget: int
    ) -> Iterator[_Option]:
        bases = list(self._bases(step, values, settled, budget))
        if step not in self.came:
            yield from bases
            return
        came = self.came[step]
        yield from (option for option in bases if _same(came, option.results))
        for price, relations in ((_MISTAKE, RELATIONS + LOSSES), (_PAIR, PAIRS)):
            for base in bases if price == _MISTAKE else bases[:1]:
                if base.cost + price <= budget:
                    yield from self._related(step, base, price, relations, values)
        if budget >= _UNEXPLAINED:
            option = self._unexplained(step, values)
            if option is not None:
                yield option

    def _bases(
        self, step: str, values: list[Values], settled: dict[str, str], budget: int
    ) -> Iterator[_Option]:
        """The step by its own equation, then by each wrong one that is known."""
        formula = settled.get(step, self.recipe.steps[step])
        results = self._compute(formula, values)
        if results is not None:
            yield _Option(0, (), {}, results)
        if budget < _MISTAKE:
            return
        for mistake in self.recipe.starting_at(step):
            if len(mistake.formulas) > 1 and settled.keys() & mistake.formulas.keys():
                continue
            results = self._compute(mistake.formulas[step], values)
            if results is not None:
                fault = Fault(step, mistake.sentence)
                yield _Option(_MISTAKE, (fault,), dict(mistake.formulas), results)

    def _related(
        self,
        step: str,
        base: _Option,
        price: int,
        relations: tuple[Relation, ...],
        values: list[Values],
    ) -> Iterator[_Option]:
        """What came, where it has a simple relation to the base in every case."""
        came = self.came[step]
        if base.faults and not base.faults[0].sentence:
            return
        if not all(np.isfinite(np.asarray(r, float)).all() for r in base.results):
            return  # what is not finite is like anything that is not
        for relation in relations:
            self._count()
            results = [
                relation.apply(np.asarray(result, dtype=float), known.get("m"))
                for result, known in zip(base.results, values, strict=True)
            ]
            if any(result is None for result in results) or not _same(came, results):
                continue
            words = _with_shapes(relation.words, came, base.results)
            fault = Fault(step, f"{shown_name(step)} {words}.")
            yield _Option(base.cost + price, (*base.faults, fault), base.settled, came)

    def _compute(self, formula: str, values: list[Values]) -> list[Any] | None:
        self._count()
        if formula in self.known:
            return self.known[formula]
        results = [self.recipe.compute(formula, known) for known in values]
        found = None if any(result is None for result in results) else results
        if not self.recipe.steps_in(formula):
            self.known[formula] = found
        return found

    def _count(self) -> None:
        self.tries += 1
        if self.tries > _MOST_TRIES:
            raise _TooLong


def _same(came: list[Any], results: list[Any]) -> bool:
    return all(close(a, b) for a, b in zip(came, results, strict=True))


def _with_shapes(words: str, came: list[Any], right: list[Any]) -> str:
    """Fill in the shapes of the first case in which they differ."""
    pairs = [(np.shape(a), np.shape(b)) for a, b in zip(came, right, strict=True)]
    shapes = next((pair for pair in pairs if pair[0] != pair[1]), pairs[0])
    return words.format(came=shapes[0], right=shapes[1])
