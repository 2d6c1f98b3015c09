"""The pictures of lesson 4.7: the floor that noise leaves, and rates that fall."""

from functools import cache

import numpy as np
from film import save_film
from graph import write_graph
from graphs_of_training import noisy_steps
from matplotlib.figure import Figure

from skscratch.optim import Cosine, Exponential, InverseTime, Step
from skscratch.plotting import LossCurveDisplay
from skscratch.plotting.canvas import PALETTE

N_EPOCHS = 100

#: Name, schedule and dashes: constants of our own, for 100 epochs.
SCHEDULES = (
    ("cosine", Cosine(n_epochs=N_EPOCHS), (0, (6, 2))),
    ("step", Step(factor=0.2, every=30), "-"),
    ("exponential", Exponential(decay=0.96), ":"),
    ("inverse time", InverseTime(rate=0.1), (0, (5, 1, 1, 1, 1, 1))),
)


def mean_cost(rate, n_steps=1000, n_runs=4000, start=10.0):
    """The mean cost theta**2 / 2 of many noisy descents, by step.

    `rate` is a callable from the step, counted from 0; the noise has variance 1.
    """
    rng = np.random.default_rng(0)
    theta = np.full(n_runs, start)
    costs = []
    for step in range(n_steps):
        costs.append(np.mean(theta**2) / 2)
        theta -= rate(step) * (theta + rng.standard_normal(n_runs))
    return np.array([*costs, np.mean(theta**2) / 2])


def flower_network(schedule, seed):
    """Eight units on the flower with steps of Adam, and the cost of each epoch."""
    from skscratch import ShallowNNClassifier
    from skscratch.datasets import make_flower

    network = ShallowNNClassifier(
        n_hidden=8,
        solver="adam",
        learning_rate=0.1,
        learning_rate_schedule=schedule,
        batch_size=16,
        max_iter=N_EPOCHS,
        tol=None,
        random_state=seed,
    )
    return network.fit(*make_flower(random_state=1))


def compare(n_starts=20):
    """The page's table: schedule -> mean log-loss, accuracy, and jump of the cost."""
    from sklearn.metrics import log_loss

    from skscratch.datasets import make_flower

    X, y = make_flower(2000, random_state=2)
    table = {}
    for name, schedule, _ in (("constant", None, ""), *SCHEDULES):
        networks = [flower_network(schedule, seed) for seed in range(n_starts)]
        table[name] = (
            np.mean([log_loss(y, net.predict_proba(X)) for net in networks]),
            np.mean([net.score(X, y) for net in networks]),
            np.mean([np.abs(np.diff(net.loss_curve_[-10:])) for net in networks]),
        )
    return table


def draw_floor(target):
    """Mean cost against steps for three constant rates, 1/t and a cosine."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(7.2, 4.2), layout="constrained")
    cosine = Cosine(n_epochs=1000)
    rates = (
        ("constant 0.5", lambda step: 0.5, "-"),
        ("constant 0.05", lambda step: 0.05, "--"),
        ("constant 0.005", lambda step: 0.005, ":"),
        ("1 / (t + 1)", lambda step: 1 / (step + 1), "-."),
        ("cosine from 0.5", lambda step: 0.5 * cosine(step), (0, (5, 1, 1, 1, 1, 1))),
    )
    for (name, rate, dashes), colour in zip(rates, PALETTE, strict=False):
        costs = mean_cost(rate)
        steps = np.arange(1, len(costs) + 1)
        ax.loglog(steps, costs, linestyle=dashes, color=colour, label=name)
    for rate in (0.5, 0.05, 0.005):
        floor = rate / (2 * (2 - rate))
        ax.axhline(floor, color="#999999", linewidth=0.8)
        ax.text(1, floor * 1.08, f"floor of {rate}", fontsize=8, color="#555555")
    ax.set(
        xlabel="steps + 1 (log scale)",
        ylabel="mean cost of 4000 descents (log scale)",
        ylim=(3e-4, 100),
    )
    ax.legend(fontsize=8, loc="lower left", bbox_to_anchor=(0.16, 0.02))
    figure.savefig(target, dpi=120)
    plt.close(figure)


def draw_schedules(target):
    """Four schedules, and the flower's cost along a constant rate and a cosine."""
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(7.2, 3.6), layout="constrained")
    epochs = np.arange(N_EPOCHS + 1)
    for (name, schedule, dashes), colour in zip(SCHEDULES, PALETTE[1:], strict=False):
        factors = [schedule(epoch) for epoch in epochs]
        left.plot(epochs, factors, linestyle=dashes, color=colour, label=name)
    left.set(xlabel="epoch", ylabel="factor of the learning rate", ylim=(0, 1.05))
    left.legend(fontsize=8)
    LossCurveDisplay.from_estimators(
        [flower_network(schedule, seed=0) for schedule in (None, "cosine")],
        names=["constant", "cosine"],
        ax=right,
    )
    right.set(ylim=(0.15, 0.5))
    figure.savefig(target, dpi=120)
    plt.close(figure)


N_STEPS, N_RUNS = 1000, 4000

#: The lanes of the moving picture: what they are called, and the rate at a step.
LANES = {
    "constant": lambda step: 0.5,
    "constant, small": lambda step: 0.05,
    "falling, a cosine": lambda step: 0.5 * Cosine(n_epochs=N_STEPS)(step),
}

#: Steps that are shown: often at first, when most happens.
SHOWN = [*range(0, 13), 15, 20, 30, 40, 60, 80, *range(100, 1001, 50)]


@cache
def descents(lane):
    """Where many noisy descents are at the steps that are shown, (n_shown, n_runs)."""
    rng = np.random.default_rng(0)
    theta, places = np.full(N_RUNS, 10.0), {}
    for step in range(N_STEPS + 1):
        places[step] = theta.copy()
        theta -= LANES[lane](step) * (theta + rng.standard_normal(N_RUNS))
    return np.array([places[step] for step in SHOWN])


def clouds_at(moment):
    """200 of the descents with each of three rates, and what they cost on average."""
    figure = Figure(figsize=(6.4, 4.6), dpi=100, layout="constrained")
    heights = np.random.default_rng(1).uniform(-1, 1, 200)
    for ax, lane, color in zip(
        figure.subplots(3, sharex=True), LANES, PALETTE, strict=False
    ):
        places = descents(lane)[moment]
        ax.axvline(0, color="#999999", lw=0.8)
        ax.plot(places[:200], heights, ".", color=color, ms=4)
        ax.set(xlim=(-3, 11), ylim=(-1.4, 1.4), yticks=[])
        rate, cost = LANES[lane](SHOWN[moment]), np.mean(places**2) / 2
        ax.set_title(f"{lane}: rate {rate:.3f}, mean cost {cost:.4f}", fontsize=11)
    ax.set_xlabel("$\\theta$; the bottom of the bowl is at 0")
    figure.suptitle(f"step {SHOWN[moment]:4}", family="monospace")
    return figure


def draw_clouds(target):
    """Many noisy descents with a large, a small and a falling rate."""
    save_film(clouds_at, range(len(SHOWN)), target, durations=(1500, 300, 4000))


PICTURES = {
    "noise_floor.png": draw_floor,
    "schedules.png": draw_schedules,
    "graph_noise.svg": lambda path: write_graph(noisy_steps(), path),
    "noise_clouds.gif": draw_clouds,
}
