"""Full batches that are summed over some samples at a time are those of the whole."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.datasets import make_classification
from threadpoolctl import threadpool_limits

from skscratch import DeepNNClassifier, ScratchLogisticRegression
from skscratch.network import batch
from skscratch.network.batch import Batch
from skscratch.training import on_disk, sharing
from skscratch.training.batches import FullBatch
from skscratch.training.on_disk import OnDisk
from skscratch.training.samples import Samples

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
N, N_FEATURES = 203, 11


@pytest.fixture
def small_cache(monkeypatch):
    """Some ten to thirty samples are in the cache."""
    monkeypatch.setattr(batch, "FEWEST", 5)
    monkeypatch.setattr(batch, "CACHE", 3000)
    monkeypatch.setattr(batch, "LARGE_CACHE", 3000)


@pytest.fixture
def sizes(monkeypatch):
    """Of how many samples each of the parts was that batches were taken in."""
    seen = []
    original = Batch._some

    def noted(self, samples):
        some = original(self, samples)
        seen.append(some.Y.shape[1])
        return some

    monkeypatch.setattr(Batch, "_some", noted)
    return seen


def data():
    return make_classification(
        N, N_FEATURES, n_informative=6, n_classes=3, random_state=0
    )


def fitted(X=None, kind=DeepNNClassifier, n_threads=1, **settings):
    X_dense, y = data()
    if kind is DeepNNClassifier:
        settings = {"hidden_layer_sizes": (7, 5), "batch_size": None} | settings
    model = kind(max_iter=6, tol=None, random_state=0).set_params(**settings)
    if settings.get("solver") in ("lbfgs", "newton"):
        model.set_params(batch_size="auto", tol=1e-6)
    with threadpool_limits(n_threads, user_api="blas"):
        return model.fit(X_dense if X is None else X, y)


CUT = [
    {"solver": "gd", "gram": False},
    {"solver": "adam", "alpha": 0.3},
    {"solver": "lbfgs"},
    {"kind": ScratchLogisticRegression, "solver": "lbfgs", "alpha": 1.0},
    {"kind": ScratchLogisticRegression, "solver": "gd", "gram": False},
    {"kind": ScratchLogisticRegression, "solver": "newton", "alpha": 1.0},
]


@pytest.mark.parametrize("stored", [False, True], ids=["memory", "disk"])
@pytest.mark.parametrize("settings", CUT, ids=str)
def test_a_fit_is_that_of_whole_batches_but_for_rounding(
    settings, stored, sizes, monkeypatch, request
):
    X = OnDisk(data()[0], block_size=90) if stored else None
    whole = fitted(X, **settings)
    assert not sizes
    request.getfixturevalue("small_cache")
    cut = fitted(X, **settings)
    assert sizes and max(sizes) < 40
    np.testing.assert_allclose(cut.loss_curve_, whole.loss_curve_, rtol=1e-7)
    for ours, theirs in zip(
        np.atleast_1d(cut.coef_) if hasattr(cut, "coef_") else cut.coefs_,
        np.atleast_1d(whole.coef_) if hasattr(whole, "coef_") else whole.coefs_,
        strict=True,
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize(
    "settings",
    [
        {"solver": "gd", "dropout": 0.2},
        {"solver": "gd", "batch_norm": True},
        {"solver": "gd", "gram": True},
        {"solver": "gd", "X": csr_array(data()[0])},
        {"solver": "gd", "X": np.asfortranarray(data()[0]), "gram": False},
    ],
    ids=["dropout", "batch norm", "gram", "sparse", "by feature"],
)
def test_what_must_stay_whole_does(settings, request):
    whole = fitted(**settings)
    request.getfixturevalue("small_cache")
    assert fitted(**settings).loss_curve_ == whole.loss_curve_


@pytest.mark.parametrize("settings", [*CUT[:2], CUT[-1]], ids=str)
def test_it_is_the_same_to_the_last_digit_on_any_number_of_threads(
    settings, small_cache, monkeypatch
):
    monkeypatch.setattr(sharing, "SMALLEST_PART", 500)
    one, *others = (fitted(n_threads=n, **settings) for n in (1, 2, 4))
    for other in others:
        assert other.loss_curve_ == one.loss_curve_


def test_parts_of_one_block_stay_while_the_file_is_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr(on_disk, "PIECE", 2000)
    X = data()[0]
    np.save(tmp_path / "X.npy", X)
    stored = OnDisk(tmp_path / "X.npy", block_size=N).for_training()
    samples = Samples(stored, np.ones((1, N)), np.ones(N))
    batch = FullBatch(samples, at_a_time=20).batch
    (parts,) = batch.cut(2)
    assert len([*batch.blocks()]) > 2
    np.testing.assert_array_equal(np.hstack([part.X for part in parts]), X.T)
