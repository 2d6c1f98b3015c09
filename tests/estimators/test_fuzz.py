"""Whatever is passed ends in a valid model, or in an error that says what to mend."""

import re
import warnings
from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning

from skscratch import DeepNNClassifier, ScratchLogisticRegression, ShallowNNClassifier
from skscratch.core.activations import ACTIVATIONS
from skscratch.core.initializers import INITIALIZATIONS
from skscratch.training.solvers import SOLVERS

#: Fits of each estimator.
N_FITS = 1000

#: What an error may name beside the estimator's parameters.
ARGUMENTS = ("X", "y", "X_val", "y_val", "sample_weight", "classes")

#: Values in range, the odd ones too, of the parameters that all estimators have.
TRAINING = {
    "learning_rate": [1e-12, 0.1, 1, 1e4, 1e300],
    "learning_rate_schedule": [None, "step", "adaptive", lambda epoch: 0.5],
    "momentum": [0, 0.5, 0.999],
    "beta_1": [0, 0.999],
    "beta_2": [0, 0.5],
    "epsilon": [1e-300, 1e-8, 1.0],
    "max_grad_norm": [None, 1e-300, 1.0, 1e300],
    "batch_size": [None, "auto", 1, 3, 10**9],
    "max_iter": [1, 2, 5, 40],
    "tol": [None, 0, 1e-4, 1e300],
    "n_iter_no_change": [1, 2],
    "early_stopping": [True],
    "scoring": ["accuracy", lambda model, X, y: -len(y)],
    "validation_fraction": [1e-9, 0.1, 0.5, 1 - 1e-9],
    "alpha": [0, 1e-300, 1.0, 1e300],
    "class_weight": [None, "balanced", {0: 2.0, 1: 0.0}, {0: 1e300, "b": 1e-300}],
    "gram": ["auto", True, False],
    "shuffle": [True, False],
    "warm_start": [True],
    "random_state": [0, 2**32 - 1],
}

#: Values out of range.
WRONG = {
    "learning_rate": [np.inf, 0, "auto"],
    "learning_rate_schedule": ["no such"],
    "momentum": [1],
    "beta_1": [-0.1],
    "beta_2": [np.nan],
    "epsilon": [np.inf],
    "max_grad_norm": [np.inf],
    "batch_size": [0],
    "tol": [np.inf],
    "scoring": ["no such"],
    "alpha": [np.inf],
    "class_weight": [[{}]],
    "random_state": [-1],
    "dropout": [1],
    "l1_ratio": [2],
    "n_hidden": [0],
    "hidden_layer_sizes": [[4, 0]],
}

HIDDEN = {
    "initialization": sorted(INITIALIZATIONS),
    "batch_norm": [True],
    "activation": sorted(ACTIVATIONS),
    "dropout": [0, 0.5, 1 - 1e-12],
}
OWN = {
    ScratchLogisticRegression: {
        "fit_intercept": [False],
        "l1_ratio": [0, 1e-9, 0.5, 1],
    },
    ShallowNNClassifier: HIDDEN | {"n_hidden": [1, 2, 9]},
    DeepNNClassifier: HIDDEN | {"hidden_layer_sizes": [(), 3, (2, 1), (1,) * 9]},
}

#: Values of X by what they are, made by a generator for a shape.
VALUES = {
    "normal": lambda rng, shape: rng.standard_normal(shape),
    "constant": lambda rng, shape: np.full(shape, 3.0),
    "zero": lambda rng, shape: np.zeros(shape),
    "duplicates": lambda rng, shape: rng.integers(0, 2, shape),
    "unscaled": lambda rng, shape: rng.standard_normal(shape) * 1e5 + 1e7,
    "huge": lambda rng, shape: rng.standard_normal(shape) * 1e300,
    "tiny": lambda rng, shape: rng.standard_normal(shape) * 1e-300,
    "large float32": lambda rng, shape: rng.standard_normal(shape) * 1e37,
    "every scale": lambda rng, shape: 10.0 ** rng.uniform(-300, 300, shape),
    "one outlier": lambda rng, shape: np.where(
        np.arange(np.prod(shape)).reshape(shape), rng.standard_normal(shape), 1e150
    ),
    "nan": lambda rng, shape: np.full(shape, np.nan),
}

#: Labels by what they are, made of random numbers 0, 1 and 2.
LABELS = {
    "ints": lambda codes: codes,
    "two ints": lambda codes: codes % 2,
    "negative floats": lambda codes: codes - 1.0,
    "strings": lambda codes: np.array(["a", "b", "c"])[codes],
    "bools": lambda codes: codes == 1,
    "objects": lambda codes: np.array(["a", "b", "c"], dtype=object)[codes],
    "list": lambda codes: codes.tolist(),
    "multilabel": lambda codes: np.stack([codes > 0, codes % 2], axis=1).astype(int),
    "one-hot": lambda codes: np.eye(3, dtype=int)[codes],
    "one class": lambda codes: codes * 0,
    "one too few": lambda codes: codes[1:],
    "missing": lambda codes: np.where(codes == 1, np.nan, codes),
    "not discrete": lambda codes: codes + 0.5,
}

#: Sample weights by what they are.
WEIGHTS = {
    "none": lambda rng, n: None,
    "random": lambda rng, n: rng.random(n),
    "some zero": lambda rng, n: rng.integers(0, 2, n),
    "all zero": lambda rng, n: np.zeros(n),
    "one only": lambda rng, n: np.eye(n)[0],
    "huge": lambda rng, n: rng.random(n) * 1e308,
    "tiny": lambda rng, n: rng.random(n) * 1e-300,
    "every scale": lambda rng, n: 10.0 ** rng.uniform(-300, 300, n),
    "negative": lambda rng, n: -rng.random(n),
}


FORMS = {
    "array": lambda X: X,
    "list": lambda X: X.tolist(),
    "csr": sparse.csr_array,
    "csc": sparse.csc_matrix,
    "other byte order": lambda X: X.astype(X.dtype.newbyteorder()),
    "columns first": np.asfortranarray,
}


def often(usual, others):
    """Mostly one of the usual choices, else one of all."""
    others = list(others)
    return st.one_of(
        *[st.sampled_from(usual)] * 4, st.sampled_from(others), st.sampled_from(others)
    )


@st.composite
def parameters(draw, Classifier):
    """A few parameters, mostly such as go together."""
    linear, together = Classifier is ScratchLogisticRegression, draw(st.integers(0, 9))
    choices = TRAINING | OWN[Classifier]
    solvers = [name for name, one in SOLVERS.items() if linear or not one.convex_only]
    solver = draw(st.sampled_from(solvers if together else sorted(SOLVERS)))
    if together:
        optional = {name for one in SOLVERS.values() for name in one.uses}
        unused = optional.difference(SOLVERS[solver].uses)
        if not SOLVERS[solver].l1:
            unused |= {"l1_ratio"}
        choices = {name: of for name, of in choices.items() if name not in unused}
    names = draw(st.lists(st.sampled_from(sorted(choices)), max_size=5, unique=True))
    chosen = {name: draw(st.sampled_from(choices[name])) for name in names}
    if not together and names and names[0] in WRONG:
        chosen[names[0]] = draw(st.sampled_from(WRONG[names[0]]))
    if together and "scoring" in chosen:
        chosen["early_stopping"] = True
    return {"max_iter": 3, "random_state": 0, "solver": solver} | chosen


def cases(Classifier):
    """What to fit, on what, and how, in words that make a failure readable."""
    return st.fixed_dictionaries(
        {
            "parameters": parameters(Classifier),
            "shape": st.tuples(
                often([12, 20, 90], [1, 2, 3, 5, 8, 300]), often([3, 2], [1, 40])
            ),
            "values": often(["normal"], VALUES),
            "dtype": st.sampled_from(["float64", "float32", "int64", "bool"]),
            "labels": often(["ints", "two ints", "strings", "bools"], LABELS),
            "weights": often(["none", "random"], WEIGHTS),
            "form": often(["array"], FORMS),
            "seed": st.integers(0, 99),
            "way": st.sampled_from(["fit", "partial_fit", "initialize", "X_val"]),
        }
    )


def data(case):
    """X, y and the sample weights of a case."""
    rng = np.random.default_rng(case["seed"])
    n_samples = case["shape"][0]
    with np.errstate(all="ignore"):
        X = VALUES[case["values"]](rng, case["shape"]).astype(case["dtype"])
    y = LABELS[case["labels"]](rng.integers(0, 3, n_samples))
    weights = WEIGHTS[case["weights"]](rng, n_samples)
    return FORMS[case["form"]](X), y, weights


def train(model, way, X, y, weights):
    """Train in one of the ways that there are; twice where training goes on."""
    if way == "initialize":
        return model.initialize(X, y)
    if way == "partial_fit" and hasattr(model, "partial_fit"):
        names = np.unique(y) if np.ndim(y) == 1 else None
        model.partial_fit(X, y, classes=names, sample_weight=weights)
        return model.partial_fit(X, y, sample_weight=weights)
    if way == "X_val":
        model.fit(X, y, weights, X_val=X, y_val=y, sample_weight_val=weights)
    else:
        model.fit(X, y, weights)
    return model.fit(X, y, weights) if model.warm_start else model


def outcome(case, model):
    """ "model" of a valid one, else the kind of the documented error."""
    X, y, weights = data(case)
    try:
        with np.errstate(all="raise"):
            train(model, case["way"], X, y, weights)
    except (ValueError, TypeError) as error:
        assert_names_something(error, [*model.get_params(), *ARGUMENTS])
        return type(error).__name__
    widened = case["form"] in ("list", "other byte order")
    single = case["dtype"] == "float32" and not widened
    assert_valid(model, np.float32 if single else np.float64)
    try:
        with np.errstate(all="raise"):
            answers = ask(model, X, y)
    except ValueError as error:
        assert_names_something(error, ["X"])
        return "overflow"
    assert_sound(model, answers, case["shape"][0], np.asarray(y))
    return "model"


def assert_names_something(error, names):
    """The message names a parameter, or an argument."""
    assert re.search(rf"\b({'|'.join(names)})\b", str(error)), error


def assert_valid(model, dtype):
    """All that was learnt is finite and of the right precision."""
    if hasattr(model, "coef_"):
        arrays = [model.coef_, model.intercept_]
    else:
        arrays = [*model.coefs_, *model.intercepts_]
        arrays += [array for layer in model.batch_norm_ for array in layer[:3]]
    for array in arrays:
        assert np.isfinite(array).all() and array.dtype == dtype
    # Each of two trainings at most ends with its first infinite cost.
    assert np.count_nonzero(~np.isfinite(model.loss_curve_)) <= 2
    assert model.n_iter_ == len(model.loss_curve_)


def ask(model, X, y):
    """Whatever there is to ask a fitted model."""
    assert str(model.diagnose(X, y))
    assert 0 <= model.score(X, y) <= 1
    assert all(np.isfinite(A).all() for A in model.layer_activations(X))
    names = ("predict", "predict_proba", "predict_log_proba", "decision_function")
    return [getattr(model, name)(X) for name in names]


def assert_sound(model, answers, n_samples, y):
    """Probabilities are such, and what belongs together agrees."""
    predicted, P, log_P, scores = answers
    known = np.unique(y) if y.ndim == 1 else np.arange(y.shape[1])
    assert model.classes_.tolist() == known.tolist()
    assert P.shape == log_P.shape == (n_samples, len(known))
    assert predicted.shape == y.shape and len(scores) == n_samples
    assert np.isfinite(scores).all() and np.isfinite(log_P).all()
    assert (P > 0).all() and (P <= 1).all()
    np.testing.assert_allclose(P, np.exp(log_P), rtol=1e-3)
    if y.ndim == 1:
        assert np.isin(predicted, known).all()
        np.testing.assert_allclose(P.sum(axis=1), 1, rtol=1e-5)


@pytest.mark.slow
def test_any_fit_ends_in_a_valid_model_or_in_a_documented_error(Classifier):
    outcomes = Counter()

    @settings(
        max_examples=N_FITS,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases(Classifier))
    def try_all(case):
        model = Classifier(**case["parameters"])
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            outcomes[outcome(case, model)] += 1
        for one in told:
            assert one.category in (UserWarning, ConvergenceWarning), one
            assert one.filename == __file__, one

    try_all()
    assert outcomes["model"] > 0.4 * N_FITS, outcomes
