"""The two forms of the first layer while training: its weights, or the Gram form."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cached_property

import numpy as np

from skscratch.network.gram import GramForm
from skscratch.network.model import Model
from skscratch.network.network import Network
from skscratch.training.gram_memory import known_row_products
from skscratch.training.plan import batch_size
from skscratch.training.samples import Samples
from skscratch.training.settings import Settings
from skscratch.training.solvers import SOLVERS

__all__ = ["Direct", "Gram", "gram_pays"]

#: Largest Gram matrix that is made without being asked for, in bytes.
MEMORY_LIMIT = 2**29


class Direct:
    """The first layer as it is.

    Parameters
    ----------
    model : Model
    network : Network
        The model's, for training.
    samples : Samples
    validation : Samples or None

    Attributes
    ----------
    network, theta : Network, ndarray
        What is trained: the network in this form and its parameters.
    samples, validation : Samples, Samples or None
        The samples that this network takes.
    """

    name = "direct"

    def __init__(
        self,
        model: Model,
        network: Network,
        samples: Samples,
        validation: Samples | None,
    ):
        self.model, self.network, self.theta = model, network, model.theta
        self.samples, self.validation = samples, validation

    @property
    def origin(self) -> np.ndarray | None:
        """A copy of the parameters that the trained ones stand for a way from, if so.

        The same one whenever it is asked for.
        """
        return None

    def direct(self, vector: np.ndarray) -> np.ndarray:
        """The model's parameters that trained ones stand for; a velocity likewise."""
        return vector

    def memory(self, memory: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """A rule's memory of the trained parameters, as one of the model's."""
        return {
            name: self.direct(array) if array.shape == self.theta.shape else array
            for name, array in memory.items()
        }


class Gram(Direct):
    """The first layer in the coordinates of the samples: see `GramForm`."""

    name = "gram"

    def __init__(
        self,
        model: Model,
        network: Network,
        samples: Samples,
        validation: Samples | None,
        in_order: bool,
    ):
        self.form = form = GramForm(network, samples.X, known_row_products)
        if validation is not None:
            validation = replace(validation, X=form.features(validation.X))
        # Batches that are gathered row by row find the rows contiguous.
        table = form.table if in_order else np.ascontiguousarray(form.table)
        super().__init__(model, form.network, replace(samples, X=table), validation)
        self.theta = form.start(model.theta)

    @cached_property
    def origin(self) -> np.ndarray:
        return self.model.theta.copy()

    def direct(self, vector: np.ndarray) -> np.ndarray:
        return self.form.direct(vector)


def gram_pays(settings: Settings, samples: Samples, n_out: int, max_iter: int) -> bool:
    """Whether to train in the Gram form.

    Counts multiplications: the direct form takes ``2 n_out n n_features`` an epoch; the
    Gram form ``n_out n**2``, as much again in every step for the norm of the penalty,
    ``n_out n n_features`` for the weights where a scorer wants to see them, and once
    ``n n_features (n / 2 + 2 n_out)``.

    Parameters
    ----------
    settings : Settings
    samples : Samples
    n_out : int
        Units of the first layer.
    max_iter : int
        Epochs at most.

    Returns
    -------
    bool
    """
    linear = SOLVERS[settings.solver].linear and settings.max_grad_norm is None
    if not linear or settings.gram is False:
        return False
    if settings.gram is True:
        return True
    n, n_features = samples.X.shape
    if settings.warm_start or n**2 * samples.X.dtype.itemsize > MEMORY_LIMIT:
        return False
    n_steps = math.ceil(n / batch_size(settings, n))
    penalty = n_steps if settings.alpha else 0
    direct = max_iter * 2 * n_out * n * n_features
    once = n * n_features * (n / 2 + 2 * n_out)
    gram = once + max_iter * (1 + penalty) * n_out * n**2
    if settings.scoring != "loss":
        gram += max_iter * n_out * n * n_features
    return bool(gram < direct)
