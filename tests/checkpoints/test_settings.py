"""Other data and other parameters than the checkpoint's are refused by name."""

import ast

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import DeepNNClassifier, ShallowNNClassifier
from skscratch.checkpoints import Checkpoint, resume
from skscratch.datasets import OnDisk

FIXED = {"max_iter": 5, "tol": None, "random_state": 0}


class Own(DeepNNClassifier):
    """A class of the user's."""


@pytest.fixture
def data(cases):
    return cases.DATA["narrow"]


@pytest.fixture
def fitted(data, tmp_path):
    """A function that fits an estimator with checkpoints in `tmp_path`."""

    def fit(model, *arguments):
        return model.set_callbacks(Checkpoint(tmp_path)).fit(*(arguments or data))

    return fit


@pytest.mark.parametrize("value", [0, -1, 1.5, True, None, "2"])
@pytest.mark.parametrize("name", ["every", "keep"])
def test_counts_are_positive_integers(tmp_path, name, value):
    with pytest.raises(ValueError, match=f"{name} must be a positive integer; got"):
        Checkpoint(tmp_path, **{name: value})


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("its y", lambda X, y, w: (X, np.roll(y, 1), w)),
        ("its y", lambda X, y, w: (X, y.astype(str), w)),
        ("X of its shape", lambda X, y, w: (X[1:], y[1:], w[1:])),
        ("X of its shape", lambda X, y, w: (X[:, 1:], y, w)),
        ("X of its shape", lambda X, y, w: (csr_array(X), y, w)),
        ("its X", lambda X, y, w: (X + 1e-12, y, w)),
        ("its X", lambda X, y, w: (X[:, ::-1], y, w)),
        ("its sample_weight", lambda X, y, w: (X, y, w + 1e-12)),
        ("its sample_weight", lambda X, y, w: (X, y, None)),
        ("its validation part", lambda X, y, w: (X, y, w, X, y)),
    ],
)
def test_other_data_are_refused(data, fitted, tmp_path, part, change):
    fitted(DeepNNClassifier(**FIXED))
    X, y, weights, *validation = change(*data)
    more = dict(zip(("X_val", "y_val"), validation, strict=False))
    with pytest.raises(ValueError, match=f"other data; got not {part}"):
        resume(tmp_path, X, y, weights, **more)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("place", [lambda X: X, OnDisk], ids=["memory", "disk"])
def test_each_row_of_a_few_pictures_counts(fitted, tmp_path, place):
    X = np.random.default_rng(0).random((30, 12_000))
    y = np.arange(30) % 2
    fitted(DeepNNClassifier(**FIXED | {"hidden_layer_sizes": (2,)}), place(X), y)
    for row in (0, 17, 29):
        other = X.copy()
        other[row] = X[row - 1]
        with pytest.raises(ValueError, match="other data; got not its X"):
            resume(tmp_path, place(other), y)
    assert resume(tmp_path, place(X.copy()), y).n_iter_ == 5


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_other_rows_on_disk_are_refused(data, fitted, tmp_path):
    X, y, *_ = data
    DeepNNClassifier(**FIXED).set_callbacks(Checkpoint(tmp_path)).fit(
        OnDisk(X, block_size=13), y
    )
    assert resume(tmp_path, OnDisk(X.copy(), block_size=13), y).n_iter_ == 5
    for other, part in (
        (OnDisk(X + 1e-9, block_size=13), "its X"),
        (OnDisk(X, block_size=14), "X of its shape and precision .* on disk in"),
        (X, "X of its shape and precision .* dense"),
    ):
        with pytest.raises(ValueError, match=f"other data; got not {part}"):
            resume(tmp_path, other, y)


def test_the_same_data_in_another_form_are_taken(data, fitted, tmp_path):
    model = fitted(DeepNNClassifier(**FIXED))
    X, y, weights = data
    again = resume(tmp_path, X.tolist(), y.tolist(), weights.tolist())
    assert again.loss_curve_ == model.loss_curve_


def test_the_estimator_has_the_parameters_that_it_had(fitted, tmp_path, data):
    settings = FIXED | {
        "hidden_layer_sizes": (np.int64(7), 3),
        "alpha": np.float64(0.1),
        "class_weight": {0: 2.0, 1: 1.0, 2: 0.5},
        "activation": ["relu", "tanh"],
    }
    model = fitted(DeepNNClassifier(**settings))
    again = resume(tmp_path, *data)
    assert type(again) is DeepNNClassifier and again is not model
    assert again.get_params() == model.get_params()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("learning_rate_schedule", lambda epoch: 0.5),
        ("random_state", np.random.RandomState(3)),
        ("class_weight", {i: 1.0 for i in range(20_000)}),  # its text is long
    ],
)
def test_what_is_not_plain_must_be_passed_again(fitted, tmp_path, data, name, value):
    settings = FIXED | {name: value}
    model = fitted(DeepNNClassifier(**settings))
    with pytest.raises(ValueError, match=f"does not hold {name} .* pass estimator="):
        resume(tmp_path, *data)
    given = DeepNNClassifier(**settings)
    again = resume(tmp_path, *data, estimator=given)
    assert again is given
    assert again.loss_curve_ == model.loss_curve_


def test_a_class_of_the_users_must_be_passed_again(fitted, tmp_path, data):
    fitted(Own(**FIXED))
    with pytest.raises(ValueError, match=r"a class of your own; pass estimator=Own\("):
        resume(tmp_path, *data)
    assert type(resume(tmp_path, *data, estimator=Own(**FIXED))) is Own


def test_other_parameters_are_refused(fitted, tmp_path, data):
    fitted(DeepNNClassifier(**FIXED))
    other = DeepNNClassifier(**FIXED | {"max_iter": 6})
    with pytest.raises(ValueError, match="got max_iter=6 instead of 5"):
        resume(tmp_path, *data, estimator=other)
    with pytest.raises(ValueError, match="estimator must be a DeepNNClassifier"):
        resume(tmp_path, *data, estimator=ShallowNNClassifier(**FIXED))
    with pytest.raises(ValueError, match="got random_state=None instead of 0"):
        unseeded = DeepNNClassifier(**FIXED | {"random_state": None})
        resume(tmp_path, *data, estimator=unseeded)
    resume(tmp_path, *data, estimator=DeepNNClassifier(**FIXED, verbose=0))


@pytest.mark.parametrize(
    "other",
    [DeepNNClassifier, 3, LogisticRegression(), make_pipeline(StandardScaler())],
)
def test_what_is_no_network_is_refused(fitted, tmp_path, data, other):
    fitted(DeepNNClassifier(**FIXED))
    with pytest.raises(TypeError, match=r"must be a network .*Pass DeepNNClassifier\("):
        resume(tmp_path, *data, estimator=other)


def test_other_versions_are_told(fitted, tmp_path, data, monkeypatch):
    monkeypatch.setattr("skscratch.__version__", "0.0.9")
    fitted(DeepNNClassifier(**FIXED))
    monkeypatch.undo()
    with pytest.warns(UserWarning, match="skscratch 0.0.9, not .*may differ"):
        resume(tmp_path, *data)


def test_it_is_for_our_estimators(data, tmp_path):
    X, y, _ = data
    other = LogisticRegression()
    if not hasattr(other, "set_callbacks"):
        pytest.skip("has no callbacks")
    with pytest.raises(
        TypeError, match="Checkpoint is for the estimators of skscratch"
    ):
        other.set_callbacks(Checkpoint(tmp_path)).fit(X, y)


def test_in_a_pipeline_it_is_the_networks(data, tmp_path):
    X, y, _ = data
    model = make_pipeline(StandardScaler(), DeepNNClassifier(**FIXED))
    model[-1].set_callbacks(Checkpoint(tmp_path))
    model.fit(X, y)
    scaled = StandardScaler().fit_transform(X)
    assert resume(tmp_path, scaled, y).loss_curve_ == model[-1].loss_curve_


def test_after_a_search_there_is_the_checkpoint_of_its_refit(data, tmp_path):
    X, y, _ = data
    network = DeepNNClassifier(**FIXED).set_callbacks(Checkpoint(tmp_path))
    search = GridSearchCV(network, {"alpha": [0.0, 1.0]}, cv=2).fit(X, y)
    assert resume(tmp_path, X, y).loss_curve_ == search.best_estimator_.loss_curve_


def test_a_second_fit_at_once_is_refused(data, tmp_path):
    class Nested:
        def setup(self, estimator, context):
            pass

        def teardown(self, estimator, context):
            pass

        def on_fit_task_begin(self, estimator, context):
            if context.task_name == "epoch":
                clone(estimator).set_callbacks(checkpoint).fit(*data)

        def on_fit_task_end(self, estimator, context):
            pass

    checkpoint = Checkpoint(tmp_path)
    model = DeepNNClassifier(**FIXED).set_callbacks(checkpoint, Nested())
    with pytest.raises(ValueError, match="one fit at a time"):
        model.fit(*data)
    model.set_callbacks(checkpoint).fit(*data)  # and it can be used again


def test_python_losing_count_of_its_depth_is_asked_again(
    data, fitted, tmp_path, monkeypatch
):
    """As Python 3.11 may where threads read literals at the same time."""
    model = fitted(DeepNNClassifier(hidden_layer_sizes=(3, 2), **FIXED))
    usual, asked = ast.literal_eval, []

    def lose_count_at_first(text):
        asked.append(text)
        if asked.count(text) == 1:
            raise SystemError("AST constructor recursion depth mismatch")
        return usual(text)

    monkeypatch.setattr(ast, "literal_eval", lose_count_at_first)
    assert resume(tmp_path, *data).get_params() == model.get_params()
    assert asked.count("(3, 2)") > 1
