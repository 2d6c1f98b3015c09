"""What the parameters of hidden layers must be."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any

import numpy as np

from skscratch.core.activations import ACTIVATIONS

__all__ = [
    "check_names",
    "check_rates",
    "check_sizes",
    "per_layer",
]


def per_layer(value: Any, name: str, n_layers: int, kind: type) -> tuple[Any, ...]:
    """A parameter that may be one value or a sequence, as a tuple of one per layer.

    Raises
    ------
    ValueError
        If it is neither, or does not have one value for each hidden layer.
    """
    if isinstance(value, kind):
        return (value,) * n_layers
    if not _is_sequence(value) or len(value) != n_layers:
        raise ValueError(
            f"{name} must be one value or one for each of the {n_layers} hidden "
            f"layers; got {value!r}."
        )
    return tuple(value)


def check_sizes(hidden_layer_sizes: Any) -> tuple[int, ...]:
    """`hidden_layer_sizes` as a tuple.

    Raises
    ------
    ValueError
        If a size is not a positive integer, or the sizes have no order.
    """
    if isinstance(hidden_layer_sizes, Integral):
        return (int(hidden_layer_sizes),)
    sizes = hidden_layer_sizes
    if not (_is_sequence(sizes) and all(map(_is_size, sizes))):
        raise ValueError(
            "hidden_layer_sizes must be a positive integer or a sequence of them; got "
            f"{sizes!r}."
        )
    return tuple(int(size) for size in sizes)


def _is_sequence(value: Any) -> bool:
    """Whether it has one axis: no set, no table, no array of one number."""
    try:
        return np.ndim(value) == 1
    except ValueError:  # lists of unequal lengths
        return False


def _is_size(size: Any) -> bool:
    return isinstance(size, Integral) and not isinstance(size, bool) and int(size) > 0


def check_names(activations: Sequence[str]) -> tuple[str, ...]:
    """Refuse unknown activations."""
    for name in activations:
        if not isinstance(name, str) or name not in ACTIVATIONS:
            raise ValueError(
                f"activation must be among {sorted(ACTIVATIONS)}; got {name!r}."
            )
    return tuple(activations)


def check_rates(dropout: Sequence[float]) -> tuple[float, ...]:
    """Refuse dropout rates outside [0, 1)."""
    for rate in dropout:
        if not isinstance(rate, Real) or isinstance(rate, bool) or not 0 <= rate < 1:
            raise ValueError(
                "dropout must be the fraction of units zeroed, in [0, 1); "
                f"got {rate!r}."
            )
    return tuple(float(rate) for rate in dropout)
