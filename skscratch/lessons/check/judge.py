"""From a task of the lesson and a learner's function to the verdict."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from skscratch.lessons.check.attempt import (
    Attempt,
    attempt,
    described,
    fitting,
    quietly,
    refusal,
)
from skscratch.lessons.check.compare import (
    close,
    close_to_differences,
    difference_in_words,
)
from skscratch.lessons.check.search import explain
from skscratch.lessons.check.structure import (
    Leaves,
    Taken,
    reordered,
    shown_name,
    take_apart,
)
from skscratch.lessons.check.task import Case, Task, check_callable
from skscratch.lessons.check.verdict import Verdict
from skscratch.lessons.check.words import (
    MEMORY,
    errors_in_words,
    faults_in_words,
    in_place_in_words,
    unwritten_in_words,
)


def judge(function: Any, *tasks: Task) -> Verdict:
    """Try a learner's function on the cases of a task and say what is wrong with it.

    Of several tasks (networks of different depth) the first that fails is told.
    """
    check_callable(tasks[0].name, function)
    for task in tasks:
        with quietly():
            findings = _findings(function, task)
        if findings:
            return Verdict(False, task.name, tuple(dict.fromkeys(findings)))
    count = sum(len(task.cases) for task in tasks)
    evidence = f"{count} cases, " + (
        "against central differences and against the textbook"
        if any(task.gradient for task in tasks)
        else "against the textbook"
    )
    return Verdict(True, tasks[0].name, (), evidence)


def _findings(function: Callable[..., Any], task: Task) -> list[str]:
    called = [fitting(function, case.arguments) for case in task.cases]
    unfit = refusal(function, called[0])
    if unfit:
        return [unfit]
    attempts = [attempt(function, arguments) for arguments in called]
    if all(a.unwritten for a in attempts):
        return [unwritten_in_words(attempts[0])]
    if _remembers(function, task, called[0], attempts[0]):
        return [MEMORY]
    findings = errors_in_words(task.cases, attempts)
    findings += _nothing_returned(task.cases, attempts)
    findings += in_place_in_words(attempts)
    tried = [
        (case, a.value)
        for case, a in zip(task.cases, attempts, strict=True)
        if a.error is None and a.value is not None
    ]
    if 2 * len(tried) > len(attempts):  # else what it raises comes first
        cases, results = zip(*tried, strict=True)
        flawed = len(tried) < len(attempts)
        told, explained = _faults_of_values(task, list(cases), list(results), flawed)
        if task.closer is not None and not explained and not findings:
            told = task.closer(function) or told
        findings += told
    if task.besides is not None and not findings:
        findings += task.besides(function)
    return findings


def _remembers(
    function: Callable[..., Any], task: Task, arguments: dict[str, Any], first: Attempt
) -> bool:
    """Whether a call shows in others: in what they gave, or in what they will give."""
    if first.error is not None or first.overwritten:
        return first.overwritten
    again = attempt(function, arguments)
    if again.error is not None:
        return True
    one, other = (take_apart(task.template, a.value) for a in (first, again))
    return one.faults != other.faults or not (
        _agree([one], [other.leaves]) and _agree([other], [one.leaves])
    )


def _nothing_returned(cases: tuple[Case, ...], attempts: list[Attempt]) -> list[str]:
    """Say where a function that works elsewhere returns None."""
    if any(a.error is not None for a in attempts):
        return []  # first things first
    for case, tried in zip(cases, attempts, strict=True):
        if tried.value is None:
            return [
                f"it returns None in the case {described(case.arguments)}: a branch of "
                "it lacks its return."
            ]
    return []


def _faults_of_values(
    task: Task, cases: list[Case], results: list[Any], flawed: bool
) -> tuple[list[str], bool]:
    """Say what is wrong with what came, and whether that explains it.

    Where the form or a case is flawed too, only what has a name is told.
    """
    taken = [take_apart(task.template, value) for value in results]
    rights = [task.right(case) for case in cases]
    flaws = next((t.faults for t in taken if t.faults), [])
    if _agree(taken, rights) and not flaws:
        wrong = _faults_of_gradient(task, cases, taken)
        return wrong or [words for t in taken[:1] for words in t.lists], True
    simple = _order_in_words(task, results, rights) or _all_zeros(taken, rights)
    if simple:
        return [simple], True
    given = [case.values for case in cases]
    found = explain(task.recipe, given, [t.leaves for t in taken])
    explained = all(fault.sentence for fault in found)
    if flaws or flawed:
        found = [fault for fault in found if fault.sentence]
    numeric = _numeric(task, cases)
    words = faults_in_words(task.recipe, cases, found, set(rights[0]), numeric)
    told = flaws + _hints(task, flaws) + words
    if told or flawed:
        return told, explained
    return _differences(cases, taken, rights), False


def _hints(task: Task, flaws: list[str]) -> list[str]:
    """The first hint of the task that fits a flaw of the form."""
    fitting = (
        words
        for pattern, words in task.hints.items()
        if any(re.search(pattern, flaw) for flaw in flaws)
    )
    return list(fitting)[:1]


def _all_zeros(taken: list[Taken], rights: list[Leaves]) -> str | None:
    """Say that nothing but zeros came, where there are several results."""
    names = [name for name in rights[0] if any(np.any(right[name]) for right in rights)]
    came = [t.leaves[name] for t in taken for name in names if name in t.leaves]
    if len(names) < 2 or len(came) < len(names) * len(taken) or any(map(np.any, came)):
        return None
    shown = ", ".join(shown_name(name) for name in names)
    return f"{shown} are all zeros: they come back as they were made, before any sum."


def _differences(
    cases: list[Case], taken: list[Taken], rights: list[Leaves]
) -> list[str]:
    """Results that differ from the textbook's, where no equation tells of it."""
    return [
        f"{difference_in_words(name, t.leaves[name], np.asarray(value))} "
        f"({described(case.arguments)})."
        for case, t, right in zip(cases, taken, rights, strict=True)
        for name, value in right.items()
        if name in t.leaves and not close(t.leaves[name], value)
    ][:1]


def _agree(taken: list[Taken], rights: list[Leaves]) -> bool:
    return all(
        name in t.leaves and close(t.leaves[name], value)
        for t, right in zip(taken, rights, strict=True)
        for name, value in right.items()
    )


def _order_in_words(task: Task, results: list[Any], rights: list[Leaves]) -> str | None:
    """Whether all is right but for the order of a tuple, and how to say so."""
    options = [dict(reordered(task.template, value)) for value in results]
    for words in options[0]:
        if all(words in option for option in options):
            taken = [take_apart(task.template, option[words]) for option in options]
            if _agree(taken, rights) and not any(t.faults for t in taken):
                return words
    return None


def _numeric(task: Task, cases: list[Case]) -> list[Leaves]:
    return [task.gradient(case) if task.gradient else {} for case in cases]


def _faults_of_gradient(task: Task, cases: list[Case], taken: list[Taken]) -> list[str]:
    """Hold what agrees with the textbook against central differences too."""
    return [
        f"{name} is not what central differences of the cost give."
        for numeric, t in zip(_numeric(task, cases), taken, strict=True)
        for name in numeric
        if not close_to_differences(t.leaves[name], numeric[name])
    ]
