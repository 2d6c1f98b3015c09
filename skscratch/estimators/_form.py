"""Which form the first layer takes while training: its weights, or the Gram form."""

from __future__ import annotations

from skscratch.optim import (
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSprop,
)

__all__ = ["LINEAR_SOLVERS", "RULES", "check_gram", "gram_pays"]

#: The update rule that a solver's name stands for.
RULES = {
    "gd": GradientDescent,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "rmsprop": RMSprop,
    "adam": Adam,
    "adamw": AdamW,
}

#: Solvers whose steps are linear in the gradient, which the Gram form needs.
LINEAR_SOLVERS = tuple(name for name, rule in RULES.items() if rule.linear)

#: Largest Gram matrix that is made without being asked for, in bytes.
MEMORY_LIMIT = 2**29


def check_gram(estimator):
    """Refuse ``gram=True`` where the Gram form would not be exact.

    Raises
    ------
    ValueError
        If the solver is not linear in the gradient, or goes on from a velocity that
        is no combination of samples.
    """
    if estimator.gram is True and estimator.solver not in LINEAR_SOLVERS:
        raise ValueError(
            f"gram=True needs a solver that is linear in the gradient, one of "
            f"{list(LINEAR_SOLVERS)}; got solver={estimator.solver!r}. Leave gram at "
            "'auto'."
        )
    if estimator.gram is True and estimator.warm_start:
        raise ValueError(
            "gram=True needs warm_start=False, since what a solver remembers of an "
            "earlier fit has no coordinates in the samples; got warm_start=True. Leave "
            "gram at 'auto'."
        )


def gram_pays(estimator, samples, n_rows, n_steps, n_out, max_iter):
    """Whether to train in the Gram form.

    Counts multiplications: the direct form takes ``2 n_out n n_features`` an epoch; the
    Gram form ``n_out n**2``, as much again in every step for the norm of the penalty,
    and once ``n n_features (n / 2 + 2 n_out)``.

    Parameters
    ----------
    estimator : estimator
    samples : Samples
    n_rows : int
        Samples that are trained on, n.
    n_steps : int
        Steps of an epoch.
    n_out : int
        Units of the first layer.
    max_iter : int
        Epochs at most.

    Returns
    -------
    bool
    """
    if estimator.solver not in LINEAR_SOLVERS or estimator.gram is False:
        return False
    if estimator.gram is True:
        return True
    n_features = samples.X.shape[1]
    if estimator.warm_start or n_rows**2 * samples.X.dtype.itemsize > MEMORY_LIMIT:
        return False
    penalty = n_steps if estimator.alpha else 0
    direct = max_iter * 2 * n_out * n_rows * n_features
    once = n_rows * n_features * (n_rows / 2 + 2 * n_out)
    gram = once + max_iter * (1 + penalty) * n_out * n_rows**2
    return gram < direct
