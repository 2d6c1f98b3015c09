"""The wrong images, all of them and only them, the most confident mistake first."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from skscratch.plotting import MisclassifiedDisplay

Y_TRUE = np.array([0, 1, 1, 0, 1])
Y_PRED = np.array([1, 1, 0, 0, 0])
PROBA = np.array([[0.4, 0.6], [0.1, 0.9], [0.9, 0.1], [1.0, 0.0], [0.75, 0.25]])
IMAGES = np.stack([np.full((2, 2, 3), i, dtype=np.uint8) for i in range(5)])


def shown(display):
    """The images in the panels, as the positions that they were made from."""
    return [
        int(panel.get_images()[0].get_array()[0, 0, 0])
        for panel in display.axes_.flat
        if panel.get_images()
    ]


def test_mistakes_are_ordered_by_confidence():
    display = MisclassifiedDisplay.from_predictions(IMAGES, Y_TRUE, Y_PRED, PROBA)
    assert shown(display) == [2, 4, 0]
    assert display.indices.tolist() == [2, 4, 0]


def test_captions_say_what_was_true_predicted_and_how_probable():
    display = MisclassifiedDisplay.from_predictions(
        IMAGES, Y_TRUE, Y_PRED, PROBA, target_names=["non-cat", "cat"]
    )
    worst, *_, mildest = (panel.get_title() for panel in display.axes_.flat)
    assert worst == "true: cat\npredicted: non-cat\nprobability 90.0%"
    assert mildest == "true: non-cat\npredicted: cat\nprobability 60.0%"


def test_max_images_limits_what_is_drawn_not_what_is_known():
    display = MisclassifiedDisplay.from_predictions(
        IMAGES, Y_TRUE, Y_PRED, PROBA, max_images=2
    )
    assert shown(display) == [2, 4]
    assert len(display.indices) == 3


def test_more_than_a_row_is_wrapped():
    display = MisclassifiedDisplay.from_predictions(
        np.tile(IMAGES, (3, 1, 1, 1)),
        np.tile(Y_TRUE, 3),
        np.tile(Y_PRED, 3),
        np.tile(PROBA, (3, 1)),
    )
    assert display.axes_.shape == (2, 5)
    assert shown(display) == [2, 2, 2, 4, 4, 4, 0, 0, 0]


def test_long_names_are_cut_where_they_are_drawn_not_in_the_caption():
    names = ["a cat", "something with a very long name indeed"]
    display = MisclassifiedDisplay.from_predictions(
        IMAGES, Y_TRUE, Y_PRED, PROBA, target_names=names
    )
    assert names[1] in display.captions[0]
    first, second, _ = display.axes_[0, 0].get_title().split("\n")
    assert first == "true: something with a…"
    assert second == "predicted: a cat"


def test_only_who_is_certain_is_at_100_percent():
    proba = np.array([[0.0, 1.0], [1.0, 0.0], [0.99999, 0.00001], [0, 1], [0, 1]])
    display = MisclassifiedDisplay.from_predictions(IMAGES, Y_TRUE, Y_PRED, proba)
    ends = [caption.rpartition("\n")[2] for caption in display.captions]
    assert ends[-1] == "probability > 99.9%"
    assert ends[0] == "probability 100.0%"


def test_grey_images_share_one_scale():
    grey = np.stack([np.full((2, 2), level) for level in range(5)])
    display = MisclassifiedDisplay.from_predictions(grey, Y_TRUE, Y_PRED, PROBA)
    images = [panel.get_images()[0] for panel in display.axes_.flat]
    assert {image.get_clim() for image in images} == {(0, 4)}  # of 2, 4 and 0


def test_no_mistake_is_said_in_words():
    display = MisclassifiedDisplay.from_predictions(IMAGES, Y_TRUE, Y_TRUE, PROBA)
    assert shown(display) == []
    assert display.axes_[0, 0].texts[0].get_text() == "nothing misclassified"


def test_an_estimator_predicts_for_itself():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(5, 2)), np.array(["a", "b", "a", "b", "a"])
    model = LogisticRegression().fit(X, y)
    display = MisclassifiedDisplay.from_estimator(model, X, y, images=IMAGES)
    wrong = np.flatnonzero(model.predict(X) != y)
    assert sorted(display.indices) == wrong.tolist()
    assert len(wrong) > 0


def test_input_of_unequal_length_is_refused():
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        MisclassifiedDisplay.from_predictions(IMAGES[:4], Y_TRUE, Y_PRED, PROBA)
    with pytest.raises(ValueError, match=r"proba must have shape .*got \(5,\)"):
        MisclassifiedDisplay.from_predictions(IMAGES, Y_TRUE, Y_PRED, PROBA[:, 1])
    with pytest.raises(ValueError, match="max_images must be at least 1; got 0"):
        MisclassifiedDisplay.from_predictions(
            IMAGES, Y_TRUE, Y_PRED, PROBA, max_images=0
        )


def test_letters_stay_large_where_the_figure_is_shown_small():
    display = MisclassifiedDisplay.from_predictions(
        np.tile(IMAGES, (3, 1, 1, 1)),
        np.tile(Y_TRUE, 3),
        np.tile(Y_PRED, 3),
        np.tile(PROBA, (3, 1)),
    )
    letters = display.axes_[0, 0].title.get_fontsize() / 72  # inches
    assert letters * 480 / display.figure_.get_figwidth() > 8  # pixels of 480
    display.figure_.canvas.draw()
    widths = [panel.title.get_window_extent().width for panel in display.axes_.flat[:9]]
    assert max(widths) <= display.axes_[0, 0].get_window_extent().width + 8
