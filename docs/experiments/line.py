"""The pictures of lesson 0: the dot product, going downhill, a line with a bend."""

import graphs_of_layers
import matplotlib as mpl
import numpy as np
from film import save_film
from graph import write_graph
from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#666666"
STYLE = {"font.size": 12, "axes.spines.top": False, "axes.spines.right": False}
RATES = {0.1: "too small: it creeps", 0.25: "the distance halves",
         0.9: "it leaps over the valley", 1.05: "too large: it climbs out"}  # fmt: skip
STEPS = 8


def draw_dot_product(path):
    """Lines of equal w . x, and the shadow of a point on the direction of w."""
    w, x = np.array([2.0, 1.0]), np.array([1.0, 3.0])
    shadow = w * (w @ x) / (w @ w)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(6.4, 5.2), layout="constrained")
        ax = figure.subplots()
        ticks = np.linspace(-3, 5, 2)
        for score in (-5, 0, 5, 10):
            bold = score == 0
            ax.plot(ticks, score - 2 * ticks, color=GREY, lw=2.2 if bold else 1,
                    ls="-" if bold else (0, (6, 4)))  # fmt: skip
        for score, first in {-5: -2.2, 0: -1.0, 5: 2.7, 10: 3.75}.items():
            place = first, score - 2 * first
            ax.text(*place, f"w · x = {score}".replace("-", "−"), color="#333333",
                    rotation=-63.4, rotation_mode="anchor", ha="center", va="center",
                    bbox={"color": "white", "pad": 2})  # fmt: skip
        ax.annotate("", w, (0, 0), arrowprops={"arrowstyle": "-|>", "lw": 3,
                    "color": BLUE, "mutation_scale": 22, "shrinkA": 0,
                    "shrinkB": 0})  # fmt: skip
        ax.text(2.1, 0.8, "w = (2, 1)", color=BLUE, va="top")
        ax.plot(*np.transpose([x, shadow]), color=ORANGE, lw=1.6)
        ax.plot(*np.transpose([(0, 0), shadow]) + [[-0.06], [0.12]], color=ORANGE, lw=4)
        ax.plot(*x, "o", color=ORANGE, ms=9)
        ax.text(1.15, 3.05, "x = (1, 3)", color=ORANGE)
        ax.text(0.66, 0.74, "shadow: 2.24", color=ORANGE, rotation=26.6, ha="center",
                fontweight="bold")  # fmt: skip
        ax.set(xlim=(-2.6, 4.6), ylim=(-1.6, 4.4), aspect="equal",
               xlabel="first feature", ylabel="second feature")  # fmt: skip
        figure.savefig(path, dpi=110)


def draw_two_ways(path):
    """The graph of a number that reaches the cost along two ways."""
    write_graph(graphs_of_layers.two_ways(), path)


def draw_downhill(path):
    """Steps on the parabola (x - 3)**2 from x = 0, for four learning rates: a film."""
    curve = np.linspace(-1.4, 7.4, 200)
    with mpl.rc_context(STYLE | {"font.size": 11}):
        figure = Figure(figsize=(8, 6.2), layout="constrained", dpi=75)
        axes = figure.subplots(2, 2, sharex=True, sharey=True).ravel()
        ways = []
        for ax, (rate, words) in zip(axes, RATES.items(), strict=True):
            x = 3 - 3 * (1 - 2 * rate) ** np.arange(STEPS + 1)
            ax.plot(curve, (curve - 3) ** 2, color=GREY, lw=1.5)
            (way,) = ax.plot([], [], "o", color=BLUE, ls="--", lw=1, ms=6)
            (now,) = ax.plot([], [], "o", color=ORANGE, ms=10)
            ways.append((x, way, now))
            ax.set_title(f"learning rate {rate}\n{words}", fontsize=11)
            ax.text(-0.4, 9, "start", color=ORANGE, ha="right", va="center")
        axes[0].set(ylim=(-0.8, 19.5))
        for ax in axes[2:]:
            ax.set_xlabel("x")
        for ax in axes[::2]:
            ax.set_ylabel("J = (x − 3)²")

        def after(step):
            for x, way, now in ways:
                way.set_data(x[: step + 1], (x[: step + 1] - 3) ** 2)
                now.set_data(x[[step]], (x[[step]] - 3) ** 2)
            figure.suptitle(f"step {step}", fontsize=12)
            return figure

        save_film(after, range(STEPS + 1), path, durations=(1200, 700, 3500))


def draw_bend(path):
    """Three lines of one feature, and the same three through the sigmoid."""
    x = np.linspace(-4, 6, 400)
    lines = [(0.7, -0.7, BLUE, "-"), (3.0, -3.0, ORANGE, "--"),
             (0.7, -2.8, GREEN, ":")]  # fmt: skip
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(8, 3.7), layout="constrained")
        left, right = figure.subplots(1, 2)
        for w, b, color, dash in lines:
            z = w * x + b
            style = {"color": color, "ls": dash, "lw": 2.5}
            left.plot(x, z, label=f"{w:g} x − {-b:g}", **style)
            right.plot(x, 1 / (1 + np.exp(-z)), **style)
        left.axhline(0, color=GREY, lw=0.8)
        right.axhline(0.5, color=GREY, lw=0.8)
        left.set(ylim=(-5, 5), xlabel="x", ylabel="z", title="a line: z = w x + b")
        right.set(xlabel="x", ylabel="a", title="with a bend: a = σ(z)")
        left.legend(frameon=False, loc="upper left", fontsize=11)
        figure.savefig(path, dpi=110)


PICTURES = {
    "dot_product.png": draw_dot_product,
    "graph_two_ways.svg": draw_two_ways,
    "downhill.gif": draw_downhill,
    "bend.png": draw_bend,
}
