"""Standardized parameters in positive and negative parts, for a cost with L1 penalty.

The penalty ``|V|`` has no derivative at zero, which is where it wants weights to be. In
parts, ``V = P - N`` with ``P >= 0`` and ``N >= 0``, it is ``P + N``, which has one
everywhere; the price is bounds, and SciPy's L-BFGS-B is made for these. A weight of
zero stands at both bounds, so it is zero exactly.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds

from skscratch.core.penalties import soft_threshold
from skscratch.training.standardized import Standardized

__all__ = ["Parts"]


class Parts:
    """The coordinates ``[P, N]`` of parameters; biases stand in P, without a bound.

    Where P and N are both positive they cost more than the weight that they stand for,
    by `excess`: nowhere at the optimum.

    Parameters
    ----------
    standardized : Standardized
    threshold : ndarray of shape (n_parameters,)
        Strength of the L1 penalty at every weight, 0 at every other parameter.

    References
    ----------
    M. Schmidt, G. Fung and R. Rosales, "Fast optimization methods for L1
    regularization: a comparative study and two new approaches", 2007, section 2.
    """

    def __init__(self, standardized: Standardized, threshold: np.ndarray):
        self.standardized = standardized
        # Costs translate as derivatives do: |W| = |V| / spread.
        self.threshold = standardized.gradient(threshold)
        self.penalized = penalized = self.threshold > 0
        infinity = np.full(len(threshold), np.inf)
        self.bounds = Bounds(
            np.concatenate(
                [np.where(penalized, 0, -infinity), np.zeros(len(threshold))]
            ),
            np.concatenate([infinity, np.where(penalized, infinity, 0)]),
        )

    def of(self, theta: np.ndarray) -> np.ndarray:
        """The coordinates of `theta`, one of its parts always zero."""
        V = self.standardized.of(theta)
        negative = np.where(self.penalized, np.maximum(-V, 0), 0)
        return np.concatenate([V + negative, negative])

    def parameters(self, coordinates: np.ndarray) -> np.ndarray:
        """The parameters that stand in these coordinates, in float64."""
        positive, negative = np.split(coordinates, 2)
        return self.standardized.parameters(positive - negative)

    def gradient(self, gradient: np.ndarray) -> np.ndarray:
        """The derivatives of the cost and its L1 penalty by the coordinates.

        Parameters
        ----------
        gradient : ndarray of shape (n_parameters,)
            The derivatives of the cost without that penalty, by the parameters.
        """
        by_V = self.standardized.gradient(gradient)
        return np.concatenate([self.threshold + by_V, self.threshold - by_V])

    def excess(self, coordinates: np.ndarray) -> float:
        """What the coordinates cost above the parameters that stand in them."""
        smaller = np.minimum(*np.split(coordinates, 2))
        return 2 * float(self.threshold @ smaller)

    def slopes(self, theta: np.ndarray, gradient: np.ndarray) -> np.ndarray:
        """What is zero at the optimum: the way to the next proximal point."""
        V = self.standardized.of(theta)
        step = self.standardized.gradient(gradient)
        return V - soft_threshold(V - step, self.threshold)
