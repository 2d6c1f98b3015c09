"""A model as a file that holds no code."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import asdict
from os import PathLike
from types import ModuleType
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.exceptions import InconsistentVersionWarning
from sklearn.utils.validation import check_is_fitted

from skscratch._files import write_whole
from skscratch._terminal import printable
from skscratch.persistence._archive import (
    CARD,
    SCHEMA,
    Refused,
    check_arrays,
    opened,
)
from skscratch.persistence._fits import check_fits
from skscratch.persistence._given import (
    checked_count,
    checked_names,
    checked_notes,
    checked_scores,
    checked_size,
)
from skscratch.persistence._parts import (
    estimators_of,
    is_fitted_network,
    values_of,
)
from skscratch.persistence._schema import check_schema
from skscratch.persistence._trusted import TRUSTED
from skscratch.persistence.card import ModelCard, card_of, describe, versions

__all__ = ["load_model", "save_model"]


def save_model(
    model: BaseEstimator,
    path: str | PathLike[str],
    *,
    class_names: Sequence[str] | None = None,
    image_size: int | tuple[int, int] | None = None,
    n_samples: int | None = None,
    scores: Mapping[str, float] | None = None,
    notes: Mapping[str, Any] | None = None,
    solver_memory: bool = False,
) -> None:
    """Save a fitted model as a file that holds numbers and names, but no code.

    The model may be one of our estimators, or a Pipeline, a search or an ensemble of
    scikit-learn around it; all of it is saved. `load_model` gives it back with equal
    predictions, and refuses whatever could run code. The file is one of skops with a
    card beside the model, which `read_card` shows. It is written whole or not at all.

    Parameters
    ----------
    model : estimator
        A fitted estimator.
    path : str or path-like
        Where to save it; by custom a name that ends in ``.skops``. A file that is there
        is replaced.
    class_names : sequence of str, default=None
        For the card: what the classes are called, in the order of ``classes_``.
    image_size : int or tuple of int, default=None
        For the card: side, or height and width, of the pictures that the model takes,
        in pixels. Found in the model if one of its steps knows it.
    n_samples : int, default=None
        For the card: rows that the model was trained on. Found in the model if a scaler
        has counted them.
    scores : mapping of str to float, default=None
        For the card: how good it is, by the names of the measures.
    notes : mapping of str to value, default=None
        For the card: what else is worth knowing, in types that JSON has.
    solver_memory : bool, default=False
        Whether to save what the solver remembers, too: with "adam" two more numbers for
        each parameter. With it, `partial_fit` and ``warm_start`` go on after loading as
        if nothing had been; without it with fresh moments, and the file is about as
        large as the parameters.

    Raises
    ------
    ImportError
        If skops is not installed.
    TypeError
        If the model is no estimator, or holds what such a file cannot: a function of
        your own, a callback, a tree.
    ValueError
        If what is meant for the card is not as described.
    sklearn.exceptions.NotFittedError
        If the model is not fitted.
    OSError
        If the file cannot be written; one that was there is untouched then.

    See Also
    --------
    load_model : The way back.
    read_card : What the file says of the model.
    to_onnx : A file for programs without Python.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> from skscratch import DeepNNClassifier, load_model, save_model
    >>> X, y = load_iris(return_X_y=True)
    >>> model = make_pipeline(StandardScaler(), DeepNNClassifier(random_state=0))
    >>> model = model.fit(X, y)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_model(model, Path(folder) / "iris.skops")
    ...     loaded = load_model(Path(folder) / "iris.skops")
    >>> bool((loaded.predict_proba(X) == model.predict_proba(X)).all())
    True
    """
    skops = _skops("save_model")
    if not isinstance(model, BaseEstimator):
        raise TypeError(
            f"model must be a fitted estimator; got {type(model).__name__}. Pass a "
            "classifier, a Pipeline or a search."
        )
    check_is_fitted(model)
    given = {
        "class_names": checked_names(class_names, model),
        "image_size": checked_size(image_size),
        "n_samples": checked_count(n_samples),
        "scores": checked_scores(scores),
        "notes": checked_notes(notes),
    }
    described = _described(model, solver_memory, skops)
    write_whole(path, _packed(described, describe(model, given)))


def load_model(path: str | PathLike[str]) -> Any:
    """Load a model that `save_model` has saved, without running anything.

    The file may come from a stranger. It is checked before anything of it is made: only
    types of skscratch, scikit-learn and NumPy that were looked at one by one are
    accepted, arrays have the size that they declare, and a small file cannot unpack to
    a large one. A pickle is refused. What no check can tell is whether the numbers are
    those of a good model.

    Parameters
    ----------
    path : str or path-like
        A file of `save_model`.

    Returns
    -------
    model : estimator
        The fitted model; it predicts what it predicted when it was saved.

    Raises
    ------
    ImportError
        If skops is not installed.
    OSError
        If the file cannot be read.
    ValueError
        If it is not a file of `save_model`, is damaged, names a type that is not
        trusted, or is of a later format.

    Warns
    -----
    UserWarning
        Once, if it was saved with another minor version of skscratch or scikit-learn.

    See Also
    --------
    save_model : Saves a model.
    read_card : What the file says of the model, without loading it.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from skscratch import ShallowNNClassifier, load_model, save_model
    >>> from skscratch.datasets import make_flower
    >>> X, y = make_flower(random_state=1)
    >>> model = ShallowNNClassifier(random_state=0).fit(X, y)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_model(model, Path(folder) / "flower.skops")
    ...     load_model(Path(folder) / "flower.skops")
    ShallowNNClassifier(random_state=0)
    """
    skops = _skops("load_model")
    with opened(path) as (file, archive):
        card = _checked(archive)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", InconsistentVersionWarning)  # one for each
            model = _loaded(file, skops)
        check_fits(model)
    if words := _other_versions(card):
        words = f"{path} was saved with {printable(words)}."
        warnings.warn(words, UserWarning, stacklevel=2)
    return model


def _skops(caller: str) -> ModuleType:
    try:
        import skops.io
    except ImportError as error:
        raise ImportError(
            f"{caller} needs skops, which cannot be imported ({error}). Install it by "
            "`pip install skops`."
        ) from None
    return skops.io


def _described(model: BaseEstimator, solver_memory: bool, skops: ModuleType) -> bytes:
    """The model as skops writes it.

    Raises
    ------
    TypeError
        If it holds something that could not be loaded.
    """
    try:
        model = deepcopy(model)
        _number_keys(model)
        if not solver_memory:
            for network in filter(is_fitted_network, estimators_of(model)):
                network.drop_solver_memory()
        described: bytes = skops.dumps(model)
        foreign = set(skops.get_untrusted_types(data=described)) - set(TRUSTED)
    except Exception as error:
        raise TypeError(f"model cannot be saved; {_one_line(error)}.") from error
    if foreign:
        raise TypeError(
            "model must hold only types that load_model trusts; got "
            f"{_named(model, foreign)}. Leave that out (callbacks with "
            "set_callbacks()), or save the model for yourself with joblib."
        )
    return described


def _number_keys(model: BaseEstimator) -> None:
    """Let 1 and 0 stand for truth values as keys: skops makes True of both of these."""
    for value in values_of(model):
        if isinstance(value, dict):
            items = [
                (int(key) if isinstance(key, bool | np.bool_) else key, each)
                for key, each in value.items()
            ]
            value.clear()
            value.update(items)


def _named(model: BaseEstimator, foreign: set[str]) -> str:
    """Names of types, with the parameter that each is the value of if it is one."""
    places = {}
    for parameter, value in model.get_params().items():
        owner = value if hasattr(value, "__qualname__") else type(value)
        places[f"{owner.__module__}.{owner.__name__}"] = parameter
    return ", ".join(
        f"{places[name]}={name}" if name in places else name for name in sorted(foreign)
    )


def _packed(described: bytes, card: ModelCard) -> bytes:
    """The file: what skops wrote with its text compressed, and the card."""
    target = io.BytesIO()
    with ZipFile(target, "w") as packed, ZipFile(io.BytesIO(described)) as source:
        for name in source.namelist():
            is_text = name.endswith(".json")
            compress_type = ZIP_DEFLATED if is_text else ZIP_STORED
            packed.writestr(name, source.read(name), compress_type)
        packed.writestr(CARD, json.dumps(asdict(card), indent=2), ZIP_DEFLATED)
    try:
        with ZipFile(target) as packed:
            _checked(packed)
    except Refused as refused:
        raise ValueError(f"model cannot be saved; its file {refused}.") from None
    return target.getvalue()


def _checked(archive: ZipFile) -> ModelCard:
    """The card, once all that the file says is checked.

    Raises
    ------
    Refused
        If it is not what `save_model` writes.
    """
    card = card_of(archive)
    check_arrays(archive)
    check_schema(archive.read(SCHEMA), set(archive.namelist()))
    return card


def _loaded(file: IO[bytes], skops: ModuleType) -> Any:
    """What is in a file that has been checked.

    Raises
    ------
    Refused
        If it names types that are not trusted: none of them has been imported then.
    """
    try:
        return skops.load(file, trusted=TRUSTED)
    except TypeError:
        foreign = set(skops.get_untrusted_types(file=file)) - set(TRUSTED)
        if not foreign:
            raise
    names = ", ".join(sorted(foreign))[:300]
    raise Refused(f"names types that are not trusted: {names}")


def _other_versions(card: ModelCard) -> str:
    """What to say where the file is of other minor versions than these, else ""."""
    now, then = versions(), card.versions
    differ = [
        name
        for name in ("skscratch", "scikit-learn")
        if str(then.get(name)).split(".")[:2] != now[name].split(".")[:2]
    ]
    if not differ:
        return ""
    before = " and ".join(f"{name} {then.get(name)}" for name in differ)
    after = " and ".join(f"{name} {now[name]}" for name in differ)
    return (
        f"{before}, this is {after}: compare its predictions with known ones before "
        "you rely on it"
    )


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")[:200]
