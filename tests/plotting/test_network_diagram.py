"""Nodes are units, edges are weights, and what is left out is said in words."""

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import DeepNNClassifier, ShallowNNClassifier
from skscratch.plotting import NetworkDiagramDisplay

X = np.random.default_rng(0).normal(size=(60, 4))
CLASS = np.argmax(X[:, :3], axis=1)


@pytest.fixture(scope="module")
def deep():
    model = DeepNNClassifier(
        hidden_layer_sizes=(5, 3), max_iter=10, tol=None, random_state=0
    )
    return model.fit(X, np.array(["ant", "bee", "cow"])[CLASS])


def drawn_weights(display, layer):
    """For each edge the nodes that it joins, its width, its colour and its dash."""
    edges = display.edges_[layer]
    start, end = (
        np.asarray(display.nodes_[at].get_offsets()) for at in (layer, layer + 1)
    )

    def node(points, places):
        distance = np.abs(points[:, np.newaxis] - places).max(axis=-1)
        assert distance.min(axis=1).max() < 1e-9
        return distance.argmin(axis=1)

    segments = np.array(edges.get_segments())
    solid = [dashes is None for _, dashes in edges.get_linestyles()]
    return (
        display.shown_[layer][node(segments[:, 0], start)],
        display.shown_[layer + 1][node(segments[:, 1], end)],
        np.asarray(edges.get_linewidths()),
        np.asarray(edges.get_colors()),
        np.array(solid),
    )


def texts(display):
    return [text.get_text() for text in display.ax_.texts]


@pytest.mark.parametrize("max_units", [10, 2])
def test_edges_are_the_weights(deep, max_units):
    display = NetworkDiagramDisplay.from_estimator(deep, max_units=max_units)
    for layer, W in enumerate(deep.coefs_):
        i, j, width, color, solid = drawn_weights(display, layer)
        w = W[i, j]
        assert len(w) == min(max_units, W.shape[0]) * min(max_units, W.shape[1])
        assert (np.diff(np.abs(w)) >= 0).all()  # the largest drawn last
        assert (np.diff(width) >= 0).all()
        np.testing.assert_array_equal(solid, w >= 0)
        reds = {tuple(c[:3]) for c in color[w >= 0]}
        purples = {tuple(c[:3]) for c in color[w < 0]}
        assert len(reds | purples) == len(reds) + len(purples) <= 2
        if max_units == 10:
            assert width.max() == 3


def test_features_and_classes_bear_their_names(deep):
    drawn = texts(NetworkDiagramDisplay.from_estimator(deep))
    for name in ("x1", "x4", "ant", "bee", "cow", "4 features", "5 relu units"):
        assert name in drawn
    drawn = texts(
        NetworkDiagramDisplay.from_estimator(
            deep, feature_names=["$a", "b", "c", "d" * 40], class_names=["x", "y", "z"]
        )
    )
    assert {"$a", "x", "y", "z", "d" * 17 + "…"} <= set(drawn)
    assert "ant" not in drawn


def test_a_single_output_speaks_for_the_second_class():
    model = ShallowNNClassifier(n_hidden=2, max_iter=2, tol=None)
    model.fit(X, np.array(["no", "yes"])[CLASS % 2])
    assert "yes" in texts(NetworkDiagramDisplay.from_estimator(model))
    for names in (["dog", "cat"], ["cat"]):
        display = NetworkDiagramDisplay.from_estimator(model, class_names=names)
        assert "cat" in texts(display)
        assert not {"dog", "no", "yes"} & set(texts(display))


def test_of_a_wide_layer_the_strongest_are_drawn():
    model = ShallowNNClassifier(n_hidden=254, max_iter=2, tol=None, random_state=0)
    model.fit(X, CLASS)
    model.coefs_[0][:, [200, 17]] *= 100
    display = NetworkDiagramDisplay.from_estimator(model, max_units=3)
    assert {200, 17} < set(display.shown_[1])
    assert display.shown_[1].tolist() == sorted(display.shown_[1])
    words = [None if text is None else text.get_text() for text in display.more_]
    assert words == ["… 1 more", "… 251 more", None]
    assert {"18", "201"} < set(texts(display))
    assert max(display.figure_.get_size_inches()) < 10


def test_a_pipeline_names_the_features_that_its_steps_give():
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(X, columns=["p", "q", "r", "s"])
    model = ShallowNNClassifier(n_hidden=2, max_iter=2, tol=None)
    pipeline = make_pipeline(StandardScaler(), model).fit(table, CLASS)
    assert {"p", "q", "r", "s"} < set(
        texts(NetworkDiagramDisplay.from_estimator(pipeline))
    )


@pytest.mark.parametrize("model", [LogisticRegression(), MLPClassifier((3,), tol=1e9)])
def test_models_of_scikit_learn_can_be_drawn(model):
    display = NetworkDiagramDisplay.from_estimator(model.fit(X, CLASS))
    assert len(display.edges_) == len(getattr(model, "coefs_", [0]))


def test_what_cannot_be_drawn_is_refused_by_name(deep):
    draw = NetworkDiagramDisplay.from_estimator
    with pytest.raises(NotFittedError):
        draw(DeepNNClassifier())
    with pytest.raises(ValueError, match="coef_ or coefs_.*got GaussianNB"):
        draw(GaussianNB().fit(X, CLASS))
    with pytest.raises(ValueError, match="feature_names must .* per feature, 4; got 1"):
        draw(deep, feature_names=["a"])
    with pytest.raises(ValueError, match="class_names must .* per output, 3; got 2"):
        draw(deep, class_names=["a", "b"])
    with pytest.raises(ValueError, match="max_units must be at least 1; got 0"):
        draw(deep, max_units=0)
