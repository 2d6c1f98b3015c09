"""Numbers that vanish harmlessly stop nobody who lets NumPy raise."""

import numpy as np
import pytest
from scipy import sparse

from skscratch import ScratchLogisticRegression, gradient_check, loss_and_grad

FIXED = {"max_iter": 8, "tol": None, "random_state": 0}
SOLVERS = ["gd", "momentum", "nesterov", "rmsprop", "adam", "adamw", "lbfgs", "newton"]
FORMS = {
    "tiny": lambda X: X * 1e-200,
    "tiny column": lambda X: X * [1.0, 1e-310],
    "float32": lambda X: (X * [1.0, 1e-36]).astype(np.float32),
    "far out": lambda X: X * 200,
    "sparse": lambda X: sparse.csr_array(X * (X > 0) * 1e-160),
}


#: From nothing to speak of to 1, for 80 samples.
WEIGHTS = np.ldexp(1.0, -13 * np.arange(80))


@pytest.fixture
def raising():
    """NumPy raises whatever it can."""
    with np.errstate(all="raise"):
        yield


def everything(model, X, y):
    """Whatever there is to ask a fitted model."""
    model.decision_function(X)
    model.predict(X)
    model.predict_log_proba(X)
    model.score(X, y, sample_weight=np.full(len(y), 1e-300))
    model.layer_activations(X)
    model.diagnose(X, y)
    loss_and_grad(model, X, y, WEIGHTS)
    return model.predict_proba(X)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.filterwarnings("ignore:X_val is on another scale")
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("solver", SOLVERS)
def test_nothing_is_raised_for_what_underflows(
    Classifier, moons, raising, solver, form
):
    if solver == "newton" and Classifier is not ScratchLogisticRegression:
        pytest.skip("newton is for logistic regression only")
    with np.errstate(all="ignore"):
        X, y = form(moons[0]), moons[1]
    model = Classifier(solver=solver, alpha=1e-200, class_weight="balanced", **FIXED)
    model.fit(X, y, WEIGHTS, X_val=X, y_val=y, sample_weight_val=WEIGHTS)
    loud = model.set_params(class_weight={0: 1e-300}).fit(X, y, WEIGHTS)
    found = everything(loud, X, y)
    with np.errstate(all="ignore"):
        quiet = model.fit(X, y, WEIGHTS)
    np.testing.assert_array_equal(found, quiet.predict_proba(X))


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("kind", ["plain", "batch norm", "dropout", "early stopping"])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "elu", "gelu"])
def test_nothing_is_raised_in_saturated_networks(
    Network, blobs, tags, raising, activation, kind
):
    settings = {
        "plain": {},
        "batch norm": {"batch_norm": True},
        "dropout": {"dropout": 0.3},
        "early stopping": {"early_stopping": True},
    }[kind]
    for X, y in (blobs, tags):
        model = Network(activation=activation, **settings, **FIXED)
        model.set_params(learning_rate=1e-3).fit(200 * X, y)
        model.predict_proba(900 * X)
        model.layer_activations(900 * X)
        model.diagnose(900 * X, y)


def test_nothing_is_raised_in_checking_a_gradient(Classifier, moons, raising):
    X, y = moons
    for scale in (1e-150, 300.0):
        gradient_check(Classifier(**FIXED), scale * X[:5], y[:5])


def test_the_callers_setting_is_his_again(Classifier, moons, raising):
    model = Classifier(**FIXED).fit(*moons)
    model.predict(moons[0])
    with pytest.raises(ValueError):
        model.fit(moons[0], moons[1][:3])
    assert set(np.geterr().values()) == {"raise"}
