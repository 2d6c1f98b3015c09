"""Labels of every kind."""

import warnings

import numpy as np
import pytest
from scipy import sparse
from sklearn.exceptions import DataConversionWarning

from skscratch import DeepNNClassifier, ScratchLogisticRegression

FIXED = {"max_iter": 15, "tol": None, "random_state": 0}


@pytest.mark.parametrize(
    "names",
    [
        ["ant", "bee", "cow"],
        np.array(["ant", "bee", "cow"], dtype=object),
        [-7, 0, 12],
        [1.0, 2.0, 3.0],
    ],
    ids=["str", "object", "int", "float"],
)
def test_names_of_the_classes_change_nothing_else(
    Classifier, blobs, assert_same, names
):
    X, y = blobs
    names = np.asarray(names)
    plain = Classifier(batch_size=16, **FIXED).fit(X, y)
    named = Classifier(batch_size=16, **FIXED).fit(X, names[y])
    assert_same(plain, named)
    np.testing.assert_array_equal(named.predict(X), names[plain.predict(X)])
    np.testing.assert_array_equal(named.classes_, names)


def test_truth_values_are_labels(Classifier, moons):
    X, y = moons
    assert Classifier(**FIXED).fit(X, y == 1).predict(X).dtype == bool


def test_data_frames_bring_names(Classifier, moons):
    pd = pytest.importorskip("pandas")
    X, y = moons
    frame = pd.DataFrame(X, columns=["length", "width"])
    labels = pd.Series(np.where(y, "cat", "dog"))
    model = Classifier(**FIXED).fit(frame, labels)
    assert model.feature_names_in_.tolist() == ["length", "width"]
    assert set(model.predict(frame)) <= {"cat", "dog"}
    with pytest.raises(ValueError, match="feature names"):
        model.predict(frame[["width", "length"]])
    if hasattr(model, "partial_fit"):
        with pytest.raises(ValueError, match="feature names"):
            model.partial_fit(frame[["width", "length"]], labels)


def test_a_column_of_labels_warns_and_counts_as_flat(Classifier, moons, assert_same):
    X, y = moons
    with pytest.warns(DataConversionWarning):
        column = Classifier(**FIXED).fit(X, y[:, None])
    assert_same(column, Classifier(**FIXED).fit(X, y))


@pytest.mark.parametrize("fit", ["fit", "partial_fit"])
def test_a_sparse_indicator_is_a_dense_one(Network, tags, assert_same, fit):
    X, Y = tags
    dense = getattr(Network(**FIXED), fit)(X, Y)
    assert_same(dense, getattr(Network(**FIXED), fit)(X, sparse.csr_array(Y)))


def test_multilabel_targets_are_learnt(Network, tags):
    X, Y = tags
    model = Network(
        solver="lbfgs", alpha=0.1, tol=None, max_iter=300, random_state=0
    ).fit(X, Y)
    assert (model.predict(X) == Y).mean() > 0.9
    assert model.score(X, Y) == (model.predict(X) == Y).all(axis=1).mean()
    P = model.predict_proba(X)
    assert P.shape == Y.shape
    np.testing.assert_array_equal(P > 0.5, model.predict(X).astype(bool))
    np.testing.assert_allclose(
        np.log(P), model.predict_log_proba(X), rtol=1e-10, atol=1e-10
    )


def test_labels_without_hidden_layer_are_learnt_one_by_one(tags):
    X, Y = tags
    settings = FIXED | {"solver": "gd", "learning_rate": 0.1, "batch_size": None}
    model = DeepNNClassifier(
        hidden_layer_sizes=(), initialization="zeros", **settings
    ).fit(X, Y)
    for i, label in enumerate(Y.T):
        single = ScratchLogisticRegression(**settings).fit(X, label)
        np.testing.assert_allclose(model.coefs_[0][:, i], single.coef_[0], atol=1e-12)


def test_logistic_refuses_several_labels(tags):
    for fit in ("fit", "partial_fit"):
        with pytest.raises(ValueError, match="y must be 1-d.*multilabel"):
            getattr(ScratchLogisticRegression(), fit)(*tags)


@pytest.mark.parametrize("fit", ["fit", "partial_fit"])
def test_indicators_hold_0_and_1_only(Network, tags, fit):
    X, Y = tags
    with pytest.raises(ValueError, match=r"0 and 1 only; got the values \[-1, 1\]"):
        getattr(Network(), fit)(X, 2 * Y - 1)
    with pytest.raises(ValueError, match="multioutput"):
        getattr(Network(), fit)(X, Y + np.arange(3))


def test_labels_do_not_go_on_where_indicators_were(Network, tags):
    X, Y = tags
    classes = np.arange(len(X)) % 3
    model = Network(warm_start=True, **FIXED)
    for first, second in ((Y, classes), (classes, Y)):
        model = Network(warm_start=True, **FIXED).fit(X, first)
        for go_on in (model.fit, model.partial_fit):
            with pytest.raises(ValueError, match="as the targets trained on"):
                go_on(X, second)
    with pytest.raises(ValueError, match="y_val must be an indicator"):
        Network(**FIXED).fit(X, Y, X_val=X, y_val=classes)


@pytest.mark.parametrize(
    ("y", "words"),
    [
        (np.zeros(80, int), r"two classes; got 1 class: \[0\]"),
        (np.linspace(0, 1, 80), "continuous"),
        (np.r_[np.nan, np.arange(79) % 2], "NaN"),
        (np.arange(79) % 2, r"X and y must have as many rows.* and \(79,\)"),
        ([], r"X and y must have as many rows.* and \(0,\)"),
        (None, "requires y"),
    ],
    ids=["one class", "numbers", "nan", "too few", "no labels", "none"],
)
def test_bad_targets_are_refused(Classifier, moons, y, words):
    with pytest.raises(ValueError, match=words):
        Classifier().fit(moons[0], y)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_missing_and_infinite_values_are_refused(Classifier, moons, bad):
    X, y = moons
    broken = X.copy()
    broken[3, 1] = bad
    word = "NaN" if np.isnan(bad) else "infinity"
    model = Classifier(**FIXED)
    with pytest.raises(ValueError, match=word):
        model.fit(broken, y)
    with pytest.raises(ValueError, match=word):
        model.fit(X, y).predict(broken)
    with pytest.raises(ValueError, match=word):
        model.partial_fit(broken, y)
    with pytest.raises(ValueError, match=word):
        model.fit(X, y, X_val=broken, y_val=y)


def test_the_wrong_number_of_features_is_refused(Classifier, moons):
    X, y = moons
    model = Classifier(**FIXED).fit(X, y)
    for call in (model.predict, lambda X: model.partial_fit(X, y)):
        with pytest.raises(ValueError, match="X has 1 features.*expecting 2"):
            call(X[:, :1])


def test_a_failed_fit_leaves_the_earlier_model_usable(Classifier, moons):
    pd = pytest.importorskip("pandas")
    X, y = moons
    model = Classifier(**FIXED).fit(X, y)
    before = model.predict_proba(X)
    wide = pd.DataFrame(np.ones((80, 5)), columns=list("abcde"))
    for fails in (
        lambda: model.fit(wide, np.zeros(80)),
        lambda: model.fit(wide, y, sample_weight=np.zeros(80)),
        lambda: model.fit(wide, y, X_val=X, y_val=y),
        lambda: model.partial_fit(X, y + 1),
    ):
        with pytest.raises(ValueError), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fails()
        np.testing.assert_array_equal(model.predict_proba(X), before)
    assert not hasattr(model, "feature_names_in_")
    model.partial_fit(X, y)


@pytest.mark.parametrize("dtype", [object, "U5", "i2", bool])
def test_labels_keep_their_dtype_however_training_begins(Classifier, moons, dtype):
    X, y = moons
    y = y.astype(str).astype(object) if dtype is object else y.astype(dtype)
    fitted = Classifier(**FIXED).fit(X, y)
    begun = Classifier(**FIXED).partial_fit(X, y, classes=np.unique(y))
    for model in fitted, begun:
        assert model.classes_.dtype == model.predict(X).dtype == y.dtype
