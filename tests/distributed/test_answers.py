"""Predictions for Dask collections are lazy, and those for the same numbers."""

import dask
import dask.array as da
import dask.dataframe as dd
import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from skscratch import ScratchLogisticRegression, ShallowNNClassifier
from skscratch.datasets import OnDisk

pytestmark = [
    pytest.mark.usefixtures("here"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
ANSWERS = ["predict", "predict_proba", "predict_log_proba", "decision_function"]


@pytest.fixture(params=[2, 3, "tags"])
def model(request, digits):
    """A network of each kind of target, of float32."""
    X, y = digits
    if request.param == "tags":
        y = (y[:, np.newaxis] % [2, 3] == 0).astype(int)
    else:
        y = np.array(["a", "bc", "d"])[y % request.param]
    model = ShallowNNClassifier(max_iter=2, tol=None, random_state=0)
    return model.fit(X.astype(np.float32), y)


@pytest.mark.parametrize("what", ANSWERS)
def test_an_answer_has_the_chunks_and_the_type_of_the_rows(model, digits, what):
    X = digits[0]
    answer = getattr(model, what)
    expected = answer(X)
    dX = da.from_array(X, chunks=((100, 200, 0, 300), 30))
    found = answer(dX)
    assert isinstance(found, da.Array)
    assert (found.shape, found.dtype) == (expected.shape, expected.dtype)
    assert found.chunks[0] == dX.chunks[0]
    computed = found.compute()
    assert computed.dtype == expected.dtype
    if what == "predict":
        np.testing.assert_array_equal(computed, expected)
    else:
        np.testing.assert_allclose(computed, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("what", ANSWERS)
def test_nothing_is_computed_before_it_is_asked_for(model, digits, what):
    computed = []

    def counted(block):
        computed.append(len(block))
        return block

    dX = da.from_array(digits[0], chunks=(200, 64))
    dX = dX.map_blocks(counted, meta=np.empty((0, 0)))
    answer = getattr(model, what)(dX)
    assert computed == []
    answer[:10].compute()
    assert computed == [200]  # of the one partition that they are in


def test_unknown_lengths_stay_unknown(model, digits):
    frame = pd.DataFrame(digits[0])
    table = dd.from_pandas(frame, npartitions=3)
    some = table[table[10] > 0.5]
    P = model.predict_proba(some)
    assert np.isnan(P.shape[0]) and P.shape[1] == model.predict_proba(frame).shape[1]
    expected = model.predict_proba(frame[frame[10] > 0.5].to_numpy())
    np.testing.assert_allclose(P.compute(), expected, rtol=1e-5, atol=1e-6)


def test_the_network_is_in_the_graph_once(digits):
    X, y = digits
    model = ShallowNNClassifier(n_hidden=1000, max_iter=1, tol=None, random_state=0)
    model.fit(X, y)
    few, many = (
        model.predict(da.from_array(X, chunks=(rows, 64))) for rows in (600, 10)
    )
    sizes = [
        sum(len(task.args[0]) for task in dict(each.dask).values() if _is_network(task))
        for each in (few, many)
    ]
    assert sizes[0] == sizes[1] > 1000 * 74 * 8


def _is_network(task):
    arguments = getattr(task, "args", ())
    return bool(arguments) and isinstance(arguments[0], bytes)


def test_score_counts_where_the_rows_are(model, digits, weights):
    X, y = digits
    dX = da.from_array(X, chunks=(170, 30))
    labels = np.array(model.predict(X))
    labels[::7] = labels[0]
    for y in (labels, da.from_array(labels, chunks=(100, *labels.shape[1:]))):
        assert model.score(dX, y) == model.score(X, labels)
        found = model.score(dX, y, da.from_array(weights, chunks=90))
        assert found == pytest.approx(model.score(X, labels, weights), rel=1e-12)
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        model.score(dX, labels[:-1])


def test_sparse_labels_are_counted(digits, weights):
    X, y = digits
    Y = csr_array(y[:, np.newaxis] % [2, 3] == 0)
    model = ShallowNNClassifier(max_iter=2, tol=None, random_state=0).fit(X, Y)
    expected = [model.score(X, Y), model.score(X, Y, weights)]
    for there in (da.from_array(X, chunks=(170, 30)), OnDisk(X, block_size=170)):
        found = [model.score(there, Y), model.score(there, Y, weights)]
        assert found == pytest.approx(expected, rel=1e-12)


def test_missing_values_of_pandas_are_told(digits):
    X, y = digits
    table = pd.DataFrame(X).astype("Float64").astype({3: "Int64"})
    model = ScratchLogisticRegression(max_iter=2, tol=None).fit(table, y)
    expected = model.predict_proba(table)
    found = model.predict_proba(dd.from_pandas(table, npartitions=2)).compute()
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    table.iloc[412, 3] = pd.NA
    P = model.predict_proba(dd.from_pandas(table, npartitions=2))
    with pytest.raises(ValueError, match="got nan in row 112, column 3 of a partition"):
        P.compute()


def test_a_prediction_of_the_wrong_width_fails_at_once(model, digits):
    dX = da.from_array(digits[0], chunks=(170, 30))
    with pytest.raises(ValueError, match="X has 5 features"):
        model.predict(dX[:, :5])


def test_a_row_that_overflows_is_told(digits):
    model = ScratchLogisticRegression(max_iter=9, tol=None).fit(*digits)
    X = np.zeros((5, 64))
    X[3] = 1.7e308 * np.sign(model.coef_[2])
    dX = da.from_array(X, chunks=(2, 64))
    with pytest.raises(ValueError, match="not overflow; got up to 1.7e.308 in row 1"):
        model.predict(dX).compute()
    with pytest.raises(ValueError, match="not overflow; got up to 1.7e.308 in row 3"):
        model.score(dX, np.zeros(5))


def test_all_hidden_activations(model, digits):
    dX = da.from_array(digits[0], chunks=(170, 30))
    pairs = zip(
        model.layer_activations(dX), model.layer_activations(digits[0]), strict=True
    )
    for found, expected in pairs:
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


def test_other_schedulers_answer_alike(model, digits):
    dX = da.from_array(digits[0], chunks=(170, 64))
    expected = model.predict(digits[0])
    with dask.config.set(scheduler="threads"):
        np.testing.assert_array_equal(model.predict(dX).compute(), expected)
