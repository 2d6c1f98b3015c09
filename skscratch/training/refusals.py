"""Networks that their settings, or their samples, cannot train."""

from __future__ import annotations

import numpy as np

from skscratch.network.architecture import Architecture
from skscratch.training.extremes import extremes
from skscratch.training.samples import Samples
from skscratch.training.settings import Settings
from skscratch.training.solvers import SOLVERS

__all__ = ["check_architecture", "check_blocks", "check_draws", "check_variance"]


def check_architecture(architecture: Architecture, settings: Settings) -> None:
    """Refuse a network that the settings cannot train.

    Raises
    ------
    ValueError
        If the solver needs a convex cost, or one without noise, and does not have it;
        or if batch norm would see single samples.
    """
    solver = SOLVERS[settings.solver]
    if solver.convex_only and not architecture.convex:
        raise ValueError(
            f"solver={settings.solver!r} needs a network without hidden layers; got "
            f"hidden layers of {architecture.units[1:-1]} units. Choose 'lbfgs'."
        )
    if solver.second_order and any(architecture.dropout):
        raise ValueError(
            f"dropout must be 0 with solver={settings.solver!r}, whose line search "
            f"needs a cost without noise; got {architecture.dropout}."
        )
    normalizes = architecture.batch_norm and not architecture.convex
    if normalizes and settings.batch_size == 1:
        raise ValueError(
            "batch_size must be at least 2 with batch_norm=True, since one sample has "
            "no variance to normalise by; got 1."
        )


def check_variance(samples: Samples) -> None:
    """Refuse samples that batch norm would map to zero, one and all.

    Raises
    ------
    ValueError
        If there is a single sample, or all are equal.
    """
    low, high = extremes(samples.X)
    if np.array_equal(low, high):
        raise ValueError(
            "batch_norm=True needs samples that differ, since equal ones have no "
            f"variance to normalise by; got n_samples={len(samples)}, all equal. Pass "
            "more samples, or set batch_norm=False."
        )


def check_blocks(samples: Samples, batch_size: int) -> None:
    """Refuse full batches of which only a part is in memory: statistics do not add up.

    Raises
    ------
    ValueError
        If a batch is of all samples, on disk in several blocks, or on a cluster.
    """
    all_at_once = not samples.elsewhere or samples.X.is_one_block
    if batch_size == len(samples) and not all_at_once:
        raise ValueError(
            "batch_norm=True needs mini-batches where X stays on disk or on a cluster, "
            "since the statistics of blocks do not add up to those of all samples; got "
            "full batches. Set batch_size, or batch_norm=False."
        )


def check_draws(samples: Samples, batch_size: int) -> None:
    """Refuse dropout in full batches of a cluster: each worker would draw alike.

    Raises
    ------
    ValueError
        If a batch is of all samples, on a cluster.
    """
    apart = samples.elsewhere and not samples.X.is_in_this_process
    if batch_size == len(samples) and apart:
        raise ValueError(
            "dropout needs mini-batches where X stays on a cluster, since the draws of "
            "all samples are one after the other; got full batches. Set batch_size, or "
            "dropout=0."
        )
