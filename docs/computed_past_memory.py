"""The tables of the page on data past memory: Markdown from what was measured.

``refresh.py`` writes what a function of this file returns between ``<!-- computed:
computed_past_memory.NAME -->`` and ``<!-- end -->``.
"""

from figures import HERE, script

__all__ = [
    "block_costs",
    "checkpoint_cost",
    "constants",
    "disk_costs",
    "steps",
    "where_it_stops",
]

past_memory = script(HERE / "experiments" / "past_memory.py")


def conditions(part):
    """The machine that a part was measured on."""
    machine = past_memory.measured()[part]["machine"]
    names = ("processor", "cores", "numpy", "BLAS")
    return ", ".join(f"{name} {machine[name]}" for name in names)


def table(header, *rows, words=1):
    """A table of Markdown, its first columns of words and the others of numbers."""
    rule = ["---"] * words + ["--:"] * (len(header) - words)
    lines = [header, rule, *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def disk_costs():
    """Time of an epoch of some networks, by where the samples are."""
    rows = []
    for each in past_memory.measured()["disk"]["epochs"]:
        units = "-".join(map(str, each["units"]))
        in_memory, *from_files = each["seconds"].values()
        cells = [_share(took, in_memory) for took in from_files]
        words = [units, each["rows"], each["kind"]]
        rows.append([*words, _milliseconds(in_memory), *cells])
    header = ["network", "rows", "in a batch", "an epoch in memory"]
    header += ["from HDF5", "from a memory map"]
    return f"{table(header, *rows)}\n\nMeasured on float32, {conditions('disk')}."


def block_costs():
    """Time of an epoch by the size of a block."""
    found = past_memory.measured()["blocks"]
    seconds = {
        (each["kind"], each["block"]): each["seconds"] for each in found["epochs"]
    }
    rows = []
    for block in dict.fromkeys(block for _, block in seconds):
        cells = []
        for kind in dict.fromkeys(kind for kind, _ in seconds):
            took, in_memory = seconds[kind, block], seconds[kind, None]
            alone = block is None
            cells.append(_milliseconds(took) if alone else _share(took, in_memory))
        name = "in memory" if block is None else f"a file, {block} rows a block"
        megabytes = 4e-6 * (block or found["n_rows"]) * found["n_features"]
        rows.append([name, f"{megabytes:.1f} MB", *cells])
    header = ["X", "held at once", "an epoch of full batches", "of batches of 256"]
    shape = f"{found['n_rows']} rows of {found['n_features']} float32"
    return f"{table(header, *rows)}\n\nMeasured on {shape}, {conditions('blocks')}."


def checkpoint_cost():
    """Time of lesson 3 with checkpoints and without."""
    without, with_them = past_memory.measured()["checkpoint"]["seconds"].values()
    row = [_milliseconds(without), _milliseconds(with_them)]
    row.append(f"{with_them / without - 1:.1%}")
    header = ["lesson 3", "a checkpoint every 100 iterations", "cost"]
    return f"{table(header, row, words=0)}\n\nMeasured on {conditions('checkpoint')}."


def _milliseconds(seconds):
    return f"{1000 * seconds:.0f} ms"


def _share(took, in_memory):
    """A time, and the speed as a share of that in memory."""
    return f"{_milliseconds(took)} ({in_memory / took:.0%})"


def constants():
    """What a step on a cluster is made of."""
    k = past_memory.Constants.of_measurement()
    rows = [
        (
            r"$t_0$",
            "a step without tasks: ask, wait, receive",
            f"{1e3 * k.fixed:.1f} ms",
        ),
        ("$c$", "the scheduler, for each task", f"{1e3 * k.per_task:.2f} ms"),
        (
            r"$\gamma$",
            "from your program to a worker and back",
            f"{1e9 * k.per_byte_to_client:.1f} s for a GB",
        ),
        (r"$\lambda$", "from worker to worker, at least", f"{1e3 * k.latency:.1f} ms"),
        (r"$\beta$", "from worker to worker", f"{1e9 * k.per_byte:.2g} s for a GB"),
        (
            r"$\kappa$",
            "arithmetic on one thread, for a million rows and a thousand parameters",
            f"{1e9 * k.per_work:.2g} s",
        ),
        (r"$\sigma$", "spread of a worker's time", f"{k.spread:.0%}"),
    ]
    text = table(["", "what", "measured"], *rows, words=2)
    return f"{text}\n\nMeasured on {conditions('cluster')}."


def steps():
    """A whole step of a fit, on one worker and on two."""
    found, rows = past_memory.measured()["steps"], []
    for name in ("small", "middle", "large"):
        case = found[name]
        one, two = case["1"], case["2"]
        times = f"{1e3 * one:.0f} ms", f"{1e3 * two:.0f} ms"
        apart = ""
        if "1 apart" in case:
            apart = f"{case['1 apart'] / case['2 apart']:.2f}"
        rows.append([case["n_rows"], *times, f"{one / two:.2f}", apart])
    header = ["rows", "one worker", "two workers", "times as quick", "without Dask"]
    shape = f"200 columns of float32, {found['n_parameters']} parameters"
    text = table(header, *rows, words=0)
    return f"{text}\n\nMeasured with {shape}, {conditions('steps')}."


def where_it_stops():
    """The best number of workers for some steps, by simulation."""
    rows = []
    for name in past_memory.STEPS:
        n_workers, factor = past_memory.best(name)
        one = past_memory.simulations()[name][0]
        rows.append(
            [name, f"{one:.3g} s", n_workers, f"{one / factor:.3g} s", f"{factor:.3g}"]
        )
    header = ["", "one worker", "best number", "a step then", "times as quick"]
    return table(header, *rows)
