"""Searches whose fits are spread over a cluster by joblib find what they find here."""

import time

import joblib
import numpy as np
import pytest
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import (
    GridSearchCV,
    HalvingGridSearchCV,
    StratifiedKFold,
    cross_val_score,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import DeepNNClassifier

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
#: Seconds to wait for what must happen.
DEADLINE = 30
GRID = {"deepnnclassifier__hidden_layer_sizes": [(4,), (16,), (16, 8)]}


@pytest.fixture
def pipeline():
    network = DeepNNClassifier(max_iter=5, tol=None, random_state=0)
    return make_pipeline(StandardScaler(), network)


@pytest.fixture
def spread(client):
    """Calls a function with joblib's work on the cluster; some of it must be there."""

    def n_done():
        return client.run_on_scheduler(fits_done)

    def run(search):
        before = n_done()
        with joblib.parallel_config(backend="dask"):
            found = search()
        assert n_done() > before
        return found

    return run


def fits_done(dask_scheduler):
    """How many tasks of joblib's the workers have done."""
    prefixes = dask_scheduler.task_prefixes.items()
    return sum(each.state_counts["memory"] for name, each in prefixes if "fit" in name)


@pytest.mark.parametrize("kind", [GridSearchCV, HalvingGridSearchCV])
def test_searches(kind, pipeline, digits, spread):
    settings = {"cv": StratifiedKFold(3)}
    if kind is HalvingGridSearchCV:
        settings |= {"random_state": 0, "min_resources": 150}
    here = kind(pipeline, GRID, **settings).fit(*digits)
    there = spread(lambda: kind(pipeline, GRID, **settings).fit(*digits))
    assert there.best_params_ == here.best_params_
    for name in ("mean_test_score", "std_test_score"):
        np.testing.assert_array_equal(there.cv_results_[name], here.cv_results_[name])


class Told:
    """Tells the cluster of every epoch: the workers' copies are not the caller's."""

    def setup(self, estimator, context):
        pass

    def teardown(self, estimator, context):
        pass

    def on_fit_task_begin(self, estimator, context):
        pass

    def on_fit_task_end(self, estimator, context):
        from dask.distributed import get_worker

        if context.task_name == "epoch":
            get_worker().log_event("epochs", context.task_id)


@pytest.fixture
def assert_told(client):
    """Asserts that the cluster was told of every epoch of so many fits."""
    n_before = len(client.get_events("epochs") or ())

    def check(n_fits):
        deadline = time.monotonic() + DEADLINE
        while len(told := client.get_events("epochs")[n_before:]) < 5 * n_fits:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert sorted(epoch for _, epoch in told) == sorted([*range(5)] * n_fits)

    return check


@pytest.mark.parametrize("kind", [GridSearchCV, HalvingGridSearchCV])
def test_callbacks_are_told_of_every_fit(kind, pipeline, digits, spread, assert_told):
    pytest.importorskip("sklearn.callback")
    pipeline[-1].set_callbacks(Told())
    settings = {"cv": StratifiedKFold(2), "refit": False}
    if kind is HalvingGridSearchCV:
        settings |= {"random_state": 0, "min_resources": 150}
    search = spread(lambda: kind(pipeline, GRID, **settings).fit(*digits))
    assert_told(2 * len(search.cv_results_["params"]))


def test_callbacks_are_told_of_every_fit_of_optuna(
    pipeline, digits, spread, assert_told
):
    pytest.importorskip("sklearn.callback")
    optuna = pytest.importorskip("optuna")
    pipeline[-1].set_callbacks(Told())

    def score(trial):
        rate = trial.suggest_float("rate", 1e-4, 1e-1, log=True)
        pipeline[-1].set_params(learning_rate=rate)
        return cross_val_score(pipeline, *digits, cv=3, n_jobs=-1).mean()

    study = optuna.create_study(direction="maximize")
    spread(lambda: study.optimize(score, n_trials=2))
    assert_told(2 * 3)


def test_a_study_of_optuna(pipeline, digits, spread):
    optuna = pytest.importorskip("optuna")

    def score(trial):
        name = "deepnnclassifier__learning_rate"
        rate = trial.suggest_float(name, 1e-4, 1e-1, log=True)
        model = pipeline.set_params(**{name: rate})
        return cross_val_score(model, *digits, cv=3, n_jobs=-1).mean()

    def study():
        sampler = optuna.samplers.TPESampler(seed=0)
        study = optuna.create_study(direction="maximize", sampler=sampler)
        study.optimize(score, n_trials=5)
        return [(trial.params, trial.value) for trial in study.trials]

    assert spread(study) == study()
