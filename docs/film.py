"""Moving pictures: the same figure drawn again and again, as a small GIF.

One palette serves all frames, and nothing is dithered, so that what does not change
does not flicker, and costs nothing. Flat colours stay what they are in the figure.
"""

import numpy as np


def save_film(draw, moments, path, *, durations=(900, 250, 2500), colours=160):
    """Write a GIF that goes on for ever.

    `draw` takes a moment and returns a figure of matplotlib, which may be the same one
    each time. `durations` are those of the first frame, of each between and of the
    last, in milliseconds. `colours` is the size of the palette.
    """
    frames = [drawn(draw(moment)) for moment in moments]
    palette = palette_of(frames, colours)
    first, *others = (in_colours(pixels, palette) for pixels in frames)
    begin, between, end = durations
    times = [begin, *[between] * (len(others) - 1), end]
    first.save(path, save_all=True, append_images=others, duration=times, loop=0)


def drawn(figure):
    """A figure as pixels, shape (height, width, 3)."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.array(canvas.buffer_rgba())[..., :3]


def counted(pixels):
    """The colours of a picture, how often each occurs, and which one each pixel has."""
    codes = pixels.reshape(-1, 3).astype(int) @ (1 << 16, 1 << 8, 1)
    found, place, counts = np.unique(codes, return_inverse=True, return_counts=True)
    colours = np.column_stack([found >> 16, (found >> 8) & 255, found & 255])
    return colours, counts, place.reshape(pixels.shape[:2])


def palette_of(frames, n_colours):
    """The commonest colours of some frames as they are, and means of the others."""
    from PIL import Image

    strip = np.vstack([frames[0], frames[len(frames) // 2], frames[-1]])
    colours, counts, _ = counted(strip)
    commonest = np.argsort(-counts, kind="stable")[: n_colours // 2]
    means = Image.fromarray(strip).quantize(n_colours - len(commonest)).getpalette()
    return np.vstack([colours[commonest], np.reshape(means, (-1, 3))])


def in_colours(pixels, palette):
    """The same picture, each pixel the nearest colour of a palette."""
    from PIL import Image

    colours, _, place = counted(pixels)
    # The squared distance less the square of the colour, which is the same for all
    further = (palette**2).sum(axis=1) - 2.0 * colours @ palette.T
    picture = Image.fromarray(further.argmin(axis=1).astype(np.uint8)[place])
    picture.putpalette(palette.ravel().tolist())
    return picture
