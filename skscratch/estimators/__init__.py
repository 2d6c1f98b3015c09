"""The scikit-learn estimators."""

from skscratch.estimators.deep import DeepNNClassifier
from skscratch.estimators.logistic import ScratchLogisticRegression
from skscratch.estimators.shallow import ShallowNNClassifier

__all__ = ["DeepNNClassifier", "ScratchLogisticRegression", "ShallowNNClassifier"]
