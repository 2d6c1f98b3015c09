"""Transformers that belong before a network: pictures to rows of numbers."""

from skscratch.preprocessing.image_flattener import ImageFlattener

__all__ = ["ImageFlattener"]
