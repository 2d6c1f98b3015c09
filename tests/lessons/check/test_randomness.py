"""Every call of a learner's function draws the same random numbers."""

import random

import numpy as np
import pytest

from skscratch.lessons.check.attempt import attempt

RNG = np.random.default_rng(1)
STATE = np.random.RandomState(2)


def own(default=np.random.default_rng(3)):  # noqa: B008
    return default.normal()


def enclosed():
    rng = np.random.default_rng(4)
    return lambda: rng.normal()


SOURCES = {
    "NumPy's global one": lambda: np.random.randn(),  # noqa: NPY002
    "Python's": lambda: random.random(),
    "default_rng": lambda: np.random.default_rng().normal(),
    "RandomState": lambda: np.random.RandomState().randn(),
    "a generator of a bit generator": lambda: np.random.Generator(
        np.random.PCG64()
    ).normal(),
    "that of the module": lambda: RNG.normal(),
    "the older one of the module": lambda: STATE.randn(),
    "a default argument": own,
    "one of the enclosing function": enclosed(),
}


@pytest.mark.parametrize("draw", SOURCES.values(), ids=SOURCES)
def test_two_calls_draw_the_same(draw):
    assert attempt(draw, {}).value == attempt(draw, {}).value


@pytest.mark.parametrize("draw", SOURCES.values(), ids=SOURCES)
def test_after_a_call_random_numbers_go_on_as_before(draw):
    first = draw()
    attempt(draw, {})
    assert draw() != first


def test_generators_made_in_one_call_differ():
    value = attempt(lambda: [np.random.default_rng().normal() for _ in "ab"], {}).value
    assert value[0] != value[1]


def test_what_stands_outside_goes_on_where_it_was():
    state = RNG.bit_generator.state
    attempt(lambda: RNG.normal(), {})
    assert RNG.bit_generator.state == state
