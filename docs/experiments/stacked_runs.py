"""The picture of the page on stacked runs: what an iteration of a network costs.

It was measured by ``examples/benchmarks/stacked_runs.py`` and is kept in
``stacked_runs.json``.
"""

import json
from functools import cache
from pathlib import Path

from matplotlib.figure import Figure

MEASURED = Path(__file__).parents[1] / "stacked_runs.json"
STYLES = {
    "one fit after the other": ("#0072B2", "o-"),
    "bare loops": ("#009E73", "s--"),
    "one bare loop of a stack": ("#D55E00", "^-"),
}
FITS, BARE, STACK = STYLES


@cache
def microseconds():
    """Of an iteration of one network, by who trains and how many there are."""
    found = {name: {} for name in STYLES}
    for row in json.loads(MEASURED.read_text(encoding="utf-8"))["results"]:
        n_iterations = row["networks"] * row["iterations"]
        found[row["competitor"]][row["networks"]] = 1e6 * row["value"] / n_iterations
    return found


def stacked_runs(path):
    """Time of an iteration of each network by the number of networks."""
    figure = Figure(figsize=(7.2, 4.2), dpi=100, layout="constrained")
    ax = figure.subplots()
    for name, (colour, style) in STYLES.items():
        sizes, times = zip(*microseconds()[name].items(), strict=True)
        ax.plot(sizes, times, style, color=colour, lw=2, label=name)
        if name == BARE:  # too near the fits for numbers of its own
            continue
        for size, time in zip(sizes, times, strict=True):
            above = -14 if size == 2 and name == STACK else 7
            ax.annotate(
                f"{time:.1f}", (size, time), (0, above), textcoords="offset points",
                ha="center", color=colour, fontsize=9,
            )  # fmt: skip
    third = [time / 3 for time in microseconds()[FITS].values()]
    ax.plot(sizes, third, ":", color="0.4", lw=1.5, label="a third of the fits")
    ax.set(xscale="log", xlabel="networks", ylim=(0, 36))
    ax.set_ylabel("µs for an iteration of one network")
    ax.set_xticks(sizes, [str(size) for size in sizes])
    ax.minorticks_off()
    ax.grid(True, color="0.9")
    ax.legend(fontsize=10, loc="upper right")
    figure.savefig(path)


PICTURES = {"stacked_runs.png": stacked_runs}
