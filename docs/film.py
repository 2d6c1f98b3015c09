"""Moving pictures: figures of matplotlib one after the other, as a small GIF.

One palette serves all frames, and nothing is dithered, so that what does not change
does not flicker, and costs nothing.
"""

import numpy as np

FLAT, MIXED = 96, 64


def frame(figure):
    """A figure as it stands, as a picture."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3])


def palette_of(frames):
    """The commonest colours of some frames as they are, and means of the others."""
    from PIL import Image

    few = [frames[0], frames[len(frames) // 2], frames[-1]]
    strip = np.vstack([np.asarray(picture) for picture in few])
    colours, counts = np.unique(strip.reshape(-1, 3), axis=0, return_counts=True)
    flat = colours[np.argsort(counts, kind="stable")[::-1][:FLAT]]
    mixed = Image.fromarray(strip).quantize(MIXED).getpalette()
    palette = Image.new("P", (1, 1))
    palette.putpalette([*flat.ravel().tolist(), *mixed])
    return palette


def save(frames, path, each=400, first=1200, last=3500):
    """Write frames as a GIF that goes on for ever; times are milliseconds a frame."""
    from PIL import Image

    palette, none = palette_of(frames), Image.Dither.NONE
    shown = [picture.quantize(palette=palette, dither=none) for picture in frames]
    times = [first, *[each] * (len(shown) - 2), last]
    shown[0].save(path, save_all=True, append_images=shown[1:], duration=times, loop=0)
