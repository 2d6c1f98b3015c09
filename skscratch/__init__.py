"""Neural networks from first principles that behave like scikit-learn estimators."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from skscratch import checkpoints as checkpoints
    from skscratch import datasets as datasets
    from skscratch import functional as functional
    from skscratch import optim as optim
    from skscratch import plotting as plotting
    from skscratch import preprocessing as preprocessing
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
    from skscratch.training.gram_memory import shared_gram

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
    "shared_gram",
    "to_onnx",
]

#: Where the names are that are not of the estimators.
_HOMES = {
    "ModelCard": "persistence",
    "load_model": "persistence",
    "read_card": "persistence",
    "save_model": "persistence",
    "shared_gram": "training.gram_memory",
    "to_onnx": "persistence",
}
_FOLDERS = {
    "checkpoints",
    "datasets",
    "functional",
    "optim",
    "plotting",
    "preprocessing",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is asked for: ``skscratch --help`` needs none."""
    if name in _FOLDERS:
        return import_module(f"{__name__}.{name}")
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = _HOMES.get(name, "estimators")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """What an editor or a notebook offers after ``skscratch.``: public names only."""
    return sorted(
        {*__all__, *_FOLDERS, *(name for name in globals() if name[:2] == "__")}
    )
