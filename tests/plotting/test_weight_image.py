"""Each panel shows the weights of one unit and channel, on one symmetric scale."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from sklearn.linear_model import LogisticRegression, Perceptron
from sklearn.neighbors import KNeighborsClassifier

from skscratch import ShallowNNClassifier
from skscratch.plotting import WeightImageDisplay


@pytest.fixture(scope="module")
def pixels():
    """24 features: images of (2, 4, 3), or of (4, 6) without colours."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(30, 24)), np.array(["bird", "cat", "dog"] * 10)


def panels(display):
    return [np.asarray(image.get_array()) for image in display.images_]


def test_panels_are_the_channels_of_the_reshaped_weights(pixels):
    X, y = pixels
    model = LogisticRegression().fit(X, y == "cat")
    display = WeightImageDisplay.from_estimator(model, image_shape=(2, 4, 3))
    assert display.axes_.shape == (1, 3)
    np.testing.assert_array_equal(
        np.stack(panels(display), axis=-1), model.coef_.reshape(2, 4, 3)
    )
    titles = [ax.get_title() for ax in display.axes_[0]]
    assert titles == ["True: red", "True: green", "True: blue"]


def test_all_panels_share_a_scale_symmetric_about_zero(pixels):
    model = LogisticRegression().fit(*pixels)
    display = WeightImageDisplay.from_estimator(model, image_shape=(4, 6))
    largest = np.abs(model.coef_).max()
    assert {image.get_clim() for image in display.images_} == {(-largest, largest)}
    assert display.colorbar_.mappable is display.images_[0]


def test_each_class_or_hidden_unit_has_a_row(pixels):
    linear = Perceptron().fit(*pixels)
    display = WeightImageDisplay.from_estimator(linear, image_shape=(4, 6))
    assert [ax.get_title() for ax in display.axes_[:, 0]] == ["bird", "cat", "dog"]
    np.testing.assert_array_equal(panels(display)[2].ravel(), linear.coef_[2])

    net = ShallowNNClassifier(n_hidden=2, max_iter=2, tol=None, random_state=0)
    net.fit(*pixels)
    display = WeightImageDisplay.from_estimator(net, image_shape=(4, 6))
    assert [ax.get_title() for ax in display.axes_[:, 0]] == ["unit 1", "unit 2"]
    np.testing.assert_array_equal(panels(display)[1].ravel(), net.coefs_[0][:, 1])


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
