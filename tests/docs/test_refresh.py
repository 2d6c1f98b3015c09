"""What stands between two comment lines of a page is what the package has today."""

import ast

import computed
import computed_of_training
import pytest
import refresh

from skscratch.functional import logistic, shallow

PAGE = """# Page

Before.

<!-- source: skscratch.functional.shallow.predict -->
old
<!-- end -->

<!-- computed: one_neuron_forward -->
<!-- end -->

After.
"""


@pytest.mark.parametrize("function", [logistic.propagate, shallow.sigmoid])
def test_code_is_the_function_without_its_docstring(function):
    code = refresh.code_of(f"{function.__module__}.{function.__name__}")
    (definition,) = ast.parse(code).body
    assert definition.name == function.__name__
    assert ast.get_docstring(definition) is None
    assert ">>>" not in code and "return" in code


def test_code_keeps_decorators_and_comments():
    assert refresh.code_of("skscratch.functional.shallow.sigmoid").startswith("@np.")
    assert "# Forward" in refresh.code_of("skscratch.functional.logistic.propagate")


def test_code_that_is_shown_runs():
    names = dict(vars(shallow))
    exec(refresh.code_of("skscratch.functional.shallow.backward_propagation"), names)
    parameters = shallow.initialize_parameters(2, 3, 1, random_state=0)
    X, Y = [[0.5, -1.0], [2.0, 1.0]], [[0, 1]]
    _, cache = shallow.forward_propagation(X, parameters)
    shown = names["backward_propagation"](parameters, cache, X, Y)
    ours = shallow.backward_propagation(parameters, cache, X, Y)
    assert all((shown[name] == ours[name]).all() for name in ours)


def test_what_is_computed_may_stand_in_another_file():
    page = "<!-- computed: computed_of_training.noise_shares -->\n<!-- end -->\n"
    assert computed_of_training.noise_shares() in refresh.refreshed(page)


def test_page_is_rewritten_between_the_comments_only():
    new = refresh.refreshed(PAGE)
    assert new.startswith("# Page\n\nBefore.\n\n<!-- source")
    assert new.endswith("<!-- end -->\n\nAfter.\n")
    assert "old" not in new
    assert (
        f"```python\n{refresh.code_of('skscratch.functional.shallow.predict')}" in new
    )
    assert computed.one_neuron_forward() in new


def test_refreshing_twice_changes_nothing_more():
    once = refresh.refreshed(PAGE)
    assert refresh.refreshed(once) == once


@pytest.mark.parametrize(
    "page, reason",
    [
        ("<!-- source: skscratch.functional.shallow.predict -->\n", "needs one"),
        ("<!-- end -->\n", "needs one"),
        ("text <!-- computed: X -->\n<!-- end -->\n", "needs one"),
        ("<!-- computed: hidden_layer -->\n<!-- end -->\n", "must name one of"),
        (
            "<!-- computed: computed_of_training.adam -->\n<!-- end -->\n",
            "must name one of",
        ),
    ],
)
def test_comments_that_do_not_fit_are_refused(page, reason):
    with pytest.raises(ValueError, match=reason):
        refresh.refreshed(page)


def test_folder_is_refreshed_and_what_was_stale_is_named(tmp_path):
    (tmp_path / "course").mkdir()
    stale, fresh = tmp_path / "course" / "stale.md", tmp_path / "fresh.md"
    stale.write_text(PAGE)
    fresh.write_text("# Nothing to do\n")
    assert refresh.refresh(tmp_path, write=False) == [stale]
    assert stale.read_text() == PAGE
    assert refresh.refresh(tmp_path) == [stale]
    assert stale.read_text() == refresh.refreshed(PAGE)
    assert refresh.refresh(tmp_path) == []


def test_page_with_a_name_that_is_gone_is_named(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "<!-- source: skscratch.functional.shallow.gone -->\n<!-- end -->\n"
    )
    with pytest.raises(ValueError, match=r"page\.md.*gone"):
        refresh.refresh(tmp_path)
