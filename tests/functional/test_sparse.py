"""Sparse samples give what dense ones give."""

import numpy as np
import pytest
from scipy import sparse

from skscratch.functional import deep, logistic, shallow


@pytest.fixture(params=[sparse.csr_array, sparse.csc_array, sparse.csc_matrix])
def pair(request, samples):
    """The samples thinned out, as a dense and as a sparse array."""
    X = np.where(samples[0] > 0, samples[0], 0)
    return X, request.param(X)


def test_logistic(pair, samples):
    dense, thin = (logistic.model(X, samples[1], X, samples[1], 101) for X in pair)
    np.testing.assert_allclose(thin["w"], dense["w"], rtol=1e-12)
    np.testing.assert_array_equal(thin["Y_prediction_test"], dense["Y_prediction_test"])


def test_shallow(pair, samples):
    dense, thin = (shallow.nn_model(X, samples[1], 2, 10, random_state=0) for X in pair)
    for name in dense:
        np.testing.assert_allclose(thin[name], dense[name], rtol=1e-12, atol=1e-15)


def test_deep(pair, samples):
    parameters = deep.initialize_parameters_deep([3, 4, 1], random_state=0)
    dense, thin = (
        deep.L_model_backward(AL, samples[1], caches)
        for AL, caches in (deep.L_model_forward(X, parameters) for X in pair)
    )
    for name in dense:
        np.testing.assert_allclose(thin[name], dense[name], rtol=1e-12, atol=1e-15)
