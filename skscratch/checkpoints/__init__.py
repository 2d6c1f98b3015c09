"""Checkpoints: a training that a power cut ends is not lost."""

from skscratch.checkpoints.checkpoint import Checkpoint
from skscratch.checkpoints.resuming import resume

__all__ = ["Checkpoint", "resume"]
