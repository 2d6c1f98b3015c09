"""A verdict reads as text, as a truth value, and in a notebook."""

import dataclasses

import pytest

from skscratch.lessons.check import Verdict


def test_a_verdict_is_as_true_as_it_passed():
    assert Verdict(True, "relu", (), "3 cases")
    assert not Verdict(False, "relu", ("A is Z.",))


def test_text_is_one_line_or_a_list():
    right = Verdict(True, "relu", (), "3 cases, against the textbook")
    assert str(right) == repr(right) == "relu is right: 3 cases, against the textbook."
    one = Verdict(False, "relu", ("A is Z.",))
    assert str(one) == "relu is not right yet: A is Z."
    two = Verdict(False, "relu", ("A is Z.", "Z is A."))
    assert str(two) == "relu is not right yet:\n- A is Z.\n- Z is A."


def test_the_notebook_shows_the_same_words_without_markup_of_the_learners():
    html = Verdict(False, "relu", ("A < 0.", "it returns <b>."))._repr_html_()
    assert html.count("<li>") == 2
    assert "A &lt; 0." in html and "&lt;b&gt;" in html and "<b>" not in html
    assert "is right" in Verdict(True, "relu", (), "3 cases")._repr_html_()


def test_a_verdict_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Verdict(True, "relu").passed = False
