"""Transformers that belong before a network: of pictures, and of samples on disk."""

from skscratch.preprocessing.blockwise import Blockwise
from skscratch.preprocessing.image_flattener import ImageFlattener

__all__ = ["Blockwise", "ImageFlattener"]
