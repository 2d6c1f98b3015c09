"""The pictures of lesson 4.9: training goes on falling, validation does not."""

from functools import cache

import numpy as np
from film import save_film
from graph import write_graph
from graphs_of_training import scaled_logits
from matplotlib.figure import Figure

from skscratch.plotting import LossCurveDisplay
from skscratch.plotting.canvas import PALETTE

#: A network with more weights than samples, and a rate that stays.
NETWORK = {
    "hidden_layer_sizes": (64,),
    "learning_rate": 0.003,
    "learning_rate_schedule": None,
    "batch_size": 64,
    "max_iter": 150,
    "random_state": 0,
}


def samples():
    """400 to learn from and 200 to watch, 20 columns, some of the labels drawn anew."""
    from sklearn.datasets import make_classification

    X, y = make_classification(
        600, 20, n_informative=6, n_redundant=0, flip_y=0.15, random_state=3
    )
    return X[:400], y[:400], X[400:], y[400:]


def trained(**parameters):
    """The network, fitted with a validation part."""
    from skscratch import DeepNNClassifier

    X, y, X_val, y_val = samples()
    network = DeepNNClassifier(**NETWORK, **parameters)
    return network.fit(X, y, X_val=X_val, y_val=y_val)


def compare(n_sets=20):
    """The page's table: name of a way to stop -> mean log-loss and mean accuracy.

    Each network has 500 samples to do with as it likes and answers for 5000 others.
    """
    from sklearn.datasets import make_classification
    from sklearn.metrics import log_loss

    from skscratch import DeepNNClassifier

    found = {}
    for seed in range(n_sets):
        X, y = make_classification(
            5500, 20, n_informative=6, n_redundant=0, flip_y=0.15, random_state=seed
        )
        mine, other = slice(500), slice(500, None)

        def answer(name, X=X, y=y, mine=mine, other=other, **parameters):
            network = DeepNNClassifier(**parameters).fit(X[mine], y[mine])
            loss = log_loss(y[other], network.predict_proba(X[other]))
            found.setdefault(name, []).append((loss, network.score(X[other], y[other])))
            return network

        settings = NETWORK | {"random_state": seed}
        answer("all, 150 epochs", **settings, tol=None)
        for share in (0.4, 0.2, 0.1):
            part = {"early_stopping": True, "validation_fraction": share}
            stopped = answer(f"{share}, loss", **settings, **part)
            answer(f"{share}, accuracy", **settings, **part, scoring="accuracy")
            again = settings | {"max_iter": stopped.best_iteration_ + 1}
            answer(f"{share}, then all", **again, tol=None)
        answer("untouched", random_state=seed)
        told = DeepNNClassifier(**settings, tol=None)
        told.fit(X[mine], y[mine], X_val=X[other], y_val=y[other])
        losses = told.validation_loss_curve_
        best = losses.index(min(losses))
        found.setdefault("told", []).append(
            (losses[best], told.validation_scores_[best])
        )
    return {
        name: tuple(sum(values) / n_sets for values in zip(*pairs, strict=True))
        for name, pairs in found.items()
    }


def draw_curves(target):
    """Training cost, validation loss and validation accuracy over 150 epochs."""
    import matplotlib.pyplot as plt

    whole, stopped = trained(tol=None), trained(early_stopping=True)
    figure, (left, right) = plt.subplots(1, 2, figsize=(7.2, 3.6), layout="constrained")
    LossCurveDisplay.from_estimators([whole], names=["64 units"], ax=left)
    left.set(ylim=(0, 1.2))
    right.plot(whole.validation_scores_, color=PALETTE[0], linewidth=1)
    right.set(xlabel="epoch", ylabel="validation accuracy")
    for ax in (left, right):
        ax.axvline(stopped.n_iter_ - 1, color="#444444", linewidth=1, linestyle=":")
    left.text(stopped.n_iter_ + 2, 0.02, "stopped", va="bottom")
    figure.savefig(target, dpi=120)
    plt.close(figure)


#: Epochs that are shown: often while the validation loss turns.
SHOWN = [*range(1, 11), *range(12, 41, 4), *range(50, 151, 10)]


@cache
def logits_by_epoch():
    """The whole run, and the logits of its validation part after each epoch."""
    from skscratch import DeepNNClassifier

    X, y, X_val, y_val = samples()
    logits = []
    for epoch in SHOWN:
        network = DeepNNClassifier(**NETWORK | {"max_iter": epoch}, tol=None)
        network.fit(X, y, X_val=X_val, y_val=y_val)
        logits.append(network.decision_function(X_val))
    return network, np.array(logits), y_val


def margins_after(moment):
    """The curves up to an epoch, and how far each sample is on its right side."""
    network, logits, y = logits_by_epoch()
    epoch, margins = SHOWN[moment], logits[moment] * (2 * y - 1)
    figure = Figure(figsize=(7.2, 3.5), dpi=90, layout="constrained")
    left, right = figure.subplots(1, 2)
    LossCurveDisplay(
        curves=[network.loss_curve_[:epoch]],
        validation_curves=[network.validation_loss_curve_[:epoch]],
        names=["64 units"],
    ).plot(left)
    left.set(xlim=(-3, 153), ylim=(0, 1.35))
    left.get_legend().set_loc("upper right")
    bins = np.arange(-12, 18.1, 0.75)
    for side, color, name in ((margins > 0, 0, "right"), (margins <= 0, 1, "wrong")):
        label = f"{side.sum()} {name}"
        right.hist(margins[side], bins, color=PALETTE[color], label=label)
    right.axvline(0, color="black", lw=1)
    right.set(xlim=(-12, 18), ylim=(0, 55), ylabel="validation samples")
    right.set(xlabel="logit, counted towards the true side")
    right.legend(loc="upper right")
    loss = np.logaddexp(0, -margins).mean()
    figure.suptitle(f"after epoch {epoch:3}: validation loss {loss:.2f}")
    return figure


def draw_margins(target):
    """How the logits of a validation part spread: a film."""
    save_film(margins_after, range(len(SHOWN)), target, durations=(1500, 350, 4000))


PICTURES = {
    "early_stopping.png": draw_curves,
    "graph_scale.svg": lambda path: write_graph(scaled_logits(), path),
    "margins.gif": draw_margins,
}
