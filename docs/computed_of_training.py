r"""The examples of lessons 4.5 to 5 by hand: Markdown with numbers of the build.

``refresh.py`` writes what a function of this file returns between ``<!-- computed:
computed_of_training.NAME -->`` and ``<!-- end -->`` on a page. The functions without
such a name give the numbers, with all their digits; what is shown is rounded to four.

>>> print(derived("a", 0.25, "\\frac{1}{4}"))
$$
\begin{aligned}
a &= \frac{1}{4} \\
&= 0.25
\end{aligned}
$$
"""

import numpy as np
from computed import X, Y, matrix, number

from skscratch.core.losses import softmax_cross_entropy
from skscratch.functional import deep, logistic
from skscratch.optim import Adam, InverseTime

__all__ = ["adam_steps", "bytes_forward", "bytes_start", "noise_shares",
           "one_by_one_epoch", "one_by_one_noise", "scale_backward", "scale_forward",
           "scale_step", "softmax_backward", "softmax_forward", "softmax_start",
           "softmax_step"]  # fmt: skip


# How it is written


def derived(symbol, value, *steps):
    """A displayed equation: what a symbol is, step by step, and its value."""
    shape = np.shape(value)
    if shape:
        symbol = rf"\underset{{({', '.join(map(str, shape))})}}{{{symbol}}}"
    shown = matrix(value) if len(shape) == 2 else row(value)
    lines = " \\\\\n&= ".join([*steps, shown])
    return f"$$\n\\begin{{aligned}}\n{symbol} &= {lines}\n\\end{{aligned}}\n$$"


def row(value):
    """LaTeX of a vector on one line, or of a number."""
    if np.ndim(value) == 0:
        return number(value)
    # In braces of its own, a minus after a comma is a sign and not a difference
    return f"({', '.join(f'{{{number(x)}}}' if x < 0 else number(x) for x in value)})"


def becomes(before, after, how=""):
    """The cost before and after a step."""
    change = rf"J = {number(before)} \quad \text{{becomes}} \quad {number(after)}"
    return f"$$\n{change}{how}\n$$"


def below(*equations):
    """Equations one below the other."""
    return "\n\n".join(equations)


# Lesson 4.5: the two points of lesson 1, at once and one after the other


def one_by_one():
    """Gradients of both points, their noise, and two ways through one epoch.

    ``theta`` is w and b in one vector. ``first`` is where the first point alone leads,
    ``second`` the second point's gradient there.
    """
    theta = np.array([0.3, -0.2, 0.1])

    def gradient(theta, columns):
        w, b = theta[:2, None], theta[2]
        grads, cost = logistic.propagate(w, b, X[:, columns], Y[:, columns])
        return np.append(grads["dw"], grads["db"]), cost

    one, two, both = (gradient(theta, columns)[0] for columns in ([0], [1], [0, 1]))
    first = theta - one
    second, _ = gradient(first, [1])
    return {
        "theta": theta, "g1": one, "g2": two, "g": both,
        "sigma2": np.mean([np.sum((g - both) ** 2) for g in (one, two)]),
        "first": first, "second": second, "last": first - second,
        "full": theta - both, "J": gradient(theta, [0, 1])[1],
        "J_full": gradient(theta - both, [0, 1])[1],
        "J_last": gradient(first - second, [0, 1])[1],
    }  # fmt: skip


def one_by_one_noise():
    at = one_by_one()
    squares = [np.sum((at[name] - at["g"]) ** 2) for name in ("g1", "g2")]
    return below(
        derived("g_1", at["g1"]),
        derived("g_2", at["g2"]),
        derived(
            "g",
            at["g"],
            r"\frac{1}{2} (g_1 + g_2)",
            rf"\frac{{1}}{{2}} \left( {row(at['g1'])} + {row(at['g2'])} \right)",
        ),
        derived(
            r"\sigma^2",
            at["sigma2"],
            r"\frac{1}{2} \left( \left\| g_1 - g \right\|^2"
            r" + \left\| g_2 - g \right\|^2 \right)",
            rf"\frac{{1}}{{2}} ({' + '.join(map(number, squares))})",
        ),
    )


def one_by_one_epoch():
    at = one_by_one()
    return below(
        derived(
            r"\theta^{\text{at once}}",
            at["full"],
            r"\theta - g",
            f"{row(at['theta'])} - {row(at['g'])}",
        ),
        derived(
            r"\theta^{\text{first}}",
            at["first"],
            r"\theta - g_1",
            f"{row(at['theta'])} - {row(at['g1'])}",
        ),
        derived(r"g_2(\theta^{\text{first}})", at["second"]),
        derived(
            r"\theta^{\text{one by one}}",
            at["last"],
            r"\theta^{\text{first}} - g_2(\theta^{\text{first}})",
            f"{row(at['first'])} - {row(at['second'])}",
        ),
        becomes(at["J"], at["J_full"], r" \text{ at once}"),
        becomes(at["J"], at["J_last"], r" \text{ one by one}"),
    )


# Lesson 4.6: two steps of Adam in the valley


def adam():
    """Each of two steps: gradient, both averages, both corrected, and where it leads.

    The last one is by the package's rule, the others by the formulas of the page.
    """
    curvatures, rule, rate = np.array([1.0, 100.0]), Adam(), 0.5
    theta, m, v = np.array([-10.0, 1.0]), np.zeros(2), np.zeros(2)
    memory, steps = rule.init(theta), []
    for t in (1, 2):
        g = curvatures * theta
        m = rule.beta_1 * m + (1 - rule.beta_1) * g
        v = rule.beta_2 * v + (1 - rule.beta_2) * g**2
        corrected = m / (1 - rule.beta_1**t), v / (1 - rule.beta_2**t)
        before = theta.copy()
        rule.step(theta, g.copy(), memory, rate)
        steps.append((before, g, m, v, *corrected, theta.copy()))
    return steps


def adam_steps():
    equations, old_m, old_v = [], np.zeros(2), np.zeros(2)
    for t, (before, g, m, v, m_hat, v_hat, theta) in enumerate(adam(), start=1):
        power = f"^{t}" if t > 1 else ""
        equations += [
            derived(f"g^{{({t})}}", g, f"h {row(before)}"),
            derived("m", m, f"0.9 {row(old_m)} + 0.1 {row(g)}"),
            derived("v", v, f"0.999 {row(old_v)} + 0.001 {row(g)}^2"),
            derived(r"\hat{m}", m_hat, rf"\frac{{1}}{{1 - 0.9{power}}} {row(m)}"),
            derived(r"\hat{v}", v_hat, rf"\frac{{1}}{{1 - 0.999{power}}} {row(v)}"),
            derived(
                rf"\theta^{{({t})}}",
                theta,
                rf"{row(before)} - 0.5 \frac{{\hat{{m}}}}{{\sqrt{{\hat{{v}}}}}}",
                rf"{row(before)} - 0.5 {row(m_hat / np.sqrt(v_hat))}",
            ),
        ]
        old_m, old_v = m, v
    return below(*equations)


# Lesson 4.7: what three steps leave of the start and of the noise


def shares(rates):
    """What is left at the end, in a bowl with h = 1: of the start, of each noise.

    Read from the graph of the page, backwards: each step hands the derivative on times
    one minus its rate.
    """
    d_theta, d_noise = 1.0, []
    for rate in reversed(rates):
        d_noise.append(-rate * d_theta)
        d_theta *= 1 - rate
    return d_theta, d_noise[::-1]


def noise_shares():
    schedules = {
        "0.5, constant": lambda step: 0.5,
        "0.05, constant": lambda step: 0.05,
        r"$\frac{1}{t + 1}$": InverseTime(rate=1.0),
    }
    lines = [
        r"| Rates | $\eta_0, \eta_1, \eta_2$ | left of the start "
        r"| of $\varepsilon_0, \varepsilon_1, \varepsilon_2$ | variance |",
        "|---|---|---|---|---|",
    ]
    for name, schedule in schedules.items():
        rates = [schedule(step) for step in range(3)]
        start, noise = shares(rates)
        variance = np.sum(np.square(noise))
        cells = [row(rates), number(start), row(noise), number(variance)]
        lines.append(f"| {name} | " + " | ".join(f"${x}$" for x in cells) + " |")
    return "\n".join(lines)


# Lesson 4.8: two points, two units below, three classes


def softmax():
    """Every number of the example by its name."""
    A_prev = np.array([[1.0, 1.0], [0.0, 1.0]])
    W = np.log([[6.0, 1 / 6], [3.0, 1 / 3], [1.0, 2.0]])
    labels = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])

    def forward(W, b):
        losses, dZ = softmax_cross_entropy(W @ A_prev + b, labels)
        return dZ + labels, losses, losses.mean()

    b = np.zeros((3, 1))
    A, losses, cost = forward(W, b)
    dZ = A - labels
    dW, db = dZ @ A_prev.T / 2, dZ.mean(axis=1, keepdims=True)
    new_A, _, new_cost = forward(W - dW, b - db)
    return {
        "A_prev": A_prev, "W": W, "b": b, "Y": labels, "Z": W @ A_prev + b, "A": A,
        "losses": losses, "J": cost, "dZ": dZ, "dW": dW, "db": db,
        "dA_prev": W.T @ dZ, "A'": new_A, "J'": new_cost,
    }  # fmt: skip


PREVIOUS = r"A_{\text{prev}}"


def softmax_start():
    at = softmax()
    powers = rf"\log {matrix(np.exp(at['W']))}"
    return below(
        derived(PREVIOUS, at["A_prev"]),
        derived("W", at["W"], powers),
        derived("Y", at["Y"]),
    )


def softmax_forward():
    at = softmax()
    powers = np.exp(at["Z"])
    chosen = [at["A"][1, 0], at["A"][2, 1]]
    logarithms = r" - ".join(rf"\log ({number(a)})" for a in chosen)
    return below(
        derived("Z", at["Z"], f"W {PREVIOUS}"),
        derived("e^Z", powers),
        derived(
            "A",
            at["A"],
            r"\frac{e^Z}{\text{sum of each column}}",
            rf"{matrix(powers)} \text{{ over }} {row(powers.sum(axis=0))}",
        ),
        derived("J", at["J"], rf"\frac{{1}}{{2}} (-{logarithms})"),
    )


def softmax_backward():
    at = softmax()
    return below(
        derived("dZ", at["dZ"], "A - Y"),
        derived(
            "dW",
            at["dW"],
            rf"\frac{{1}}{{2}} dZ {PREVIOUS}^\top",
            rf"\frac{{1}}{{2}} {matrix(at['dZ'])} {matrix(at['A_prev'])}^\top",
        ),
        derived("db", at["db"], r"\frac{1}{2} \sum_{\text{columns}} dZ"),
        derived(r"dA_{\text{prev}}", at["dA_prev"], r"W^\top dZ"),
    )


def softmax_step():
    at = softmax()
    return below(derived(r"A^{\text{new}}", at["A'"]), becomes(at["J"], at["J'"]))


# Lesson 4.9: two validation samples, one right and one wrong


def scale():
    """The scale s as the one weight of lesson 1's neuron; its inputs are logits."""
    Z, labels = np.array([[2.0, 1.0]]), np.array([[1.0, 0.0]])

    def propagate(s):
        grads, cost = logistic.propagate(np.array([[s]]), 0.0, Z, labels)
        return float(grads["dw"].item()), cost

    ds, cost = propagate(1.0)
    _, new_cost = propagate(1.0 - ds)
    A, new_A = (logistic.sigmoid(s * Z) for s in (1.0, 1.0 - ds))
    return {
        "Z": Z, "Y": labels, "s": 1.0, "A": A, "J": cost, "E": A - labels, "ds": ds,
        "s'": 1.0 - ds, "A'": new_A, "J'": new_cost,
    }  # fmt: skip


def scale_forward():
    at = scale()
    right, wrong = at["A"][0]
    return below(
        derived("Z", at["Z"]),
        derived("Y", at["Y"]),
        derived("A", at["A"], r"\sigma(s Z)", rf"\sigma {matrix(at['Z'])}"),
        derived(
            "J",
            at["J"],
            rf"\frac{{1}}{{2}} (-\log ({number(right)}) - \log (1 - {number(wrong)}))",
        ),
    )


def scale_backward():
    at = scale()
    return below(
        derived("A - Y", at["E"]),
        derived(
            r"\frac{\partial J}{\partial s}",
            at["ds"],
            r"\frac{1}{2} (A - Y) Z^\top",
            rf"\frac{{1}}{{2}} {matrix(at['E'])} {matrix(at['Z'])}^\top",
        ),
    )


def scale_step():
    at = scale()
    new = number(at["s'"])
    return below(
        derived(
            r"s^{\text{new}}",
            at["s'"],
            r"s - \eta \frac{\partial J}{\partial s}",
            rf"1 - 1 \cdot {number(at['ds'])}",
        ),
        derived(r"A^{\text{new}}", at["A'"], rf"\sigma({new} Z)"),
        becomes(at["J"], at["J'"]),
    )


# Lesson 5: two pictures of two grey pixels, divided by 255 and not


def pixels():
    """Two relu units and a sigmoid on two pictures, and on their bytes."""
    picture = np.array([[255.0, 51.0], [51.0, 204.0]])
    parameters = {
        "W1": np.array([[0.8, -0.5], [-0.4, 0.6]]),
        "b1": np.array([[0.3], [-0.1]]),
        "W2": np.array([[1.0, 2.0]]),
        "b2": np.array([[-0.8]]),
    }
    found = {"bytes": picture, **parameters}
    for prime, data in (("", picture / 255), ("'", picture)):
        A2, caches = deep.L_model_forward(data, parameters)
        ((A0, _, _), Z1), ((A1, _, _), Z2) = caches
        values = {"A0": A0, "Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}
        found |= {name + prime: value for name, value in values.items()}
    return found


def bytes_start():
    at = pixels()
    return below(
        derived(r"X_{\text{bytes}}", at["bytes"]),
        derived("W_1", at["W1"]),
        derived("b_1", at["b1"]),
        derived("W_2", at["W2"]),
        derived("b_2", at["b2"]),
    )


def bytes_forward():
    at = pixels()
    lines = ["| | divided by 255 | forgotten |", "|---|---|---|"]
    rows = {
        "A0": "X",
        "Z1": "Z_1 = W_1 X + b_1",
        "A1": r"A_1 = \max(0, Z_1)",
        "Z2": "Z_2 = W_2 A_1 + b_2",
        "A2": r"A_2 = \sigma(Z_2)",
    }
    for name, formula in rows.items():
        both = (f"${matrix(at[name + prime])}$" for prime in ("", "'"))
        lines.append(f"| ${formula}$ | " + " | ".join(both) + " |")
    return "\n".join(lines)
