"""Each panel shows the output of one unit over the plane, and its zero line."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import DeepNNClassifier, ShallowNNClassifier
from skscratch.datasets import make_flower
from skscratch.plotting import NeuronMapDisplay


@pytest.fixture(scope="module")
def flower():
    return make_flower(60, random_state=1)


@pytest.fixture(scope="module")
def shallow(flower):
    model = ShallowNNClassifier(n_hidden=4, max_iter=30, tol=None, random_state=0)
    return model.fit(*flower)


@pytest.fixture(scope="module")
def deep(flower):
    model = DeepNNClassifier(
        hidden_layer_sizes=(5, 3),
        activation=("sigmoid", "relu"),
        batch_norm=True,
        max_iter=20,
        tol=None,
        random_state=0,
    )
    return model.fit(*flower)


def pictures(display):
    return np.stack([np.asarray(image.get_array()) for image in display.images_])


@pytest.mark.parametrize("layer", [1, 2])
def test_each_picture_is_the_output_of_its_unit(deep, flower, layer):
    display = NeuronMapDisplay.from_estimator(
        deep, *flower, layer=layer, grid_resolution=20
    )
    outputs = deep.layer_activations(display.plane.points())[layer - 1]
    np.testing.assert_allclose(pictures(display).reshape(len(outputs.T), -1), outputs.T)
    limits = {image.get_clim() for image in display.images_}
    assert limits == {(-outputs.max(), outputs.max())}


def test_on_the_zero_line_the_first_layer_s_sum_is_zero(shallow, flower):
    display = NeuronMapDisplay.from_estimator(shallow, *flower)
    sums = 0
    for unit, line in enumerate(display.zero_lines_):
        vertices = np.concatenate([path.vertices for path in line.get_paths()])
        Z = vertices @ shallow.coefs_[0][:, unit] + shallow.intercepts_[0][unit]
        np.testing.assert_allclose(Z, 0, atol=1e-9)
        sums += len(vertices)
    assert sums > 10


def test_a_sigmoid_s_zero_line_is_at_one_half(deep, flower):
    display = NeuronMapDisplay.from_estimator(deep, *flower)
    for unit, line in enumerate(display.zero_lines_):
        if line is not None:
            vertices = np.concatenate([path.vertices for path in line.get_paths()])
            A = deep.layer_activations(vertices)[0][:, unit]
            np.testing.assert_allclose(A, 0.5, atol=0.01)


def test_of_many_units_those_that_matter_are_drawn_first(flower):
    X, y = flower
    model = ShallowNNClassifier(n_hidden=300, max_iter=2, tol=None, random_state=0)
    model.fit(X, y)
    model.coefs_[1][41] = 100
    model.coefs_[1][7] = 50
    model.coefs_[0][:, 3] *= 1000
    model.coefs_[1][3] = 0  # loud, but nobody listens
    display = NeuronMapDisplay.from_estimator(model, X, y, max_units=6)
    titles = [panel.get_title() for panel in display.axes_.flat]
    assert titles[:2] == ["unit 42, weight +1e+02", "unit 8, weight +50"]
    assert not any(title.startswith("unit 4,") for title in titles)
    assert [panel.axison for panel in display.axes_.flat] == [True] * 6 + [False] * 2
    assert "the strongest 6 of 300 units" in display.colorbar_.ax.get_ylabel()


def test_a_unit_that_never_speaks_is_said_in_words(flower):
    model = ShallowNNClassifier(
        n_hidden=2, activation="relu", max_iter=1, tol=None, random_state=0
    ).fit(*flower)
    model.intercepts_[0][1] = -1e6
    display = NeuronMapDisplay.from_estimator(model, *flower)
    first, second = (panel.get_title() for panel in display.axes_.flat)
    assert "zero everywhere" in second
    assert "zero everywhere" not in first
    assert display.zero_lines_[1] is None


def test_points_are_drawn_where_labels_are_given(shallow, flower):
    X, y = flower
    panel = NeuronMapDisplay.from_estimator(shallow, X, y).axes_[0, 3]
    *_, first, second = panel.collections
    np.testing.assert_array_equal(first.get_offsets(), X[y == 0])
    np.testing.assert_array_equal(second.get_offsets(), X[y == 1])
    without = NeuronMapDisplay.from_estimator(shallow, X).axes_[0, 3]
    assert without.get_legend() is None
    assert len(without.collections) == len(panel.collections) - 2


def test_a_pipeline_is_drawn_in_the_plane_of_its_own_input(flower):
    X, y = flower
    X = X * [100, 1]
    model = ShallowNNClassifier(n_hidden=2, max_iter=5, tol=None, random_state=0)
    pipeline = make_pipeline(StandardScaler(), model).fit(X, y)
    display = NeuronMapDisplay.from_estimator(pipeline, X, y, grid_resolution=10)
    seen = pipeline[:-1].transform(display.plane.points())
    expected = pipeline[-1].layer_activations(seen)[0].T
    np.testing.assert_allclose(pictures(display).reshape(2, -1), expected)


def test_columns_of_a_frame_name_the_axes(flower):
    pandas = pytest.importorskip("pandas")
    X = pandas.DataFrame(flower[0], columns=["width", "height"])
    model = ShallowNNClassifier(n_hidden=2, max_iter=5, tol=None).fit(X, flower[1])
    display = NeuronMapDisplay.from_estimator(model, X, flower[1])
    assert display.axes_[0, 0].get_xlabel() == "width"


def test_what_cannot_be_drawn_is_refused_by_name(shallow, flower):
    X, y = flower
    draw = NeuronMapDisplay.from_estimator
    with pytest.raises(NotFittedError):
        draw(ShallowNNClassifier(), X, y)
    with pytest.raises(TypeError, match="network of skscratch.*got LogisticRegression"):
        draw(LogisticRegression().fit(X, y), X, y)
    with pytest.raises(TypeError, match="X must be dense"):
        draw(shallow, csr_matrix(X), y)
    with pytest.raises(ValueError, match="layer must be .* from 1 to 1; got 2"):
        draw(shallow, X, y, layer=2)
    with pytest.raises(ValueError, match="max_units must be at least 1; got 0"):
        draw(shallow, X, y, max_units=0)
    with pytest.raises(ValueError, match="y must hold labels"):
        draw(shallow, X, y + 5)
    none = DeepNNClassifier(hidden_layer_sizes=(), max_iter=2, tol=None).fit(X, y)
    with pytest.raises(ValueError, match="must have a hidden layer"):
        draw(none, X, y)
