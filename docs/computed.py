r"""The examples that lessons 1 to 3 carry by hand: Markdown with numbers of the build.

A page has ``<!-- computed: NAME -->`` and ``<!-- end -->`` on lines of their own;
``refresh.py`` writes between them what the function NAME of this file returns. Each
lesson has two points with two features and four functions:

- ``..._start``: the points, their labels and the parameters to begin with;
- ``..._forward``: from the points to the cost;
- ``..._backward``: from the cost to the gradients;
- ``..._step``: the parameters after one step, learning rate 1, and the new cost.

Every number comes from the textbook's functions with all its digits, and is shown
rounded to four.

>>> print(equation("Z1", "$W1 $X + $b1", hidden_layer()).splitlines()[2])
\underset{(2, 2)}{Z_1} &= W_1 X + b_1 \\
"""

import re
from string import Template

import numpy as np

from skscratch.functional import deep, logistic, shallow

__all__ = ["hidden_layer_backward", "hidden_layer_forward", "hidden_layer_start",
           "hidden_layer_step", "layers_backward", "layers_forward", "layers_start",
           "layers_step", "one_neuron_backward", "one_neuron_forward",
           "one_neuron_start", "one_neuron_step"]  # fmt: skip

X = np.array([[1.0, -1.0], [0.5, 2.0]])
Y = np.array([[1.0, 0.0]])
M = 2
LEARNING_RATE = 1.0


# What the textbook's functions find


def one_neuron():
    """Every number of lesson 1 by its name."""
    w, b = np.array([[0.3], [-0.2]]), 0.1
    Z = w.T @ X + b
    A = logistic.sigmoid(Z)
    grads, cost = logistic.propagate(w, b, X, Y)
    new, _, _ = logistic.optimize(w, b, X, Y, 1, LEARNING_RATE)
    _, new_cost = logistic.propagate(new["w"], new["b"], X, Y)
    return {
        "X": X, "Y": Y, "w": w, "b": b, "Z": Z, "A": A, "J": cost, "dZ": A - Y,
        **grads, "w'": new["w"], "b'": new["b"], "J'": new_cost,
    }  # fmt: skip


START = {
    "W1": np.array([[0.5, -0.3], [0.2, 0.4]]),
    "b1": np.array([[0.1], [-0.2]]),
    "W2": np.array([[0.6, -0.5]]),
    "b2": np.array([[0.1]]),
}


def hidden_layer(parameters=START):
    """Every number of lesson 2 by its name, or those from another start."""
    A2, cache = shallow.forward_propagation(X, parameters)
    grads = shallow.backward_propagation(parameters, cache, X, Y)
    new = shallow.update_parameters(parameters, grads, LEARNING_RATE)
    new_A2, _ = shallow.forward_propagation(X, new)
    dZ2 = A2 - Y
    dA1 = parameters["W2"].T @ dZ2
    return {
        "X": X, "Y": Y, **parameters, **cache, "J": shallow.compute_cost(A2, Y),
        "dA2": -(Y / A2 - (1 - Y) / (1 - A2)), "dZ2": dZ2, "dA1": dA1,
        "slope1": 1 - cache["A1"] ** 2, "dZ1": dA1 * (1 - cache["A1"] ** 2), **grads,
        **primed(new), "A2'": new_A2, "J'": shallow.compute_cost(new_A2, Y),
    }  # fmt: skip


def layers():
    """Every number of lesson 3 by its name: two relu units, then a sigmoid.

    ``g1`` is the slope of the relu units, 1 or 0.
    """
    parameters = {
        "W1": np.array([[0.6, 0.4], [0.5, -0.3]]),
        "b1": np.array([[0.1], [0.2]]),
        "W2": np.array([[0.7, -0.4]]),
        "b2": np.array([[-0.1]]),
    }
    A2, caches = deep.L_model_forward(X, parameters)
    (_, Z1), ((A1, _, _), Z2) = caches
    grads = deep.L_model_backward(A2, Y, caches)
    new = deep.update_parameters(parameters, grads, LEARNING_RATE)
    new_A2, _ = deep.L_model_forward(X, new)
    return {
        "X": X, "Y": Y, **parameters, "Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2,
        "J": deep.compute_cost(A2, Y), "dA2": -(Y / A2 - (1 - Y) / (1 - A2)),
        "dZ2": A2 - Y, "dZ1": deep.relu_backward(grads["dA1"], Z1), **grads,
        "g1": (Z1 > 0).astype(float), **primed(new), "A2'": new_A2,
        "J'": deep.compute_cost(new_A2, Y),
    }  # fmt: skip


def primed(parameters):
    """The same values, each name with a prime: what they are after the step."""
    return {f"{name}'": value for name, value in parameters.items()}


# How it is written


def number(value):
    """A number rounded to four digits, without zeros at its end."""
    text = f"{float(value):.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def matrix(value):
    """LaTeX of a matrix of numbers, or of a number."""
    if np.ndim(value) == 0:
        return number(value)
    rows = (" & ".join(map(number, row)) for row in value)
    return r"\begin{pmatrix} " + r" \\ ".join(rows) + r" \end{pmatrix}"


def in_formula(value):
    """LaTeX of a matrix or a number within a formula: a minus is in brackets there."""
    text = matrix(value)
    return f"({text})" if text.startswith("-") else text


#: LaTeX of names that are not their own symbols.
SYMBOLS = {
    "g1": "g'(Z_1)", "slope1": r"1 - A_1 \odot A_1",
    "Dropped": "A_1'", "dDropped": "dA_1'", "gamma": r"\gamma", "beta": r"\beta",
    "mean": r"\mu", "variance": r"\sigma^2", "Normal": r"\hat{Z}", "Out": "Z'",
    "dOut": "dZ'", "dNormal": r"d\hat{Z}", "dgamma": r"d\gamma", "dbeta": r"d\beta",
    "shift": "p", "stretch": "q",
}  # fmt: skip


def symbol(name):
    """LaTeX of a name: ``dW1`` as dW with an index; a prime says "after the step"."""
    if name in SYMBOLS:
        return SYMBOLS[name]
    letters, index, prime = re.fullmatch(r"([A-Za-z]+)(\d?)('?)", name).groups()
    return letters + (f"_{index}" if index else "") + (r"^{\text{new}}" * bool(prime))


def shaped(name, values):
    """LaTeX of a name with the shape of its value under it."""
    shape = np.shape(values[name])
    if not shape:
        return symbol(name)
    return rf"\underset{{({shape[0]}, {shape[1]})}}{{{symbol(name)}}}"


def equation(name, formula, values, numbers=None):
    """A displayed equation: in symbols, in numbers, and what comes out.

    `formula` is LaTeX with ``$NAME`` for each value; `numbers` the same for the second
    line, where it must differ. Without a formula only the value is shown.
    """
    lines = [f"{shaped(name, values)} &= "]
    if formula:
        names = {key: symbol(key) for key in values}
        shown = {key: in_formula(value) for key, value in values.items()}
        lines[0] += Template(formula).substitute(names)
        lines.append("&= " + Template(numbers or formula).substitute(shown))
        lines.append("&= ")
    lines[-1] += matrix(values[name])
    body = " \\\\\n".join(lines)
    return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"


def equations(table, values):
    """Displayed equations one below the other; a row is name, formula, numbers."""
    return "\n\n".join(
        equation(name, formula, values, *numbers) for name, formula, *numbers in table
    )


def start(names, values):
    """The values to begin with."""
    return equations([(name, "") for name in names], values)


def cost(output, values, name="J"):
    """The cost in symbols and numbers, for labels 1 and 0."""
    first, second = values[output][0]
    a = symbol(output)
    lines = [
        rf"{symbol(name)} &= -\frac{{1}}{{2}} \sum \left( Y \log {a}"
        rf" + (1 - Y) \log(1 - {a}) \right)",
        rf"&= -\frac{{1}}{{2}} \left( \log({number(first)})"
        rf" + \log(1 - {number(second)}) \right)",
        f"&= {number(values[name])}",
    ]
    body = " \\\\\n".join(lines)
    return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"


HALF = r"\frac{1}{2}"
SIGMOID = r"\sigma(%s)", r"\sigma %s"


def sigmoid_of(name):
    """Formula in symbols and in numbers of the sigmoid of a value."""
    return tuple(form % f"${name}" for form in SIGMOID)


def sum_of(name):
    """Formula of half the sum over the samples: over the columns."""
    return rf"{HALF} \sum_{{\text{{columns}}}} ${name}"


def step(names):
    """Rows of a table of equations: one step downhill for each parameter."""
    # In a Template a prime ends a name, so the value after the step needs no escape
    rate = number(LEARNING_RATE)
    return [
        (f"{name}'", rf"${name} - \eta $d{name}", rf"${name} - {rate} \cdot $d{name}")
        for name in names
    ]


# Through the tanh: first its slope, which fits on a line of its own
THROUGH_TANH = [
    ("slope1", ""),
    ("dZ1", r"$dA1 \odot \left( $slope1 \right)", r"$dA1 \odot $slope1"),
]


# Lesson 1


def one_neuron_start():
    return start(["X", "Y", "w", "b"], one_neuron())


def one_neuron_forward():
    values = one_neuron()
    table = [("Z", r"${w}^\top $X + $b"), ("A", *sigmoid_of("Z"))]
    return f"{equations(table, values)}\n\n{cost('A', values)}"


def one_neuron_backward():
    table = [
        ("dZ", "$A - $Y"),
        ("dw", rf"{HALF} $X ${{dZ}}^\top"),
        ("db", sum_of("dZ")),
    ]
    return equations(table, one_neuron())


def one_neuron_step():
    values = one_neuron()
    return f"{equations(step('wb'), values)}\n\n$$\n{after('J', values)}\n$$"


# Lesson 2


PARAMETERS = ["W1", "b1", "W2", "b2"]


def hidden_layer_start():
    return start(["X", "Y", *PARAMETERS], hidden_layer())


def hidden_layer_forward():
    values = hidden_layer()
    table = [
        ("Z1", "$W1 $X + $b1"),
        ("A1", r"\tanh $Z1"),
        ("Z2", "$W2 $A1 + $b2"),
        ("A2", *sigmoid_of("Z2")),
    ]
    return f"{equations(table, values)}\n\n{cost('A2', values)}"


def hidden_layer_backward():
    table = [
        ("dZ2", "$A2 - $Y"),
        ("dW2", rf"{HALF} $dZ2 ${{A1}}^\top"),
        ("db2", sum_of("dZ2")),
        ("dA1", r"${W2}^\top $dZ2"),
        *THROUGH_TANH,
        ("dW1", rf"{HALF} $dZ1 ${{X}}^\top"),
        ("db1", sum_of("dZ1")),
    ]
    return equations(table, hidden_layer())


def hidden_layer_step():
    return step_of_two_layers(hidden_layer())


# Lesson 3


def layers_start():
    return start(["X", "Y", *PARAMETERS], layers())


def layers_forward():
    values = layers()
    table = [
        ("Z1", "$W1 $X + $b1"),
        ("A1", r"\max(0, $Z1)", r"\max\left(0, $Z1\right)"),
        ("Z2", "$W2 $A1 + $b2"),
        ("A2", *sigmoid_of("Z2")),
    ]
    return f"{equations(table, values)}\n\n{cost('A2', values)}"


def layers_backward():
    table = [
        ("dA2", r"-\left( \frac{Y}{A_2} - \frac{1 - Y}{1 - A_2} \right)",
         r"\begin{pmatrix} -\frac{1}{%s} & \frac{1}{1 - %s} \end{pmatrix}"),
        ("dZ2", r"$dA2 \odot $A2 \odot (1 - $A2)",
         r"$dA2 \odot $A2 \odot \left(1 - $A2\right)"),
        ("dW2", rf"{HALF} $dZ2 ${{A1}}^\top"),
        ("db2", sum_of("dZ2")),
        ("dA1", r"${W2}^\top $dZ2"),
        ("dZ1", r"$dA1 \odot $g1"),
        ("dW1", rf"{HALF} $dZ1 ${{X}}^\top"),
        ("db1", sum_of("dZ1")),
    ]  # fmt: skip
    values = layers()
    name, formula, numbers = table[0]
    table[0] = (name, formula, numbers % tuple(map(number, values["A2"][0])))
    return equations(table, values)


def layers_step():
    return step_of_two_layers(layers())


def step_of_two_layers(values):
    """New parameters, what the network says now and the new cost."""
    output = equation("A2'", "", values)
    steps = equations(step(PARAMETERS), values)
    return f"{steps}\n\n{output}\n\n$$\n{after('J', values)}\n$$"


def after(name, values):
    """LaTeX of a number before and after the step."""
    before, now = number(values[name]), number(values[f"{name}'"])
    return (
        rf"J = {before} \quad \text{{becomes}} \quad {symbol(name + chr(39))} = {now}"
    )
