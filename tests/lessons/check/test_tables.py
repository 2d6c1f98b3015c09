"""Every mistake of the tables, planted, is named."""

import functools
import inspect
import itertools

import numpy as np
import pytest

from skscratch.lessons.check import (
    all_layers,
    deep,
    descent,
    logistic,
    shallow,
    update,
)
from skscratch.lessons.check.compare import close
from skscratch.lessons.check.judge import judge
from skscratch.lessons.check.structure import Parts, shown_name, take_apart

TASKS = {
    **{f"1 {name}": task for name, task in logistic.TASKS.items()},
    **{f"1 {name}": task for name, task in descent.TASKS.items()},
    "1 first step": descent.FIRST_STEP,
    **{f"2 {name}": task for name, task in shallow.TASKS.items()},
    **{f"3 {name}": task for name, task in deep.TASKS.items()},
    "2 compute_cost": shallow.compute_cost_task("A2", parameters=False),
    "2 update": update.update_task((3, 3, 3), rate_given=True, extra=False),
    "3 update": update.update_task((4, 3, 2, 1), rate_given=True, extra=True),
    **{f"3 forward {len(t.recipe.steps)}": t for t in all_layers.FORWARD_TASKS},
    **{f"3 backward {len(t.recipe.steps)}": t for t in all_layers.BACKWARD_TASKS},
    "3 predict": all_layers.predict_tasks(("X", "parameters"))[1],
}
PLANTED = [
    (name, number)
    for name, task in TASKS.items()
    for number in range(len(task.recipe.mistakes))
]


@functools.cache
def results_of(name, number=None):
    """What the recipe gives in each case, with the mistake in it; None if it cannot."""
    task, results = TASKS[name], []
    wrong = {} if number is None else task.recipe.mistakes[number].formulas
    with np.errstate(all="ignore"):
        for case in task.cases:
            values = dict(case.values)
            for step, formula in task.recipe.steps.items():
                values[step] = task.recipe.compute(wrong.get(step, formula), values)
            if any(values[step] is None for step in task.recipe.steps):
                return None
            results.append(filled(task.template, values))
    return results


def filled(template, values):
    """What a function returns: the template with arrays for the names."""
    if isinstance(template, Parts):
        return tuple(filled(part, values) for part in template.parts.values())
    if isinstance(template, dict):
        return {key: filled(part, values) for key, part in template.items()}
    return values[template]


def leaves(template):
    """The names in a template."""
    if isinstance(template, str):
        return [template]
    parts = template.parts if isinstance(template, Parts) else template
    return [name for part in parts.values() for name in leaves(part)]


def bent(template, value, leaf):
    """A result with another one of its arrays, of the same shape."""
    if isinstance(template, str):
        value = np.asarray(value, float) if template == leaf else value
        return np.sin(value) + 0.3 * value**2 + 0.01 if template == leaf else value
    if isinstance(template, Parts):
        pairs = zip(template.parts.values(), value, strict=True)
        return tuple(bent(part, each, leaf) for part, each in pairs)
    return {key: bent(part, value[key], leaf) for key, part in template.items()}


def same(task, ones, others):
    """Whether two lists of results are the same, up to rounding."""
    for one, other in zip(ones, others, strict=True):
        one, other = take_apart(task.template, one), take_apart(task.template, other)
        if not all(close(one.leaves[k], other.leaves[k]) for k in one.leaves):
            return False
    return True


def answering(task, results):
    """A function that gives these results, one after the other, and again."""
    stream = itertools.cycle(results)

    def function(*arguments):
        return next(stream)

    function.__signature__ = inspect.Signature(
        inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD)
        for name in task.cases[0].arguments
    )
    return function


@pytest.mark.parametrize("name", TASKS)
def test_the_equations_are_the_textbooks(name):
    task, results = TASKS[name], results_of(name)
    for case, result in zip(task.cases, results, strict=True):
        leaves = take_apart(task.template, result).leaves
        right = task.right(case)
        assert leaves.keys() == right.keys()
        for leaf, value in right.items():
            np.testing.assert_allclose(leaves[leaf], value, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize(("name", "number"), PLANTED)
def test_a_planted_mistake_is_named(name, number):
    task, results = TASKS[name], results_of(name, number)
    if results is None:  # as a gradient of another shape: the sum itself raises
        assert task.name == "update_parameters"
        return
    assert not same(task, results, results_of(name))
    verdict = judge(answering(task, results), task)
    assert not verdict
    # Another sentence is as true where that mistake gives the very same results.
    twins = {
        other.sentence
        for i, other in enumerate(task.recipe.mistakes)
        if (found := results_of(name, i)) and same(task, found, results)
    }
    assert task.recipe.mistakes[number].sentence in twins
    assert len(verdict.findings) == 1
    assert verdict.findings[0] in twins


@pytest.mark.parametrize(
    ("name", "leaf"),
    [(name, leaf) for name, task in TASKS.items() for leaf in leaves(task.template)],
)
def test_beside_a_wrong_result_nothing_that_is_right_is_blamed(name, leaf):
    task = TASKS[name]

    @functools.wraps(task.textbook)
    def wrong(*arguments):
        return bent(task.template, task.textbook(*arguments), leaf)

    verdict = judge(wrong, task)
    assert len(verdict.findings) == 1
    assert verdict.findings[0].startswith(f"{shown_name(leaf)} ")
    assert "wrong too" not in str(verdict) and "share" not in str(verdict)


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_sentences_are_whole_and_no_two_the_same_equations(task):
    for mistake in task.recipe.mistakes:
        assert mistake.sentence.endswith(".")
        assert set(mistake.formulas) <= set(task.recipe.steps)
    formulas = [tuple(m.formulas.items()) for m in task.recipe.mistakes]
    assert len(formulas) == len(set(formulas))
