"""The first layer in the coordinates of the samples, for wide data.

Under an update rule that is linear in the gradient the weights of the first layer never
leave ``W0`` plus the span of the training samples: ``W = s W0 + C X`` with a number
``s`` and ``C (n_out, n_samples)``, since the gradient ``dW = dZ X`` is itself a
combination of samples. In these coordinates, with the Gram matrix ``G = X X'`` and
``Z0 = W0 X'`` computed once,

``Z = s Z0 + [C b] [G; 1]``, ``ds = 0``, ``dC = dZ``,

which costs ``n_out n**2`` multiplications an epoch where the direct form takes
``2 n_out n n_features``. The gradient of the penalty is ``strength * (s, C)``, and its
norm is ``s**2 |W0|**2 + 2 s <Z0, C> + <C G, C>``. A linear rule moves coordinates as it
moves ``W``: nothing is approximated, and neither the loop nor the update rules nor the
other layers know.

What the layer takes for features of a sample is its row of ``[G, 1, Z0']``; the batch
says which rows it holds, hence which columns of ``C`` are theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from scipy.sparse import issparse

from skscratch.core.affine import affine, bias_gradient, weight_gradient
from skscratch.network.layers import Affine, Layer, Memory
from skscratch.network.network import Network

__all__ = ["GramAffine", "GramForm", "row_products"]


def row_products(A: Any, B: Any) -> np.ndarray:
    """``A B'``, dense: the product of each row with each."""
    products = A @ B.T
    return products.toarray() if issparse(products) else products


class GramAffine(Layer):
    """``Z = s Z0 + C G + b`` on rows of `GramForm.features`."""

    penalized = ("s", "C")
    repeats = asks_rows = True

    def __init__(self, form: GramForm, bias: bool):
        self.form = form
        self.bias = bias
        self.fan_out = len(form.W0)
        self.size = 1 + self.fan_out * (form.n_samples + bias)

    def blocks(self, piece: np.ndarray) -> dict[str, np.ndarray]:
        joint = self._joint(piece)
        weights = {"s": piece[:1], "C": joint[:, : self.form.n_samples]}
        return weights | ({"b": joint[:, self.form.n_samples :]} if self.bias else {})

    def _joint(self, piece: np.ndarray) -> np.ndarray:
        """``[C b]``."""
        return piece[1:].reshape(self.fan_out, -1)

    def bind(self, parameters: np.ndarray, gradient: np.ndarray | None = None) -> None:
        blocks = self.blocks(parameters)
        self.s, self.C, self.b = blocks["s"], blocks["C"], blocks.get("b")
        self.joint = self._joint(parameters)
        if gradient is not None:
            blocks = self.blocks(gradient)
            self.ds, self.dC, self.db = blocks["s"], blocks["C"], blocks.get("b")

    def unbound(self) -> GramAffine:
        return GramAffine(self.form, self.bias)

    def weights(self) -> dict[str, np.ndarray]:
        return {"W": self.form.combine(self.s, self.C)} | (
            {} if self.b is None else {"b": self.b}
        )

    def squared_norm(self) -> float:
        form, s = self.form, float(self.s[0])
        return (
            s * s * form.squared_norm
            + 2 * s * float(np.vdot(form.Z0, self.C))
            + float(np.vdot(self.C @ form.gram, self.C))
        )

    def forward(self, A: Any, memory: Memory, batch: Any) -> np.ndarray:
        n = self.form.n_samples
        memory.batch = batch
        Z = memory.Z = affine(self.joint, A[: n + self.bias], out=memory.Z)
        if self.form.squared_norm:
            Z += self.s * A[n + 1 :]
        return Z

    def write_gradients(self, dZ: np.ndarray, memory: Memory) -> None:
        if dZ.shape[1] < self.form.n_samples:
            self.dC[...] = 0  # of the samples that are not in the batch
        self.dC[:, memory.batch.rows] = dZ
        self.ds[...] = 0
        if self.db is not None:
            self.db[...] = bias_gradient(dZ)


class GramForm:
    """The change of coordinates of one training set.

    The network's own parameters must stay as they are while the form is in use: `W0` is
    among them.

    Parameters
    ----------
    network : Network
        Bound to its parameters; its first layer is an `Affine`.
    X : ndarray or CSR matrix of shape (n_samples, n_features)
        The training samples.
    products : callable, default=row_products
        Who multiplies samples with samples.

    Attributes
    ----------
    network : Network
        The same network with the first layer in the new coordinates.
    table : ndarray of shape (n_samples, n_samples + n_out + 1)
        What stands for `X` in them: `features` of the training samples.
    """

    def __init__(
        self,
        network: Network,
        X: Any,
        products: Callable[[Any, Any], np.ndarray] = row_products,
    ):
        self.first = first = cast(Affine, network.layers[0])
        self.X = X
        self.products = products
        self.n_samples = X.shape[0]
        self.W0 = first.W  # where it stands: wide weights are large
        self.squared_norm = first.squared_norm()
        self.table = self.features(X)
        self.gram = self.table[:, : self.n_samples]
        self.Z0 = self.table[:, self.n_samples + 1 :].T
        self.layer = GramAffine(self, bias=first.bias)
        self.network = Network([self.layer, *network.layers[1:]], network.loss)

    def features(self, X: Any) -> np.ndarray:
        """``[X X_train', 1, (W0 X')']``, a row a sample."""
        n, n_samples, dtype = self.n_samples, X.shape[0], self.W0.dtype
        # Columns of the layer's input are rows of the table: in this order of memory
        # the layer's product takes them as they lie.
        table = np.empty((n_samples, n + len(self.W0) + 1), dtype, order="F")
        table[:, :n] = self.products(X, self.X)
        table[:, n] = 1
        table[:, n + 1 :] = affine(self.W0, X.T).T
        return table

    def start(self, theta: np.ndarray) -> np.ndarray:
        """The coordinates of `theta`, which stands in the direct form: s = 1, C = 0."""
        direct, rest = np.split(theta, [self.first.size])
        coordinates = np.zeros(self.layer.size, theta.dtype)
        old, new = self.first.blocks(direct), self.layer.blocks(coordinates)
        new["s"][...] = 1
        if self.first.bias:
            new["b"][...] = old["b"]
        return np.concatenate([coordinates, rest])

    def direct(self, vector: np.ndarray) -> np.ndarray:
        """The vector of the direct form that stands in coordinates in `vector`."""
        coordinates, rest = np.split(vector, [self.layer.size])
        translated = np.empty(self.first.size + len(rest), vector.dtype)
        direct, translated_rest = np.split(translated, [self.first.size])
        old, new = self.layer.blocks(coordinates), self.first.blocks(direct)
        self.combine(old["s"], old["C"], out=new["W"])
        if self.first.bias:
            new["b"][...] = old["b"]
        translated_rest[...] = rest
        return translated

    def combine(
        self, s: np.ndarray, C: np.ndarray, out: np.ndarray | None = None
    ) -> np.ndarray:
        """``W = s W0 + C X``."""
        W = weight_gradient(C, self.X.T, out=out)
        W += s * self.W0
        return W
