"""The tables of the page on data past memory: Markdown from what was measured.

``refresh.py`` writes what a function of this file returns between ``<!-- computed:
computed_past_memory.NAME -->`` and ``<!-- end -->``.
"""

from figures import HERE, script

__all__ = ["constants", "disk_costs", "steps", "where_it_stops"]

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
    """Time of an epoch by the size of a block."""
    found = past_memory.measured()["disk"]
    kinds = ("full batches", "mini-batches")
    seconds = {
        (each["kind"], each["block"]): each["seconds"] for each in found["epochs"]
    }
    blocks = dict.fromkeys(block for _, block in seconds)
    rows = []
    for block in blocks:
        cells = []
        for kind in kinds:
            took, in_memory = seconds[kind, block], seconds[kind, None]
            share = "" if block is None else f" ({in_memory / took:.0%})"
            cells.append(f"{1000 * took:.0f} ms{share}")
        name = "in memory" if block is None else f"a file, {block} rows a block"
        megabytes = 4e-6 * (block or found["n_rows"]) * found["n_features"]
        rows.append([name, f"{megabytes:.1f} MB", *cells])
    header = ["X", "held at once", "an epoch of full batches", "of mini-batches"]
    shape = f"{found['n_rows']} rows of {found['n_features']} float32"
    return f"{table(header, *rows)}\n\nMeasured on {shape}, {conditions('disk')}."


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
        rows.append([case["n_rows"], *times, f"{one / two:.2f}"])
    header = ["rows", "one worker", "two workers", "times as quick"]
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
