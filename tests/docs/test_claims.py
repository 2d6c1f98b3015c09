"""The gallery takes the claims, in the order of the course, and runs them strictly."""

import re
import warnings
from pathlib import Path

import claims
import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize(
    ("path", "page", "runs"),
    [
        ("/x/examples/plot_a_claim.py", True, True),
        ("/x/examples/own_photo.py", False, False),
        ("/x/examples/benchmarks/run.py", False, False),
    ],
)
def test_only_claims_become_pages_and_run(path, page, runs):
    ignored = re.search(claims.CONFIG["ignore_pattern"], path)
    assert (ignored is None) == page
    assert bool(re.search(claims.CONFIG["filename_pattern"], path)) == runs


def test_claims_come_in_the_order_of_the_course(tmp_path):
    pages = {"z": "1_neuron", "a": "4_1_initialization", "b": "3_layers", "c": None}
    for name, page in pages.items():
        words = f":doc:`/course/{page}` and :doc:`/course/0_line`" if page else ""
        (tmp_path / f"{name}.py").write_text(words)
    key = claims.LessonSortKey(tmp_path)
    assert sorted((f"{name}.py" for name in pages), key=key) == [
        "z.py", "b.py", "a.py", "c.py"
    ]  # fmt: skip


def test_pages_of_examples_that_are_gone_are_removed(tmp_path):
    examples, gallery = tmp_path / "examples", tmp_path / "gallery"
    examples.mkdir(), gallery.mkdir()
    (examples / "plot_kept.py").touch()
    kept = ["plot_kept.rst", "plot_kept.codeobj.json", "index.rst"]
    for name in [*kept, "plot_gone.rst", "plot_gone.py", "plot_gone.py.md5"]:
        (gallery / name).touch()
    claims.forget_old_pages(examples, gallery)
    assert sorted(path.name for path in gallery.iterdir()) == sorted(kept)


def test_warnings_are_errors_while_an_example_runs_and_only_then():
    before = list(warnings.filters)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        claims.strict_warnings({}, "plot_a.py", "before")
        with pytest.raises(UserWarning, match="a doubt"):
            warnings.warn("a doubt", stacklevel=1)
        claims.strict_warnings({}, "plot_a.py", "after")
        warnings.warn("a doubt", stacklevel=1)
    assert list(warnings.filters) == before
