"""The costs that the lessons print, computed independently of this package."""

import pytest

from skscratch.datasets import make_flower
from skscratch.functional import deep, logistic, shallow


def test_lesson_1(cats):
    costs = logistic.model(*cats, num_iterations=201, learning_rate=0.005)["costs"]
    assert costs == pytest.approx([0.693147, 0.584508, 0.466949], abs=6e-7)


def test_lesson_2(capsys):
    X, y = make_flower(400, random_state=1)
    shallow.nn_model(X.T, y[None], 4, 2001, print_cost=True, random_state=3)
    assert capsys.readouterr().out.splitlines() == [
        "Cost after iteration 0: 0.693162",
        "Cost after iteration 1000: 0.258625",
        "Cost after iteration 2000: 0.239334",
    ]


def test_lesson_3_four_layers(cats):
    X, Y, _, _ = cats
    _, costs = deep.L_layer_model(
        X, Y, [12288, 20, 7, 5, 1], num_iterations=201, random_state=1
    )
    assert costs == pytest.approx([0.771749, 0.672053, 0.648263], abs=6e-7)


def test_lesson_3_two_layers(cats):
    X, Y, _, _ = cats
    _, costs = deep.two_layer_model(
        X, Y, (12288, 7, 1), num_iterations=1, random_state=1
    )
    assert costs == pytest.approx([0.693050], abs=6e-7)
