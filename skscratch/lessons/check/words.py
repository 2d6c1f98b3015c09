"""Sentences on what a learner's function raised, changed, and returned."""

from __future__ import annotations

import numpy as np

from skscratch.lessons.check.attempt import Attempt, described, last_name
from skscratch.lessons.check.compare import (
    close,
    constant_in_words,
    difference_in_words,
)
from skscratch.lessons.check.errors import error_in_words
from skscratch.lessons.check.recipe import Recipe
from skscratch.lessons.check.search import Fault
from skscratch.lessons.check.structure import Leaves, shown_name
from skscratch.lessons.check.task import Case

_IN_FULL = 2  # results whose difference is told, where none is explained


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
