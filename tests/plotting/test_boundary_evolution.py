"""The boundary at some epochs: a grid, a moving picture, and a player."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import DeepNNClassifier, ShallowNNClassifier
from skscratch.datasets import make_flower
from skscratch.plotting import BoundaryEvolutionDisplay, BoundaryRecorder
from skscratch.plotting.canvas import class_shades


@pytest.fixture(scope="module")
def flower():
    return make_flower(60, random_state=1)


@pytest.fixture(scope="module")
def display(flower):
    model = ShallowNNClassifier(max_iter=12, tol=None, random_state=0)
    display = BoundaryEvolutionDisplay.from_estimator(
        model, *flower, n_frames=5, grid_resolution=10
    )
    plt.close("all")
    return display


def test_each_panel_shows_the_epoch_of_its_title(display):
    display.plot(n_panels=3)
    assert display.shown_ == [0, 4, 12]
    for panel, image, epoch in zip(
        display.axes_.flat, display.images_, display.shown_, strict=True
    ):
        assert panel.get_title() == f"epoch {epoch}"
        surface = display.surfaces[display.epochs.index(epoch)]
        np.testing.assert_allclose(image.get_array(), class_shades(surface))


@pytest.mark.parametrize(
    ("n_panels", "shown"), [(1, [12]), (2, [0, 12]), (9, [0, 4, 8, 12])]
)
def test_the_first_and_the_last_epoch_are_shown(display, n_panels, shown):
    assert display.plot(n_panels=n_panels).shown_ == shown


def test_classes_are_listed_once(display):
    labels = display.plot(n_panels=4).axes_[0, -1].get_legend().get_texts()
    assert [text.get_text() for text in labels] == ["0", "1"]


def test_a_pipeline_is_shown_in_the_plane_of_its_own_input(flower):
    X, y = flower
    X = X * [100, 1] + [1000, 0]
    net = DeepNNClassifier(
        hidden_layer_sizes=(4,), max_iter=9, tol=None, random_state=0
    )
    pipeline = make_pipeline(StandardScaler(), net)
    display = BoundaryEvolutionDisplay.from_estimator(
        pipeline, X, y, grid_resolution=10
    )
    assert display.plane.x1.min() > 400
    np.testing.assert_array_equal(display.X, X)
    assert not hasattr(pipeline[-1], "classes_")
    fitted = pipeline.fit(X, y).predict_proba(display.plane.points())
    np.testing.assert_allclose(display.surfaces[-1].reshape(-1, 2), fitted, atol=1e-6)


def test_columns_of_a_frame_name_the_axes(flower):
    pandas = pytest.importorskip("pandas")
    X = pandas.DataFrame(flower[0], columns=["width", "height"])
    model = ShallowNNClassifier(max_iter=2, tol=None)
    display = BoundaryEvolutionDisplay.from_estimator(
        make_pipeline(StandardScaler(), model), X, flower[1]
    )
    assert display.axes_[0, 0].get_ylabel() == "height"


def test_the_gif_has_a_frame_for_each_epoch_and_holds_the_last(display, tmp_path):
    from PIL import Image

    display.to_gif(tmp_path / "a.gif", fps=5, width=200)
    with Image.open(tmp_path / "a.gif") as picture:
        assert picture.n_frames == len(display.epochs)
        assert picture.width == 200
        assert picture.info["loop"] == 0
        frames, durations = [], []
        for index in range(picture.n_frames):
            picture.seek(index)
            durations.append(picture.info["duration"])
            frames.append(np.asarray(picture.convert("RGB"), dtype=float))
    assert durations == [200, 200, 200, 2000]
    assert all(np.abs(np.diff(frames, axis=0)).max(axis=(1, 2, 3)) > 20)
    assert np.median(frames[0]) > 250  # white paper stays white


def test_the_player_holds_all_frames_and_asks_nobody(display):
    player = display.to_html(width=200)
    assert len(re.findall(r"frames\[\d+\] = \"data:image/png;base64", player)) == 4
    assert "http" not in player
    assert "<link" not in player
    assert "fa-" not in player
    assert player.count("<button") == 9
    assert player == display.to_html(width=200)


def test_two_players_on_a_page_have_names_of_their_own(display):
    names = [
        set(re.findall(r"_anim_img\w+", display.to_html(fps=fps, width=150)))
        for fps in (4, 8)
    ]
    assert len(names[0]) == len(names[1]) == 1
    assert names[0] != names[1]


def test_nothing_is_shown_by_itself(display, tmp_path):
    display.to_html(width=150)
    display.to_gif(tmp_path / "a.gif", width=150)
    assert plt.get_fignums() == []


def test_what_cannot_be_drawn_is_refused_by_name(display, flower, tmp_path):
    X, y = flower
    draw = BoundaryEvolutionDisplay.from_estimator
    with pytest.raises(TypeError, match="estimator must take callbacks.*KNeighbors"):
        draw(KNeighborsClassifier(), X, y)
    net = ShallowNNClassifier(max_iter=2, tol=None)
    with pytest.raises(TypeError, match="X must be dense"):
        draw(net, csr_matrix(X), y)
    with pytest.raises(ValueError, match=r"X must have shape.*got \(60, 1\)"):
        draw(net, X[:, :1], y)
    with pytest.raises(ValueError, match="n_panels must be at least 1; got 0"):
        display.plot(n_panels=0)
    with pytest.raises(ValueError, match="fps must be positive; got 0"):
        display.to_gif(tmp_path / "a.gif", fps=0)
    recorder = BoundaryRecorder()
    with pytest.raises(ValueError, match="recorder must have been through a fit"):
        BoundaryEvolutionDisplay.from_recorder(recorder)
    with pytest.raises(TypeError, match="must be a BoundaryRecorder; got Logistic"):
        BoundaryEvolutionDisplay.from_recorder(LogisticRegression())
    with pytest.raises(ValueError, match="X must be passed with transformer"):
        BoundaryRecorder(transformer=StandardScaler())
