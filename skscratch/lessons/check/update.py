"""The step of gradient descent in all lessons, and what goes wrong in it."""

from __future__ import annotations

from typing import Any

from skscratch.lessons.check.mistakes import network, normal
from skscratch.lessons.check.recipe import Mistake, Recipe, wrong
from skscratch.lessons.check.task import Case, Task

# A wrong equation, `p` the parameter and `d` its gradient; what to say where all have
# it, `{right}` the first one's equation; and what follows the name of the only one.
_STEPS = (
    ("{p} + learning_rate * {d}", "the step goes uphill: subtract, {right} and so on",
     "goes uphill"),
    ("{p}", "the parameters come back as they were: assign the new ones, {first} = "
     "{right} and so on, and return those", "is not updated"),
    ("{p} - {d}", "the learning rate is not used: {right} and so on",
     "is updated without the learning rate"),
    ("{p} - {d} / learning_rate", "the gradient is divided by the learning rate: it is "
     "multiplied by it", "has its gradient divided by the learning rate"),
    ("{p} - learning_rate / {d}", "the learning rate is divided by the gradient: it "
     "multiplies it, {right}", "has the learning rate divided by its gradient"),
    ("{p} - learning_rate + {d}", "the learning rate is subtracted: it multiplies the "
     "gradient, {right}", "has the learning rate subtracted"),
    ("{p} - learning_rate - {d}", "the learning rate is subtracted: it multiplies the "
     "gradient, {right}", "has the learning rate and the gradient subtracted"),
    ("({p} - learning_rate) * {d}", "brackets are at the wrong place: {first} - "
     "(learning_rate * d{first})", "has brackets at the wrong place"),
    ("-learning_rate * {d}", "only the step comes back: add it to the parameter, "
     "{right}", "is the step alone"),
    ("learning_rate * {d}", "only the step comes back: subtract it from the parameter, "
     "{right}", "is the step alone"),
    ("{p} - learning_rate * {p}", "the step is along the parameters, not along their "
     "gradients: {right}", "takes its step along itself, not along its gradient"),
    ("{p} * (1 - learning_rate * {d})", "the step multiplies the parameter: subtract "
     "it, {right}", "is multiplied by its step"),
    ("{d}", "the gradients come back: {right} and so on belongs there",
     "is its gradient"),
)  # fmt: skip
_RATES = (1.2, 0.0075, 0.009, 0.01, 0.1, 0.5, 0.05, 0.005, 0.001)


def step_mistakes(names: list[str], *, default: bool = False) -> tuple[Mistake, ...]:
    """Wrong steps of these parameters, ``W1_new`` that of ``W1``.

    A function that is called without a rate has another `default` than the lesson's.
    """
    first, right = names[0], _right(names[0])
    tables = [(f, words.format(first=first, right=right)) for f, words, _ in _STEPS]
    for rate in _RATES[1:] if default else _RATES:
        words = (
            f"the learning rate is {rate}: the lesson's default is 1.2"
            if default
            else f"the learning rate is {rate} whatever is asked for: use the argument "
            "learning_rate"
        )
        tables.append((f"{{p}} - {rate} * {{d}}", words))
    mistakes = [
        Mistake(f"{words}.", all_as(formula, names)) for formula, words in tables
    ]
    for name in names:
        mistakes += _mistakes_with(name, [n for n in names if n != name])
    return tuple(mistakes)


def all_as(formula: str, names: list[str]) -> dict[str, str]:
    """The same equation for each parameter."""
    return {f"{n}_new": formula.format(p=n, d=f"d{n}") for n in names}


def _right(name: str) -> str:
    return f"{name} - learning_rate * d{name}"


def _mistakes_with(name: str, others: list[str]) -> list[Mistake]:
    """Wrong updates of one parameter, by itself and mixed up with another."""
    step, right = f"{name}_new", _right(name)
    mistakes = [
        wrong(step, formula.format(p=name, d=f"d{name}"), f"{name} {words}: {right}.")
        for formula, _, words in _STEPS
    ]
    for other in others:
        mistakes.append(
            wrong(
                step,
                f"{name} - learning_rate * d{other}",
                f"{name} is updated with d{other}, the gradient of another parameter: "
                f"{right}.",
            )
        )
        if other[0] == name[0]:
            mistakes.append(
                wrong(
                    step,
                    f"{other} - learning_rate * d{name}",
                    f"{name} starts from {other}, another parameter: {right}.",
                )
            )
    return mistakes


def update_recipe(layers: int, *, default: bool = False) -> Recipe:
    """A step of gradient descent for a number of layers, and how it goes wrong."""
    names = [f"{kind}{layer}" for layer in range(1, layers + 1) for kind in "Wb"]
    mistakes = step_mistakes(names, default=default)
    if layers > 1:
        mistakes += _left_out(names, layers)
    return Recipe(all_as("{p} - learning_rate * {d}", names), mistakes)


def _left_out(names: list[str], layers: int) -> tuple[Mistake, ...]:
    """The last layer or the first as it was."""
    last = {f"{n}_new": n for n in names if n[1:] == str(layers)}
    first = {f"{n}_new": n for n in names if n[1:] == "1"}
    return (
        Mistake(
            f"the last layer, W{layers} and b{layers}, is not updated: layers run from "
            f"1 to {layers}, range(1, {layers + 1}).",
            last,
        ),
        Mistake(
            "the first layer, W1 and b1, is not updated: layers run from 1 upwards.",
            first,
        ),
    )


def update_task(sizes: tuple[int, ...], *, rate_given: bool, extra: bool) -> Task:
    """The update of a network of these sizes; lesson 3 passes dA0 and so on too."""
    layers = len(sizes) - 1
    cases = []
    for seed, rate in enumerate((0.3, 0.05, 2.0)):
        more = 0 if len(set(sizes)) == 1 else seed
        shape = (*(n + more for n in sizes[:-1]), sizes[-1])
        parameters = network(seed, shape)
        grads = {f"d{k}": v for k, v in network(seed + 50, shape).items()}
        values = {**parameters, **grads, "learning_rate": rate}
        if extra:
            grads = {"dA0": normal(seed, (shape[0], 4))[0], **grads}
        arguments = {"parameters": parameters, "grads": grads, "learning_rate": rate}
        cases.append(Case(arguments, values))
    if not rate_given:
        for case in cases:
            case.values["learning_rate"] = 1.2
            del case.arguments["learning_rate"]
    names = list(cases[0].arguments["parameters"])

    def textbook(parameters: Any, grads: Any, learning_rate: float = 1.2) -> Any:
        return {k: v - learning_rate * grads[f"d{k}"] for k, v in parameters.items()}

    return Task(
        "update_parameters",
        textbook,
        {name: f"{name}_new" for name in names},
        update_recipe(layers, default=not rate_given),
        tuple(cases),
    )
