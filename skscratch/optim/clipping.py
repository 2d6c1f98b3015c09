"""Steps along a gradient that is never longer than it may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import norm

__all__ = ["Clipped"]


@dataclass(frozen=True)
class Clipped:
    """A rule that is shown gradients of at most some length.

    ``gradient = gradient * min(1, max_norm / ||gradient||)``, then the rule's step. The
    norm is that of the derivatives by all parameters together, so the direction stays.

    Parameters
    ----------
    rule : object
        The update rule that follows.
    max_norm : float > 0
        The longest gradient that it is shown.

    References
    ----------
    R. Pascanu, T. Mikolov and Y. Bengio, "On the difficulty of training recurrent
    neural networks", 2013, https://arxiv.org/abs/1211.5063

    Examples
    --------
    >>> import numpy as np
    >>> from skscratch.optim import Clipped, GradientDescent
    >>> theta, rule = np.array([1.0, 1.0]), Clipped(GradientDescent(), max_norm=1.0)
    >>> rule.step(theta, np.array([30.0, 40.0]), rule.init(theta), learning_rate=0.5)
    >>> theta
    array([0.7, 0.6])
    """

    rule: Any
    max_norm: float
    linear = False

    def init(self, theta: np.ndarray) -> dict[str, np.ndarray]:
        """The memory of the rule."""
        return self.rule.init(theta)

    def step(
        self,
        theta: np.ndarray,
        gradient: np.ndarray,
        memory: dict[str, np.ndarray],
        learning_rate: float,
    ) -> None:
        """Shorten the gradient if it is too long, then take the rule's step."""
        # by SciPy: the squares of an exploding gradient would overflow
        length = float(norm(gradient, check_finite=False))
        if length > self.max_norm:
            gradient *= self.max_norm / length
        self.rule.step(theta, gradient, memory, learning_rate)
