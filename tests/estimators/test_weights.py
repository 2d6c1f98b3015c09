"""Sample and class weights: one rule for every solver, batch size and part."""

import numpy as np
import pytest
from sklearn.ensemble import BaggingClassifier
from sklearn.utils.class_weight import compute_sample_weight

from skscratch import DeepNNClassifier, ScratchLogisticRegression

FIXED = {"max_iter": 20, "tol": None, "random_state": 0, "learning_rate": 0.05}
FULL_BATCHES = {
    "gd": {"solver": "gd"},
    "momentum": {"solver": "momentum"},
    "rmsprop": {"solver": "rmsprop"},
    "adam": {"solver": "adam"},
    "balanced": {"solver": "adam", "class_weight": "balanced"},
    "penalty": {"solver": "adamw", "alpha": 1.0},
}


@pytest.fixture
def counts():
    """How often each of 80 samples is there; some are not."""
    return np.random.default_rng(1).integers(0, 4, 80)


def assert_weights_count_like_copies(make, X, y, counts, compare):
    weighted = make().fit(X, y, sample_weight=counts)
    repeated = make().fit(np.repeat(X, counts, axis=0), np.repeat(y, counts, axis=0))
    compare(weighted, repeated, atol=1e-9)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("settings", FULL_BATCHES.values(), ids=FULL_BATCHES)
def test_integer_weights_are_repeated_rows_in_full_batches(
    Classifier, moons, counts, assert_same, settings
):
    assert_weights_count_like_copies(
        lambda: Classifier(batch_size=None, **FIXED | settings),
        *moons,
        counts,
        assert_same,
    )


def test_integer_weights_are_repeated_rows_under_batch_norm(
    Network, moons, counts, assert_same
):
    assert_weights_count_like_copies(
        lambda: Network(batch_norm=True, batch_size=None, **FIXED),
        *moons,
        counts,
        assert_same,
    )


def test_weights_are_repeated_rows_in_expectation_in_mini_batches(
    moons, counts, parameters
):
    """Both lead to the same optimum, which is not that of the rows taken once."""
    X, y = moons
    rows = np.repeat(np.arange(80), counts)
    model = ScratchLogisticRegression(
        batch_size=16,
        learning_rate=0.3,
        learning_rate_schedule="inverse_time",
        alpha=1.0,
        max_iter=1000,
        tol=None,
        random_state=0,
    )
    weighted = parameters(model.fit(X, y, sample_weight=counts))
    repeated = parameters(model.fit(X[rows], y[rows]))
    plain = parameters(model.fit(X, y))
    distance = np.linalg.norm(weighted - repeated)
    assert 0 < distance < 0.1 * np.linalg.norm(plain - repeated)


@pytest.mark.parametrize("class_weight", [None, "balanced"])
def test_integer_weights_are_repeated_rows_of_multilabel_targets(
    Network, tags, counts, assert_same, class_weight
):
    assert_weights_count_like_copies(
        lambda: Network(class_weight=class_weight, batch_size=None, **FIXED),
        *tags,
        counts[:70],
        assert_same,
    )


@pytest.mark.parametrize("solver", ["lbfgs", "newton"])
def test_integer_weights_are_repeated_rows_at_the_optimum(
    moons, counts, parameters, solver
):
    X, y = moons
    model = ScratchLogisticRegression(solver=solver, alpha=1.0)
    weighted = parameters(model.fit(X, y, counts))
    repeated = parameters(model.fit(np.repeat(X, counts, axis=0), np.repeat(y, counts)))
    np.testing.assert_allclose(weighted, repeated, rtol=0, atol=1e-6)


@pytest.mark.parametrize("solver", ["gd", "adam", "lbfgs"])
def test_the_order_of_the_samples_has_no_meaning_in_full_batches(
    Classifier, moons, parameters, solver
):
    X, y = moons
    order = np.random.default_rng(0).permutation(len(X))
    model = Classifier(solver=solver, max_iter=10, tol=None, random_state=0)
    model.set_params(batch_size=None)
    one = parameters(model.fit(X, y))
    other = parameters(model.fit(X[order], y[order]))
    np.testing.assert_allclose(other, one, rtol=0, atol=1e-6)


def test_without_shuffling_the_order_has_a_meaning(moons, parameters):
    X, y = moons
    model = DeepNNClassifier(batch_size=8, shuffle=False, **FIXED)
    one = parameters(model.fit(X, y))
    other = parameters(model.fit(X[::-1], y[::-1]))
    assert np.abs(one - other).max() > 1e-3


def test_weights_count_in_batches_of_one(Classifier, moons, parameters):
    """A batch that divides by its own weight sum forgets the weights of its sample."""
    X, y = moons
    model = Classifier(solver="gd", batch_size=1, **FIXED)
    plain = parameters(model.fit(X, y))
    expected = model.predict_proba(X)[:, 1].mean()
    weighted = parameters(model.fit(X, y, np.where(y, 10.0, 1.0)))
    assert np.abs(weighted - plain).max() > 0.1
    assert model.predict_proba(X)[:, 1].mean() > expected + 0.1


def test_a_common_factor_of_the_weights_changes_nothing(Classifier, moons, parameters):
    X, y = moons
    model = Classifier(solver="adam", batch_size=8, **FIXED)
    weight = np.random.default_rng(0).random(len(X))
    one = parameters(model.fit(X, y, weight))
    other = parameters(model.fit(X, y, 1024 * weight))
    np.testing.assert_allclose(one, other, rtol=0, atol=1e-12)


@pytest.mark.parametrize("class_weight", ["balanced", {"dog": 3.0, "cat": 0.5}])
def test_class_and_sample_weights_multiply(
    Classifier, moons, assert_same, class_weight
):
    X, y = moons
    y = np.where(y, "dog", "cat")
    weight = np.random.default_rng(0).integers(1, 4, len(X)).astype(float)
    both = Classifier(class_weight=class_weight, **FIXED).fit(X, y, weight)
    if class_weight == "balanced":  # of the weighted samples
        repeated = np.repeat(y, weight.astype(int))
        total = {label: np.sum(repeated == label) for label in both.classes_}
        class_weight = {k: len(repeated) / (2 * n) for k, n in total.items()}
    product = weight * compute_sample_weight(class_weight, y)
    assert_same(both, Classifier(**FIXED).fit(X, y, product), atol=1e-12)


def test_balanced_weights_lift_the_rare_class(Classifier):
    rng = np.random.default_rng(0)
    y = (np.arange(100) < 10).astype(int)
    X = rng.standard_normal((100, 2)) + y[:, None]
    settings = FIXED | {"max_iter": 200}
    plain = Classifier(**settings).fit(X, y)
    balanced = Classifier(class_weight="balanced", **settings).fit(X, y)
    recall = [model.predict(X[y == 1]).mean() for model in (plain, balanced)]
    assert recall[1] > recall[0] + 0.2


@pytest.mark.parametrize("fit", ["fit", "partial_fit"])
@pytest.mark.parametrize(
    ("weight", "words"),
    [
        (np.zeros(80), "^sample_weight must leave some .*zero"),
        (-np.ones(80), "[Nn]egative"),
        (np.ones(79), "sample_weight"),
        (np.full(80, np.nan), "NaN"),
    ],
    ids=["zero", "negative", "too few", "nan"],
)
def test_bad_weights_are_refused(Classifier, moons, fit, weight, words):
    if fit == "partial_fit" and not weight.any():
        pytest.skip("a part may weigh nothing")
    extra = {"classes": [0, 1]} if fit == "partial_fit" else {}
    with pytest.raises(ValueError, match=words):
        getattr(Classifier(), fit)(*moons, sample_weight=weight, **extra)


def test_balanced_weights_leave_a_class_without_weight_out(
    Classifier, blobs, assert_same
):
    X, y = blobs
    weight = np.where(y == 2, 0.0, 1.0 + (y == 1))
    expected = np.where(y == 2, 0.0, 1.0)
    balanced = Classifier(class_weight="balanced", **FIXED).fit(X, y, weight)
    assert_same(balanced, Classifier(**FIXED).fit(X, y, expected), atol=1e-12)


@pytest.mark.parametrize("solver", ["gd", "adam", "lbfgs", "newton"])
def test_weights_that_leave_one_class_are_a_fit(Classifier, moons, solver):
    """As in a bootstrap of a rare class: the other one is as if it were not there."""
    if solver == "newton" and Classifier is not ScratchLogisticRegression:
        pytest.skip("newton is for logistic regression only")
    X, y = moons
    model = Classifier(solver=solver, alpha=0.1, max_iter=60, tol=None, random_state=0)
    model.fit(X, y, sample_weight=y.astype(float))
    np.testing.assert_array_equal(model.classes_, [0, 1])
    assert model.predict_proba(X)[y == 1, 1].mean() > 0.7


def test_a_bag_of_a_rare_class_is_a_fit(Classifier, moons):
    X, y = moons[0], (np.arange(80) < 2).astype(int)
    member = Classifier(max_iter=5, tol=None, random_state=0)
    bag = BaggingClassifier(member, n_estimators=10, random_state=0).fit(X, y)
    draws = [y[rows].any() for rows in bag.estimators_samples_]
    assert not all(draws)  # some members have not seen the rare class
    assert bag.predict_proba(X).shape == (80, 2)


@pytest.mark.parametrize("batch_size", ["auto", 8, None])
def test_weight_zero_is_absence_in_partial_fit(
    Classifier, moons, assert_same, batch_size
):
    X, y = moons
    common = {"solver": "adam", "batch_size": batch_size, "random_state": 0}
    one, other = (
        Classifier(**common).partial_fit(X, y, classes=[0, 1]) for _ in range(2)
    )
    one.partial_fit(X, y, sample_weight=(y == 1) * 2.0)
    other.partial_fit(X[y == 1], y[y == 1], sample_weight=np.full(40, 2.0))
    assert_same(one, other)


def test_a_part_that_weighs_nothing_can_be_balanced(Classifier, moons, assert_same):
    X, y = moons
    model, plain = (Classifier(class_weight="balanced", **FIXED) for _ in range(2))
    model.partial_fit(X, y, classes=[0, 1], sample_weight=np.zeros(80))
    assert_same(model.partial_fit(X, y), plain.partial_fit(X, y, classes=[0, 1]))


@pytest.mark.parametrize("first", [True, False])
def test_a_part_that_weighs_nothing_is_no_step(Classifier, moons, assert_same, first):
    X, y = moons
    model = Classifier(solver="adam", class_weight={0: 0.0, 1: 2.0}, random_state=0)
    plain = Classifier(solver="adam", class_weight={0: 0.0, 1: 2.0}, random_state=0)
    if first:
        model.partial_fit(X[y == 0], y[y == 0], classes=[0, 1])
        assert (model.n_iter_, model.t_) == (0, 0)
    for each in (model, plain):
        each.partial_fit(X, y, classes=[0, 1])
    model.partial_fit(X, y, sample_weight=np.zeros(80))
    for each in (model, plain):
        each.partial_fit(X, y)
    assert_same(model, plain)


LABELS = {
    "digits": np.array(["0", "1"]),
    "numbers as words": np.array(["-1.5", "1e3"]),
    "booleans": np.array([False, True]),
    "floats": np.array([-1.0, 2.0]),
    "integers": np.array([-7, 3]),
    "objects": np.array(["7", "no"], dtype=object),
    "dates": np.array(["2020-01-01", "2021-05-05"], dtype="datetime64[D]"),
}


@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS)
def test_class_weights_are_found_by_label_whatever_it_is(
    Classifier, moons, assert_same, labels
):
    X, y = moons
    if labels.dtype.kind == "M":
        pytest.importorskip("pandas")
    named = labels[y]
    weight = {labels[0]: 1, labels[1]: 7}
    weighted = Classifier(class_weight=weight, **FIXED).fit(X, named)
    expected = Classifier(**FIXED).fit(X, named, sample_weight=np.where(y, 7.0, 1.0))
    assert_same(weighted, expected)


def test_a_class_weight_of_an_unknown_label_is_refused(Classifier, moons):
    X, y = moons
    with pytest.raises(ValueError, match=r"class_weight must name .*\['one'\]"):
        Classifier(class_weight={0: 1.0, "one": 2.0}).fit(X, y)


@pytest.mark.parametrize("weight", [-1, np.nan, np.inf, "heavy"])
def test_a_class_weight_must_be_finite_and_not_negative(Classifier, blobs, weight):
    X, y = blobs
    model = Classifier(class_weight={0: 1.0, 2: weight})
    with pytest.raises(ValueError, match=f"class_weight must .* got {weight!r} for 2"):
        model.fit(X, y)


def test_adamw_decays_the_weights_besides_adams_step(moons):
    X, y = moons
    rate, alpha = 0.01, 7.0
    common = {"hidden_layer_sizes": (5,), "learning_rate": rate, "batch_size": None}
    common |= {"max_iter": 1, "tol": None, "random_state": 0}
    start = DeepNNClassifier(**{**common, "learning_rate": 1e-300}).fit(X, y)
    adam = DeepNNClassifier(**common).fit(X, y)
    decayed = DeepNNClassifier(solver="adamw", alpha=alpha, **common).fit(X, y)
    for W, stepped, both in zip(start.coefs_, adam.coefs_, decayed.coefs_, strict=True):
        np.testing.assert_allclose(
            both, stepped - rate * alpha / len(y) * W, atol=1e-14
        )
    for stepped, both in zip(adam.intercepts_, decayed.intercepts_, strict=True):
        np.testing.assert_allclose(both, stepped, atol=1e-14)
    assert decayed.loss_ > adam.loss_  # the penalty is part of the cost


@pytest.mark.parametrize("solver", ["gd", "nesterov", "adamw", "lbfgs"])
@pytest.mark.parametrize("factor", [2.0**-1060, 2.0**-40, 2.0**1000, 2.0**1022])
def test_weights_of_any_size_count_in_proportion(
    Classifier, moons, assert_same, solver, factor
):
    X, y = moons
    weight = np.random.default_rng(0).integers(0, 4, len(X)).astype(float)
    settings = FIXED | {"solver": solver, "class_weight": {1: 0.5}}
    if solver == "lbfgs":
        settings.pop("learning_rate")
    model, expected = (
        Classifier(**settings).fit(X, y, each, X_val=X, y_val=y, sample_weight_val=each)
        for each in (factor * weight, weight)
    )
    assert_same(model, expected)
    assert model.validation_loss_curve_ == expected.validation_loss_curve_


def test_weights_whose_product_overflows_count_in_proportion(
    Classifier, moons, assert_same
):
    X, y = moons
    huge = Classifier(class_weight={0: 2.0**1010, 1: 2.0**1011}, **FIXED)
    model = huge.fit(X, y, np.full(len(X), 2.0**900))
    assert_same(model, Classifier(class_weight={1: 2.0}, **FIXED).fit(X, y))


@pytest.mark.parametrize("factor", [2.0**-600, 2.0**600])
def test_the_penalty_weighs_against_the_weights(Classifier, moons, assert_same, factor):
    """`alpha` is one sample's worth: it grows as the weights do, or counts less."""
    X, y = moons
    model = Classifier(alpha=0.3 * factor, **FIXED)
    scaled = model.fit(X, y, np.full(len(X), factor))
    assert_same(scaled, Classifier(alpha=0.3, **FIXED).fit(X, y))


@pytest.mark.parametrize("form", ["columns", "dicts"])
def test_weights_of_several_labels_multiply(Network, tags, assert_same, form):
    X, Y = tags
    by_value = [{0: 1.0, 1: 3.0}, {1: 0.5}, {}]
    given = by_value if form == "dicts" else {0: 3.0, 1: 0.5}
    weight = np.arange(len(X)) % 3 + 1.0
    expected = weight * compute_sample_weight(
        [{0: 1.0, 1: 3.0}, {0: 1.0, 1: 0.5}, {0: 1.0, 1: 1.0}], Y
    )
    for fit in ("fit", "partial_fit"):
        model, plain = (
            getattr(Network(class_weight=weights, **FIXED), fit)(
                X, Y, sample_weight=each
            )
            for weights, each in ((given, weight), (None, expected))
        )
        assert_same(model, plain, atol=1e-12)


def test_the_absence_of_a_label_may_have_a_weight(Network, tags, assert_same):
    X, Y = tags
    given = [{0: 0.0}, {0: 2.0, 1: 3.0}, {True: 4.0}]
    expected = Y[:, 0] * np.where(Y[:, 1], 3.0, 2.0) * np.where(Y[:, 2], 4.0, 1.0)
    model = Network(class_weight=given, **FIXED).fit(X, Y)
    assert_same(model, Network(**FIXED).fit(X, Y, expected), atol=1e-12)


@pytest.mark.parametrize(
    ("class_weight", "words"),
    [
        ({3: 1.0}, r"column numbers.*0 to 2.*got \[3\]"),
        ({"b": 1.0, "a": 2.0}, r"got \['a', 'b'\]"),
        ({0: -1.0}, "finite numbers of at least 0; got -1.0"),
        ([{1: 2.0}], "list of 3 dicts"),
        ([{1: 2.0}, None, {}], "list of 3 dicts"),
        ([{1: 2.0}, {}, {2: 1.0}], r"labels among \[0, 1\]; got \[2\]"),
    ],
    ids=str,
)
def test_weights_of_labels_that_do_not_fit_are_refused(
    Network, tags, class_weight, words
):
    with pytest.raises(ValueError, match=f"class_weight must.*{words}"):
        Network(class_weight=class_weight, **FIXED).fit(*tags)


def test_a_list_of_class_weights_is_for_several_labels(Classifier, moons):
    with pytest.raises(ValueError, match="class_weight must be a dict.*1-d"):
        Classifier(class_weight=[{0: 1.0, 1: 2.0}]).fit(*moons)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_batch_norm_bears_batches_of_next_to_no_weight(dtype):
    rng = np.random.default_rng(0)
    X = rng.standard_normal((800, 8)).astype(dtype)
    y = (X[:, 0] + X[:, 1] > 0).astype(int)
    net = DeepNNClassifier(
        hidden_layer_sizes=8, batch_norm=True, batch_size=16, max_iter=3, tol=None
    ).set_params(random_state=0)
    net.fit(X, y, sample_weight=0.5 ** np.arange(800.0))
    assert net.outcome_ == "max_iter" and np.isfinite(net.loss_curve_).all()
