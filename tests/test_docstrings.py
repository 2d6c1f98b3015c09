"""Every public name has a complete docstring: numpydoc's or the textbook's."""

import inspect
import re
from types import FunctionType

from numpydoc.validate import validate

# The rules that we do not follow, each with its reason.
NOT_OURS = {
    "GL01": "the summary starts on the line of the opening quotes",
    "ES01": "an extended summary where there is more to say, not everywhere",
    "SA01": "a See Also section only where it helps",
    "SS05": "the rule takes nouns for verbs in the third person ('Bias', 'Loss')",
    "PR08": "a description may start with a symbol or a formula",
    "RT02": "a returned value has a name: it is the textbook's",
    "RT04": "as PR08, for what is returned",
}

# All classes there share one interface, described once, by the folder.
ONE_INTERFACE = "skscratch.optim."

# The textbook's docstrings are a summary, shapes and an example, without sections.
TEXTBOOK = "skscratch.functional."
SECTIONS = ["PR01", "RT01", "EX01"]
SHAPE = re.compile(r"``\w+ \([\w{}-]+, [\w{}-]+\)``")  # ``name (rows, columns)``


def errors_of(path, besides=()):
    ignored = {*NOT_OURS, *besides}
    return [
        f"{path}: {code}: {message}"
        for code, message in validate(path)["errors"]
        if code not in ignored
    ]


def own_methods(path, cls):
    """Dotted paths of the public methods that a class itself defines."""
    if path.startswith(ONE_INTERFACE):
        return []
    kinds = FunctionType | classmethod | staticmethod
    return [
        f"{path}.{name}"
        for name, member in vars(cls).items()
        if isinstance(member, kinds) and not name.startswith("_")
    ]


def textbook_errors_of(path, docstring):
    """What the docstring of a function of the textbook lacks."""
    summary, *rest = docstring.splitlines() or [""]
    parts = {
        "a one-line summary": summary.endswith(".") and rest[:1] == [""],
        "a shape as ``name (rows, columns)``": SHAPE.search(docstring),
        "a runnable example": re.search(r"^>>> ", docstring, re.MULTILINE),
    }
    lacks = [f"{path}: lacks {part}" for part, found in parts.items() if not found]
    return errors_of(path, besides=SECTIONS) + lacks


def test_docstring_is_complete(public_name, public_objects):
    thing = public_objects[public_name]
    if public_name.startswith(TEXTBOOK):
        errors = textbook_errors_of(public_name, inspect.getdoc(thing) or "")
    else:  # no rule for a constant
        errors = errors_of(public_name) if callable(thing) else []
    if inspect.isclass(thing):
        for method in own_methods(public_name, thing):
            # The class has the example; its methods need none of their own.
            errors += errors_of(method, besides=["EX01"])
    assert errors == []
