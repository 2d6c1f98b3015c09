"""scikit-learn's callbacks: one task an epoch."""

import numpy as np
import pytest
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import DeepNNClassifier, ScratchLogisticRegression

ProgressBar, ScoringMonitor = (
    getattr(pytest.importorskip("sklearn.callback"), name)
    for name in ("ProgressBar", "ScoringMonitor")
)

FIXED = {"max_iter": 6, "tol": None, "random_state": 0}
SOLVERS = ["gd", "adam", "lbfgs", "newton"]


class Counter:
    """Counts the epochs that begin and end; asks to stop after some."""

    def __init__(self, stop_after=None):
        self.begun, self.ended = 0, 0
        self.stop_after = stop_after

    def setup(self, estimator, context):
        self.up = True

    def teardown(self, estimator, context):
        self.up = False

    def on_fit_task_begin(self, estimator, context):
        self.begun += context.task_name == "epoch"

    def on_fit_task_end(self, estimator, context):
        self.ended += context.task_name == "epoch"
        return self.ended == self.stop_after


class Snapshots(Counter):
    """Keeps the fitted estimator of each epoch."""

    def __init__(self):
        super().__init__()
        self.models = []

    def on_fit_task_end(self, estimator, context, *, fitted_estimator=None):
        if context.task_name == "epoch":
            self.models.append(fitted_estimator)


class Interrupting(Counter):
    def on_fit_task_end(self, estimator, context):
        super().on_fit_task_end(estimator, context)
        if context.task_name == "epoch" and self.ended == 3:
            raise KeyboardInterrupt


def skip_newton_of_networks(Classifier, solver):
    if solver == "newton" and Classifier is not ScratchLogisticRegression:
        pytest.skip("newton is for logistic regression only")


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize(("max_iter", "tol"), [(4, None), (500, 1e-2)])
def test_every_epoch_begins_and_ends(Classifier, moons, solver, max_iter, tol):
    skip_newton_of_networks(Classifier, solver)
    counter = Counter()
    model = Classifier(solver=solver, max_iter=max_iter, tol=tol, random_state=0)
    model.set_callbacks(counter).fit(*moons)
    assert counter.begun == counter.ended == model.n_iter_ <= max_iter
    assert not counter.up


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_stop_is_honoured(Classifier, moons, solver):
    skip_newton_of_networks(Classifier, solver)
    counter = Counter(stop_after=2)
    model = Classifier(solver=solver, alpha=0.1, **FIXED | {"max_iter": 50})
    model.set_callbacks(counter).fit(*moons)
    assert model.n_iter_ == counter.ended == counter.begun == 2
    assert model.predict(moons[0]).shape == (80,)


@pytest.mark.parametrize("solver", SOLVERS)
def test_watching_changes_nothing(Classifier, moons, assert_same, solver):
    skip_newton_of_networks(Classifier, solver)
    settings = FIXED | {"solver": solver, "max_iter": 3}
    plain = Classifier(**settings).fit(*moons)
    watched = Classifier(**settings).set_callbacks(Snapshots()).fit(*moons)
    assert_same(watched, plain)


@pytest.mark.parametrize("solver", ["gd", "adam", "newton"])
def test_snapshots_are_the_models_of_their_epochs(
    Classifier, moons, assert_same, solver
):
    skip_newton_of_networks(Classifier, solver)
    snapshots = Snapshots()
    settings = FIXED | {"solver": solver, "batch_size": None, "max_iter": 4}
    Classifier(**settings).set_callbacks(snapshots).fit(*moons)
    for n_epochs, snapshot in enumerate(snapshots.models, start=1):
        expected = Classifier(**settings | {"max_iter": n_epochs}).fit(*moons)
        assert_same(snapshot, expected)
        np.testing.assert_array_equal(
            snapshot.predict_proba(moons[0]), expected.predict_proba(moons[0])
        )


def test_snapshots_keep_running_statistics(moons):
    snapshots = Snapshots()
    model = DeepNNClassifier(batch_norm=True, batch_size=16, **FIXED)
    model.set_callbacks(snapshots).fit(*moons)
    means = [snapshot.batch_norm_[0][1] for snapshot in snapshots.models]
    assert all(np.abs(means[0] - mean).max() > 1e-6 for mean in means[1:])


def test_copies_are_made_only_when_asked_for(Classifier, moons, monkeypatch):
    copies = []
    make = Classifier._fitted_attributes

    def counted(self, *arguments):
        copies.append(1)
        return make(self, *arguments)

    monkeypatch.setattr(Classifier, "_fitted_attributes", counted)
    Classifier(**FIXED).set_callbacks(Counter()).fit(*moons)
    assert len(copies) == 1  # what fit itself takes over
    copies.clear()
    Classifier(**FIXED).set_callbacks(Snapshots()).fit(*moons)
    assert len(copies) > 6


def test_ctrl_c_in_a_callback_keeps_the_model(Classifier, moons):
    callback = Interrupting()
    model = Classifier(**FIXED).set_callbacks(callback)
    with pytest.raises(KeyboardInterrupt):
        model.fit(*moons)
    assert model.n_iter_ == 3
    assert not callback.up
    assert model.predict(moons[0]).shape == (80,)


def test_a_failing_callback_leaves_the_earlier_model(Classifier, moons):
    class Broken(Counter):
        def on_fit_task_end(self, estimator, context):
            raise RuntimeError("no disk space")

    X, y = moons
    model = Classifier(**FIXED).fit(X, y)
    before = model.predict_proba(X)
    with pytest.raises(RuntimeError, match="no disk space"):
        model.set_callbacks(Broken()).fit(X[:, :1], y)
    np.testing.assert_array_equal(model.predict_proba(X), before)


def test_training_goes_on_from_before_a_failing_callback(Network, moons, assert_same):
    """The moments and random streams must be those of the weights."""

    class Broken(Counter):
        def on_fit_task_end(self, estimator, context):
            if context.task_name != "epoch":  # all epochs are done
                raise RuntimeError("no disk space")

    settings = FIXED | {"solver": "adam", "batch_size": 16, "warm_start": True}
    model, plain = (Network(**settings).fit(*moons) for _ in range(2))
    with pytest.raises(RuntimeError, match="no disk space"):
        model.set_callbacks(Broken()).fit(*moons)
    assert_same(model.set_callbacks().fit(*moons), plain.fit(*moons))


def test_a_progress_bar_shows_the_estimator(Classifier, moons, capsys):
    pytest.importorskip("rich")
    Classifier(**FIXED).set_callbacks(ProgressBar()).fit(*moons)
    assert Classifier.__name__ in capsys.readouterr().out


def test_a_scoring_monitor_logs_every_epoch(Classifier, moons):
    monitor = ScoringMonitor(scoring="accuracy")
    model = Classifier(**FIXED).set_callbacks(monitor).fit(*moons)
    rows = [row for row in epochs(monitor)]
    assert len(rows) == 6
    assert rows[-1]["accuracy"] == model.score(*moons)


def epochs(monitor):
    logs = monitor.get_logs()
    logs = logs if isinstance(logs, list) else [logs]
    return [row for log in logs for row in log.data if row["task_name"] == "epoch"]


def test_callbacks_work_in_a_pipeline(Classifier, moons):
    counter = Counter()
    pipeline = make_pipeline(StandardScaler(), Classifier(**FIXED))
    pipeline[-1].set_callbacks(counter)
    pipeline.fit(*moons)
    assert counter.ended == 6


def test_callbacks_work_in_a_search_over_processes(Classifier, moons):
    monitor = ScoringMonitor(scoring="accuracy")
    pipeline = make_pipeline(StandardScaler(), Classifier(**FIXED))
    pipeline[-1].set_callbacks(monitor)
    grid = {f"{Classifier.__name__.lower()}__alpha": [0.0, 1.0]}
    GridSearchCV(pipeline, grid, cv=2, n_jobs=2).fit(*moons)
    assert len(epochs(monitor)) == 6 * (2 * 2 + 1)
