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

__version__ = "0.1.0"

__all__ = [
    "DeepNNClassifier",
    "Diagnosis",
    "GradientCheck",
    "ScratchLogisticRegression",
    "ShallowNNClassifier",
    "diagnose",
    "get_parameters",
    "gradient_check",
    "loss_and_grad",
    "set_parameters",
]
