"""Functions that train a network: each step must follow from the one before.

Where the first weights come from is the learner's affair. What is checked is that the
parameters after two iterations are those after one, one step of the textbook further,
and so at the end of many.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from skscratch.functional import deep, shallow
from skscratch.lessons.check.attempt import (
    Attempt,
    attempt,
    described,
    fitting,
    parameters_of,
    quietly,
    refusal,
    seed_for,
)
from skscratch.lessons.check.compare import close
from skscratch.lessons.check.errors import error_in_words
from skscratch.lessons.check.mistakes import labels, normal
from skscratch.lessons.check.search import explain
from skscratch.lessons.check.structure import (
    Leaves,
    Parts,
    Taken,
    reordered,
    shown_name,
    take_apart,
)
from skscratch.lessons.check.task import Case, check_callable
from skscratch.lessons.check.update import update_recipe
from skscratch.lessons.check.verdict import Verdict
from skscratch.lessons.check.words import (
    MEMORY,
    faults_in_words,
    in_place_in_words,
    unwritten_in_words,
)


@dataclass(frozen=True)
class _Training:
    """How one of these functions is called, and the textbook's cost and gradient."""

    name: str
    sizes: tuple[tuple[int, ...], ...]
    rate: float
    cost: Callable[[Leaves, Any, Any], float]
    gradient: Callable[[Leaves, Any, Any], Leaves]
    with_costs: bool

    def arguments(self, sizes: tuple[int, ...], iterations: int) -> dict[str, Any]:
        """The arguments in the lesson's order."""
        X, _ = normal(sum(sizes), (sizes[0], 7), (1,))
        Y = labels(2, 7)
        if self.name == "nn_model":
            middle: dict[str, Any] = {"n_h": sizes[1]}
        else:
            middle = {"layers_dims": list(sizes), "learning_rate": self.rate}
        return {
            "X": X,
            "Y": Y,
            **middle,
            "num_iterations": iterations,
            "print_cost": True,
        }

    def template(self, sizes: tuple[int, ...]) -> Any:
        """What comes back: the parameters, and in lesson 3 the costs too."""
        keys = [f"{k}{n}" for n in range(1, len(sizes)) for k in "Wb"]
        parameters = {key: key for key in keys}
        if self.with_costs:
            return Parts({"parameters": parameters, "costs": "costs"})
        return parameters


def _shallow_cost(parameters: Leaves, X: Any, Y: Any) -> float:
    return shallow.compute_cost(shallow.forward_propagation(X, parameters)[0], Y)


def _shallow_gradient(parameters: Leaves, X: Any, Y: Any) -> Leaves:
    _, cache = shallow.forward_propagation(X, parameters)
    return shallow.backward_propagation(parameters, cache, X, Y)


def _deep_cost(parameters: Leaves, X: Any, Y: Any) -> float:
    return float(deep.compute_cost(deep.L_model_forward(X, parameters)[0], Y))


def _deep_gradient(parameters: Leaves, X: Any, Y: Any) -> Leaves:
    AL, caches = deep.L_model_forward(X, parameters)
    grads: Leaves = deep.L_model_backward(AL, Y, caches)
    return {name: value for name, value in grads.items() if name[:2] != "dA"}


TRAININGS = {
    t.name: t
    for t in (
        _Training("nn_model", ((2, 4, 1), (3, 2, 1)), 1.2, _shallow_cost,
                  _shallow_gradient, False),
        _Training("two_layer_model", ((3, 4, 1), (2, 5, 1)), 0.3, _deep_cost,
                  _deep_gradient, True),
        _Training("L_layer_model", ((3, 4, 2, 1), (2, 5, 1)), 0.3, _deep_cost,
                  _deep_gradient, True),
    )
}  # fmt: skip


def judge_training(name: str, function: Any) -> Verdict:
    """Judge an `nn_model`, a `two_layer_model` or an `L_layer_model`."""
    check_callable(name, function)
    training = TRAININGS[name]
    findings: list[str] = []
    for sizes in training.sizes:
        with quietly():
            findings = _Trial(training, function, sizes).findings()
        if findings:
            break
    evidence = f"{len(training.sizes)} networks, each step against the textbook's"
    return Verdict(not findings, name, tuple(dict.fromkeys(findings)), evidence)


_LONG = 150  # iterations that record two costs, the second not of the last one
_NO_RATE = 1e-12  # a step so small that the parameters stay those of the start
_UNLIKE = (
    "the step of iteration {} is not like those before: each turn of the loop takes "
    "one, with the same learning rate, up to the last."
)
_UNREPEATED = (
    "two calls with the same arguments give different parameters, so no step can be "
    "followed: draw the first weights within the function, after np.random.seed(3) or "
    "from a generator that is made there, and keep nothing from call to call."
)


class _Unusable(Exception):
    """What came of a call cannot be trained on; the words say why."""


class _Trial:
    """One learner's function on one network."""

    def __init__(
        self, training: _Training, function: Callable[..., Any], sizes: tuple[int, ...]
    ) -> None:
        self.training = training
        self.function = function
        self.sizes = sizes
        self.keywords = seed_for(function)
        if "learning_rate" not in training.arguments(sizes, 1):
            self.keywords |= _rate_by_name(function, training.rate)

    def findings(self) -> list[str]:
        """Say what is wrong, form first, then the steps, then the costs."""
        unfit = refusal(self.function, self._arguments(1), **self.keywords)
        if unfit:
            return [unfit]
        first = self._call(1)
        if first.unwritten:
            return [unwritten_in_words(first)]
        if first.error is not None:
            return [error_in_words(first.error, described(self._arguments(1)))]
        taken = self._take(first)
        if taken.faults:
            for words, value in reordered(
                self.training.template(self.sizes), first.value
            ):
                if not take_apart(self.training.template(self.sizes), value).faults:
                    return [words]
        findings = in_place_in_words([first]) + taken.faults
        findings = findings or self._wrong_shapes(taken.leaves)
        if findings or (findings := self._remembers(first)):
            return findings
        try:
            steps = self._wrong_steps(taken.leaves)
            return steps or self._wrong_costs() or taken.lists
        except _Unusable as unusable:
            return [str(unusable)]

    def _arguments(self, iterations: int) -> dict[str, Any]:
        arguments = self.training.arguments(self.sizes, iterations)
        return fitting(self.function, arguments, **self.keywords)

    def _call(self, iterations: int, **others: Any) -> Attempt:
        keywords = {**self.keywords, **seed_for(self.function)}
        arguments = {**self._arguments(iterations), **others}
        return attempt(self.function, arguments, **keywords)

    def _remembers(self, first: Attempt) -> list[str]:
        """Whether the same call gives something else the second time."""
        again = self._call(1)
        one, two = self._take(first).leaves, self._take(again).leaves
        if first.overwritten or again.error is not None:
            return [MEMORY]
        if any(name in two and not close(one[name], two[name]) for name in one):
            alike = all(close(one[n], two[n]) for n in one if n != "costs")
            return [MEMORY if alike else _UNREPEATED]
        return []

    def _take(self, tried: Attempt) -> Taken:
        return take_apart(self.training.template(self.sizes), tried.value)

    def _parameters(self, iterations: int, **others: Any) -> Leaves:
        """The parameters after some iterations; raise _Unusable for another form."""
        tried = self._call(iterations, **others)
        arguments = self._arguments(iterations)
        if tried.error is not None:
            raise _Unusable(error_in_words(tried.error, described(arguments)))
        taken = self._take(tried)
        faults = taken.faults or self._wrong_shapes(taken.leaves)
        if faults:
            raise _Unusable(f"after {iterations} iterations {faults[0]}")
        return {name: v for name, v in taken.leaves.items() if name != "costs"}

    def _cost(self, parameters: Leaves) -> float:
        arguments = self._arguments(1)
        return self.training.cost(parameters, arguments["X"], arguments["Y"])

    def _wrong_shapes(self, leaves: Leaves) -> list[str]:
        faults = self._own_width(leaves)
        if faults:
            return faults
        for layer, (n_in, n_out) in enumerate(
            zip(self.sizes, self.sizes[1:], strict=False), 1
        ):
            for name, right in (
                (f"W{layer}", (n_out, n_in)),
                (f"b{layer}", (n_out, 1)),
            ):
                came = leaves[name]
                if came.shape != right:
                    faults.append(f"{name} has the shape {came.shape} for {right}.")
                    if name[0] == "b" and came.shape == (n_out, n_out):
                        faults[-1] += (
                            f" A d{name} of shape ({n_out},) spreads it so: keep the "
                            "column there, keepdims=True."
                        )
                elif not np.isfinite(came).all():
                    faults.append(f"{name} holds numbers that are not finite.")
        return faults

    def _own_width(self, leaves: Leaves) -> list[str]:
        """Whether an `nn_model` has as many hidden units as it likes."""
        asked = self.sizes[1]
        came = leaves["W1"].shape[0] if leaves["W1"].ndim == 2 else asked
        if self.training.name != "nn_model" or came == asked:
            return []
        if leaves["W1"].shape != (came, self.sizes[0]):
            return []
        return [
            f"the hidden layer has {came} unit{'s' * (came != 1)} where n_h = {asked} "
            f"asks for {asked}: use the argument n_h, and not the one that "
            "layer_sizes(X, Y) gives."
        ]

    def _wrong_steps(self, first: Leaves) -> list[str]:
        one = {name: value for name, value in first.items() if name != "costs"}
        two = self._parameters(2)
        if _equal(one, two):
            return [_standing_still(one)]
        if not any(one[name].any() for name in one if name[0] == "b"):
            return [
                "after 1 iteration the biases are still zero: there is one step too "
                "few; range(num_iterations) has num_iterations of them."
            ]
        if len(one["W1"]) > 1 and close(one["W1"], one["W1"][:1] + 0 * one["W1"]):
            return [
                "the hidden units are all the same: the weights must start from "
                "different random numbers."
            ]
        three = self._parameters(3)
        return (
            self._wrong_step(one, two, three) or self._too_many() or self._wrong_end()
        )

    def _too_many(self) -> list[str]:
        """Whether a step is taken where none is asked for, if that can be asked."""
        start = self._call(0)
        leaves = {} if start.error is not None else self._take(start).leaves
        if any(leaves[name].any() for name in leaves if name[0] == "b"):
            return [
                "with num_iterations = 0 the biases are no longer zero: there is one "
                "step too many, where range(num_iterations) has num_iterations of "
                "them, or the biases do not start from np.zeros."
            ]
        return []

    def _wrong_end(self) -> list[str]:
        """Hold the last of many steps against the textbook's."""
        before, after = self._parameters(_LONG - 1), self._parameters(_LONG)
        arguments = self._arguments(_LONG)
        grads = self.training.gradient(before, arguments["X"], arguments["Y"])
        rate = self.training.rate
        right = {n: value - rate * grads[f"d{n}"] for n, value in before.items()}
        return [] if _equal(after, right) else [_UNLIKE.format(_LONG)]

    def _wrong_step(self, one: Leaves, two: Leaves, three: Leaves) -> list[str]:
        """Hold the second step and the third against the textbook's."""
        arguments = self._arguments(2)
        X, Y, rate = arguments["X"], arguments["Y"], self.training.rate
        grads = self.training.gradient(one, X, Y)
        given = [
            {**one, **grads, "learning_rate": rate},
            {**two, **self.training.gradient(two, X, Y), "learning_rate": rate},
        ]
        asked = "learning_rate" in (*arguments, *self.keywords)
        recipe = update_recipe(len(self.sizes) - 1, default=not asked)
        came = [{f"{k}_new": v for k, v in after.items()} for after in (two, three)]
        faults = explain(recipe, given, came)
        if not faults:
            return []
        cases = [Case(arguments, values) for values in given]
        words = faults_in_words(recipe, cases, faults, set(recipe.steps))
        seen = _rate_of(one, two, grads)
        unexplained = [shown_name(f.step) for f in faults if f.sentence is None]
        if seen is not None and unexplained and close(seen, rate, 1e-6):
            return [_UNLIKE.format(3)]
        if seen is not None and unexplained:
            words = [
                f"each step is {seen:.6g} times the gradient where the learning rate "
                f"is {self.training.rate}."
            ]
        elif len(unexplained) == len(recipe.steps):
            words = [
                "the second step does not follow from the first: forward, cost, "
                "backward and update all belong in the loop, with the parameters of "
                "the turn before, and only the initialization before it.",
                words[0],
            ]
        elif len(unexplained) == len(faults):
            slopes = ", ".join(f"d{name}" for name in unexplained)
            made = "it is" if len(unexplained) == 1 else "they are"
            words = [
                f"only the step of {', '.join(unexplained)} is wrong: look at "
                f"{slopes}, and at what {made} made of.",
                words[0],
            ]
        return [f"between one iteration and two: {words[0]}", *words[1:]]

    def _wrong_costs(self) -> list[str]:
        if not self.training.with_costs or self.sizes != self.training.sizes[0]:
            return []  # one network tells
        costs = self._take(self._call(_LONG)).leaves.get("costs", np.empty(0))
        rule = "append the cost where i % 100 == 0"
        if costs.ndim == 0:
            return [f"costs is one number: make a list before the loop, and {rule}."]
        if costs.size == 0:
            return [f"costs is empty: {rule}."]
        if costs.size != costs.shape[0] or not self._is_recorded(costs.ravel()):
            return [
                f"costs has the shape {costs.shape} after {_LONG} iterations, where "
                f"two numbers belong: {rule}."
            ]
        before = self._parameters(1, learning_rate=_NO_RATE), self._parameters(100)
        after = self._parameters(1), self._parameters(101)
        for i, cost in enumerate(costs.ravel()[:2]):
            right, later = self._cost(before[i]), self._cost(after[i])
            if not close(cost, right, 1e-6):
                advice = (
                    "record the cost before the step"
                    if close(cost, later, 1e-6)
                    else "append what compute_cost gives in that turn, as it is"
                )
                return [
                    f"costs[{i}] is {float(cost):.6g}; the cost of the parameters "
                    f"after {100 * i} iterations is {right:.6g}: {advice}."
                ]
        return []

    def _is_recorded(self, costs: np.ndarray) -> bool:
        """Whether there are two costs, or one more of the end."""
        if len(costs) != 3:
            return len(costs) == 2
        ends = self._parameters(_LONG - 1), self._parameters(_LONG)
        return any(close(costs[2], self._cost(end), 1e-6) for end in ends)


def _equal(one: Leaves, other: Leaves) -> bool:
    return all(close(one[name], other[name]) for name in one)


def _rate_by_name(function: Callable[..., Any], rate: float) -> dict[str, Any]:
    """The learning rate for an `nn_model` that takes one; the lesson's does not."""
    return {"learning_rate": rate} if "learning_rate" in parameters_of(function) else {}


def _standing_still(parameters: Leaves) -> str:
    if not any(value.any() for name, value in parameters.items() if name[0] == "b"):
        return (
            "the loop keeps the old parameters: assign what update_parameters returns, "
            "parameters = update_parameters(parameters, grads, ...)."
        )
    return (
        "1 and 2 iterations give the same parameters: use num_iterations, and in each "
        "turn of the loop the parameters of the turn before."
    )


def _rate_of(one: Leaves, two: Leaves, grads: Leaves) -> float | None:
    """The learning rate that the step shows, if it is one for all parameters."""
    step = np.concatenate([(one[name] - two[name]).ravel() for name in one])
    slope = np.concatenate([grads[f"d{name}"].ravel() for name in one])
    rate = float(step @ slope / max(float(slope @ slope), 1e-300))
    return rate if close(step, rate * slope, 1e-6) else None
