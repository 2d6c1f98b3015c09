"""The curves drawn are the costs that the estimators recorded."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import ShallowNNClassifier
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
    colors = {line.get_color() for line in display.lines_}
    assert len(colors) == 2
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
