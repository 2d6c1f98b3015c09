# The types of shallow.py, beside it so that its lines stay those of the lesson.
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

__all__ = [
    "backward_propagation",
    "compute_cost",
    "forward_propagation",
    "initialize_parameters",
    "layer_sizes",
    "nn_model",
    "predict",
    "sigmoid",
    "update_parameters",
]

def sigmoid(Z: ArrayLike) -> np.ndarray: ...
def layer_sizes(X: ArrayLike, Y: ArrayLike, n_h: int = 4) -> tuple[int, int, int]: ...
def initialize_parameters(
    n_x: int,
    n_h: int,
    n_y: int,
    *,
    random_state: int | np.random.RandomState | None = None,
) -> dict[str, np.ndarray]: ...
def forward_propagation(
    X: ArrayLike, parameters: dict[str, Any]
) -> tuple[np.ndarray, dict[str, np.ndarray]]: ...
def compute_cost(
    A2: ArrayLike, Y: ArrayLike, parameters: dict[str, Any] | None = None
) -> float: ...
def backward_propagation(
    parameters: dict[str, Any], cache: dict[str, Any], X: ArrayLike, Y: ArrayLike
) -> dict[str, np.ndarray]: ...
def update_parameters(
    parameters: dict[str, Any], grads: dict[str, Any], learning_rate: float = 1.2
) -> dict[str, np.ndarray]: ...
def nn_model(
    X: ArrayLike,
    Y: ArrayLike,
    n_h: int,
    num_iterations: int = 10000,
    print_cost: bool = False,
    *,
    random_state: int | np.random.RandomState | None = None,
) -> dict[str, np.ndarray]: ...
def predict(parameters: dict[str, Any], X: ArrayLike) -> np.ndarray: ...
