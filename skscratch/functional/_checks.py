"""What the lessons ask of their arguments, so that their own lines are equations."""

import numpy as np


def checked(**arrays):
    """Arrays of matching shapes and finite numbers, as a list of float64 arrays.

    Each array comes with its value and the lengths of its axes: numbers, and symbols
    that stand for the same length wherever they occur. Any other shape, an empty array
    and what is no finite number are refused with ValueError.

    >>> X, Y = checked(X=([[1, 2]], "n_x m"), Y=([[0, 1]], "1 m"))
    >>> X
    array([[1., 2.]])
    """
    known, values = {}, []
    for name, (value, axes) in arrays.items():
        value = np.asarray(value)
        if value.dtype.kind not in "biuf":
            raise ValueError(f"{name} must hold numbers; got dtype {value.dtype}.")
        axes = axes.split() if isinstance(axes, str) else [str(n) for n in axes]
        _check_shape(name, value.shape, axes, known)
        value = value.astype(np.float64, copy=False)
        wrong = value[~np.isfinite(value)]
        if wrong.size:
            hint = " In training, lower the learning rate." * (name[0] not in "XYy")
            raise ValueError(f"{name} must hold finite numbers; got {wrong[0]}.{hint}")
        values.append(value)
    return values


def _check_shape(name, shape, axes, known):
    """Compare a shape to its axes; `known` maps a symbol to its length and source."""
    pairs = list(zip(axes, shape, strict=False))
    wanted = [int(a) if a.isdigit() else known.get(a, (n,))[0] for a, n in pairs]
    if list(shape) != wanted or len(shape) != len(axes) or 0 in shape:
        facts = [f"{a} = {known[a][0]} as in {known[a][1]}" for a in axes if a in known]
        rule = f"({', '.join(axes)}{',' * (len(axes) == 1)})"
        rule += f" with {' and '.join(facts)}" if facts else ""
        raise ValueError(f"{name} must be of shape {rule}; got {shape}.")
    known |= {a: (n, name) for a, n in pairs if not (a.isdigit() or a in known)}


def layers(parameters, n_layers=None, name="parameters", d=""):
    """The arrays ``W1``, ``b1``, ... (``dW1``, ``db1``, ...) in the form of `checked`.

    Layer ``l`` maps ``n_{l-1}`` to ``n_l`` units. Where `n_layers` is None, two keys of
    the dictionary make a layer.
    """
    check_keys(name, parameters, [])
    axes = {}
    for i in range(1, 1 + (n_layers or max(1, (len(parameters) + 1) // 2))):
        axes |= {f"{d}W{i}": f"n_{i} n_{i - 1}", f"{d}b{i}": f"n_{i} 1"}
    check_keys(name, parameters, axes)
    return {key: (parameters[key], axes[key]) for key in axes}


def checked_update(parameters, grads, learning_rate, n_layers=None):
    """Parameters and gradients, each gradient of the shape of its parameter."""
    check_positive(learning_rate=learning_rate)
    parameters = layers(parameters, n_layers)
    grads = layers(grads, len(parameters) // 2, "grads", "d")
    values = checked(**parameters, **grads)
    values = dict(zip([*parameters, *grads], values, strict=True))
    return {name: values[name] for name in parameters}, values


def check_keys(name, mapping, keys):
    """Raise unless what is called `name` is a dictionary with all the keys."""
    if not isinstance(mapping, dict):
        raise TypeError(f"{name} must be a dictionary; got {type(mapping).__name__}.")
    if any(key not in mapping for key in keys):
        came = ", ".join(map(str, mapping)) or "none"
        raise ValueError(f"{name} must have the keys {', '.join(keys)}; got {came}.")


def check_probabilities(name, values):
    """Raise unless every value lies in [0, 1]."""
    for value in values[(values < 0) | (values > 1)]:
        raise ValueError(f"{name} must lie in [0, 1]; got {value}.")


def check_positive(**numbers):
    """Raise unless every number is more than 0."""
    for name, number in numbers.items():
        if not isinstance(number, int | float | np.number):
            raise TypeError(f"{name} must be a number; got {number!r}.")
        if not 0 < number < np.inf:
            raise ValueError(f"{name} must be more than 0 and finite; got {number}.")


def check_choice(name, value, choices):
    """Raise unless the value is one of the choices."""
    if value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}; got {value!r}.")


def random_numbers(random_state):
    """The generator that an int, a RandomState or None stands for, never the global."""
    fixed = isinstance(random_state, np.random.RandomState)
    return random_state if fixed else np.random.RandomState(random_state)
