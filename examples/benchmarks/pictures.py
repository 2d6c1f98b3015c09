"""Rows that have an axis, drawn as lines on logarithmic scales."""

import matplotlib.pyplot as plt

#: One colour for each competitor, whatever the picture; ours the strongest.
STYLES = {
    "DeepNNClassifier": {"color": "#c0392b", "linewidth": 2.5, "zorder": 3},
    "MLPClassifier": {"color": "#2471a3"},
    "PyTorch": {"color": "#d68910"},
    "PyTorch, fused Adam": {"color": "#d68910", "linestyle": "--"},
    "Gram form": {"color": "#c0392b"},
    "direct form": {"color": "#2471a3"},
    "form chosen": {"color": "0.75", "linewidth": 7, "zorder": 1},
}

AXIS_LABELS = {
    "n_samples": "samples",
    "n_features": "features",
    "width": "units of each hidden layer",
    "depth": "hidden layers",
    "batch_size": "samples of a batch",
}


def draw(rows, path):
    """One panel an axis, one line a competitor; save as PNG."""
    axes = list(dict.fromkeys(row["axis"] for row in rows))
    n_columns = min(3, len(axes))
    n_rows = -(-len(axes) // n_columns)
    figure, panels = plt.subplots(
        n_rows,
        n_columns,
        figsize=(3.6 * n_columns, 3.2 * n_rows + 0.4),
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    panels = list(panels.flat)
    for axis, ax in zip(axes, panels, strict=False):
        _panel(ax, axis, [row for row in rows if row["axis"] == axis])
    for ax in panels[::n_columns]:
        ax.set_ylabel("seconds of a fit")
    handles, labels = panels[0].get_legend_handles_labels()
    spare = panels[len(axes) :]
    for ax in spare:
        ax.axis("off")
    if spare:
        spare[0].legend(handles, labels, loc="center", frameon=False)
    else:
        figure.legend(handles, labels, loc="outside upper center", ncols=len(labels))
    figure.savefig(path, dpi=110)
    plt.close(figure)


def _panel(ax, axis, rows):
    for name in dict.fromkeys(row["competitor"] for row in rows):
        mine = [row for row in rows if row["competitor"] == name]
        x, y = [row["x"] for row in mine], [row["value"] for row in mine]
        ax.plot(x, y, marker="o", markersize=4, label=name, **STYLES.get(name, {}))
    ax.set(xscale="log", yscale="log")
    places = sorted({row["x"] for row in rows})
    ax.set_xticks(places, [f"{x // 1000}k" if x % 1000 == 0 else x for x in places])
    ax.minorticks_off()
    if axis in AXIS_LABELS:
        ax.set_xlabel(AXIS_LABELS[axis])
    else:
        ax.set(title=axis, xlabel="features")
    ax.grid(True, which="major", color="0.9")
    ax.set_axisbelow(True)
