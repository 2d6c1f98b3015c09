"""A model that was saved and loaded is the model, and nothing else is ever saved."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    BaggingClassifier,
    RandomForestClassifier,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import SelectFromModel, SelectKBest
from sklearn.impute import KNNImputer, SimpleImputer
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import (
    FunctionTransformer,
    KBinsDiscretizer,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    PowerTransformer,
    QuantileTransformer,
    StandardScaler,
)

import skscratch
from skscratch import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    ShallowNNClassifier,
    load_model,
    read_card,
    save_model,
)
from skscratch.optim import Step
from skscratch.persistence._trusted import OURS

SHORT = {"max_iter": 4, "tol": None, "random_state": 0}
NAMES = np.array(["ä", "b", "c"])


def deep(**settings):
    return DeepNNClassifier(hidden_layer_sizes=(6, 4), **SHORT, **settings)


def shallow(**settings):
    return ShallowNNClassifier(**SHORT, **settings)


def logistic(**settings):
    return ScratchLogisticRegression(max_iter=4, tol=None, **settings)


@pytest.fixture
def travel(tmp_path):
    """A function that saves a model and loads it."""

    def go(model, **settings):
        save_model(model, tmp_path / "model.skops", **settings)
        return load_model(tmp_path / "model.skops")

    return go


def assert_same_answers(loaded, model, X):
    assert type(loaded) is type(model)
    predicted = model.predict(X)
    assert loaded.predict(X).dtype == predicted.dtype
    np.testing.assert_array_equal(loaded.predict(X), predicted)
    np.testing.assert_array_equal(loaded.predict_proba(X), model.predict_proba(X))


@pytest.mark.parametrize("make", [logistic, shallow, deep])
@pytest.mark.parametrize(
    "labels",
    [
        NAMES,
        NAMES.astype(object),
        np.array([3, -1, 2**40]),
        np.array([1.0, 2.0, 4.0]),
        np.array(["2020-01-01", "2021-01-01", "2022-01-01"], "datetime64[D]"),
        np.array([True, False, True]),
    ],
    ids=["str", "object", "int", "float", "datetime64", "bool"],
)
def test_predictions_are_equal_whatever_the_labels(travel, iris, make, labels):
    X, y = iris
    model = make().fit(X, labels[y])
    assert_same_answers(travel(model), model, X)


@pytest.mark.parametrize(
    "settings",
    [
        {"batch_norm": True, "dropout": 0.2},
        {"activation": ["gelu", "elu"], "class_weight": {0: 1, 1: 2.5, 2: 1}},
        {"solver": "lbfgs", "alpha": 1.0},
        {"learning_rate_schedule": Step(factor=0.5, every=2)},
        {"early_stopping": True, "scoring": "accuracy"},
    ],
    ids=str,
)
def test_predictions_are_equal_whatever_the_settings(travel, iris, settings):
    X, y = iris
    model = deep(**settings).fit(X, y)
    loaded = travel(model)
    assert_same_answers(loaded, model, X)
    assert repr(loaded) == repr(model)
    assert loaded.loss_curve_ == model.loss_curve_


@pytest.mark.parametrize("make", [logistic, shallow, deep])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("form", [np.asarray, sparse.csr_array, sparse.csc_matrix])
def test_precision_and_sparse_input_are_kept(travel, iris, make, dtype, form):
    X, y = iris
    X = form(X.astype(dtype))
    model = make().fit(X, y, sample_weight=np.linspace(0.1, 1, len(y)))
    loaded = travel(model)
    assert_same_answers(loaded, model, X)
    assert loaded.predict_proba(X).dtype == dtype


@pytest.mark.parametrize("make", [shallow, deep])
def test_a_multilabel_model_is_kept(travel, iris, make):
    X, y = iris
    Y = np.column_stack([y > 0, y == 1, X[:, 0] > 5]).astype(int)
    model = make().fit(X, Y)
    assert_same_answers(travel(model), model, X)


TEXTS = [f"word{i} and word{i % 3}" for i in range(150)]


def table(X):
    return pd.DataFrame(
        {
            "length": X[:, 0],
            "width": np.where(X[:, 1] > 3, "wide", "narrow"),
            "petal": np.where(X[:, 2] > 3, np.nan, X[:, 2]),
        }
    )


COLUMNS = make_column_transformer(
    (StandardScaler(), ["length"]),
    (OneHotEncoder(handle_unknown="ignore", min_frequency=2), ["width"]),
    (SimpleImputer(), make_column_selector("petal")),
)
REMAINDER = make_column_transformer(
    (OrdinalEncoder(), ["width"]), (SimpleImputer(), ["petal"]), remainder="passthrough"
)

MODELS = {
    "table": (make_pipeline(COLUMNS, deep()), table),
    "remainder": (make_pipeline(REMAINDER, deep()), table),
    "texts": (make_pipeline(TfidfVectorizer(), deep()), lambda X: TEXTS),
    "dicts": (
        make_pipeline(DictVectorizer(), deep()),
        lambda X: [{"a": row[0], "b": "xyz"[int(row[1]) % 3]} for row in X],
    ),
    "scaled": (make_pipeline(StandardScaler(), shallow()), np.asarray),
    "reduced": (make_pipeline(PCA(2), logistic()), np.asarray),
    "union": (make_pipeline(make_union(StandardScaler(), PCA(1)), deep()), np.asarray),
    "selected": (make_pipeline(SelectKBest(k=2), deep()), np.asarray),
    "selected by a model": (
        make_pipeline(SelectFromModel(logistic()), deep()),
        np.asarray,
    ),
    "polynomials": (make_pipeline(PolynomialFeatures(), deep()), np.asarray),
    "powers": (make_pipeline(PowerTransformer(), deep()), np.asarray),
    "quantiles": (
        make_pipeline(QuantileTransformer(n_quantiles=20), deep()),
        np.asarray,
    ),
    "bins": (
        make_pipeline(
            KBinsDiscretizer(quantile_method="averaged_inverted_cdf"), deep()
        ),
        np.asarray,
    ),
    "neighbours": (make_pipeline(KNNImputer(), deep()), np.asarray),
    "function": (make_pipeline(FunctionTransformer(np.log1p), deep()), np.asarray),
    "grid": (
        GridSearchCV(
            make_pipeline(StandardScaler(), deep()), {"deepnnclassifier__alpha": [0, 1]}
        ),
        np.asarray,
    ),
    "search": (
        RandomizedSearchCV(
            deep(), {"alpha": [0, 1]}, scoring="neg_log_loss", n_iter=2, cv=2
        ),
        np.asarray,
    ),
    "calibrated": (CalibratedClassifierCV(deep(), cv=2), np.asarray),
    "isotonic": (CalibratedClassifierCV(deep(), method="isotonic", cv=2), np.asarray),
    "vote": (
        VotingClassifier([("a", deep()), ("b", logistic())], voting="soft"),
        np.asarray,
    ),
    "stack": (StackingClassifier([("a", deep()), ("b", logistic())], cv=2), np.asarray),
    "bag": (BaggingClassifier(deep(), n_estimators=2, random_state=0), np.asarray),
    "one vs rest": (OneVsRestClassifier(deep()), np.asarray),
}


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("name", MODELS)
def test_all_of_a_model_travels(travel, iris, name):
    X, y = iris
    model, form = MODELS[name]
    model = model.fit(form(X), NAMES[y])
    loaded = travel(model)
    assert_same_answers(loaded, model, form(X))
    if hasattr(model, "feature_names_in_"):
        assert list(loaded.feature_names_in_) == list(model.feature_names_in_)


@pytest.mark.parametrize("memory", [True, False])
@pytest.mark.parametrize("true", [True, np.True_])
def test_truth_values_as_keys_come_back(travel, iris, true, memory):
    X, y = iris
    weights = {true: 2.0, not true: 1.0}
    search = GridSearchCV(logistic(), {"class_weight": [weights]}, cv=2)
    search.fit(X, y == 1)
    loaded = travel(search, solver_memory=memory)
    assert loaded.best_params_ == {"class_weight": weights}
    assert loaded.best_estimator_.class_weight == {True: 2.0, False: 1.0}
    assert type(next(iter(search.best_estimator_.class_weight))) is type(true)
    np.testing.assert_array_equal(
        loaded.best_estimator_.fit(X, y == 1).coef_, search.best_estimator_.coef_
    )


@pytest.mark.parametrize("solver", ["adam", "momentum", "rmsprop", "lbfgs"])
def test_with_the_solvers_memory_training_goes_on_bit_for_bit(travel, iris, solver):
    X, y = iris
    dropout = 0 if solver == "lbfgs" else 0.1
    model = deep(solver=solver, warm_start=True, dropout=dropout).fit(X, y)
    loaded = travel(model, solver_memory=True)
    for network in (model, loaded):
        network.fit(X, y)
    assert_same_answers(loaded, model, X)
    assert loaded.loss_curve_ == model.loss_curve_


def test_with_the_solvers_memory_one_more_epoch_is_the_same(travel, iris):
    X, y = iris
    model = make_pipeline(StandardScaler(), deep(batch_size=16)).fit(X, y)
    loaded = travel(model, solver_memory=True)
    for each in (model, loaded):
        each[-1].partial_fit(each[:-1].transform(X), y)
    assert_same_answers(loaded, model, X)


@pytest.mark.parametrize("solver", ["adam", "adamw", "rmsprop"])
def test_without_it_a_file_has_the_size_of_the_parameters(tmp_path, iris, solver):
    X, y = iris
    network = DeepNNClassifier(
        hidden_layer_sizes=(200, 100), solver=solver, max_iter=1, tol=None
    )
    pipeline = make_pipeline(StandardScaler(), network).fit(X, y)
    memory = {name: array.copy() for name, array in network._state["memory"].items()}
    n_bytes = sum(each.nbytes for each in network.coefs_ + network.intercepts_)
    save_model(pipeline, tmp_path / "model.skops")
    assert (tmp_path / "model.skops").stat().st_size < 1.1 * n_bytes
    for name, array in network._state["memory"].items():  # the model still has it
        np.testing.assert_array_equal(array, memory[name])


def half(epoch):
    return 0.5


@pytest.mark.parametrize(
    ("model", "named"),
    [
        (
            make_pipeline(FunctionTransformer(lambda X: X), deep()),
            r"functiontransformer__func=.*<lambda>",
        ),
        (deep(learning_rate_schedule=half), r"learning_rate_schedule=.*\.half"),
        (
            make_pipeline(SelectFromModel(RandomForestClassifier(3)), deep()),
            r"sklearn\.tree\._tree\.Tree",
        ),
    ],
    ids=["lambda", "function", "forest"],
)
def test_what_cannot_be_loaded_is_not_saved(tmp_path, iris, model, named):
    model.fit(*iris)
    with pytest.raises(
        TypeError, match=f"^model must hold only types.*{named}"
    ) as error:
        save_model(model, tmp_path / "model.skops")
    assert "\n" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_a_callback_is_named_and_how_to_take_it_off(tmp_path, iris, travel):
    from sklearn.callback import ScoringMonitor

    X, y = iris
    model = deep().set_callbacks(ScoringMonitor(scoring="accuracy")).fit(X, y)
    with pytest.raises(TypeError, match=r"ScoringMonitor.*set_callbacks\(\)"):
        save_model(model, tmp_path / "model.skops")
    assert_same_answers(travel(model.set_callbacks()), model, X)


@pytest.mark.parametrize("thing", [3, None, {"coefs_": []}, DeepNNClassifier])
def test_only_estimators_are_saved(tmp_path, thing):
    with pytest.raises(TypeError, match="^model must be a fitted estimator; got "):
        save_model(thing, tmp_path / "model.skops")


def test_only_fitted_estimators_are_saved(tmp_path):
    for model in (deep(), make_pipeline(StandardScaler(), deep())):
        with pytest.raises(NotFittedError):
            save_model(model, tmp_path / "model.skops")


@pytest.mark.parametrize("load", [load_model, read_card])
def test_a_file_that_is_not_there_is_the_systems_error(tmp_path, load):
    with pytest.raises(FileNotFoundError, match=re.escape("nothing.skops")):
        load(tmp_path / "nothing.skops")
    with pytest.raises(IsADirectoryError):
        load(tmp_path)


def test_a_file_that_cannot_be_replaced_is_untouched(tmp_path, pipeline):
    path = tmp_path / "model.skops"
    save_model(pipeline, str(path))
    before = path.read_bytes()
    bad = make_pipeline(FunctionTransformer(half), pipeline)
    with pytest.raises(TypeError):
        save_model(bad, path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["model.skops"]
    with pytest.raises(OSError, match="cannot be written"):
        save_model(pipeline, tmp_path / "no folder" / "model.skops")


@pytest.mark.parametrize("package", ["sklearn", "skscratch"])
def test_another_minor_version_warns_once_and_loads(
    tmp_path, iris, pipeline, monkeypatch, package
):
    path = tmp_path / "model.skops"
    with monkeypatch.context() as patch:
        patch.setattr(f"{package}.__version__", "0.0.7")
        save_model(pipeline, path)
    with pytest.warns(UserWarning) as record:
        loaded = load_model(path)
    (warning,) = record
    assert "0.0.7, this is " in str(warning.message)
    assert warning.filename == __file__
    assert_same_answers(loaded, pipeline, iris[0])


def test_another_patch_release_does_not_warn(tmp_path, pipeline, monkeypatch):
    major, minor, *_ = skscratch.__version__.split(".")
    with monkeypatch.context() as patch:
        patch.setattr("skscratch.__version__", f"{major}.{minor}.99")
        save_model(pipeline, tmp_path / "model.skops")
    load_model(tmp_path / "model.skops")  # warnings are errors


@pytest.mark.parametrize("call", ["save_model(None, 'x')", "load_model('x')"])
def test_without_skops_one_line_says_how_to_get_it(tmp_path, call):
    code = f"import sys; sys.modules['skops'] = None; import skscratch as s; s.{call}"
    root = Path(skscratch.__file__).parents[1]
    finished = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
    )
    last = finished.stderr.strip().splitlines()[-1]
    assert re.match(r"ImportError: \w+ needs skops, .*`pip install skops`", last)


def test_the_file_tells_nothing_of_the_machine(tmp_path, pipeline, monkeypatch):
    path = tmp_path / "model.skops"
    save_model(pipeline, path)
    with zipfile.ZipFile(path) as archive:
        content = b"".join(map(archive.read, archive.namelist()))
    home, host, user = (
        Path.home(),
        os.uname().nodename,
        os.environ.get("USER", "nobody"),
    )
    for secret in (str(tmp_path), str(home), host, user, os.getcwd()):
        assert secret.encode() not in content
    assert all(".." not in name for name in zipfile.ZipFile(path).namelist())


def test_every_estimator_of_ours_may_be_in_a_file(public_objects):
    ours = {
        f"{each.__module__}.{each.__name__}"
        for each in public_objects.values()
        if isinstance(each, type) and issubclass(each, BaseEstimator)
    }
    assert len(ours) >= 3
    assert ours <= set(OURS)


def test_plain_skops_reads_the_file_too(saved, pipeline, iris):
    import skops.io

    kind = "skscratch.estimators.deep.DeepNNClassifier"
    assert_same_answers(skops.io.loads(saved, trusted=[kind]), pipeline, iris[0])
