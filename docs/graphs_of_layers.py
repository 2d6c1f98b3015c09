"""The computation graphs of lessons 0 and 4.1 to 4.4.

>>> all(draw().mistakes() == [] for draw in DRAWN)
True
"""

import computed_of_layers
from graph import Edge, Graph, Node

LEFT, MIDDLE, RIGHT = range(3)
COLUMNS = (85, 230, 375)


def two_ways():
    """Lesson 0: a number that reaches the cost along two ways."""
    at = computed_of_layers.two_ways()
    nodes = [
        Node("x", f"x = {at['x']:g}", LEFT, 0, kind="learnt"),
        Node("v", f"v = {at['v']:g}", RIGHT, 0),
        Node("u", f"u = {at['u']:g}", LEFT, 1),
        Node("J", f"J = {at['J']:g}", RIGHT, 1),
    ]
    edges = [
        Edge("x", "u", ["u = 2x"], [f"2 · {at['du']:g} = {2 * at['du']:g}"]),
        Edge("x", "v", ["v = x + 1"], [f"1 · {at['dv']:g} = {at['dv']:g}"]),
        Edge("u", "J", ["J = u v"], [f"du = v = {at['du']:g}"]),
        Edge("v", "J", ["J = u v"], [f"dv = u = {at['dv']:g}"]),
    ]
    title = "Two ways from x to J, there and back"
    return Graph(title, (85, 205, 325), nodes, edges)


def sizes():
    """Lesson 4.1: what a layer of relu units does to the size of what goes through."""
    nodes = [
        Node("before", "A_{l-1}", MIDDLE, 0, "(n_{l-1}, m)"),
        Node("W", "W_l", LEFT, 1, "(n_l, n_{l-1})", kind="learnt"),
        Node("Z", "Z_l", MIDDLE, 1, "(n_l, m)"),
        Node("A", "A_l", MIDDLE, 2, "(n_l, m)"),
    ]
    edges = [
        Edge(
            "before",
            "Z",
            ["Z_l = W_l A_{l-1}", "squares × n_{l-1} v"],
            ["dA_{l-1} = W_l^⊤ dZ_l", "squares × n_l v"],
        ),
        Edge("W", "Z", backward=["dW_l = dZ_l A_{l-1}^⊤ / m"], below=True),
        Edge(
            "Z",
            "A",
            ["A_l = max(0, Z_l)", "squares × 1/2"],
            ["dZ_l = dA_l ⊙ (Z_l > 0)", "squares × 1/2"],
        ),
    ]
    title = "What a layer does to sizes, there and back"
    return Graph(title, COLUMNS, nodes, edges, width=475)


def penalty():
    """Lesson 4.2: the weights reach the cost along two ways."""
    nodes = [
        Node("W", "W_l", LEFT, 0, "(n_l, n_{l-1})", kind="learnt"),
        Node("Z", "Z_l", RIGHT, 0, "(n_l, m)"),
        Node("P", "P", LEFT, 1, "number"),
        Node("L", "L", RIGHT, 1, "number"),
        Node("J", "J", MIDDLE, 1, "number"),
    ]
    edges = [
        Edge("W", "Z", ["Z_l = W_l A_{l-1} + b_l"], ["dZ_l A_{l-1}^⊤ / m"]),
        Edge("W", "P", ["α / (2m)", "times Σ W_l^2"], ["α W_l / m"]),
        Edge("Z", "L", ["bend, layers", "above, mean loss"], ["dZ_l"]),
        Edge("P", "J", ["+"], ["1"]),
        Edge("L", "J", ["+"], ["1"]),
    ]
    title = "The loss and the penalty, there and back"
    return Graph(title, (120, 245, 370), nodes, edges)


def dropout():
    """Lesson 4.3: two points and two units of which one is absent for one point."""
    at = computed_of_layers.dropout()
    nodes = [
        Node("A1", "A_1", MIDDLE, 0, value=at["A1"]),
        Node("M", "M", LEFT, 1, value=at["M"], kind="given"),
        Node("Dropped", "A'_1", MIDDLE, 1, value=at["Dropped"]),
        Node("W2", "W_2", LEFT, 2, value=at["W2"], kind="learnt"),
        Node("Z2", "Z_2", MIDDLE, 2, value=at["Z2"]),
        Node("J", "J", MIDDLE, 3, value=at["J"]),
        Node("Y", "Y", RIGHT, 3, value=computed_of_layers.Y, kind="given"),
    ]
    edges = [
        Edge("A1", "Dropped", ["A_1 ⊙ M"], ["dA_1 = dA'_1 ⊙ M =", at["dA1"]]),
        Edge("M", "Dropped"),
        Edge("Dropped", "Z2", ["W_2 A'_1 + b_2"], ["dA'_1 =", at["dDropped"]]),
        Edge("W2", "Z2", backward=["dW_2 =", at["dW2"]], below=True),
        Edge("Z2", "J", ["σ, mean loss"], ["dZ_2 =", at["dZ2"]]),
        Edge("Y", "J"),
    ]
    title = "One draw of dropout, there and back"
    return Graph(title, (84, 246, 412), nodes, edges, width=490)


def batch_norm():
    """Lesson 4.4: a layer's values are centred, scaled, and scaled again."""
    nodes = [
        Node("Z", "Z", MIDDLE, 0, "(n_h, m)"),
        Node("D", "D", MIDDLE, 1, "(n_h, m)"),
        Node("normal", "Ẑ", MIDDLE, 2, "(n_h, m)"),
        Node("gamma", "γ", LEFT, 3, "(n_h, 1)", kind="learnt"),
        Node("out", "Z'", MIDDLE, 3, "(n_h, m)"),
        Node("beta", "β", RIGHT, 3, "(n_h, 1)", kind="learnt"),
    ]
    edges = [
        Edge("Z", "D", ["less the mean", "of the row"], ["dZ = dD less", "its mean"]),
        Edge(
            "D",
            "normal",
            ["over s, the", "spread of the row"],
            ["dD = (dẐ less its part", "along Ẑ) / s"],
        ),
        Edge("normal", "out", ["γ ⊙ Ẑ + β"], ["dẐ = γ ⊙ dZ'"]),
        Edge("gamma", "out", backward=["dγ = Σ dZ' ⊙ Ẑ"], below=True),
        Edge("beta", "out", backward=["dβ = Σ dZ'"], below=True),
    ]
    return Graph("Batch norm, there and back", COLUMNS, nodes, edges)


def remedies():
    """Lesson 4: where each of its lessons takes hold of a step of training."""
    nodes = [
        Node("X", "X", MIDDLE, 0, "(n_x, m)", kind="given"),
        Node("W", "W", LEFT, 1, "4.1", kind="learnt"),
        Node("Z", "Z", MIDDLE, 1, "4.4"),
        Node("A", "A", MIDDLE, 2, "4.3"),
        Node("J", "J", MIDDLE, 3, "4.2, 4.8"),
        Node("step", "W'", LEFT, 3, "4.6, 4.7, 4.9", kind="learnt"),
    ]
    edges = [
        Edge("X", "Z", ["W X + b", "4.5: few columns"]),
        Edge("W", "Z", backward=["dW"]),
        Edge("Z", "A", ["g(Z)"], ["dZ"]),
        Edge("A", "J", ["layers above,", "mean loss"], ["dA"]),
        Edge("W", "step", ["W − η dW"]),
    ]
    title = "Where each lesson takes hold of a step"
    return Graph(title, (130, 285, 400), nodes, edges, width=475)


DRAWN = (two_ways, sizes, penalty, dropout, batch_norm, remedies)
