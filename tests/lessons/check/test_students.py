"""Functions as learners write them: the words name the mistake; right ones pass."""

import importlib.util
from pathlib import Path

import pytest

from skscratch.lessons import check

_spec = importlib.util.spec_from_file_location(
    "students", Path(__file__).with_name("students.py")
)
students = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(students)


@pytest.mark.parametrize(
    ("name", "function", "words", "keywords"),
    students.WRONG,
    ids=[f"{name} {words[0]}" for name, _, words, _ in students.WRONG],
)
def test_the_words_name_the_mistake(name, function, words, keywords):
    verdict = getattr(check, name)(function, **keywords)
    assert not verdict
    for word in words:
        assert word in str(verdict)


@pytest.mark.parametrize(
    ("name", "function", "keywords"),
    students.RIGHT,
    ids=[f"{name} {function.__name__}" for name, function, _ in students.RIGHT],
)
def test_a_right_function_passes_however_it_is_written(name, function, keywords):
    verdict = getattr(check, name)(function, **keywords)
    assert verdict, verdict
    assert verdict.findings == ()


def test_one_cause_is_named_once_and_not_its_symptoms():
    def backward_propagation(parameters, cache, X, Y):
        A1, A2, m = cache["A1"], cache["A2"], X.shape[1]
        dZ2 = Y - A2
        dZ1 = parameters["W2"].T @ dZ2 * (1 - A1**2)
        return {
            "dW1": dZ1 @ X.T / m,
            "db1": dZ1.mean(axis=1, keepdims=True),
            "dW2": dZ2 @ A1.T / m,
            "db2": dZ2.mean(axis=1, keepdims=True),
        }

    assert check.backward_propagation(backward_propagation).findings == (
        "dZ2 has the wrong sign: dZ2 = A2 - Y.",
    )


def test_what_is_not_explained_is_placed_and_measured():
    def sigmoid(Z):
        A = 1 / (1 + students.np.exp(-Z))
        return A + 0.25 * (A > 0.9) * A

    text = str(check.sigmoid(sigmoid))
    assert "A differs most at [3], where it is 1.12983" in text
    assert "should be 0.903862 (Z (5,); 4 of 5 cases are right)" in text
    assert "The lesson's equation: A = 1 / (1 + np.exp(-Z))" in text
