"""The cost: weighted losses plus a penalty that counts weights only."""

import numpy as np
import pytest

from skscratch.network.objective import Objective, prediction_loss


def weight_blocks(objective):
    blocks = objective.network.blocks(objective.theta)
    return [named["W"] for named in blocks if "W" in named]


@pytest.mark.parametrize("batch_norm", [False, True])
def test_penalty_is_the_squared_weights_without_biases(
    batch_norm, make_objective, make_batch
):
    settings = {"batch_norm": batch_norm}
    batch = make_batch("classes")
    plain = make_objective("classes", ("tanh",), **settings)
    penalized = make_objective("classes", ("tanh",), strength=0.7, **settings)
    squares = sum((W**2).sum() for W in weight_blocks(penalized))
    assert penalized.penalty() == pytest.approx(0.35 * squares, rel=1e-13)
    assert penalized.cost(batch) - plain.cost(batch) == pytest.approx(
        penalized.penalty(), rel=1e-12
    )


@pytest.mark.parametrize("batch_norm", [False, True])
def test_decay_is_the_strength_at_weights_and_zero_elsewhere(
    batch_norm, make_objective
):
    objective = make_objective(
        "classes", ("tanh", "relu"), strength=0.7, batch_norm=batch_norm
    )
    objective.theta[...] = 0
    for W in weight_blocks(objective):
        W[...] = 1
    np.testing.assert_array_equal(objective.decay, 0.7 * objective.theta)
    assert make_objective("classes").decay is None


def test_l1_is_part_of_the_cost_but_not_of_the_gradient(make_objective, make_batch):
    batch, plain = make_batch("classes"), make_objective("classes", ("tanh",))
    cost = plain.cost_and_gradient(batch)
    with_l1 = Objective(plain.network, plain.theta, l1=0.2)
    sizes = sum(np.abs(W).sum() for W in weight_blocks(with_l1))
    assert with_l1.cost_and_gradient(batch) == with_l1.cost(batch)
    assert with_l1.cost(batch) - cost == pytest.approx(0.2 * sizes, rel=1e-12)
    np.testing.assert_array_equal(with_l1.gradient, plain.gradient)


@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("kind", ["binary", "multilabel", "classes"])
def test_curvature_along_is_what_the_gradient_changes_by(
    kind, sparse, make_objective, make_batch, rng
):
    batch, objective = make_batch(kind, sparse=sparse), make_objective(kind, strength=2)
    theta, step = objective.theta.copy(), 1e-6
    direction = rng.standard_normal(theta.shape)
    gradients = []
    for h in (step, -step):
        objective.theta[...] = theta + h * direction
        objective.cost_and_gradient(batch)
        gradients.append(objective.gradient.copy())
    objective.theta[...] = theta
    network = objective.network
    P = network.loss.probabilities(network.forward(batch))
    product = objective.curvature_along(direction, batch._replace(Y=P))
    expected = (gradients[0] - gradients[1]) / (2 * step)
    np.testing.assert_allclose(product, expected, rtol=1e-6, atol=1e-8)
    np.testing.assert_array_equal(objective.theta, theta)


@pytest.mark.parametrize("kind", ["binary", "multilabel", "classes"])
def test_cost_adds_up_over_samples(kind, make_objective, make_batch):
    batch = make_batch(kind)
    objective = make_objective(kind, ("tanh",))
    total = objective.cost(batch)
    gradient = np.zeros_like(objective.theta)
    parts = 0.0
    for i in range(len(batch.weights)):
        one = type(batch)(batch.X[:, [i]], batch.Y[:, [i]], batch.weights[[i]])
        parts += objective.cost_and_gradient(one)
        gradient += objective.gradient
    assert parts == pytest.approx(total, rel=1e-13)
    objective.cost_and_gradient(batch)
    np.testing.assert_allclose(gradient, objective.gradient, rtol=1e-11, atol=1e-15)


@pytest.mark.parametrize("batch_norm", [False, True])
def test_a_weight_of_two_counts_as_two_samples(batch_norm, make_objective, make_batch):
    batch = make_batch("classes")
    repeats = np.array([1, 2, 0, 1, 3, 1])
    by_weight = type(batch)(batch.X, batch.Y, repeats / repeats.sum())
    twice = np.repeat(np.arange(6), repeats)
    repeated = type(batch)(
        batch.X[:, twice], batch.Y[:, twice], np.full(len(twice), 1 / len(twice))
    )
    objective = make_objective("classes", ("tanh",), batch_norm=batch_norm)
    cost = objective.cost_and_gradient(by_weight)
    gradient = objective.gradient.copy()
    assert objective.cost_and_gradient(repeated) == pytest.approx(cost, rel=1e-13)
    np.testing.assert_allclose(objective.gradient, gradient, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("kind", ["binary", "multilabel", "classes"])
def test_prediction_loss_has_no_penalty_and_no_dropout(
    kind, make_objective, make_batch
):
    batch = make_batch(kind)
    noisy = make_objective(kind, ("tanh",), dropout=0.5, strength=0.7)
    plain = make_objective(kind, ("tanh",))
    loss, P = prediction_loss(noisy.network, batch)
    assert loss == pytest.approx(plain.cost(batch), rel=1e-13)
    logits = plain.network.logits(batch.X)
    np.testing.assert_allclose(P, plain.network.loss.probabilities(logits), rtol=1e-13)


@pytest.mark.parametrize("kind", ["binary", "multilabel", "classes"])
def test_the_batch_is_not_changed(kind, make_objective, make_batch):
    batch, same = make_batch(kind), make_batch(kind)
    make_objective(kind, ("relu",), 0.4, 0.1, batch_norm=True).cost_and_gradient(batch)
    for name in ("X", "Y", "weights"):
        np.testing.assert_array_equal(getattr(batch, name), getattr(same, name))


def test_saturated_logits_have_a_finite_cost_and_gradient(make_objective, make_batch):
    for kind in ("binary", "multilabel", "classes"):
        objective = make_objective(kind)
        objective.theta *= 1e6
        assert np.isfinite(objective.cost_and_gradient(make_batch(kind)))
        assert np.isfinite(objective.gradient).all()


@pytest.mark.parametrize("kind", ["binary", "multilabel", "classes"])
def test_an_evaluation_of_the_cost_changes_nothing(kind, make_objective, make_batch):
    """Neither parameters and gradient nor the running statistics."""
    objective = make_objective(kind, ("tanh", "relu"), strength=0.3, batch_norm=True)
    network = objective.network
    objective.cost_and_gradient(make_batch(kind))
    network.follow(make_batch(kind))
    arrays = [objective.theta, objective.gradient, *network.statistics]
    before = [array.copy() for array in arrays]
    for seed, n_samples in enumerate((6, 9, 6)):
        objective.cost(make_batch(kind, n_samples, seed=seed))
    for array, kept in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, kept)
    objective.cost_and_gradient(make_batch(kind, 9, seed=4))
    for array, kept in zip(network.statistics, before[2:], strict=True):
        np.testing.assert_array_equal(array, kept)


def test_an_interrupt_of_a_product_with_the_hessian_leaves_the_parameters(
    make_objective, make_batch, monkeypatch
):
    objective = make_objective("binary")
    before = objective.theta.copy()

    def interrupted(batch):
        raise KeyboardInterrupt

    monkeypatch.setattr(objective, "_curvature", interrupted)
    with pytest.raises(KeyboardInterrupt):
        objective.curvature_along(np.ones_like(before), make_batch("binary"))
    np.testing.assert_array_equal(objective.theta, before)


def test_classes_of_equal_logits_are_equally_probable_whichever_is_right(
    make_objective, make_batch
):
    """Or a tie would go to or against the right one, by rounding."""
    objective = make_objective("classes", ("tanh",))
    objective.theta[...] = 0
    _, P = prediction_loss(objective.network, make_batch("classes"))
    np.testing.assert_array_equal(P, P[:1].repeat(3, axis=0))
