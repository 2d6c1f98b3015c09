"""What to look at in each picture of the lessons, and what that shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from skscratch.lessons.experiment import Result, select


class Caption(NamedTuple):
    """Words for a picture.

    Parameters
    ----------
    title : str
        What it is.
    alt : str
        What one sees in it.
    look : str
        What to look at.
    shows : str
        What that shows.
    """

    title: str
    alt: str
    look: str
    shows: str


def captions(results: list[Result]) -> dict[str, Caption]:
    """Write the captions of all pictures, with the figures of a run.

    Parameters
    ----------
    results : list of Result
        What came of all experiments.

    Returns
    -------
    dict of str to Caption
        By the name of the picture's file, without its ending.
    """
    writers: dict[str, Callable[[list[Result]], Caption]] = {
        "cost_curves": _cost_curves,
        "learning_rates": _learning_rates,
        "weights": _weights,
        "decision_boundaries": _decision_boundaries,
        "misclassified": _misclassified,
    }
    return {name: write(results) for name, write in writers.items()}


def _cost_curves(results: list[Result]) -> Caption:
    own = [select(results, lesson, "lesson")[0] for lesson in (1, 2, 3)]
    first, last = ([r.estimator.loss_curve_[i] for r in own] for i in (0, -1))
    return Caption(
        "Lessons 1 to 3: the cost falls",
        "Three panels, one a lesson, each with the cost over the iterations.",
        f"The left end of each curve, {_listed(first)} nats per sample, and the right "
        f"end, {_listed(last)}.",
        "A network that gives both classes one half pays log 2 = 0.693. Weights at or "
        "near zero begin there, larger ones somewhat above: none knows anything yet. "
        "Gradient descent takes the cost down, not always at every step: where a curve "
        "swings, the steps are long for the slope that they meet. This is the cost of "
        "the training samples. How the network does on others it does not say.",
    )


def _learning_rates(results: list[Result]) -> Caption:
    group = select(results, 1, "sweep")
    ends = "; ".join(
        f"{r.experiment.model.removeprefix('learning rate ')} ends at "
        f"{r.estimator.loss_curve_[-1]:.3f}"
        for r in group
    )
    return Caption(
        "Lesson 1: three learning rates",
        "Three cost curves of the same neuron in one panel, a learning rate each.",
        f"Where each curve is after the same number of steps: {ends}. A cost that "
        "swings is drawn as its mean, within a pale band from its lowest values to its "
        "highest.",
        "The learning rate is the length of a step for a given slope. With short steps "
        "the curve is smooth and slow; with long ones it may swing at first and still "
        "be the lowest in the end. The lowest training cost need not be the best "
        f"on test images: in the same order they are right on {_tested(group)}.",
    )


def _weights(results: list[Result]) -> Caption:
    (neuron,) = select(results, 1, "lesson")
    return Caption(
        "Lesson 1: what the neuron looks for",
        "Three square panels for red, green and blue: a weight for each pixel, orange "
        "where it is positive and violet where it is negative.",
        "Where the image is bright, orange pixels raise the probability of a cat and "
        "violet ones lower it. Try to see a cat in them.",
        f"There is hardly one to see. The neuron has one weight for each of "
        f"{neuron.estimator.coef_.size} numbers, and {len(_labels(neuron))} images to "
        "set them by. Given the steps it learns these by heart: it is right on "
        f"{neuron.train_accuracy:.1%} of them, and on {_test(neuron)} of the test "
        "images.",
    )


def _decision_boundaries(results: list[Result]) -> Caption:
    (line,) = select(results, 2, "baseline")
    best = max(select(results, 2, "sweep"), key=lambda result: result.train_accuracy)
    return Caption(
        "Lesson 2: what the hidden units buy",
        "Eight panels with the same flower of blue and orange points: a straight "
        "boundary, then those of networks with 1 to 50 hidden units.",
        "The black line, where the network gives both classes one half, from panel to "
        "panel. How many straight pieces does it have, and do they run between "
        "the petals?",
        f"A linear model has one line and is right on {line.train_accuracy:.1%} of the "
        "points. Each hidden unit adds a bend, and the output weighs the bends. The "
        f"best here has {best.experiment.model} and {best.train_accuracy:.1%}. With "
        "many more units the boundary has room for islands around a few points, which "
        "are noise.",
    )


def _misclassified(results: list[Result]) -> Caption:
    (deep,) = select(results, 3, "lesson")
    (two,) = select(results, 3, "baseline")
    return Caption(
        "Lesson 3: where the deep network is wrong",
        "Test images that the four layers get wrong, the surest mistake first, with "
        "what was true, what was predicted and with what probability.",
        "The probability above each image, then the image itself: its background, its "
        "colours, how large the animal is and where it sits.",
        "A probability near 100% on a wrong answer says that the network can be sure "
        f"without reason: it has seen {len(_labels(deep))} images. The four layers are "
        f"right on {_test(deep)} of the test images, two layers on {_test(two)}.",
    )


def _labels(result: Result) -> list[int]:
    return list(result.experiment.data.train[1])


def _test(result: Result) -> str:
    return "-" if result.test_accuracy is None else f"{result.test_accuracy:.1%}"


def _listed(costs: list[float]) -> str:
    *most, last = (f"{cost:.3f}" for cost in costs)
    return f"{', '.join(most)} and {last}"


def _tested(group: list[Result]) -> str:
    *most, last = map(_test, group)
    return f"{', '.join(most)} and {last}"
