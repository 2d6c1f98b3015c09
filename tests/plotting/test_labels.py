"""Displays take every kind of label that the estimators take and draw it as it is."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from skscratch import ScratchLogisticRegression
from skscratch.plotting import (
    BoundaryDisplay,
    LossCurveDisplay,
    MisclassifiedDisplay,
    NetworkDiagramDisplay,
    SearchDisplay,
    WeightImageDisplay,
)
from skscratch.plotting.words import fitted_text, fitted_texts, width_of

HOSTILE = [
    "$",
    "$x",
    "a $\\frac{$ b",
    "cats $5, dogs $7",
    "\\alpha_{",
    "_hidden",
    "__",
    "100 % ^ # & ~",
    "two\nlines",
    "naïve кот γάτα",
    "{}",
    "",
]
IMAGES = np.zeros((4, 2, 2))
PROBA = np.array([[0.2, 0.8], [0.9, 0.1], [0.3, 0.7], [0.6, 0.4]])
X = np.random.default_rng(0).normal(size=(40, 2))
SIDE = (X[:, 0] > 0).astype(int)


def drawn(display):
    """The display after everything in it has been laid out."""
    display.figure_.canvas.draw()
    return display


def legend_texts(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_drawn_as_it_is(name):
    named = np.array([name, f"{name}!"])
    model = ScratchLogisticRegression(max_iter=3, tol=None).fit(X, named[SIDE])
    other = named[1 - SIDE[:4]]
    boundary = BoundaryDisplay.from_estimator(model, X, named[SIDE], name=name)
    curve = LossCurveDisplay.from_estimators([model, model], names=[name, "other"])
    wrong = MisclassifiedDisplay.from_predictions(IMAGES, named[SIDE[:4]], other, PROBA)
    weights = WeightImageDisplay.from_estimator(model, image_shape=(1, 2))
    diagram = NetworkDiagramDisplay.from_estimator(model, feature_names=[name, "b"])
    search = SearchDisplay.from_cv_results(
        {
            "params": [{name: f"{name}!"}, {name: f"{name}?"}],
            "mean_test_score": [0.1, 0.2],
            "std_test_score": [0.1, 0.2],
        },
        score_name=name,
    )
    for display in (boundary, curve, wrong, weights, diagram, search):
        drawn(display)
    assert boundary.axes_[0, 0].get_title() == name
    assert legend_texts(boundary.axes_[0, 0]) == named.tolist()
    assert legend_texts(curve.ax_) == [name, "other"]
    assert f"true: {named[SIDE[0]]}\n" in wrong.captions[0] + wrong.captions[1]
    assert weights.axes_[0, 0].get_title() == named[1]
    texts = [text.get_text() for text in diagram.ax_.texts]
    assert {name, named[1]} <= set(texts)
    assert (search.ax_.get_xlabel(), search.ax_.get_ylabel()) == (name, name)
    ticks = {text.get_text() for text in search.ax_.get_xticklabels()}
    assert ticks == {fitted_text(f"{name}{end}", 20) for end in "!?"}


LONG = [f"an international society of botany, {end}" for end in ("wild", "garden")]


@pytest.mark.parametrize(
    "names",
    [
        LONG,
        [*LONG, "short", LONG[0]],
        [f"{'x' * 30}{number}{'y' * 30}" for number in range(12)],
        ["日本語の長い名前のクラスその一", "日本語の長い名前のクラスその二"],
        ["a" * 20, "b" * 40, "b" * 41],
    ],
)
@pytest.mark.parametrize(("width", "n_lines"), [(12, 1), (22, 1), (20, 2)])
def test_names_that_differ_are_drawn_differently(names, width, n_lines):
    drawn = fitted_texts(names, width, n_lines)
    assert len(set(drawn)) == len(set(names))
    assert len(set(zip(names, drawn, strict=True))) == len(set(names))
    lines = [line for text in drawn for line in text.split("\n")]
    assert max(map(width_of, lines)) <= width + 5 * (n_lines - 1)
    assert fitted_texts(names, 100) == names


def test_classes_that_begin_alike_are_told_apart_in_every_picture():
    named = np.array(LONG)
    model = ScratchLogisticRegression(max_iter=3, tol=None).fit(X, named[SIDE])
    boundary = BoundaryDisplay.from_estimator(model, X, named[SIDE])
    wrong = MisclassifiedDisplay.from_predictions(
        IMAGES, named[SIDE[:4]], named[1 - SIDE[:4]], PROBA
    )
    three = ScratchLogisticRegression(max_iter=3, tol=None)
    three.fit(X, np.array([*LONG, "other"])[np.arange(40) % 3])
    weights = WeightImageDisplay.from_estimator(three, image_shape=(1, 2))
    diagram = NetworkDiagramDisplay.from_estimator(three)
    first, second = legend_texts(boundary.axes_[0, 0])
    assert first.endswith("garden") and second.endswith("wild")
    true, predicted, _ = wrong.axes_[0, 0].get_title().split("\n")
    assert true.removeprefix("true: ") != predicted.removeprefix("predicted: ")
    titles = [panel.get_title() for panel in weights.axes_.flat if panel.axison]
    assert len(set(titles)) == 3
    outputs = [text.get_text() for text in diagram.ax_.texts]
    assert sum(text.endswith(("wild", "garden")) for text in outputs) == 2


def test_columns_of_a_table_are_drawn_as_they_are():
    table = pd.DataFrame(X, columns=["price in $", "$\\frac{"])
    model = LogisticRegression().fit(table, SIDE)
    display = drawn(BoundaryDisplay.from_estimator(model, table, SIDE))
    assert display.axes_[0, 0].get_xlabel() == "price in $"
    assert display.axes_[0, 0].get_ylabel() == "$\\frac{"


def test_validation_curves_of_hidden_names_are_listed():
    model = ScratchLogisticRegression(max_iter=3, tol=None, early_stopping=True)
    model.fit(X, SIDE)
    display = LossCurveDisplay.from_estimator(model, name="_net")
    assert legend_texts(display.ax_) == ["_net", "_net, validation", "best epoch"]


def test_a_second_display_on_the_same_axes_keeps_the_first_one_s_names():
    model = ScratchLogisticRegression(max_iter=3, tol=None).fit(X, SIDE)
    display = LossCurveDisplay.from_estimator(model, name="one")
    LossCurveDisplay.from_estimator(model, name="two", ax=display.ax_)
    assert legend_texts(display.ax_) == ["one", "two"]


KINDS = {
    "-1 and 1": np.array([-1, 1]),
    "booleans": np.array([False, True]),
    "strings": np.array(["no", "yes"]),
    "objects": np.array(["no", "yes"], dtype=object),
    "floats": np.array([0.0, 1.0]),
    "far apart": np.array([7, 4000]),
    "bytes": np.array([b"no", b"yes"]),
    "dates": np.array(["2020-01-01", "2021-01-01"], dtype="datetime64[D]"),
    "small integers": np.array([3, 4], dtype=np.int8),
    "unsigned": np.array([1, 2], dtype=np.uint16),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("container", [np.asarray, list, pd.Series])
def test_labels_of_every_kind_are_named(kind, container):
    labels = KINDS[kind]
    y_true, y_pred = container(labels[[0, 1, 0, 1]]), container(labels[[1, 0, 1, 1]])
    display = MisclassifiedDisplay.from_predictions(
        IMAGES, y_true, y_pred, PROBA, target_names=["never", b"always"]
    )
    assert display.indices.tolist() == [1, 0, 2]
    assert display.captions[0].startswith("true: always\npredicted: never\n")
    assert display.captions[1].startswith("true: never\npredicted: always\n")


@pytest.mark.parametrize("kind", [k for k in KINDS if k not in ("bytes", "dates")])
def test_an_estimator_says_which_label_has_which_name(kind):
    labels = KINDS[kind][SIDE]
    model = ScratchLogisticRegression(max_iter=50, tol=None).fit(X, labels)
    only = np.full(40, KINDS[kind][0])  # one of the two classes occurs
    display = MisclassifiedDisplay.from_estimator(
        model, X, only, images=np.zeros((40, 2, 2)), target_names=["left", "right"]
    )
    assert set(display.captions) and all(
        caption.startswith("true: left\npredicted: right\n")
        for caption in display.captions
    )
    boundary = drawn(BoundaryDisplay.from_estimator(model, X, labels))
    assert legend_texts(boundary.axes_[0, 0]) == [str(k) for k in KINDS[kind]]


def test_labels_that_cannot_be_named_are_refused():
    three = np.full((4, 3), 1 / 3)
    draw = MisclassifiedDisplay.from_predictions
    cases = [
        ([-1] * 4, [-1] * 4, PROBA, ["no", "yes"]),  # is 1 or 0 the other?
        ([1, 2, 1, 2], [2, 2, 2, 2], three, list("abc")),  # 0..2 or 1..3?
        ([0, 1, 0, 1], [1, 1, 1, 1], PROBA, ["only one"]),
        (["a"] * 4, ["b"] * 4, three, list("abc")),
    ]
    for y_true, y_pred, proba, names in cases:
        with pytest.raises(ValueError, match="target_names must name the . classes"):
            draw(IMAGES, y_true, y_pred, proba, target_names=names)
    display = draw(
        IMAGES, *cases[1][:2], three, target_names=list("abc"), classes=[1, 2, 3]
    )
    assert display.captions[0].startswith("true: a\npredicted: b\n")


@pytest.mark.parametrize(
    ("y_true", "y_pred", "kinds"),
    [
        (["0", "1", "0", "1"], [0, 1, 0, 1], "numbers and strings"),
        ([b"a"] * 4, ["a"] * 4, "bytes and strings"),
        ([0, 1, "0", None], [0, 1, 0, 1], "NoneType and numbers and strings"),
    ],
)
def test_labels_of_two_kinds_are_refused(y_true, y_pred, kinds):
    y_true = np.array(y_true, dtype=object)
    with pytest.raises(ValueError, match=f"labels of one kind.*got {kinds}"):
        MisclassifiedDisplay.from_predictions(IMAGES, y_true, y_pred, PROBA)


DAYS = [date(2020, 1, 1), date(2021, 1, 1)]


@pytest.mark.parametrize(
    "days",
    [
        DAYS,
        [datetime(2020, 1, 1), datetime(2021, 1, 1)],
        pd.to_datetime(DAYS),
        np.array(DAYS, dtype="datetime64[ns]"),
        np.array(DAYS, dtype="datetime64[D]"),
        pd.Series(DAYS),
        pd.Series(pd.to_datetime(DAYS)),
    ],
    ids=lambda days: f"{type(days).__name__} of {type(days[0]).__name__}",
)
def test_days_of_every_library_are_the_same_days(days):
    predicted = np.array(["2021-01-01", "2021-01-01"], dtype="datetime64[D]")
    display = MisclassifiedDisplay.from_predictions(
        IMAGES[:2], days, predicted, PROBA[:2]
    )
    assert display.indices.tolist() == [0]
    assert display.captions[0].startswith("true: 2020-01-01\npredicted: 2021-01-01\n")


@pytest.mark.parametrize("dtype", ["category", "string", "boolean", "Int64"])
def test_labels_of_pandas_own_kinds_are_named(dtype):
    values = [True, False, True, False] if dtype == "boolean" else [1, 0, 1, 0]
    if dtype in ("category", "string"):
        values = ["b", "a", "b", "a"]
    true = pd.Series(values, dtype=dtype)
    display = MisclassifiedDisplay.from_predictions(
        IMAGES, true, np.array(values[::-1]), PROBA, target_names=["low", "high"]
    )
    assert display.captions[0].startswith("true: low\npredicted: high\n")
    assert len(display.indices) == 4


@pytest.mark.parametrize("shape", [(4, 1), (4, 2)])
def test_labels_in_columns_are_refused(shape):
    with pytest.raises(ValueError, match="y_pred must hold one label a sample"):
        MisclassifiedDisplay.from_predictions(
            IMAGES, [0, 1, 0, 1], np.zeros(shape), PROBA
        )
