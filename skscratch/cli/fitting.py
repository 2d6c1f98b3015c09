"""How `train` makes a model of data: the steps, the split, the fit or the search."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from skscratch.cli import keeping

if TYPE_CHECKING:
    import numpy as np
    from rich.console import Console
    from sklearn.pipeline import Pipeline

    from skscratch.cli.data import Labelled

MODELS = {
    "logistic": "ScratchLogisticRegression",
    "shallow": "ShallowNNClassifier",
    "deep": "DeepNNClassifier",
}
#: What `--search` tries, three by three by what else there is.
GRIDS: dict[str, dict[str, list[Any]]] = {
    "logistic": {"alpha": [0.0, 0.1, 1.0, 10.0, 100.0]},
    "shallow": {"n_hidden": [4, 16, 64], "alpha": [0.0, 1.0, 10.0]},
    "deep": {
        "hidden_layer_sizes": [(32,), (256,), (64, 32)],
        "learning_rate": [0.0003, 0.001, 0.003],
        "alpha": [0.0, 3.0],
    },
}


def network(options: argparse.Namespace) -> Any:
    """The network as asked for, not fitted."""
    import skscratch
    from skscratch.cli.settings import settings_of

    network = getattr(skscratch, MODELS[options.model])()
    if "random_state" in network.get_params():
        network.set_params(random_state=options.seed)
    if options.model == "logistic":
        network.set_params(solver="newton")  # the optimum, without a rate to choose
    settings = settings_of(options.settings, network)
    if options.search and (both := sorted(set(settings) & set(GRIDS[options.model]))):
        raise ValueError(
            f"--search tries values of {', '.join(both)}; leave out --set for "
            f"{'it' if len(both) == 1 else 'them'}, or --search."
        )
    return network.set_params(**settings)


def split(data: Labelled, options: argparse.Namespace) -> tuple[Labelled, Labelled]:
    """Training and test part, with the shares of the classes that the whole has."""
    import numpy as np
    from sklearn.model_selection import train_test_split

    names, counts = np.unique(data.y, return_counts=True)
    if len(names) < 2:
        raise ValueError(
            f"{options.data} must hold at least two classes; got {names[0]} alone."
        )
    if rare := [str(name) for name in names[counts < 2]]:
        raise ValueError(
            f"{options.data} must hold two {data.noun} of each class, to train with "
            f"and to test; got one of {', '.join(rare[:10])}. Pass --test DATA."
        )
    n_test = max(round(options.test_fraction * len(data)), len(names))
    training, test = train_test_split(
        np.arange(len(data)),
        test_size=min(n_test, len(data) - len(names)),
        stratify=data.y,
        random_state=options.seed,
    )
    return data.part(training), data.part(test)


def check_like(test: Labelled, training: Labelled, path: str) -> None:
    """Check that test data have no other classes than the training data."""
    known = set(training.y.tolist())
    if new := sorted({str(name) for name in set(test.y.tolist()) - known}):
        raise ValueError(
            f"{path} holds classes that training has not: {', '.join(new[:10])}."
        )


def prepared(
    training: Labelled, network: Any, options: argparse.Namespace
) -> tuple[Pipeline, dict[str, list[float]]]:
    """The whole model, and the ranges of what it will know."""
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import StandardScaler

    from skscratch.cli.cautions import looks_of, ranges_of
    from skscratch.cli.data import RESIZE
    from skscratch.cli.tables import Features
    from skscratch.preprocessing import ImageFlattener

    if isinstance(features := training.features, Features):
        if options.augment:
            raise ValueError("--augment flip is for pictures; got a table.")
        steps = [("columns", features.steps()), ("network", network)]
        ranges = ranges_of({name: training.X[name] for name in features.numbers})
        return Pipeline(steps), ranges
    size = tuple(training.X.shape[1:3])
    flatten = ImageFlattener(size, resize=options.resize or RESIZE)
    steps = [("pictures", flatten), ("scale", StandardScaler()), ("network", network)]
    return Pipeline(steps), ranges_of(looks_of(training.X))


def fitted(
    model: Pipeline, training: Labelled, options: argparse.Namespace, console: Console
) -> Pipeline:
    """The trained model; by a search the best of it."""
    import numpy as np

    X, y, index = training.X, training.y, np.arange(len(training))
    if options.augment:
        X, y = np.concatenate([X, X[:, :, ::-1]]), np.tile(y, 2)
        index = np.tile(index, 2)
        console.print(f"training on {len(y)} pictures, half of them mirrored")
    if options.search:
        return _searched(model, X, y, index, options, console)
    # Step by step, as the Pipeline would: only the network's progress is worth a bar
    rows = model[:-1].fit_transform(X, y)
    keeping.train(model[-1], rows, y, bar(console), options, console)
    return model


def _searched(
    model: Pipeline,
    X: Any,
    y: np.ndarray,
    groups: np.ndarray,
    options: argparse.Namespace,
    console: Console,
) -> Pipeline:
    """The best of the grid; a picture and its mirror image stay together."""
    from sklearn.model_selection import GridSearchCV, StratifiedGroupKFold

    grid = {f"network__{name}": each for name, each in GRIDS[options.model].items()}
    folds = StratifiedGroupKFold(3, shuffle=True, random_state=options.seed)
    search = GridSearchCV(model, grid, cv=folds, error_score="raise")
    if shown := bar(console):
        search.set_callbacks(*shown)
    search.fit(X, y, groups=groups)
    best = search.best_params_.items()
    words = ", ".join(f"{name.partition('__')[2]}={each}" for name, each in best)
    console.print(
        f"best of {len(search.cv_results_['params'])}, by cross-validation: {words} "
        f"({search.best_score_:.1%} right)",
        markup=False,
    )
    return search.best_estimator_


def bar(console: Console) -> list[Any]:
    """The callback that shows a bar of progress, on a terminal."""
    from skscratch._compat import HAS_CALLBACKS

    if not (HAS_CALLBACKS and sys.stderr.isatty() and console.is_terminal):
        return []
    from sklearn.callback import ProgressBar

    return [ProgressBar(max_propagation_depth=0)]
