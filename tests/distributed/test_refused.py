"""What would gather a Dask collection refuses it, and says what to do instead."""

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import StandardScaler

from skscratch import ScratchLogisticRegression
from skscratch.datasets import OnDisk, save_predictions
from skscratch.preprocessing import Blockwise

dask = pytest.importorskip("dask")
da = pytest.importorskip("dask.array")
dd = pytest.importorskip("dask.dataframe")

X = np.random.default_rng(0).standard_normal((60, 3))


def chosen():
    there = da.from_array(X, chunks=(20, 3))
    return there[there[:, 0] > 0]


COLLECTIONS = {
    "array": lambda: da.from_array(X, chunks=(20, 3)),
    "unknown lengths": chosen,
    "frame": lambda: dd.from_pandas(pd.DataFrame(X), npartitions=2),
}


@pytest.mark.parametrize("kind", COLLECTIONS)
def test_a_transformer_of_blocks_refuses_a_dask_collection(kind):
    there = COLLECTIONS[kind]()
    with pytest.raises(TypeError, match=r"^X must be in memory or on disk; got a Dask"):
        Blockwise(StandardScaler()).fit(there)
    fitted = Blockwise(StandardScaler()).fit(X)
    with pytest.raises(TypeError, match=r"pass \(X - mean\) / std\.$"):
        fitted.transform(there)
    with pytest.raises(TypeError, match="X must have a shape before it is computed"):
        fitted.transform(dask.delayed(X))


def test_the_way_that_is_named_scales_alike():
    there = COLLECTIONS["array"]()
    mean, std = dask.compute(there.mean(axis=0), there.std(axis=0))
    scaled = (there - mean) / std
    assert isinstance(scaled, da.Array)
    expected = Blockwise(StandardScaler()).fit_transform(X)
    np.testing.assert_allclose(scaled.compute(), expected, atol=1e-12)


@pytest.mark.parametrize("kind", COLLECTIONS)
def test_predictions_of_a_dask_collection_are_written_by_dask(kind, tmp_path):
    model = ScratchLogisticRegression(solver="newton").fit(X, X[:, 0] > 0)
    target = tmp_path / "answers.npy"
    with pytest.raises(TypeError, match=r"predict_proba\(X\) is a lazy Dask array"):
        save_predictions(model, COLLECTIONS[kind](), target)
    assert not target.exists()


def test_they_are_no_source_on_disk():
    with pytest.raises(TypeError, match="source must be numbers in a file"):
        OnDisk(COLLECTIONS["array"]())
