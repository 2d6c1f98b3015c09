"""What all benchmarks share: competitors in turn, and one row for each.

Times are medians over several rounds. In a round every competitor runs once, in the
same process and on the same data, so that a slow spell of the machine meets all of
them. The first competitor is ours; the others' ratios are to it.
"""

import argparse
import gc
import os
import time
from pathlib import Path
from statistics import median

#: What a check reads off the result of a run, beside its time: see `compare`.
COST = "training cost"


def parse_arguments(description, extend=lambda parser: None):
    """The options that every benchmark knows."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--smoke", action="store_true", help="tiny problems, one round")
    parser.add_argument("--rounds", type=int, default=5, help="default: 5")
    parser.add_argument("--cats", type=Path, help="folder of the real images' files")
    extend(parser)
    options = parser.parse_args()
    if options.smoke:
        options.rounds = 1
        os.environ["OMP_NUM_THREADS"] = "1"  # PyTorch, not yet imported, reads it
    return options


def race(competitors, rounds, repeat=1):
    """Seconds of every run and the last result of each competitor, by name."""
    seconds = {name: [] for name in competitors}
    results = {}
    for _ in range(rounds):
        gc.collect()
        for name, run in competitors.items():
            start = time.perf_counter()
            for _ in range(repeat):
                results[name] = run()
            seconds[name].append((time.perf_counter() - start) / repeat)
    return seconds, results


def compare(case, competitors, rounds, *, repeat=1, checked=None, check=None, **facts):
    """Race the competitors; one row each.

    Parameters
    ----------
    case : str
        What was asked of all of them.
    competitors : dict of str to callable
        Each does all of the work; ours is the first.
    rounds : int
    repeat : int
        Calls in one measurement, for work of microseconds.
    checked : str
        Name of the number that shows whether the work was the same.
    check : callable
        From what a competitor returned to that number; not timed.
    **facts
        More entries of the rows.
    """
    seconds, results = race(competitors, rounds, repeat)
    values = {name: median(times) for name, times in seconds.items()}
    for name, row in rows(case, values, "seconds").items():
        row |= {"fastest": min(seconds[name]), "slowest": max(seconds[name])}
        if check is not None:
            row |= {"checked": checked, "check": float(check(results[name]))}
        yield row | facts


def rows(case, values, unit):
    """A row for each competitor of a case; the first is what the ratios are to."""
    ours = next(iter(values.values()))
    return {
        name: {
            "case": case,
            "competitor": name,
            "value": value,
            "unit": unit,
            "ratio": value / ours,
        }
        for name, value in values.items()
    }
