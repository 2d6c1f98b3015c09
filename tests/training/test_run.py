"""Runs of training: a model, settings and samples, without any estimator."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.sparse import csr_array

from skscratch import ShallowNNClassifier
from skscratch.network.architecture import Architecture
from skscratch.network.model import Model
from skscratch.training.run import Run
from skscratch.training.samples import Samples
from skscratch.training.settings import Settings
from skscratch.training.solvers import SOLVERS, Solver
from skscratch.training.state import State


@dataclass(frozen=True)
class Toy:
    """Steps along the signs of the gradient, some of the last step kept."""

    momentum: float = 0.9

    def init(self, theta):
        return {"last": np.zeros_like(theta)}

    def step(self, theta, gradient, memory, learning_rate):
        memory["last"] *= self.momentum
        memory["last"] -= learning_rate * np.sign(gradient)
        theta += memory["last"]


@pytest.fixture
def toy(monkeypatch):
    monkeypatch.setitem(SOLVERS, "toy", Solver(Toy))


@pytest.mark.parametrize("solver", [*SOLVERS, "toy"])
def test_ten_lines_train_a_network(solver, toy):
    rng = np.random.default_rng(0)
    X = rng.standard_normal((60, 5))
    Y = (X[:, :1].T + rng.standard_normal((1, 60)) > 0).astype(float)
    samples = Samples(X, Y, np.ones(60))

    hidden = () if SOLVERS[solver].convex_only else (4,)
    architecture = Architecture(
        (5, *hidden, 1), ("tanh",) * len(hidden), dropout=(0.0,) * len(hidden)
    )
    model = Model.initial(architecture, np.random.RandomState(0), "he", float)
    run = Run(model, Settings(solver=solver, max_iter=100), State())
    run.train(samples, max_iter=100)

    history = run.state.history
    assert history.costs[-1] < history.costs[0]
    network = model.network()
    losses, _ = network.loss.losses(network.logits(X.T), Y)
    assert losses.mean() < history.costs[0]
    assert run.outcome in ("converged", "max_iter")
    assert (run.outcome == "max_iter") == (history.n_epochs == 100)
    assert run.gave_up == "" and run.interrupt is None


@pytest.mark.parametrize("n_classes", [2, 3])
def test_a_new_update_rule_trains_an_estimator_too(n_classes, toy, make_samples):
    samples = make_samples(100, n_classes=n_classes)
    y = samples.Y[0] if n_classes == 2 else samples.Y.argmax(axis=0)
    ends = []
    for momentum in (0.0, 0.5):
        network = ShallowNNClassifier(
            solver="toy",
            momentum=momentum,
            learning_rate=0.01,
            max_iter=50,
            tol=None,
            random_state=0,
        ).fit(samples.X, y)
        assert network.loss_curve_[-1] < network.loss_curve_[0]
        ends.append(network.coefs_[0])
    assert (ends[0] != ends[1]).all()


@pytest.mark.parametrize("unused", [{"beta_1": 0.5}, {"epsilon": 1.0}], ids=str)
def test_what_a_new_update_rule_has_no_use_for_is_refused(unused, toy, make_samples):
    samples = make_samples()
    (name,) = unused
    with pytest.raises(ValueError, match=f"{name} is not used by solver='toy'"):
        ShallowNNClassifier(solver="toy", **unused).fit(samples.X, samples.Y[0])


@pytest.mark.parametrize("sparse", [False, True], ids=["dense", "sparse"])
@pytest.mark.parametrize(
    ("X", "weights"),
    [
        ([[1.0, 2]], [1]),
        ([[1.0, 2], [1, 2], [1, 2]], [1, 2, 3]),
        ([[0.0, 0], [0, 0]], [1, 1]),
        ([[1.0, 2], [1, 2], [3, 4]], [1, 1, 0]),
    ],
    ids=["one", "equal", "zeros", "equal_by_weight"],
)
def test_batch_norm_needs_samples_that_differ(X, weights, sparse, make_run):
    X = csr_array(np.array(X)) if sparse else np.array(X)
    samples = Samples(X, np.ones((1, len(weights))), np.array(weights, float))
    run = make_run(samples, (3,), batch_norm=True)
    with pytest.raises(ValueError, match="batch_norm=True needs samples that differ"):
        run.train(samples, max_iter=2)
    assert run.outcome is None
    make_run(samples, (3,)).train(samples, max_iter=2)


@pytest.mark.parametrize("sparse", [False, True], ids=["dense", "sparse"])
@pytest.mark.parametrize("solver", SOLVERS)
def test_samples_without_weight_are_absent(solver, sparse, make_samples, make_run):
    samples = make_samples(30, sparse=sparse)
    weights = np.where(np.arange(30) % 4 == 1, 0.0, samples.weights)
    ends = []
    for given in (
        Samples(samples.X, samples.Y, weights),
        samples.take(np.flatnonzero(weights)),
    ):
        run = make_run(given, solver=solver)
        run.train(given, max_iter=5)
        ends.append((run.model.theta, run.state.history))
    np.testing.assert_array_equal(ends[0][0], ends[1][0])
    assert ends[0][1] == ends[1][1]


@pytest.mark.parametrize("hidden", [(), (5,)], ids=str)
@pytest.mark.parametrize("solver", [name for name in SOLVERS if name != "newton"])
def test_a_later_run_goes_on_in_the_state(solver, hidden, make_samples, make_run):
    samples = make_samples(50)
    settings = {"solver": solver, "tol": None}
    once = make_run(samples, hidden, **settings)
    once.train(samples, max_iter=7)
    first = make_run(samples, hidden, **settings)
    first.train(samples, max_iter=3)
    second = Run(first.model, first.settings, first.state)
    second.train(samples, max_iter=4)
    assert (first.n_earlier_epochs, second.n_earlier_epochs) == (0, 3)
    assert second.state.history.n_epochs == 7
    if not SOLVERS[solver].second_order:  # which remember nothing of the curvature
        np.testing.assert_array_equal(second.model.theta, once.model.theta)
        assert second.state.history == once.state.history


@pytest.mark.parametrize("gram", [False, True])
@pytest.mark.parametrize("batch_size", [None, 8])
@pytest.mark.parametrize("solver", ["gd", "momentum"])
def test_divergence_is_told_and_leaves_a_model_to_go_on_from(
    solver, batch_size, gram, make_samples, make_run
):
    samples = make_samples(20, 30)
    run = make_run(
        samples,
        (5,),
        solver=solver,
        learning_rate=1e160,
        alpha=1.0,
        batch_size=batch_size,
        gram=gram,
    )
    run.train(samples, max_iter=50)
    assert run.outcome == "diverged"
    assert run.form == ("gram" if gram else "direct")
    assert np.isfinite(run.model.theta).all()
    assert run.state.memory_of is None
    again = Run(run.model, Settings(solver=solver, batch_size=batch_size), run.state)
    again.train(samples, max_iter=5)
    assert again.outcome == "max_iter"
    assert np.isfinite(run.state.history.costs[-5:]).all()


def test_the_layers_are_those_of_now(make_samples, make_run):
    samples = make_samples(20, 30)
    run = make_run(samples, (5,), solver="gd", gram=True)
    seen = [run.layers()]

    class Task:
        def begin_epoch(self):
            pass

        def end_epoch(self):
            seen.append(run.layers())

    run.train(samples, max_iter=3, task=Task())
    seen.append(run.layers())
    weights = [layers[0]["W"] for layers in seen]
    for before, after in zip(weights[:4], weights[1:4], strict=False):
        assert (before != after).all()
    np.testing.assert_array_equal(weights[3], weights[4])
    np.testing.assert_array_equal(weights[4], run.model.layers()[0]["W"])


@pytest.mark.parametrize("early_stopping", [False, True])
def test_early_stopping_ends_with_the_best_of_the_record(
    early_stopping, make_samples, make_run
):
    both = make_samples(200, 10)
    samples, validation = both.take(np.arange(40)), both.take(np.arange(40, 200))
    run = make_run(
        samples,
        (20,),
        learning_rate=0.02,
        early_stopping=early_stopping,
        n_iter_no_change=5,
    )
    run.train(samples, validation, max_iter=100)
    losses = run.state.history.validation_losses
    network = run.model.network()
    values, _ = network.loss.losses(network.logits(validation.X.T), validation.Y)
    loss = np.average(values, weights=validation.weights)
    best = int(np.argmin(losses))
    assert 0 < best < len(losses) - 1
    assert loss == pytest.approx(losses[best if early_stopping else -1], rel=1e-12)
    assert run.state.best_iteration == (best if early_stopping else None)
    if early_stopping:
        assert run.outcome == "converged"
