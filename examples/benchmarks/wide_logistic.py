"""Who finds the optimum of a wide, penalised logistic regression first?

    python examples/benchmarks/wide_logistic.py [--cats DIR] [--smoke]

The images with alpha = 1, which is C = 1. The tolerances of the peers are the loosest
powers of ten with which the objectives agree to about a millionth; each objective is
reported, at the parameters that the fit returned, as
``mean(loss) + alpha / (2 n) * sum(W**2)``. liblinear penalises the intercept as well,
less so the larger `intercept_scaling` is.
"""

from data import images
from report import run_alone
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from timing import compare

from skscratch import ScratchLogisticRegression

ALPHA = 1.0

TIGHT = {
    "lbfgs": {"tol": 1e-6},
    "liblinear": {"tol": 1e-5, "intercept_scaling": 100.0},
    "newton-cg": {"tol": 1e-5},
}


def measure(options):
    X, y = images(options)

    def objective(model):
        penalty = ALPHA / (2 * len(X)) * (model.coef_**2).sum()
        return log_loss(y, model.predict_proba(X)) + penalty

    models = {"ScratchLogisticRegression": ScratchLogisticRegression(solver="newton")}
    models["ScratchLogisticRegression"].set_params(alpha=ALPHA)
    for solver, settings in TIGHT.items():
        models[f"LogisticRegression, {solver}"] = LogisticRegression(
            C=1 / ALPHA, solver=solver, max_iter=10_000, **settings
        )
    yield from compare(
        f"{X.shape[0]} x {X.shape[1]}, alpha = {ALPHA:g}, converged",
        {name: lambda m=model: m.fit(X, y) for name, model in models.items()},
        options.rounds,
        checked="objective",
        check=objective,
    )


if __name__ == "__main__":
    run_alone(__doc__, measure)
