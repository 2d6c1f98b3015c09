"""Images as the input of an ONNX file: pixels to rows, as `ImageFlattener` does it."""

from __future__ import annotations

from typing import Any

import numpy as np

from skscratch.persistence._onnx_nodes import OPSET
from skscratch.preprocessing import ImageFlattener

__all__ = ["flattener_of", "random_images", "register_images"]

N_IMAGES = 20


def flattener_of(model: Any) -> ImageFlattener | None:
    """The first step of a model, if it is one that takes images."""
    while hasattr(model, "steps"):
        model = model.steps[0][1]
    return model if isinstance(model, ImageFlattener) else None


def random_images(flattener: ImageFlattener) -> np.ndarray:
    """Some images of the kind that the transformer was fitted on."""
    shape = (N_IMAGES, *flattener.image_shape_)
    rng = np.random.default_rng(0)
    if flattener.scale_ == 1:
        return rng.random(shape, dtype=np.float32)
    return rng.integers(0, 256, shape, dtype=np.uint8)


def register_images() -> None:
    """Make the converter library know the transformer."""
    from skl2onnx import update_registered_converter

    update_registered_converter(
        ImageFlattener, "SkscratchImageFlattener", set_shape, add_nodes, overwrite=True
    )


def set_shape(operator: Any) -> None:
    """Say the type and shape of the rows."""
    from skl2onnx.common.data_types import FloatTensorType

    flattener = operator.raw_operator
    n_rows = operator.inputs[0].get_first_dimension()
    operator.outputs[0].type = FloatTensorType([n_rows, flattener.n_features_in_])


def add_nodes(scope: Any, operator: Any, container: Any) -> None:
    """Add the nodes: to float32, to one row an image, divided by what is white."""
    from onnx import TensorProto

    flattener, version = operator.raw_operator, OPSET[""]
    pixels = scope.get_unique_variable_name("pixels")
    rows = scope.get_unique_variable_name("rows")
    white = scope.get_unique_variable_name("white")
    shape = scope.get_unique_variable_name("shape")
    container.add_initializer(white, TensorProto.FLOAT, [1], [float(flattener.scale_)])
    container.add_initializer(
        shape, TensorProto.INT64, [2], [-1, flattener.n_features_in_]
    )
    for kind, inputs, output, attributes in (
        ("Cast", [operator.inputs[0].full_name], pixels, {"to": TensorProto.FLOAT}),
        ("Reshape", [pixels, shape], rows, {}),
        ("Div", [rows, white], operator.outputs[0].full_name, {}),
    ):
        name = scope.get_unique_operator_name(kind)
        container.add_node(
            kind, inputs, output, op_version=version, name=name, **attributes
        )
