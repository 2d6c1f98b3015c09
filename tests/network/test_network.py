"""A network on one flat vector: views, prediction, workspace."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from skscratch.core.losses import LOGISTIC
from skscratch.network.architecture import Architecture
from skscratch.network.batch import Batch
from skscratch.network.layers import Affine, BatchNorm
from skscratch.network.network import Network, prediction_network
from skscratch.network.objective import Objective


def deep(make_objective, **settings):
    return make_objective("classes", ("tanh", "relu"), **settings)


def bound(objective, prefix=""):
    """What the layers hold by the names of their blocks, in order."""
    network = objective.network
    named = zip(network.layers, network.blocks(objective.theta), strict=True)
    return [getattr(layer, prefix + name) for layer, blocks in named for name in blocks]


@pytest.mark.parametrize("batch_norm", [False, True])
def test_parameters_of_the_layers_are_views_of_the_vector(make_objective, batch_norm):
    objective = deep(make_objective, batch_norm=batch_norm)
    objective.theta[...] = np.arange(len(objective.theta))
    blocks = bound(objective)
    together = np.concatenate([block.T.ravel() for block in blocks])
    np.testing.assert_array_equal(together, objective.theta)
    for block in blocks:
        block += 0.5
    np.testing.assert_array_equal(objective.theta, together + 0.5)


def test_gradients_of_the_layers_are_views_of_the_vector(make_objective, make_batch):
    objective = deep(make_objective, batch_norm=True)
    objective.cost_and_gradient(make_batch("classes"))
    blocks = [block.T.ravel() for block in bound(objective, "d")]
    np.testing.assert_array_equal(np.concatenate(blocks), objective.gradient)
    assert np.abs(objective.gradient).max() > 0


def test_hidden_inputs_are_written_above_a_row_of_ones(make_objective, make_batch):
    """So that weights and bias make one product."""
    objective, batch = deep(make_objective), make_batch("classes")
    objective.cost_and_gradient(batch)
    first, *others = (
        (layer, memory)
        for layer, memory in objective.network._with_memories(len(batch.weights))
        if isinstance(layer, Affine)
    )
    assert first[1].joint is None  # the samples are not copied
    assert len(others) == 2
    for layer, memory in others:
        assert np.shares_memory(memory.A, memory.joint)
        np.testing.assert_array_equal(memory.joint[-1], 1)
        np.testing.assert_array_equal(layer.joint, np.hstack([layer.W, layer.b]))


def test_moving_the_vector_moves_the_output(make_objective, make_batch):
    X = make_batch("classes").X
    objective = deep(make_objective)
    before = objective.network.logits(X)
    objective.theta *= 2
    rebuilt = deep(make_objective)
    rebuilt.theta[...] = objective.theta
    after = objective.network.logits(X)
    np.testing.assert_array_equal(after, rebuilt.network.logits(X))
    assert np.abs(after - before).max() > 0.1


def test_a_network_of_one_layer_is_the_affine_map(rng):
    network = Network([Affine(3, 2)], LOGISTIC)
    W, b, X = (rng.standard_normal(shape) for shape in [(2, 3), (2, 1), (3, 5)])
    network.bind(np.concatenate([W.T.ravel(), b.ravel()]))
    for inputs in X, csr_array(X):
        batch = Batch(inputs, None, np.ones(5))
        np.testing.assert_allclose(network.logits(inputs), W @ X + b, rtol=1e-14)
        np.testing.assert_allclose(network.forward(batch), W @ X + b, rtol=1e-14)


def test_prediction_drops_no_unit(make_objective, make_batch):
    batch = make_batch("classes")
    with_dropout = deep(make_objective, dropout=0.5).network
    without = deep(make_objective).network
    expected = without.forward(batch)
    predicted = with_dropout.for_prediction().logits(batch.X)
    np.testing.assert_array_equal(predicted, expected)
    assert (with_dropout.forward(batch) != expected).any()


def test_prediction_normalises_by_running_statistics(make_objective, make_batch):
    objective = deep(make_objective, batch_norm=True)
    batch = make_batch("classes", 9)
    predict = objective.network.for_prediction()
    trained = objective.network.forward(batch)
    objective.network.follow(batch)
    # After a single batch the running statistics are those of that batch.
    np.testing.assert_allclose(predict.logits(batch.X), trained, rtol=1e-12)
    # A sample's prediction does not depend on the company it is in.
    np.testing.assert_allclose(
        predict.logits(batch.X[:, :1]), trained[:, :1], rtol=1e-12
    )
    other = make_batch("classes", 9, seed=3)
    other = other._replace(X=batch.X * 3 + other.X)
    changed = objective.network.forward(other)
    assert np.abs(predict.logits(other.X) - changed).max() > 0.01


def test_prediction_leaves_the_network_as_it_is(make_objective, make_batch):
    objective = deep(make_objective, batch_norm=True, dropout=0.5)
    batch = make_batch("classes")
    objective.cost(batch)
    objective.network.follow(batch)
    norm = next(
        layer for layer in objective.network.layers if isinstance(layer, BatchNorm)
    )
    kept = (
        norm.running_mean.copy(),
        norm.running_variance.copy(),
        int(norm.n_batches[0]),
    )
    objective.network.for_prediction().logits(10 * batch.X)
    np.testing.assert_array_equal(norm.running_mean, kept[0])
    np.testing.assert_array_equal(norm.running_variance, kept[1])
    assert norm.n_batches[0] == kept[2]


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("sparse", [False, True])
def test_alternating_batch_sizes_change_nothing(
    batch_norm, sparse, make_objective, make_batch
):
    """The workspaces of two batch sizes do not get in each other's way."""
    settings = {"batch_norm": batch_norm, "strength": 0.1}
    kept = deep(make_objective, **settings)
    for seed in range(6):
        batch = make_batch("classes", (5, 8)[seed % 2], sparse=sparse, seed=seed)
        fresh = deep(make_objective, **settings)
        assert kept.cost_and_gradient(batch) == fresh.cost_and_gradient(batch)
        np.testing.assert_array_equal(kept.gradient, fresh.gradient)


def test_a_network_bound_anew_forgets_its_workspace(make_objective, make_batch):
    """Binding to float32 after float64 must not leave float64 memory behind."""
    objective = deep(make_objective)
    batch = make_batch("classes", dtype=np.float32)
    objective.cost_and_gradient(batch)
    again = Objective(objective.network, objective.theta.astype(np.float32))
    again.cost_and_gradient(batch)
    Z = again.network.forward(batch)
    assert Z.dtype == again.gradient.dtype == np.float32


def test_activations_end_with_the_logits_of_the_forward_pass(
    make_objective, make_batch
):
    batch = make_batch("classes")
    network = deep(make_objective).network
    ((_, outputs),) = network.outputs_by_blocks(batch.X)
    np.testing.assert_array_equal(outputs[1], np.tanh(outputs[0]))
    np.testing.assert_array_equal(outputs[3], np.maximum(outputs[2], 0))
    np.testing.assert_array_equal(outputs[-1], network.forward(batch))


@pytest.mark.parametrize("batch_norm", [False, True])
def test_the_arrays_of_the_layers_predict_like_the_network(
    batch_norm, make_objective, make_batch
):
    objective = deep(make_objective, batch_norm=batch_norm, dropout=0.3)
    network, batch = objective.network, make_batch("classes", 9)
    network.forward(batch)
    network.follow(batch)
    layers, statistics = [], iter(network.statistics)
    for named in network.blocks(objective.theta):
        if "W" in named:
            layers.append(named)
        elif "gamma" in named:
            names = ("mean", "variance", "n_batches")
            layers[-1] |= named | {name: next(statistics) for name in names}
    predict = prediction_network(layers, ("tanh", "relu"), network.loss)
    np.testing.assert_allclose(
        predict.logits(batch.X), network.for_prediction().logits(batch.X), rtol=1e-13
    )
    assert all(
        np.shares_memory(layer.W, objective.theta)
        for layer in predict.layers
        if isinstance(layer, Affine)
    )


@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("n_samples", [1, 63, 64, 65, 128, 200])
def test_blocks_of_samples_make_the_outputs_of_all(
    n_samples, sparse, make_objective, make_batch, monkeypatch
):
    network = deep(make_objective, batch_norm=True).network.for_prediction()
    X = make_batch("classes", n_samples, sparse=sparse).X
    ((everything, whole),) = network.outputs_by_blocks(X)
    assert everything == slice(0, n_samples)
    whole = [A.copy() for A in whole]
    monkeypatch.setattr("skscratch.network.network.BLOCK", 1)  # 64 samples at a time
    seen = 0
    for samples, outputs in network.outputs_by_blocks(X):
        assert samples.start == seen and samples.stop - seen <= 64
        for A, expected in zip(outputs, whole, strict=True):
            np.testing.assert_allclose(A, expected[:, samples], rtol=1e-12, atol=1e-14)
        seen = samples.stop
    assert seen == n_samples
    np.testing.assert_allclose(network.logits(X), whole[-1], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("hidden", [(), (5,)])
def test_samples_above_ones_cost_what_they_cost_without(hidden, rng):
    """A batch may come with the row of ones that hidden inputs have."""
    X, Y = rng.standard_normal((4, 9)), rng.integers(0, 2, (1, 9)).astype(float)
    without = Batch(X, Y, np.full(9, 1 / 9))
    with_ones = without._replace(X=np.vstack([X, np.ones(9)]))
    network = Architecture((4, *hidden, 1), ("tanh",) * len(hidden)).network([])
    objective = Objective(network, rng.standard_normal(network.n_parameters))
    cost = objective.cost_and_gradient(without)
    gradient = objective.gradient.copy()
    assert objective.cost_and_gradient(with_ones) == pytest.approx(cost, rel=1e-14)
    np.testing.assert_allclose(objective.gradient, gradient, rtol=1e-12, atol=1e-15)
    assert objective.cost_and_gradient(without) == cost
