"""Labels as people bring them: objects, gaps, one-hot rows, the textbook's columns."""

from decimal import Decimal

import numpy as np
import pytest
from scipy import sparse

from skscratch import DeepNNClassifier, ScratchLogisticRegression

FIXED = {"solver": "adam", "max_iter": 15, "tol": None, "random_state": 0}


def as_objects(values):
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def with_gaps(value, rows, n=80):
    """Labels of which some are `value`."""
    labels = ["low", "high"] * (n // 2)
    for row in rows:
        labels[row] = value
    return labels


@pytest.mark.parametrize(
    ("low", "high"), [(3, 8), (False, True), (-1.0, 1.0)], ids=["int", "bool", "float"]
)
def test_objects_that_are_numbers_count_as_numbers(
    Classifier, moons, assert_same, low, high
):
    X, y = moons
    plain = np.where(y, high, low)
    objects = as_objects(plain.tolist())
    model, expected = (Classifier(**FIXED).fit(X, each) for each in (objects, plain))
    assert_same(model, expected)
    assert model.classes_.dtype == plain.dtype
    assert model.score(X, objects) == expected.score(X, plain)
    weighted = model.fit(X, objects, X_val=X, y_val=objects)
    assert weighted.validation_scores_[-1] == expected.score(X, plain)
    begun = Classifier(**FIXED).partial_fit(X, objects, classes=as_objects([low, high]))
    np.testing.assert_array_equal(begun.classes_, [low, high])


@pytest.mark.parametrize("container", [list, as_objects])
def test_dates_are_labels(Classifier, moons, assert_same, container):
    X, y = moons
    dates = np.array(["1969-07-20", "1972-12-07"], "datetime64[D]")[y]
    model = Classifier(**FIXED).fit(X, container(list(dates)))
    assert_same(model, Classifier(**FIXED).fit(X, dates))
    np.testing.assert_array_equal(model.classes_, np.unique(dates))
    with pytest.raises(ValueError, match="the first in row 1"):
        model.fit(X, container([*dates[:1], np.datetime64("NaT", "D"), *dates[2:]]))


@pytest.mark.parametrize("label", [3, "a", float("nan"), None])
def test_a_single_label_is_no_target(Classifier, moons, label):
    with pytest.raises((ValueError, TypeError)):
        Classifier(**FIXED).fit(moons[0], label)


@pytest.mark.parametrize("container", [list, as_objects])
@pytest.mark.parametrize("gap", [None, float("nan"), np.float64("nan")], ids=repr)
def test_missing_labels_are_counted_and_the_first_is_named(
    Classifier, moons, gap, container
):
    y = container(with_gaps(gap, [11, 40, 41]))
    words = r"y must have a label.*missing.*3 of 80 rows, the first in row 11"
    for call in ("fit", "partial_fit", "initialize"):
        extra = {"classes": ["high", "low"]} if call == "partial_fit" else {}
        with pytest.raises(ValueError, match=words):
            getattr(Classifier(**FIXED), call)(moons[0], y, **extra)
    good = with_gaps(None, [])
    model = Classifier(**FIXED).fit(moons[0], good)
    with pytest.raises(ValueError, match=words):
        model.score(moons[0], y)
    with pytest.raises(ValueError, match=words.replace("y", "y_val", 1)):
        model.fit(moons[0], good, X_val=moons[0], y_val=y)


@pytest.mark.parametrize("kind", ["Int64", "boolean", "string", "category", "dates"])
def test_missing_values_of_data_frames_are_missing_labels(Classifier, moons, kind):
    pd = pytest.importorskip("pandas")
    full = {
        "Int64": pd.Series([1, 2] * 40, dtype="Int64"),
        "boolean": pd.Series([True, False] * 40, dtype="boolean"),
        "string": pd.Series(["x", "y"] * 40, dtype="string"),
        "category": pd.Series(["x", "y"] * 40, dtype="category"),
        "dates": pd.Series(pd.to_datetime(["2001-02-03", "2004-05-06"] * 40)),
    }[kind]
    model = Classifier(**FIXED).fit(moons[0], full)
    assert set(model.predict(moons[0])) <= set(np.asarray(full))
    gaps = full.copy()
    gaps.iloc[[7, 9]] = None
    with pytest.raises(ValueError, match="2 of 80 rows, the first in row 7"):
        model.fit(moons[0], gaps)


def test_what_is_masked_is_missing(Classifier, moons):
    X, y = moons
    with pytest.raises(ValueError, match="1 of 80 rows, the first in row 5"):
        Classifier(**FIXED).fit(X, np.ma.array(y, mask=np.arange(80) == 5))


def test_a_gap_in_an_indicator_matrix_is_named(Network, tags):
    X, Y = tags
    Y = Y.astype(float)
    Y[4, 1] = np.nan
    with pytest.raises(ValueError, match="in 1 of 70 rows, the first in row 4"):
        Network(**FIXED).fit(X, Y)


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (["a", 1], "one kind.*got numbers and str"),
        ([b"a", "b"], "one kind.*got bytes and str"),
        ([True, "b"], "one kind.*got numbers and str"),
        ([{"a"}, {"b"}], "a set in row 0.*MultiLabelBinarizer"),
        ([["a"], ["a", "b"]], "a list in row 0.*MultiLabelBinarizer"),
        ([{"a": 1}, {"a": 2}], "a dict in row 0"),
        ([object(), object()], "one kind.*got object.*strings"),
        ([Decimal(1), Decimal(2)], "one kind.*got Decimal.*strings"),
    ],
    ids=[
        "str and int",
        "bytes and str",
        "bool and str",
        "sets",
        "lists",
        "dicts",
        "objects",
        "decimals",
    ],
)
@pytest.mark.parametrize("container", [list, as_objects])
def test_labels_that_cannot_be_sorted_are_refused_by_kind(
    Classifier, moons, labels, words, container
):
    with pytest.raises(ValueError, match=words):
        Classifier(**FIXED).fit(moons[0], container(labels * 40))


def test_strings_of_digits_are_no_numbers(Classifier, moons):
    X, y = moons
    model = Classifier(warm_start=True, **FIXED).fit(X, y)
    with pytest.raises(ValueError, match=r"y_val must hold.*got \['0', '1'\]"):
        model.fit(X, y, X_val=X, y_val=y.astype(str))
    with pytest.raises(ValueError, match=r"got \['0', '1'\]"):
        model.partial_fit(X, y.astype(str))


@pytest.mark.parametrize("form", ["int", "float", "bool", "sparse", "frame"])
@pytest.mark.parametrize("n_classes", [2, 3])
def test_one_hot_rows_are_told_from_labels(blobs, form, n_classes):
    X, y = blobs
    X, y = X[y < n_classes], y[y < n_classes]
    Y = np.eye(n_classes, dtype=int)[y]
    if form == "sparse":
        Y = sparse.csr_array(Y)
    elif form == "frame":
        Y = pytest.importorskip("pandas").DataFrame(Y).astype(bool)
    else:
        Y = Y.astype(form)
    words = r"pass .*y\.argmax\(axis=1\)"
    for call in ("fit", "partial_fit", "initialize"):
        with pytest.raises(ValueError, match=words):
            getattr(ScratchLogisticRegression(), call)(X, Y)
        with pytest.warns(UserWarning, match=words) as told:
            model = getattr(DeepNNClassifier(**FIXED), call)(X, Y)
        assert told[0].filename == __file__
        assert model.predict(X).shape == Y.shape
    with pytest.raises(ValueError, match=r"y_val\.argmax\(axis=1\)"):
        DeepNNClassifier(**FIXED).fit(X, y, X_val=X, y_val=Y)


@pytest.mark.filterwarnings("error")
def test_no_word_about_one_hot_where_it_may_be_chance(Network, tags):
    X, Y = tags
    Network(**FIXED).fit(X, Y)
    single = Y[Y.sum(axis=1) == 1][:2]
    Network(**FIXED).partial_fit(X[:2], single)


@pytest.mark.parametrize(
    ("turn_X", "turn_y", "advice"),
    [
        (True, None, r"pass X\.T\.$"),
        (True, "row", r"pass X\.T and y\.ravel\(\)\.$"),
        (False, "row", r"pass y\.ravel\(\)\.$"),
        (False, "columns", r"pass y\.T\.$"),
    ],
)
@pytest.mark.parametrize("form", ["array", "list", "sparse"])
def test_samples_in_columns_are_told_to_turn(blobs, turn_X, turn_y, advice, form):
    X, y = blobs
    y = {None: y, "row": y[np.newaxis], "columns": np.eye(4)[y].T}[turn_y]
    X = X.T if turn_X else X
    X = {"array": X, "list": X.tolist(), "sparse": sparse.csr_array(X)}[form]
    for Model in (ScratchLogisticRegression, DeepNNClassifier):
        for call in ("fit", "partial_fit"):
            with pytest.raises(ValueError, match=advice):
                getattr(Model(), call)(X, y)


def test_a_validation_part_in_columns_is_told_so_too(Classifier, blobs):
    X, y = blobs
    with pytest.raises(ValueError, match=r"pass X_val\.T and y_val\.ravel\(\)"):
        Classifier(**FIXED).fit(X, y, X_val=X.T, y_val=y[np.newaxis])
