"""The scikit-learn estimators, and functions on them."""

from skscratch.estimators.deep import DeepNNClassifier
from skscratch.estimators.diagnosis import Diagnosis, diagnose
from skscratch.estimators.gradients import (
    GradientCheck,
    get_parameters,
    gradient_check,
    loss_and_grad,
    set_parameters,
)
from skscratch.estimators.logistic import ScratchLogisticRegression
from skscratch.estimators.shallow import ShallowNNClassifier

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
