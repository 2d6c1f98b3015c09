"""Histograms of what layers put out and learn by, the dead counted in words."""

import numpy as np
import pytest
from matplotlib.text import Text
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    ShallowNNClassifier,
    loss_and_grad,
)
from skscratch.plotting import LayerHistogramDisplay, LayerRecorder

X = np.random.default_rng(0).normal(size=(80, 3))
CLASS = np.argmax(X, axis=1)


@pytest.fixture(scope="module")
def deep():
    model = DeepNNClassifier(
        hidden_layer_sizes=(8, 4), max_iter=5, tol=None, random_state=0
    )
    return model.fit(X, CLASS)


def histogram(patch):
    """Heights above the floor, and bins."""
    values, edges, baseline = patch.get_data()
    return values - baseline, edges


def titles(display, column=0):
    return [panel.get_title(loc="left") for panel in display.axes_[:, column]]


def panel_title(panel):
    """The text that stands above a panel, to the left."""
    return next(
        text
        for text in panel.findobj(Text)
        if text.get_text() == panel.get_title(loc="left")
    )


def test_histograms_are_of_the_outputs_without_zeros(deep):
    display = LayerHistogramDisplay.from_estimator(deep, X, CLASS)
    assert display.axes_.shape == (3, 2)
    for row, A in enumerate(deep.layer_activations(X)):
        heights, edges = histogram(display.histograms_[2 * row][0])
        counts, expected = np.histogram(A[A != 0], bins=len(heights))
        np.testing.assert_allclose(edges, expected)
        np.testing.assert_allclose(heights / heights.max(), counts / counts.max())
        if row < 2:
            assert f"{np.mean(A == 0):.0%}".replace("%", " %") in titles(display)[row]


def test_gradients_are_those_of_the_mean_loss_as_powers_of_ten(deep):
    display = LayerHistogramDisplay.from_estimator(deep, X, CLASS)
    _, gradient, weight = loss_and_grad(deep, X, CLASS)
    start = 0
    for row, W in enumerate(deep.coefs_):
        dW = gradient[start : start + W.size] / weight
        start += W.size + W.shape[1]
        assert f"gradient norm {np.linalg.norm(dW):.1e}" in titles(display, 1)[row]
        heights, edges = histogram(display.histograms_[2 * row + 1][0])
        sizes = np.log10(np.abs(dW[dW != 0]))
        counts, expected = np.histogram(sizes, bins=len(heights))
        np.testing.assert_allclose(edges, expected, atol=1e-6)
        np.testing.assert_allclose(heights / heights.max(), counts / counts.max())
    assert len({panel.get_xlim() for panel in display.axes_[:, 1]}) == 1


def test_dead_and_saturated_units_are_counted_in_words():
    model = ShallowNNClassifier(
        n_hidden=4, activation="relu", max_iter=1, tol=None, random_state=0
    ).fit(X, CLASS)
    model.intercepts_[0][0] = -1e6
    display = LayerHistogramDisplay.from_estimator(model, X, CLASS)
    assert titles(display)[0].startswith(
        "layer 1, 4 relu units: 25 % dead, none saturated"
    )
    model = ShallowNNClassifier(n_hidden=4, max_iter=1, tol=None).fit(X, CLASS)
    model.intercepts_[0][:] = 50
    display = LayerHistogramDisplay.from_estimator(model, X, CLASS)
    assert titles(display)[0] == "layer 1, 4 tanh units: none dead, all saturated"
    assert titles(display)[1] == "output, 3 softmax units"
    assert "% zero" in titles(display, 1)[0] or "all zero" in titles(display, 1)[0]


def test_without_labels_there_are_no_gradients(deep):
    display = LayerHistogramDisplay.from_estimator(deep, X)
    assert display.axes_.shape == (3, 1)
    assert len(display.histograms_) == 3


def test_each_epoch_has_a_histogram_the_first_at_the_top():
    recorder = LayerRecorder(n_frames=9)
    model = ShallowNNClassifier(max_iter=40, tol=None, random_state=0)
    model.set_callbacks(recorder).fit(X, CLASS)
    display = LayerHistogramDisplay.from_recorder(recorder, max_epochs=4)
    shown = [recorder.epochs_[index] for index in display.shown_]
    assert len(shown) == 4
    assert (shown[0], shown[-1]) == (0, 40)
    ticks = dict(
        zip(
            display.axes_[0, 0].get_yticks(),
            [text.get_text() for text in display.axes_[0, 0].get_yticklabels()],
            strict=True,
        )
    )
    floors = []
    for epoch, patch in zip(shown, display.histograms_[0], strict=True):
        floor = float(patch.get_data().baseline)
        assert ticks[floor] == str(epoch)
        floors.append(floor)
    assert floors == [3, 2, 1, 0]
    heights, edges = histogram(display.histograms_[0][-1])
    A = model.layer_activations(X)[0]
    np.testing.assert_allclose(edges[[0, -1]], [A.min(), A.max()])
    assert "→" in titles(display, 1)[0]


def test_a_recorder_keeps_no_samples_and_few_looks():
    big = np.random.default_rng(0).normal(size=(5000, 3))
    recorder = LayerRecorder(n_frames=4, max_samples=50)
    model = ShallowNNClassifier(max_iter=33, tol=None, random_state=0)
    model.set_callbacks(recorder).fit(big, big[:, 0] > 0)
    assert len(recorder.frames_) <= 4
    assert recorder.epochs_[-1] == 33
    counts = [look.outputs.counts.sum() for look in recorder.frames_[-1]]
    assert counts == [50 * 4, 50]


@pytest.mark.parametrize(
    "model",
    [
        ScratchLogisticRegression(max_iter=5, tol=None),
        DeepNNClassifier(
            hidden_layer_sizes=(4, 3),
            batch_norm=True,
            dropout=0.5,
            max_iter=5,
            tol=None,
        ),
    ],
    ids=["logistic", "batch norm"],
)
def test_any_network_can_be_drawn_in_a_pipeline(model):
    recorder = LayerRecorder()
    pipeline = make_pipeline(StandardScaler(), model.set_callbacks(recorder))
    pipeline.fit(X, CLASS)
    now = LayerHistogramDisplay.from_estimator(pipeline, X, CLASS)
    then = LayerHistogramDisplay.from_recorder(recorder, max_epochs=1)
    for one, other in zip(now.histograms_, then.histograms_, strict=True):
        np.testing.assert_allclose(histogram(one[0])[0], histogram(other[0])[0])


def test_sparse_samples_frames_and_lists_can_be_drawn(deep):
    pandas = pytest.importorskip("pandas")
    expected = LayerHistogramDisplay.from_estimator(deep, X, CLASS, max_samples=30)
    named = DeepNNClassifier(**deep.get_params()).fit(X, CLASS)
    for kind in (csr_matrix, np.ndarray.tolist):
        display = LayerHistogramDisplay.from_estimator(
            named, kind(X), CLASS.tolist(), max_samples=30
        )
        assert titles(display, 1) == titles(expected, 1)
    table = pandas.DataFrame(X, columns=list("abc"))
    display = LayerHistogramDisplay.from_estimator(
        deep.__class__(**deep.get_params()).fit(table, CLASS),
        table,
        pandas.Series(CLASS),
        max_samples=30,
    )
    assert titles(display, 1) == titles(expected, 1)


def test_titles_beside_each_other_do_not_overlap():
    recorder = LayerRecorder()
    model = DeepNNClassifier(hidden_layer_sizes=(16, 16), max_iter=9, tol=None)
    model.set_params(solver="gd", learning_rate=10, random_state=0)
    with pytest.warns(ConvergenceWarning):
        model.set_callbacks(recorder).fit(X, CLASS)
    display = LayerHistogramDisplay.from_recorder(recorder)
    display.figure_.canvas.draw()
    for row, (left, right) in enumerate(display.axes_):
        title = panel_title(left).get_window_extent()
        assert title.x1 < right.get_window_extent().x0, titles(display)[row]
    assert "dead" in titles(display)[0] and "of outputs zero" in titles(display)[0]


def test_a_layer_that_gives_only_zeros_can_be_drawn(deep):
    zeros = DeepNNClassifier(
        hidden_layer_sizes=(3,), initialization="zeros", max_iter=2, tol=None
    ).initialize(X, CLASS)
    display = LayerHistogramDisplay.from_estimator(zeros, X, CLASS)
    display.figure_.canvas.draw()
    assert "all dead" in titles(display)[0]


def test_what_cannot_be_drawn_is_refused_by_name(deep):
    draw = LayerHistogramDisplay.from_estimator
    with pytest.raises(NotFittedError):
        draw(DeepNNClassifier(), X)
    with pytest.raises(TypeError, match="network of skscratch.*got LogisticRegression"):
        draw(LogisticRegression().fit(X, CLASS), X)
    with pytest.raises(ValueError, match="max_samples must be at least 1; got 0"):
        draw(deep, X, CLASS, max_samples=0)
    with pytest.raises(ValueError, match="recorder must have been through a fit"):
        LayerHistogramDisplay.from_recorder(LayerRecorder())
    with pytest.raises(TypeError, match="recorder must be a LayerRecorder; got int"):
        LayerHistogramDisplay.from_recorder(3)
