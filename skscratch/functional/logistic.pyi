# The types of logistic.py, beside it so that its lines stay those of the lesson.
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

__all__ = [
    "initialize_with_zeros",
    "model",
    "optimize",
    "predict",
    "propagate",
    "sigmoid",
]

def sigmoid(Z: ArrayLike) -> np.ndarray: ...
def initialize_with_zeros(dim: int) -> tuple[np.ndarray, float]: ...
def propagate(
    w: ArrayLike, b: ArrayLike, X: ArrayLike, Y: ArrayLike
) -> tuple[dict[str, Any], float]: ...
def optimize(
    w: ArrayLike,
    b: ArrayLike,
    X: ArrayLike,
    Y: ArrayLike,
    num_iterations: int = 100,
    learning_rate: float = 0.009,
    print_cost: bool = False,
) -> tuple[dict[str, Any], dict[str, Any], list[float]]: ...
def predict(w: ArrayLike, b: ArrayLike, X: ArrayLike) -> np.ndarray: ...
def model(
    X_train: ArrayLike,
    Y_train: ArrayLike,
    X_test: ArrayLike,
    Y_test: ArrayLike,
    num_iterations: int = 2000,
    learning_rate: float = 0.5,
    print_cost: bool = False,
) -> dict[str, Any]: ...
