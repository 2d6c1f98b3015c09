"""`skscratch train`: from a folder of pictures, or a table, to a model."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from skscratch.cli.reproduce import seed

if TYPE_CHECKING:
    from rich.console import Console
    from sklearn.pipeline import Pipeline

    from skscratch.cli.data import Labelled

SUMMARY = "train a model on a folder of pictures, an HDF5 file or a table"
ABOUT = """\
Train a model and save it. DATA is one of
  a folder of pictures with a sub-folder for each class,
  an HDF5 file of pictures, as the lessons have it,
  a table (CSV or Parquet) whose column of labels --target names.

A part of the data is kept out of training to say how good the model is (--test,
--test-fraction). Of a table, numbers are scaled, words are encoded and gaps are
filled; all of that is kept in the model, so that predict takes what train took.
"""
EXAMPLES = """\
examples:
  skscratch train pets/ --image-size 32 --augment flip --output pets.skops
  skscratch train people.csv --target survived --search
  skscratch train pets/ --set hidden_layer_sizes=(64,) --set dropout=0.2
"""
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


def add(commands: Any) -> None:
    """Add the command to those of the parser."""
    parser = commands.add_parser(
        "train",
        help=SUMMARY,
        description=ABOUT,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    option = parser.add_argument
    option("data", metavar="DATA", help="folder, HDF5 file or table")
    option("--target", metavar="COLUMN", help="the column of a table with the labels")
    option(
        "--model",
        choices=MODELS,
        default="deep",
        help="one neuron, one hidden layer or several (default: %(default)s)",
    )
    option(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        dest="settings",
        help="a parameter of the network, as often as you like",
    )
    option(
        "--image-size",
        metavar="N",
        type=_positive,
        default=64,
        help="side of the pictures that the model sees, in pixels (default: "
        "%(default)s)",
    )
    option(
        "--resize",
        choices=("squash", "crop", "pad"),
        default="squash",
        help="how a picture of other sides fits (default: %(default)s)",
    )
    test = parser.add_mutually_exclusive_group()
    test.add_argument("--test", metavar="DATA", help="data to say how good it is")
    test.add_argument(
        "--test-fraction",
        metavar="F",
        type=_fraction,
        default=0.2,
        help="else this share of DATA (default: %(default)s)",
    )
    option(
        "--augment", choices=("flip",), help="train on each picture's mirror image too"
    )
    option(
        "--search",
        action="store_true",
        help="try some sizes, rates and penalties by cross-validation",
    )
    option(
        "--seed",
        metavar="N",
        type=seed,
        default=0,
        help="of the split and the network (default: %(default)s)",
    )
    option(
        "--output",
        metavar="MODEL",
        default="model.skops",
        help="the file to write (default: %(default)s)",
    )
    parser.set_defaults(run=run, prog=parser.prog)


def run(options: argparse.Namespace) -> None:
    """Do what was asked."""
    from rich.console import Console

    from skscratch.cli.data import read_labelled

    console = Console(highlight=False, soft_wrap=True)
    network = _network(options)
    _check_writable(options.output)
    size = (options.image_size, options.image_size)
    how: dict[str, Any] = {"image_size": size, "resize": options.resize}
    data = read_labelled(options.data, target=options.target, **how)
    console.print(f"{options.data}: {data.describe()}", markup=False)
    if options.test is None:
        training, test = _split(data, options)
    else:
        training = data
        test = read_labelled(options.test, target=options.target, **how)
        _check_like(test, training, options.test)
    model, training, test, ranges = _prepared(training, test, network, options, console)
    model = _fitted(model, training, options, console)
    scores = _report(model, training, test, options, console)
    _save(model, training, options, scores, ranges)
    example = "PICTURE" if training.target is None else "TABLE.csv"
    console.print(f"Saved {options.output}.", markup=False)
    console.print(f"Next: skscratch predict {options.output} {example}", markup=False)


def _network(options: argparse.Namespace) -> Any:
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


def _split(data: Labelled, options: argparse.Namespace) -> tuple[Labelled, Labelled]:
    """Training and test part, with the shares of the classes that the whole has."""
    import numpy as np
    from sklearn.model_selection import train_test_split

    names, counts = np.unique(data.y, return_counts=True)
    if len(names) < 2:
        raise ValueError(f"{options.data} must hold at least two classes; got {names}.")
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


def _check_like(test: Labelled, training: Labelled, path: str) -> None:
    """Check that test data are of the kind of the training data."""
    if (test.target is None) != (training.target is None):
        raise ValueError(f"--test must be {training.noun} as DATA is; got {test.noun}.")
    known = set(training.y.tolist())
    if new := sorted({str(name) for name in set(test.y.tolist()) - known}):
        raise ValueError(
            f"{path} holds classes that training has not: {', '.join(new[:10])}."
        )


def _prepared(
    training: Labelled,
    test: Labelled,
    network: Any,
    options: argparse.Namespace,
    console: Console,
) -> tuple[Pipeline, Labelled, Labelled, dict[str, list[float]]]:
    """The whole model, data as it takes them, and the ranges of what it will know."""
    from dataclasses import replace

    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import StandardScaler

    from skscratch.cli.cautions import looks_of, ranges_of

    if training.target is None:
        from skscratch.preprocessing import ImageFlattener

        size = tuple(training.X.shape[1:3])
        flatten = ImageFlattener(size, resize=options.resize)
        steps = [("pictures", flatten), ("scale", StandardScaler())]
        ranges = ranges_of(looks_of(training.X))
        return Pipeline([*steps, ("network", network)]), training, test, ranges
    from skscratch.cli.tables import as_trained, kinds_of, table_steps

    if options.augment:
        raise ValueError("--augment flip is for pictures; got a table.")
    numbers, words, left_out = kinds_of(training.X)
    for name, reason in left_out.items():
        console.print(f"left out: column {name} ({reason})", markup=False)
    if not numbers and not words:
        raise ValueError(f"{options.data} must have a column to learn from.")
    columns = table_steps(numbers, words)
    training = replace(training, X=as_trained(training.X, numbers, words))
    test = replace(test, X=as_trained(test.X, numbers, words))
    ranges = ranges_of({name: training.X[name] for name in numbers})
    return (
        Pipeline([("columns", columns), ("network", network)]),
        training,
        test,
        ranges,
    )


def _fitted(
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
        from sklearn.model_selection import GridSearchCV, StratifiedGroupKFold

        grid = {
            f"network__{name}": values for name, values in GRIDS[options.model].items()
        }
        # A picture and its mirror image stay on one side of each split
        folds = StratifiedGroupKFold(3, shuffle=True, random_state=options.seed)
        search = GridSearchCV(model, grid, cv=folds, error_score="raise")
        search.fit(X, y, groups=index)
        best = {
            name.partition("__")[2]: each for name, each in search.best_params_.items()
        }
        words = ", ".join(f"{name}={each}" for name, each in best.items())
        n_tried = len(search.cv_results_["params"])
        console.print(
            f"best of {n_tried}, by cross-validation: {words} "
            f"({search.best_score_:.1%} right)",
            markup=False,
        )
        return search.best_estimator_
    if sys.stderr.isatty() and console.is_terminal:
        from sklearn.callback import ProgressBar

        model[-1].set_callbacks(ProgressBar())
    model.fit(X, y)
    model[-1].set_callbacks()  # a bar is no part of what is saved
    return model


def _report(
    model: Pipeline,
    training: Labelled,
    test: Labelled,
    options: argparse.Namespace,
    console: Console,
) -> dict[str, float]:
    """Say how good it is, and what is wrong with it; the scores for its card."""
    import skscratch
    from skscratch.cli.report import accuracy_line, confusion_table

    network = model[-1]
    answers = model.predict(test.X)
    own = float((model.predict(training.X) == training.y).mean())
    console.print(
        f"{type(network).__name__}: {network.n_iter_} epochs, cost "
        f"{network.loss_:.3g} nats, right on {own:.1%} of {len(training)} training "
        f"{training.noun}",
        markup=False,
    )
    console.print(confusion_table(test.y, answers), soft_wrap=False)
    line = accuracy_line(test.y, answers, training.y, f"the test {test.noun}")
    console.print(line, markup=False)
    findings = skscratch.diagnose(model, training.X, training.y).findings
    for finding in findings or [
        "Diagnosis: nothing is wrong with the training itself."
    ]:
        console.print(finding, markup=False)
    return {
        "training accuracy": own,
        "test accuracy": float((answers == test.y).mean()),
    }


def _save(
    model: Pipeline,
    training: Labelled,
    options: argparse.Namespace,
    scores: dict[str, float],
    ranges: dict[str, list[float]],
) -> None:
    import skscratch

    notes: dict[str, Any] = {"samples": training.noun, "ranges": ranges}
    if training.target is not None:
        notes["target"] = training.target
    if options.augment:
        notes["augment"] = options.augment
    skscratch.save_model(
        model, options.output, n_samples=len(training), scores=scores, notes=notes
    )


def _check_writable(path: str) -> None:
    """Find out before training whether the model can be written after it."""
    import os
    from pathlib import Path

    place = Path(path)
    if place.is_dir():
        raise IsADirectoryError(f"--output must be a file; {path} is a folder.")
    if not place.absolute().parent.is_dir():
        raise FileNotFoundError(f"--output: there is no folder {place.parent}.")
    if not os.access(place.absolute().parent, os.W_OK):
        raise PermissionError(f"--output: {place.parent} is write-protected.")


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= 1024:
        raise argparse.ArgumentTypeError(
            f"must be an integer from 1 to 1024; got {text!r}"
        )
    return number


def _fraction(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"must lie between 0 and 1; got {text!r}")
    return share
