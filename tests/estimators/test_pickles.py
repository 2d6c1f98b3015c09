"""A saved model knows which version made it, and older ones still work."""

import pickle
import warnings
from copy import copy, deepcopy

import joblib
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import InconsistentVersionWarning

import skscratch

FIXED = {"max_iter": 5, "tol": None, "random_state": 0}

#: What a prediction cannot do without.
WEIGHTS = {"coef_", "intercept_", "coefs_", "intercepts_", "hidden_activations_"}
NEEDED = {"classes_", "n_features_in_", "n_outputs_", "out_activation_"} | WEIGHTS


@pytest.mark.filterwarnings("error")
def test_the_same_version_is_silent(Classifier, moons, tmp_path):
    model = Classifier(**FIXED).fit(*moons)
    joblib.dump(model, tmp_path / "model.joblib")
    copies = [pickle.loads(pickle.dumps(model)), joblib.load(tmp_path / "model.joblib")]
    for one in (*copies, copy(model), deepcopy(model), clone(model).fit(*moons)):
        assert vars(one).keys() == vars(model).keys()
        np.testing.assert_array_equal(
            one.predict_proba(moons[0]), model.predict_proba(moons[0])
        )


@pytest.mark.parametrize("fitted", [True, False])
def test_another_version_warns_as_scikit_learn_does(
    Classifier, moons, monkeypatch, fitted
):
    model = Classifier(**FIXED)
    if fitted:
        model.fit(*moons)
    monkeypatch.setattr(skscratch, "__version__", "0.0.7")
    saved = pickle.dumps(model)
    monkeypatch.undo()
    with pytest.warns(InconsistentVersionWarning) as caught:
        loaded = pickle.loads(saved)
    (told,) = (each.message for each in caught)
    assert told.estimator_name == Classifier.__name__
    assert told.original_sklearn_version == "0.0.7"
    assert told.current_sklearn_version == skscratch.__version__
    for word in (Classifier.__name__, "0.0.7", skscratch.__version__):
        assert word in str(told)
    assert loaded.get_params() == model.get_params()
    # it is of this version now
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pickle.loads(pickle.dumps(loaded))


def test_a_pickle_without_a_version_warns(Classifier, moons):
    model = Classifier(**FIXED).fit(*moons)
    state = {k: v for k, v in model.__getstate__().items() if "version" not in k}
    with pytest.warns(InconsistentVersionWarning, match="version unknown"):
        Classifier.__new__(Classifier).__setstate__(state)


def test_a_pickle_short_of_what_came_later_predicts_and_goes_on(Classifier, moons):
    model = Classifier(solver="adam", **FIXED).fit(*moons)
    expected = model.predict_proba(moons[0])
    fitted = {name for name in vars(model) if name.endswith("_") or name == "_state"}
    for missing in ({name} for name in sorted(fitted - NEEDED)):
        old = deepcopy(model)
        for name in missing:
            delattr(old, name)
        np.testing.assert_array_equal(old.predict_proba(moons[0]), expected)
        old.partial_fit(*moons)
        assert old.t_ > 0
    for name in fitted - NEEDED:
        delattr(model, name)
    np.testing.assert_array_equal(model.predict_proba(moons[0]), expected)
    assert model.partial_fit(*moons).n_iter_ == 1


def test_a_parameter_that_came_later_has_its_default(Classifier, moons):
    model = Classifier(**FIXED).fit(*moons)
    del model.__dict__["gram"]
    assert model.get_params()["gram"] == "auto"
    assert model.fit(*moons).n_iter_ == 5
