"""Our networks as nodes of ONNX, told to its converter library."""

from __future__ import annotations

from typing import Any

import numpy as np

from skscratch.core.activations import LEAKY_SLOPE
from skscratch.core.batch_norm import EPSILON
from skscratch.persistence._parts import NETWORKS

__all__ = ["OPSET", "register"]

#: Versions of the sets of nodes: the first ones that have all that networks need.
OPSET = {"": 20, "ai.onnx.ml": 3}

#: Node and attributes of each hidden activation.
ACTIVATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "elu": ("Elu", {"alpha": 1.0}),
    "gelu": ("Gelu", {}),
    "identity": ("Identity", {}),
    "leaky_relu": ("LeakyRelu", {"alpha": LEAKY_SLOPE}),
    "relu": ("Relu", {}),
    "sigmoid": ("Sigmoid", {}),
    "tanh": ("Tanh", {}),
}


def register() -> None:
    """Make the converter library know our estimators."""
    from skl2onnx import update_registered_converter

    for Network in NETWORKS:
        update_registered_converter(
            Network,
            f"Skscratch{Network.__name__}",
            set_shapes,
            add_nodes,
            overwrite=True,
            options={
                "zipmap": [True, False, "columns"],
                "nocl": [True, False],
                "output_class_labels": [False, True],
                "raw_scores": [False, True],
            },
        )


def set_shapes(operator: Any) -> None:
    """Say the types and shapes of labels and probabilities."""
    from skl2onnx.common.data_types import Int64TensorType, StringTensorType

    network, (label, probabilities) = operator.raw_operator, operator.outputs
    rows, n_classes = operator.inputs[0].get_first_dimension(), len(network.classes_)
    multilabel = network._target().multilabel
    kind = StringTensorType if _is_text(network.classes_) else Int64TensorType
    label.type = kind([rows, n_classes] if multilabel else [rows])
    probabilities.type.shape = [rows, n_classes]


def add_nodes(scope: Any, operator: Any, container: Any) -> None:
    """Add the nodes of a network: layers, probabilities, labels."""
    from skl2onnx.common.data_types import guess_proto_type

    network = operator.raw_operator
    nodes = Nodes(scope, container, guess_proto_type(operator.inputs[0].type))
    Z = nodes.layers(operator.inputs[0].full_name, network)
    label, probabilities = (output.full_name for output in operator.outputs)
    target = network._target()
    multilabel, softmax = target.multilabel, target.output_activation == "softmax"
    if not (multilabel or softmax):
        Z = nodes.add("Concat", nodes.add("Neg", Z), Z, axis=1)
    # A calibrated classifier asks for what `decision_function` gives.
    if container.get_options(network, {"raw_scores": False})["raw_scores"]:
        nodes.add("Identity", Z, out=probabilities)
    elif softmax:
        nodes.add("Softmax", Z, out=probabilities, axis=1)
    else:
        nodes.add("Sigmoid", Z, out=probabilities)
    if multilabel:
        above = nodes.add("Greater", Z, nodes.numbers(np.zeros(1)))
        nodes.add("Cast", above, out=label, to=nodes.types.INT64)
    else:
        index = nodes.add("ArgMax", Z, axis=1, keepdims=0)
        nodes.add("Gather", nodes.labels(network.classes_), index, out=label)


class Nodes:
    """What adds nodes: a name for each, and numbers in the precision of the input."""

    def __init__(self, scope: Any, container: Any, input_type: int):
        from onnx import TensorProto

        self.scope, self.container, self.types = scope, container, TensorProto
        self.is_real = input_type in (TensorProto.FLOAT, TensorProto.DOUBLE)
        self.real = input_type if self.is_real else TensorProto.FLOAT

    def layers(self, A: str, network: Any) -> str:
        """The layers of a network on the input `A`; returns the name of the logits."""
        if not self.is_real:
            A = self.add("Cast", A, to=self.real)
        activations = network._activations()
        for i, layer in enumerate(network._layers()):
            A = self.add("MatMul", A, self.numbers(layer["W"].T))
            if "gamma" in layer:
                names = ("gamma", "beta", "mean", "variance")
                statistics = [self.numbers(layer[name][:, 0]) for name in names]
                A = self.add("BatchNormalization", A, *statistics, epsilon=EPSILON)
            else:
                A = self.add("Add", A, self.numbers(layer["b"][:, 0]))
            if i < len(activations):
                node, attributes = ACTIVATIONS[activations[i]]
                A = self.add(node, A, **attributes)
        return A

    def add(self, kind: str, *inputs: str, out: str = "", **attributes: Any) -> str:
        """Add a node; returns the name of its output."""
        out = out or self.scope.get_unique_variable_name("value")
        name = self.scope.get_unique_operator_name(kind)
        version = OPSET[""]
        self.container.add_node(
            kind, list(inputs), out, op_version=version, name=name, **attributes
        )
        return out

    def numbers(self, array: np.ndarray) -> str:
        """Add a constant array; returns its name."""
        return self._constant(self.real, array.shape, array.ravel().tolist())

    def labels(self, classes: np.ndarray) -> str:
        """Add the classes: whole numbers as such, whatever else as text."""
        if _is_text(classes):
            text = [str(each).encode() for each in classes]
            return self._constant(self.types.STRING, classes.shape, text)
        whole = classes.astype(np.int64).tolist()
        return self._constant(self.types.INT64, classes.shape, whole)

    def _constant(self, kind: int, shape: tuple[int, ...], values: list[Any]) -> str:
        name = self.scope.get_unique_variable_name("constant")
        self.container.add_initializer(name, kind, shape, values)
        return name


def _is_text(classes: np.ndarray) -> bool:
    return classes.dtype.kind not in "biuf"
