"""The computation graphs of lessons 4.5 to 5.

What stands on a dashed arrow is the derivative that arrives at its end: of the cost, or
of the last value where the page says so.

>>> all(draw().mistakes() == [] for draw in DRAWN)
True
"""

import computed_of_training
import numpy as np
from graph import Edge, Graph, Node

LEFT, MIDDLE, RIGHT = range(3)


def drawn_samples():
    """Lesson 4.5: a batch is a choice of columns."""
    nodes = [
        Node("X", "X", MIDDLE, 0, "(n_x, m)", kind="given"),
        Node("theta", "θ", LEFT, 1, "(n)", kind="learnt"),
        Node("L", "L", MIDDLE, 1, "(1, m)"),
        Node("Y", "Y", RIGHT, 1, "(1, m)", kind="given"),
        Node("L_B", "L_B", MIDDLE, 2, "(1, B)"),
        Node("drawn", "i_1 … i_B", RIGHT, 2, "(B)", kind="given"),
        Node("J_B", "J_B", MIDDLE, 3, "number"),
    ]
    edges = [
        Edge("X", "L", ["network and loss,", "sample by sample"]),
        Edge("theta", "L", backward=["dθ = Σ g_i dL_i", "= g_B"], below=True),
        Edge("Y", "L"),
        Edge("L", "L_B", ["columns drawn"], ["dL_i = 1/B if drawn,", "0 if not"]),
        Edge("drawn", "L_B"),
        Edge("L_B", "J_B", ["mean"], ["dL_B = 1/B"]),
    ]
    return Graph("The cost of a batch", (85, 230, 385), nodes, edges)


def momentum():
    """Lesson 4.6: three steps of momentum, and what each gradient does to the last."""
    nodes = [
        Node(f"{name}{t}", f"{name}^{{({t})}}", column, t - 1, kind=kind)
        for t in (1, 2, 3)
        for name, column, kind in (
            ("g", LEFT, "given"),
            ("v", MIDDLE, "value"),
            ("θ", RIGHT, "value"),
        )
    ]
    sums = {1: "(1 + μ + μ^2)", 2: "(1 + μ)", 3: ""}
    edges = [
        edge
        for t in (1, 2, 3)
        for edge in (
            Edge(
                f"g{t}",
                f"v{t}",
                ["× (-η)"],
                [f"dg^{{({t})}} =", f"-η {sums[t]}".strip()],
                below=True,
            ),
            Edge(f"v{t}", f"θ{t}", ["+"], ["1"]),
        )
    ]
    edges += [
        Edge("v1", "v2", ["× μ"], ["μ (1 + μ)"]),
        Edge("v2", "v3", ["× μ"], ["μ"]),
        Edge("θ1", "θ2", backward=["1"]),
        Edge("θ2", "θ3", backward=["1"]),
    ]
    title = "Three steps of momentum: derivatives of the last place"
    return Graph(title, (100, 270, 410), nodes, edges)


def noisy_steps():
    """Lesson 4.7: three noisy steps, and what each noise does to the last place."""
    nodes = [Node("θ0", "θ_0", MIDDLE, 0, kind="given")]
    edges = []
    for t in range(3):
        nodes += [
            Node(f"ε{t}", f"ε_{t}", LEFT, t + 1, kind="given"),
            Node(f"θ{t + 1}", f"θ_{t + 1}", MIDDLE, t + 1),
        ]
        later = [f"(1 - η_{s} h)" for s in range(t + 1, 3)]
        edges += [
            Edge(
                f"θ{t}",
                f"θ{t + 1}",
                [f"× (1 - η_{t} h)"],
                [f"dθ_{t} =", f"(1 - η_{t} h)" + f" dθ_{t + 1}" * (t < 2)],
            ),
            Edge(
                f"ε{t}",
                f"θ{t + 1}",
                [f"× (-η_{t})"],
                [f"dε_{t} = -η_{t}", " ".join(later)][: 1 + bool(later)],
                below=True,
            ),
        ]
    title = "Three noisy steps: derivatives of the last place"
    return Graph(title, (105, 285), nodes, edges)


def softmax_loss():
    """Lesson 4.8: the loss of one sample from its logits, in two ways that meet."""
    at = computed_of_training.softmax()
    z, y = at["Z"][:, [0]], at["Y"][:, [0]]
    powers = np.exp(z)
    total = powers.sum()
    chosen = (y * z).sum()
    nodes = [
        Node("z", "z", MIDDLE, 0, "(C, 1)", value=z),
        Node("z_c", "z_c", LEFT, 0, value=chosen),
        Node("e", "e^z", MIDDLE, 1, "(C, 1)", value=powers),
        Node("S", "S", MIDDLE, 2, value=total),
        Node("log", "log S", MIDDLE, 3, value=np.log(total)),
        Node("minus", "-z_c", LEFT, 4, value=-chosen),
        Node("L", "L", MIDDLE, 4, value=at["losses"][0]),
    ]
    edges = [
        Edge("z", "e", ["exp"], ["dz = e^z / S = a", powers / total]),
        Edge("e", "S", ["sum"], ["de = 1/S", 1 / total]),
        Edge("S", "log", ["log"], ["dS = 1/S", 1 / total]),
        Edge("log", "L", ["+"], ["1"]),
        Edge("z", "z_c", ["entry c"], ["dz = -y", -y]),
        Edge("z_c", "minus", ["× (-1)"], ["-1"]),
        Edge("minus", "L", ["+"], ["1"]),
    ]
    title = "The loss of one sample from its logits"
    return Graph(title, (90, 280), nodes, edges)


def scaled_logits():
    """Lesson 4.9: two validation samples whose logits are multiplied by s."""
    at = computed_of_training.scale()
    nodes = [
        Node("Z", "Z", MIDDLE, 0, "(1, m)", value=at["Z"], kind="given"),
        Node("s", "s", LEFT, 1, "number", value=at["s"], kind="learnt"),
        Node("U", "s Z", MIDDLE, 1, "(1, m)", value=at["s"] * at["Z"]),
        Node("A", "A", MIDDLE, 2, "(1, m)", value=at["A"]),
        Node("J", "J", MIDDLE, 3, "number", value=at["J"]),
        Node("Y", "Y", RIGHT, 3, "(1, m)", value=at["Y"], kind="given"),
    ]
    edges = [
        Edge("Z", "U"),
        Edge("s", "U", backward=["ds = (A - Y) Z^⊤ / m", at["ds"]], below=True),
        Edge("U", "A", ["σ"], ["A - Y", at["E"]]),
        Edge("A", "J", ["mean loss"]),
        Edge("Y", "J"),
    ]
    title = "Two samples with their logits scaled"
    return Graph(title, (100, 250, 410), nodes, edges, width=480)


def to_the_pixels():
    """Lesson 5: from a picture to its logit, and back to the picture."""
    nodes = [
        Node("picture", "picture", MIDDLE, 0, "(64, 64, 3)", kind="given"),
        Node("x", "x", MIDDLE, 1, "(12288, 1)"),
        Node("W1", "W_1", LEFT, 2, "(20, 12288)", kind="learnt"),
        Node("Z1", "Z_1", MIDDLE, 2, "(20, 1)"),
        Node("b1", "b_1", RIGHT, 2, "(20, 1)", kind="learnt"),
        Node("A1", "A_1", MIDDLE, 3, "(20, 1)"),
        Node("z", "z", MIDDLE, 4, "(1, 1)"),
    ]
    edges = [
        Edge("picture", "x", ["one row, / 255"], ["dx / 255,", "folded back"]),
        Edge("x", "Z1", ["W_1 x + b_1"], ["dx = W_1^⊤ dZ_1"]),
        Edge("W1", "Z1"),
        Edge("b1", "Z1"),
        Edge("Z1", "A1", ["relu"], ["dZ_1 = dA_1 ⊙ g'(Z_1)"]),
        Edge("A1", "z", ["layers 2 to 4"], ["down to dA_1"]),
    ]
    title = "From a picture to its logit, and back to its pixels"
    return Graph(title, (85, 230, 375), nodes, edges)


#: All of them, for tests.
DRAWN = [drawn_samples, momentum, noisy_steps, softmax_loss, scaled_logits,
         to_the_pixels]  # fmt: skip
