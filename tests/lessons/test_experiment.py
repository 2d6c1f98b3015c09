"""A result holds what its estimator recorded, ready for JSON."""

import json

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from skscratch import DeepNNClassifier
from skscratch.datasets import make_flower
from skscratch.lessons.experiment import Experiment, LessonData, run


@pytest.fixture(scope="module")
def data():
    X, y = make_flower(80, random_state=1)
    return LessonData("flower", train=(X[::2], y[::2]), test=(X[1::2], y[1::2]))


@pytest.fixture(scope="module")
def experiment(data):
    net = DeepNNClassifier(
        hidden_layer_sizes=(4, 3),
        activation="tanh",
        solver="gd",
        learning_rate=0.5,
        max_iter=250,
        batch_size=None,
        tol=None,
        random_state=2,
    )
    return Experiment(3, "lesson", "a net", data, net, 0.9, 0.8)


def test_the_estimator_of_the_table_stays_unfitted(experiment):
    result = run(experiment)
    assert not hasattr(experiment.estimator, "coefs_")
    assert result.train_accuracy == result.estimator.score(*experiment.data.train)
    assert result.test_accuracy == result.estimator.score(*experiment.data.test)
    assert result.fit_seconds > 0


def test_every_hundredth_cost_is_kept(experiment):
    result = run(experiment)
    kept = result.as_dict()
    assert kept["cost"] == [result.estimator.loss_curve_[i] for i in (0, 100, 200)]
    assert kept["cost_every"] == 100
    assert kept["n_iter"] == 250


def test_what_a_second_run_needs_is_kept(experiment):
    kept = json.loads(json.dumps(run(experiment).as_dict()))
    wanted = {
        "model": "a net",
        "dataset": "flower",
        "textbook_train_accuracy": 0.9,
        "textbook_test_accuracy": 0.8,
        "seed": 2,
        "solver": "gd",
        "learning_rate": 0.5,
        "layer_sizes": [2, 4, 3, 1],
    }
    assert {key: kept[key] for key in wanted} == wanted


def test_a_model_without_a_curve_or_test_data_leaves_them_out(data):
    flower = LessonData("flower", train=data.train)
    kept = run(
        Experiment(2, "baseline", "line", flower, LogisticRegression())
    ).as_dict()
    assert kept["cost"] == []
    assert kept["test_accuracy"] is None
    assert kept["layer_sizes"] == [2, 1]
    assert np.isfinite(kept["train_accuracy"])


def test_an_interrupted_training_is_no_result(data):
    def interrupt(epoch):
        if epoch == 3:
            raise KeyboardInterrupt
        return 1.0

    net = DeepNNClassifier(
        solver="gd", learning_rate_schedule=interrupt, tol=None, random_state=0
    )
    with pytest.raises(KeyboardInterrupt):
        run(Experiment(3, "lesson", "a net", data, net))
