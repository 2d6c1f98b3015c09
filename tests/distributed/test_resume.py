"""A fit to Dask data that was cut and resumed ends as the one that was not."""

import runpy
from pathlib import Path

import dask.array as da
import numpy as np
import pytest

from skscratch import DeepNNClassifier
from skscratch.checkpoints import Checkpoint, resume

TRAINEE = runpy.run_path(str(Path(__file__).with_name("trainee.py")))
learnt, train = TRAINEE["learnt"], TRAINEE["train"]
pytestmark = [
    pytest.mark.usefixtures("here"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("digits")
    TRAINEE["store"](folder)
    return folder


@pytest.mark.parametrize("name", TRAINEE["CASES"])
def test_a_cut_changes_nothing(
    name, files, tmp_path, cut_after, power_cut, assert_equal
):
    whole = train(name, files, tmp_path / "whole")
    n_epochs = 55 if name == "lbfgs" else whole.n_iter_ // 2
    with pytest.raises(power_cut):
        train(name, files, tmp_path / "cut", cut_after(n_epochs))
    assert_equal(learnt(train(name, files, tmp_path / "cut")), learnt(whole))


def test_other_data_are_refused(digits, tmp_path):
    X, y = digits
    dX, weights = da.from_array(X, chunks=(200, 64)), np.linspace(1, 2, 600)
    model = DeepNNClassifier(batch_size=None, max_iter=3, tol=None, random_state=0)
    model.set_callbacks(Checkpoint(tmp_path)).fit(dX, y, weights)
    other = X.copy()
    other[0, 0] += 1
    for given, words in (
        ((X, y, weights), r"not X of its shape and precision \(600 x 64 dense float64"),
        ((dX[:, :9], y, weights), "600 x 9 in 3 partitions, float64, not 600 x 64 in"),
        ((dX.rechunk((100, 64)), y, weights), "600 x 64 in 6 partitions, float64, not"),
        ((dX.rechunk(((200, 150, 250), 64)), y, weights), "not X in its partitions"),
        ((da.from_array(other, chunks=(200, 64)), y, weights), "not its X"),
        ((dX, y[::-1], weights), "not its y"),
        ((dX, y, da.from_array(weights[::-1], chunks=50)), "not its sample_weight"),
    ):
        with pytest.raises(ValueError, match=words):
            resume(tmp_path, *given)
    assert resume(tmp_path, dX, da.from_array(y, chunks=7), weights).n_iter_ == 3


def test_a_fingerprint_gathers_but_a_sample_of_the_rows(digits, tmp_path, monkeypatch):
    from skscratch.distributed.on_cluster import OnCluster

    gathered, usual = [], OnCluster.gather

    def counted(X, rows, out=None):
        gathered.append(len(rows))
        return usual(X, rows, out)

    monkeypatch.setattr(OnCluster, "gather", counted)
    X, y = (np.concatenate([each] * 4) for each in digits)
    model = DeepNNClassifier(batch_size=None, max_iter=2, tol=None, random_state=0)
    model.set_callbacks(Checkpoint(tmp_path)).fit(da.from_array(X, chunks=(500, 64)), y)
    assert gathered == [256]
