"""What others call things: words of MLPClassifier, LogisticRegression, the textbook."""

from __future__ import annotations

import inspect
from typing import Any

from skscratch.optim.schedules import SCHEDULES

__all__ = ["refuse_other_names", "refuse_other_words"]

#: The parameter that takes the place of another one, and how.
NAMES = {
    "learning_rate_init": ("learning_rate", "learning_rate, which is a number here"),
    "power_t": (
        "learning_rate_schedule",
        "learning_rate_schedule='inverse_time' or a callable such as "
        "lambda epoch: (1 + epoch) ** -0.5",
    ),
    "nesterovs_momentum": (
        "solver",
        "solver='nesterov' for True, 'momentum' for False",
    ),
    "max_fun": ("max_iter", "max_iter, the one limit of 'lbfgs'"),
    "C": ("alpha", "alpha=1 / C"),
    "penalty": ("alpha", "alpha, the strength of the L2 penalty"),
    "hidden_layer_sizes": ("n_hidden", "n_hidden, the units of the one hidden layer"),
    "n_hidden": ("hidden_layer_sizes", "hidden_layer_sizes=(n_hidden,)"),
    "n_h": ("n_hidden", "n_hidden"),
    "layers_dims": ("hidden_layer_sizes", "hidden_layer_sizes, without both ends"),
    "num_iterations": ("max_iter", "max_iter"),
    "epochs": ("max_iter", "max_iter"),
    "lambd": ("alpha", "alpha"),
    "keep_prob": ("dropout", "dropout=1 - keep_prob"),
}

_SECOND_ORDER = "solver='lbfgs' or 'newton'"

#: For words that some parameter takes elsewhere what to pass here.
WORDS = {
    "solver": {
        "sgd": "solver='nesterov' or 'momentum', or 'gd' with a batch_size",
        "sag": _SECOND_ORDER,
        "saga": _SECOND_ORDER,
        "liblinear": _SECOND_ORDER,
        "newton-cg": _SECOND_ORDER,
        "newton-cholesky": _SECOND_ORDER,
    },
    "activation": {"logistic": "activation='sigmoid'"},
    "learning_rate": {
        "constant": "learning_rate_schedule=None",
        "invscaling": "learning_rate_schedule='inverse_time' or a callable",
        **{
            name: f"learning_rate_schedule={name!r}"
            for name in sorted({*SCHEDULES, "adaptive"})
        },
    },
    "learning_rate_schedule": {
        "constant": "learning_rate_schedule=None",
        "invscaling": "learning_rate_schedule='inverse_time' or a callable",
    },
}


def refuse_other_names(cls: type, names: Any) -> None:
    """Refuse constructor parameters that are called otherwise here.

    Raises
    ------
    TypeError
        If `cls` does not take one of them, but knows what takes its place.
    """
    candidates = NAMES.keys() & names
    if not candidates:
        return
    known = inspect.signature(cls).parameters
    if any(each.kind is each.VAR_KEYWORD for each in known.values()):
        return
    for name in sorted(candidates - known.keys()):
        here, words = NAMES[name]
        if here in known:
            raise TypeError(f"{cls.__name__} has no parameter {name!r}; use {words}.")


def refuse_other_words(estimator: Any) -> None:
    """Refuse values that are called otherwise here.

    Raises
    ------
    ValueError
        If a parameter has one of them.
    """
    for name, words in WORDS.items():
        value = getattr(estimator, name, None)
        for each in value if isinstance(value, list | tuple) else (value,):
            if isinstance(each, str) and each in words:
                raise ValueError(
                    f"{name} must be a value that {type(estimator).__name__} knows; "
                    f"got {value!r}. Pass {words[each]}."
                )
