"""The computation graphs of the course's lessons.

>>> all(draw().mistakes() == [] for draw in (neuron, hidden_layer, layers, two_points))
True
"""

import computed
from graph import Edge, Graph, Node

LEFT, MIDDLE, RIGHT = range(3)


def neuron():
    """Lesson 1: one neuron, one sample."""
    nodes = [
        Node("x", "x", MIDDLE, 0, "(n_x, 1)", kind="given"),
        Node("w", "w", LEFT, 1, "(n_x, 1)", kind="learnt"),
        Node("z", "z", MIDDLE, 1, "(1, 1)"),
        Node("b", "b", RIGHT, 1, "(1, 1)", kind="learnt"),
        Node("a", "a", MIDDLE, 2, "(1, 1)"),
        Node("L", "L", MIDDLE, 3, "(1, 1)"),
        Node("y", "y", RIGHT, 3, "(1, 1)", kind="given"),
    ]
    edges = [
        Edge("x", "z", ["z = w^⊤ x + b"]),
        Edge("w", "z", backward=["dw = x dz"], below=True),
        Edge("b", "z", backward=["db = dz"], below=True),
        Edge("z", "a", ["a = σ(z)"], ["da/dz = a (1 - a)", "dz = dL/dz = a - y"]),
        Edge(
            "a",
            "L",
            ["L = -y log a", "- (1 - y) log (1 - a)"],
            ["dL/da =", "-y/a + (1 - y)/(1 - a)"],
        ),
        Edge("y", "L"),
    ]
    return Graph("One neuron, there and back", (70, 230, 390), nodes, edges)


def hidden_layer():
    """Lesson 2: one hidden layer, all samples."""
    nodes = [
        Node("X", "X", MIDDLE, 0, "(n_x, m)", kind="given"),
        Node("W1", "W_1", LEFT, 1, "(n_h, n_x)", kind="learnt"),
        Node("Z1", "Z_1", MIDDLE, 1, "(n_h, m)"),
        Node("b1", "b_1", RIGHT, 1, "(n_h, 1)", kind="learnt"),
        Node("A1", "A_1", MIDDLE, 2, "(n_h, m)"),
        Node("W2", "W_2", LEFT, 3, "(1, n_h)", kind="learnt"),
        Node("Z2", "Z_2", MIDDLE, 3, "(1, m)"),
        Node("b2", "b_2", RIGHT, 3, "(1, 1)", kind="learnt"),
        Node("A2", "A_2", MIDDLE, 4, "(1, m)"),
        Node("J", "J", MIDDLE, 5, "number"),
        Node("Y", "Y", RIGHT, 5, "(1, m)", kind="given"),
    ]
    edges = [
        Edge("X", "Z1", ["Z_1 = W_1 X + b_1"]),
        Edge("W1", "Z1", backward=["dW_1 = dZ_1 X^⊤ / m"], below=True),
        Edge("b1", "Z1", backward=["db_1 = Σ dZ_1 / m"], below=True),
        Edge("Z1", "A1", ["A_1 = tanh Z_1"], ["dZ_1 =", "dA_1 ⊙ (1 - A_1^2)"]),
        Edge("A1", "Z2", ["Z_2 = W_2 A_1 + b_2"], ["dA_1 = W_2^⊤ dZ_2"]),
        Edge("W2", "Z2", backward=["dW_2 = dZ_2 A_1^⊤ / m"], below=True),
        Edge("b2", "Z2", backward=["db_2 = Σ dZ_2 / m"], below=True),
        Edge("Z2", "A2", ["A_2 = σ(Z_2)"], ["dZ_2 = A_2 - Y"]),
        Edge("A2", "J", ["mean loss"], ["dA_2 = -Y / A_2", "+ (1 - Y) / (1 - A_2)"]),
        Edge("Y", "J"),
    ]
    return Graph("One hidden layer, there and back", (85, 230, 375), nodes, edges)


def layers():
    """Lesson 3: layer l of L, with what each step keeps for the way back."""
    nodes = [
        Node("A0", "A_0 = X", MIDDLE, 0, "(n_0, m)", kind="given"),
        Node("before", "A_{l-1}", MIDDLE, 1, "(n_{l-1}, m)"),
        Node("W", "W_l", LEFT, 2, "(n_l, n_{l-1})", kind="learnt"),
        Node("Z", "Z_l", MIDDLE, 2, "(n_l, m)"),
        Node("b", "b_l", RIGHT, 2, "(n_l, 1)", kind="learnt"),
        Node("A", "A_l", MIDDLE, 3, "(n_l, m)"),
        Node("AL", "A_L", MIDDLE, 4, "(1, m)"),
        Node("J", "J", MIDDLE, 5, "number"),
        Node("Y", "Y", RIGHT, 5, "(1, m)", kind="given"),
    ]
    edges = [
        Edge("A0", "before", ["layers 1 to l - 1"], ["down to dA_0"]),
        Edge(
            "before",
            "Z",
            ["Z_l = W_l A_{l-1} + b_l", "keeps A_{l-1}, W_l, b_l"],
            ["dA_{l-1} = W_l^⊤ dZ_l"],
        ),
        Edge("W", "Z", backward=["dW_l = dZ_l A_{l-1}^⊤ / m"], below=True),
        Edge("b", "Z", backward=["db_l = Σ dZ_l / m"], below=True),
        Edge("Z", "A", ["A_l = g(Z_l)", "keeps Z_l"], ["dZ_l = dA_l ⊙ g'(Z_l)"]),
        Edge("A", "AL", ["layers l + 1 to L"], ["down to dA_l"]),
        Edge("AL", "J", ["mean loss"], ["dA_L = -Y / A_L", "+ (1 - Y) / (1 - A_L)"]),
        Edge("Y", "J"),
    ]
    return Graph("Layer l of L, there and back", (85, 230, 375), nodes, edges)


def two_points():
    """Lesson 2 with the numbers of two points and two hidden units."""
    at = computed.hidden_layer()
    places = {
        "X": (MIDDLE, 0, "given"),
        "W1": (LEFT, 1, "learnt"),
        "Z1": (MIDDLE, 1, "value"),
        "b1": (RIGHT, 1, "learnt"),
        "A1": (MIDDLE, 2, "value"),
        "W2": (LEFT, 3, "learnt"),
        "Z2": (MIDDLE, 3, "value"),
        "b2": (RIGHT, 3, "learnt"),
        "A2": (MIDDLE, 4, "value"),
        "J": (MIDDLE, 5, "value"),
        "Y": (RIGHT, 5, "given"),
    }
    nodes = [
        Node(name, computed.symbol(name), column, row, value=at[name], kind=kind)
        for name, (column, row, kind) in places.items()
    ]

    def derivative(name):
        return [f"{computed.symbol(name)} =", at[name]]

    edges = [
        Edge("X", "Z1", ["W_1 X + b_1"]),
        Edge("W1", "Z1", backward=derivative("dW1"), below=True),
        Edge("b1", "Z1", backward=derivative("db1"), below=True),
        Edge("Z1", "A1", ["tanh"], derivative("dZ1")),
        Edge("A1", "Z2", ["W_2 A_1 + b_2"], derivative("dA1")),
        Edge("W2", "Z2", backward=derivative("dW2"), below=True),
        Edge("b2", "Z2", backward=derivative("db2"), below=True),
        Edge("Z2", "A2", ["σ"], derivative("dZ2")),
        Edge("A2", "J", ["mean loss"], ["dA_2 =", at["dA2"]]),
        Edge("Y", "J"),
    ]
    title = "Two points through two hidden units, there and back"
    return Graph(title, (84, 246, 412), nodes, edges, width=490)
