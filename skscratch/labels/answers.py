"""What a fitted network says of samples, wherever these are."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import numpy as np
from scipy.sparse import issparse
from sklearn.metrics import accuracy_score
from sklearn.utils import check_consistent_length

from skscratch.labels.checks import flatten
from skscratch.network.batch import Batch
from skscratch.network.layers import Affine
from skscratch.network.network import Network
from skscratch.training.crew import Crew
from skscratch.training.elsewhere import Elsewhere, in_memory
from skscratch.training.extremes import largest
from skscratch.training.sharing import parts_of
from skscratch.training.threads import n_threads_to_use, on_one_blas_thread

__all__ = ["Answer", "accuracy", "finite_logits", "is_finite"]

#: Multiplications of products that BLAS begins to share between threads of its own.
SHARED_BY_BLAS = 2**18


@dataclass(frozen=True)
class Answer:
    """What is made of the logits; it can be sent to where the samples are.

    Attributes
    ----------
    network : Network
        The prediction network.
    make : callable
        From logits (n_outputs, n_samples) to a row for each sample.
    """

    network: Network
    make: Callable[[np.ndarray], np.ndarray]

    def of(self, X: Any) -> Any:
        """The rows for samples in memory or elsewhere."""
        if isinstance(X, Elsewhere):
            return X.answer(self, self._of_none())
        return self(slice(0, X.shape[0]), X)

    def __call__(self, rows: slice, X: Any) -> np.ndarray:
        """The rows for samples in memory, `rows` of all.

        Raises
        ------
        ValueError
            If logits are not finite.
        """
        n_weights, (n_samples, n_features) = self.network.n_parameters, X.shape
        if n_weights * n_samples < SHARED_BY_BLAS:
            return self._of_part(X, rows.start)
        parts = [slice(None)]
        if not issparse(X):
            parts = parts_of(n_weights, n_features, n_samples)
        work = [
            partial(self._of_part, X[part], rows.start + (part.start or 0))
            for part in parts
        ]
        with Crew(n_threads_to_use()) as crew:
            answers = on_one_blas_thread(lambda: crew.each(work))
        return answers[0] if len(answers) == 1 else np.concatenate(answers)

    def _of_part(self, X: Any, start: int) -> np.ndarray:
        """The rows for samples of which the first is row `start` of all."""
        answer = None
        for samples, outputs in self.network.outputs_by_blocks(X.T):
            part = self.make(finite_logits(outputs[-1], X, samples, start))
            if len(part) == X.shape[0]:
                return part
            if answer is None:
                answer = np.empty((X.shape[0], *part.shape[1:]), part.dtype)
            answer[samples] = part
        return self._of_none() if answer is None else answer

    def _of_none(self) -> np.ndarray:
        """The rows for no samples: of the type and the width of any."""
        last = cast(Affine, self.network.layers[-1])
        return self.make(np.empty((last.fan_out, 0), last.W.dtype))


def accuracy(answer: Answer, X: Any, y: np.ndarray, sample_weight: Any) -> float:
    """The share of samples whose label is predicted, counted where they are."""
    sample_weight = in_memory(sample_weight, "sample_weight")
    if not isinstance(X, Elsewhere) or X.reading_order is not None:
        return float(accuracy_score(y, answer.of(X), sample_weight=sample_weight))
    y = flatten(y) if issparse(y) else y
    check_consistent_length(X, y, sample_weight)
    weights = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight)
    batch = X.batch(np.atleast_2d(y.T), weights)
    (right,) = batch.sum(partial(_weight_of_right, answer))
    return float(right / weights.sum())


def _weight_of_right(answer: Answer, batch: Batch) -> tuple[float]:
    rows: Any = batch.rows
    y = batch.Y[0] if len(batch.Y) == 1 else batch.Y.T
    predicted = answer(rows, batch.X.T)
    right = accuracy_score(y, predicted, sample_weight=batch.weights, normalize=False)
    return (float(right),)


def finite_logits(Z: np.ndarray, X: Any, samples: slice, start: int = 0) -> np.ndarray:
    """The logits of some samples, those of `X` beginning with row `start` of all.

    Raises
    ------
    ValueError
        If they are not finite.
    """
    if not is_finite(Z) and not np.isfinite(Z).all():
        row = samples.start + int(np.flatnonzero(~np.isfinite(Z).all(axis=0))[0])
        raise ValueError(
            "X must hold values with which the network does not overflow; got up to "
            f"{largest(X[[row]]):.3g} in row {start + row}. Pass samples on the scale "
            "of those that it was trained on."
        )
    return Z


def is_finite(X: np.ndarray) -> bool:
    """Whether the sum is: then every number is. Needs no memory of the size of `X`."""
    return math.isfinite(X.sum())
