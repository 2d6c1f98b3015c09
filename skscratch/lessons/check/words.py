"""Sentences on what a learner's function raised, changed, and returned."""

from __future__ import annotations

import numpy as np

from skscratch.lessons.check.attempt import Attempt, described, last_name
from skscratch.lessons.check.compare import (
    close,
    constant_in_words,
    difference_in_words,
    factor_of,
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


MEMORY = (
    "it keeps something from call to call, which shows in what it returns: make what "
    "changes, such as a list or a dictionary, within the function, anew in every call, "
    "and not as a default argument or outside of it."
)


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
        whole, _, key = entries[0].partition("[")
        kind, made = ("dict", "dictionary") if key[:1] == "'" else ("list", "list")
        names = [
            name[: name.find("]") + 1] if made == "list" else last_name(name)
            for name in entries
        ]
        names = list(dict.fromkeys(names))  # one caches[2] for all that is in it
        sentences.append(
            f"{', '.join(names)} {was(names)} replaced in the caller's {whole}: "
            f"start from a copy, {whole} = {kind}({whole}), or make a new {made}."
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
    named = [f.sentence + _kept(f) for f in faults if f.sentence and not f.swapped]
    swapped = [f.sentence.removesuffix(".") for f in faults if f.sentence and f.swapped]
    named += [f"{', '.join(swapped)}."] if swapped else []
    rest = [fault for fault in faults if fault.sentence is None]
    numeric = numeric or [{}] * len(cases)
    shared = _shared_step(recipe, rest, outputs)
    constants = {_constant(cases, fault) for fault in rest}
    if constants - {None}:
        shared = None  # what they share is the constant
    if len(rest) > 1 and len(constants) == 1 and None not in constants:
        (constant,) = constants
        return [*named, f"in {_and(rest)}, {constant}."]
    if factor := _common_factor(recipe, cases, rest):
        return [*named, factor]
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


def _kept(fault: Fault) -> str:
    """Say that a result is wrong only where it is returned, if so."""
    if fault.kept is None:
        return ""
    name = shown_name(fault.kept)
    return f" But {name}, made of it, is right: only what comes back is not."


def _common_factor(recipe: Recipe, cases: list[Case], rest: list[Fault]) -> str | None:
    """Say that results which are divided by m have one factor in a case, if so."""
    if len(rest) < 2 or not all(recipe.steps[f.step].endswith("/ m") for f in rest):
        return None
    factors = [list(map(factor_of, fault.came, fault.right)) for fault in rest]
    usual = factors[0]
    if any(None in row or not _alike(row, usual) for row in factors):
        return None
    for case, factor in zip(cases, usual, strict=True):
        if factor and np.isfinite(factor) and not close(factor, 1):
            return (
                f"{_and(rest)} are all {factor:.6g} times what they should be "
                f"({described(case.arguments)}): look at m, the number of samples, "
                "which divides them all."
            )
    return None


def _alike(factors: list[float | None], others: list[float | None]) -> bool:
    pair = np.array(factors, float), np.array(others, float)
    return np.allclose(*pair, rtol=1e-6, equal_nan=True)


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
        users = {s for s in outputs & set(recipe.steps)
                 if step in recipe.depends_on(s, outputs)}  # fmt: skip
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
    text += f"). The lesson's equation: {name} = {recipe.equation(fault.step)}"
    return f"{text}.{_kept(fault)}" if fault.kept else text
