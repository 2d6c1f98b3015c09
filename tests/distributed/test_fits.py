"""Fits to Dask collections end where those to the same numbers in memory do."""

from functools import partial

import dask
import dask.array as da
import dask.dataframe as dd
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.datasets import (
    load_breast_cancer,
    load_digits,
    load_iris,
    make_classification,
)
from sklearn.preprocessing import scale

from skscratch import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    ShallowNNClassifier,
    get_parameters,
    loss_and_grad,
)
from skscratch.datasets import OnDisk

pytestmark = [
    pytest.mark.usefixtures("here"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
FIRST_ORDER = ["gd", "momentum", "nesterov", "rmsprop", "adam", "adamw"]
MULTICLASS = pytest.mark.parametrize("n_classes", [2, 3])


@pytest.fixture
def parts(digits, weights):
    """The digits and weights, chunked as nobody would."""
    X, y = digits
    return (
        da.from_array(X, chunks=((100, 1, 299, 200), (40, 24))),
        da.from_array(y, chunks=250),
        da.from_array(weights, chunks=90),
    )


@MULTICLASS
@pytest.mark.parametrize("solver", [*FIRST_ORDER, "lbfgs", "newton"])
def test_full_batches_of_logistic_regression(
    digits, parts, weights, solver, n_classes, assert_alike
):
    (X, y), (dX, dy, dw) = digits, parts
    model = ScratchLogisticRegression(solver=solver, alpha=1.0, max_iter=30)
    if solver in FIRST_ORDER:
        model.set_params(batch_size=None)
    whole = clone(model).fit(X, y % n_classes, weights)
    assert_alike(whole, model.fit(dX, dy % n_classes, dw))


@MULTICLASS
@pytest.mark.parametrize("solver", [*FIRST_ORDER, "lbfgs"])
def test_full_batches_of_a_network(
    digits, parts, weights, solver, n_classes, assert_alike
):
    (X, y), (dX, dy, dw) = digits, parts
    model = DeepNNClassifier(
        hidden_layer_sizes=(9, 5), solver=solver, alpha=0.5, max_iter=20, random_state=0
    )
    if solver in FIRST_ORDER:
        model.set_params(batch_size=None, learning_rate=0.02)
    whole = clone(model).fit(X, y % n_classes, weights)
    assert_alike(whole, model.fit(dX, dy % n_classes, dw))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    cuts=st.lists(st.integers(0, 600), max_size=7),
    cuts_of_y=st.lists(st.integers(0, 600), max_size=3),
)
def test_any_partitions_give_the_same(digits, cuts, cuts_of_y, assert_alike, here):
    X, y = digits
    chunks, chunks_of_y = (
        tuple(np.diff([0, *sorted(each), 600]).tolist()) for each in (cuts, cuts_of_y)
    )
    model = DeepNNClassifier(
        hidden_layer_sizes=4, solver="gd", batch_size=None, max_iter=5, random_state=0
    )
    whole = clone(model).fit(X, y)
    dX = da.from_array(X, chunks=(chunks, (64,)))
    dy = da.from_array(y, chunks=(chunks_of_y,))
    assert_alike(whole, model.fit(dX, dy))


@pytest.mark.parametrize(
    "more",
    [
        {"class_weight": "balanced"},
        {"learning_rate_schedule": "adaptive", "tol": 1e-2},
        {"early_stopping": True},
        {"early_stopping": True, "scoring": "roc_auc_ovr"},
        {"max_grad_norm": 0.1},
        {"learning_rate": "auto", "solver": "gd"},
    ],
    ids=lambda more: "-".join(more),
)
def test_settings_mean_the_same(digits, parts, more, assert_alike):
    (X, y), (dX, dy, _) = digits, parts
    model = DeepNNClassifier(
        hidden_layer_sizes=(9,), batch_size=None, random_state=0, learning_rate=0.05
    ).set_params(**{"max_iter": 15} | more)
    assert_alike(clone(model).fit(X, y), model.fit(dX, dy))


def test_a_validation_part_may_be_of_dask(digits, parts, assert_alike):
    (X, y), (dX, dy, _) = digits, parts
    model = ShallowNNClassifier(batch_size=None, max_iter=10, random_state=0)
    whole = clone(model).fit(X[:450], y[:450], X_val=X[450:], y_val=y[450:])
    for each, labels in ((X, y), (dX, dy)):
        other = clone(model)
        other.fit(each[:450], labels[:450], X_val=dX[450:], y_val=dy[450:])
        assert_alike(whole, other)


def test_samples_without_weight_are_absent(digits, parts, assert_alike):
    (X, y), (dX, dy, _) = digits, parts
    weights = np.arange(600) % 3
    model = ScratchLogisticRegression(solver="lbfgs", alpha=1.0, max_iter=30)
    whole = clone(model).fit(X, y, weights)
    assert_alike(whole, model.fit(dX, dy, da.from_array(weights, chunks=70)))


def test_labels_on_their_own(digits, parts, assert_alike):
    (X, y), (dX, dy, _) = digits, parts
    Y = (y[:, np.newaxis] % [2, 3, 5] == 0).astype(int)
    dY = (dy[:, np.newaxis] % np.array([2, 3, 5]) == 0).astype(int)
    model = ShallowNNClassifier(batch_size=None, max_iter=10, random_state=0)
    assert_alike(clone(model).fit(X, Y), model.fit(dX, dY))
    np.testing.assert_array_equal(model.predict(dX).compute(), model.predict(X))
    assert model.score(dX, dY) == model.score(X, Y)


def test_a_penalty_on_absolute_weights(digits, parts, assert_alike):
    (X, y), (dX, dy, _) = digits, parts
    model = ScratchLogisticRegression(
        solver="lbfgs", alpha=5.0, l1_ratio=1.0, max_iter=20
    )
    whole = clone(model).fit(X, y % 2)
    assert_alike(whole, model.fit(dX, dy % 2))
    np.testing.assert_array_equal(whole.coef_ == 0, model.coef_ == 0)


def test_columns_of_very_different_scale(digits, assert_alike):
    X, y = digits
    X = X[:, 10:30] * 10.0 ** np.resize([-7, 0, 5], 20)
    model = ScratchLogisticRegression(solver="newton", alpha=1e-3)
    whole = clone(model).fit(X, y)
    model.fit(da.from_array(X, chunks=(130, 20)), y)
    np.testing.assert_allclose(model.loss_curve_, whole.loss_curve_, atol=1e-10)


def test_mini_batches_come_as_from_a_file_of_the_same_blocks(digits, assert_alike):
    X, y = digits
    model = DeepNNClassifier(
        hidden_layer_sizes=(9,), max_iter=4, tol=None, random_state=0, dropout=0.2
    )
    file = clone(model).fit(OnDisk(X, block_size=50), y)
    assert_alike(file, model.fit(da.from_array(X, chunks=(50, 64)), y), atol=0)
    in_order = clone(model).set_params(shuffle=False)
    whole = clone(in_order).fit(X, y)
    assert_alike(whole, in_order.fit(da.from_array(X, chunks=(77, 64)), y), atol=1e-13)


SETS = {
    "digits": lambda: load_digits(return_X_y=True),
    "breast cancer": lambda: load_breast_cancer(return_X_y=True),
    "iris": lambda: load_iris(return_X_y=True),
    "redundant columns": lambda: make_classification(
        2000,
        50,
        n_informative=10,
        n_redundant=5,
        n_classes=3,
        flip_y=0.1,
        random_state=0,
    ),
}


@pytest.mark.parametrize("alpha", [1.0, 0.01])
@pytest.mark.parametrize("is_scaled", [True, False])
@pytest.mark.parametrize("name", SETS)
def test_lbfgs_to_its_end_comes_to_the_same_weights(name, is_scaled, alpha):
    X, y = SETS[name]()
    X = scale(X) if is_scaled else X
    model = ScratchLogisticRegression(solver="lbfgs", alpha=alpha, max_iter=2000)
    whole = clone(model).fit(X, y)
    n = len(X)
    model.fit(da.from_array(X, chunks=((n // 3, n // 5, n - n // 3 - n // 5), -1)), y)
    assert whole.outcome_ == model.outcome_ == "converged"
    best = clone(model).set_params(solver="newton", tol=1e-9).fit(X, y)
    for each in (model, best):
        apart = np.abs(get_parameters(each) - get_parameters(whole)).max()
        assert apart <= 1e-10 * np.abs(get_parameters(whole)).max()


@pytest.mark.parametrize(("alpha", "tol"), [(1.0, 1e-8), (0.01, 1e-8), (1.0, 1e-14)])
def test_lbfgs_of_many_parameters_comes_to_the_same_weights_if_tol_asks(alpha, tol):
    X, y = make_classification(
        500, 300, n_informative=40, n_classes=5, flip_y=0.1, random_state=0
    )
    model = ScratchLogisticRegression(
        solver="lbfgs", alpha=alpha, max_iter=2000, tol=tol
    )
    whole = get_parameters(clone(model).fit(X, y))
    for chunks in ((100, 300), (333, 300)):
        parts = get_parameters(clone(model).fit(da.from_array(X, chunks=chunks), y))
        assert np.abs(parts - whole).max() <= 1e-10 * np.abs(whole).max()


def test_lbfgs_of_many_parameters_is_as_near_to_the_optimum_as_tol_asks(digits):
    X, y = digits
    X = np.hstack([X, X**2])
    for tol, apart in ((1e-4, 1e-4), (1e-8, 1e-10)):
        model = ScratchLogisticRegression(solver="lbfgs", alpha=1.0, max_iter=999)
        whole = clone(model).set_params(tol=tol).fit(X, y)
        model.set_params(tol=tol).fit(da.from_array(X, chunks=(250, 128)), y)
        best = clone(model).set_params(solver="newton", tol=1e-12).fit(X, y)
        for each in (whole, model):
            assert each.outcome_ == "converged"
            distance = get_parameters(each) - get_parameters(best)
            assert np.abs(distance).max() < apart


@pytest.mark.parametrize("solver", ["adam", "lbfgs", "newton"])
def test_where_numbers_lie_in_memory_changes_no_bit(digits, weights, solver):
    X, y = digits
    dX = da.from_array(X, chunks=(170, 64))
    model = ScratchLogisticRegression(
        solver=solver, alpha=1.0, max_iter=5, random_state=0
    )
    plain = clone(model).fit(dX, y, weights)
    model.fit(dX.map_blocks(askew, meta=np.empty((0, 0))), y, weights)
    np.testing.assert_array_equal(get_parameters(plain), get_parameters(model))


def askew(block):
    """The same numbers, each of them between the places of numbers."""
    memory = np.empty(block.nbytes + 1, np.uint8)[1:]
    memory = memory.view(block.dtype).reshape(block.shape)
    memory[...] = block
    assert not memory.flags.aligned
    return memory


def test_training_goes_on(digits, parts, assert_alike):
    (X, y), (dX, dy, _) = digits, parts
    model = ShallowNNClassifier(batch_size=None, random_state=0, max_iter=5, tol=None)
    one, other = (clone(model).set_params(warm_start=True) for _ in range(2))
    for _ in range(2):
        assert_alike(one.fit(X, y), other.fit(dX, dy))
    one, other = (clone(model) for _ in range(2))
    for _ in range(3):
        one.partial_fit(X, y, classes=np.arange(10))
        other.partial_fit(dX, dy, classes=np.arange(10))
    assert_alike(one, other)


def test_few_rows_of_many_columns_are_gathered_for_the_gram_form(assert_alike):
    X = np.random.default_rng(0).standard_normal((40, 500))
    y = np.arange(40) % 2
    dX = da.from_array(X, chunks=(15, 200))
    model = DeepNNClassifier(hidden_layer_sizes=3, solver="gd", random_state=0)
    model.set_params(max_iter=10, learning_rate=0.01)
    whole = clone(model).fit(X, y)
    assert_alike(whole, model.fit(dX, y))
    assert (whole.form_, model.form_) == ("gram", "gram")
    assert_alike(whole, clone(model).set_params(gram=False).fit(dX, y))


def test_a_dataframe_of_unknown_lengths_keeps_its_names(digits, assert_alike):
    frame = pd.DataFrame(digits[0]).add_prefix("p")
    frame["y"] = digits[1].astype(str)
    table = dd.from_pandas(frame, npartitions=5)
    # one partition has no rows any more, and nobody knows how many the others have
    kept, chosen = table[(table.p10 > 0.5) & (table.index > 150)], frame.p10 > 0.5
    chosen &= frame.index > 150
    model = ScratchLogisticRegression(solver="lbfgs", alpha=1.0, max_iter=30)
    whole = clone(model).fit(frame[chosen].drop(columns="y"), frame[chosen].y)
    X, y = kept.drop(columns="y"), kept["y"]
    assert_alike(whole, model.fit(X, y))
    assert model.feature_names_in_.tolist() == whole.feature_names_in_.tolist()
    assert model.score(X, y) == whole.score(frame[chosen].drop(columns="y"), y)
    with pytest.raises(ValueError, match="feature names should match"):
        model.predict(X[["p1", "p0"]])


def test_float32_stays(digits):
    X, y = digits
    single = da.from_array(X.astype(np.float32), chunks=(90, 64))
    model = ScratchLogisticRegression(max_iter=5, tol=None).fit(single, y)
    assert model.coef_.dtype == np.float32
    assert model.predict_proba(single).dtype == np.float32
    exact = clone(model).fit(X, y)
    np.testing.assert_allclose(model.coef_, exact.coef_, atol=1e-5)
    frame = pd.DataFrame(X.astype(np.float32)).add_prefix("p")
    table = dd.from_pandas(frame, npartitions=2)
    assert clone(model).fit(table, y).coef_.dtype == np.float32
    table = table.assign(n=table.p0.astype("Int64"))
    assert clone(model).fit(table, y).coef_.dtype == np.float64


def test_sums_of_losses_are_the_same(digits, parts):
    (X, y), (dX, dy, dw) = digits, parts
    model = ShallowNNClassifier(max_iter=2, tol=None, random_state=0).fit(X, y)
    expected = loss_and_grad(model, X, y, dw.compute())
    for one, other in zip(expected, loss_and_grad(model, dX, dy, dw), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-12)


def test_a_failure_leaves_the_model_as_it_was(digits, parts):
    (X, y), (dX, dy, _) = digits, parts
    model = ShallowNNClassifier(max_iter=2, tol=None, random_state=0).fit(X, y)
    before = get_parameters(model)

    def broken(block):
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        model.fit(dX.map_blocks(broken, meta=np.empty((0, 0))), dy)
    np.testing.assert_array_equal(get_parameters(model), before)


class SensorError(ValueError):
    """An error of who reads the data."""


def test_an_error_of_your_own_comes_through_as_it_is(digits, parts):
    (X, y), (dX, dy, dw) = digits, parts
    model = ShallowNNClassifier(max_iter=1, tol=None, random_state=0)

    def broken(block):
        raise SensorError("plane X is down")

    bad_X = dX.map_blocks(broken, meta=np.empty((0, 0)))
    bad_weights = dw.map_blocks(broken, meta=np.empty(0))
    for arguments in (
        {"X": bad_X, "y": dy},
        {"X": X, "y": y, "X_val": bad_X, "y_val": dy},
        {"X": dX, "y": dy, "sample_weight": bad_weights},
    ):
        with pytest.raises(SensorError, match="^plane X is down$"):
            model.fit(**arguments)


def test_numbers_that_are_not_finite_are_told_by_row_and_column(digits):
    X, y = digits
    X = X.copy()
    X[412, 7] = np.nan
    dX = da.from_array(X, chunks=(170, 30))
    table = dd.from_pandas(pd.DataFrame(X).astype("Float64"), npartitions=3)
    model = ShallowNNClassifier(max_iter=1, tol=None, random_state=0)
    model.fit(X[:400], y[:400])
    words = "X must be finite; got nan in row 412, column 7"
    for call in (
        lambda: model.fit(dX, y),
        lambda: model.fit(table, y),
        lambda: model.partial_fit(dX, y),
        lambda: model.score(dX, y),
    ):
        with pytest.raises(ValueError, match=f"^{words}"):
            call()
    for X_val in (dX, table):
        with pytest.raises(ValueError, match=words.replace("X", "^X_val")):
            model.fit(X[:400], y[:400], X_val=X_val, y_val=y)
    with pytest.raises(ValueError, match="got nan in row 72, column 7 of a partition"):
        model.predict(dX).compute()


def test_what_does_not_fit_is_refused_by_name(digits, parts):
    y, (dX, dy, _) = digits[1], parts
    table = dd.from_pandas(pd.DataFrame(digits[0]).assign(city="x"), npartitions=2)
    sparse = dX.rechunk({1: -1}).map_blocks(__import__("scipy.sparse").sparse.csr_array)
    model = ShallowNNClassifier(random_state=0)
    for call, error, words in (
        (lambda: model.fit(dX, y[:-1]), ValueError, "must have as many rows"),
        (lambda: model.fit(dX, None), ValueError, "requires y to be passed"),
        (lambda: model.fit(dX[:0], y[:0]), ValueError, "at least one row"),
        (lambda: model.fit(dX.T, dy), ValueError, "pass X.T"),
        (lambda: model.fit(dX.astype(complex), y), TypeError, "must hold numbers"),
        (lambda: model.fit(table, y), TypeError, "column 'city' of dtype"),
        (lambda: model.fit(sparse, y), TypeError, "dense partitions; got csr_array"),
        (
            lambda: (
                clone(model).set_params(batch_norm=True, batch_size=None).fit(dX, y)
            ),
            ValueError,
            "batch_norm=True needs mini-batches",
        ),
        (
            lambda: DeepNNClassifier(dropout=0.1, batch_size=None).fit(dX, y),
            ValueError,
            "dropout needs mini-batches where X stays on a cluster",
        ),
        (
            lambda: ScratchLogisticRegression(solver="newton").fit(dX[:40], y[:40]),
            ValueError,
            "as many samples as features",
        ),
    ):
        with pytest.raises(error, match=words):
            call()


def test_a_validation_part_is_called_by_its_name(digits, parts):
    (X, y), (dX, dy, _) = digits, parts
    sparse = dX.rechunk({1: -1}).map_blocks(__import__("scipy.sparse").sparse.csr_array)
    table = dd.from_pandas(pd.DataFrame(X).assign(city="x"), npartitions=2)
    of_texts = table.rename(columns={"city": "X"})
    model = ShallowNNClassifier(random_state=0)
    for X_val, error, words in (
        (dX[:0], ValueError, "must have at least one row"),
        (dX.astype(complex), TypeError, "must hold numbers"),
        (sparse, TypeError, "must have dense partitions; .* X_val.map_blocks"),
        (table, TypeError, "must have columns of numbers"),
        (of_texts, TypeError, "must have columns of numbers; got column 'X' of"),
        (da.ma.masked_greater(dX, 0), TypeError, r"must .*ma.filled\(X_val, "),
        (dX.map_blocks(np.ravel, dtype=float), ValueError, r"must .* X_val.blocks\[\d"),
        (dX * 1e300, ValueError, "must be finite; got inf in row 0"),
    ):
        with pytest.raises(error, match=f"^X_val {words}"):
            model.fit(X.astype(np.float32), y, X_val=X_val, y_val=dy[: len(X_val)])


@pytest.mark.parametrize("name", ["X", "y", "sample_weight"])
def test_what_is_delayed_is_refused_by_name(name, digits, parts, weights):
    X, y = digits
    model = ShallowNNClassifier(max_iter=1, tol=None, random_state=0).fit(X, y)
    words = f"^{name}V must have a shape .* dask.delayed makes. Pass {name}V.compute"
    for data in ((X, y, weights), parts):
        given = dict(zip(("X", "y", "sample_weight"), data, strict=True))
        given[name] = dask.delayed(given[name])
        calls = [model.fit, model.partial_fit, model.score]
        calls.append(partial(loss_and_grad, model))
        for call in calls:
            with pytest.raises(TypeError, match=words.replace("V", "")):
                call(**given)
        validation = {f"{each}_val": values for each, values in given.items()}
        with pytest.raises(TypeError, match=words.replace("V", "_val")):
            model.fit(X, y, **validation)
    if name == "X":
        with pytest.raises(TypeError, match="X must have a shape"):
            model.predict(given["X"])
