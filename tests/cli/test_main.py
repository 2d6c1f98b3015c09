"""The command line, run as users run it: in a process of its own."""

import json
import os
import platform
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import scipy
import sklearn
from PIL import Image

import skscratch
from skscratch.cli import main
from skscratch.datasets import load_drawn_cats, save_image_hdf5

PICTURES = {
    "cost_curves.png",
    "learning_rates.png",
    "decision_boundaries.png",
    "misclassified.png",
    "weights.png",
}
OTHERS = {"results.json", "report.html"}


ENVIRONMENT = os.environ | {
    "PYTHONPATH": str(Path(skscratch.__file__).parents[1]),
    "PYTHONIOENCODING": "utf-8",
    "COLUMNS": "80",
    # On a busy machine two threads wait for each other longer than they save.
    "OPENBLAS_NUM_THREADS": "1",
}


def skscratch_command(*arguments, cwd, **options):
    """Run ``python -m skscratch`` with the very package that the tests import."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.run(
        [sys.executable, "-m", "skscratch", *map(str, arguments)],
        cwd=cwd,
        env=ENVIRONMENT,
        encoding="utf-8",
        **pipes | options,
    )


@pytest.fixture(scope="module")
def quick_run(tmp_path_factory):
    """One quick run on the drawn cats: the finished process and its output folder."""
    folder = tmp_path_factory.mktemp("quick")
    finished = skscratch_command(
        "reproduce", "--quick", "--output", "out/here", "--seed", 7, cwd=folder
    )
    assert finished.returncode == 0, finished.stderr
    return finished, folder / "out" / "here"


@pytest.fixture(scope="module")
def quick_document(quick_run):
    return json.loads((quick_run[1] / "results.json").read_text())


def test_results_hold_every_model_with_the_textbook_beside(quick_document):
    results = quick_document["results"]
    assert len(results) == 15
    textbook = {
        (r["textbook_train_accuracy"], r["textbook_test_accuracy"]) for r in results
    } - {(None, None)}
    assert textbook == {
        (0.99, 0.7),
        (0.9, None),
        (0.47, None),
        *((right, None) for right in (0.675, 0.6725, 0.9075, 0.905, 0.9125)),
        (0.98, 0.8),
        (1.0, 0.72),
    }
    for result in results:
        assert 0 <= result["train_accuracy"] <= 1
        assert (result["test_accuracy"] is None) == (result["dataset"] == "flower")
        assert result["fit_seconds"] >= 0


def test_quick_is_recorded_and_the_cost_falls(quick_document):
    assert quick_document["quick"] is True
    for result in quick_document["results"]:
        if result["role"] == "lesson":
            assert result["n_iter"] == result["max_iter"] <= 1000
            assert result["cost"][-1] < result["cost"][0]


def test_the_seed_is_recorded(quick_document):
    seeds = {
        (r["lesson"], r["estimator"]): r["seed"] for r in quick_document["results"]
    }
    assert seeds[2, "ShallowNNClassifier"] == 7
    assert seeds[3, "DeepNNClassifier"] == 7


def test_every_picture_is_drawn(quick_run):
    _, folder = quick_run
    assert {path.name for path in folder.iterdir()} == PICTURES | OTHERS
    for name in PICTURES:
        with Image.open(folder / name) as image:
            assert min(image.size) > 500
            assert len(image.convert("L").getcolors()) > 20  # not blank


def test_without_a_terminal_there_is_a_plain_line_per_model_and_a_table(quick_run):
    finished, _ = quick_run
    assert "\x1b" not in finished.stdout
    lines = finished.stdout.splitlines()
    assert (
        sum(
            line.startswith(("lesson 1: ", "lesson 2: ", "lesson 3: "))
            for line in lines
        )
        == 15
    )
    assert any("quick: a tenth of the iterations" in line for line in lines)
    assert any("98 / 80" in line for line in lines)
    assert finished.stderr == ""


def test_the_last_lines_name_the_report_and_the_next_step(quick_run):
    finished, _ = quick_run
    look, next_step = finished.stdout.splitlines()[-2:]
    assert str(Path("out/here/report.html")) in look
    assert next_step == "Next: skscratch lesson 2 --notebook lesson_2.ipynb"


def test_the_report_says_how_it_was_run(quick_run):
    page = (quick_run[1] / "report.html").read_text()
    for name, value in (("Run", "quick"), ("Seed", "7"), ("Images", "drawn cats")):
        assert re.search(f"<dt>{name}</dt><dd>{value}", page)


def test_the_versions_are_those_of_what_runs(tmp_path):
    ours, *others = skscratch_command("--version", cwd=tmp_path).stdout.splitlines()
    assert ours == f"skscratch {skscratch.__version__}"
    known = dict(zip(("Python", "NumPy", "SciPy", "scikit-learn"), others, strict=True))
    modules = {"NumPy": np, "SciPy": scipy, "scikit-learn": sklearn}
    for name, module in modules.items():
        assert known[name].startswith(f"{name} {module.__version__}")
    assert known["Python"].startswith(f"Python {platform.python_version()} on ")
    assert re.search(r" with \w+", known["NumPy"]), "the BLAS"


def refuses(finished, *words):
    """Whether it ended at once with status 2 and one line that has all the words."""
    (line,) = finished.stderr.splitlines()
    return (
        finished.returncode == 2
        and finished.stdout == ""
        and all(word in line for word in words)
    )


def test_an_output_folder_that_cannot_be_written_ends_the_run(tmp_path):
    (tmp_path / "file").touch()
    finished = skscratch_command("reproduce", "--output", "file/below", cwd=tmp_path)
    assert refuses(finished, "output folder", "cannot be written to")


@pytest.fixture
def cats_folder(tmp_path):
    """The real pair's file names, with the drawn pictures in them."""
    folder = tmp_path / "cats"
    folder.mkdir()
    for subset in ("train", "test"):
        cats = load_drawn_cats(subset=subset)
        save_image_hdf5(
            folder / f"{subset}_catvnoncat.h5",
            cats.images,
            cats.target,
            target_names=cats.target_names,
            subset=subset,
        )
    return folder


def test_a_missing_test_file_ends_the_run(cats_folder):
    (cats_folder / "test_catvnoncat.h5").unlink()
    finished = skscratch_command("reproduce", "--cats", "cats", cwd=cats_folder.parent)
    assert refuses(finished, "test_catvnoncat.h5", "does not exist")
    assert not (cats_folder.parent / "skscratch-results").exists()


def test_a_test_file_cut_short_ends_the_run(cats_folder):
    path = cats_folder / "test_catvnoncat.h5"
    path.write_bytes(path.read_bytes()[:-1000])
    finished = skscratch_command("reproduce", "--cats", "cats", cwd=cats_folder.parent)
    assert refuses(finished, "test_catvnoncat.h5", "cannot be read as HDF5")


def is_whole(folder):
    """Whether every file of a run that is there can be read to its end."""
    for path in folder.glob("[!.]*"):
        if path.suffix == ".json":
            json.loads(path.read_text())
        elif path.suffix == ".html":
            assert path.read_text().endswith("</html>\n")
        else:
            with Image.open(path) as image:
                image.load()
    return True


@pytest.mark.parametrize("limit", [1000, 50_000])
def test_a_disk_that_fills_up_ends_the_run_and_keeps_old_files(tmp_path, limit):
    resource = pytest.importorskip("resource")
    old = {name: f"of an earlier run: {name}" for name in PICTURES | OTHERS}
    for name, text in old.items():
        (tmp_path / name).write_text(text)
    finished = skscratch_command(
        *("reproduce", "--quick", "--output", tmp_path),
        cwd=tmp_path,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    (line,) = finished.stderr.splitlines()
    refused = "results.json" if limit == 1000 else "cost_curves.png"
    assert finished.returncode == 2
    assert f"{refused} cannot be written: File too large" in line
    assert {path.name for path in tmp_path.iterdir()} == set(old)
    for name, text in old.items():
        kept = limit == 1000 or name != "results.json"
        assert (text.encode() == (tmp_path / name).read_bytes()) == kept


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_report_that_cannot_be_printed_ends_the_run(tmp_path):
    with open("/dev/full", "w") as full:
        finished = skscratch_command(
            *("reproduce", "--quick"), cwd=tmp_path, stdout=full
        )
    (line,) = finished.stderr.splitlines()
    assert finished.returncode == 2
    assert line.startswith("skscratch reproduce: error: ") and "No space left" in line


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_versions_that_cannot_be_printed_are_one_line(tmp_path):
    with open("/dev/full", "w") as full:
        finished = skscratch_command("--version", cwd=tmp_path, stdout=full)
    (line,) = finished.stderr.splitlines()
    assert finished.returncode == 2
    assert line.startswith("skscratch: error: ") and "No space left" in line


@pytest.mark.parametrize(
    "error", [OSError("disk\nbroken"), ValueError("bad\ndata"), MemoryError()]
)
def test_an_error_on_the_way_is_one_line(monkeypatch, capsys, tmp_path, error):
    def fail(*arguments, **options):
        raise error

    monkeypatch.setattr("skscratch.lessons.reproduce.reproduce", fail)
    assert main(["reproduce", "--output", str(tmp_path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("skscratch reproduce: error: ")
    assert (" ".join(str(error).split()) or "MemoryError") in line


@pytest.mark.slow
def test_a_run_that_is_killed_leaves_whole_files(tmp_path):
    rng = random.Random(0)
    for _ in range(15):
        with subprocess.Popen(
            [sys.executable, "-m", "skscratch", "reproduce", "--quick"],
            cwd=tmp_path,
            env=ENVIRONMENT | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            for line in process.stdout:
                if "textbook: train / test" in line:  # the last before the writing
                    break
            time.sleep(rng.uniform(0, 4))
            process.kill()
        assert is_whole(tmp_path / "skscratch-results")


@pytest.mark.parametrize("seed", ["-1", "1.5", "one", str(2**32)])
def test_a_seed_must_be_one_that_numpy_takes(capsys, seed):
    with pytest.raises(SystemExit, match="2"):
        main(["reproduce", f"--seed={seed}"])
    message = f"must be an integer from 0 to 4294967295; got '{seed}'"
    assert message in capsys.readouterr().err


def test_an_interrupted_run_ends_in_one_line(monkeypatch, capsys, tmp_path):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("skscratch.lessons.reproduce.reproduce", interrupted)
    assert main(["reproduce", "--output", str(tmp_path)]) == 130
    assert capsys.readouterr().err == "skscratch: interrupted\n"


def test_a_lesson_says_what_it_is_about_and_how_to_go_on(tmp_path):
    finished = skscratch_command("lesson", 2, cwd=tmp_path)
    assert finished.returncode == 0
    assert finished.stdout.startswith("Lesson 2")
    assert "skscratch lesson 2 --notebook lesson_2.ipynb" in finished.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_lesson_is_written_as_a_notebook_once(tmp_path):
    command = ("lesson", 2, "--notebook", "mine.ipynb")
    finished = skscratch_command(*command, cwd=tmp_path)
    assert finished.returncode == 0
    assert "mine.ipynb" in finished.stdout
    assert json.loads((tmp_path / "mine.ipynb").read_text())["nbformat"] == 4
    (tmp_path / "mine.ipynb").write_text("my work")
    assert refuses(skscratch_command(*command, cwd=tmp_path), "mine.ipynb", "--force")
    assert (tmp_path / "mine.ipynb").read_text() == "my work"
    assert skscratch_command(*command, "--force", cwd=tmp_path).returncode == 0
    assert (tmp_path / "mine.ipynb").read_text() != "my work"


def test_a_notebook_needs_a_folder_that_is_there(tmp_path):
    finished = skscratch_command("lesson", 2, "--notebook", "no/a.ipynb", cwd=tmp_path)
    assert refuses(finished, "no/a.ipynb", "there is no folder no")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (".", ". cannot be written: it is a folder, so name a file in it"),
        ("", "argument --notebook: must be the name of a file; got ''"),
        ("new/", "argument --notebook: must be the name of a file; got 'new/'"),
        ("file/a.ipynb", "file/a.ipynb cannot be written: there is no folder file"),
        ("/dev/null", "/dev/null cannot be written: it is a device or a pipe"),
    ],
)
def test_a_notebook_needs_the_name_of_a_file(name, words, tmp_path):
    if name.startswith("/") and not Path(name).exists():
        pytest.skip("there is no such device")
    (tmp_path / "file").touch()
    command = ("lesson", 2, "--force", "--notebook", name)
    finished = skscratch_command(*command, cwd=tmp_path)
    assert refuses(finished, f"skscratch lesson: error: {words}")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("lesson", ["6", "-1", "two"])
def test_a_lesson_must_be_one_of_the_course(capsys, lesson):
    with pytest.raises(SystemExit, match="2"):
        main(["lesson", lesson])
    assert "argument N" in capsys.readouterr().err or lesson == "-1"
