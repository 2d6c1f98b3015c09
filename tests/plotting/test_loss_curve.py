"""The curves drawn are the costs that the estimators recorded."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import ScratchLogisticRegression, ShallowNNClassifier
from skscratch.datasets import make_flower
from skscratch.plotting import LossCurveDisplay


@pytest.fixture(scope="module")
def flower():
    return make_flower(60, random_state=1)


@pytest.fixture(scope="module")
def nets(flower):
    return [
        ShallowNNClassifier(
            solver="gd", learning_rate=rate, max_iter=15, tol=None, random_state=0
        ).fit(*flower)
        for rate in (0.1, 1.0)
    ]


def test_each_line_is_a_loss_curve(nets):
    display = LossCurveDisplay.from_estimators(nets, names=["slow", "fast"])
    for line, net in zip(display.lines_, nets, strict=True):
        np.testing.assert_array_equal(line.get_ydata(), net.loss_curve_)
        np.testing.assert_array_equal(line.get_xdata(), np.arange(15))
    legend = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert legend == ["slow", "fast"]
    for look in ("get_color", "get_linestyle"):
        assert len({str(getattr(line, look)()) for line in display.lines_}) == 2
    assert "nats" in display.ax_.get_ylabel()


def test_a_validation_curve_is_dashed_in_the_same_colour(nets):
    train, validation = [0.7, 0.5, 0.4], [0.7, 0.6, 0.65]
    display = LossCurveDisplay(
        curves=[train, train], validation_curves=[None, validation], names=["a", "b"]
    ).plot()
    nothing, line = display.validation_lines_
    assert nothing is None
    np.testing.assert_array_equal(line.get_ydata(), validation)
    assert line.get_linestyle() == "--"
    assert line.get_color() == display.lines_[1].get_color()
    assert line.get_label() == "b, validation"


def test_beside_validation_curves_markers_tell_estimators_apart():
    display = LossCurveDisplay(
        curves=[[0.7, 0.5]] * 3,
        validation_curves=[[0.7, 0.6]] * 3,
        names=["a", "b", "c"],
    ).plot()
    pairs = zip(display.lines_, display.validation_lines_, strict=True)
    markers = {line.get_marker() for pair in pairs for line in pair}
    assert len(markers) == 3
    assert {line.get_linestyle() for line in display.lines_} == {"-"}
    legend = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert legend == [
        *("a", "a, validation", "b", "b, validation", "c", "c, validation"),
        "best epoch",
    ]


def slab(n_epochs):
    """A falling cost that jumps every epoch, as that of a learning rate too high."""
    return np.exp(-np.arange(n_epochs) / 300) + 0.3 * (-1.0) ** np.arange(n_epochs)


def drawn(curve):
    display = LossCurveDisplay(curves=[curve], validation_curves=[None], names=["a"])
    return display.plot().lines_[0].get_ydata(), display.bands_[0]


def test_a_slab_is_a_thin_mean_within_a_band_from_the_lowest_to_the_highest():
    curve = slab(1200)
    mean, band = drawn(curve)
    falling = np.exp(-np.arange(1200) / 300)
    np.testing.assert_allclose(mean[20:-20], falling[20:-20], atol=0.02)
    assert np.abs(np.diff(mean[20:])).max() < 0.02  # it no longer jumps
    corners = band.get_paths()[0].vertices
    for epoch in (100, 600, 1199):
        near = curve[max(0, epoch - 10) : epoch + 11]
        at = corners[corners[:, 0] == epoch, 1]
        np.testing.assert_allclose([at.min(), at.max()], [near.min(), near.max()])


def test_a_slab_begins_as_it_is_so_that_a_logarithmic_axis_shows_its_fall():
    curve = slab(1200)
    curve[:20] += 3 * np.exp(-np.arange(20) / 4)
    mean, _ = drawn(curve)
    np.testing.assert_array_equal(mean[:4], curve[:4])
    around = [curve[max(0, epoch - epoch // 2) :][: epoch + 1] for epoch in range(20)]
    assert all(
        near.min() <= at <= near.max()
        for at, near in zip(mean[:20], around, strict=True)
    )


@pytest.mark.parametrize(
    "curve",
    [
        slab(90),
        np.exp(-np.arange(1200) / 300),
        np.exp(-np.arange(1200) / 300) + 1e-3 * (-1.0) ** np.arange(1200),
        np.sin(np.arange(1200) / 50),
        np.ones(1200),
    ],
    ids=["few epochs", "falling", "trembling", "slow waves", "constant"],
)
def test_any_other_curve_is_drawn_as_it_is(curve):
    line, band = drawn(curve)
    np.testing.assert_array_equal(line, curve)
    assert band is None


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_curve_that_ends_in_no_number_can_be_drawn(bad):
    line, _ = drawn([*slab(1200), bad])
    assert len(line) == 1201
    line, _ = drawn([bad, bad])
    assert len(line) == 2


@pytest.mark.parametrize("curve", [[0.7], [0.7, np.nan, np.nan]])
def test_a_single_epoch_is_seen_as_a_point(curve):
    several = [0.7, 0.6]
    display = LossCurveDisplay(
        curves=[curve, several], validation_curves=[curve, several], names=["a", "b"]
    ).plot()
    for line in (display.lines_[0], display.validation_lines_[0]):
        assert line.get_marker() not in ("None", "") and line.get_markevery() is None
    display = LossCurveDisplay(
        curves=[curve, several], validation_curves=[None, None], names=["a", "b"]
    ).plot()
    assert [line.get_marker() for line in display.lines_] == ["o", "None"]


def test_the_best_epoch_is_the_one_that_was_kept_or_the_lowest():
    losses = [0.7, 0.4, 0.5, 0.6]
    display = LossCurveDisplay(
        curves=[losses] * 3,
        validation_curves=[losses, losses, None],
        names=["a", "b", "c"],
        best_epochs=[2, None, None],
    ).plot()
    kept, lowest, nothing = display.best_
    assert nothing is None
    assert kept.get_xydata().tolist() == [[2, 0.5]]
    assert lowest.get_xydata().tolist() == [[1, 0.4]]


def test_early_stopping_marks_the_epoch_whose_parameters_it_kept(flower):
    model = ShallowNNClassifier(
        early_stopping=True, learning_rate=0.5, max_iter=30, tol=None, random_state=0
    ).fit(*flower)
    (mark,) = LossCurveDisplay.from_estimator(model).best_
    (best,) = mark.get_xdata()
    assert best == model.best_iteration_
    assert mark.get_ydata()[0] == min(model.validation_loss_curve_)


def test_it_draws_where_it_is_told(nets):
    figure, ax = plt.subplots()
    display = LossCurveDisplay.from_estimator(nets[0], ax=ax, linewidth=7)
    assert display.ax_ is ax
    assert display.figure_ is figure
    assert display.lines_[0].get_linewidth() == 7
    assert display.lines_[0].get_label() == "ShallowNNClassifier"
    assert plt.get_fignums() == [figure.number]


def test_a_pipeline_is_drawn_as_its_last_step(flower, nets):
    pipeline = make_pipeline(StandardScaler(), nets[0]).fit(*flower)
    display = LossCurveDisplay.from_estimator(pipeline, name="scaled")
    np.testing.assert_array_equal(
        display.lines_[0].get_ydata(), pipeline[-1].loss_curve_
    )


def test_what_has_no_curve_is_refused(flower, nets):
    with pytest.raises(NotFittedError):
        LossCurveDisplay.from_estimator(ShallowNNClassifier())
    line = LogisticRegression().fit(*flower)
    with pytest.raises(ValueError, match="loss_curve_.*got LogisticRegression"):
        LossCurveDisplay.from_estimator(line)
    with pytest.raises(ValueError, match="names must .*got 1 for 2 estimators"):
        LossCurveDisplay.from_estimators(nets, names=["only one"])


def test_many_networks_without_names_are_told_apart(flower):
    model = ScratchLogisticRegression(max_iter=5, tol=None, early_stopping=True)
    for stopped in (False, True):
        model.set_params(early_stopping=stopped).fit(*flower)
        display = LossCurveDisplay.from_estimators([model] * 12)
        lines = display.lines_
        legend = display.ax_.get_legend()
        labels = [text.get_text() for text in legend.get_texts()]
        assert labels[:: 2 if stopped else 1][:12] == [
            f"ScratchLogisticRegression {number}" for number in range(1, 13)
        ]
        assert not stopped or labels[1] == "ScratchLogisticRegression 1, validation"
        looks = {
            (each.get_color(), str(each._dash_pattern), each.get_marker())
            for each in lines
        }
        assert len(looks) == 12
        display.figure_.canvas.draw()
        assert legend.get_window_extent().x0 > display.ax_.get_window_extent().x1
        assert legend.get_window_extent().x1 <= display.figure_.bbox.x1


def test_networks_of_several_classes_are_numbered_where_a_class_repeats(flower):
    first = ScratchLogisticRegression(max_iter=2, tol=None).fit(*flower)
    other = ShallowNNClassifier(max_iter=2, tol=None).fit(*flower)
    display = LossCurveDisplay.from_estimators([first, other, first])
    legend = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert legend == [
        "ScratchLogisticRegression 1",
        "ShallowNNClassifier",
        "ScratchLogisticRegression 2",
    ]
