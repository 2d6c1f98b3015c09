"""Neural networks from first principles that behave like scikit-learn estimators."""

from skscratch.estimators import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    ShallowNNClassifier,
)

__version__ = "0.1.0"

__all__ = ["DeepNNClassifier", "ScratchLogisticRegression", "ShallowNNClassifier"]
