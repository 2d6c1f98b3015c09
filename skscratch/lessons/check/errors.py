"""What a learner's function raised, in words: the case, the line, and what may help."""

from __future__ import annotations

import linecache
import re
import types
from typing import Any

import numpy as np

# The kind of the exception, what its message or its line holds, and what helps then;
# the first row that fits is told.
_HINTS: tuple[tuple[type[BaseException], str, str], ...] = (
    (TypeError, r"as a data type|field name",
     "The shape is one argument, a tuple in its own brackets: np.zeros((dim, 1))."),
    (TypeError, r"'tuple' object cannot be interpreted",
     "np.random.randn takes the lengths one by one, without inner brackets: "
     "np.random.randn(n_h, n_x)."),
    (TypeError, r"np\.max\(|'axis' must be|out.* must be",
     "np.max(Z) is the largest entry, and its second argument an axis: "
     "np.maximum(0, Z) takes each entry by itself."),
    (TypeError, r"'float' object cannot be interpreted",
     "A count is a whole number: `/` gives a float, `//` an integer."),
    (TypeError, r"'int' object is not iterable",
     "A loop runs over range(L), not over a number."),
    (TypeError, r"math\.|only .*(scalar|0-dim)",
     "Functions of `math` take one number, and so do float and int: np.exp and np.log "
     "take arrays, and np.sum makes one number of them."),
    (TypeError, r"bitwise_xor|for \^", "`^` is no power in Python: A1**2."),
    (TypeError, r"between instances of .*'tuple'",
     "A function that returns several values gives a tuple: give each a name, as in "
     "A2, cache = forward_propagation(X, parameters)."),
    (TypeError, r"not callable", "Round brackets call a function: an entry is taken by "
     "square ones, and a product needs its `*`."),
    (TypeError, r"unsupported operand|string indices|must be str|list indices",
     "One of the values is of another kind than the line takes it for: a tuple that "
     "is not unpacked, or None from a function without return."),
    (AttributeError, r"'NoneType' object has no attribute 'append'",
     "append changes the list and returns None: costs.append(cost), without `costs =` "
     "before it."),
    (AttributeError, r"module 'numpy'",
     "NumPy has nothing of this name: look at how it is spelt."),
    (AttributeError, r"'dict' object has no attribute '(\w+)'",
     'An entry of a dictionary is taken by its key: grads["{0}"].'),
    (AttributeError, r"'(?:tuple|list)' object",
     "A tuple or a list holds several values: give each a name, in the order in which "
     "they come, as in A_prev, W, b = cache."),
    (AttributeError, r"'(?:int|float)' object",
     "That is a number and no array: it has neither a shape nor entries."),
    (IndexError, r"invalid index to scalar|too many indices",
     "That has fewer axes than indices: look at what it holds, and in which order "
     "values are unpacked."),
    (IndexError, r"out of bounds for axis",
     "The array has fewer entries than the loop has turns: look at the shape that it "
     "was made with, and at the range."),
    (IndexError, r"boolean index",
     "A condition picks from an array of its own shape: look at what both are."),
    (IndexError, r"", "An index is too large: layers count from 1, lists from 0."),
    (ValueError, r"matmul|not aligned",
     "A product needs as many columns on the left as rows on the right: a transpose "
     "(.T) may be missing or too much, the factors swapped, or `@` stand where `*` "
     "belongs."),
    (ValueError, r"broadcast",
     "Shapes that are added or multiplied entry by entry must fit: a transpose (.T) "
     "may be missing, or `*` stand where `@` belongs."),
    (ValueError, r"must be of shape .* as in A_prev",
     "A layer takes the A of the layer before it: look at which A and which W meet "
     "here, and at which layer the loop ends."),
    (ValueError, r"^dA must be of shape",
     "dA and the cache are of two layers here: caches[l] is that of layer l + 1, whose "
     "dA has a row for each of its units."),
    (ValueError, r"truth value.*max\(",
     "max compares whole arrays: np.maximum(0, Z) takes each entry by itself."),
    (ValueError, r"truth value",
     "`if` and `and` take one number; use np.where, or compare the array."),
    (ValueError, r"values to unpack",
     "There must be as many names as values: look at what the tuple holds."),
    (ValueError, r"inhomogeneous",
     "Arrays of several shapes, as in a cache, make no array: unpack the tuple first."),
    (KeyError, r"", "No key of this name: look at how the keys are spelt."),
    (NameError, r"", "A name is used before it gets a value, or is misspelt."),
    (RecursionError, r"", "The function calls itself without end."),
)  # fmt: skip


# What is of use in NumPy's words for a product that cannot be.
_SIZES = re.compile(r"(?<=matmul: ).*\((size .*)\)$")


def error_in_words(error: BaseException, where: str) -> str:
    """Name an exception, the case and the line it came in, and what may help."""
    kind = type(error).__name__
    message = _SIZES.sub(r"\1", _message(error)).strip().splitlines()
    text = f"it raises {kind}{': ' + message[0].rstrip('.') if message else ''}."
    text += f" The case: {where}."
    line, names = _failing_line(error)
    if line:
        text += f" The line: {line}"
        shapes = _shapes_in(line, names)
        text += f", where {shapes}." if shapes else "."
    hint = _hint(error, line, names)
    return f"{text} {hint}" if hint else text


def _failing_line(error: BaseException) -> tuple[str, dict[str, Any]]:
    """The innermost line of the learner's own that raised, and its local variables.

    Where the text of the line is not to be had, it is its number in the function.
    """
    found: tuple[str, dict[str, Any]] = ("", {})
    trace: types.TracebackType | None = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] not in ("skscratch", "numpy"):
            text = linecache.getline(code.co_filename, trace.tb_lineno).strip()
            number = trace.tb_lineno - code.co_firstlineno + 1
            line = f"`{text}`" if text else f"number {number} of {code.co_name}"
            found = line, dict(trace.tb_frame.f_locals)
        trace = trace.tb_next
    return found


def _shapes_in(line: str, names: dict[str, Any]) -> str:
    """``A1 is (3, 5), dZ2 is (1, 5)``: the shapes of the arrays that a line names."""
    if not line.startswith("`"):
        return ""
    words = dict.fromkeys(re.findall(r"[A-Za-z_]\w*", line.partition("=")[2] or line))
    arrays = {w: names[w] for w in words if isinstance(names.get(w), np.ndarray)}
    return ", ".join(f"{name} is {array.shape}" for name, array in arrays.items())


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # an exception of the learner's own may fail in this too
        return ""


def _hint(error: BaseException, line: str, names: dict[str, Any]) -> str:
    special = {KeyError: _of_key, NameError: _of_name, ValueError: _of_shapes}
    for kind, tell in special.items():
        if isinstance(error, kind) and (words := tell(error, line, names)):
            return words
    text = f"{_message(error)} {line}"
    for kind, pattern, words in _HINTS:
        found = re.search(pattern, text) if isinstance(error, kind) else None
        if found:
            return words.format(*found.groups()) if found.groups() else words
    return ""


def _of_key(error: BaseException, line: str, names: dict[str, Any]) -> str:
    """The keys that there are, in the dictionary of that line which lacks this one."""
    key = error.args[0] if error.args else None
    for name in re.findall(r"([A-Za-z_]\w*)\[", line):
        mapping = names.get(name)
        if isinstance(mapping, dict) and isinstance(key, str) and key not in mapping:
            keys = ", ".join(map(str, mapping)) or "none"
            text = f"No key of this name: those of {name} are {keys}."
            layered = re.fullmatch(r"d?[WbA]\d+", str(key))
            return f"{text} Count the layers of the loop." if layered else (
                f"{text} Look at how it is spelt.")  # fmt: skip
    return ""


def _of_name(error: BaseException, line: str, names: dict[str, Any]) -> str:
    """Where the name that is not known may be found."""
    name = getattr(error, "name", None)
    name = name or next(iter(re.findall(r"'(\w+)'", _message(error))), "")
    for where, mapping in names.items():
        if isinstance(mapping, dict) and name in mapping:
            return f'Take it from {where} first: {name} = {where}["{name}"].'
    if not isinstance(error, UnboundLocalError) and hasattr(np, name):
        return f"NumPy's functions have its name before them: np.{name}."
    return ""


def _of_shapes(error: BaseException, line: str, names: dict[str, Any]) -> str:
    """Whether a row less a column has made a square of an array."""
    rows = [v for v in names.values() if isinstance(v, np.ndarray) and v.ndim == 2]
    samples = {v.shape[1] for v in rows if v.shape[0] == 1 and v.shape[1] > 1}
    for name in re.findall(r"[A-Za-z_]\w*", line):
        array = names.get(name)
        if isinstance(array, np.ndarray) and array.ndim == 2 and name[0] == "d":
            m, columns = array.shape
            if m == columns and m in samples:
                return (
                    f"{name} is ({m}, {m}): a row less a column is every difference "
                    "there is. Look at the shapes of what it is made of."
                )
    return ""
