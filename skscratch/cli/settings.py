"""`--set NAME=VALUE`: parameters of the network, as they would be written in Python."""

from __future__ import annotations

import ast
import difflib
from typing import Any


def settings_of(pairs: list[str], network: Any) -> dict[str, Any]:
    """The values by the names of parameters.

    Parameters
    ----------
    pairs : list of str
        Such as ``"hidden_layer_sizes=(64, 32)"`` or ``"activation=tanh"``: what is no
        literal of Python is text.
    network : estimator
        It knows the names.

    Returns
    -------
    dict of str to object
        For `set_params`.

    Raises
    ------
    ValueError
        If a pair is none, or the network has no such parameter.
    """
    known = sorted(network.get_params())
    settings: dict[str, Any] = {}
    for pair in pairs:
        name, sign, text = pair.partition("=")
        name = name.strip()
        if not sign:
            raise ValueError(f"--set takes NAME=VALUE; got {pair!r}.")
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"one of {', '.join(known)}."
            raise ValueError(
                f"--set: {type(network).__name__} has no parameter {name!r}; {hint}"
            )
        settings[name] = _value(text.strip())
    return settings


def _value(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
