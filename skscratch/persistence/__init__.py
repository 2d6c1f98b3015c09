"""Models that travel: a file that holds no code, and ONNX."""

from skscratch.persistence.card import ModelCard, read_card
from skscratch.persistence.model_file import load_model, save_model
from skscratch.persistence.onnx_file import to_onnx

__all__ = ["ModelCard", "load_model", "read_card", "save_model", "to_onnx"]
