"""The step of gradient descent in lessons 2 and 3, and what goes wrong in it."""

from __future__ import annotations

from typing import Any

from skscratch.lessons.check.judge import Case, Task
from skscratch.lessons.check.mistakes import network, normal
from skscratch.lessons.check.recipe import Mistake, Recipe, wrong

# A wrong equation for all parameters at once: `p` is each, `d` its gradient.
_ALL_WRONG = (
    ("{p} + learning_rate * {d}", "the step goes uphill: subtract, "
     "W1 - learning_rate * dW1 and so on."),
    ("{p}", "the parameters come back as they were: assign the new ones, "
     "W1 = W1 - learning_rate * dW1 and so on, and return those."),
    ("{p} - {d}", "the learning rate is not used: W1 - learning_rate * dW1 and so "
     "on."),
    ("{p} - 1.2 * {d}", "the learning rate is 1.2 whatever is asked for: use the "
     "argument learning_rate."),
    ("{p} - 0.0075 * {d}", "the learning rate is 0.0075 whatever is asked for: use "
     "the argument learning_rate."),
    ("{p} - {d} / learning_rate", "the gradient is divided by the learning rate: "
     "it is multiplied by it."),
    ("{p} - learning_rate + {d}", "the learning rate is subtracted: it multiplies "
     "the gradient, W1 - learning_rate * dW1."),
    ("{p} - learning_rate - {d}", "the learning rate is subtracted: it multiplies "
     "the gradient, W1 - learning_rate * dW1."),
    ("({p} - learning_rate) * {d}", "brackets are at the wrong place: "
     "W1 - (learning_rate * dW1)."),
    ("-learning_rate * {d}", "only the step comes back: add it to the parameter, "
     "W1 - learning_rate * dW1."),
    ("learning_rate * {d}", "only the step comes back: subtract it from the "
     "parameter, W1 - learning_rate * dW1."),
    ("{p} - learning_rate * {p}", "the step is along the parameters, not along "
     "their gradients: W1 - learning_rate * dW1."),
    ("{p} * (1 - learning_rate * {d})", "the step multiplies the parameter: "
     "subtract it, W1 - learning_rate * dW1."),
    ("{d}", "the gradients come back: W1 - learning_rate * dW1 and so on belongs "
     "there."),
)  # fmt: skip

# A wrong equation for one of them.
_ONE_WRONG = (
    ("{p} + learning_rate * {d}", "goes uphill"),
    ("{p}", "is not updated"),
    ("{p} - {d}", "is updated without the learning rate"),
)


def update_recipe(layers: int) -> Recipe:
    """A step of gradient descent for a number of layers, and how it goes wrong."""
    names = [f"{kind}{layer}" for layer in range(1, layers + 1) for kind in "Wb"]

    def all_as(formula: str) -> dict[str, str]:
        return {f"{n}_new": formula.format(p=n, d=f"d{n}") for n in names}

    mistakes = [Mistake(words, all_as(formula)) for formula, words in _ALL_WRONG]
    for name in names:
        mistakes += _mistakes_with(name, [n for n in names if n != name])
    if layers > 1:
        mistakes += _left_out(names, layers)
    return Recipe(all_as("{p} - learning_rate * {d}"), tuple(mistakes))


def _mistakes_with(name: str, others: list[str]) -> list[Mistake]:
    """Wrong updates of one parameter, by itself and mixed up with another."""
    step, right = f"{name}_new", f"{name} - learning_rate * d{name}"
    mistakes = [
        wrong(step, formula.format(p=name, d=f"d{name}"), f"{name} {words}: {right}.")
        for formula, words in _ONE_WRONG
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


def _left_out(names: list[str], layers: int) -> list[Mistake]:
    """The last layer or the first as it was."""
    last = {f"{n}_new": n for n in names if n[1:] == str(layers)}
    first = {f"{n}_new": n for n in names if n[1:] == "1"}
    return [
        Mistake(
            f"the last layer, W{layers} and b{layers}, is not updated: layers run from "
            f"1 to {layers}, range(1, {layers + 1}).",
            last,
        ),
        Mistake(
            "the first layer, W1 and b1, is not updated: layers run from 1 upwards.",
            first,
        ),
    ]


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
        update_recipe(layers),
        tuple(cases),
    )
