"""What holds for all the checks together."""

import functools
import inspect

import numpy as np
import pytest

from skscratch.functional import deep, logistic, shallow
from skscratch.lessons import check

LESSONS = {1: logistic, 2: shallow, 3: deep}
FUNCTIONS = [
    (lesson, name) for lesson, module in LESSONS.items() for name in module.__all__
]
SHARED = {
    name for _, name in FUNCTIONS if sum(name == other for _, other in FUNCTIONS) > 1
}
NAMES = sorted({name for _, name in FUNCTIONS})


def test_there_is_a_check_for_each_function_of_the_textbook_and_no_other():
    assert {*check.__all__} == {*NAMES, "Verdict"}


@pytest.mark.parametrize(("lesson", "name"), FUNCTIONS)
def test_the_textbook_passes(lesson, name):
    function = getattr(LESSONS[lesson], name)
    verdict = getattr(check, name)(function)
    assert verdict, verdict
    assert verdict.function == name
    if name in SHARED:
        assert getattr(check, name)(function, lesson=lesson)


@pytest.mark.parametrize(
    ("lesson", "name"),
    [(le, n) for le, n in FUNCTIONS if "random_state" in str(
        inspect.signature(getattr(LESSONS[le], n)))],
)  # fmt: skip
def test_the_textbook_passes_in_the_courses_form(lesson, name):
    """As in the course, ``np.random.seed`` stands within, and no random_state."""
    function = getattr(LESSONS[lesson], name)
    shown = inspect.signature(function).parameters.values()
    positional = [p for p in shown if p.kind is not p.KEYWORD_ONLY]

    def course(*arguments):
        np.random.seed(3)  # noqa: NPY002
        state = np.random.mtrand._rand
        return function(*arguments, random_state=state)

    course.__signature__ = inspect.Signature(positional)
    assert getattr(check, name)(course), getattr(check, name)(course)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "stub",
    [
        lambda *arguments: None,
        lambda *arguments: ...,
        pytest.param(lambda *a: exec("raise NotImplementedError"), id="raises"),
    ],
)
def test_a_stub_is_not_written_yet(name, stub):
    verdict = getattr(check, name)(stub)
    assert not verdict
    assert len(verdict.findings) == 1
    assert "not written yet" in verdict.findings[0]


JUNK = {
    "a number": 3,
    "text": "A",
    "a list": [1, 2],
    "ragged": [[1], [1, 2]],
    "a pair": (np.ones((2, 2)), {"W1": None}),
    "triple": (np.ones(3), None, "b"),
    "nothing in it": {},
    "keys of all kinds": {1: 2, "W1": "x", None: np.zeros(0), "dW1": [[]]},
    "objects": np.array([object(), None]),
    "complex": np.ones((1, 5)) * 1j,
    "empty": np.zeros((0, 3)),
    "infinite": np.full((1, 5), np.inf),
    "not a number": float("nan"),
    "a function": len,
    "a generator": (n for n in range(3)),
    "huge": 10**400,
    "nested": [[[[1.0]]]],
    "pair of pairs": ((1, 2), ((1, 2, 3), 4)),
    "parameters and nothing": ({"W1": np.ones((1, 1)), "b1": 0}, []),
    "truth": True,
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
def test_junk_is_answered_in_words(name, junk):
    verdict = getattr(check, name)(lambda *arguments: junk)
    assert not verdict
    assert all(finding.strip() for finding in verdict.findings)
    assert str(verdict).startswith(f"{name} is not right yet")


def _with_junk(value, random, junk):
    """A result of the textbook with junk somewhere in it."""
    if isinstance(value, dict) and value:
        key = list(value)[random.randint(len(value))]
        return {**value, key: _with_junk(value[key], random, junk)}
    if isinstance(value, tuple | list) and value:
        i = random.randint(len(value))
        return type(value)(
            _with_junk(v, random, junk) if j == i else v for j, v in enumerate(value)
        )
    return junk


@pytest.mark.parametrize(("lesson", "name"), FUNCTIONS)
def test_junk_within_a_right_result_is_answered_in_words(lesson, name):
    function = getattr(LESSONS[lesson], name)
    keywords = {"lesson": lesson} if name in SHARED else {}
    kinds = ("text", "ragged", "objects", "empty", "infinite", "truth")
    junks = [*(JUNK[kind] for kind in kinds), None, np.ones((7, 7, 7)), -0.123]
    for seed, junk in enumerate(junks):
        random = np.random.RandomState(seed)

        @functools.wraps(function)
        def spoilt(*arguments, random=random, junk=junk, **named):
            return _with_junk(function(*arguments, **named), random, junk)

        verdict = getattr(check, name)(spoilt, **keywords)
        assert not verdict
        assert str(verdict) and verdict._repr_html_()


class Stubborn(Exception):
    """An exception that cannot even be shown."""

    def __str__(self):
        raise RuntimeError


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "error",
    [ValueError("bad"), KeyError("W9"), SystemExit(2), AssertionError(), Stubborn()],
    ids=lambda error: type(error).__name__,
)
def test_an_exception_is_named_and_never_passed_on(name, error):
    def function(*arguments):
        raise error

    verdict = getattr(check, name)(function)
    assert not verdict
    assert type(error).__name__ in str(verdict)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_function_raises(name):
    with pytest.raises(TypeError, match=f"{name} must be a function; got int"):
        getattr(check, name)(3)


def test_a_class_that_can_be_called_and_a_partial_are_functions():
    class Sigmoid:
        def __call__(self, Z):
            return 1 / (1 + np.exp(-Z))

    assert check.sigmoid(Sigmoid())
    assert check.sigmoid(functools.partial(logistic.sigmoid))


@pytest.mark.parametrize("name", sorted(SHARED))
def test_a_lesson_that_has_no_such_function_raises(name):
    with pytest.raises(ValueError, match="lesson must be None or one of"):
        getattr(check, name)(lambda *arguments: None, lesson=4)


def test_the_lesson_of_a_sigmoid_shows_in_what_it_returns():
    assert check.sigmoid(logistic.sigmoid) and check.sigmoid(deep.sigmoid)
    assert "(A, cache)" in str(check.sigmoid(logistic.sigmoid, lesson=3))
    assert not check.sigmoid(deep.sigmoid, lesson=1)


def test_prints_and_warnings_stay_out_of_the_way(capsys):
    def sigmoid(Z):
        print("Z =", Z)
        np.log(-1.0)
        return logistic.sigmoid(Z)

    assert check.sigmoid(sigmoid)
    assert capsys.readouterr() == ("", "")


def test_the_global_random_numbers_go_on_where_they_were():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    check.initialize_parameters(lambda a, b, c: np.random.seed(9))  # noqa: NPY002
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_an_exception_tells_the_line_and_the_shapes_in_it():
    def linear_forward(A_prev, W, b):
        Z = np.dot(W.T, A_prev) + b
        return Z, (A_prev, W, b)

    (text,) = check.linear_forward(linear_forward).findings
    assert "`Z = np.dot(W.T, A_prev) + b`, where W is (4, 3), A_prev is (3, 5)" in text
    assert "a transpose (.T) may be missing" in text


def test_a_line_whose_text_is_not_to_be_had_is_told_by_its_number():
    names = {"np": np}
    exec("def relu(Z):\n    A = np.maximum(0, Z)\n    return A, Y\n", names)
    assert "The line: number 3 of relu." in str(check.relu(names["relu"]))


def test_an_array_changed_in_place_and_an_entry_replaced_are_told_apart():
    def arrays(parameters, grads, learning_rate=1.2):
        new = dict(parameters)
        new["W1"] -= learning_rate * grads["dW1"]
        return {k: v if k == "W1" else v - learning_rate * grads["d" + k]
                for k, v in new.items()}  # fmt: skip

    def entries(parameters, grads, learning_rate=1.2):
        for k in parameters:
            parameters[k] = parameters[k] - learning_rate * grads["d" + k]
        return parameters

    (text,) = check.update_parameters(arrays).findings
    assert text.startswith("W1 was changed in place") and "`W1 -= ...`" in text
    (text,) = check.update_parameters(entries).findings
    assert text.startswith("W1, b1, W2, b2 were replaced in the caller's parameters")
    assert "parameters = dict(parameters)" in text


def test_one_case_is_right_and_two_are():
    def sigmoid(Z):
        A = logistic.sigmoid(Z)
        return A if np.size(Z) in sizes else A + A**2

    sizes = (12,)
    assert "1 of 5 cases is right" in str(check.sigmoid(sigmoid))
    sizes = (12, 5)
    assert "2 of 5 cases are right" in str(check.sigmoid(sigmoid))


def test_of_several_unexplained_results_one_is_told_in_full():
    def propagate(w, b, X, Y):
        grads, cost = logistic.propagate(w, b, X, Y)
        return {k: v + np.sin(v) for k, v in grads.items()}, cost + np.sin(cost)

    text = str(check.propagate(propagate))
    assert text.count("The lesson's equation") == 1
    assert len(text.splitlines()) <= 4


def test_importing_the_package_does_not_import_the_checks(run_python):
    code = "import skscratch, sys; print('skscratch.lessons.check' in sys.modules)"
    assert run_python(code).strip() == "False"
