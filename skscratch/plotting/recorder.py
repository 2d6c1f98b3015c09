"""What recorders share: looks at a network while it trains, in bounded memory."""

from __future__ import annotations

from contextlib import suppress
from numbers import Integral
from typing import Any

#: Fewer could not tell the start from the end.
_FEWEST = 2


class Recorder:
    """A scikit-learn callback that keeps looks at some epochs of one fit.

    It looks at the initial weights, then at every epoch; when there is no room for
    more, every other look is dropped and from then on only every other epoch is looked
    at. So the looks are evenly spaced whatever the number of epochs; the last one, of
    the parameters that training leaves, is kept besides.

    scikit-learn makes a fitted estimator for every hook that asks for one in its
    signature. So the hooks are properties: only that of an epoch which is kept asks,
    and all others cost nothing.

    Parameters
    ----------
    n_frames : int >= 2
        The most looks to keep.

    Attributes
    ----------
    epochs_ : list of int
        Epochs done at each look, 0 for the initial weights.
    frames_ : list
        What `look` returned.
    """

    n_frames: int
    epochs_: list[int]
    frames_: list[Any]

    def __init__(self, n_frames: int):
        if not isinstance(n_frames, Integral) or n_frames < _FEWEST:
            raise ValueError(
                f"n_frames must be an int of at least {_FEWEST}, the start and the "
                f"end; got {n_frames!r}."
            )
        self.n_frames = int(n_frames)

    def start(self, X: Any, y: Any) -> None:
        """Prepare for a fit to these data."""

    def look(self, estimator: Any) -> Any:
        """What to keep of a fitted estimator."""
        raise NotImplementedError

    def setup(self, estimator: Any, context: Any) -> None:
        """Forget an earlier fit; scikit-learn calls it when one begins.

        Parameters
        ----------
        estimator : estimator
            The one that is fitted.
        context : sklearn.callback.CallbackContext
            Its task.
        """
        self.epochs_, self.frames_ = [], []
        self._stride, self._n_done = 1, 0
        self._wanted = False

    def teardown(self, estimator: Any, context: Any) -> None:
        """Nothing to clear away; scikit-learn calls it when the fit is over.

        Parameters
        ----------
        estimator : estimator
            The one that was fitted.
        context : sklearn.callback.CallbackContext
            Its task.
        """

    @property
    def on_fit_task_begin(self) -> Any:
        """The hook for the task that begins now."""
        return self._begin if self.epochs_ or not self._wanted else self._begin_first

    @property
    def on_fit_task_end(self) -> Any:
        """The hook for the task that ends now."""
        return self._end if self._wanted else self._pass

    def _begin(
        self, estimator: Any, context: Any, *, X: Any = None, y: Any = None
    ) -> None:
        if context.max_subtasks != 0:  # the fit
            self.start(X, y)
            self._wanted = True
        else:
            self._wanted = (context.task_id + 1) % self._stride == 0

    def _begin_first(
        self, estimator: Any, context: Any, *, fitted_estimator: Any = None
    ) -> None:
        self._keep(0, fitted_estimator)

    def _end(
        self, estimator: Any, context: Any, *, fitted_estimator: Any = None
    ) -> None:
        is_epoch = context.max_subtasks == 0
        if is_epoch:
            self._pass(estimator, context)
        self._keep(self._n_done, fitted_estimator, last=not is_epoch)

    def _pass(self, estimator: Any, context: Any) -> None:
        self._n_done = context.task_id + 1
        self._wanted = True  # what ends next may be the fit

    def _keep(self, epoch: int, estimator: Any, last: bool = False) -> None:
        with suppress(ValueError):  # parameters near an overflow do not predict
            frame = self.look(estimator)
            if self.epochs_[-1:] == [epoch]:  # the end takes its place
                del self.epochs_[-1], self.frames_[-1]
            self.epochs_.append(epoch)
            self.frames_.append(frame)
        while not last and len(self.epochs_) >= self.n_frames:
            self._stride *= 2
            kept = [i for i, e in enumerate(self.epochs_) if e % self._stride == 0]
            self.epochs_ = [self.epochs_[i] for i in kept]
            self.frames_ = [self.frames_[i] for i in kept]


def check_recorded(recorder: Any, kind: type[Recorder]) -> None:
    """Raise unless a recorder has been through a fit.

    Parameters
    ----------
    recorder : Recorder
        What the user passed.
    kind : type
        What it must be.

    Raises
    ------
    TypeError
        If it is something else.
    ValueError
        If it has recorded nothing.
    """
    if not isinstance(recorder, kind):
        raise TypeError(
            f"recorder must be a {kind.__name__}; got {type(recorder).__name__}."
        )
    if not getattr(recorder, "frames_", None):
        raise ValueError(
            "recorder must have been through a fit; got one that has recorded nothing. "
            "Pass it to set_callbacks of the network before fit."
        )
