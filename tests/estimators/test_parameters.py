"""Parameters that may be one value or a sequence are refused in their own words."""

from fractions import Fraction

import numpy as np
import pytest

from skscratch import DeepNNClassifier, ScratchLogisticRegression

X, y = np.eye(4), [0, 1, 0, 1]


def fitted(**parameters):
    parameters = {"hidden_layer_sizes": (3, 2), **parameters}
    return DeepNNClassifier(max_iter=1, tol=None, **parameters).fit(X, y)


def shapes_of(value):
    """A value in the forms that have no order, no axis or two of them."""
    return [
        np.array(value),
        np.array(value, object),
        {value},
        frozenset([value]),
        {value: 1},
        [[value, value]],
        np.array([[value, value]]),
        (each for each in [value, value]),
    ]


@pytest.mark.parametrize(
    ("name", "value"), [("hidden_layer_sizes", 3), ("activation", "relu"),
                        ("dropout", 0.1)]
)  # fmt: skip
@pytest.mark.parametrize("form", range(8))
def test_what_is_no_sequence_is_refused_by_name(name, value, form):
    wrong = shapes_of(value)[form]
    with pytest.raises(ValueError, match=rf"{name}\b.* must be .*[Gg]ot "):
        fitted(**{name: wrong})


@pytest.mark.parametrize("sizes", [range(2, 4), np.array([2, 3]), [np.int8(2), 3]])
def test_sizes_may_come_in_any_sequence(sizes):
    units = [coef.shape[1] for coef in fitted(hidden_layer_sizes=sizes).coefs_]
    assert units == [2, 3, 1]


def test_rates_of_dropout_are_floats_whatever_numbers_they_were():
    rates = [Fraction(1, 10), np.float32(0.5)]
    assert np.isfinite(fitted(dropout=rates).loss_)


@pytest.mark.parametrize("number", [Fraction(1, 2), 10**400])
def test_a_number_that_numpy_does_not_know_is_refused_by_name(number):
    with pytest.raises(ValueError, match="The 'alpha' parameter of .* must be"):
        ScratchLogisticRegression(alpha=number).fit(X, y)
