"""BLAS threads: one while we compute, everybody's setting given back."""

from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from threading import Barrier, Thread

import numpy as np
import pytest
from joblib import Parallel, delayed
from sklearn.base import clone
from sklearn.datasets import make_classification
from threadpoolctl import ThreadpoolController, threadpool_info, threadpool_limits

from skscratch import DeepNNClassifier, ScratchLogisticRegression
from skscratch.network.gram import GramForm
from skscratch.network.layers import Affine
from skscratch.training import plan
from skscratch.training.threads import n_threads_to_use, on_one_blas_thread


def blas_threads():
    return {
        library["num_threads"]
        for library in threadpool_info()
        if library["user_api"] == "blas"
    }


def set_blas_threads(numbers):
    """Set them in a thread that ends, so that it does not stay in control of them."""
    libraries = ThreadpoolController().select(user_api="blas").lib_controllers

    def set_them():
        for library, number in zip(libraries, numbers, strict=False):
            library.set_num_threads(number)

    thread = Thread(target=set_them)
    thread.start()
    thread.join()
    return [library.num_threads for library in libraries]


@pytest.fixture(autouse=True)
def _four_threads():
    before = set_blas_threads([])
    if set(set_blas_threads(repeat(4))) != {4}:
        pytest.skip("BLAS here takes no number of threads")
    yield
    set_blas_threads(before)


def seen_in_work():
    """The numbers of threads that a piece of work finds."""
    return on_one_blas_thread(blas_threads)


def test_work_has_one_thread_and_returns_what_it_returns():
    assert seen_in_work() == {1}
    assert blas_threads() == {4}


def test_the_number_of_threads_is_what_somebody_has_set():
    assert n_threads_to_use() == 4
    with threadpool_limits(2, user_api="blas"):
        assert n_threads_to_use() == 2
        assert seen_in_work() == {1}
        assert blas_threads() == {2}


def test_whoever_limits_them_knows_how_many_there_were():
    def ask_here_and_elsewhere():
        with ThreadPoolExecutor(1) as other:
            return n_threads_to_use(), other.submit(n_threads_to_use).result()

    assert on_one_blas_thread(ask_here_and_elsewhere) == (4, 1)
    assert n_threads_to_use() == 4


@pytest.mark.parametrize("error", [KeyError, KeyboardInterrupt, SystemExit])
def test_the_setting_comes_back_after_an_error(error):
    def work():
        raise error

    with pytest.raises(error):
        on_one_blas_thread(work)
    assert blas_threads() == {4}
    assert seen_in_work() == {1}


def test_who_has_limited_them_does_not_stay_in_control_of_them():
    """threadpoolctl lets nobody else set them while a thread has them in control."""
    on_one_blas_thread(lambda: None)
    assert set(set_blas_threads(repeat(3))) == {3}
    assert seen_in_work() == {1}
    assert blas_threads() == {3}


def test_work_within_work_leaves_the_limit_alone():
    seen = []

    def outer():
        on_one_blas_thread(lambda: seen.append(blas_threads()))
        seen.append(blas_threads())

    on_one_blas_thread(outer)
    assert seen == [{1}, {1}]
    assert blas_threads() == {4}


@pytest.mark.parametrize("first_out", [0, 1])
def test_the_setting_comes_back_whichever_of_two_threads_ends_first(first_out):
    first_in, both_in, one_out = Barrier(2), Barrier(2), Barrier(2)
    seen = []

    def small_product(number):
        def work():
            if number == 0:
                first_in.wait()
            both_in.wait()
            seen.append(blas_threads())
            if number != first_out:
                one_out.wait()

        if number == 1:
            first_in.wait()
        on_one_blas_thread(work)
        if number == first_out:
            one_out.wait()

    with ThreadPoolExecutor(2) as pool:  # which keeps its threads alive to the end
        list(pool.map(small_product, range(2)))
        assert seen[0] == {1}
        assert blas_threads() == {4}
    assert seen_in_work() == {1}


class _Spy:
    """A schedule that notes the threads that training has."""

    def __init__(self):
        self.seen = set()

    def __call__(self, epoch):
        self.seen |= blas_threads()
        return 1.0


@pytest.mark.parametrize("n_samples", [100, 20_000])
def test_a_fit_has_one_thread_of_blas_whatever_its_products(n_samples):
    X, y = make_classification(n_samples, 10, random_state=0)
    spy = _Spy()
    DeepNNClassifier(
        hidden_layer_sizes=(12,),
        solver="gd",
        learning_rate_schedule=spy,
        max_iter=2,
        tol=None,
        random_state=0,
    ).fit(X, y)
    assert spy.seen == {1}
    assert blas_threads() == {4}


@pytest.fixture
def seen_in(monkeypatch):
    """A function: the numbers of threads that some functions will find, as a set."""

    def watch(*places):
        seen = set()

        def spy_on(function):
            def spy(*arguments, **options):
                seen.update(blas_threads())
                return function(*arguments, **options)

            return spy

        for owner, name in places:
            monkeypatch.setattr(owner, name, spy_on(getattr(owner, name)))
        return seen

    return watch


@pytest.mark.parametrize("gram", [True, False])
@pytest.mark.parametrize("solver", ["gd", "lbfgs", "newton"])
def test_so_have_all_products_before_in_and_after_training(solver, gram, seen_in):
    if gram and solver != "gd":
        pytest.skip("the Gram form is for linear rules")
    X, y = make_classification(300, 40, random_state=0)
    seen = seen_in(
        (Affine, "forward"),
        (GramForm, "features"),
        (GramForm, "combine"),
        (plan, "lipschitz_constant"),
    )
    settings = {"gram": gram} if solver == "gd" else {}
    ScratchLogisticRegression(solver=solver, max_iter=2, tol=None, **settings).fit(X, y)
    assert seen == {1}


def test_so_have_those_of_partial_fit(seen_in):
    X, y = make_classification(300, 40, random_state=0)
    seen = seen_in((Affine, "forward"), (plan, "lipschitz_constant"))
    ScratchLogisticRegression().partial_fit(X, y, [0, 1])
    assert seen == {1}
    assert blas_threads() == {4}


def test_a_prediction_of_many_rows_has_one_thread_of_blas(seen_in):
    X, y = make_classification(30_000, 40, random_state=0)
    model = ScratchLogisticRegression(max_iter=2, tol=None).fit(X, y)
    seen = seen_in((Affine, "forward"))
    model.predict(X)
    assert seen == {1}
    assert blas_threads() == {4}


@pytest.mark.parametrize("backend", ["loky", "threading"])
def test_under_joblib_workers_fit_alike_and_the_setting_comes_back(backend):
    X, y = make_classification(200, 10, random_state=0)
    network = DeepNNClassifier(
        hidden_layer_sizes=(12,), max_iter=3, tol=None, random_state=0
    )
    alone = clone(network).fit(X, y)
    for fitted in Parallel(n_jobs=2, backend=backend)(
        delayed(clone(network).fit)(X, y) for _ in range(4)
    ):
        np.testing.assert_allclose(fitted.coefs_[0], alone.coefs_[0], rtol=1e-10)
    assert blas_threads() == {4}
