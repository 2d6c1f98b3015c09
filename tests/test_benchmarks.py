"""The benchmarks run at toy size, against peers that do the same work."""

import json
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[1] / "examples" / "benchmarks"

#: How the names of those begin that are not ours.
PEERS = ("MLP", "PyTorch", "LogisticR", "SGD", "sklearn", "Pillow", "import torch")

BEGIN = "<!-- Written by examples/benchmarks/run.py --docs -->"
END = "<!-- End of what it writes -->"

#: Not of the suite: what takes a step apart, what a second thread gains, and an
#: experiment that needs Numba.
BY_HAND = {"floor", "second_thread", "compiled"}

#: `defaults` compares accuracies, on a dozen data sets: it has no toy size.
BENCHMARKS = sorted(
    path
    for path in FOLDER.glob("*.py")
    if "run_alone(__doc__, measure)\n" in path.read_text(encoding="utf-8")
    and path.stem not in BY_HAND
)


@pytest.fixture(scope="module")
def run(run_interpreter):
    """A function that runs a script at toy size and returns what it prints."""

    def at_toy_size(script, *arguments, cwd):
        path = FOLDER / script
        return run_interpreter("-W", "error", path, "--smoke", *arguments, cwd=cwd)

    return at_toy_size


@pytest.fixture(scope="module")
def everything(run, tmp_path_factory):
    """The folder that the runner has filled."""
    folder = tmp_path_factory.mktemp("benchmarks")
    (folder / "README.md").write_text(f"How fast:\n\n{BEGIN}\n\nold\n\n{END}\n\nAnd")
    run("run.py", "--output", "out", "--docs", "docs", cwd=folder)
    return folder


@pytest.fixture(scope="module")
def rows(everything):
    """The rows of each case, by benchmark and case."""
    path = everything / "out" / "results.json"
    found = defaultdict(list)
    for row in json.loads(path.read_text(encoding="utf-8"))["results"]:
        found[row["benchmark"], row["case"]].append(row)
    return found


def test_the_parts_of_a_step_are_told(run, tmp_path):
    said = run("floor.py", cwd=tmp_path)
    for part in "products", "Adam", "gathering", "rest":
        assert said.count(f"its {part}") == said.count("a step of ours") > 1


def test_the_gain_of_a_second_thread_is_told(run, tmp_path):
    said = run("second_thread.py", cwd=tmp_path)
    assert said.count("one thread") == said.count("two threads")
    assert said.count("end of a step") == 2 * 6 and said.count("predict_proba") == 2 * 2


def test_compiled_networks_learn_what_ours_learn(run, tmp_path):
    pytest.importorskip("numba", reason="an experiment that Numba is installed for")
    costs = re.findall(r"training cost (\S+)", run("compiled.py", cwd=tmp_path))
    assert len(costs) == 7
    np.testing.assert_allclose(
        [float(cost) for cost in costs[:3]], float(costs[0]), rtol=1e-6
    )
    np.testing.assert_allclose(
        [float(cost) for cost in costs[3:]], float(costs[3]), rtol=1e-5
    )


def test_runner_knows_every_benchmark(rows):
    assert {name for name, _ in rows} == {path.stem for path in BENCHMARKS}


def test_each_case_is_ours_against_a_peer(rows):
    for case, (ours, *peers) in rows.items():
        assert ours["ratio"] == 1, case
        assert peers, case
        for row in peers:
            assert row["ratio"] == pytest.approx(row["value"] / ours["value"]), case


def test_converged_logistic_models_agree_and_ours_is_no_worse(rows):
    for (name, _), case in rows.items():
        if name in ("wide_logistic", "logistic_shapes"):
            ours, *peers = (row["check"] for row in case)
            assert all(ours <= peer * (1 + 1e-9) for peer in peers)
            assert peers == pytest.approx([ours] * len(peers), rel=1e-3)


def test_both_forms_learn_the_same_network(rows):
    cases = [case for (name, _), case in rows.items() if name == "crossover"]
    for costs in ([row["check"] for row in case] for case in cases):
        assert costs == pytest.approx([costs[0]] * len(costs), rel=1e-10)


def test_some_start_from_our_weights_and_do_the_same_steps(rows):
    for (name, _), case in rows.items():
        for row in case if name.startswith("lesson") else ():
            if row["competitor"].startswith(("PyTorch", "bare")):
                assert row["check"] == pytest.approx(case[0]["check"], rel=1e-9)


def test_docs_get_a_table_for_each_question_and_the_pictures(everything, rows):
    text = (everything / "docs" / "speed.md").read_text(encoding="utf-8")
    for (_, name), (row, *_) in rows.items():
        if "axis" in row:
            assert row["question"] in text
        else:
            assert f"| {name} |" in text
    for name in ("scaling.png", "crossover.png"):
        assert f"](images/{name})" in text
        assert (everything / "docs" / "images" / name).stat().st_size > 5000


def test_the_readme_gets_its_table(everything, rows):
    text = (everything / "README.md").read_text(encoding="utf-8")
    before, _, rest = text.partition(f"{BEGIN}\n\n| |")
    table, _, after = rest.partition(f"|\n\n{END}\n\n")
    assert (before, after) == ("How fast:\n\n", "And")
    lines = {line.split("|")[1].strip(): line for line in table.splitlines()[2:]}
    (case,) = (case for (name, _), case in rows.items() if name == "digits")
    (peer,) = (row for row in case if row["competitor"] == "MLPClassifier")
    cell = lines["the digits, 100 units, batches of 32, float32"].split("|")[2]
    assert float(cell) == pytest.approx(peer["ratio"], rel=0.06)
    assert len(lines) == 8


def test_docs_get_what_the_pictures_are_drawn_from(everything, rows):
    text = (everything / "docs" / "measured.json").read_text(encoding="utf-8")
    drawn = [
        (row["benchmark"], row["axis"], row["x"], row["competitor"])
        for row in json.loads(text)["results"]
    ]
    expected = [
        (name, row["axis"], row["x"], row["competitor"])
        for (name, _), case in rows.items()
        for row in case
        if "axis" in row
    ]
    assert drawn == expected and drawn


def test_results_of_other_benchmarks_are_kept(run, everything, rows):
    path = everything / "out" / "results.json"
    before = json.loads(path.read_text(encoding="utf-8"))["results"]
    run("run.py", "digits", "--output", "out", cwd=everything)
    after = json.loads(path.read_text(encoding="utf-8"))["results"]
    assert [row["case"] for row in after] == [row["case"] for row in before]


def test_a_slip_of_a_tenth_is_told_and_a_slow_day_is_not(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    history = pytest.importorskip("history")
    machine = dict.fromkeys(("processor", "cores", "threads"), 1)
    machine |= dict.fromkeys(("Python", "numpy", "skscratch"), "1")
    path = tmp_path / "history.jsonl"

    def run(ours, peer, machine=machine):
        row = {"benchmark": "toy", "case": "small", "unit": "seconds"}
        names = ("our own", "our own, otherwise", "PyTorch")
        rows = [
            row | {"competitor": name, "value": value}
            for name, value in zip(names, (ours, 1.0, peer), strict=True)
            if value
        ]
        told = list(history.slips(machine, rows, path))
        history.remember(machine, rows, path)
        return told

    assert run(1.0, 5.0) == []
    assert run(1.05, 5.0) == []
    assert run(3.0, 15.0) == []  # all of the machine
    (slip,) = run(3.6, 15.0)
    assert slip.startswith("toy: small: 1.20 times as long as on ")
    assert run(9.0, 15.0, machine | {"processor": 2}) == []
    (slip,) = run(4.0, None)  # nobody else did the same
    assert slip.startswith("toy: small: 1.11 times as long as on ")
    assert len(path.read_text().splitlines()) == 6


def test_a_run_adds_a_line_to_the_history(run, tmp_path):
    run("run.py", "digits", "--history", "history.jsonl", cwd=tmp_path)
    (line,) = (tmp_path / "history.jsonl").read_text(encoding="utf-8").splitlines()
    ((ours, peer),) = json.loads(line)["s"].values()
    assert 0 < ours < 100 and 0 < peer < 100


def test_the_history_knows_our_busy_times_beside_the_idle_ones(rows, monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    history = pytest.importorskip("history")
    of_busy = [
        row for (name, _), case in rows.items() for row in case if name == "busy"
    ]
    found = history.times(of_busy)
    assert found and len(found) == 2 * len({row["case"] for row in of_busy})
    assert all(len(pair) == 2 for pair in found.values())


def test_where_a_peer_is_faster_comes_the_worst_first(everything, rows):
    text = (everything / "docs" / "speed.md").read_text(encoding="utf-8")
    told = re.findall(r"^- .*, (\d+\.\d+) of our time$", text, re.MULTILINE)
    faster = []
    for case in rows.values():
        of_ours = {}
        for row in case:
            busy = row["competitor"].endswith(", busy")
            ratio = row["ratio"] / of_ours.setdefault(busy, row["ratio"])
            is_peer = row["competitor"].startswith(PEERS) and "axis" not in row
            if is_peer and ratio < 1:
                faster.append(ratio)
    assert [float(ratio) for ratio in told] == pytest.approx(sorted(faster), abs=0.006)
    assert told


def test_a_benchmark_runs_alone(run, tmp_path):
    printed = run("digits.py", cwd=tmp_path)
    assert "DeepNNClassifier" in printed and "MLPClassifier" in printed


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.stem)
def test_benchmark_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < 100
