"""A panel shows one classifier's regions and boundaries, and the points by class."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from skscratch import DeepNNClassifier
from skscratch.plotting import BoundaryDisplay
from skscratch.plotting.canvas import class_color


@pytest.fixture(scope="module")
def points():
    """Classes on either side of the line x1 = 1."""
    X = np.random.default_rng(0).uniform(-3, 3, size=(80, 2))
    return X, np.where(X[:, 0] > 1, "right", "left")


@pytest.fixture(scope="module")
def five():
    """Five classes, each in its own fifth of the circle."""
    X = np.random.default_rng(0).uniform(-3, 3, size=(200, 2))
    turn = np.arctan2(X[:, 1], X[:, 0]) % (2 * np.pi)
    return X, np.array(list("abcde"))[(turn / (2 * np.pi / 5)).astype(int)]


def scattered(panel):
    return [c for c in panel.collections if len(c.get_offsets()) > 1]


def test_the_boundary_is_where_the_probability_is_one_half(points):
    model = LogisticRegression(C=100).fit(*points)
    display = BoundaryDisplay.from_estimator(model, *points)
    ((line,),) = display.boundaries_
    (path,) = line.get_paths()
    np.testing.assert_allclose(model.predict_proba(path.vertices)[:, 1], 0.5, atol=0.02)


def test_on_every_boundary_the_two_likeliest_classes_are_equal(five):
    model = LogisticRegression(C=10).fit(*five)
    display = BoundaryDisplay.from_estimator(model, *five)
    (lines,) = display.boundaries_
    assert len(lines) == 5
    for line in lines:
        vertices = np.concatenate([path.vertices for path in line.get_paths()])
        *_, second, first = np.sort(model.predict_proba(vertices), axis=1).T
        np.testing.assert_allclose(first, second, atol=0.03)


def test_a_region_has_the_hue_of_its_class_and_the_shade_of_its_probability(five):
    model = LogisticRegression().fit(*five)
    display = BoundaryDisplay.from_estimator(model, *five, grid_resolution=40)
    picture = np.asarray(display.images_[0].get_array())
    predicted = model.predict_proba(display.plane.points()).argmax(axis=1)
    likely = model.predict_proba(display.plane.points()).max(axis=1)
    colors = np.array([class_color(k) for k in range(5)])
    # White with a share of the class's colour:
    ink, full = 1 - picture.reshape(-1, 3), 1 - colors[predicted]
    share = ink.sum(axis=1) / full.sum(axis=1)
    np.testing.assert_allclose(ink, share[:, np.newaxis] * full, atol=1e-12)
    assert (np.diff(share[np.argsort(likely)]) >= -1e-12).all()
    assert share.max() > 2 * share.min()


@pytest.mark.parametrize("data", ["points", "five"])
def test_points_have_the_colour_and_the_marker_of_their_class(data, request):
    X, y = request.getfixturevalue(data)
    model = LogisticRegression().fit(X, y)
    display = BoundaryDisplay.from_estimator(model, X, y)
    groups = scattered(display.axes_[0, 0])
    for index, (group, label) in enumerate(zip(groups, model.classes_, strict=True)):
        np.testing.assert_array_equal(group.get_offsets(), X[y == label])
        np.testing.assert_allclose(group.get_facecolor()[0, :3], class_color(index))
    outlines = {tuple(g.get_paths()[0].vertices.ravel()) for g in groups}
    assert len(outlines) == len(groups)
    legend = [text.get_text() for text in display.axes_[0, -1].get_legend().get_texts()]
    assert legend == model.classes_.tolist()


def test_thirty_classes_have_thirty_looks():
    X = np.random.default_rng(0).normal(size=(90, 2))
    y = np.arange(90) % 30
    display = BoundaryDisplay.from_estimator(KNeighborsClassifier(1).fit(X, y), X, y)
    looks = {
        (*g.get_facecolor()[0], *g.get_paths()[0].vertices.ravel())
        for g in scattered(display.axes_[0, 0])
    }
    assert len(looks) == 30


def test_several_classifiers_stand_side_by_side(points):
    models = [KNeighborsClassifier(k).fit(*points) for k in (1, 3, 5, 7, 9)]
    names = [f"{model.n_neighbors} neighbours" for model in models]
    display = BoundaryDisplay.from_estimators(models, *points, names=names)
    assert display.axes_.shape == (2, 4)
    assert [ax.get_title() for ax in display.axes_.flat][:5] == names
    assert [ax.axison for ax in display.axes_.flat] == [True] * 5 + [False] * 3
    # What each panel shows is its own classifier's.
    grid = display.plane.points()
    for model, surface in zip(models, display.surfaces, strict=True):
        np.testing.assert_array_equal(surface.reshape(-1, 2), model.predict_proba(grid))


def test_a_pipeline_is_drawn_in_the_plane_of_its_own_input(points):
    X, y = points
    X = X * [100, 1]
    pipeline = make_pipeline(StandardScaler(), LogisticRegression(C=100)).fit(X, y)
    display = BoundaryDisplay.from_estimator(pipeline, X, y)
    vertices = display.boundaries_[0][0].get_paths()[0].vertices
    np.testing.assert_allclose(vertices[:, 0], 100, atol=20)


def test_who_has_no_probabilities_is_certain(points):
    model = LinearSVC().fit(*points)
    display = BoundaryDisplay.from_estimator(model, *points)
    assert set(np.unique(display.surfaces[0])) == {0.0, 1.0}
    expected = model.predict(display.plane.points()) == "right"
    np.testing.assert_array_equal(display.surfaces[0][..., 1].ravel(), expected)


def test_columns_of_a_frame_name_the_axes(points):
    pandas = pytest.importorskip("pandas")
    X, y = pandas.DataFrame(points[0], columns=["width", "height"]), points[1]
    display = BoundaryDisplay.from_estimator(LogisticRegression().fit(X, y), X, y)
    panel = display.axes_[0, 0]
    assert (panel.get_xlabel(), panel.get_ylabel()) == ("width", "height")


def test_a_class_that_is_nowhere_has_no_boundary(points):
    X, y = points
    model = LogisticRegression().fit(X, y)
    display = BoundaryDisplay.from_estimator(
        model, X[y == "left"][:3] - 9, ["left"] * 3
    )
    assert display.boundaries_ == [[]]


def test_it_can_be_drawn_again(points):
    display = BoundaryDisplay.from_estimator(LogisticRegression().fit(*points), *points)
    first = display.figure_
    assert display.plot() is display
    assert display.figure_ is not first
    figure, ax = plt.subplots()
    assert display.plot(ax).bounding_ax_ is ax
    assert display.figure_ is figure


def test_what_cannot_be_drawn_is_refused_by_name(points, five):
    X, y = points
    model = LogisticRegression().fit(X, y)
    draw = BoundaryDisplay.from_estimator
    with pytest.raises(ValueError, match=r"X must have shape .*got \(80, 1\)"):
        draw(model, X[:, :1], y)
    with pytest.raises(TypeError, match="X must be dense .*sparse csr_matrix.*toarray"):
        draw(model, csr_matrix(X), y)
    with pytest.raises(ValueError, match="X must be finite"):
        draw(model, np.full((80, 2), np.nan), y)
    with pytest.raises(ValueError, match="X must hold numbers"):
        draw(model, [["a", "b"]], ["left"])
    with pytest.raises(ValueError, match="y must hold labels .*left, right.*got '0'"):
        draw(model, X, np.arange(80))
    with pytest.raises(ValueError, match=r"y must have one label per row.*\(80, 1\)"):
        draw(model, X, y[:, np.newaxis])
    with pytest.raises(NotFittedError):
        draw(DeepNNClassifier(), X, y)
    with pytest.raises(TypeError, match="must be a classifier.*LinearRegression"):
        draw(LinearRegression().fit(X, X[:, 0]), X, y)
    several = BoundaryDisplay.from_estimators
    with pytest.raises(ValueError, match="names must .*got 2 for 1 estimators"):
        several([model], X, y, names=["a", "b"])
    with pytest.raises(ValueError, match="estimators must be fitted to the same class"):
        several([model, LogisticRegression().fit(*five)], X, y)
    with pytest.raises(ValueError, match="estimators must hold at least one"):
        several([], X, y)
