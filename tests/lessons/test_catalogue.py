"""The table holds the textbook's settings; quick and seed change just theirs."""

import pytest

from skscratch.lessons.catalogue import lesson_experiments
from skscratch.lessons.cats import load_lesson_cats


@pytest.fixture(scope="module")
def cats():
    return load_lesson_cats()


def ours(experiments):
    """The experiments with a network of this package."""
    return [
        experiment
        for experiment in experiments
        if type(experiment.estimator).__module__.startswith("skscratch")
    ]


def test_every_experiment_of_the_lessons_is_there(cats):
    experiments = lesson_experiments(cats)
    roles = [(experiment.lesson, experiment.role) for experiment in experiments]
    assert roles.count((1, "sweep")) == 3
    assert roles.count((2, "sweep")) == 7
    assert [lesson for lesson, role in roles if role == "lesson"] == [1, 2, 3]
    assert [lesson for lesson, role in roles if role == "baseline"] == [2, 3]
    names = [experiment.model for experiment in experiments]
    assert len(set(names)) == len(names)


def test_networks_run_plain_full_batch_descent_to_the_end(cats):
    for experiment in ours(lesson_experiments(cats)):
        parameters = experiment.estimator.get_params()
        assert parameters["solver"] == "gd"
        assert parameters["tol"] is None
        assert parameters["batch_size"] is None


def test_quick_runs_a_tenth_and_changes_nothing_else(cats):
    whole, quick = lesson_experiments(cats), lesson_experiments(cats, quick=True)
    for long, short in zip(ours(whole), ours(quick), strict=True):
        before, after = long.estimator.get_params(), short.estimator.get_params()
        assert before.pop("max_iter") == 10 * after.pop("max_iter")
        assert before == after


def test_a_seed_reaches_every_network_that_draws_weights(cats):
    for experiment in ours(lesson_experiments(cats, seed=42)):
        starts_at_zero = experiment.lesson == 1
        seed = experiment.estimator.get_params()["random_state"]
        assert seed == (None if starts_at_zero else 42)
