"""The first layer in the coordinates of the samples, for wide data.

Under an update rule that is linear in the gradient the weights of the first layer never
leave ``W0`` plus the span of the training samples: ``W = s W0 + C X`` with a number
``s`` and ``C (n_out, n_samples)``, since the gradient ``dW = dZ X`` is itself a
combination of samples. In these coordinates, with the Gram matrix ``G = X X'`` and
``Z0 = W0 X'`` computed once,

``Z = s Z0 + C G + b``, ``ds = 0``, ``dC = dZ``,

which costs ``n_out n**2`` multiplications an epoch where the direct form takes
``2 n_out n n_features``. The gradient of the penalty is ``strength * (s, C)``, and its
norm is ``s**2 |W0|**2 + 2 s <Z0, C> + <C G, C>``. A linear rule moves coordinates as it
moves ``W``: nothing is approximated, and neither the loop nor the update rules nor the
other layers know.

What the layer takes for features of a sample is its row of ``[G, Z0', number]``; the
number of the sample says which column of ``C`` is its own.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from scipy.sparse import issparse

from skscratch.core.affine import affine
from skscratch.network.network import Network, split

__all__ = ["GramAffine", "GramForm"]


class GramAffine:
    """``Z = s Z0 + C G + b`` on rows of `GramForm.features`."""

    def __init__(self, form, bias):
        n_out, n = len(form.W0), form.n_samples
        self.form = form
        self.shapes = ((1, 1), (n_out, n), (n_out, 1))[: 2 + bias]
        self.penalized = (True, True, False)[: 2 + bias]
        self.names = ("s", "C", "b")[: 2 + bias]

    def bind(self, parameters, gradients=None):
        self.s, self.C, self.b = (*parameters, None)[:3]
        self.ds, self.dC, self.db = (*(gradients or ()), None, None, None)[:3]

    def weights(self):
        return {"W": self.form.combine(self.s, self.C)} | (
            {} if self.b is None else {"b": self.b}
        )

    def squared_norm(self):
        form, s = self.form, float(self.s[0, 0])
        return (
            s * s * form.squared_norm
            + 2 * s * float(np.vdot(form.Z0, self.C))
            + float(np.vdot(self.C @ form.gram, self.C))
        )

    def allocate(self, n_samples):
        return SimpleNamespace(
            Z=np.empty((len(self.C), n_samples), self.C.dtype),
            ones=np.ones((n_samples, 1), self.C.dtype),
            numbers=None,
        )

    def forward(self, columns, memory, weights):
        n = self.form.n_samples
        memory.numbers = columns[-1]
        Z = affine(self.C, columns[:n], self.b, out=memory.Z)
        if self.form.squared_norm:
            Z += self.s * columns[n:-1]
        return Z

    def accumulate(self, dZ, memory):
        if dZ.shape[1] == self.form.n_samples:
            self.dC[...] = dZ
        else:
            self.dC[...] = 0
            self.dC[:, memory.numbers.astype(np.intp)] = dZ
        self.ds[...] = 0
        if self.db is not None:
            dZ.dot(memory.ones, out=self.db)

    def for_prediction(self):
        return self


class GramForm:
    """The change of coordinates of one training set.

    Parameters
    ----------
    network : Network
        Bound to its parameters; its first layer is an `Affine`.
    X : ndarray or CSR matrix of shape (n_samples, n_features)
        The training samples.

    Attributes
    ----------
    network : Network
        The same network with the first layer in the new coordinates.
    table : ndarray of shape (n_samples, n_samples + n_out + 1)
        What stands for `X` in them: `features` of the training samples.
    """

    def __init__(self, network, X):
        first = network.layers[0]
        self.X = X
        self.n_samples = X.shape[0]
        self.W0 = first.W.copy()
        self.squared_norm = first.squared_norm()
        self.table = self.features(X)
        self.gram = self.table[:, : self.n_samples]
        self.Z0 = self.table[:, self.n_samples : -1].T
        layer = GramAffine(self, bias=first.b is not None)
        self.network = Network([layer, *network.layers[1:]], network.loss)

    def features(self, X):
        """``[X X_train', (W0 X')', number]``, a row a sample; other samples are -1."""
        n, n_samples, dtype = self.n_samples, X.shape[0], self.W0.dtype
        # Columns of the layer's input are rows of the table: in this order of memory
        # the layer's product takes them as they lie.
        table = np.empty((n_samples, n + len(self.W0) + 1), dtype, order="F")
        products = X @ self.X.T
        table[:, :n] = products.toarray() if issparse(products) else products
        table[:, n:-1] = affine(self.W0, X.T).T
        table[:, -1] = np.arange(n_samples) if X is self.X else -1
        return table

    def start(self, theta):
        """The coordinates of `theta`, which stands in the direct form: s = 1, C = 0."""
        s, C = np.ones(1), np.zeros(len(self.W0) * self.n_samples)
        return np.concatenate([s, C, theta[self.W0.size :]], dtype=theta.dtype)

    def direct(self, vector):
        """The vector of the direct form that stands in coordinates in `vector`."""
        s, C = split(vector, self.network.shapes)[:2]
        return np.concatenate([self.combine(s, C).ravel(), vector[1 + C.size :]])

    def combine(self, s, C):
        """``W = s W0 + C X``."""
        W = affine(C, self.X)
        W += s * self.W0
        return W
