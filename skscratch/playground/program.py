"""The Python that makes exactly the network of an experiment."""

from __future__ import annotations

from skscratch.playground.experiment import SPLIT, Experiment

__all__ = ["program"]


def program(experiment: Experiment) -> str:
    """The Python that makes exactly the network of an experiment.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    code : str
        Runs by itself. It leaves the network as ``network``, the parts of the data as
        ``X_train``, ``X_test``, ``y_train`` and ``y_test``, and prints the two
        accuracies.

    Examples
    --------
    >>> from skscratch.playground.choices import Choices
    >>> from skscratch.playground.experiment import Experiment
    >>> from skscratch.playground.points import MADE
    >>> experiment = Experiment(Choices(data="moons"), MADE["moons"])
    >>> print(program(experiment).splitlines()[0])
    from sklearn.datasets import make_moons
    """
    choices, points = experiment.choices, experiment.points
    method = "fit" if experiment.max_iter else "initialize"
    return "\n".join(
        [
            *_imports(experiment),
            "",
            points.code,
            *_call("X_train, X_test, y_train, y_test = train_test_split", _split()),
            *(_SCALING if choices.standardize else ()),
            "",
            *_call("network = DeepNNClassifier", _parameters(experiment)),
            f"network.{method}(X_train, y_train)",
            'print("training:", network.score(X_train, y_train))',
            'print("test:", network.score(X_test, y_test))',
            "",
        ]
    )


_SCALING = (
    "scaler = StandardScaler().fit(X_train)",
    "X_train, X_test = scaler.transform(X_train), scaler.transform(X_test)",
)


def _imports(experiment: Experiment) -> list[str]:
    """Lines sorted by package as one writes them: others, then ours."""
    lines = {
        *experiment.points.imports,
        "from sklearn.model_selection import train_test_split",
        "from skscratch import DeepNNClassifier",
    }
    if experiment.choices.standardize:
        lines.add("from sklearn.preprocessing import StandardScaler")
    return sorted(lines, key=lambda line: (not line.startswith("import"), line))


def _split() -> list[str]:
    options = [f"{name}={value!r}" for name, value in SPLIT.items()]
    return ["X", "y", "stratify=y", *options]


def _parameters(experiment: Experiment) -> list[str]:
    parameters = experiment.choices.parameters()
    if experiment.max_iter:
        parameters["max_iter"] = experiment.max_iter
    return [f"{name}={_written(value)}" for name, value in parameters.items()]


def _written(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _call(beginning: str, arguments: list[str]) -> list[str]:
    """A call in one line where it fits, else with a line for each argument."""
    line = f"{beginning}({', '.join(arguments)})"
    if len(line) <= 88:
        return [line]
    return [f"{beginning}(", *(f"    {argument}," for argument in arguments), ")"]
