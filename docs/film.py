"""Moving pictures: the same figure drawn again and again, as a small GIF."""

import io


def save_film(draw, moments, path, *, durations=(900, 250, 2500), colours=64):
    """Write a GIF that goes on for ever.

    `draw` takes a moment and returns a figure of matplotlib. `durations` are those of
    the first frame, of each between and of the last, in milliseconds. All frames share
    the colours of the last one, without dithering: what does not change does not
    flicker.
    """
    from PIL import Image

    frames = [drawn(draw(moment)) for moment in moments]
    palette = frames[-1].quantize(colours, method=Image.Quantize.MAXCOVERAGE)
    first, *others = [f.quantize(palette=palette, dither=Image.Dither.NONE)
                      for f in frames]  # fmt: skip
    begin, between, end = durations
    times = [begin, *[between] * (len(others) - 1), end]
    first.save(path, save_all=True, append_images=others, duration=times, loop=0)


def drawn(figure):
    """A figure as an RGB picture."""
    from PIL import Image

    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=figure.dpi)
    return Image.open(content).convert("RGB")
