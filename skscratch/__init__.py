"""Neural networks from first principles that behave like scikit-learn estimators."""

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
