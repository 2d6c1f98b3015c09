"""How the boundary of a network moves while it trains."""

from __future__ import annotations

import io
from os import PathLike
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from skscratch._files import write_whole
from skscratch.plotting.boundary_recorder import BoundaryRecorder
from skscratch.plotting.canvas import (
    class_legend,
    class_names,
    draw_points,
    figure_of,
    grid_of_axes,
    legend_width,
    letter_scale,
    settle,
)
from skscratch.plotting.plane import Plane, labels_for
from skscratch.plotting.player import without_requests
from skscratch.plotting.recorder import check_recorded

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

_COLUMNS = 4


class BoundaryEvolutionDisplay:
    """The boundary of a network at some epochs of its training.

    A grid of pictures (:meth:`plot`), a GIF (:meth:`to_gif`) or a player for a page
    (:meth:`to_html`). Make one with :meth:`from_recorder` or :meth:`from_estimator`.

    Parameters
    ----------
    plane : Plane
        The grid over the two features, with their names.
    surfaces : list of ndarray of shape (resolution, resolution, n_classes)
        Probabilities of the classes over the grid, one array an epoch.
    epochs : list of int
        The epochs, rising.
    X : ndarray of shape (n_samples, 2)
        The points.
    y : ndarray of shape (n_samples,)
        Their labels.
    classes : ndarray of shape (n_classes,)
        All labels, in the order of the probabilities.

    Attributes
    ----------
    shown_ : list of int
        The epochs that the panels show.
    images_ : list of matplotlib AxesImage
        The regions, one picture a panel.
    axes_ : ndarray of shape (n_rows, n_columns)
        The panels; those without a picture are switched off.
    bounding_ax_ : matplotlib Axes
        Axes that the panels divide.
    figure_ : matplotlib Figure
        Figure that holds them.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from skscratch import ShallowNNClassifier
    >>> from skscratch.datasets import make_flower
    >>> from skscratch.plotting import BoundaryEvolutionDisplay
    >>> network = ShallowNNClassifier(max_iter=30, tol=None, random_state=0)
    >>> display = BoundaryEvolutionDisplay.from_estimator(
    ...     network, *make_flower(random_state=1), n_panels=3
    ... )
    >>> display.shown_
    [0, 14, 30]
    >>> plt.close(display.figure_)
    """

    shown_: list[int]
    images_: list[AxesImage]
    axes_: np.ndarray
    bounding_ax_: Axes
    figure_: Figure

    def __init__(
        self,
        *,
        plane: Plane,
        surfaces: list[np.ndarray],
        epochs: list[int],
        X: np.ndarray,
        y: np.ndarray,
        classes: np.ndarray,
    ):
        self.plane = plane
        self.surfaces = surfaces
        self.epochs = epochs
        self.X = X
        self.y = y
        self.classes = classes

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: Any,
        y: Any,
        *,
        n_frames: int = 24,
        n_panels: int = 8,
        grid_resolution: int = 100,
        ax: Axes | None = None,
    ) -> Self:
        """Train a copy of a network and draw what was recorded.

        Parameters
        ----------
        estimator : network or Pipeline that ends in one
            Its parameters; it need not be fitted and is not changed.
        X : array-like of shape (n_samples, 2)
            The training data.
        y : array-like of shape (n_samples,)
            Their labels.
        n_frames : int >= 2, default=24
            The most epochs to record.
        n_panels : int >= 1, default=8
            The most epochs to draw.
        grid_resolution : int, default=100
            Grid points along each feature.
        ax : matplotlib Axes, default=None
            Where to draw, from ``plt.subplots`` or a grid; by default on a new
            figure.

        Returns
        -------
        BoundaryEvolutionDisplay
            The display, drawn.

        Raises
        ------
        TypeError
            If the estimator takes no callbacks, or `X` is sparse.
        ValueError
            If there are not two features.
        """
        copy = clone(estimator)
        network, before, Xt = copy, None, X
        if isinstance(copy, Pipeline):
            network = copy[-1]
            if len(copy) > 1:
                before = copy[:-1]
                Xt = before.fit_transform(X, y)
        if not hasattr(network, "set_callbacks"):
            raise TypeError(
                "estimator must take callbacks to be watched while it trains, as the "
                f"networks of skscratch do; got {type(network).__name__}."
            )
        recorder = BoundaryRecorder(
            X, transformer=before, n_frames=n_frames, grid_resolution=grid_resolution
        )
        network.set_callbacks(recorder).fit(Xt, y)
        return cls.from_recorder(recorder, n_panels=n_panels, ax=ax)

    @classmethod
    def from_recorder(
        cls, recorder: BoundaryRecorder, *, n_panels: int = 8, ax: Axes | None = None
    ) -> Self:
        """Draw what a recorder has kept of a fit.

        Parameters
        ----------
        recorder : BoundaryRecorder
            One that has been through a fit.
        n_panels : int >= 1, default=8
            The most epochs to draw.
        ax : matplotlib Axes, default=None
            Where to draw, from ``plt.subplots`` or a grid; by default on a new
            figure.

        Returns
        -------
        BoundaryEvolutionDisplay
            The display, drawn.

        Raises
        ------
        TypeError
            If `recorder` is something else.
        ValueError
            If it has recorded nothing.
        """
        check_recorded(recorder, BoundaryRecorder)
        display = cls(
            plane=recorder.plane_,
            surfaces=list(recorder.frames_),
            epochs=list(recorder.epochs_),
            X=recorder.X_,
            y=labels_for(recorder.y_, len(recorder.X_), recorder.classes_),
            classes=recorder.classes_,
        )
        return display.plot(ax, n_panels=n_panels)

    def plot(self, ax: Axes | None = None, *, n_panels: int = 8) -> Self:
        """Draw some epochs side by side, the first and the last among them.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw, from ``plt.subplots`` or a grid; by default on a new
            figure.
        n_panels : int >= 1, default=8
            The most epochs to draw; one alone is the last.

        Returns
        -------
        BoundaryEvolutionDisplay
            The display itself.

        Raises
        ------
        ValueError
            If `n_panels` is less than 1.
        """
        if n_panels < 1:
            raise ValueError(f"n_panels must be at least 1; got {n_panels}.")
        n_panels = min(n_panels, len(self.epochs))
        last = len(self.epochs) - 1
        chosen = np.linspace(last if n_panels == 1 else 0, last, n_panels).astype(int)
        n_columns = min(_COLUMNS, n_panels)
        shape = (-(-n_panels // n_columns), n_columns)
        size = self.plane.panel_size(2.6, 2.7)
        beside = legend_width(class_names(self.classes), size[1])
        self.bounding_ax_, self.axes_ = grid_of_axes(
            ax, shape, type(self).__name__, panel_size=size, beside=beside
        )
        self.figure_ = figure_of(self.bounding_ax_)
        self.shown_ = [self.epochs[index] for index in chosen]
        self.images_ = []
        for panel in self.axes_.flat[n_panels:]:
            panel.set_axis_off()
        for panel, index in zip(self.axes_.flat, chosen, strict=False):
            self.images_.append(self._draw(panel, index, scale=0.5))
        self.plane.label(self.axes_, size)
        class_legend(self.axes_[0, -1], self.classes, size[1])
        if ax is None:
            settle(self.axes_)
        return self

    def to_gif(
        self, path: str | PathLike[str], *, fps: float = 8.0, width: int = 480
    ) -> None:
        """Write all recorded epochs as a moving picture that repeats.

        Parameters
        ----------
        path : str or path-like
            File to write; one that is there is replaced.
        fps : float > 0, default=8.0
            Epochs shown in a second; the last one is held for two.
        width : int, default=480
            Pixels of its width.

        Raises
        ------
        ImportError
            If Pillow is not installed.
        ValueError
            If `fps` is not positive.
        """
        from PIL import Image

        _check_fps(fps)
        figure = self._stage(width / 100)
        frames = []
        for index in range(len(self.epochs)):
            self._set(figure, index)
            figure.canvas.draw()
            frames.append(np.array(figure.canvas.buffer_rgba())[..., :3])
        # One palette for all, or what stands still would flicker.
        together = Image.fromarray(np.concatenate(frames[:: len(frames) // 12 + 1]))
        palette = together.quantize(256, Image.Quantize.MAXCOVERAGE)
        flat = [
            Image.fromarray(frame).quantize(palette=palette, dither=Image.Dither.NONE)
            for frame in frames
        ]
        durations = [round(1000 / fps)] * (len(flat) - 1) + [2000]
        content = io.BytesIO()
        flat[0].save(
            content,
            format="gif",
            save_all=True,
            append_images=flat[1:],
            duration=durations,
            loop=0,
        )
        write_whole(path, content.getvalue())

    def to_html(self, *, fps: float = 8.0, width: int = 480) -> str:
        """All recorded epochs as a player: buttons, a slider and the pictures.

        It is one piece of HTML that needs nothing else, neither files nor a network.

        Parameters
        ----------
        fps : float > 0, default=8.0
            Epochs shown in a second.
        width : int, default=480
            Pixels of its width.

        Returns
        -------
        str
            To be put into a page; in a notebook ``IPython.display.HTML`` shows it.

        Raises
        ------
        ValueError
            If `fps` is not positive.
        """
        from matplotlib import rc_context
        from matplotlib.animation import FuncAnimation

        _check_fps(fps)
        figure = self._stage(width / 100)
        animation: Any = FuncAnimation(
            figure,
            lambda index: self._set(figure, index),
            frames=len(self.epochs),
            init_func=lambda: [],
        )
        with rc_context({"animation.embed_limit": 1000.0}):  # megabytes
            player = animation.to_jshtml(fps=fps, embed_frames=True)
        return without_requests(player)

    def _draw(self, panel: Axes, index: int, scale: float = 1.0) -> AxesImage:
        """One epoch in one panel: the regions and the points."""
        image, _ = self.plane.draw(panel, self.surfaces[index])
        draw_points(panel, self.X, self.y, self.classes, scale)
        panel.set_title(f"epoch {self.epochs[index]}")
        return image

    def _stage(self, width: float) -> Any:
        """A figure off screen for one epoch after the other, of 100 `width` pixels.

        Its letters are as large in it as matplotlib's own would be.
        """
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        height, scale = 0.8 * width, letter_scale()
        figure = Figure(
            figsize=(scale * width, scale * height),
            dpi=100 / scale,
            layout="constrained",
        )
        FigureCanvasAgg(figure)
        ax = figure.subplots()
        self._draw(ax, len(self.epochs) - 1, scale**2)
        beside = legend_width(class_names(self.classes), height)
        self.plane.label(np.array([[ax]]), (width - beside, height))
        class_legend(ax, self.classes, height)
        figure.canvas.draw()
        figure.set_layout_engine("none")  # nothing moves but the boundary
        return figure

    def _set(self, figure: Figure, index: int) -> list[Any]:
        """Show another epoch on the stage."""
        from matplotlib.contour import ContourSet

        (ax,) = figure.axes
        lines = [each for each in ax.collections if isinstance(each, ContourSet)]
        for old in [*ax.images, *lines]:
            old.remove()
        self.plane.draw(ax, self.surfaces[index])
        ax.set_title(f"epoch {self.epochs[index]}")
        return []


def _check_fps(fps: float) -> None:
    if not fps > 0:
        raise ValueError(f"fps must be positive; got {fps}.")
