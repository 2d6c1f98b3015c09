"""What a run of training is about: a network, its parameters, samples to fit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from skscratch.network.gram import GramForm
from skscratch.network.network import Network
from skscratch.training.batches import FullBatch, MiniBatches
from skscratch.training.samples import Samples
from skscratch.training.validation import Validation

__all__ = ["Problem"]


@dataclass
class Problem:
    """A network to train on samples.

    Attributes
    ----------
    network : Network
    theta : ndarray of shape (n_parameters,)
        Its parameters; trained in place.
    statistics : list of tuple of ndarray
        Running statistics of batch norm; trained in place.
    samples : Samples
    rows : ndarray of int
        Which of the samples to train on, in which order,
    weights : ndarray of shape (len(rows),)
        with which weights.
    validation : Samples or None
    """

    network: Network
    theta: np.ndarray
    statistics: list
    samples: Samples
    rows: np.ndarray
    weights: np.ndarray
    validation: Samples | None

    def selected(self):
        """The samples to train on, copied only if they are not all as they stand."""
        if np.array_equal(self.rows, np.arange(len(self.samples))):
            return self.samples
        return self.samples.take(self.rows, self.weights)

    def batches(self, batch_size, rng, min_batch_size=1):
        """Batches of the samples to train on; `rng` None keeps their order."""
        if batch_size >= len(self.rows):
            return FullBatch(self.selected())
        return MiniBatches(
            self.samples, self.rows, self.weights, batch_size, rng, min_batch_size
        )

    def follow_validation(self):
        """A `Validation` of the network in training, or None."""
        if self.validation is None:
            return None
        arrays = [self.theta, *(array for group in self.statistics for array in group)]
        return Validation(self.network, arrays, self.validation)

    def in_gram_form(self, full_batch):
        """The same problem with the first layer in Gram form, and that form.

        Parameters
        ----------
        full_batch : bool
            Whether the samples will be taken all at once rather than gathered.
        """
        self.network.bind(self.theta)
        samples = self.selected()
        form = GramForm(self.network, samples.X)
        validation = self.validation
        if validation is not None:
            validation = replace(validation, X=form.features(validation.X))
        table = form.table if full_batch else np.ascontiguousarray(form.table)
        problem = Problem(
            form.network,
            form.start(self.theta),
            self.statistics,
            replace(samples, X=table),
            np.arange(len(samples)),
            samples.weights,
            validation,
        )
        return problem, form
