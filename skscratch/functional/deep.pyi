# The types of deep.py, beside it so that its lines stay those of the lesson.
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

__all__ = [
    "L_layer_model",
    "L_model_backward",
    "L_model_forward",
    "compute_cost",
    "initialize_parameters",
    "initialize_parameters_deep",
    "linear_activation_backward",
    "linear_activation_forward",
    "linear_backward",
    "linear_forward",
    "predict",
    "relu",
    "relu_backward",
    "sigmoid",
    "sigmoid_backward",
    "two_layer_model",
    "update_parameters",
]

_LinearCache = tuple[np.ndarray, np.ndarray, np.ndarray]
_LayerCache = tuple[_LinearCache, np.ndarray]

def initialize_parameters(
    n_x: int,
    n_h: int,
    n_y: int,
    *,
    random_state: int | np.random.RandomState | None = None,
) -> dict[str, np.ndarray]: ...
def initialize_parameters_deep(
    layer_dims: Sequence[int],
    *,
    initialization: Literal[
        "normal", "lecun", "he", "xavier", "zeros", "auto"
    ] = "normal",
    random_state: int | np.random.RandomState | None = None,
) -> dict[str, np.ndarray]: ...
def sigmoid(Z: ArrayLike) -> tuple[np.ndarray, np.ndarray]: ...
def relu(Z: ArrayLike) -> tuple[np.ndarray, np.ndarray]: ...
def sigmoid_backward(dA: ArrayLike, cache: ArrayLike) -> np.ndarray: ...
def relu_backward(dA: ArrayLike, cache: ArrayLike) -> np.ndarray: ...
def linear_forward(
    A_prev: ArrayLike, W: ArrayLike, b: ArrayLike
) -> tuple[np.ndarray, _LinearCache]: ...
def linear_activation_forward(
    A_prev: ArrayLike,
    W: ArrayLike,
    b: ArrayLike,
    activation: Literal["sigmoid", "relu"],
) -> tuple[np.ndarray, _LayerCache]: ...
def L_model_forward(
    X: ArrayLike, parameters: dict[str, Any]
) -> tuple[np.ndarray, list[_LayerCache]]: ...
def compute_cost(AL: ArrayLike, Y: ArrayLike) -> float: ...
def linear_backward(
    dZ: ArrayLike, cache: _LinearCache
) -> tuple[np.ndarray, np.ndarray, np.ndarray]: ...
def linear_activation_backward(
    dA: ArrayLike, cache: _LayerCache, activation: Literal["sigmoid", "relu"]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]: ...
def L_model_backward(
    AL: ArrayLike, Y: ArrayLike, caches: Sequence[_LayerCache]
) -> dict[str, np.ndarray]: ...
def update_parameters(
    parameters: dict[str, Any], grads: dict[str, Any], learning_rate: float
) -> dict[str, np.ndarray]: ...
def L_layer_model(
    X: ArrayLike,
    Y: ArrayLike,
    layers_dims: Sequence[int],
    learning_rate: float = 0.0075,
    num_iterations: int = 3000,
    print_cost: bool = False,
    *,
    initialization: Literal[
        "normal", "lecun", "he", "xavier", "zeros", "auto"
    ] = "lecun",
    random_state: int | np.random.RandomState | None = None,
) -> tuple[dict[str, np.ndarray], list[float]]: ...
def two_layer_model(
    X: ArrayLike,
    Y: ArrayLike,
    layers_dims: Sequence[int],
    learning_rate: float = 0.0075,
    num_iterations: int = 3000,
    print_cost: bool = False,
    *,
    random_state: int | np.random.RandomState | None = None,
) -> tuple[dict[str, np.ndarray], list[float]]: ...
def predict(
    X: ArrayLike,
    y: ArrayLike | dict[str, Any] | None = None,
    parameters: dict[str, Any] | None = None,
) -> np.ndarray: ...
