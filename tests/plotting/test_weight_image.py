"""Each panel shows the weights of one unit and channel, on one symmetric scale."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from sklearn.linear_model import LogisticRegression, Perceptron
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import ShallowNNClassifier
from skscratch.plotting import WeightImageDisplay


@pytest.fixture(scope="module")
def pixels():
    """24 features: images of (2, 4, 3), or of (4, 6) without colours."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(30, 24)), np.array(["bird", "cat", "dog"] * 10)


def panels(display):
    return [np.asarray(image.get_array()) for image in display.images_]


def titles(display):
    return [image.axes.get_title() for image in display.images_]


def test_panels_are_the_channels_of_the_reshaped_weights(pixels):
    X, y = pixels
    model = LogisticRegression().fit(X, y == "cat")
    display = WeightImageDisplay.from_estimator(model, image_shape=(2, 4, 3))
    assert display.axes_.shape == (1, 3)
    np.testing.assert_array_equal(
        np.stack(panels(display), axis=-1), model.coef_.reshape(2, 4, 3)
    )
    assert titles(display) == ["True: red", "True: green", "True: blue"]


def test_all_panels_share_a_scale_symmetric_about_zero(pixels):
    model = LogisticRegression().fit(*pixels)
    display = WeightImageDisplay.from_estimator(model, image_shape=(4, 6))
    largest = np.abs(model.coef_).max()
    assert {image.get_clim() for image in display.images_} == {(-largest, largest)}
    assert display.colorbar_.mappable is display.images_[0]


def test_each_class_or_hidden_unit_has_a_panel(pixels):
    linear = Perceptron().fit(*pixels)
    display = WeightImageDisplay.from_estimator(linear, image_shape=(4, 6))
    assert titles(display) == ["bird", "cat", "dog"]
    np.testing.assert_array_equal(panels(display)[2].ravel(), linear.coef_[2])

    net = ShallowNNClassifier(n_hidden=2, max_iter=2, tol=None, random_state=0)
    net.fit(*pixels)
    display = WeightImageDisplay.from_estimator(net, image_shape=(4, 6))
    assert titles(display) == ["unit 1", "unit 2"]
    np.testing.assert_array_equal(panels(display)[1].ravel(), net.coefs_[0][:, 1])


def test_of_many_units_the_strongest_are_drawn_and_the_bar_says_so(pixels):
    net = ShallowNNClassifier(n_hidden=300, max_iter=2, tol=None, random_state=0)
    net.fit(*pixels)
    net.coefs_[0][:, 250] *= 100
    net.coefs_[1][7] *= 50
    net.coefs_[0][:, 3] *= 1000
    net.coefs_[1][3] = 0  # loud, but nobody listens
    display = WeightImageDisplay.from_estimator(net, image_shape=(4, 6))
    assert len(display.images_) == 16
    assert titles(display)[:2] == ["unit 251", "unit 8"]
    assert "unit 4" not in titles(display)
    np.testing.assert_array_equal(panels(display)[0].ravel(), net.coefs_[0][:, 250])
    assert display.colorbar_.ax.get_ylabel() == "weight, the strongest 16 of 300 units"
    names = [f"n{index}" for index in range(300)]
    display = WeightImageDisplay.from_estimator(
        net, image_shape=(4, 6), names=names, max_units=2
    )
    assert titles(display) == ["n250", "n7"]


@pytest.mark.parametrize(
    ("n_hidden", "image_shape", "shape"),
    [
        (1, (4, 6), (1, 1)),
        (9, (4, 6), (3, 3)),
        (16, (4, 6), (4, 4)),
        (300, (4, 6), (4, 4)),
        (16, (2, 4, 3), (8, 6)),
    ],
)
def test_the_grid_is_nearly_square_and_no_figure_is_huge(
    pixels, n_hidden, image_shape, shape
):
    net = ShallowNNClassifier(n_hidden=n_hidden, max_iter=1, tol=None, random_state=0)
    display = WeightImageDisplay.from_estimator(
        net.fit(*pixels), image_shape=image_shape
    )
    assert display.axes_.shape == shape
    assert max(display.figure_.get_size_inches()) < 16


def test_a_pipeline_is_drawn_as_its_last_step(pixels):
    pipeline = make_pipeline(StandardScaler(), LogisticRegression()).fit(*pixels)
    display = WeightImageDisplay.from_estimator(pipeline, image_shape=(4, 6))
    np.testing.assert_array_equal(panels(display)[0].ravel(), pipeline[-1].coef_[0])


def test_it_divides_the_axes_it_is_given(pixels):
    model = LogisticRegression().fit(*pixels)
    figure = Figure()
    ax = figure.subplots()
    display = WeightImageDisplay.from_estimator(model, image_shape=(4, 6), ax=ax)
    assert display.bounding_ax_ is ax
    assert display.figure_ is figure
    assert all(panel.figure is figure for panel in display.axes_.flat)
    by_hand = Figure().add_axes((0, 0, 1, 1))
    with pytest.raises(ValueError, match="ax of WeightImageDisplay must come from"):
        display.plot(by_hand)


@pytest.mark.parametrize("image_shape", [(4, 5), (24,), (2, 2, 2, 3)])
def test_a_shape_that_does_not_fit_is_refused(pixels, image_shape):
    model = LogisticRegression().fit(*pixels)
    with pytest.raises(ValueError, match="image_shape must be .* product 24"):
        WeightImageDisplay.from_estimator(model, image_shape=image_shape)


def test_what_has_no_weights_is_refused(pixels):
    neighbours = KNeighborsClassifier().fit(*pixels)
    with pytest.raises(ValueError, match="coef_ or coefs_.*got KNeighborsClassifier"):
        WeightImageDisplay.from_estimator(neighbours, image_shape=(4, 6))
    model = LogisticRegression().fit(*pixels)
    with pytest.raises(ValueError, match="names must .*got 1 for 3"):
        WeightImageDisplay.from_estimator(model, image_shape=(4, 6), names=["one"])
    with pytest.raises(ValueError, match="max_units must be at least 1; got 0"):
        WeightImageDisplay.from_estimator(model, image_shape=(4, 6), max_units=0)
