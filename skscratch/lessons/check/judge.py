"""From a task of the lesson and a learner's function to the verdict."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from skscratch.lessons.check.attempt import (
    Attempt,
    attempt,
    described,
    fitting,
    last_name,
    quietly,
    refusal,
)
from skscratch.lessons.check.compare import (
    close,
    close_to_differences,
    constant_in_words,
    difference_in_words,
)
from skscratch.lessons.check.errors import error_in_words
from skscratch.lessons.check.recipe import Recipe, Values
from skscratch.lessons.check.search import Fault, explain
from skscratch.lessons.check.structure import (
    Leaves,
    Taken,
    reordered,
    shown_name,
    take_apart,
)
from skscratch.lessons.check.verdict import Verdict

_IN_FULL = 2  # results whose difference is told, where none is explained


@dataclass(frozen=True)
class Case:
    """One call of a function.

    Parameters
    ----------
    arguments : dict
        What the lesson calls the function with, in order.
    values : dict
        What the equations start from, by the names they use.
    """

    arguments: dict[str, Any]
    values: Values


@dataclass(frozen=True)
class Task:
    """A function that a learner writes, and all that it is held against.

    Parameters
    ----------
    name : str
        Its name in the lesson.
    textbook : callable
        The same function in `skscratch.functional`.
    template : str, dict or Parts
        What it returns.
    recipe : Recipe
        Its equations, and the known mistakes.
    cases : tuple of Case
        What it is called with.
    gradient : callable, default=None
        From a case to derivatives by central differences, by the name of the result.
    besides : callable, default=None
        From the learner's function to sentences on what the cases do not show.
    closer : callable, default=None
        From the learner's function to sentences, asked where the equations explain
        nothing; what it says, if anything, is told in their place.
    hints : dict of str to str, default={}
        What to add to a sentence on the form of the result, by a pattern that it fits.
    """

    name: str
    textbook: Callable[..., Any]
    template: Any
    recipe: Recipe
    cases: tuple[Case, ...]
    gradient: Callable[[Case], Leaves] | None = None
    besides: Callable[[Callable[..., Any]], list[str]] | None = None
    closer: Callable[[Callable[..., Any]], list[str]] | None = None
    hints: Mapping[str, str] = field(default_factory=dict)

    def right(self, case: Case) -> Leaves:
        """What the textbook gives in a case, by name."""
        with quietly():
            value = self.textbook(*case.arguments.values())
        return take_apart(self.template, value).leaves


def check_callable(name: str, function: Any) -> None:
    """Raise TypeError unless what is to be checked can be called."""
    if not callable(function):
        raise TypeError(
            f"{name} must be a function; got {type(function).__name__}. Pass the "
            f"function itself, check.{name}({name}), without calling it."
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


def unwritten_in_words(tried: Attempt) -> str:
    """Say that a function is still a stub."""
    if tried.error is not None:
        return "not written yet: it raises NotImplementedError."
    if tried.value is Ellipsis:
        return "not written yet: it returns `...`."
    return "not written yet: it returns None. The result must be returned."


def in_place_in_words(attempts: list[Attempt]) -> list[str]:
    """Say which arguments a function changed, if any, and how not to."""
    sentences = []
    arrays = list(dict.fromkeys(name for a in attempts for name in a.changed))
    if arrays:
        one = arrays[0]
        sentences.append(
            f"{', '.join(arrays)} {was(arrays)} changed in place: the caller's arrays "
            f"are not yours to write to. Make new ones: `{one} = {one} - ...` in place "
            f"of `{one} -= ...`, and a copy, np.array({one}), before you write to an "
            "entry."
        )
    entries = list(dict.fromkeys(name for a in attempts for name in a.replaced))
    if entries:
        whole = entries[0].partition("[")[0]
        names = ", ".join(map(last_name, entries))
        sentences.append(
            f"{names} {was(entries)} replaced in the caller's {whole}: "
            f"start from a copy, {whole} = dict({whole}), or make a new dictionary."
        )
    return sentences


def was(names: list[str]) -> str:
    """The verb that goes with one name, or with several."""
    return "was" if len(names) == 1 else "were"


def errors_in_words(cases: tuple[Case, ...], attempts: list[Attempt]) -> list[str]:
    """Say what a function raised, and in which of the cases."""
    failed = [
        (case, a.error)
        for case, a in zip(cases, attempts, strict=True)
        if a.error is not None
    ]
    if not failed:
        return []
    case, error = failed[0]
    text = error_in_words(error, described(case.arguments))
    if len(failed) < len(attempts):
        text += f" It comes in {len(failed)} of {len(attempts)} cases."
    return [text]


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


def faults_in_words(
    recipe: Recipe,
    cases: list[Case],
    faults: list[Fault],
    outputs: set[str],
    numeric: list[Leaves] | None = None,
) -> list[str]:
    """Sentences for what the search found: named mistakes first, then the rest."""
    named = [fault.sentence for fault in faults if fault.sentence]
    rest = [fault for fault in faults if fault.sentence is None]
    numeric = numeric or [{}] * len(cases)
    shared = _shared_step(recipe, rest, outputs)
    constants = {_constant(cases, fault) for fault in rest}
    if constants - {None}:
        shared = None  # what they share is the constant
    if len(rest) > 1 and len(constants) == 1 and None not in constants:
        (constant,) = constants
        return [*named, f"in {_and(rest)}, {constant}."]
    words = [_unexplained_in_words(recipe, cases, fault, numeric) for fault in rest[:1]]
    if shared:
        words = [
            f"{_and(rest)} are wrong, and share "
            f"{shared} = {recipe.equation(shared)}: look there first. Here {words[0]}"
        ]
    elif len(rest) > _IN_FULL:
        words.append(f"{_and(rest[1:])} are wrong too.")
    else:
        words += [_difference(fault) + "." for fault in rest[1:]]
    return named + words


def _difference(fault: Fault) -> str:
    """How a result differs in the first case in which it does."""
    pairs = zip(map(np.asarray, fault.came), map(np.asarray, fault.right), strict=True)
    came, right = next((a, b) for a, b in pairs if not close(a, b))
    return difference_in_words(shown_name(fault.step), came, right)


def _and(faults: list[Fault]) -> str:
    *first, last = (shown_name(fault.step) for fault in faults)
    return f"{', '.join(first)} and {last}"


def _constant(cases: list[Case], fault: Fault) -> str | None:
    return constant_in_words(
        [np.asarray(a) for a in fault.came],
        [np.asarray(b) for b in fault.right],
        [case.values.get("m") for case in cases],
    )


def _shared_step(recipe: Recipe, rest: list[Fault], outputs: set[str]) -> str | None:
    """The last step, not returned itself, that these results come from and no other."""
    wrong = {fault.step for fault in rest}
    for step in reversed([s for s in recipe.steps if s not in outputs]):
        users = {s for s in outputs & set(recipe.steps) if step in recipe.depends_on(s)}
        if len(wrong) > 1 and users == wrong:
            return step
    return None


def _unexplained_in_words(
    recipe: Recipe, cases: list[Case], fault: Fault, numeric: list[Leaves]
) -> str:
    came = [np.asarray(a) for a in fault.came]
    right = [np.asarray(b) for b in fault.right]
    wrong = [i for i in range(len(came)) if not close(came[i], right[i])]
    first = wrong[0]
    name = shown_name(fault.step)
    text = difference_in_words(name, came[first], right[first])
    constant = _constant(cases, fault)
    if constant:
        text += f"; {constant}"
    elif fault.step in numeric[first] and came[first].shape == right[first].shape:
        text += ", as central differences of the cost give too"
    text += f" ({described(cases[first].arguments)}"
    if len(wrong) < len(came):
        right_ones = len(came) - len(wrong)
        verb = "is" if right_ones == 1 else "are"
        text += f"; {right_ones} of {len(came)} cases {verb} right"
    return f"{text}). The lesson's equation: {name} = {recipe.equation(fault.step)}"
