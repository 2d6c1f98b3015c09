"""Update rules on the flat parameter vector.

An optimizer holds hyper-parameters and never changes; its memory is a separate
dictionary of arrays that `init` makes and `step` updates in place. A step moves `theta`
in place and may use the gradient's memory for its own ends. An array called "scratch"
is room to work in: what stands there between two steps has no meaning.

`linear` says that the rule is linear in the gradient: then it commutes with any linear
change of coordinates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = [
    "Adam",
    "AdamW",
    "GradientDescent",
    "Momentum",
    "Nesterov",
    "RMSprop",
]


@dataclass(frozen=True)
class GradientDescent:
    """``theta = theta - learning_rate * gradient``.

    Examples
    --------
    >>> import numpy as np
    >>> from skscratch.optim import GradientDescent
    >>> theta, rule = np.array([1.0, 2.0]), GradientDescent()
    >>> rule.step(theta, np.array([10.0, 0.0]), rule.init(theta), learning_rate=0.1)
    >>> theta
    array([0., 2.])
    """

    linear = True

    def init(self, theta: np.ndarray) -> dict[str, np.ndarray]:
        """No memory: an empty dictionary."""
        return {}

    def step(
        self,
        theta: np.ndarray,
        gradient: np.ndarray,
        memory: dict[str, np.ndarray],
        learning_rate: float,
    ) -> None:
        """Move `theta` against the gradient."""
        gradient *= learning_rate
        theta -= gradient


@dataclass(frozen=True)
class Momentum:
    """Classical momentum.

    ``velocity = momentum * velocity - learning_rate * gradient``,
    ``theta = theta + velocity``.

    Parameters
    ----------
    momentum : float in [0, 1), default=0.9
        Share of the velocity that a step keeps; there is no factor
        ``1 - momentum`` before the gradient.

    References
    ----------
    B. T. Polyak, "Some methods of speeding up the convergence of iteration
    methods", 1964.

    Examples
    --------
    >>> import numpy as np
    >>> from skscratch.optim import Momentum
    >>> theta, rule = np.array([1.0]), Momentum(momentum=0.5)
    >>> memory = rule.init(theta)
    >>> for _ in range(2):
    ...     rule.step(theta, np.array([1.0]), memory, learning_rate=0.1)
    >>> theta
    array([0.75])
    """

    momentum: float = 0.9
    linear = True

    def init(self, theta: np.ndarray) -> dict[str, np.ndarray]:
        """A velocity of zero."""
        return {"velocity": np.zeros_like(theta)}

    def step(
        self,
        theta: np.ndarray,
        gradient: np.ndarray,
        memory: dict[str, np.ndarray],
        learning_rate: float,
    ) -> None:
        """Update the velocity, then move `theta` by it."""
        velocity = memory["velocity"]
        velocity *= self.momentum
        gradient *= learning_rate
        velocity -= gradient
        theta += velocity


@dataclass(frozen=True)
class Nesterov:
    """Nesterov's momentum, written for the point that the gradient is taken at.

    ``velocity = momentum * velocity - learning_rate * gradient``,
    ``theta = theta + momentum * velocity - learning_rate * gradient``.

    Parameters
    ----------
    momentum : float in [0, 1), default=0.9
        Share of the velocity that a step keeps.

    References
    ----------
    I. Sutskever et al., "On the importance of initialization and momentum in deep
    learning", 2013; the reformulation is Y. Bengio et al., "Advances in optimizing
    recurrent networks", 2012, https://arxiv.org/abs/1212.0901

    Examples
    --------
    >>> import numpy as np
    >>> from skscratch.optim import Nesterov
    >>> theta, rule = np.array([1.0]), Nesterov(momentum=0.5)
    >>> rule.step(theta, np.array([1.0]), rule.init(theta), learning_rate=0.1)
    >>> theta
    array([0.85])
    """

    momentum: float = 0.9
    linear = True

    def init(self, theta: np.ndarray) -> dict[str, np.ndarray]:
        """A velocity of zero."""
        return {"velocity": np.zeros_like(theta)}

    def step(
        self,
        theta: np.ndarray,
        gradient: np.ndarray,
        memory: dict[str, np.ndarray],
        learning_rate: float,
    ) -> None:
        """Update the velocity, then move `theta` as if the next step were known."""
        velocity = memory["velocity"]
        velocity *= self.momentum
        gradient *= learning_rate
        velocity -= gradient
        theta -= gradient
        np.multiply(velocity, self.momentum, out=gradient)
        theta += gradient


@dataclass(frozen=True)
class RMSprop:
    """Divide the gradient by a running root mean square of itself.

    ``square = beta_2 * square + (1 - beta_2) * gradient**2``,
    ``theta = theta - learning_rate * gradient / (sqrt(square) + epsilon)``.

    Parameters
    ----------
    beta_2 : float in [0, 1), default=0.999
        Decay of the mean square; Hinton's lecture uses 0.9.
    epsilon : float > 0, default=1e-8
        Added outside the root.

    References
    ----------
    T. Tieleman and G. Hinton, "Lecture 6.5: RMSprop", Coursera, 2012.

    Examples
    --------
    >>> import numpy as np
    >>> from skscratch.optim import RMSprop
    >>> theta, rule = np.array([1.0]), RMSprop(beta_2=0.75)
    >>> rule.step(theta, np.array([5.0]), rule.init(theta), learning_rate=0.1)
    >>> theta
    array([0.8])
    """

    beta_2: float = 0.999
    epsilon: float = 1e-8
    linear = False

    def init(self, theta: np.ndarray) -> dict[str, np.ndarray]:
        """A mean square of zero."""
        return {"square": np.zeros_like(theta), "scratch": np.empty_like(theta)}

    def step(
        self,
        theta: np.ndarray,
        gradient: np.ndarray,
        memory: dict[str, np.ndarray],
        learning_rate: float,
    ) -> None:
        """Update the mean square, then move `theta`."""
        square, scratch = memory["square"], memory["scratch"]
        np.multiply(gradient, gradient, out=scratch)
        scratch *= 1 - self.beta_2
        square *= self.beta_2
        square += scratch
        np.sqrt(square, out=scratch)
        scratch += self.epsilon
        gradient /= scratch
        gradient *= learning_rate
        theta -= gradient


@dataclass(frozen=True)
class Adam:
    """Adaptive moments with bias correction.

    ``m = beta_1 * m + (1 - beta_1) * gradient``,
    ``v = beta_2 * v + (1 - beta_2) * gradient**2``,
    ``theta = theta - learning_rate * m_hat / (sqrt(v_hat) + epsilon)`` with
    ``m_hat = m / (1 - beta_1**t)`` and ``v_hat = v / (1 - beta_2**t)`` at step t.

    Parameters
    ----------
    beta_1 : float in [0, 1), default=0.9
        Decay of the first moment.
    beta_2 : float in [0, 1), default=0.999
        Decay of the second moment.
    epsilon : float > 0, default=1e-8
        Added outside the root, to the corrected moment.

    Notes
    -----
    The memory holds ``m / (1 - beta_1)`` and ``v / (1 - beta_2)``, which saves two
    passes over the parameters; the missing factors go into the step size.

    References
    ----------
    D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2014,
    https://arxiv.org/abs/1412.6980

    Examples
    --------
    >>> import numpy as np
    >>> from skscratch.optim import Adam
    >>> theta, rule = np.array([1.0, 1.0]), Adam()
    >>> rule.step(theta, np.array([5.0, -5e-3]), rule.init(theta), learning_rate=0.1)
    >>> theta.round(5)
    array([0.9, 1.1])
    """

    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-8
    linear = False

    def init(self, theta: np.ndarray) -> dict[str, np.ndarray]:
        """Moments of zero, no steps taken."""
        return {
            "first": np.zeros_like(theta),
            "second": np.zeros_like(theta),
            "t": np.zeros(1, np.int64),
        }

    def step(
        self,
        theta: np.ndarray,
        gradient: np.ndarray,
        memory: dict[str, np.ndarray],
        learning_rate: float,
    ) -> None:
        """Update both moments, then move `theta`."""
        first, second, t = memory["first"], memory["second"], memory["t"]
        t += 1
        first *= self.beta_1
        first += gradient
        gradient *= gradient
        second *= self.beta_2
        second += gradient
        # m_hat = first * to_m, sqrt(v_hat) = sqrt(second) * to_root
        steps = int(t[0])
        to_m = (1 - self.beta_1) / (1 - self.beta_1**steps)
        to_root = ((1 - self.beta_2) / (1 - self.beta_2**steps)) ** 0.5
        np.sqrt(second, out=gradient)
        gradient += self.epsilon / to_root
        np.divide(first, gradient, out=gradient)
        gradient *= learning_rate * to_m / to_root
        theta -= gradient


@dataclass(frozen=True, eq=False)
class AdamW:
    """Adam with decoupled weight decay.

    ``theta = theta - learning_rate * decay * theta``, then Adam's step. The penalty
    does not pass through the moments.

    Parameters
    ----------
    adam : Adam
        The rule that follows the decay.
    decay : float or ndarray of shape (n_parameters,), default=0.01
        Strength of the decay of each parameter.

    References
    ----------
    I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", 2017,
    https://arxiv.org/abs/1711.05101

    Examples
    --------
    >>> import numpy as np
    >>> from skscratch.optim import Adam, AdamW
    >>> theta, rule = np.array([1.0]), AdamW(Adam(), decay=0.5)
    >>> rule.step(theta, np.array([0.0]), rule.init(theta), learning_rate=0.1)
    >>> theta
    array([0.95])
    """

    adam: Adam = Adam()
    decay: float | np.ndarray = 0.01
    linear = False

    def init(self, theta: np.ndarray) -> dict[str, np.ndarray]:
        """Adam's memory and room for one vector."""
        return {**self.adam.init(theta), "scratch": np.empty_like(theta)}

    def step(
        self,
        theta: np.ndarray,
        gradient: np.ndarray,
        memory: dict[str, np.ndarray],
        learning_rate: float,
    ) -> None:
        """Decay `theta`, then take Adam's step."""
        scratch = memory["scratch"]
        np.multiply(theta, self.decay, out=scratch)
        scratch *= learning_rate
        theta -= scratch
        self.adam.step(theta, gradient, memory, learning_rate)
