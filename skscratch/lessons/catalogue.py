"""The table of all experiments of the three lessons, in the textbook's settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sklearn.linear_model import LogisticRegression

from skscratch.datasets import make_flower
from skscratch.estimators import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    ShallowNNClassifier,
)
from skscratch.lessons.cats import LessonCats
from skscratch.lessons.experiment import Experiment, LessonData

_FLOWER_SEED = 1
_SHALLOW_SEED = 3
_DEEP_SEED = 1
_QUICK_FACTOR = 10

# From learning rate and iterations to the parameters of an estimator.
Descent = Callable[[float, int], dict[str, Any]]


def lesson_experiments(
    cats: LessonCats, *, quick: bool = False, seed: int | None = None
) -> list[Experiment]:
    """List the experiments of the three lessons.

    Parameters
    ----------
    cats : LessonCats
        Images for lessons 1 and 3.
    quick : bool, default=False
        Run a tenth of the iterations.
    seed : int, default=None
        `random_state` of all networks; by default the lessons' own.

    Returns
    -------
    list of Experiment
        Lesson by lesson, the lesson's own model first.

    References
    ----------
    A. Ng, K. Katanforoosh, Y. Bensouda Mourri, "Neural Networks and Deep
    Learning", weeks 2 to 4, 2017, https://www.deeplearning.ai.

    Examples
    --------
    >>> from skscratch.lessons.catalogue import lesson_experiments
    >>> from skscratch.lessons.cats import load_lesson_cats
    >>> experiments = lesson_experiments(load_lesson_cats())
    >>> [row.model for row in experiments if row.role == "lesson"]
    ['logistic regression', 'one hidden layer, 4 units', 'four layers, 20-7-5 units']
    """
    pictures = LessonData(
        cats.name,
        train=(cats.train.data, cats.train.target),
        test=(cats.test.data, cats.test.target),
    )
    flower = LessonData("flower", train=make_flower(400, random_state=_FLOWER_SEED))

    def descent(learning_rate: float, iterations: int) -> dict[str, Any]:
        """Plain gradient descent that runs all its iterations."""
        return {
            "solver": "gd",
            "learning_rate": learning_rate,
            "max_iter": iterations // _QUICK_FACTOR if quick else iterations,
            "batch_size": None,
            "tol": None,
        }

    return [
        *_logistic_lesson(pictures, descent),
        *_shallow_lesson(flower, descent, _SHALLOW_SEED if seed is None else seed),
        *_deep_lesson(pictures, descent, _DEEP_SEED if seed is None else seed),
    ]


def _logistic_lesson(data: LessonData, descent: Descent) -> Iterator[Experiment]:
    def neuron(learning_rate: float) -> ScratchLogisticRegression:
        return ScratchLogisticRegression(**descent(learning_rate, 2000))

    yield Experiment(1, "lesson", "logistic regression", data, neuron(0.005), 0.99, 0.7)
    for rate in (0.01, 0.001, 0.0001):
        yield Experiment(1, "sweep", f"learning rate {rate}", data, neuron(rate))


def _shallow_lesson(
    data: LessonData, descent: Descent, seed: int
) -> Iterator[Experiment]:
    def net(n_hidden: int, iterations: int) -> ShallowNNClassifier:
        return ShallowNNClassifier(
            n_hidden=n_hidden,
            activation="tanh",
            initialization="normal",
            random_state=seed,
            **descent(1.2, iterations),
        )

    yield Experiment(
        2, "lesson", "one hidden layer, 4 units", data, net(4, 10000), 0.90
    )
    line = LogisticRegression()
    yield Experiment(2, "baseline", "linear (scikit-learn)", data, line, 0.47)
    textbook = {1: 0.675, 2: 0.6725, 3: 0.9075, 4: 0.905, 5: 0.9125}
    for n_hidden in (1, 2, 3, 4, 5, 20, 50):
        name = f"{n_hidden} hidden unit{'s' if n_hidden > 1 else ''}"
        model = net(n_hidden, 5000)
        yield Experiment(2, "sweep", name, data, model, textbook.get(n_hidden))


def _deep_lesson(data: LessonData, descent: Descent, seed: int) -> Iterator[Experiment]:
    def net(sizes: tuple[int, ...], initialization: str) -> DeepNNClassifier:
        return DeepNNClassifier(
            hidden_layer_sizes=sizes,
            activation="relu",
            initialization=initialization,
            random_state=seed,
            **descent(0.0075, 2500),
        )

    four, two = net((20, 7, 5), "lecun"), net((7,), "normal")
    yield Experiment(3, "lesson", "four layers, 20-7-5 units", data, four, 0.98, 0.80)
    yield Experiment(3, "baseline", "two layers, 7 units", data, two, 1.00, 0.72)
