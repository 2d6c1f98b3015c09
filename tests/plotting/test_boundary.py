"""A panel shows one classifier's boundary, and the points by class."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from skscratch.plotting import BoundaryDisplay
from skscratch.plotting.canvas import PALETTE


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def points():
    """Classes on either side of the line x1 = 1."""
    X = np.random.default_rng(0).uniform(-3, 3, size=(80, 2))
    return X, np.where(X[:, 0] > 1, "right", "left")


def test_the_boundary_is_where_the_probability_is_one_half(points):
    model = LogisticRegression(C=100).fit(*points)
    display = BoundaryDisplay.from_estimator(model, *points)
    (surface,) = display.surfaces
    (line,) = surface.surface_.get_paths()  # drawn last: the contour at one half
    np.testing.assert_allclose(model.predict_proba(line.vertices)[:, 1], 0.5, atol=0.02)


def test_the_points_are_drawn_in_the_colour_of_their_class(points):
    X, y = points
    model = LogisticRegression().fit(X, y)
    display = BoundaryDisplay.from_estimator(model, X, y)
    panel = display.axes_[0, 0]
    scattered = [c for c in panel.collections if len(c.get_offsets()) > 1]
    for group, label, color in zip(scattered, ["left", "right"], PALETTE, strict=False):
        np.testing.assert_array_equal(group.get_offsets(), X[y == label])
        assert to_hex(group.get_facecolor()[0]).upper() == color
    assert len(scattered) == 2


def test_several_classifiers_stand_side_by_side(points):
    models = [KNeighborsClassifier(k).fit(*points) for k in (1, 3, 5, 7, 9)]
    names = [f"{model.n_neighbors} neighbours" for model in models]
    display = BoundaryDisplay.from_estimators(models, *points, names=names)
    assert display.axes_.shape == (2, 4)
    assert [ax.get_title() for ax in display.axes_.flat][:5] == names
    assert [ax.axison for ax in display.axes_.flat] == [True] * 5 + [False] * 3
    # What each panel shows is its own classifier's.
    for model, surface in zip(models, display.surfaces, strict=True):
        grid = np.column_stack([surface.xx0.ravel(), surface.xx1.ravel()])
        np.testing.assert_array_equal(
            surface.response.ravel(), model.predict_proba(grid)[:, 1]
        )


def test_columns_of_a_frame_name_the_axes(points):
    pandas = pytest.importorskip("pandas")
    X, y = pandas.DataFrame(points[0], columns=["width", "height"]), points[1]
    display = BoundaryDisplay.from_estimator(LogisticRegression().fit(X, y), X, y)
    panel = display.axes_[0, 0]
    assert (panel.get_xlabel(), panel.get_ylabel()) == ("width", "height")


def test_only_two_features_and_two_classes_can_be_drawn(points):
    X, y = points
    model = LogisticRegression().fit(X, y)
    with pytest.raises(ValueError, match=r"X must have shape .*got \(80, 1\)"):
        BoundaryDisplay.from_estimator(model, X[:, :1], y)
    with pytest.raises(ValueError, match="y must have two classes; got 80"):
        BoundaryDisplay.from_estimator(model, X, np.arange(80))
    with pytest.raises(ValueError, match="names must .*got 2 for 1 estimators"):
        BoundaryDisplay.from_estimators([model], X, y, names=["a", "b"])
