"""Which mistakes together give exactly what came: a search through the steps.

Steps are taken in order. One that the learner returns must come out as it came, in
every case: this cuts off nearly all branches at once. Of several explanations, the
cheapest is taken, so a cause is named before its three symptoms. What is right is never
blamed for a wrong result before it, from which it may well not have been computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
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

_KEPT = 1
_MISTAKE = 2
_PAIR = 4
_UNEXPLAINED = 7
_MOST_COST = 10
_MOST_TRIES = 10_000


@dataclass(frozen=True)
class Fault:
    """A step that is wrong, and the sentence that explains it, if any does.

    `kept` is a step that is right although it is made of this one, `swapped` whether
    the result is that of another step.
    """

    step: str
    sentence: str | None
    came: tuple[Any, ...] = ()
    right: tuple[Any, ...] = ()
    kept: str | None = None
    swapped: bool = False


@dataclass(frozen=True)
class _Option:
    """One way to take a step: what it costs, gives, and settles for later steps."""

    cost: int
    faults: tuple[Fault, ...]
    settled: dict[str, str]
    results: list[Any]
    kept: str | None = None


@dataclass(frozen=True)
class _Path:
    """What is assumed of the steps so far.

    `values` are what they give in each case, `settled` the formulas of a mistake in
    several steps, `wrong` the steps with a mistake that the learner does not return.
    """

    values: list[Values]
    settled: dict[str, str]
    wrong: frozenset[str] = frozenset()


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
    search.compute_right(given)
    try:
        for budget in range(_MOST_COST + 1):
            found = search.take(0, _Path(given, {}), budget)
            if found is not None:
                return search.faults_of(found)
    except _TooLong:
        pass
    return search.faults_of(search.step_by_step(given))


class _TooLong(Exception):
    """The search has tried enough."""


class _Search:
    def __init__(self, recipe: Recipe, came: dict[str, list[Any]]) -> None:
        self.recipe = recipe
        self.steps = list(recipe.steps)
        self.came = came
        self.upstream = {step: recipe.depends_on(step) for step in self.steps}
        self.right: dict[str, list[Any]] = {}  # of each step, as the equations give it
        self.tries = 0
        self.known: dict[str, list[Any] | None] = {}  # of equations without steps

    def compute_right(self, values: list[Values]) -> None:
        """Compute what the learner should have returned, and the steps to it."""
        for step in self.steps:
            results = self._compute(self.recipe.steps[step], values)
            if results is None:
                return
            self.right[step] = results
            values = _followed(values, step, results)

    def take(self, index: int, path: _Path, budget: int) -> tuple[_Option, ...] | None:
        """Options for the steps from `index` on that give all that came."""
        if index == len(self.steps):
            return ()
        step = self.steps[index]
        for option in self._options(step, path, budget):
            mistaken = option.faults or step in path.settled
            then = _Path(
                _followed(path.values, step, option.results),
                {**path.settled, **option.settled},
                path.wrong | ({step} if mistaken and step not in self.came else set()),
            )
            rest = self.take(index + 1, then, budget - option.cost)
            if rest is not None:
                return (option, *rest)
        return None

    def step_by_step(self, values: list[Values]) -> list[_Option]:
        """Explain each result by itself, from the learner's own earlier ones."""
        taken = []
        for step in self.steps:
            self.tries = 0
            options = self._options(step, _Path(values, {}), _PAIR)
            if step not in self.came:
                options = self._bases(step, _Path(values, {}), 0)
            single = (o for o in options if len(o.settled) < 2)  # others speak of all
            option = next(single, None) or self._unexplained(step, values)
            if option is None:
                continue
            taken.append(option)
            values = _followed(values, step, option.results)
        return taken

    def faults_of(self, options: Iterable[_Option]) -> list[Fault]:
        """List the faults, each with the first step that is right in spite of it."""
        options = list(options)
        kept = [option.kept for option in options if option.kept]

        def after(step: str) -> str | None:
            return next((name for name in kept if step in self.upstream[name]), None)

        faults = [fault for option in options for fault in option.faults]
        return [replace(fault, kept=after(fault.step)) for fault in faults]

    def _unexplained(self, step: str, values: list[Values]) -> _Option | None:
        """The learner's result as it came, whatever made it."""
        right = self._compute(self.recipe.steps[step], values)
        if right is None or step not in self.came:
            return None
        came = self.came[step]
        fault = Fault(step, None, tuple(came), tuple(right))
        return _Option(_UNEXPLAINED, (fault,), {}, came)

    def _options(self, step: str, path: _Path, budget: int) -> Iterator[_Option]:
        values = path.values
        bases = list(self._bases(step, path, budget))
        kept = self._kept(step, path, bases) if budget >= _KEPT else []
        if step not in self.came:
            yield from [*bases, *kept]
            return
        came = self.came[step]
        yield from (option for option in bases if _same(came, option.results))
        yield from kept
        for base in bases:
            if base.cost + _MISTAKE <= budget:
                relations = RELATIONS + LOSSES
                yield from self._related(step, base, _MISTAKE, relations, values)
        if budget >= _MISTAKE:
            yield from self._swapped(step)
        if budget >= _PAIR:
            for base in bases[:1]:
                yield from self._related(step, base, _PAIR, PAIRS, values)
        if budget >= _UNEXPLAINED:
            option = self._unexplained(step, values)
            if option is not None:
                yield option

    def _kept(self, step: str, path: _Path, bases: list[_Option]) -> list[_Option]:
        """The right result, though what came before it is wrong."""
        right = self.right.get(step)
        upstream = self.upstream[step]
        if right is None or path.wrong & upstream or not upstream & self.came.keys():
            return []
        if step in self.came and not _same(self.came[step], right):
            return []
        if any(option.cost == 0 and _same(option.results, right) for option in bases):
            return []
        return [_Option(_KEPT, (), {}, right, kept=step)]

    def _swapped(self, step: str) -> Iterator[_Option]:
        """What came, where it is what belongs under another name."""
        came = self.came[step]
        for other in self.came:
            if other != step and _same(came, self.right.get(other, [])):
                words = (
                    f"{shown_name(step)} holds what belongs into {shown_name(other)}."
                )
                yield _Option(_MISTAKE, (Fault(step, words, swapped=True),), {}, came)

    def _bases(self, step: str, path: _Path, budget: int) -> Iterator[_Option]:
        """The step by its own equation, then by each wrong one that is known."""
        values, settled = path.values, path.settled
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


def _followed(values: list[Values], step: str, results: list[Any]) -> list[Values]:
    """The values of each case with the results of one more step."""
    return [
        {**known, step: result} for known, result in zip(values, results, strict=True)
    ]


def _same(came: list[Any], results: list[Any]) -> bool:
    return all(close(a, b) for a, b in zip(came, results, strict=True))


def _with_shapes(words: str, came: list[Any], right: list[Any]) -> str:
    """Fill in the shapes of the first case in which they differ."""
    pairs = [(np.shape(a), np.shape(b)) for a, b in zip(came, right, strict=True)]
    shapes = next((pair for pair in pairs if pair[0] != pair[1]), pairs[0])
    return words.format(came=shapes[0], right=shapes[1])
