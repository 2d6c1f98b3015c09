"""All layers, forwards and backwards: relu units and a sigmoid at the end."""

from __future__ import annotations

from skscratch.core import activations as core
from skscratch.core.affine import affine, affine_backward, affine_gradient
from skscratch.core.losses import binary_cross_entropy
from skscratch.functional._checks import check_unit_interval, checked
from skscratch.functional._parameters import checked_parameters, count_layers

__all__ = ["L_model_backward", "L_model_forward", "backward", "compute_cost", "forward"]


def L_model_forward(X, parameters):
    """All layers: relu in each but the last, sigmoid in the last.

    Parameters
    ----------
    X : array-like of shape (n_0, m)
        Samples in columns.
    parameters : dict
        ``W1``, ``b1``, ..., ``WL``, ``bL``.

    Returns
    -------
    AL : ndarray of shape (1, m)
        Probabilities of label 1.
    caches : list of tuple
        ``((A_prev, W, b), Z)`` of each layer.

    Raises
    ------
    ValueError
        If a key is missing or the shapes do not match.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> parameters = {"W1": [[1.0]], "b1": [[0.0]], "W2": [[2.0]], "b2": [[0.0]]}
    >>> AL, caches = deep.L_model_forward([[-1.0, 1.0]], parameters)
    >>> AL.round(4), len(caches)
    (array([[0.5   , 0.8808]]), 2)
    """
    n_layers = count_layers(parameters)
    return forward(*checked_parameters(parameters, n_layers, X=(X, "n_0", "m")))


def compute_cost(AL, Y):
    """Cross-entropy cost from probabilities.

    Parameters
    ----------
    AL : array-like of shape (1, m)
        Probabilities of label 1.
    Y : array-like of shape (1, m)
        Labels 0 and 1.

    Returns
    -------
    cost : float
        Mean loss in nats, always finite: a probability that has saturated at the
        wrong end counts as the nearest float that has not.

    Raises
    ------
    ValueError
        If the shapes differ or a value is not in [0, 1].

    Notes
    -----
    ``cost = -mean(Y log(AL) + (1 - Y) log(1 - AL))`` with ``0 log(0) = 0``.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> round(deep.compute_cost([[0.8, 0.9, 0.4]], [[1, 1, 0]]), 4)
    0.2798
    """
    AL, Y = checked(AL=(AL, 1, "m"), Y=(Y, 1, "m"))
    check_unit_interval(AL=AL, Y=Y)
    return binary_cross_entropy(AL, Y).mean().item()


def L_model_backward(AL, Y, caches):
    """Gradient of the cost by every parameter.

    Parameters
    ----------
    AL : array-like of shape (1, m)
        Probabilities from `L_model_forward`.
    Y : array-like of shape (1, m)
        Labels 0 and 1.
    caches : list of tuple
        From `L_model_forward`.

    Returns
    -------
    grads : dict
        ``dW1``, ``db1``, ..., ``dWL``, ``dbL`` of the cost and ``dA0``, ...,
        ``dA{L-1}`` of each sample's loss.

    Raises
    ------
    ValueError
        If `caches` is empty, the shapes do not match or a label is not in [0, 1].

    Notes
    -----
    The textbook starts from ``dAL = -Y / AL + (1 - Y) / (1 - AL)`` and multiplies by
    the slope ``AL (1 - AL)``. The product is ``dZL = AL - Y``, which is taken directly:
    it is exact and stays finite where ``AL`` is 0 or 1.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> parameters = {"W1": [[1.0]], "b1": [[0.0]], "W2": [[2.0]], "b2": [[0.0]]}
    >>> AL, caches = deep.L_model_forward([[-1.0, 1.0]], parameters)
    >>> grads = deep.L_model_backward(AL, [[0, 1]], caches)
    >>> grads["db2"].round(4), grads["dA0"].round(4)
    (array([[0.1904]]), array([[ 0.    , -0.2384]]))
    """
    if not caches:
        raise ValueError("caches must be those of L_model_forward; got none.")
    _, ZL = caches[-1]
    AL, Y, _ = checked(AL=(AL, 1, "m"), Y=(Y, 1, "m"), ZL=(ZL, 1, "m"))
    check_unit_interval(Y=Y)
    grads, dZ1 = backward(AL, Y, caches)
    (_, W1, _), _ = caches[0]
    return {"dA0": affine_backward(W1, dZ1), **grads}


def forward(X, parameters):
    """What `L_model_forward` does once its arguments are checked."""
    A, caches, n_layers = X, [], len(parameters) // 2
    for layer in range(1, n_layers + 1):
        A_prev, W, b = A, parameters[f"W{layer}"], parameters[f"b{layer}"]
        Z = affine(W, A_prev, b)
        A = core.sigmoid(Z) if layer == n_layers else core.relu(Z)
        caches.append(((A_prev, W, b), Z))
    return A, caches


def backward(AL, Y, caches):
    """All gradients but ``dA0``, which training has no use for; and ``dZ1``."""
    grads, m = {}, Y.shape[1]
    dZ = AL - Y
    for layer in range(len(caches), 0, -1):
        (A_prev, W, _), _ = caches[layer - 1]
        grads[f"dW{layer}"], grads[f"db{layer}"] = affine_gradient(dZ / m, A_prev)
        if layer > 1:
            dA_prev = affine_backward(W, dZ)
            grads[f"dA{layer - 1}"] = dA_prev
            _, Z_prev = caches[layer - 2]
            dZ = core.relu_backward(dA_prev, Z_prev, A_prev)
    return grads, dZ
