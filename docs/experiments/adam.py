"""The pictures of lesson 4.6: five rules in a long valley, and the rates they bear."""

import numpy as np
from graph import write_graph
from graphs_of_training import momentum

from skscratch.optim import Adam, GradientDescent, Momentum, Nesterov, RMSprop
from skscratch.plotting.canvas import PALETTE

#: Of the floor and of the walls of J = (t1**2 + 100 t2**2) / 2.
CURVATURES = np.array([1.0, 100.0])

START = np.array([-10.0, 1.0])

N_STEPS = 100

#: Name, rule and learning rate: what a search by hand found good in this valley.
RULES = (
    ("gradient descent", GradientDescent(), 2 / 101),
    ("momentum", Momentum(momentum=0.9), 0.008),
    ("Nesterov", Nesterov(momentum=0.9), 0.008),
    ("RMSprop", RMSprop(beta_2=0.9), 0.3),
    ("Adam", Adam(), 0.5),
)

DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))

#: By solver, with their dashes in the order of RULES.
SOLVERS = ("gd", "momentum", "nesterov", "rmsprop", "adam")


def path(rule, learning_rate, turned=False, n_steps=N_STEPS):
    """All points of a way down the valley, shape (n_steps + 1, 2), and their costs.

    Turned, the valley's floor runs along the diagonal of the two axes.
    """
    axes = np.array([[1.0, 1.0], [-1.0, 1.0]]) / 2**0.5 if turned else np.eye(2)
    hessian = axes.T @ np.diag(CURVATURES) @ axes
    theta = axes.T @ START
    memory = rule.init(theta)
    points = [theta.copy()]
    for _ in range(n_steps):
        rule.step(theta, hessian @ theta, memory, learning_rate)
        points.append(theta.copy())
    points = np.array(points)
    return points, 0.5 * np.sum(points @ hessian * points, axis=1)


def draw_valley(target):
    """A panel a rule: where it has come to after each second step."""
    import matplotlib.pyplot as plt
    from PIL import Image

    figure, panels = plt.subplots(
        len(RULES), figsize=(6.4, 6.0), dpi=100, sharex=True, layout="constrained"
    )
    x, y = np.meshgrid(np.linspace(-11, 4, 300), np.linspace(-1.5, 1.5, 100))
    bowl = (CURVATURES[0] * x**2 + CURVATURES[1] * y**2) / 2
    artists = []
    for ax, (name, rule, rate), colour in zip(panels, RULES, PALETTE, strict=False):
        points, costs = path(rule, rate)
        ax.contour(x, y, bowl, levels=[0.5, 4, 16, 36, 64, 100], colors="#d0d0d0")
        ax.plot(0, 0, "k+", markersize=9)
        (line,) = ax.plot([], [], "-", color=colour, linewidth=1.2)
        (dot,) = ax.plot([], [], "o", color=colour, markersize=7)
        ax.set(yticks=[-1, 0, 1], ylabel="$\\theta_2$")
        label = ax.set_title("", loc="left", fontsize=10)
        artists.append((name, points, costs, line, dot, label))
    panels[-1].set_xlabel("$\\theta_1$  (one unit of $\\theta_2$ is drawn longer)")
    frames = []
    for last in (*range(0, 20), *range(20, N_STEPS + 1, 2)):
        for name, points, costs, line, dot, label in artists:
            line.set_data(*points[: last + 1].T)
            dot.set_data(*points[last : last + 1].T)
            label.set_text(f"{name}: cost {costs[last]:.3g} after {last} steps")
        figure.canvas.draw()
        frames.append(Image.fromarray(np.asarray(figure.canvas.buffer_rgba())[..., :3]))
    plt.close(figure)
    palette = few_colours()
    frames = [f.quantize(palette=palette, dither=Image.Dither.NONE) for f in frames]
    frames[0].save(
        target,
        save_all=True,
        append_images=frames[1:],
        duration=[800] + [120] * (len(frames) - 2) + [3000],
        loop=0,
    )


def few_colours():
    """An image that carries the colours of the GIF, each in mixtures with white."""
    from matplotlib.colors import to_rgb
    from PIL import Image

    colours = [*PALETTE[: len(RULES)], "#000000"]
    mixtures = [
        1 - share * (1 - np.array(to_rgb(colour)))
        for colour in colours
        for share in np.linspace(0, 1, 9)
    ]
    palette = Image.new("P", (1, 1))
    palette.putpalette(np.round(255 * np.array(mixtures)).astype(np.uint8).tobytes())
    return palette


def draw_turned(target):
    """Cost against steps, in the valley along an axis and in the turned one."""
    import matplotlib.pyplot as plt

    figure, panels = plt.subplots(
        1, 2, figsize=(7.2, 4.0), sharey=True, layout="constrained"
    )
    for ax, turned in zip(panels, (False, True), strict=True):
        for (name, rule, rate), colour, dashes in zip(
            RULES, PALETTE, DASHES, strict=False
        ):
            _, costs = path(rule, rate, turned)
            ax.semilogy(costs, linestyle=dashes, color=colour, label=name)
        ax.set(
            xlabel="steps",
            ylim=(1e-4, 300),
            title="turned by 45°" if turned else "floor along an axis",
        )
        ax.grid(alpha=0.3)
    panels[0].set_ylabel("cost (log scale)")
    lines, names = panels[0].get_legend_handles_labels()
    figure.legend(lines, names, loc="outside lower center", ncols=5, fontsize=8.5)
    figure.savefig(target, dpi=120)
    plt.close(figure)


def costs_by_rate(solver, rates):
    """The training cost of a small network on the digits after ten epochs.

    nan where training has diverged.
    """
    import warnings

    from sklearn.datasets import load_digits

    from skscratch import DeepNNClassifier

    X, y = load_digits(return_X_y=True)
    costs = []
    for rate in rates:
        network = DeepNNClassifier(
            hidden_layer_sizes=(32,),
            solver=solver,
            learning_rate=rate,
            learning_rate_schedule=None,
            batch_size=64,
            max_iter=10,
            tol=None,
            random_state=0,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            costs.append(network.fit(X / 16, y).loss_)
    return np.array(costs)


def draw_rates(target):
    """Cost after ten epochs on the digits against the learning rate, a line a rule."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(7.2, 4.0), layout="constrained")
    rates = 10.0 ** np.arange(-5, 1.1, 0.25)
    marks = "os^Dv"
    for (name, _, _), solver, colour, dashes, mark in zip(
        RULES, SOLVERS, PALETTE, DASHES, marks, strict=False
    ):
        costs = costs_by_rate(solver, rates)
        ax.loglog(
            rates,
            costs,
            linestyle=dashes,
            marker=mark,
            markersize=4,
            color=colour,
            label=name,
        )
    ax.axhline(np.log(10), color="#777777", linewidth=0.8)
    ax.text(1.1e-5, np.log(10) * 1.25, "guessing: log 10", fontsize=8, color="#555555")
    ax.set(
        xlabel="learning rate (log scale)",
        ylabel="cost after 10 epochs, nats (log scale)",
        ylim=(0.03, 6),
    )
    ax.grid(alpha=0.3)
    ax.legend(fontsize=8, loc="lower left")
    figure.savefig(target, dpi=120)
    plt.close(figure)


PICTURES = {
    "valley.gif": draw_valley,
    "valley_turned.png": draw_turned,
    "rates_by_rule.png": draw_rates,
    "graph_momentum.svg": lambda path: write_graph(momentum(), path),
}
