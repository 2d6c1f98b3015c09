"""Pictures to rows of numbers, the way the network was taught them."""

from __future__ import annotations

import math
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import check_array
from sklearn.utils.validation import check_is_fitted

from skscratch._notebook import Explained
from skscratch.datasets.photo import check_frame
from skscratch.datasets.reading import n_threads_of, read_pictures
from skscratch.estimators._pickles import VersionedPickle
from skscratch.preprocessing._pixels import (
    MAX_CHANNELS,
    SCALES,
    pictures_in,
    pixels_of,
)

__all__ = ["ImageFlattener"]

_COLOURS = {3: ("red", "green", "blue"), 4: ("red", "green", "blue", "alpha")}
_LUMA = np.array([299, 587, 114])  # thousandths of red, green and blue in grey


class ImageFlattener(VersionedPickle, Explained, TransformerMixin, BaseEstimator):
    """Turn images into rows of numbers in [0, 1], in training and after.

    As the first step of a Pipeline it makes size, scale and order of the pixels a part
    of the model: what is asked of it later is brought to the form of the training
    images, or refused in words.

    Parameters
    ----------
    image_size : tuple of two int, default=None
        Height and width of the images. Needed to fit on pictures that must be read;
        None takes the size of the images in the array.
    resize : {"squash", "crop", "pad"}, default="squash"
        How a picture that is read fits, see :func:`skscratch.datasets.load_image`.
    dtype : {np.float64, np.float32}, default=np.float64
        Of the rows. Networks train in float32 on rows of float32.
    n_jobs : int, default=None
        Number of threads that read pictures. None is 1 unless in a
        :obj:`joblib.parallel_config`, -1 is all processors.

    Attributes
    ----------
    image_size_ : tuple of two int
        Height and width of the images.
    n_channels_ : int
        1 for grey, 3 for red, green and blue. Pictures that are read are colour, unless
        an array of grey images was fitted.
    image_shape_ : tuple of int
        Shape of one image: (height, width, n_channels), or (height, width) if the array
        had no axis for channels. Displays of weights take it.
    scale_ : {255, 1}
        What arrays are divided by: 255 for uint8, 1 for floats in [0, 1].
    n_features_in_ : int
        Numbers of an image, height * width * n_channels; as many as columns come out.

    See Also
    --------
    skscratch.datasets.load_image_folder : Images with labels from a folder.
    skscratch.plotting.WeightImageDisplay : The weights as images.

    Notes
    -----
    Channel ``c`` of pixel ``(r, s)`` is in column ``(r * width + s) * n_channels + c``.

    An array tells its scale by its dtype alone. So an array that is transformed must be
    of the kind that was fitted, uint8 or floats; floats beyond [0, 1] and other
    integers are refused always. Pictures that are read say themselves what is white.

    Arrays are not resized. To resize them, pass Pillow pictures:
    ``[Image.fromarray(image) for image in X]``.

    Examples
    --------
    >>> from PIL import Image
    >>> from sklearn.pipeline import make_pipeline
    >>> from skscratch import ScratchLogisticRegression
    >>> from skscratch.datasets import load_drawn_cats
    >>> from skscratch.preprocessing import ImageFlattener
    >>> cats = load_drawn_cats()
    >>> neuron = ScratchLogisticRegression(solver="newton", alpha=1.0)
    >>> model = make_pipeline(ImageFlattener(), neuron)
    >>> model.fit(cats.images, cats.target).predict(cats.images[:3]).tolist()
    [1, 1, 0]
    >>> photo = Image.new("RGB", (640, 480), "orange")  # or "me.jpg"
    >>> model.predict([photo]).shape
    (1,)
    >>> model.predict(cats.images[:3] / 255)
    Traceback (most recent call last):
        ...
    ValueError: X must hold uint8 pixels (0-255) as in training; got float64 up to 1.
    """

    image_size_: tuple[int, int]
    n_channels_: int
    image_shape_: tuple[int, ...]
    scale_: int
    n_features_in_: int

    def __init__(
        self,
        image_size: tuple[int, int] | None = None,
        *,
        resize: str = "squash",
        dtype: Any = np.float64,
        n_jobs: int | None = None,
    ) -> None:
        self.image_size = image_size
        self.resize = resize
        self.dtype = dtype
        self.n_jobs = n_jobs

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.three_d_array = True
        tags.input_tags.string = True
        tags.transformer_tags.preserves_dtype = []
        return tags

    def fit(self, X: Any, y: Any = None) -> Self:
        """Remember size, channels and scale of the images.

        Parameters
        ----------
        X : array-like of shape (n_images, height, width[, n_channels]) or sequence
            Images: uint8 pixels 0-255 or floats in [0, 1]. With `image_size` also
            pictures to be read: paths, bytes, open files, Pillow pictures, in a list,
            a column or a table of one column. They are not read yet.
        y : None
            Ignored.

        Returns
        -------
        self : ImageFlattener
            The fitted transformer.

        Raises
        ------
        ValueError
            If the images or a parameter are not as described.
        TypeError
            If `X` is one picture, or no sequence.
        """
        self._check_parameters()
        if pictures_in(X) is not None:
            if self.image_size is None:
                raise ValueError(
                    "image_size must be given to fit on pictures that are read; got "
                    "None. Pass (height, width)."
                )
            height, width = self.image_size
            return self._remember((int(height), int(width), 3), scale=255)
        images, scale = pixels_of(X)
        if scale == 255 and images.max() <= 1:
            raise ValueError(
                "X must hold uint8 pixels that reach beyond 1 of 255, else all are "
                f"black; got at most {images.max()}. Pass X * 255 if 1 is white."
            )
        size = images.shape[1:3]
        if self.image_size is not None and size != tuple(self.image_size):
            raise ValueError(
                f"X must hold images of image_size={tuple(self.image_size)}; got "
                f"{size}. Arrays are not resized; pass Pillow pictures, or "
                "image_size=None."
            )
        return self._remember(images.shape[1:], scale)

    def transform(self, X: Any) -> np.ndarray:
        """Turn images into rows.

        Parameters
        ----------
        X : array-like of shape (n_images, height, width[, n_channels]) or sequence
            Images of the training images' size, channels and scale; or pictures to be
            read, of any size, also after a fit on an array.

        Returns
        -------
        rows : ndarray of shape (n_images, height * width * n_channels)
            Pixels in [0, 1], one image a row.

        Raises
        ------
        NotFittedError
            If there was no `fit`.
        ValueError
            If the images are unlike those of training, or pictures cannot be read; the
            message names all of them.
        OSError
            If one picture is not there or cannot be opened.
        TypeError
            If `X` is one picture, or no sequence.
        """
        check_is_fitted(self)
        self._check_parameters()
        pictures = pictures_in(X)
        images = self._like_training(X) if pictures is None else self._read(pictures)
        rows = images.reshape(len(images), -1)
        if images.dtype == np.uint8:
            return np.divide(rows, 255, dtype=self.dtype)
        return rows.astype(self.dtype)

    def inverse_transform(self, X: Any) -> np.ndarray:
        """Turn rows into images, for pictures of weights or of what was transformed.

        Parameters
        ----------
        X : array-like of shape (n_rows, height * width * n_channels)
            Any numbers: rows of `transform`, or weights such as ``coefs_[0].T``.

        Returns
        -------
        images : ndarray of shape (n_rows, height, width[, n_channels])
            The same numbers in the shape of the training images; floats.

        Raises
        ------
        NotFittedError
            If there was no `fit`.
        ValueError
            If rows have another length.
        """
        check_is_fitted(self)
        rows = check_array(
            X, dtype=(np.float64, np.float32), ensure_all_finite=False, input_name="X"
        )
        if rows.shape[1] != self.n_features_in_:
            raise ValueError(
                f"X must have {self.n_features_in_} columns, the numbers of an image "
                f"of shape {self.image_shape_}; got {rows.shape[1]}."
            )
        return rows.reshape(len(rows), *self.image_shape_)

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Name the columns that come out.

        Parameters
        ----------
        input_features : None
            Ignored: images have no feature names.

        Returns
        -------
        names : ndarray of shape (height * width * n_channels,), dtype=object
            Such as ``"row0_column5_red"``; of grey images ``"row0_column5"``.

        Raises
        ------
        NotFittedError
            If there was no `fit`.
        """
        check_is_fitted(self)
        height, width = self.image_size_
        numbers = tuple(f"channel{number}" for number in range(self.n_channels_))
        colours = _COLOURS.get(self.n_channels_, numbers)
        endings = [""] if self.n_channels_ == 1 else [f"_{each}" for each in colours]
        names = [
            f"row{row}_column{column}{ending}"
            for row in range(height)
            for column in range(width)
            for ending in endings
        ]
        return np.array(names, dtype=object)

    def set_output(self, *, transform: str | None = None) -> Self:
        """Choose what `transform` returns.

        Parameters
        ----------
        transform : {"default", "pandas", "polars"}, default=None
            An array, or a data frame with the names of `get_feature_names_out`. None
            changes nothing.

        Returns
        -------
        self : ImageFlattener
            The same transformer.
        """
        return super().set_output(transform=transform)

    def _check_parameters(self) -> None:
        check_frame((1, 1) if self.image_size is None else self.image_size, self.resize)
        n_threads_of(self.n_jobs)
        try:
            known = np.dtype(self.dtype) in (np.float64, np.float32)
        except TypeError:
            known = False
        if not known:
            raise ValueError(f"dtype must be float64 or float32; got {self.dtype!r}.")

    def _check_remembered(self) -> None:
        """Check that attributes are as `fit` makes them: a file may hold any."""
        self._check_parameters()
        check_frame(self.image_size_, self.resize)
        shape, n_channels = tuple(self.image_shape_), self.n_channels_
        full = (*self.image_size_, n_channels)
        if type(n_channels) is not int or n_channels < 1 or n_channels > MAX_CHANNELS:
            raise ValueError(f"n_channels_ is {n_channels!r}")
        if shape != full and (*shape, 1) != full:
            raise ValueError(f"image_shape_ is {shape}, image_size_ {full[:2]}")
        if self.n_features_in_ != math.prod(full):
            raise ValueError(f"n_features_in_ is {self.n_features_in_}, not of {shape}")
        if self.scale_ not in SCALES:
            raise ValueError(f"scale_ is {self.scale_!r}")

    def _remember(self, image_shape: tuple[int, ...], scale: int) -> Self:
        self.image_size_ = (image_shape[0], image_shape[1])
        self.n_channels_ = image_shape[2] if len(image_shape) == 3 else 1
        self.image_shape_ = image_shape
        self.scale_ = scale
        self.n_features_in_ = int(np.prod(image_shape))
        return self

    def _like_training(self, X: Any) -> np.ndarray:
        """The images of an array, known to be like those of training."""
        images, scale = pixels_of(X)
        n_channels = images.shape[3] if images.ndim == 4 else 1
        if (*images.shape[1:3], n_channels) != (*self.image_size_, self.n_channels_):
            one = images.shape == self.image_shape_
            raise ValueError(
                f"X must hold images of {_words(self.image_size_, self.n_channels_)}, "
                f"as in training; got {_words(images.shape[1:3], n_channels)}."
                f"{' For a single image pass X[np.newaxis].' if one else ''}"
            )
        if scale != self.scale_:
            raise ValueError(
                f"X must hold {SCALES[self.scale_]} as in training; got {images.dtype} "
                f"up to {images.max():.4g}."
            )
        return images

    def _read(self, pictures: list[Any]) -> np.ndarray:
        """Pixels (n, height, width, n_channels) of pictures, uint8."""
        if self.n_channels_ not in (1, 3):
            raise ValueError(
                f"X must be an array of images of {self.n_channels_} channels, as in "
                "training; pictures that are read have 3."
            )
        frame = check_frame(self.image_size_, self.resize)
        reading = read_pictures(pictures, frame, n_jobs=self.n_jobs)
        if problem := reading.problem():
            raise problem
        return reading.pixels if self.n_channels_ == 3 else _grey(reading.pixels)


def _grey(pixels: np.ndarray) -> np.ndarray:
    """Grey (n, height, width) as bright as the colours, by ITU-R BT.601; uint8."""
    grey = np.empty(pixels.shape[:3], dtype=np.uint8)
    for image, into in zip(pixels, grey, strict=True):
        into[:] = (image @ _LUMA + 500) // 1000
    return grey


def _words(size: tuple[int, ...], n_channels: int) -> str:
    channels = f"{n_channels} channel{'s' if n_channels > 1 else ''}"
    return f"{size[0]} x {size[1]} pixels and {channels}"
