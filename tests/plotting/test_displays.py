"""What holds for every display: it draws again, where it is told, within the figure."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from sklearn.datasets import make_blobs
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import skscratch.plotting as plotting
from skscratch import DeepNNClassifier
from skscratch.plotting import (
    BoundaryDisplay,
    BoundaryEvolutionDisplay,
    LayerHistogramDisplay,
    LayerRecorder,
    LossCurveDisplay,
    MisclassifiedDisplay,
    NetworkDiagramDisplay,
    NeuronMapDisplay,
    SearchDisplay,
    WeightImageDisplay,
)

NAMES = ["ant", "a class with a very long name indeed, longer than any", "bee", "", "d"]
X, GROUP = make_blobs(100, centers=5, random_state=0)
y = np.array(NAMES)[GROUP]


@pytest.fixture(scope="module")
def recorder():
    return LayerRecorder()


@pytest.fixture(scope="module")
def network(recorder):
    model = DeepNNClassifier(
        hidden_layer_sizes=(300, 1), max_iter=12, tol=None, random_state=0
    )
    return make_pipeline(StandardScaler(), model.set_callbacks(recorder)).fit(X, y)


def boundary(network, recorder):
    names = ["a title so long that it needs more than a single line above", "b"]
    return BoundaryDisplay.from_estimators([network] * 2, X, y, names=names)


def evolution(network, recorder):
    return BoundaryEvolutionDisplay.from_estimator(network, X, y, grid_resolution=20)


def layers_now(network, recorder):
    return LayerHistogramDisplay.from_estimator(network, X, y)


def layers_over_epochs(network, recorder):
    return LayerHistogramDisplay.from_recorder(recorder)


def costs(network, recorder):
    return LossCurveDisplay.from_estimators([network] * 9, names=[NAMES[1]] * 9)


def mistakes(network, recorder):
    proba = np.full((100, 5), 0.2)
    images = np.random.default_rng(0).uniform(size=(100, 4, 4))
    return MisclassifiedDisplay.from_predictions(images, y, np.roll(y, 1), proba)


def diagram(network, recorder):
    return NetworkDiagramDisplay.from_estimator(network, feature_names=NAMES[:2])


def neurons(network, recorder):
    return NeuronMapDisplay.from_estimator(network, X, y)


def one_neuron(network, recorder):
    return NeuronMapDisplay.from_estimator(network, X, y, layer=2)


def search(network, recorder):
    params = [
        {"a": (i, i), NAMES[1]: f"{NAMES[1]} {j}"} for i in range(40) for j in "xy"
    ]
    means = np.arange(80.0)
    record = {"params": params, "mean_test_score": means, "std_test_score": means}
    return SearchDisplay.from_cv_results(record)


def weights(network, recorder):
    return WeightImageDisplay.from_estimator(network, image_shape=(1, 2))


DRAW = [
    *(boundary, evolution, layers_now, layers_over_epochs, costs, mistakes),
    *(diagram, neurons, one_neuron, search, weights),
]


@pytest.fixture(params=DRAW, ids=lambda draw: draw.__name__)
def display(request, network, recorder):
    return request.param(network, recorder)


def contents(figure):
    """How many artists of each kind there are."""
    kinds = [type(artist).__name__ for artist in figure.findobj()]
    return {kind: kinds.count(kind) for kind in set(kinds) - {"Text"}}


def test_every_display_is_tried_here():
    tried = {draw.__name__ for draw in DRAW}
    displays = [name for name in plotting.__all__ if name.endswith("Display")]
    assert len(tried) >= len(displays) == 9


def test_it_is_drawn_again_the_same(display):
    first, before = display.figure_, contents(display.figure_)
    assert display.plot() is display
    assert display.figure_ is not first
    assert contents(display.figure_) == before


def test_it_draws_where_it_is_told(display):
    figure, (ax, other) = plt.subplots(1, 2, figsize=(16, 8), layout="constrained")
    n_figures = len(plt.get_fignums())
    display.plot(ax)
    assert display.figure_ is figure
    assert getattr(display, "ax_", None) or display.bounding_ax_ is ax
    assert len(plt.get_fignums()) == n_figures
    assert not other.collections + other.lines + other.images
    figure.canvas.draw()


def test_all_that_is_drawn_is_within_a_figure_of_sensible_size(display):
    figure = display.figure_
    figure.canvas.draw()
    width, height = figure.get_size_inches()
    assert max(width, height) <= 16
    drawn = figure.get_tightbbox(figure.canvas.get_renderer())
    assert -0.02 <= drawn.x0 and drawn.x1 <= width + 0.02
    assert -0.02 <= drawn.y0 and drawn.y1 <= height + 0.02


def words_of(figure):
    """All words that are seen, with where they stand; not those that lie askew."""
    found, renderer = [], figure.canvas.get_renderer()
    for ax in figure.axes:
        texts = [ax.title, *ax.texts]
        if ax.axison:
            texts += [ax.xaxis.label, ax.yaxis.label, ax._left_title]
            for axis in (ax.xaxis, ax.yaxis):
                low, high = sorted(axis.get_view_interval())
                ticks = [
                    t for t in axis.get_major_ticks() if low <= t.get_loc() <= high
                ]
                texts += [tick.label1 for tick in ticks if tick.label1.get_visible()]
        if ax.get_legend() is not None:
            texts += ax.get_legend().get_texts()
        found += [
            t for t in texts if t.get_text().strip() and t.get_rotation() % 90 == 0
        ]
    return [(text.get_text(), text.get_window_extent(renderer)) for text in found]


def meet(a, b):
    """Whether two boxes share more than a pixel or two."""
    width = min(a.x1, b.x1) - max(a.x0, b.x0)
    return width > 2 and min(a.y1, b.y1) - max(a.y0, b.y0) > 2


@pytest.mark.parametrize("letters", [{}, {"font.size": 20}, {"legend.fontsize": 17}])
def test_no_words_meet_however_large_they_are(display, letters):
    with plt.rc_context(letters):
        figure = display.plot().figure_
        figure.canvas.draw()
        found = words_of(figure)
    width, height = figure.bbox.size
    for index, (words, box) in enumerate(found):
        assert box.x0 > -4 and box.x1 < width + 4, words
        assert box.y0 > -4 and box.y1 < height + 4, words
        for others, other_box in found[:index]:
            assert not meet(box, other_box), (words, others)
