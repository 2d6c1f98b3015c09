"""The whole run: its folder is tested first, its figures are the lesson's."""

import json
import re
from pathlib import Path

import pytest

from skscratch.lessons.cats import load_lesson_cats
from skscratch.lessons.reproduce import reproduce, writable_folder

LESSON = Path(__file__).parents[2].parent / "shared" / "data"


def test_a_folder_is_made_and_left_empty(tmp_path):
    folder = writable_folder(tmp_path / "a" / "b")
    assert folder.is_dir()
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        named = re.escape(f"output folder {path} cannot be written")
        with pytest.raises(OSError, match=named):
            writable_folder(path)


@pytest.mark.slow
@pytest.mark.skipif(not LESSON.is_dir(), reason="the lesson's photographs are absent")
def test_the_photographs_give_the_textbook_figures(tmp_path):
    reproduce(load_lesson_cats(LESSON), tmp_path)
    document = json.loads((tmp_path / "results.json").read_text())
    results = {result["model"]: result for result in document["results"]}
    for result in results.values():
        for part in ("train", "test"):
            textbook = result[f"textbook_{part}_accuracy"]
            if textbook is not None:
                assert result[f"{part}_accuracy"] == pytest.approx(textbook, abs=0.011)

    # Costs before the update, from an independent computation.
    costs = {
        "logistic regression": [0.693147, 0.584508, 0.466949],
        "one hidden layer, 4 units": [0.693162],
        "four layers, 20-7-5 units": [0.771749, 0.672053, 0.648263],
        "two layers, 7 units": [0.693050],
    }
    for model, first in costs.items():
        assert results[model]["cost"][: len(first)] == pytest.approx(first, abs=2e-6)
    assert results["logistic regression"]["cost"][19] == pytest.approx(
        0.140872, abs=2e-6
    )
    assert results["two layers, 7 units"]["cost"][24] == pytest.approx(
        0.048555, rel=0.05
    )
