"""Computation graphs as SVG: values as boxes, and on every edge the way there and back.

Values stand on a grid of columns and rows. An edge joins two that share one of them. A
whole dark arrow is the way forward, with the operation beside it; a dashed red one is
the way back, with the derivative that it carries. The picture is narrow enough for a
telephone, brings a white ground for the dark theme, and can be told apart in grey.

Texts have a little markup: ``A_1``, ``A_{l-1}`` and ``A^2`` lower and raise; names of
one letter, or of d and a letter, are italic. An array of numbers is drawn in brackets.

>>> graph = Graph(
...     "The square",
...     columns=(100,),
...     nodes=[Node("x", "x", 0, 0), Node("y", "y", 0, 1)],
...     edges=[Edge("x", "y", forward=["square"], backward=["dx = 2x dy"])],
... )
>>> svg = graph.svg()
>>> svg.startswith("<svg"), "square" in svg
(True, True)
"""

import re
from dataclasses import dataclass, field
from html import escape
from itertools import combinations

import numpy as np

FONT = "'STIX Two Text', Cambria, Georgia, 'DejaVu Serif', 'Liberation Serif', serif"
INK, BACK, FAINT = "#1b1f23", "#a8320a", "#57606a"
FILL = {"value": "#ffffff", "given": "#eef1f4", "learnt": "#e3eefb"}
SIZE = 16  # of a label, in pixels where the picture is not scaled
MARGIN = 14
LANE = 8  # from the middle of an edge to either arrow
ALIGNED = {
    "left": (0, ' text-anchor="start"'),
    "centre": (0.5, ""),
    "right": (1, ' text-anchor="end"'),
}
TOKEN = re.compile(r"([_^])(\{[^}]*\}|.)|([A-Za-zα-ω]+)|([^A-Za-zα-ω_^]+)")


@dataclass(frozen=True)
class Text:
    """A line of text with markup."""

    markup: str
    size: float = SIZE
    colour: str = INK

    @property
    def width(self):
        """An upper estimate: the fonts of systems differ."""
        small = self.size * 0.72
        return sum(
            len(part) * (small if raised else self.size) * 0.56
            for part, raised, _ in _parts(self.markup)
        )

    @property
    def height(self):
        return self.size * 1.3

    def svg(self, left, top, align="centre"):
        spans, level = [], 0
        for part, raised, italic in _parts(self.markup):
            shift = {"_": 0.25, "^": -0.35, "": 0}[raised] * self.size
            style = ' font-style="italic"' if italic else ""
            if raised:
                style += f' font-size="{self.size * 0.72:.4g}"'
            moved = f' dy="{shift - level:.4g}"' if shift != level else ""
            spans.append(f"<tspan{moved}{style}>{escape(part)}</tspan>")
            level = shift
        # The width is an estimate: what is set to the left begins, what is set to the
        # right ends where it should
        share, anchor = ALIGNED[align]
        return (
            f'<text x="{left + share * self.width:.4g}" y="{top + self.size:.4g}" '
            f'font-size="{self.size:.4g}" fill="{self.colour}"{anchor}>'
            f"{''.join(spans)}</text>"
        )


@dataclass(frozen=True)
class Matrix:
    """An array of numbers in brackets."""

    numbers: np.ndarray
    colour: str = INK
    size: float = 14

    @property
    def cells(self):
        return [[_number(x) for x in row] for row in np.atleast_2d(self.numbers)]

    @property
    def cell(self):
        """Width and height of a cell."""
        longest = max(len(text) for row in self.cells for text in row)
        return longest * self.size * 0.56 + 11, self.size * 1.25

    @property
    def width(self):
        return self.cell[0] * len(self.cells[0]) + 8

    @property
    def height(self):
        return self.cell[1] * len(self.cells) + 4

    def svg(self, left, top, align="centre"):
        width, height = self.cell
        right, bottom = left + self.width, top + self.height
        brackets = (
            f"M{left + 5:.4g} {top:.4g}H{left + 1:.4g}V{bottom:.4g}H{left + 5:.4g}"
            f"M{right - 5:.4g} {top:.4g}H{right - 1:.4g}V{bottom:.4g}H{right - 5:.4g}"
        )
        drawn = [f'<path d="{brackets}" fill="none" stroke="{self.colour}"/>']
        for i, row in enumerate(self.cells):
            for j, text in enumerate(row):
                x, y = left + 4 + width * (j + 0.5), top + height * (i + 0.8) + 2
                drawn.append(
                    f'<text x="{x:.4g}" y="{y:.4g}" font-size="{self.size:.4g}" '
                    f'fill="{self.colour}">{text}</text>'
                )
        return "".join(drawn)


@dataclass(frozen=True)
class Block:
    """Lines of text and arrays, one below the other."""

    items: list

    @property
    def width(self):
        return max((item.width for item in self.items), default=0)

    @property
    def height(self):
        return sum(item.height for item in self.items)

    def svg(self, left, top, align="centre"):
        drawn = []
        for item in self.items:
            shift = ALIGNED[align][0] * (self.width - item.width)
            drawn.append(item.svg(left + shift, top, align))
            top += item.height
        return "".join(drawn)


@dataclass(frozen=True)
class Node:
    """A value: what it is called, where it stands, its shape and its numbers.

    `kind` is "value" for what is computed, "given" for data, "learnt" for parameters.
    """

    name: str
    symbol: str
    column: int
    row: int
    shape: str = ""
    value: np.ndarray | None = None
    kind: str = "value"

    @property
    def block(self):
        items = [Text(self.symbol, 19)]
        if self.shape:
            items.append(Text(self.shape, 14, FAINT))
        if self.value is not None:
            items.append(Matrix(self.value))
        return Block(items)

    @property
    def size(self):
        return max(46, self.block.width + 18), self.block.height + 12


@dataclass(frozen=True)
class Edge:
    """From one value to another: the operation, and the derivative that comes back.

    `forward` and `backward` are lists of lines of text and of arrays. Without
    `backward` nothing comes back. The label of what comes back along a row stands below
    the arrow, or below the value that it belongs to, where `below` is true.
    """

    source: str
    target: str
    forward: list = field(default_factory=list)
    backward: list = field(default_factory=list)
    below: bool = False

    def block(self, way):
        colour = INK if way == "forward" else BACK
        return Block(
            [
                Text(item, colour=colour)
                if isinstance(item, str)
                else Matrix(np.asarray(item), colour)
                for item in getattr(self, way)
            ]
        )


@dataclass(frozen=True)
class Graph:
    """Values and edges, the middle of each column, and the picture of them."""

    title: str
    columns: tuple
    nodes: list
    edges: list
    width: float = 460

    def svg(self):
        """The picture."""
        height = self._bottom() + MARGIN
        middle = [self._edge(edge) for edge in self.edges]
        middle += [self._node(node) for node in self.nodes]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'aria-labelledby="title description" width="{self.width:.4g}" '
            f'height="{height:.4g}" viewBox="0 0 {self.width:.4g} {height:.4g}" '
            f'font-family="{FONT}" text-anchor="middle">\n'
            f'<title id="title">{escape(self.title)}</title>\n'
            f'<desc id="description">{escape(self.description())}</desc>\n'
            f"<defs>{_arrow('forward', INK)}{_arrow('backward', BACK)}</defs>\n"
            f'<rect x="0.5" y="0.5" width="{self.width - 1:.4g}" '
            f'height="{height - 1:.4g}" rx="10" fill="#ffffff" stroke="#d0d7de"/>\n'
            + "\n".join(middle)
            + "\n</svg>\n"
        )

    def description(self):
        """What the edges say, for who does not see them."""
        symbols = {node.name: _plain(node.symbol) for node in self.nodes}
        sentences = []
        for edge in self.edges:
            ways = {
                way: ", ".join(_plain(item) for item in getattr(edge, way))
                for way in ("forward", "backward")
            }
            said = "; ".join(f"{way} {text}" for way, text in ways.items() if text)
            path = f"From {symbols[edge.source]} to {symbols[edge.target]}"
            sentences.append(f"{path}: {said}." if said else f"{path}.")
        return " ".join(sentences)

    def boxes(self):
        """The place of each value and label: name, left, top, right, bottom."""
        found = []
        for node in self.nodes:
            (x, y), (width, height) = self._centre(node), node.size
            box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            found.append((node.name, *box))
        for edge in self.edges:
            for way, (block, left, top, _) in self._labels(edge).items():
                name = f"{edge.source} to {edge.target}, {way}"
                found.append((name, left, top, left + block.width, top + block.height))
        return found

    def mistakes(self):
        """Sentences on what leaves the picture and what lies on something else."""
        boxes, bottom = self.boxes(), self._bottom() + MARGIN
        found = [
            f"{name} leaves the picture"
            for name, left, top, right, low in boxes
            if left < 2 or top < 2 or right > self.width - 2 or low > bottom - 2
        ]
        for (a, *one), (b, *two) in combinations(boxes, 2):
            if all(one[i] < two[i + 2] and two[i] < one[i + 2] for i in (0, 1)):
                found.append(f"{a} lies on {b}")
        return found

    def _named(self, name):
        return next(node for node in self.nodes if node.name == name)

    def _rows(self):
        """Top and height of each row, with room for what stands between."""
        n_rows = 1 + max(node.row for node in self.nodes)
        tops, y = [], MARGIN
        for row in range(n_rows):
            height = max(n.size[1] for n in self.nodes if n.row == row)
            y += self._above(row, height)
            tops.append((y, height))
            labels = [
                edge.block(way).height + 16
                for edge in self.edges
                for way in ("forward", "backward")
                if (self._named(edge.source).row, self._named(edge.target).row)
                == (row, row + 1)
            ]
            y += height + self._below(row) + max([24, *labels])
        return tops

    def _above(self, row, height):
        """How far the operations along a row stand out above its values."""
        labels = [
            LANE + 5 + edge.block("forward").height - height / 2
            for edge in self.edges
            if self._named(edge.source).row == row == self._named(edge.target).row
            and edge.forward
        ]
        return max([0, *labels])

    def _below(self, row):
        """Height of the labels that stand below the values of a row."""
        labels = [
            edge.block("backward").height
            for edge in self.edges
            if edge.below and self._named(edge.source).row == row
        ]
        return max(labels, default=0)

    def _bottom(self):
        lowest = max(top + height for top, height in self._rows())
        return max([lowest] + [box[4] for box in self.boxes()])

    def _centre(self, node):
        top, height = self._rows()[node.row]
        return self.columns[node.column], top + height / 2

    def _ends(self, edge):
        """Where the middle of an edge begins and ends, at the borders of its values."""
        source, target = self._named(edge.source), self._named(edge.target)
        (x0, y0), (x1, y1) = self._centre(source), self._centre(target)
        if x0 == x1:
            sign = 1 if y1 > y0 else -1
            y0 += sign * (source.size[1] / 2 + 2)
            y1 -= sign * (target.size[1] / 2 + 2)
        elif y0 == y1:
            sign = 1 if x1 > x0 else -1
            x0 += sign * (source.size[0] / 2 + 2)
            x1 -= sign * (target.size[0] / 2 + 2)
        else:
            raise ValueError(
                f"an edge must join values of one row or column; got {edge.source} "
                f"and {edge.target}."
            )
        return x0, y0, x1, y1

    def _labels(self, edge):
        """Block, left, top and alignment of each label of an edge."""
        x0, y0, x1, y1 = self._ends(edge)
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        found = {}
        for way in ("forward", "backward"):
            block = edge.block(way)
            if not block.items:
                continue
            back = way == "backward"
            if x0 == x1:
                left = x + LANE + 8 if back else x - LANE - 8 - block.width
                # Under what stands below the values of the row
                shift = self._below(self._named(edge.source).row) / 2
                top, align = y + shift - block.height / 2, "left" if back else "right"
            elif back and edge.below:
                node = self._named(edge.source)
                node_x, node_y = self._centre(node)
                left, align = node_x - block.width / 2, "centre"
                top = node_y + node.size[1] / 2 + 3
            else:
                left, align = x - block.width / 2, "centre"
                top = y + LANE + 3 if back else y - LANE - 5 - block.height
            found[way] = block, left, top, align
        return found

    def _edge(self, edge):
        x0, y0, x1, y1 = self._ends(edge)
        lane = LANE if edge.backward else 0
        dx, dy = (lane, 0) if x0 == x1 else (0, lane)
        drawn = [
            f'<path d="M{x0 - dx:.4g} {y0 - dy:.4g}L{x1 - dx:.4g} {y1 - dy:.4g}" '
            f'stroke="{INK}" stroke-width="1.6" marker-end="url(#forward)"/>'
        ]
        if edge.backward:
            drawn.append(
                f'<path d="M{x1 + dx:.4g} {y1 + dy:.4g}L{x0 + dx:.4g} {y0 + dy:.4g}" '
                f'stroke="{BACK}" stroke-width="1.6" stroke-dasharray="5 3" '
                'marker-end="url(#backward)"/>'
            )
        drawn += [
            block.svg(left, top, align)
            for block, left, top, align in self._labels(edge).values()
        ]
        return "".join(drawn)

    def _node(self, node):
        (x, y), (width, height) = self._centre(node), node.size
        block = node.block
        border = 2.4 if node.kind == "learnt" else 1.4
        return (
            f'<rect x="{x - width / 2:.4g}" y="{y - height / 2:.4g}" '
            f'width="{width:.4g}" height="{height:.4g}" rx="7" '
            f'fill="{FILL[node.kind]}" stroke="{INK}" stroke-width="{border}"/>'
            + block.svg(x - block.width / 2, y - block.height / 2)
        )


def write_graph(graph, path):
    """Write a computation graph, once it is known that nothing lies on anything."""
    if mistakes := graph.mistakes():
        raise ValueError(f"{path.name}: {'; '.join(mistakes)}.")
    path.write_text(graph.svg(), encoding="utf-8", newline="\n")


def _parts(markup):
    """Parts of a text: what it says, how it is raised, whether it is italic."""
    for mark, raised, word, other in TOKEN.findall(markup):
        if mark:
            for text, _, italic in _parts(raised.strip("{}")):
                yield text, mark, italic
        elif word:
            yield word, "", len(word) == 1 or (len(word) == 2 and word[0] == "d")
        else:
            yield other.replace("-", "−"), "", False


def _plain(item):
    """A text without its markup, or an array as numbers."""
    if isinstance(item, str):
        return "".join(text for text, *_ in _parts(item))
    rows = (" ".join(map(_number, row)) for row in np.atleast_2d(item))
    return "[" + "; ".join(rows) + "]"


def _number(value):
    """A number with four digits at most, and the sign that is set in print."""
    text = f"{float(value):.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")


def _arrow(name, colour):
    """The head of an arrow."""
    return (
        f'<marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" '
        f'markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z" fill="{colour}"/>'
        "</marker>"
    )
