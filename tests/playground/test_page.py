"""The page, without a browser: what it holds after what is pressed."""

import time

import numpy as np
import pytest

pytest.importorskip("bokeh")

from bokeh.document import Document

from skscratch.playground.choices import OPTIONS
from skscratch.playground.page import Page
from skscratch.playground.points import MADE
from skscratch.playground.program import program
from skscratch.playground.table import read_table

#: Processor time of a frame that leaves a browser as much again at 20 frames a second.
FRAME = 0.03


@pytest.fixture
def page():
    return Page(Document())


def model(page, name):
    found = page.document.get_model_by_name(name)
    assert found is not None, name
    return found


def choose(page, name, value):
    """Choose one of the options by what it stands for."""
    options = {"data": tuple(page.points), "n_layers": range(5), **OPTIONS}
    model(page, name).value = str(list(options[name]).index(value))


def arrive(page):
    """What a browser answers to a frame; the page sends the next one."""
    model(page, "shown").data = dict(model(page, "sent").data)
    for callback in page.document.session_callbacks:
        page.document.remove_timeout_callback(callback)
        callback.callback()


def is_shown(page):
    """Whether all that is shown is of the network as it is."""
    network = page.experiment.network
    proba = network.predict_proba(page.views.plane.points())[:, 1]
    (shown,) = model(page, "plane").data["probability"]
    weights = np.concatenate([W.ravel() for W in network.coefs_])
    return (
        np.array_equal(shown.ravel(), proba)
        and np.array_equal(model(page, "edges").data["weight"], weights)
        and model(page, "code").text == program(page.experiment)
        and f"epoch <b>{page.experiment.n_epochs}</b>" in model(page, "state").text
    )


def test_it_opens_with_the_initial_weights(page):
    assert page.experiment.n_epochs == 0 and not page.playing
    assert is_shown(page)
    assert ".initialize(" in model(page, "code").text


def test_one_epoch_trains_one_and_reset_goes_back(page):
    page.step()
    page.step()
    assert page.experiment.n_epochs == 2 and is_shown(page)
    assert len(model(page, "curves").data["train"]) == 2
    page.reset()
    assert page.experiment.n_epochs == 0 and is_shown(page)


def test_frames_come_one_after_the_other_until_it_is_paused(page):
    choose_speed = model(page, "speed")
    page.toggle()
    assert page.playing and model(page, "play").label == "Pause"
    assert page.experiment.n_epochs == 1
    for n_epochs in (2, 3):
        arrive(page)
        assert page.experiment.n_epochs == n_epochs
    choose_speed.value = "1"
    arrive(page)
    assert page.experiment.n_epochs == 8
    page.toggle()
    assert not page.playing and model(page, "play").label == "Play"
    arrive(page)
    assert page.experiment.n_epochs == 8 and is_shown(page)


def test_a_frame_is_answered_once(page):
    page.toggle()
    page.toggle()
    page.toggle()
    model(page, "shown").data = {"frame": [1]}  # late, of the frame before
    assert page.document.session_callbacks == []
    arrive(page)
    assert page.experiment.n_epochs == 3


@pytest.mark.parametrize("name", OPTIONS)
def test_each_choice_begins_anew_with_what_was_chosen(page, name):
    for option in reversed(OPTIONS[name]):
        page.step()
        choose(page, name, option)
        assert getattr(page.experiment.choices, name) == option
        assert page.experiment.n_epochs in (0, 1) and is_shown(page)


@pytest.mark.parametrize("data", MADE)
def test_other_data_bring_their_points_and_their_plane(page, data):
    choose(page, "data", data)
    points = model(page, "points").data
    seen = np.column_stack([points["x1"], points["x2"]])
    X, _ = MADE[data].load()
    np.testing.assert_array_equal(np.sort(seen, axis=0), np.sort(X, axis=0))
    plane, (left, bottom) = model(page, "plane").data, X.min(axis=0)
    assert (
        plane["left"][0] < left < X[:, 0].max() < plane["left"][0] + plane["width"][0]
    )
    assert plane["bottom"][0] < bottom and is_shown(page)
    assert points["fill"].count("white") == 100 == points["line"].count("white") / 3


def test_switches_layers_units_and_seed_are_the_network_s(page):
    model(page, "batch_norm").active = True
    model(page, "standardize").active = True
    choose(page, "n_layers", 3)
    for layer, units in ((1, 2), (2, 8), (3, 5)):
        model(page, f"units_{layer}").value = units
    model(page, "seed").value = 11
    chosen = page.experiment.choices
    assert chosen.hidden_layer_sizes == (2, 8, 5) and chosen.seed == 11
    assert chosen.batch_norm and chosen.standardize
    assert [model(page, f"units_{n}").visible for n in (1, 2, 3, 4)] == [1, 1, 1, 0]
    assert len(model(page, "nodes").data["x"]) == 2 + 2 + 8 + 5 + 1
    choose(page, "n_layers", 0)
    assert page.experiment.choices.hidden_layer_sizes == () and is_shown(page)
    assert model(page, "activation").disabled


@pytest.mark.parametrize("typed", [None, -3, 10**9])
def test_a_number_out_of_range_is_the_nearest_in_it(page, typed):
    model(page, "units_1").value = typed
    assert page.experiment.choices.hidden_layer_sizes[0] in (1, 8)
    assert is_shown(page)


def test_what_a_solver_has_no_use_for_cannot_be_chosen(page):
    choose(page, "solver", "lbfgs")
    unused = ("learning_rate", "batch_size", "dropout")
    assert all(model(page, name).disabled for name in unused)
    choose(page, "solver", "gd")
    assert not any(model(page, name).disabled for name in unused)


def test_a_unit_that_is_clicked_is_shown_large_until_another_is(page):
    nodes, plane = model(page, "nodes"), model(page, "plane")
    answer = plane.data["shade"][0]
    nodes.selected.indices = [4]  # after two features the third hidden unit
    for _ in range(2):
        A = page.experiment.network.layer_activations(page.views.plane.points())[0]
        expected = (A[:, 2] / np.abs(A[:, 2]).max()).reshape(answer.shape)
        np.testing.assert_allclose(plane.data["shade"][0], expected, rtol=1e-6)
        assert "layer 1, unit 3" in model(page, "unit_name").text
        page.step()
    page.reset()
    np.testing.assert_array_equal(plane.data["shade"][0], answer)
    assert "layer" not in model(page, "unit_name").text


def test_a_network_that_cannot_be_is_told_in_words(page):
    page.toggle()
    choose(page, "batch_size", 1)
    model(page, "batch_norm").active = True
    assert not page.playing and model(page, "code").text == ""
    assert "batch_size must be at least 2" in model(page, "words").text
    for press in (page.toggle, page.step, page.reset):
        press()
        assert "batch_size must be at least 2" in model(page, "words").text
    choose(page, "batch_size", 8)
    assert is_shown(page)


def test_playing_ends_by_itself_when_training_does_and_the_words_say_why(page):
    choose(page, "activation", "identity")
    choose(page, "solver", "gd")
    choose(page, "learning_rate", 10.0)
    page.toggle()
    for _ in range(50):
        arrive(page)
    assert not page.playing
    assert "Training diverged" in model(page, "words").text


def test_weights_too_large_to_answer_with_are_told_in_words(page):
    choose(page, "n_layers", 4)
    for name, value in (
        ("activation", "identity"),
        ("solver", "gd"),
        ("learning_rate", 10.0),
        ("batch_size", None),
    ):
        choose(page, name, value)
    page.toggle()
    for _ in range(10):
        arrive(page)
    words = model(page, "words").text
    assert "overflows: lower learning_rate" in words or "Training diverged" in words
    assert not page.playing
    page.reset()
    assert is_shown(page)


def test_words_and_norms_are_those_of_the_diagnosis(page):
    choose(page, "initialization", "zeros")
    page.step()
    page.step()
    diagnosis = page.experiment.network.diagnose(*page.experiment.train)
    assert diagnosis.findings
    for finding in diagnosis.findings:
        assert finding.replace("'", "&#x27;") in model(page, "words").text
    norms = [row["gradient_norm"] for row in diagnosis.layers]
    np.testing.assert_allclose(
        model(page, "gradients").data["norm"], np.clip(norms, 1e-8, 1e2)
    )


def test_a_single_epoch_is_seen_among_the_costs(page):
    costs = page.curves.figure
    dots = [
        each for each in costs.renderers if each.glyph.__class__.__name__ == "Scatter"
    ]
    assert {dot.glyph.y for dot in dots} == {"train", "test"}
    shown = []
    for press in (page.step, page.step, page.reset):
        press()
        shown.append([list(dot.view.filter.indices) for dot in dots])
    assert shown == [[[0], [0]], [[], []], [[], []]]


def test_own_points_come_first_standardized_and_their_labels_harm_nobody(tmp_path):
    path = tmp_path / "own.csv"
    labels = ("<script>alert(1)</script>", "b", "c")
    path.write_text("".join(f"{i % 9},{i},{labels[i % 3]}\n" for i in range(60)))
    page = Page(Document(), {"own.csv": read_table(str(path))})
    assert page.experiment.choices.data == "own.csv"
    assert page.experiment.choices.standardize
    assert "&lt;script&gt;" in model(page, "classes").text
    assert "<script" not in model(page, "classes").text
    page.step()
    (shade,) = model(page, "plane").data["shade"]
    proba = page.views.probabilities()
    np.testing.assert_array_equal(shade.astype(int), proba.argmax(axis=-1))
    choose(page, "data", "xor")
    assert is_shown(page)


def test_a_frame_costs_less_than_leaves_time_for_twenty_a_second(page):
    page.toggle()
    times = []
    for _ in range(30):
        start = time.process_time()
        arrive(page)
        times.append(time.process_time() - start)
    assert page.experiment.n_epochs == 31
    assert sorted(times)[15] < FRAME
