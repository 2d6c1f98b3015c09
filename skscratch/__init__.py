"""Neural networks from first principles that behave like scikit-learn estimators."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from skscratch.estimators import (
        DeepNNClassifier,
        Diagnosis,
        GradientCheck,
        ScratchLogisticRegression,
        ShallowNNClassifier,
        diagnose,
        get_parameters,
        gradient_check,
        loss_and_grad,
        set_parameters,
    )
    from skscratch.persistence import (
        ModelCard,
        load_model,
        read_card,
        save_model,
        to_onnx,
    )

__version__ = "0.1.0"

__all__ = [
    "DeepNNClassifier",
    "Diagnosis",
    "GradientCheck",
    "ModelCard",
    "ScratchLogisticRegression",
    "ShallowNNClassifier",
    "diagnose",
    "get_parameters",
    "gradient_check",
    "load_model",
    "loss_and_grad",
    "read_card",
    "save_model",
    "set_parameters",
    "to_onnx",
]

_OF_FILES = {"ModelCard", "load_model", "read_card", "save_model", "to_onnx"}


def __getattr__(name: str) -> Any:
    """Import a public name when it is asked for: ``skscratch --help`` needs none."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "persistence" if name in _OF_FILES else "estimators"
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
