"""The activations under the textbook's signatures."""

import numpy as np
import pytest

from skscratch.core.gradient_check import numerical_gradient, relative_difference
from skscratch.functional import deep, logistic, shallow

NAMES = ["sigmoid", "relu", "tanh", "softmax"]


@pytest.mark.parametrize("name", NAMES)
def test_backward_agrees_with_central_differences(name, call_unchanged):
    forward, backward = getattr(deep, name), getattr(deep, f"{name}_backward")
    rng = np.random.default_rng(0)
    dA, Z = rng.standard_normal((2, 3, 4))
    call_unchanged(forward, Z)
    dZ = call_unchanged(backward, dA, Z)
    numerical = numerical_gradient(
        lambda z: np.sum(dA * forward(z.reshape(Z.shape))), Z.ravel(), 1e-6
    )
    assert relative_difference(dZ.ravel(), numerical) < 1e-6


@pytest.mark.parametrize("name", NAMES)
def test_lists_of_integers_are_taken_as_floats(name):
    forward, backward = getattr(deep, name), getattr(deep, f"{name}_backward")
    np.testing.assert_array_equal(
        forward([[-1, 2], [0, 1]]), forward(np.array([[-1.0, 2.0], [0.0, 1.0]]))
    )
    assert backward([[1, 1]], [[0, 1]]).dtype == np.float64


@pytest.mark.parametrize("name", NAMES)
def test_other_shapes_than_those_of_z_are_refused(name):
    with pytest.raises(ValueError, match=r"dA must be of shape .* got \(1, 3\)"):
        getattr(deep, f"{name}_backward")(np.ones((1, 3)), np.ones((2, 3)))


def test_sigmoid_of_a_number():
    assert logistic.sigmoid(0) == 0.5


def test_lessons_share_their_functions():
    assert logistic.sigmoid is shallow.sigmoid is deep.sigmoid
    assert shallow.tanh_backward is deep.tanh_backward
