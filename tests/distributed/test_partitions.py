"""Partitions are what the collection declares, or the one that is not is named."""

import re

import dask.array as da
import dask.dataframe as dd
import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array
from sklearn.base import clone

from skscratch import DeepNNClassifier, get_parameters

pytestmark = [
    pytest.mark.usefixtures("here"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
    pytest.mark.filterwarnings("ignore:X has feature names"),
]
ROWS = np.random.default_rng(0).standard_normal((60, 4))
LABELS = np.arange(60) % 2


@pytest.fixture(params=["fit", "full batches", "predict", "score"])
def ask(request):
    """A function of a collection that has its partitions computed."""
    model = DeepNNClassifier(max_iter=1, tol=None, random_state=0)
    if request.param == "full batches":
        model.set_params(batch_size=None)
    elif request.param != "fit":
        model.fit(ROWS, LABELS)

    def asked(X):
        if request.param == "predict":
            return model.predict(X).compute()
        if request.param == "score":
            return model.score(X, LABELS)
        return model.fit(X, LABELS)

    return asked


@pytest.mark.parametrize("columns", [4, 2])
@pytest.mark.parametrize(
    ("change", "came"),
    [
        (lambda block: block[:9], r"ndarray of shape \(9, C\) and dtype float64"),
        (lambda block: np.vstack([block] * 2), r"ndarray of shape \(40, C\)"),
        (lambda block: block[:, 1:], r"ndarray of shape \(20, .\) and"),
        (lambda block: block[:, 0], r"ndarray of shape \(20,\) and"),
        (lambda block: block + 1j, r"ndarray of shape \(20, C\) and dtype complex128"),
        (lambda block: block.astype(str), r"ndarray .* dtype <U\d+"),
        (lambda block: block.astype("datetime64[D]"), r"ndarray .* dtype datetime64"),
        (lambda block: np.ma.masked_less(block, 0), r"MaskedArray .* dtype float64"),
        (csr_array, r"csr_array of shape \(20, C\)"),
        (np.ndarray.tolist, "list"),
    ],
)
def test_an_array_whose_partition_is_another_than_declared(ask, columns, change, came):
    def changed(block, block_info=None):
        return change(block) if block_info[0]["chunk-location"][0] == 1 else block

    X = da.from_array(ROWS, chunks=(20, columns))
    X = X.map_blocks(changed, dtype=float, meta=np.empty((0, 0)))
    declared = re.escape(f"dense numbers of shape (20, {columns})")
    came = came.replace("C", str(columns))
    words = f"{came}.* in X.blocks.1, [01]., declared as {declared}. Correct what X was"
    with pytest.raises(ValueError, match=words):
        ask(X)


def test_columns_are_compared_where_rows_are_unknown(ask):
    X = da.from_array(ROWS, chunks=(20, 4))[da.from_array(ROWS[:, 0] < 9, chunks=20)]
    X = X.map_blocks(lambda block: block[:, :3], meta=np.empty((0, 0)))
    words = r"shape \(20, 3\) and .* X.blocks.\d, 0., declared as .* \(nan, 4\)"
    with pytest.raises(ValueError, match=words):
        ask(X)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda table: table[["b", "a", "c", "d"]], "column 'b' in P, declared as 'a'"),
        (lambda table: table[["a", "b"]], "column None in P, declared as 'c'"),
        (lambda table: table.assign(e=1), "column 'e' in P, declared as None"),
        (
            lambda table: table.assign(b="1"),
            "'b' of dtype .* in P, declared as numbers",
        ),
        (lambda table: table.to_numpy(), "ndarray in P, declared as 4 columns"),
    ],
)
def test_a_dataframe_whose_partition_is_another_than_declared(ask, change, words):
    def changed(table, partition_info=None):
        return change(table) if partition_info["number"] == 1 else table

    table = pd.DataFrame(ROWS, columns=[*"abcd"])
    X = dd.from_pandas(table, npartitions=3)
    X = X.map_partitions(changed, meta=table, enforce_metadata=False)
    with pytest.raises(ValueError, match=words.replace("P", "X.partitions.1.")):
        ask(X)


def test_other_numbers_than_declared_count_as_they_came():
    X = da.from_array(ROWS, chunks=(20, 4))
    whole = X.astype(int).map_blocks(lambda block, came: came, X, dtype=int)
    model = DeepNNClassifier(max_iter=1, tol=None, random_state=0)
    expected = get_parameters(clone(model).fit(X, LABELS))
    np.testing.assert_array_equal(get_parameters(model.fit(whole, LABELS)), expected)
