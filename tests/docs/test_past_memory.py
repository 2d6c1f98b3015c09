"""The page on data past memory: its model, its curves, and what it was measured by."""

import json
from dataclasses import fields, replace
from pathlib import Path

import figures
import numpy as np
import pytest

past_memory = figures.script(figures.HERE / "experiments" / "past_memory.py")
SCRIPT = figures.EXAMPLES / "benchmarks" / "past_memory.py"

STEP = past_memory.Step(1e7, 1e4)
FREE = past_memory.Constants(
    **{each.name: 0.0 for each in fields(past_memory.Constants)}
)
MEASURED = replace(past_memory.Constants.of_measurement(), spread=0.0)


def simulated(step, n_workers, k):
    return past_memory.simulated(step, n_workers, k, np.random.default_rng(0))


def test_arithmetic_alone_is_shared_by_all():
    k = replace(FREE, per_work=1e-9)
    for n_workers in past_memory.WORKERS:
        for time in (simulated, past_memory.by_formula):
            assert time(STEP, n_workers, k) == pytest.approx(100 / n_workers)


def test_a_single_worker_is_that_of_the_formula():
    assert simulated(STEP, 1, MEASURED) == pytest.approx(
        past_memory.by_formula(STEP, 1, MEASURED)
    )


def test_who_has_theta_doubles_with_each_hop():
    times = past_memory.arrivals(1000, 0.5)
    assert [(times <= 0.5 * hops).sum() for hops in range(11)] == [
        min(2**hops, 1000) for hops in range(11)
    ]


@pytest.mark.parametrize("step", past_memory.STEPS.values(), ids=past_memory.STEPS)
def test_the_formula_is_near_the_simulation_of_equal_workers(step):
    """It adds up what may go on at the same time, so it is never much below."""
    for n_workers in past_memory.WORKERS:
        ratio = simulated(step, n_workers, MEASURED) / past_memory.by_formula(
            step, n_workers, MEASURED
        )
        assert 0.4 < ratio < 1.1


def test_scheduler_and_arithmetic_are_in_balance_at_the_root():
    k = replace(FREE, per_work=1e-9, per_task=1e-3)
    best = (7 / 8 * k.per_work * STEP.n_samples * STEP.n_parameters / k.per_task) ** 0.5
    at_best = past_memory.by_formula(STEP, round(best), k)
    for n_workers in (round(best / 1.5), round(1.5 * best)):
        assert past_memory.by_formula(STEP, n_workers, k) > at_best


def test_unequal_workers_are_waited_for():
    equal = simulated(STEP, 64, MEASURED)
    assert simulated(STEP, 64, replace(MEASURED, spread=0.2)) > equal


def test_sums_travel_once_for_each_level_and_part():
    k = replace(FREE, per_byte=1e-9)
    seconds_of_one = 1e-9 * STEP.n_bytes
    assert simulated(STEP, 2, k) == pytest.approx(2 * seconds_of_one)  # out, and back
    assert past_memory.levels(8) == [1] and past_memory.levels(64) == [8, 1]
    assert past_memory.levels(1000) == [125, 16, 2, 1]


def test_all_that_the_model_needs_was_measured():
    assert all(
        getattr(past_memory.Constants.of_measurement(), each.name) > 0
        for each in fields(past_memory.Constants)
    )


def test_a_block_shuffle_learns_as_a_full_one_unless_the_file_is_sorted():
    full, random, by_label, in_order = (
        losses[-1] for losses in past_memory.curves().values()
    )
    assert random < 1.1 * full
    assert 1.1 * full < by_label < in_order
    assert in_order > 1.5 * full


@pytest.mark.parametrize("part", ["disk", "blocks"])
def test_the_cost_of_a_file_is_measured_anew(part, run_interpreter, tmp_path):
    printed = run_interpreter(
        SCRIPT, part, "--smoke", "--docs", str(tmp_path), cwd=tmp_path
    )
    assert '"machine"' in printed
    kept = json.loads(Path(tmp_path / "past_memory.json").read_text("utf-8"))
    found, known = (each[part]["epochs"] for each in (kept, past_memory.measured()))
    assert [_without_seconds(each) for each in found] == [
        _without_seconds(each) for each in known
    ]
    for each in found:
        seconds = each["seconds"]
        places = seconds.values() if part == "disk" else [seconds]
        assert min(places) > 0


def test_the_cost_of_a_checkpoint_is_measured_anew(run_interpreter, tmp_path):
    run_interpreter(
        SCRIPT, "checkpoint", "--smoke", "--docs", str(tmp_path), cwd=tmp_path
    )
    kept = json.loads(Path(tmp_path / "past_memory.json").read_text("utf-8"))
    found, known = (
        each["checkpoint"]["seconds"] for each in (kept, past_memory.measured())
    )
    assert found.keys() == known.keys() and min(found.values()) > 0


@pytest.mark.slow
def test_steps_on_a_cluster_are_measured_anew(run_interpreter, tmp_path):
    run_interpreter(SCRIPT, "steps", "--smoke", "--docs", str(tmp_path), cwd=tmp_path)
    kept = json.loads(Path(tmp_path / "past_memory.json").read_text("utf-8"))
    for name in ("small", "middle", "large"):
        apart = set() if name == "small" else {"1 apart", "2 apart"}
        assert kept["steps"][name].keys() == {"n_rows", "1", "2"} | apart
        assert min(kept["steps"][name].values()) > 0


def _without_seconds(case):
    return {name: value for name, value in case.items() if name != "seconds"}
