"""The memory of products: always right, never too large, and gone at its end."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import joblib
import numpy as np
import pytest
from joblib.externals.loky import get_reusable_executor
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import DeepNNClassifier, ScratchLogisticRegression, shared_gram
from skscratch.training import gram_memory
from skscratch.training.gram_memory import GramMemory, known_gram, known_row_products
from skscratch.training.lipschitz import lipschitz_constant
from skscratch.training.samples import Samples
from skscratch.training.solvers import solvers_that

LARGE = 2**30

#: Whose processes can be told what to begin with.
TELLS = pytest.mark.skipif(
    not hasattr(joblib.parallel.BACKENDS["loky"](), "backend_kwargs"),
    reason="joblib 1.4 has no initializer for its processes",
)


@pytest.fixture
def X(rng):
    return rng.standard_normal((40, 300))


@pytest.fixture
def y(X):
    return (X[:, :5].sum(axis=1) > 0).astype(int)


@pytest.fixture
def n_products(monkeypatch):
    """A list with the number of new rows of each product that a memory has made."""
    counts = []

    class Counting(gram_memory.KnownRows):
        def add(self, X, keys):
            counts.append(len(X))
            return super().add(X, keys)

    monkeypatch.setattr(gram_memory, "KnownRows", Counting)
    return counts


def assert_products(found, A, B):
    scale = np.linalg.norm(A, axis=1)[:, np.newaxis] * np.linalg.norm(B, axis=1)
    assert (np.abs(found - A @ B.T) <= 100 * np.finfo(A.dtype).eps * scale).all()


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("order", ["C", "F"])
def test_products_of_any_rows_in_any_order(X, rng, dtype, order):
    X, memory = X.astype(dtype, order=order), GramMemory(LARGE)
    for _ in range(20):
        A, B = (
            np.array(X[rng.integers(40, size=rng.integers(1, 50))], order=order)
            for _ in range(2)
        )
        found = memory.products(A, B)
        assert found.dtype == dtype
        assert_products(found, A, B)
        assert_products(memory.products(A, A), A, A)


def test_a_row_is_multiplied_once(X, n_products):
    memory = GramMemory(LARGE)
    for rows in (slice(30), slice(10, 40), slice(None, None, -1), [3, 3, 8]):
        memory.products(X[rows].copy(), X[rows].copy())
        memory.products(X[::3], X[rows])
    assert sum(n_products) == 40


def test_the_first_products_are_those_without_a_memory_to_the_last_bit(X):
    assert np.array_equal(GramMemory(LARGE).products(X, X), X @ X.T)


def test_data_changed_in_place_are_new_data(X, rng):
    memory = GramMemory(LARGE)
    memory.products(X, X)
    for _ in range(20):
        X[rng.integers(40), rng.integers(300)] *= 1 + 1e-9
        assert memory.recall(X) is None
        assert_products(memory.products(X, X), X, X)
    X[0] = 0
    assert (memory.products(X, X)[0] == 0).all()


@pytest.mark.parametrize("key", [lambda row: 7, lambda row: hash(row[0]) % 3])
def test_rows_with_one_key_are_told_apart(X, key, n_products, monkeypatch):
    monkeypatch.setattr(gram_memory, "row_keys", lambda X: [key(row) for row in X])
    memory = GramMemory(LARGE)
    for rows in (slice(20), slice(10, 40), slice(None, None, -1)):
        assert_products(memory.products(X[rows], X[rows]), X[rows], X[rows])
    assert n_products == [20, 20]


def test_keys_tell_rows_of_the_same_values_apart(rng):
    """Rows of ranks, and of a single 1, whose sums are the same."""
    ranks = rng.permuted(np.tile(np.arange(100.0), (200, 1)), axis=1)
    assert len(set(gram_memory.row_keys(ranks))) == 200
    assert len(set(gram_memory.row_keys(np.eye(200)))) > 180


@pytest.mark.parametrize("max_bytes", [1, 20_000, 60_000, 130_000, 500_000])
def test_it_is_never_larger_than_it_may_be(X, rng, max_bytes):
    memory, n_found = GramMemory(max_bytes), 0
    for _ in range(30):
        rows = rng.choice(40, rng.integers(1, 41), replace=False)
        A = X[rows] * rng.integers(1, 4)
        found = memory.products(A, A)
        assert memory.nbytes <= max_bytes
        if found is not None:
            assert_products(found, A, A)
            n_found += 1
    assert (n_found > 0) == (max_bytes > 1)


def test_what_has_not_been_asked_for_longest_goes_first(X):
    memory = GramMemory(3 * 40 * 340 * 8)
    sets = [X * factor for factor in (1, 2, 3, 4)]
    for each in (*sets[:3], sets[0], sets[3]):
        memory.products(each, each)
    known = [memory.recall(each) is not None for each in sets]
    assert known == [True, False, True, True]


def test_a_group_that_has_outgrown_its_room_begins_anew(X):
    memory = GramMemory(30 * 330 * 8)
    assert memory.products(X[:30], X[:30]) is not None
    assert memory.products(X[20:40], X[20:40]) is None
    assert memory.nbytes == 0
    assert memory.products(X[20:40], X[20:40]) is not None


def test_rows_that_come_but_once_cost_a_bounded_number_of_products(X, rng, n_products):
    """As those that a sampler in a Pipeline draws anew for every fit."""
    memory = GramMemory(LARGE)
    for _ in range(60):
        drawn = np.concatenate([X, rng.standard_normal((20, 300))])
        assert_products(memory.products(drawn, drawn), drawn, drawn)
    largest = sum(n_products[1 : 1 + n_products[1:].index(60)])
    assert 20 * largest <= 2 * 60**2
    assert set(n_products) == {20, 60}


def test_a_row_that_folds_share_by_chance_does_not_make_them_one_group(X, n_products):
    """Two of them at most."""
    memory = GramMemory(LARGE)
    for _ in range(2):
        for scale in range(1, 7):
            fold = X * scale
            fold[0] = 0
            memory.products(fold, fold)
    assert n_products == [40, 39, 40, 40, 40, 40]


def test_there_are_at_most_so_many_groups(X, monkeypatch):
    monkeypatch.setattr(gram_memory, "MOST_GROUPS", 3)
    memory = GramMemory(LARGE)
    for scale in range(1, 9):
        memory.products(X * scale, X * scale)
    assert memory.nbytes == 3 * 40 * 340 * 8


def test_few_validation_samples_of_a_large_group_are_multiplied_as_ever(X):
    memory = GramMemory(LARGE)
    memory.products(X, X)
    assert memory.products(X[:2] + 1, X[:3].copy()) is None
    assert memory.products(X[:2] + 1, X) is not None


def test_data_of_other_widths_and_precisions_are_apart(X):
    memory = GramMemory(LARGE)
    for each in (X, X[:, :100].copy(), X.astype(np.float32)) * 2:
        found = memory.products(each, each)
        assert found.dtype == each.dtype
        assert_products(found, each, each)


def test_threads_may_ask_at_once(X, rng, n_products):
    memory = GramMemory(LARGE)
    sets = [X[rng.permutation(40)[:30]] for _ in range(40)]
    with ThreadPoolExecutor(8) as pool:
        for A, found in zip(
            sets, pool.map(lambda A: memory.products(A, A), sets), strict=True
        ):
            assert_products(found, A, A)
    assert sum(n_products) == 40


@pytest.mark.parametrize("batch_size", [None, 4], ids=["full", "batches"])
@pytest.mark.parametrize("solver", solvers_that(linear=True))
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_fit_learns_the_same(solver, batch_size, dtype, make_samples, make_run):
    """On some samples after others that have rows of theirs, with validation."""

    def in_dtype(samples):
        X, Y = samples.X.astype(dtype), samples.Y.astype(dtype)
        return Samples(X, Y, samples.weights)

    samples, validation = (in_dtype(make_samples(9, 25, seed=seed)) for seed in (0, 1))
    runs = []

    def train():
        settings = {"solver": solver, "batch_size": batch_size, "alpha": 0.3}
        run = make_run(samples, (4,), gram=True, learning_rate=0.05, **settings)
        run.train(samples, validation, max_iter=8)
        assert run.form == "gram"
        runs.append(run)

    train()
    with shared_gram():
        known_row_products(samples.X[3:], samples.X[3:])
        known_row_products(validation.X[::-1], samples.X[3:])
        train()
        train()
    rtol = 1e-9 if dtype is np.float64 else 1e-4
    for run in runs[1:]:
        for name in ("costs", "validation_losses"):
            expected = getattr(runs[0].state.history, name)
            found = getattr(run.state.history, name)
            np.testing.assert_allclose(found, expected, rtol)
        np.testing.assert_allclose(run.model.theta, runs[0].model.theta, rtol, 1e-5)


@pytest.mark.parametrize("fit_intercept", [True, False])
def test_the_step_bound_is_the_same(fit_intercept, make_samples):
    samples = make_samples(20, 60)
    expected = lipschitz_constant(samples, 7, 0.1, fit_intercept)
    with shared_gram():
        known_row_products(samples.X, samples.X)
        found = lipschitz_constant(samples, 7, 0.1, fit_intercept)
        others = replace(samples, X=samples.X + 1)
        assert lipschitz_constant(others, 7, 0.1, fit_intercept) > found
    assert found == pytest.approx(expected, rel=1e-9)


def test_candidates_and_folds_of_a_search_share(X, y, n_products):
    network = DeepNNClassifier(
        hidden_layer_sizes=(3,), solver="gd", max_iter=20, tol=None, random_state=0
    )
    grid = {"learning_rate": [0.001, 0.01, 0.1]}
    expected = GridSearchCV(network, grid, cv=4).fit(X, y)
    assert n_products == []
    with shared_gram():
        search = GridSearchCV(network, grid, cv=4).fit(X, y)
    assert search.best_estimator_.form_ == "gram"
    assert n_products == [30, 10]
    name = "mean_test_score"
    assert search.cv_results_[name] == pytest.approx(expected.cv_results_[name])
    found, coefs = (each.best_estimator_.coefs_[0] for each in (search, expected))
    np.testing.assert_allclose(found, coefs, 1e-9, 1e-12)


def test_folds_that_are_scaled_each_by_itself_are_shared_by_candidates(
    X, y, n_products
):
    model = ScratchLogisticRegression(solver="gd", max_iter=20, tol=None)
    grid = {"scratchlogisticregression__alpha": [0.1, 1.0, 10.0]}
    with shared_gram():
        GridSearchCV(make_pipeline(StandardScaler(), model), grid, cv=4).fit(X, y)
    assert n_products == [30] * 4 + [40]


def test_it_ends_with_the_context(X):
    with pytest.raises(ZeroDivisionError), shared_gram():
        known_row_products(X, X)
        with shared_gram():
            assert known_gram(X) is None
        assert known_gram(X) is not None
        raise ZeroDivisionError
    assert known_gram(X) is None


def test_sparse_samples_are_multiplied_as_ever(make_samples, make_run):
    samples = make_samples(9, 25, sparse=True)
    with shared_gram():
        run = make_run(samples, solver="gd", gram=True, learning_rate=0.05)
        run.train(samples, max_iter=2)
        assert known_gram(samples.X) is None
    assert run.form == "gram"


@pytest.mark.parametrize("max_bytes", [0, -1, 1e9, "1 GB", None, True])
def test_a_size_that_is_none_is_refused(max_bytes):
    rule = r"^max_bytes must be a positive integer; got "
    with pytest.raises(ValueError, match=rule), shared_gram(max_bytes):
        pass


def test_threads_of_a_search_share(X, y, n_products):
    model = ScratchLogisticRegression(solver="gd", max_iter=20, tol=None)
    with shared_gram(), joblib.parallel_config("threading"):
        cross_val_score(model, X, y, cv=4, n_jobs=2)
    assert sum(n_products) == 40


@TELLS
def test_it_leaves_alone_what_the_user_has_told_joblib(X):
    def told():
        backend, n_jobs = joblib.parallel.get_active_backend()
        return type(backend), n_jobs, backend.backend_kwargs.get("initializer")

    before = told()
    with shared_gram():
        assert told()[:2] == before[:2]
        assert told()[2] is not None
    assert told() == before
    for config in (
        {"backend": "threading", "n_jobs": 3},
        {"backend": "loky", "n_jobs": 2, "initializer": print},
    ):
        with joblib.parallel_config(**config):
            before = told()
            with shared_gram():
                assert told() == before
    with joblib.parallel_config("loky", n_jobs=2, inner_max_num_threads=1):
        with shared_gram():
            backend, n_jobs = joblib.parallel.get_active_backend()
    assert (backend.inner_max_num_threads, n_jobs) == (1, 2)


@TELLS
@pytest.mark.slow
def test_processes_of_a_search_remember(X):
    """Each for itself, and as long as it is asked for."""

    def remembers(X):  # in here, since processes do not find the tests
        known_row_products(X, X)
        return known_gram(X) is not None

    def ask():
        calls = [joblib.delayed(remembers)(X) for _ in range(4)]
        return joblib.Parallel(n_jobs=2)(calls)

    try:
        assert ask() == [False] * 4
        with joblib.parallel_config("loky", n_jobs=2), shared_gram():
            assert ask() == [True] * 4
        with shared_gram():
            assert ask() == [True] * 4
            model = ScratchLogisticRegression(solver="gd", max_iter=20, tol=None)
            y = np.arange(len(X)) % 2
            found = cross_val_score(model, X, y, cv=4, n_jobs=2)
        assert ask() == [False] * 4
    finally:
        get_reusable_executor().shutdown(wait=True, kill_workers=True)
    np.testing.assert_allclose(found, cross_val_score(model, X, y, cv=4))


def test_a_set_that_is_too_large_takes_no_other_away(X, rng):
    memory = GramMemory(200_000)
    memory.products(X, X)
    held = memory.nbytes
    assert held > 0
    larger = rng.standard_normal((400, X.shape[1] + 1))
    assert memory.products(larger, larger) is None
    assert memory.nbytes == held
