"""Update rules on the flat parameter vector, and learning-rate schedules."""

from skscratch.optim.clipping import Clipped
from skscratch.optim.optimizers import (
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSprop,
)
from skscratch.optim.schedules import Cosine, Exponential, InverseTime, Step

__all__ = [
    "Adam",
    "AdamW",
    "Clipped",
    "Cosine",
    "Exponential",
    "GradientDescent",
    "InverseTime",
    "Momentum",
    "Nesterov",
    "RMSprop",
    "Step",
]
