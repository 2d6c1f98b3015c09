"""One row of the lessons: a model, its data, what the textbook reports, what we get."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, clone

_COST_EVERY = 100  # iterations between two recorded costs, as the lesson prints them


@dataclass(frozen=True)
class LessonData:
    """What a model learns from and is tested on.

    Parameters
    ----------
    name : str
        What to call it in tables.
    train : tuple of (X, y)
        Training samples and labels.
    test : tuple of (X, y) or None
        Test samples and labels, where the lesson has any.
    """

    name: str
    train: tuple[Any, Any]
    test: tuple[Any, Any] | None = None


@dataclass(frozen=True)
class Experiment:
    """A model to train and the accuracies to hold it against.

    Parameters
    ----------
    lesson : int
        1, 2 or 3.
    role : {"lesson", "sweep", "baseline"}
        The lesson's own model, one of a series with a varied parameter, or what the
        lesson's model is compared with.
    model : str
        What to call the model in tables.
    data : LessonData
        What it learns from.
    estimator : estimator
        The model, not fitted.
    textbook_train, textbook_test : float in [0, 1] or None
        Accuracies that the textbook reports, where it does.
    """

    lesson: int
    role: str
    model: str
    data: LessonData
    estimator: BaseEstimator
    textbook_train: float | None = None
    textbook_test: float | None = None


@dataclass(frozen=True)
class Result:
    """What came of an experiment.

    Parameters
    ----------
    experiment : Experiment
        The experiment that was run.
    estimator : estimator
        Its model, fitted.
    train_accuracy : float
        In [0, 1].
    test_accuracy : float or None
        In [0, 1], where the lesson has test data.
    fit_seconds : float
        Wall-clock time of ``fit``.
    """

    experiment: Experiment
    estimator: BaseEstimator
    train_accuracy: float
    test_accuracy: float | None
    fit_seconds: float

    @property
    def n_iter(self) -> int:
        """Iterations that the model ran."""
        return int(np.max(self.estimator.n_iter_))

    def as_dict(self) -> dict[str, Any]:
        """Return what `results.json` keeps of it: numbers, strings and lists only.

        Returns
        -------
        dict
            Accuracies in [0, 1], costs in nats per sample (every 100th iteration,
            from the initial weights on), the layers' sizes from input to output, and
            the parameters that a second run needs.
        """
        experiment, estimator = self.experiment, self.estimator
        parameters = estimator.get_params()
        costs = getattr(estimator, "loss_curve_", [])
        return {
            "lesson": experiment.lesson,
            "role": experiment.role,
            "model": experiment.model,
            "estimator": type(estimator).__name__,
            "dataset": experiment.data.name,
            "train_accuracy": self.train_accuracy,
            "test_accuracy": self.test_accuracy,
            "textbook_train_accuracy": experiment.textbook_train,
            "textbook_test_accuracy": experiment.textbook_test,
            "n_iter": self.n_iter,
            "fit_seconds": round(self.fit_seconds, 4),
            "seed": parameters.get("random_state"),
            "solver": parameters["solver"],
            "learning_rate": parameters.get("learning_rate"),
            "max_iter": parameters["max_iter"],
            "activation": parameters.get("activation"),
            "initialization": parameters.get("initialization"),
            "layer_sizes": _layer_sizes(estimator),
            "cost_every": _COST_EVERY,
            "cost": [float(cost) for cost in costs[::_COST_EVERY]],
        }


def run(experiment: Experiment) -> Result:
    """Train and test the model of an experiment.

    Parameters
    ----------
    experiment : Experiment
        What to run; its estimator stays unfitted.

    Returns
    -------
    Result
        The fitted model with its accuracies and the time it took.

    Raises
    ------
    KeyboardInterrupt
        If the user interrupted the training.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from skscratch.datasets import make_flower
    >>> from skscratch.lessons.experiment import Experiment, LessonData, run
    >>> flower = LessonData("flower", train=make_flower(random_state=1))
    >>> line = Experiment(2, "baseline", "a line", flower, LogisticRegression())
    >>> run(line).train_accuracy
    0.47
    """
    estimator = clone(experiment.estimator)
    start = perf_counter()
    estimator.fit(*experiment.data.train)
    seconds = perf_counter() - start
    test = experiment.data.test
    return Result(
        experiment,
        estimator,
        train_accuracy=float(estimator.score(*experiment.data.train)),
        test_accuracy=None if test is None else float(estimator.score(*test)),
        fit_seconds=seconds,
    )


def select(results: list[Result], lesson: int, *roles: str) -> list[Result]:
    """Pick out the results of a lesson.

    Parameters
    ----------
    results : list of Result
        What came of all experiments.
    lesson : int
        1, 2 or 3.
    *roles : str
        What is asked for, in this order: "lesson", "sweep", "baseline".

    Returns
    -------
    list of Result
        Those of the lesson in these roles.
    """
    return [
        result
        for role in roles
        for result in results
        if (result.experiment.lesson, result.experiment.role) == (lesson, role)
    ]


def _layer_sizes(estimator: Any) -> list[int]:
    """Units of each layer, from the features to the outputs."""
    weights = getattr(estimator, "coefs_", None) or [estimator.coef_.T]
    return [weights[0].shape[0], *(W.shape[1] for W in weights)]
