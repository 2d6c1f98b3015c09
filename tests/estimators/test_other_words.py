"""Names and words that people know from elsewhere are answered with ours."""

import inspect
import re
from dataclasses import dataclass

import numpy as np
import pytest
from sklearn.base import clone

from skscratch import DeepNNClassifier, ScratchLogisticRegression, ShallowNNClassifier


@pytest.mark.parametrize(
    ("cls", "name", "here"),
    [
        (DeepNNClassifier, "learning_rate_init", "learning_rate"),
        (ShallowNNClassifier, "power_t", "learning_rate_schedule"),
        (DeepNNClassifier, "nesterovs_momentum", "solver='nesterov'"),
        (ScratchLogisticRegression, "max_fun", "max_iter"),
        (ScratchLogisticRegression, "C", "alpha"),
        (ShallowNNClassifier, "hidden_layer_sizes", "n_hidden"),
        (DeepNNClassifier, "n_hidden", "hidden_layer_sizes"),
        (DeepNNClassifier, "keep_prob", "dropout"),
    ],
)
def test_a_name_from_elsewhere_is_answered_with_ours(cls, name, here):
    with pytest.raises(TypeError, match=f"{cls.__name__} has no .*{name}.*use {here}"):
        cls(**{name: 1})


@pytest.mark.parametrize("name", ["learning_rat", "keep_prob"])
def test_any_other_name_is_unknown(name):
    with pytest.raises(TypeError, match=f"unexpected keyword argument '{name}'"):
        ScratchLogisticRegression(**{name: 1})


def test_a_subclass_may_call_its_own_parameters_as_it_likes(moons):
    @dataclass(kw_only=True, eq=False, repr=False)
    class Inverse(ScratchLogisticRegression):
        C: float = 1.0

    class Stored(ScratchLogisticRegression):
        def __init__(self, penalty=2.0, **others):
            super().__init__(alpha=penalty, **others)

    assert clone(Inverse(C=3.0)).get_params()["C"] == 3.0
    assert Stored(penalty=3.0, max_iter=7).alpha == 3.0


def test_the_signature_stays_that_of_the_constructor(Classifier):
    names = [*inspect.signature(Classifier).parameters]
    assert sorted(names) == sorted(Classifier().get_params())
    assert names == [*inspect.signature(Classifier.__init__).parameters][1:]


@pytest.mark.parametrize(
    ("settings", "advice"),
    [
        ({"solver": "sgd"}, "solver='nesterov' or 'momentum', or 'gd'"),
        ({"solver": "liblinear"}, "solver='lbfgs'"),
        ({"activation": "logistic"}, "activation='sigmoid'"),
        ({"activation": ["tanh", "logistic"]}, "activation='sigmoid'"),
        ({"learning_rate": "constant"}, "learning_rate_schedule=None"),
        ({"learning_rate": "invscaling"}, "learning_rate_schedule='inverse_time'"),
        ({"learning_rate": "adaptive"}, "learning_rate_schedule='adaptive'"),
        ({"learning_rate": "cosine"}, "learning_rate_schedule='cosine'"),
        ({"learning_rate_schedule": "constant"}, "learning_rate_schedule=None"),
    ],
    ids=str,
)
def test_a_word_from_elsewhere_is_answered_with_ours(moons, settings, advice):
    (name,) = settings
    model = DeepNNClassifier(hidden_layer_sizes=(4, 4), **settings)
    for call in (model.fit, model.partial_fit):
        with pytest.raises(ValueError, match=f"^{name} must.*Pass {advice}"):
            call(*moons)


@pytest.mark.parametrize("value", [True, False])
@pytest.mark.parametrize(
    "name",
    ["batch_size", "max_iter", "n_iter_no_change", "learning_rate", "tol", "alpha"],
)
def test_truth_values_are_no_numbers(Classifier, moons, name, value):
    with pytest.raises(ValueError, match=f"{name}.*Got {value} instead"):
        Classifier(**{name: value}).fit(*moons)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (ShallowNNClassifier(n_hidden=True), "n_hidden"),
        (DeepNNClassifier(hidden_layer_sizes=True), "hidden_layer_sizes"),
        (DeepNNClassifier(hidden_layer_sizes=(3, True)), "hidden_layer_sizes"),
        (DeepNNClassifier(hidden_layer_sizes=np.array([True])), "hidden_layer_sizes"),
        (DeepNNClassifier(hidden_layer_sizes=(3,), dropout=[False]), "dropout"),
    ],
)
def test_truth_values_are_no_sizes_or_rates(moons, model, name):
    with pytest.raises(ValueError, match=f"{name}.*(True|False)"):
        model.fit(*moons)


@pytest.mark.parametrize(
    "settings",
    [
        {"solver": "best"},
        {"initialization": "best"},
        {"activation": "best"},
        {"activation": ["best"]},
        {"learning_rate_schedule": "best"},
        {"solver": "adam", "momentum": 0.1},
        {"solver": "momentum", "beta_2": 0.1},
        {"solver": "adam", "gram": True},
    ],
    ids=str,
)
def test_messages_list_what_there_is_in_order(moons, settings):
    with pytest.raises(ValueError) as caught:
        DeepNNClassifier(hidden_layer_sizes=(4,), **settings).fit(*moons)
    (options,) = re.findall(r"[\[{](.*)[\]}]", str(caught.value))
    names = re.findall(r"'(\w+)'", options)
    assert len(names) > 1
    assert names == sorted(names)
