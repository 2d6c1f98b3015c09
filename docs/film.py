"""Moving pictures: figures of matplotlib one after the other, as a small GIF.

One palette serves all frames, and nothing is dithered, so that what does not change
does not flicker, and costs nothing.
"""

import numpy as np

COLOURS = 64


def frame(figure):
    """A figure as it stands, as a picture."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3])


def save(frames, path, each=400, first=1200, last=3500):
    """Write frames as a GIF that goes on for ever; times are milliseconds a frame."""
    from PIL import Image

    few = [frames[0], frames[len(frames) // 2], frames[-1]]
    strip = Image.fromarray(np.vstack([np.asarray(picture) for picture in few]))
    none = Image.Dither.NONE
    # The usual median cut would mix the colours of a few dots
    rarest_too = Image.Quantize.MAXCOVERAGE
    palette = strip.quantize(COLOURS, rarest_too, dither=none)
    # The ground is white, as the page's, and no mean of white and what is nearly so
    colours = np.reshape(palette.getpalette(), (-1, 3))
    colours[colours.min(axis=1) > 248] = 255
    palette.putpalette(colours.ravel().tolist())
    flat = [picture.quantize(palette=palette, dither=none) for picture in frames]
    times = [first, *[each] * (len(flat) - 2), last]
    flat[0].save(path, save_all=True, append_images=flat[1:], duration=times, loop=0)
