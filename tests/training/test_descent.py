"""Descent: steps along a rule, and what is left when the cost is not finite."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from skscratch.optim import Adam, AdamW, GradientDescent, Momentum, Nesterov, RMSprop
from skscratch.training.batches import FullBatch, MiniBatches, make_batches
from skscratch.training.descent import Descent
from skscratch.training.monitor import Monitor
from skscratch.training.samples import Samples
from skscratch.training.state import History, State

RULES = [
    GradientDescent(),
    Momentum(),
    Nesterov(),
    RMSprop(),
    Adam(),
    AdamW(Adam(), 0.1),
]


def descent(objective, batches, rule=None, learning_rate=0.1, schedule=None):
    rule = GradientDescent() if rule is None else rule
    memory = rule.init(objective.theta)
    return Descent(objective, batches, rule, memory, learning_rate, schedule)


def mini(samples, batch_size=8, rng=None):
    return MiniBatches(samples, batch_size, rng)


def ids(rule):
    return type(rule).__name__


@pytest.mark.parametrize("rule", RULES, ids=ids)
def test_full_batches_record_the_cost_before_each_step(
    rule, make_samples, make_objective, monitor
):
    samples = make_samples()
    objective = make_objective(samples, (5,), strength=0.1)
    (batch,) = FullBatch(samples)
    seen = []

    def schedule(epoch):  # called once before the step of each epoch
        seen.append(objective.cost(batch))
        return 1.0

    descent(objective, FullBatch(samples), rule, 0.01, schedule).run(monitor, 7)
    assert monitor.history.costs == seen
    assert monitor.history.n_steps == monitor.history.n_epochs == 7
    assert monitor.outcome == "max_iter"
    assert seen[-1] < seen[0]


def test_mini_batches_record_the_mean_cost(make_samples, make_objective, monitor):
    samples = make_samples(30)
    objective = make_objective(samples, (5,))
    (full,) = FullBatch(samples)
    cost = objective.cost(full)
    # With a vanishing rate the parameters stand still and the mean is the full cost.
    descent(objective, mini(samples), learning_rate=1e-300).run(monitor, 2)
    assert monitor.history.costs == pytest.approx([cost, cost], rel=1e-12)
    assert monitor.history.n_steps == 8


def test_the_schedule_counts_epochs_and_goes_on(make_samples, make_objective):
    samples, seen = make_samples(30), []
    objective = make_objective(samples)

    def schedule(epoch):
        seen.append(epoch)
        return 0.5**epoch

    for _ in range(2):
        earlier = Monitor(State(history=History.of([1.0] * len(seen), None, None, 0)))
        descent(objective, mini(samples), schedule=schedule).run(earlier, 3)
    assert seen == [0, 1, 2, 3, 4, 5]


def test_the_schedule_multiplies_the_learning_rate(make_samples, make_objective):
    samples = make_samples(30)
    ends = []
    for rate, schedule in ((0.2, lambda epoch: 0.25), (0.05, None)):
        objective = make_objective(samples)
        monitor = Monitor(State())
        descent(objective, mini(samples), None, rate, schedule).run(monitor, 3)
        ends.append(objective.theta)
    np.testing.assert_array_equal(*ends)


@pytest.mark.parametrize("rule", RULES, ids=ids)
def test_two_runs_equal_one_of_their_length(rule, make_samples, make_objective):
    samples = make_samples(30)
    ends = []
    for lengths in ((4, 6), (10,)):
        objective = make_objective(samples, (5,), dropout=0.3)
        monitor, memory = Monitor(State()), rule.init(objective.theta)
        batches = mini(samples, rng=np.random.default_rng(3))
        for length in lengths:
            run = Descent(objective, batches, rule, memory, 0.05)
            run.run(monitor, length)
        ends.append((objective.theta, monitor.history))
    np.testing.assert_array_equal(ends[0][0], ends[1][0])
    assert ends[0][1] == ends[1][1]


def test_it_stops_when_the_monitor_says_so(make_samples, make_objective, stop_after):
    samples, monitor = make_samples(), stop_after(3)
    descent(make_objective(samples), FullBatch(samples)).run(monitor, 100)
    assert monitor.history.n_epochs == monitor.task.begun == 3
    assert monitor.outcome == "stopped"


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
@pytest.mark.parametrize("batch_size", [None, 8])
@pytest.mark.parametrize("rate", [1e3, 1e160, 1e308])
def test_divergence_leaves_the_last_finite_parameters(
    batch_size, rate, make_samples, make_objective, monitor
):
    samples = make_samples(30)
    objective = make_objective(samples, (5,), strength=10.0)
    (full,) = FullBatch(samples)
    batches = FullBatch(samples) if batch_size is None else mini(samples, batch_size)
    descent(objective, batches, learning_rate=rate).run(monitor, 1000)
    assert monitor.outcome == "diverged"
    assert monitor.history.n_epochs < 1000
    assert np.isfinite(monitor.history.costs[:-1]).all()
    assert np.isfinite(objective.theta).all()
    assert np.isfinite(objective.cost(full))


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
@pytest.mark.parametrize("batch_size", [None, 8])
@pytest.mark.parametrize("rate", [1.0, 1e160])
def test_divergence_goes_back_to_parameters_and_statistics_of_one_moment(
    rate, batch_size, make_samples, make_objective, monitor
):
    samples = make_samples(30)
    objective = make_objective(samples, (5, 5), strength=10.0, batch_norm=True)
    arrays, moments = [objective.theta, *objective.network.statistics], []

    def schedule(epoch):  # called before the first step of each epoch
        moments.append([array.copy() for array in arrays])
        return 1.0

    batches = make_batches(samples, batch_size or 30)
    descent(objective, batches, None, rate, schedule).run(monitor, 1000)
    assert monitor.outcome == "diverged"
    assert any(all(map(np.array_equal, arrays, moment)) for moment in moments[-2:])


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
def test_divergence_within_an_epoch_goes_back_to_its_begin(
    make_samples, make_objective, monitor
):
    samples = make_samples(30)
    objective = make_objective(samples)
    start = objective.theta.copy()
    samples.X[20, 0] = np.inf  # in the third of four batches
    descent(objective, mini(samples)).run(monitor, 5)
    assert monitor.outcome == "diverged"
    assert monitor.history.n_epochs == 1 and monitor.history.n_steps == 2
    np.testing.assert_array_equal(objective.theta, start)


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
def test_parameters_spoilt_by_the_last_step_are_not_left_behind(
    make_samples, make_objective, monitor
):
    """No later cost would tell."""
    samples = make_samples()
    objective = make_objective(samples, strength=10.0)
    start = objective.theta.copy()
    descent(objective, FullBatch(samples), learning_rate=np.inf).run(monitor, 1)
    assert np.isfinite(monitor.history.costs).all()
    assert monitor.outcome == "diverged"
    np.testing.assert_array_equal(objective.theta, start)


@pytest.mark.parametrize("factor", [-1.0, float("nan"), float("inf"), None, "a"])
def test_a_factor_that_is_no_finite_number_is_refused(
    factor, make_samples, make_objective
):
    samples = make_samples(20)
    objective = make_objective(samples)
    descent = Descent(
        objective,
        FullBatch(samples),
        GradientDescent(),
        {},
        0.1,
        lambda epoch: 1.0 if epoch < 2 else factor,
    )
    with pytest.raises(ValueError, match="learning_rate_schedule .* for epoch 2"):
        descent.run(Monitor(State()), 5)


class SpoilsOne:
    """Gradient descent that once leaves nan behind a given feature."""

    def __init__(self, feature, at_step):
        self.feature, self.at_step, self.n_steps = feature, at_step, 0

    def init(self, theta):
        return {}

    def step(self, theta, gradient, memory, learning_rate):
        self.n_steps += 1
        theta -= learning_rate * gradient
        if self.n_steps == self.at_step:
            theta[self.feature] = np.nan


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize("batch_size", [None, 8])
@pytest.mark.parametrize("at_step", [1, 6])
def test_weights_behind_an_empty_column_stay_finite(
    at_step, batch_size, make_samples, make_objective, monitor
):
    """No cost tells of them where the samples are sparse."""
    samples = make_samples(30)
    X = samples.X.copy()
    X[:, 2] = 0
    samples = Samples(csr_array(X), samples.Y, samples.weights)
    objective = make_objective(samples)
    batches = make_batches(samples, batch_size or 30)
    descent(objective, batches, SpoilsOne(2, at_step)).run(monitor, 10)
    assert monitor.outcome == "diverged"
    assert np.isfinite(monitor.history.costs).all()
    assert np.isfinite(objective.theta).all()


@pytest.mark.filterwarnings("ignore:invalid value")
def test_an_exception_amid_an_epoch_leaves_finite_parameters(
    make_samples, make_objective, monitor
):
    """Its first steps have spoilt them, and its end would have told."""
    samples = make_samples(30)

    class Interrupted(SpoilsOne):
        def step(self, *arguments):
            super().step(*arguments)
            if self.n_steps == 7:
                raise KeyboardInterrupt

    X = samples.X.copy()
    X[:, 2] = 0
    samples = Samples(csr_array(X), samples.Y, samples.weights)
    objective = make_objective(samples)
    with pytest.raises(KeyboardInterrupt):
        descent(objective, mini(samples), Interrupted(2, 6)).run(monitor, 10)
    assert np.isfinite(objective.theta).all()
    assert monitor.history.n_epochs == 1


@pytest.mark.parametrize(
    "rule", [Momentum(), Nesterov(), RMSprop(0.9), Adam(0.9, 0.9)], ids=ids
)
def test_what_a_rule_remembers_of_a_gone_feature_is_zero_in_the_end(
    rule, make_samples, make_objective, monitor
):
    """Denormal numbers would stay for ever, and are many times slower."""
    samples = make_samples().astype(np.float32)
    objective = make_objective(samples)
    memory = rule.init(objective.theta)
    Descent(objective, FullBatch(samples), rule, memory, 0.1).run(monitor, 1)
    samples.X[:, 0] = 0
    Descent(objective, FullBatch(samples), rule, memory, 0.1).run(monitor, 64 * 32 - 1)
    remembered = [memory[name] for name in memory.keys() - {"scratch", "t"}]
    for array in remembered:
        assert array[0] == 0
        others = np.abs(array[1:])
        assert others.any()  # a sum at the optimum may round to zero, all do not
        assert (others[others > 0] >= np.finfo(np.float32).tiny).all()
