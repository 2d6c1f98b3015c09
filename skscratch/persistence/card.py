"""What a model file says of its model, to be read without loading it."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from os import PathLike
from types import NoneType
from typing import Any
from zipfile import ZipFile

import numpy as np
import scipy
import sklearn
from sklearn.base import BaseEstimator

from skscratch._terminal import printable
from skscratch.estimators._pickles import package_version
from skscratch.persistence._archive import CARD, Refused, opened
from skscratch.persistence._parts import estimators_of, is_fitted_network

__all__ = ["FORMAT", "ModelCard", "card_of", "describe", "read_card", "versions"]

#: The format of the files that are written; this one and those before it are read.
FORMAT = 1

#: Types that the fields of a card have in JSON.
KINDS: dict[str, type | tuple[type, ...]] = {
    "format": int,
    "saved": str,
    "model": str,
    "parameters": dict,
    "n_samples": (int, NoneType),
    "n_features": (int, NoneType),
    "feature_names": (list, NoneType),
    "classes": (list, NoneType),
    "class_names": (list, NoneType),
    "image_size": (int, list, NoneType),
    "n_iter": (int, NoneType),
    "loss": (float, int, NoneType),
    "outcome": (str, NoneType),
    "scores": dict,
    "notes": dict,
    "versions": dict,
}


@dataclass(frozen=True, kw_only=True, repr=False)
class ModelCard:
    """What a model file says of its model.

    Printed, it is a table. It is what the file says: whoever made the file may have
    written anything into it.

    Parameters
    ----------
    format : int
        Version of the file format.
    saved : str
        Date and time of saving, UTC, as ISO 8601 has it.
    model : str
        Names of the estimators from the first step to the last.
    parameters : dict of str to str
        Of the network, those that differ from their defaults.
    n_samples : int or None
        Rows that it was trained on, where the caller or a scaler says so.
    n_features : int or None
        Columns that it takes.
    feature_names : list of str or None
        Their names, if it was trained on a table with names.
    classes : list or None
        Labels that it predicts.
    class_names : list of str or None
        What they are called, in the order of `classes`.
    image_size : int or list of int or None
        Side, or height and width, of the pictures that it was trained on, in pixels.
    n_iter : int or None
        Epochs of training.
    loss : float or None
        Cost of the last epoch, in nats per sample.
    outcome : str or None
        Why training ended.
    scores : dict of str to float
        What the caller measured.
    notes : dict
        What else the caller wrote.
    versions : dict of str to str
        Of skscratch, scikit-learn, NumPy, SciPy and Python.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sklearn.datasets import load_iris
    >>> from skscratch import ScratchLogisticRegression, read_card, save_model
    >>> X, y = load_iris(return_X_y=True)
    >>> model = ScratchLogisticRegression(solver="newton").fit(X, y)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "iris.skops"
    ...     save_model(model, path, scores={"training accuracy": model.score(X, y)})
    ...     card = read_card(path)
    >>> card.model, card.parameters, card.n_features, card.outcome
    ('ScratchLogisticRegression', {'solver': 'newton'}, 4, 'converged')
    """

    format: int
    saved: str
    model: str
    parameters: dict[str, str]
    n_samples: int | None
    n_features: int | None
    feature_names: list[str] | None
    classes: list[Any] | None
    class_names: list[str] | None
    image_size: int | list[int] | None
    n_iter: int | None
    loss: float | None
    outcome: str | None
    scores: dict[str, float]
    notes: dict[str, Any]
    versions: dict[str, str]

    def rows(self) -> list[tuple[str, str]]:
        """Names and values as text for a table, without those that are not there.

        Returns
        -------
        rows : list of tuple of str
            In the order of the parameters. Numbers are rounded to four digits, what
            cannot be printed is escaped, and what is long is cut.
        """
        return [
            (name.replace("_", " "), _line(_shown(value)))
            for name, value in asdict(self).items()
            if value not in (None, {}, [])
        ]

    def __repr__(self) -> str:
        rows = self.rows()
        width = max(len(name) for name, _ in rows)
        return "\n".join(f"{name:<{width}}  {value}" for name, value in rows)


def read_card(path: str | PathLike[str]) -> ModelCard:
    """Read what a model file says of its model, without loading it.

    Parameters
    ----------
    path : str or path-like
        A file of `save_model`.

    Returns
    -------
    card : ModelCard
        All that it says. Printed, it is a table.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is not a file of `save_model`, or of a later format.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from skscratch import ShallowNNClassifier, read_card, save_model
    >>> from skscratch.datasets import make_flower
    >>> X, y = make_flower(random_state=1)
    >>> model = ShallowNNClassifier(max_iter=5, tol=None).fit(X, y)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_model(model, Path(folder) / "flower.skops", n_samples=len(X))
    ...     card = read_card(Path(folder) / "flower.skops")
    >>> card.n_samples, card.classes, card.n_iter
    (400, [0, 1], 5)
    """
    with opened(path) as (_, archive):
        return card_of(archive)


def card_of(archive: ZipFile) -> ModelCard:
    """The card in an open model file.

    Raises
    ------
    Refused
        If there is none that can be read.
    """
    plain = json.loads(archive.read(CARD))
    if not isinstance(plain, dict) or type(plain.get("format")) is not int:
        raise Refused(f"holds a {CARD} that is no card")
    if plain["format"] > FORMAT:
        raise Refused(
            f"has format {plain['format']}, and skscratch {package_version()} reads "
            f"formats up to {FORMAT}: upgrade skscratch"
        )
    values: dict[str, Any] = {name: plain.get(name) for name in KINDS}
    for name, kind in KINDS.items():
        if not isinstance(values[name], kind):
            raise Refused(f"holds a card with {name}={_line(values[name])}")
    return ModelCard(**values)


def describe(model: BaseEstimator, given: Mapping[str, Any]) -> ModelCard:
    """The card of a fitted model.

    Parameters
    ----------
    model : estimator
    given : Mapping
        Values of fields that stand instead of what the model says itself.
    """
    parts = estimators_of(model)
    networks = [part for part in parts if is_fitted_network(part)]
    network = networks[0] if networks else None
    n_samples = _first(parts, "n_samples_seen_")  # for each column, where some lack
    classes = getattr(model, "classes_", None)
    found = {
        "format": FORMAT,
        "saved": datetime.now(UTC).isoformat(timespec="seconds"),
        "model": ", ".join(_steps(model)),
        "parameters": _changed(network),
        "n_samples": None if n_samples is None else int(np.max(n_samples)),
        "n_features": _first([model, network], "n_features_in_"),
        "feature_names": _first([model], "feature_names_in_"),
        "classes": classes if isinstance(classes, np.ndarray) else None,
        "image_size": _first(parts, "image_size_"),
        "n_iter": _first([network], "n_iter_"),
        "loss": _first([network], "loss_"),
        "outcome": _first([network], "outcome_"),
        "versions": versions(),
    }
    found |= {name: value for name, value in given.items() if value is not None}
    missing: dict[str, Any] = {"class_names": None, "scores": {}, "notes": {}}
    plain = json.loads(json.dumps(missing | found, default=_plain))
    return ModelCard(**plain)


def versions() -> dict[str, str]:
    """Of everything that a prediction may depend on."""
    return {
        "skscratch": package_version(),
        "scikit-learn": sklearn.__version__,
        "NumPy": np.__version__,
        "SciPy": scipy.__version__,
        "Python": platform.python_version(),
    }


def _steps(model: Any) -> list[str]:
    """Names of the classes of the steps, or of the estimator and what it wraps."""
    if hasattr(model, "steps"):
        return [name for _, step in model.steps for name in _steps(step)]
    name = type(model).__name__ if isinstance(model, BaseEstimator) else str(model)
    wrapped = getattr(model, "estimator", None)
    if isinstance(wrapped, BaseEstimator):
        return [f"{name}({', '.join(_steps(wrapped))})"]
    return [name]


def _changed(network: BaseEstimator | None) -> dict[str, str]:
    """The parameters that differ from their defaults, as text."""
    if network is None:
        return {}
    defaults = type(network)().get_params()
    return {
        name: _line(value)
        for name, value in network.get_params(deep=False).items()
        if repr(value) != repr(defaults[name])
    }


def _first(owners: list[Any], name: str) -> Any:
    """The attribute of the first that has it."""
    values = (getattr(owner, name, None) for owner in owners)
    return next((value for value in values if value is not None), None)


def _plain(value: Any) -> Any:
    """What JSON has no form for, in one that it has."""
    if isinstance(value, np.ndarray):
        is_date = value.dtype.kind in "mM"
        return value.astype(str).tolist() if is_date else value.tolist()
    return value.item() if isinstance(value, np.generic) else str(value)


def _shown(value: Any, within: bool = False) -> str:
    """A value of JSON as text for a person; in brackets if it is `within` another."""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, dict):
        text = ", ".join(
            f"{_line(name)}: {_shown(part, True)}" for name, part in value.items()
        )
        return f"{{{text}}}" if within else text
    if isinstance(value, list):
        text = ", ".join(_shown(part, True) for part in value)
        return f"[{text}]" if within else text
    return _line(value)


def _line(value: Any, most: int = 200) -> str:
    """A value as one line that any terminal can print."""
    text = printable(value)
    return text if len(text) <= most else f"{text[: most - 1]}…"
