"""What an ONNX file answers is what the model answers, to the precision of float32."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import make_column_transformer
from sklearn.decomposition import PCA
from sklearn.ensemble import BaggingClassifier, StackingClassifier, VotingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MinMaxScaler,
    OneHotEncoder,
    RobustScaler,
    StandardScaler,
)

import skscratch
from skscratch import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    ShallowNNClassifier,
    to_onnx,
)
from skscratch.core.activations import ACTIVATIONS
from skscratch.preprocessing import ImageFlattener

onnxruntime = pytest.importorskip("onnxruntime")

SETTINGS = {"max_iter": 30, "tol": None, "learning_rate": 0.03, "random_state": 0}
NAMES = np.array(["ä", "bee", "c"])


def deep(**settings):
    settings = {"hidden_layer_sizes": (6, 5)} | settings
    return DeepNNClassifier(**SETTINGS, **settings)


def shallow(**settings):
    return ShallowNNClassifier(**SETTINGS, **settings)


def logistic(**settings):
    return ScratchLogisticRegression(**SETTINGS, **settings)


@pytest.fixture
def answers(tmp_path):
    """A function that writes a model, and runs the file without it."""

    def run(model, X, sample=None):
        path = tmp_path / "model.onnx"
        to_onnx(model, path, X=sample)
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        if not isinstance(X, dict):
            X = {"X": X}
        assert {each.name for each in session.get_inputs()} == set(X)
        return session.run(["label", "probabilities"], X)

    return run


def assert_equal_answers(found, model, X):
    label, probabilities = found
    assert probabilities.dtype == np.float32
    np.testing.assert_allclose(probabilities, model.predict_proba(X), atol=1e-5, rtol=0)
    np.testing.assert_array_equal(label, model.predict(X))


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
@pytest.mark.parametrize("shape", [(6, 5, 3), (6, 5, 1), (6, 5)])
def test_a_pipeline_that_takes_images_takes_them_in_the_file(answers, shape, dtype):
    images = np.random.default_rng(0).integers(0, 256, (30, *shape)).astype(dtype)
    images = images if dtype == np.uint8 else images / np.float32(255)
    dark = images.reshape(30, -1).mean(axis=1) > np.median(images)
    y = np.where(dark, "light", "dark")
    model = make_pipeline(ImageFlattener(), StandardScaler(), deep()).fit(images, y)
    assert_equal_answers(answers(model, images), model, images)


@pytest.mark.parametrize("make", [logistic, shallow, deep])
@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize(
    "labels", [np.array([7, -1, 2**40]), NAMES, NAMES.astype(object)], ids=str
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_every_estimator_and_label(answers, iris, make, n_classes, labels, dtype):
    X, y = iris
    X, y = X[y < n_classes].astype(dtype), labels[y[y < n_classes]]
    model = make_pipeline(StandardScaler(), make()).fit(X, y)
    label, probabilities = answers(model, X.astype(np.float32))
    assert_equal_answers((label, probabilities), model, X)
    assert label.dtype == (np.int64 if labels.dtype.kind == "i" else object)


@pytest.mark.parametrize("labels", [[False, True], [1.0, 3.0]], ids=str)
def test_other_numbers_are_whole_numbers_there(answers, iris, labels):
    X, y = iris
    model = shallow().fit(X, np.array(labels)[(y > 0).astype(int)])
    label, _ = answers(model, X.astype(np.float32))
    assert label.dtype == np.int64
    np.testing.assert_array_equal(label, model.predict(X))


def test_dates_are_text_there(answers, iris):
    X, y = iris
    dates = np.array(["2020-01-01", "2021-01-01", "2022-01-01"], "datetime64[D]")
    model = shallow().fit(X, dates[y])
    label, _ = answers(model, X.astype(np.float32))
    np.testing.assert_array_equal(label, model.predict(X).astype(str))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("batch_norm", [False, True])
def test_every_activation_with_batch_norm_and_without(
    answers, iris, activation, batch_norm
):
    X, y = iris
    model = deep(activation=activation, batch_norm=batch_norm, dropout=0.1)
    model.set_params(hidden_layer_sizes=(20, 5)).fit(X, y)
    wide = np.random.default_rng(0).normal(size=(200, 4)) * 20
    found = answers(model, wide.astype(np.float32))
    assert_equal_answers(found, model, wide.astype(np.float32))


@pytest.mark.parametrize("sizes", [(), (3,), (6, 5, 4, 6, 5, 4, 6)])
def test_every_depth(answers, iris, sizes):
    X, y = iris
    model = deep(hidden_layer_sizes=sizes, batch_norm=bool(sizes)).fit(X, y)
    assert_equal_answers(answers(model, X.astype(np.float32)), model, X)


def test_an_activation_for_each_layer(answers, iris):
    X, y = iris
    names = list(ACTIVATIONS)
    model = deep(hidden_layer_sizes=(6,) * len(names), activation=names).fit(X, y)
    assert_equal_answers(answers(model, X.astype(np.float32)), model, X)


@pytest.mark.parametrize("make", [shallow, deep])
def test_a_multilabel_target(answers, iris, make):
    X, y = iris
    Y = np.column_stack([y > 0, y == 1, X[:, 0] > 5]).astype(int)
    model = make_pipeline(StandardScaler(), make()).fit(X, Y)
    label, probabilities = answers(model, X.astype(np.float32))
    assert_equal_answers((label, probabilities), model, X)
    assert label.shape == Y.shape and label.dtype == np.int64


def test_one_row_and_many(answers, iris):
    X, y = iris
    model = shallow().fit(X, y)
    for rows in (X[:1], np.tile(X, (50, 1))):
        assert_equal_answers(answers(model, rows.astype(np.float32)), model, rows)


def test_no_intercept(answers, iris):
    X, y = iris
    model = logistic(fit_intercept=False).fit(X, y)
    assert_equal_answers(answers(model, X.astype(np.float32)), model, X)


def test_a_table_of_numbers_and_text(answers, iris):
    X, y = iris
    table = pd.DataFrame(
        {
            "length": X[:, 0],
            "width": np.where(X[:, 1] > 3, "wide", "narrow"),
            "petal": np.where(X[:, 2] > 5, np.nan, X[:, 2]),
            "days": (10 * X[:, 3]).astype(int),
        }
    )
    columns = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), ["width"]),
        (make_pipeline(SimpleImputer(), StandardScaler()), ["length", "petal", "days"]),
    )
    model = make_pipeline(columns, deep()).fit(table, NAMES[y])
    given = {
        name: table[[name]].to_numpy(object if name == "width" else np.float32)
        for name in table
    }
    assert_equal_answers(answers(model, given, table[:5]), model, table)


def test_a_table_of_numbers_is_one_input(answers, iris):
    X, y = iris
    table = pd.DataFrame(X, columns=list("abcd"))
    model = make_pipeline(StandardScaler(), shallow()).fit(table, y)
    for sample in (None, table):
        found = answers(model, X.astype(np.float32), sample)
        assert_equal_answers(found, model, table)


def test_columns_by_position_are_one_input(answers, iris):
    X, y = iris
    columns = make_column_transformer((StandardScaler(), [0, 2]), (MinMaxScaler(), [3]))
    model = make_pipeline(columns, shallow()).fit(X, y)
    assert_equal_answers(answers(model, X.astype(np.float32)), model, X)


def test_texts(answers, iris):
    _, y = iris
    texts = [f"word{label} and word{i % 7}" for i, label in enumerate(y)]
    model = make_pipeline(TfidfVectorizer(lowercase=False), deep()).fit(texts, y)
    given = np.array(texts, object).reshape(-1, 1)
    assert_equal_answers(answers(model, given, texts[:3]), model, texts)


@pytest.mark.parametrize(
    "model",
    [
        make_pipeline(MinMaxScaler(), PCA(2), shallow()),
        VotingClassifier(
            [("a", deep()), ("b", logistic())], voting="soft", flatten_transform=False
        ),
        GridSearchCV(shallow(), {"alpha": [0, 1]}, cv=2),
        CalibratedClassifierCV(shallow(), cv=2),
        BaggingClassifier(shallow(), n_estimators=2, random_state=0),
        StackingClassifier([("a", deep()), ("b", logistic())], cv=2),
        OneVsRestClassifier(make_pipeline(StandardScaler(), shallow())),
        OneVsRestClassifier(shallow()),
    ],
    ids=lambda model: type(model).__name__,
)
def test_within_what_scikit_learn_makes_of_it(answers, iris, model):
    X, y = iris
    model.fit(X, y)
    assert_equal_answers(answers(model, X.astype(np.float32)), model, X)


def test_what_cannot_be_converted_is_named_and_nothing_written(tmp_path, iris):
    X, y = iris
    model = make_pipeline(FunctionTransformer(np.log1p), deep()).fit(X, y)
    with pytest.raises(TypeError, match="^model must consist of.*FunctionTransformer"):
        to_onnx(model, tmp_path / "model.onnx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "model",
    [
        CalibratedClassifierCV(make_pipeline(StandardScaler(), shallow()), cv=2),
        CalibratedClassifierCV(shallow(), cv=2, method="isotonic"),
    ],
    ids=["scores of a Pipeline", "isotonic"],
)
def test_what_is_converted_wrongly_is_not_written(tmp_path, iris, model):
    """The converter library takes these models and makes other ones of them."""
    model.fit(*iris)
    with pytest.raises(ValueError, match="^model must be one that .* differ by 0"):
        to_onnx(model, tmp_path / "model.onnx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("scaler", [StandardScaler, MinMaxScaler, RobustScaler])
def test_columns_that_float32_cannot_tell_apart_are_refused(iris, tmp_path, scaler):
    X, y = iris
    near = make_pipeline(scaler(), shallow()).fit(X + 100, y)
    to_onnx(near, tmp_path / "near.onnx")
    far = make_pipeline(scaler(), shallow()).fit(X + 1e7, y)
    with pytest.raises(
        ValueError, match="differ by .* 32 bits for a number: bring the"
    ):
        to_onnx(far, tmp_path / "far.onnx")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda X: X[:, :2], "got X has 2 features"),
        (lambda X: X[:0], "got Found array with 0 sample"),
        (lambda X: X * np.nan, "got Input X contains NaN"),
        (lambda X: 3, "got Expected 2D array"),
    ],
)
def test_rows_that_the_model_does_not_take_are_refused(tmp_path, iris, change, words):
    X, y = iris
    model = make_pipeline(StandardScaler(), shallow()).fit(X, y)
    with pytest.raises(ValueError, match=f"^X must be some rows of what .*{words}"):
        to_onnx(model, tmp_path / "model.onnx", X=change(X))
    assert list(tmp_path.iterdir()) == []


def test_labels_beyond_int64_are_refused(answers, iris, tmp_path):
    X, y = iris
    labels = np.array([1, 7, 2**63 - 1], np.uint64)
    model = logistic().fit(X, labels[y])
    assert_equal_answers(answers(model, X.astype(np.float32)), model, X)
    model.fit(X, (labels + np.uint64(1))[y])
    with pytest.raises(ValueError, match="must be below .* got 9223372036854775808"):
        to_onnx(model, tmp_path / "beyond.onnx")


def test_texts_and_tables_ask_for_some_rows(tmp_path, iris):
    X, y = iris
    table = pd.DataFrame({"a": X[:, 0], "b": X[:, 1]})
    by_name = make_pipeline(make_column_transformer((StandardScaler(), ["a"])), deep())
    texts = make_pipeline(TfidfVectorizer(), deep())
    for model, rows in ((by_name, table), (texts, [f"word{i}" for i in y])):
        with pytest.raises(ValueError, match=r"^X must be some .*X=X\[:5\]"):
            to_onnx(model.fit(rows, y), tmp_path / "model.onnx")
    with pytest.raises(ValueError, match="got ndarray"):
        to_onnx(by_name, tmp_path / "model.onnx", X=X)


def test_only_fitted_estimators_are_written(tmp_path):
    with pytest.raises(NotFittedError):
        to_onnx(make_pipeline(StandardScaler(), deep()), tmp_path / "model.onnx")
    with pytest.raises(TypeError, match="^model must be a fitted estimator; got str"):
        to_onnx("model", tmp_path / "model.onnx")
    assert list(tmp_path.iterdir()) == []


def run(code, cwd):
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(Path(skscratch.__file__).parents[1])},
        capture_output=True,
        text=True,
    )


def test_without_the_converter_one_line_says_how_to_get_it(tmp_path):
    code = "import sys; sys.modules['skl2onnx'] = None; import skscratch as s"
    finished = run(f"{code}; s.to_onnx(None, 'x')", tmp_path)
    last = finished.stderr.strip().splitlines()[-1]
    assert re.match(r"ImportError: to_onnx needs skl2onnx.*skscratch\[onnx\]", last)


def test_the_file_runs_without_this_package(tmp_path, iris):
    X, y = iris
    model = make_pipeline(StandardScaler(), deep()).fit(X, y)
    to_onnx(model, tmp_path / "model.onnx")
    code = (
        "import sys, numpy, onnxruntime\n"
        "session = onnxruntime.InferenceSession('model.onnx')\n"
        "_, P = session.run(None, {'X': numpy.array([[5.1, 3.5, 1.4, 0.2]], 'f')})\n"
        "assert not {'sklearn', 'skscratch'} & set(sys.modules)\n"
        "print(*P[0])\n"
    )
    finished = run(code, tmp_path)
    assert finished.returncode == 0, finished.stderr
    found = np.array(finished.stdout.split(), float)
    np.testing.assert_allclose(found, model.predict_proba(X[:1])[0], atol=1e-5)
