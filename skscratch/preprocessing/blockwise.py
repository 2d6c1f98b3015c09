"""A transformer that also takes samples on disk, a block of rows at a time."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import (
    BaseEstimator,
    MetaEstimatorMixin,
    TransformerMixin,
    clone,
)
from sklearn.utils import get_tags
from sklearn.utils.validation import check_is_fitted

from skscratch._compat import available_if
from skscratch._notebook import Explained
from skscratch.distributed.detection import refuse_dask
from skscratch.estimators._pickles import VersionedPickle
from skscratch.training.on_disk import OnDisk, stays_on_disk

__all__ = ["Blockwise"]

ON_A_CLUSTER = (
    "Dask scales what it holds: mean, std = dask.compute(X.mean(axis=0), "
    "X.std(axis=0)), then pass (X - mean) / std."
)


def _has(method: str) -> Any:
    """Whether the transformer has it: an AttributeError says that it has not."""

    def check(self: Any) -> bool:
        getattr(getattr(self, "transformer_", self.transformer), method)
        return True

    return check


class Blockwise(
    VersionedPickle, Explained, MetaEstimatorMixin, TransformerMixin, BaseEstimator
):
    """Fits a transformer to blocks of rows, and transforms rows when they are read.

    Put it around the scaler of a Pipeline whose samples stay on disk: `fit` then reads
    them once, and `transform` is a promise that the network's training keeps. On arrays
    it does what the transformer does.

    Parameters
    ----------
    transformer : transformer
        Has `partial_fit`, such as `sklearn.preprocessing.StandardScaler`,
        `MinMaxScaler` or `MaxAbsScaler`. What it makes of a row must depend on nothing
        but that row and what was fitted.

    Attributes
    ----------
    transformer_ : transformer
        The fitted copy.
    n_features_in_ : int
        Columns seen in `fit`.
    feature_names_in_ : ndarray of shape (n_features,)
        Their names, if `X` had string names.

    See Also
    --------
    skscratch.datasets.OnDisk : The samples.

    Notes
    -----
    `sklearn.preprocessing.StandardScaler` adds up means and variances in a way that
    loses no digits (Chan, Golub and LeVeque, "Updating formulae and a pairwise
    algorithm for computing sample variances", 1982): in blocks they are those of the
    whole to 1e-13 or so.

    Examples
    --------
    >>> import h5py
    >>> from sklearn.datasets import load_wine
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> from skscratch import DeepNNClassifier
    >>> from skscratch.datasets import OnDisk
    >>> from skscratch.preprocessing import Blockwise
    >>> X, y = load_wine(return_X_y=True)
    >>> model = make_pipeline(
    ...     Blockwise(StandardScaler()), DeepNNClassifier(random_state=0)
    ... )
    >>> with h5py.File("wine.h5", "w", driver="core", backing_store=False) as file:
    ...     stored = OnDisk(file.create_dataset("X", data=X), block_size=50)
    ...     print(model.fit(stored, y).score(stored, y))
    1.0
    """

    def __init__(self, transformer: Any):
        self.transformer = transformer

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        own = get_tags(self.transformer)
        tags.input_tags, tags.target_tags = own.input_tags, own.target_tags
        tags.transformer_tags = own.transformer_tags
        return tags

    def fit(self, X: Any, y: Any = None) -> Self:
        """Fit the transformer.

        Parameters
        ----------
        X : {array-like, sparse matrix, OnDisk} of shape (n_samples, n_features)
            Samples; what the estimators keep on disk is kept there here, too.
        y : array-like of shape (n_samples,), default=None
            Handed on.

        Returns
        -------
        self : Blockwise
            The fitted transformer.

        Raises
        ------
        TypeError
            If the transformer has no `partial_fit`, or `X` is a Dask collection.
        ValueError
            If the samples are not as the transformer wants them.
        """
        if not hasattr(self.transformer, "partial_fit"):
            raise TypeError(
                "transformer must have partial_fit, to be fitted block by block; got "
                f"{self.transformer!r}."
            )
        refuse_dask(X, ON_A_CLUSTER)
        X, fitted = stays_on_disk(X), clone(self.transformer)
        if isinstance(X, OnDisk):
            order = X.reading_order
            if order is not None:
                X, y = X[order], None if y is None else np.asarray(y)[order]
            for rows, block in X.blocks():
                fitted.partial_fit(block, None if y is None else y[rows])
        else:
            fitted.fit(X, y)
        self.transformer_ = fitted
        return self

    def transform(self, X: Any) -> Any:
        """Transform samples.

        Parameters
        ----------
        X : {array-like, sparse matrix, OnDisk} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        X : {ndarray, sparse matrix, OnDisk} of shape (n_samples, n_features_out)
            What has become of them; on disk they are transformed when they are read.

        Raises
        ------
        NotFittedError
            If there was no `fit`.
        TypeError
            If `X` is a Dask collection.
        ValueError
            If the samples are not as the transformer wants them.
        """
        return self._apply("transform", X)

    @available_if(_has("inverse_transform"))
    def inverse_transform(self, X: Any) -> Any:
        """Undo the transformation.

        Parameters
        ----------
        X : {array-like, sparse matrix, OnDisk} of shape (n_samples, n_features_out)
            Transformed samples.

        Returns
        -------
        X : {ndarray, sparse matrix, OnDisk} of shape (n_samples, n_features)
            What they were.

        Raises
        ------
        NotFittedError
            If there was no `fit`.
        TypeError
            If `X` is a Dask collection.
        ValueError
            If the samples are not as the transformer wants them.
        """
        return self._apply("inverse_transform", X)

    @available_if(_has("get_feature_names_out"))
    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Names of the transformed columns.

        Parameters
        ----------
        input_features : array-like of str, default=None
            Names of the columns of `X`; None for those that it was fitted to.

        Returns
        -------
        names : ndarray of shape (n_features_out,)
            Strings.
        """
        check_is_fitted(self)
        return self.transformer_.get_feature_names_out(input_features)

    @property
    def n_features_in_(self) -> int:
        """Columns of the samples that it was fitted to."""
        return self.transformer_.n_features_in_

    @property
    def feature_names_in_(self) -> np.ndarray:
        """Their names, if they had some."""
        return self.transformer_.feature_names_in_

    def _apply(self, method: str, X: Any) -> Any:
        check_is_fitted(self)
        refuse_dask(X, ON_A_CLUSTER)
        X, change = stays_on_disk(X), getattr(self.transformer_, method)
        return X.map(change) if isinstance(X, OnDisk) else change(X)
