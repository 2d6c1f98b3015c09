"""A recorder keeps few looks, evenly spaced, with the start and the end."""

import itertools
import pickle

import numpy as np
import pytest
from sklearn.model_selection import cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import DeepNNClassifier, ScratchLogisticRegression, ShallowNNClassifier
from skscratch.datasets import make_flower
from skscratch.plotting import BoundaryRecorder


@pytest.fixture(scope="module")
def flower():
    return make_flower(60, random_state=1)


def network(max_iter, **parameters):
    settings = {"solver": "gd", "learning_rate": 0.5, "tol": None, "random_state": 0}
    return ShallowNNClassifier(max_iter=max_iter, **settings | parameters)


def recorded(model, flower, **parameters):
    recorder = BoundaryRecorder(grid_resolution=5, **parameters)
    return recorder, model.set_callbacks(recorder).fit(*flower)


@pytest.mark.parametrize("n_frames", [2, 3, 5, 8])
@pytest.mark.parametrize("max_iter", [1, 2, 3, 7, 8, 31, 100])
def test_looks_are_few_evenly_spaced_and_reach_the_end(flower, max_iter, n_frames):
    recorder, _ = recorded(network(max_iter), flower, n_frames=n_frames)
    epochs = recorder.epochs_
    assert len(recorder.frames_) == len(epochs) <= n_frames
    assert (epochs[0], epochs[-1]) == (0, max_iter)
    gaps = np.diff(epochs)
    assert len(set(gaps[:-1])) <= 1
    assert gaps[-1] <= max(gaps[:-1], default=max_iter)
    # None is dropped for which there is room.
    assert len(epochs) >= min(max_iter + 1, (n_frames + 1) // 2)


def test_each_look_is_at_the_weights_of_its_epoch(flower):
    recorder, _ = recorded(network(20), flower, n_frames=6)
    grid = recorder.plane_.points()
    for epoch, frame in zip(recorder.epochs_, recorder.frames_, strict=True):
        model = network(max(epoch, 1))
        then = model.fit(*flower) if epoch else model.initialize(*flower)
        np.testing.assert_allclose(
            frame.reshape(-1, 2), then.predict_proba(grid), atol=1e-6
        )


def test_watching_changes_nothing(flower):
    _, watched = recorded(network(30), flower)
    np.testing.assert_array_equal(watched.coefs_[0], network(30).fit(*flower).coefs_[0])


def test_only_epochs_that_are_kept_are_looked_at(flower, monkeypatch):
    count = itertools.count()
    look = BoundaryRecorder.look

    def counted(recorder, estimator):
        next(count)
        return look(recorder, estimator)

    monkeypatch.setattr(BoundaryRecorder, "look", counted)
    recorded(network(1000), flower, n_frames=8)
    assert next(count) < 8 * 8  # each doubling of the distance looks at a few more


def test_the_last_look_is_at_the_parameters_that_were_kept(flower):
    model = network(60, early_stopping=True, learning_rate=3.0)
    recorder, model = recorded(model, flower)
    assert model.best_iteration_ < 59
    grid = recorder.plane_.points()
    np.testing.assert_allclose(
        recorder.frames_[-1].reshape(-1, 2), model.predict_proba(grid), atol=1e-6
    )


def test_a_fit_that_diverges_is_recorded_as_far_as_it_went(flower):
    X, y = flower
    model = network(50, activation="identity", learning_rate=1e9)
    recorder = BoundaryRecorder(grid_resolution=5)
    with pytest.warns(match="diverged|cost became"):
        model.set_callbacks(recorder).fit(1e3 * X, y)
    assert recorder.epochs_[0] == 0
    assert all(np.isfinite(frame).all() for frame in recorder.frames_)


def test_a_later_fit_begins_anew(flower):
    recorder, model = recorded(network(4), flower)
    model.set_params(max_iter=2).fit(*flower)
    assert recorder.epochs_ == [0, 1, 2]


@pytest.mark.parametrize(
    "model",
    [
        ScratchLogisticRegression(max_iter=6, tol=None),
        DeepNNClassifier(hidden_layer_sizes=(3, 2), max_iter=6, tol=None),
        network(6, solver="lbfgs", learning_rate="auto"),
    ],
    ids=["logistic", "deep", "lbfgs"],
)
def test_every_estimator_can_be_watched(model, flower):
    recorder, model = recorded(model, flower)
    assert recorder.epochs_ == list(range(model.n_iter_ + 1))


def test_it_works_inside_a_pipeline_and_a_cross_validation(flower):
    recorder = BoundaryRecorder(grid_resolution=5)
    pipeline = make_pipeline(StandardScaler(), network(4).set_callbacks(recorder))
    pipeline.fit(*flower)
    assert recorder.epochs_ == [0, 1, 2, 3, 4]
    cross_validate(pipeline, *flower, cv=2)
    assert recorder.epochs_ == [0, 1, 2, 3, 4]


def test_it_can_be_pickled(flower):
    recorder, _ = recorded(network(4), flower)
    again = pickle.loads(pickle.dumps(recorder))
    assert again.epochs_ == recorder.epochs_
    np.testing.assert_array_equal(again.frames_, recorder.frames_)


@pytest.mark.parametrize("n_frames", [1, 0, 2.5, "many"])
def test_too_few_frames_are_refused(n_frames):
    with pytest.raises(ValueError, match="n_frames must be an int of at least 2"):
        BoundaryRecorder(n_frames=n_frames)
