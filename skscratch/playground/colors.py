"""The colours of the page: a ramp for each class, and one for the sign of a number."""

from __future__ import annotations

from skscratch.plotting.canvas import class_color

__all__ = ["FULL", "NEGATIVE", "POSITIVE", "class_hex", "class_ramps", "sign_ramp"]

#: Those of the displays: orange for positive numbers, purple for negative ones.
POSITIVE, NEGATIVE = "#b35806", "#542788"

WHITE = (1.0, 1.0, 1.0)

#: Steps of a ramp.
N_STEPS = 32

#: How much of its colour a region under points takes at most: they stand out from it.
FULL = 0.55


def class_hex(index: int) -> str:
    """The colour of a class."""
    return _hex(class_color(index))


def class_ramps(n_classes: int) -> list[str]:
    """For each class in turn the colours from unsure to sure."""
    shares = [0.04 + (FULL - 0.04) * step / (N_STEPS - 1) for step in range(N_STEPS)]
    return [
        _hex(_between(WHITE, class_color(index), share))
        for index in range(n_classes)
        for share in shares
    ]


def sign_ramp(full: float = 1.0) -> list[str]:
    """The colours from the most negative number over zero, white, to the highest.

    Parameters
    ----------
    full : float, default=1.0
        How much of the colour the largest numbers take.
    """
    negative, positive = map(_channels, (NEGATIVE, POSITIVE))
    shares = [full * step / N_STEPS for step in range(N_STEPS + 1)]
    down = [_hex(_between(WHITE, negative, share)) for share in reversed(shares)]
    return down + [_hex(_between(WHITE, positive, share)) for share in shares[1:]]


def _channels(color: str) -> tuple[float, ...]:
    return tuple(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))


def _between(
    start: tuple[float, ...], stop: tuple[float, ...], share: float
) -> tuple[float, ...]:
    return tuple(a + (b - a) * share for a, b in zip(start, stop, strict=True))


def _hex(channels: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in channels)
