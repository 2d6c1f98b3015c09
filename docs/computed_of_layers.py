r"""The examples that lessons 0 and 4.1 to 4.4 carry by hand: Markdown with numbers.

A page asks for them with ``<!-- computed: computed_of_layers.NAME -->``, see
``refresh.py``. The functions without such a name give the numbers, with all their
digits, under the names of ``computed.py``; points, labels and weights are those of
lesson 2.

>>> print(four_weights().splitlines()[2])
| $(s, s)$ | $3s$ | $9s^2$ |
"""

from itertools import product

import numpy as np
from computed import (
    HALF,
    LEARNING_RATE,
    PARAMETERS,
    START,
    THROUGH_TANH,
    M,
    X,
    Y,
    cost,
    equation,
    equations,
    hidden_layer,
    number,
    sigmoid_of,
    start,
    step,
)

from skscratch.core.batch_norm import (
    EPSILON,
    batch_norm,
    batch_norm_backward,
    batch_statistics,
)
from skscratch.functional import logistic, shallow

__all__ = ["chain", "descent", "dropout_backward", "dropout_forward", "four_masks",
           "four_weights", "norm_backward", "norm_forward", "norm_start",
           "one_step_each",
           "penalty_after", "penalty_cost", "penalty_gradient", "penalty_step",
           "same_backward", "same_forward", "same_start", "same_step",
           "two_lines"]  # fmt: skip

ALPHA = 0.2
MASK = np.array([[2.0, 0.0], [2.0, 2.0]])
QUARTER = r"\frac{1}{4} "


def table(heads, rows):
    """A table of Markdown; the cells are texts."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def shown(value):
    """A number in words between the formulas, or several in brackets."""
    if np.ndim(value):
        return f"({', '.join(map(shown, value))})"
    return number(value).replace("-", "−")


# Lesson 0


def two_lines():
    """Two lines score two points."""
    return equation("Z1", "$W1 $X + $b1", hidden_layer())


def descent(rate=0.25, n_steps=3):
    """Steps down J = (x - 3)**2 from 0."""
    rows, x = [], 0.0
    for taken in range(n_steps):
        slope = 2 * (x - 3)
        after = x - rate * slope
        moved = f"{shown(x)} + {shown(rate)} · {shown(-slope)} = {shown(after)}"
        rows.append([*map(shown, (taken, x, slope, (x - 3) ** 2)), moved])
        x = after
    return table(["step", "$x$", "slope $2 (x - 3)$", "$J$", "next $x$"], rows)


def chain(x=2.0):
    """J = (3 x + 1)**2 in three steps: values, slopes, and what has come back."""
    u = 3 * x
    v = u + 1
    back = [2 * v, 2 * v * 1, 2 * v * 1 * 3]
    rows = [
        ["$u = 3x$", shown(u), "3", f"{shown(back[1])} · 3 = {shown(back[2])}"],
        ["$v = u + 1$", shown(v), "1", f"{shown(back[0])} · 1 = {shown(back[1])}"],
        ["$J = v^2$", shown(v**2), f"$2v = {number(2 * v)}$", shown(back[0])],
    ]
    return table(["", "value", "slope of this step", "walking back"], rows)


def two_ways(x=3.0):
    """J = u v with u = 2 x and v = x + 1: values, and the derivatives of J by them."""
    u, v = 2 * x, x + 1
    return {"x": x, "u": u, "v": v, "J": u * v, "du": v, "dv": u, "dx": 2 * v + u}


# Lesson 4: one step, changed by each remedy


def one_step_each():
    """The first step of lesson 2 on both points, and what each remedy makes of it."""
    small = {name: value / 50 for name, value in START.items()}
    only_first = gradients(START, X[:, :1], Y[:, :1])
    full = gradients(START)
    priced = {
        name: full[f"d{name}"] + ALPHA / M * START[name] * name.startswith("W")
        for name in START
    }
    signs = {name: np.sign(full[f"d{name}"]) for name in START}
    steps = [
        ("as in lesson 2", START, full, 1.0),
        ("4.1: weights 50 times smaller", small, gradients(small), 1.0),
        (f"4.2: a price, $\\alpha = {ALPHA}$", START, priced, 1.0),
        ("4.5: the first point alone", START, only_first, 1.0),
        ("4.6: Adam's first step, rate 0.1", START, signs, 0.1),
        ("4.7: half the rate", START, full, 0.5),
    ]
    rows = []
    for name, before, slope, rate in steps:
        slope = {key.removeprefix("d"): value for key, value in slope.items()}
        after = {key: before[key] - rate * slope[key] for key in before}
        moved = -rate * slope["W1"][0, 0]
        rows.append([name, *map(shown, (cost_of(before), moved, cost_of(after)))])
    heads = ["the step", "$J$ before", "first weight moves by", "$J$ after"]
    return table(heads, rows)


def gradients(parameters, X=X, Y=Y):
    """Those of lesson 2."""
    _, cache = shallow.forward_propagation(X, parameters)
    return shallow.backward_propagation(parameters, cache, X, Y)


def cost_of(parameters):
    """That of both points."""
    A2, _ = shallow.forward_propagation(X, parameters)
    return shallow.compute_cost(A2, Y)


# Lesson 4.1: what equal weights do, and what their size does


def same():
    """Lesson 2 from a start where both units are the same."""
    return hidden_layer(
        {name: np.full_like(START[name], 0.5 * name.startswith("W")) for name in START}
    )


def same_start():
    return start(PARAMETERS, same())


def same_forward():
    return equations([("Z1", "$W1 $X + $b1"), ("A1", r"\tanh $Z1")], same())


def same_backward():
    rows = [
        ("dZ2", "$A2 - $Y"),
        ("dA1", r"${W2}^\top $dZ2"),
        *THROUGH_TANH,
        ("dW1", rf"{HALF} $dZ1 ${{X}}^\top"),
    ]
    return equations(rows, same())


def same_step():
    return equations(step(["W1"]), same())


def four_weights(inputs=(1, 2)):
    """z = w · a for all signs of two weights of size s, and the mean of its square."""
    rows, scores = [], []
    for signs in product((1, -1), repeat=2):
        z = int(np.dot(signs, inputs))
        scores.append(z)
        weights = ", ".join("s" if sign > 0 else "-s" for sign in signs)
        rows.append([f"$({weights})$", f"${times(z)}s$", f"${times(z * z)}s^2$"])
    mean, square = np.mean(scores), np.mean(np.square(scores))
    rows.append(["mean", f"${number(mean)}$", f"${number(square)}s^2$"])
    return table(["weights", "$z$", "$z^2$"], rows)


def times(factor):
    """A whole number before a letter."""
    return {1: "", -1: "-"}.get(factor, str(factor))


# Lesson 4.2: lesson 2 with a price on its weights


def penalty():
    """Lesson 2 with a penalty: G is the gradient without it, L the mean loss alone.

    J is L and the penalty P.
    """
    at = hidden_layer()
    share = ALPHA / M
    values = {"G1": at["dW1"], "G2": at["dW2"], "L": at["J"], "P": price(at)}
    slopes = {name: at[f"d{name}"] for name in PARAMETERS}
    slopes |= {name: slopes[name] + share * at[name] for name in ("W1", "W2")}
    new = {name: at[name] - LEARNING_RATE * slopes[name] for name in PARAMETERS}
    values |= {f"d{name}": slope for name, slope in slopes.items()}
    values |= {f"{name}'": value for name, value in new.items()}
    A2, _ = shallow.forward_propagation(X, new)
    values |= {"L'": shallow.compute_cost(A2, Y), "P'": price(new)}
    values |= {
        f"J{when}": values[f"L{when}"] + values[f"P{when}"] for when in ("", "'")
    }
    return at | values


def price(parameters):
    """What the penalty adds to the cost."""
    squares = sum(np.sum(parameters[name] ** 2) for name in ("W1", "W2"))
    return ALPHA / (2 * M) * squares


def penalty_cost():
    at = penalty()
    first, second = (number(np.sum(at[name] ** 2)) for name in ("W1", "W2"))
    lines = [
        r"J &= L + \frac{\alpha}{2m} \left( \sum W_1^2 + \sum W_2^2 \right)",
        rf"&= {number(at['L'])} + \frac{{{ALPHA}}}{{4}} ({first} + {second})",
        f"&= {number(at['L'])} + {number(at['P'])}",
        f"&= {number(at['J'])}",
    ]
    body = " \\\\\n".join(lines)
    return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"


def penalty_gradient():
    share = number(ALPHA / M)
    rows = [
        (f"dW{i}", rf"$G{i} + \frac{{\alpha}}{{m}} $W{i}", rf"$G{i} + {share} $W{i}")
        for i in (1, 2)
    ]
    return equations(rows, penalty())


def penalty_step():
    kept = number(1 - LEARNING_RATE * ALPHA / M)
    formula = r"\left( 1 - \frac{{\eta \alpha}}{{m}} \right) $W{0} - \eta $G{0}"
    rows = [(f"W{i}'", formula.format(i), f"{kept} $W{i} - $G{i}") for i in (1, 2)]
    return equations(rows, penalty())


def penalty_after():
    at = penalty()
    rows = [
        [words, *(number(at[f"{name}{when}"]) for when in ("", "'"))]
        for words, name in (("loss", "L"), ("penalty", "P"), ("cost", "J"))
    ]
    return table(["", "before", "after the step"], rows)


# Lesson 4.3: every mask of two units, and one mask in the network of lesson 2


def four_masks(a=(0.5, 1.0), w=(1.0, -1.0)):
    """What comes through two units, each dropped with probability 1/2."""
    masks = np.array(list(product((0, 2), repeat=2)))
    dropped = masks * a
    z = dropped @ w
    rows = [list(map(shown, row)) for row in zip(masks, dropped, z, strict=True)]
    rows.append(["mean", shown(dropped.mean(axis=0)), shown(z.mean())])
    return table(["mask", "$a'$", "$z = a'_1 - a'_2$"], rows)


def dropout():
    """Lesson 2 with a mask M on its hidden units, each dropped with probability 1/2."""
    at = hidden_layer()
    dropped = at["A1"] * MASK
    Z2 = at["W2"] @ dropped + at["b2"]
    A2 = logistic.sigmoid(Z2)
    dZ2 = A2 - Y
    back = at["W2"].T @ dZ2
    dA1 = back * MASK
    dZ1 = dA1 * (1 - at["A1"] ** 2)
    return at | {
        "M": MASK, "Dropped": dropped, "Z2": Z2, "A2": A2,
        "J": shallow.compute_cost(A2, Y), "dZ2": dZ2, "dDropped": back, "dA1": dA1,
        "dZ1": dZ1, "dW1": dZ1 @ X.T / M, "dW2": dZ2 @ dropped.T / M,
        "db1": dZ1.mean(axis=1, keepdims=True), "db2": dZ2.mean(axis=1, keepdims=True),
    }  # fmt: skip


def dropout_forward():
    rows = [
        ("Dropped", r"$A1 \odot $M"),
        ("Z2", "$W2 $Dropped + $b2"),
        ("A2", *sigmoid_of("Z2")),
    ]
    return f"{equations(rows, dropout())}\n\n{cost('A2', dropout())}"


def dropout_backward():
    rows = [
        ("dZ2", "$A2 - $Y"),
        ("dW2", rf"{HALF} $dZ2 ${{Dropped}}^\top"),
        ("dDropped", r"${W2}^\top $dZ2"),
        ("dA1", r"$dDropped \odot $M"),
    ]
    return equations(rows, dropout())


# Lesson 4.4: two units and a batch of four


def norm():
    """A layer's values before and after it is normalised, and what comes back."""
    Z = np.array([[1.0, 1.0, 3.0, 3.0], [5.0, 1.0, 5.0, 1.0]])
    gamma, beta = np.array([[1.0], [2.0]]), np.array([[0.0], [1.0]])
    dOut = np.array([[1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]])
    quarters = np.full(4, 0.25)
    mean, variance = batch_statistics(Z, quarters)
    out, normal = batch_norm(Z, mean, variance, gamma, beta)
    dZ, dgamma, dbeta = batch_norm_backward(dOut, normal, variance, gamma, quarters)
    return {
        "Z": Z, "gamma": gamma, "beta": beta, "mean": mean, "variance": variance,
        "Normal": normal, "Out": out, "dOut": dOut, "dNormal": gamma * dOut,
        "s": np.sqrt(variance + EPSILON), "dgamma": dgamma, "dbeta": dbeta, "dZ": dZ,
        "shift": (gamma * dOut) @ quarters[:, None],
        "stretch": (gamma * dOut * normal) @ quarters[:, None],
    }  # fmt: skip


def norm_start():
    return start(["Z", "gamma", "beta"], norm())


def norm_forward():
    sums = QUARTER + r"\sum_{\text{columns}} "
    rows = [
        ("mean", f"{sums}$Z"),
        ("variance", rf"{sums} \left( $Z - $mean \right)^2"),
        ("Normal", r"\left( $Z - $mean \right) / $s"),
        ("Out", r"$gamma \odot $Normal + $beta"),
    ]
    return equations(rows, norm())


def norm_backward():
    sums, means = (rf"{share}\sum_{{\text{{columns}}}} " for share in ("", QUARTER))
    rows = [
        ("dOut", ""),
        ("dgamma", rf"{sums} $dOut \odot $Normal"),
        ("dbeta", f"{sums} $dOut"),
        ("dNormal", r"$gamma \odot $dOut"),
        ("shift", f"{means} $dNormal"),
        ("stretch", rf"{means} $dNormal \odot $Normal"),
        ("dZ", r"\left( $dNormal - $shift - $Normal \odot $stretch \right) / $s"),
    ]
    return equations(rows, norm())
