"""A search is drawn by its scores: curve, heat map, points, or best over the rest."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import loguniform
from sklearn.dummy import DummyClassifier
from sklearn.exceptions import NotFittedError
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    GridSearchCV,
    HalvingGridSearchCV,
    RandomizedSearchCV,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from skscratch.plotting import SearchDisplay

X = np.random.default_rng(0).normal(size=(80, 3))
y = (X[:, 0] + X[:, 1] ** 2 > 0.5).astype(int)


def results(params, means, **others):
    """A record of a search with these candidates."""
    means = np.array(means, dtype=float)
    return {"params": params, "mean_test_score": means} | {
        "std_test_score": 0.1 * np.ones(len(params)),
        **others,
    }


def ticks(axis):
    return [label.get_text() for label in axis.get_ticklabels()]


def legend(display):
    return [text.get_text() for text in display.ax_.get_legend().get_texts()]


def draw(params, means, **others):
    return SearchDisplay.from_cv_results(results(params, means, **others))


def test_one_parameter_is_a_curve_with_the_spread_of_the_folds():
    search = GridSearchCV(LogisticRegression(), {"C": [1.0, 0.01, 0.1]}).fit(X, y)
    display = SearchDisplay.from_search(search)
    order = [1, 2, 0]
    mean = search.cv_results_["mean_test_score"][order]
    std = search.cv_results_["std_test_score"][order]
    np.testing.assert_array_equal(display.line_.get_xdata(), [0.01, 0.1, 1.0])
    np.testing.assert_array_equal(display.line_.get_ydata(), mean)
    corners = display.band_.get_paths()[0].vertices
    for x, low, high in zip([0.01, 0.1, 1.0], mean - std, mean + std, strict=True):
        at = corners[corners[:, 0] == x, 1]
        np.testing.assert_allclose([at.min(), at.max()], [low, high])
    best = search.best_params_["C"]
    assert legend(display)[-1] == f"best: {search.best_score_:.3g} at {best:.4g}"


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([0.001, 0.01, 0.1, 1], "log"),
        ([0.001, 0.003, 0.01, 0.03, 0.1], "log"),
        ([1, 2, 4, 8, 16], "log"),
        ([1, 10], "log"),
        ([1, 2, 3, 4], "linear"),
        ([10, 20, 30, 40, 50, 60, 70, 80, 90], "linear"),
        ([0, 0.1, 1, 10], "linear"),
        ([-1, 1, 100], "linear"),
        ([5], "linear"),
    ],
)
def test_the_axis_is_logarithmic_where_values_are_geometric(values, scale):
    display = draw([{"a": v} for v in values], np.linspace(0, 1, len(values)))
    assert display.ax_.get_xscale() == scale


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([(64, 32), (), (8,)], ["none", "8", "64, 32"]),
        (["relu", "tanh", None], ["None", "relu", "tanh"]),
        ([True, False], ["False", "True"]),
        ([None, 64, 8], ["None", "8", "64"]),
        ([[1, 2], "auto"], ["1, 2", "auto"]),
        ([StandardScaler(), "passthrough"], ["StandardScaler", "passthrough"]),
        ([np.mean, len], ["mean", "len"]),
        (["a" * 40, "b"], ["a" * 19 + "…", "b"]),
        (["$x_{", "b"], ["$x_{", "b"]),
    ],
)
def test_values_that_are_no_numbers_are_ticks_to_read(values, words):
    display = draw([{"a": v} for v in values], np.arange(len(values)))
    assert ticks(display.ax_.xaxis) == words
    assert display.band_ is None
    display.figure_.canvas.draw()
    # Each score stands above its own value:
    last = words.index(ticks(display.ax_.xaxis)[int(display.line_.get_xdata()[-1])])
    assert last == len(words) - 1
    assert sorted(display.line_.get_ydata()) == list(range(len(values)))


def test_two_parameters_are_a_heat_map_with_its_scores_written():
    grid = {"max_depth": [1, 2, 3], "criterion": ["gini", "entropy"]}
    search = GridSearchCV(DecisionTreeClassifier(random_state=0), grid).fit(X, y)
    display = SearchDisplay.from_search(search)
    table = np.asarray(display.image_.get_array())
    rows, columns = ticks(display.ax_.yaxis), ticks(display.ax_.xaxis)
    shown = {display.ax_.get_ylabel(): rows, display.ax_.get_xlabel(): columns}
    assert shown == {"criterion": ["entropy", "gini"], "max_depth": ["1", "2", "3"]}
    for params, mean in zip(
        search.cv_results_["params"],
        search.cv_results_["mean_test_score"],
        strict=True,
    ):
        at = rows.index(params["criterion"]), columns.index(str(params["max_depth"]))
        assert table[at] == mean
        (text,) = [t for t in display.ax_.texts if t.get_position() == (at[1], at[0])]
        assert abs(float(text.get_text()) - mean) <= 0.005
    frame = display.ax_.patches[-1]
    best = frame.get_y() + 0.5, frame.get_x() + 0.5
    assert table[int(best[0]), int(best[1])] == search.best_score_


def test_a_pair_that_was_not_tried_is_blank():
    display = draw(
        [{"a": 1, "b": "u"}, {"a": 2, "b": "u"}, {"a": 1, "b": "v"}], [0.1, 0.2, 0.3]
    )
    table = display.image_.get_array()
    assert table.mask.sum() == 1
    assert len(display.ax_.texts) == 3


def test_a_random_search_over_two_numbers_is_points():
    search = RandomizedSearchCV(
        DecisionTreeClassifier(random_state=0),
        {"ccp_alpha": loguniform(1e-4, 1), "min_samples_split": loguniform(1e-3, 1)},
        n_iter=20,
        random_state=0,
        cv=2,
    ).fit(X, y)
    display = SearchDisplay.from_search(search)
    assert display.image_ is None
    scores = np.asarray(display.points_.get_array())
    assert scores.tolist() == sorted(search.cv_results_["mean_test_score"])
    first, second = display.parameters
    by_place = {
        (params[second], params[first]): mean
        for params, mean in zip(
            search.cv_results_["params"],
            search.cv_results_["mean_test_score"],
            strict=True,
        )
    }
    for place, score in zip(display.points_.get_offsets(), scores, strict=True):
        assert by_place[tuple(place)] == score
    assert (display.ax_.get_xscale(), display.ax_.get_yscale()) == ("log", "log")
    assert legend(display) == [f"best: {search.best_score_:.3g}"]


def test_of_more_the_two_that_matter_are_drawn_best_over_the_others():
    params = [
        {"step__a": a, "step__b": b, "step__c": c, "same": 1}
        for a in (1, 2, 3)
        for b in (1, 2)
        for c in (1, 2)
    ]
    means = [p["step__a"] + 0.1 * p["step__b"] + 10 * p["step__c"] for p in params]
    display = draw(params, means)
    assert display.parameters == ["step__a", "step__c"]
    assert display.ax_.get_title() == "best over b"
    expected = [[a + 0.2 + 10 * c for c in (1, 2)] for a in (1, 2, 3)]
    np.testing.assert_allclose(display.image_.get_array(), expected)
    chosen = SearchDisplay.from_cv_results(results(params, means), parameters="step__b")
    np.testing.assert_allclose(chosen.line_.get_ydata(), [23.1, 23.2])
    assert chosen.ax_.get_title() == "best over a, c"


def test_of_a_halving_search_each_candidate_is_drawn_at_its_largest_budget():
    search = HalvingGridSearchCV(
        DecisionTreeClassifier(random_state=0),
        {"max_depth": [1, 2, 3, 4, 5, 6]},
        min_resources=20,
        cv=2,
        random_state=0,
    ).fit(X, y)
    display = SearchDisplay.from_search(search)
    record = pd.DataFrame(search.cv_results_)
    last = record.sort_values("iter").groupby("param_max_depth").tail(1)
    expected = last.sort_values("param_max_depth")["mean_test_score"]
    np.testing.assert_array_equal(display.line_.get_ydata(), expected)
    assert display.ax_.get_title() == "each at its largest budget"


@pytest.mark.parametrize("n_parameters", [1, 2])
def test_the_best_of_a_halving_search_is_the_best_of_its_last_round(n_parameters):
    params = [{"a": a, "b": a % n_parameters} for a in (1, 2, 3, 1, 3)]
    record = results(
        params, [0.5, 0.9, 0.8, 0.6, 0.7], n_resources=[10, 10, 10, 30, 30]
    )
    display = SearchDisplay.from_cv_results(record)
    if n_parameters == 1:
        assert "best: 0.7 at 3" in legend(display)
    else:  # an empty cell for the pair that was not tried
        frame = display.ax_.patches[-1]
        assert frame.get_xy() == (0.5, 1.5)


def test_training_scores_are_drawn_dashed_where_they_are_recorded():
    search = GridSearchCV(
        DecisionTreeClassifier(), {"max_depth": [1, 2, 3]}, return_train_score=True
    ).fit(X, y)
    display = SearchDisplay.from_search(search)
    (train,) = [line for line in display.ax_.lines if line.get_linestyle() == "--"]
    np.testing.assert_array_equal(
        train.get_ydata(), search.cv_results_["mean_train_score"]
    )
    assert "training" in legend(display)


def test_the_score_is_named():
    tree, grid = DecisionTreeClassifier(random_state=0), {"max_depth": [1, 2]}
    search = GridSearchCV(tree, grid, scoring="balanced_accuracy").fit(X, y)
    assert SearchDisplay.from_search(search).ax_.get_ylabel() == "balanced accuracy"
    several = GridSearchCV(tree, grid, scoring=["accuracy", "f1"], refit="f1").fit(X, y)
    display = SearchDisplay.from_search(several)
    assert display.ax_.get_ylabel() == "f1"
    mean = several.cv_results_["mean_test_accuracy"]
    display = SearchDisplay.from_search(several, metric="accuracy")
    np.testing.assert_array_equal(display.line_.get_ydata(), mean)
    with pytest.raises(ValueError, match=r"mean_test_r2.*\['accuracy', 'f1'\].*metric"):
        SearchDisplay.from_search(several, metric="r2")


def test_a_list_of_grids_and_a_table_can_be_drawn():
    pipeline = make_pipeline(StandardScaler(), LogisticRegression())
    grids = [
        {"logisticregression__C": [0.1, 1]},
        {"logisticregression__C": [1], "standardscaler__with_mean": [False]},
    ]
    search = GridSearchCV(pipeline, grids).fit(X, y)
    table = pd.DataFrame(search.cv_results_)
    display = SearchDisplay.from_cv_results(table)
    assert set(display.parameters) == {
        "logisticregression__C",
        "standardscaler__with_mean",
    }
    axes = {display.ax_.get_xlabel(): display.ax_.xaxis}
    axes[display.ax_.get_ylabel()] = display.ax_.yaxis
    assert set(ticks(axes["standardscaler__with_mean"])) == {"False", "not set"}


def test_candidates_that_failed_are_left_out():
    display = draw([{"a": 1}, {"a": 2}, {"a": 3}], [0.5, np.nan, 0.7])
    np.testing.assert_array_equal(display.line_.get_xdata(), [1, 3])
    with pytest.raises(ValueError, match="nan for every candidate.*error_score"):
        draw([{"a": 1}, {"a": 2}], [np.nan, np.nan])


def test_it_can_be_drawn_again():
    display = draw([{"a": 1}, {"a": 2}], [0.5, 0.6])
    first = display.figure_
    assert display.plot() is display
    assert display.figure_ is not first


def test_what_cannot_be_drawn_is_refused_by_name():
    with pytest.raises(TypeError, match="search must be a fitted search.*got dict"):
        SearchDisplay.from_search({})
    with pytest.raises(TypeError, match="record cv_results_.*got DummyClassifier"):
        SearchDisplay.from_search(DummyClassifier().fit(X, y))
    with pytest.raises(NotFittedError):
        SearchDisplay.from_search(GridSearchCV(DummyClassifier(), {}))
    with pytest.raises(ValueError, match="cv_results must have 'params'"):
        SearchDisplay.from_cv_results({})
    with pytest.raises(ValueError, match="must hold parameters to draw; got none"):
        draw([{}], [0.5])
    for wrong in ("b", ["a", "b", "c"], [], ["a", "a"]):
        with pytest.raises(ValueError, match="parameters must be one or two of a;"):
            SearchDisplay.from_cv_results(results([{"a": 1}], [1]), parameters=wrong)
