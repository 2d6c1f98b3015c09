"""A computation graph is whole: every label is there and nothing lies on anything."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import graphs
import graphs_of_layers
import graphs_of_training
import numpy as np
import pytest
from graph import Edge, Graph, Node

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = [graphs.neuron, graphs.hidden_layer, graphs.layers, graphs.two_points]
DRAWN += graphs_of_training.DRAWN
DRAWN += graphs_of_layers.DRAWN


@pytest.fixture(params=DRAWN, ids=lambda draw: draw.__name__)
def graph(request):
    return request.param()


def plain(markup):
    return re.sub(r"[_^{}]", "", markup).replace("-", "−")


def texts(svg):
    """Every text of a picture, its raised and lowered parts in one line with it."""
    tree = ET.fromstring(svg)
    return ["".join(text.itertext()) for text in tree.iter(f"{SVG}text")]


def test_every_value_and_every_label_is_drawn(graph):
    drawn = texts(graph.svg())
    for node in graph.nodes:
        assert plain(node.symbol) in drawn
        assert not node.shape or plain(node.shape) in drawn
    for edge in graph.edges:
        for item in [*edge.forward, *edge.backward]:
            if isinstance(item, str):
                assert plain(item) in drawn


def test_numbers_are_drawn_with_four_digits():
    drawn = texts(graphs.two_points().svg())
    assert {"0.4219", "−0.7616", "−0.1539"} <= set(drawn)


def test_nothing_leaves_the_picture_or_lies_on_anything(graph):
    assert graph.mistakes() == []


def test_arrows_and_boxes_lie_within_the_picture(graph):
    tree = ET.fromstring(graph.svg())
    _, _, width, height = map(float, tree.get("viewBox").split())
    for box in tree.iter(f"{SVG}rect"):
        x, y, w, h = (float(box.get(name)) for name in ("x", "y", "width", "height"))
        assert 0 <= x and x + w <= width and 0 <= y and y + h <= height
    for text in tree.iter(f"{SVG}text"):
        assert 0 < float(text.get("x")) < width
        assert 0 < float(text.get("y")) < height


def test_way_back_differs_from_the_way_there_without_colour(graph):
    tree = ET.fromstring(graph.svg())
    paths = [p for p in tree.iter(f"{SVG}path") if p.get("marker-end")]
    back = [p for p in paths if p.get("marker-end") == "url(#backward)"]
    assert len(back) == sum(bool(edge.backward) for edge in graph.edges)
    assert all(p.get("stroke-dasharray") for p in back)
    assert not any(p.get("stroke-dasharray") for p in paths if p not in back)


def test_picture_says_what_it_shows_to_who_does_not_see_it(graph):
    tree = ET.fromstring(graph.svg())
    assert tree.get("role") == "img"
    named = {element.get("id"): element.text for element in tree}
    title, description = (named[name] for name in tree.get("aria-labelledby").split())
    assert title == graph.title
    assert description.count("From ") == len(graph.edges)


def test_texts_are_large_enough_on_a_telephone(graph):
    tree = ET.fromstring(graph.svg())
    scale = min(1, 358 / float(tree.get("width")))  # 390 less the page's margins
    sizes = [float(text.get("font-size")) for text in tree.iter(f"{SVG}text")]
    assert min(sizes) * scale >= 10


def pair(**changes):
    graph = Graph(
        "A pair",
        columns=(60, 300),
        nodes=[Node("a", "a", 0, 0), Node("b", "b", 1, 0)],
        edges=[Edge("a", "b", ["doubled"], ["da = 2 db"])],
    )
    return replace(graph, **changes)


def test_mistakes_are_seen():
    assert pair().mistakes() == []
    assert "a lies on b" in pair(columns=(60, 70)).mistakes()
    assert "b leaves the picture" in pair(width=310).mistakes()


def test_edge_across_rows_and_columns_is_refused():
    nodes = [Node("a", "a", 0, 0), Node("b", "b", 1, 1)]
    with pytest.raises(ValueError, match="one row or column; got a and b"):
        pair(nodes=nodes).svg()


def test_text_is_escaped():
    drawn = pair(edges=[Edge("a", "b", ["a < b & c"])]).svg()
    assert "a < b & c" in texts(drawn)


def test_array_has_a_cell_for_each_number():
    value = np.array([[1.0, -0.25], [0.12345, 0.0]])
    nodes = [Node("a", "a", 0, 0, value=value), Node("b", "b", 1, 0)]
    drawn = texts(pair(nodes=nodes).svg())
    assert {"1", "−0.25", "0.1235", "0"} <= set(drawn)


def test_what_comes_back_to_the_logits_on_two_ways_adds_up_to_the_slope():
    graph = graphs_of_training.softmax_loss()
    values = {node.name: node.value for node in graph.nodes}
    arrives = sum(edge.backward[-1] for edge in graph.edges if edge.source == "z")

    def loss(z):
        return np.log(np.exp(z).sum()) - z[1, 0]  # its class is the second

    assert loss(values["z"]) == pytest.approx(values["L"])
    for k, step in enumerate(1e-6 * np.eye(3)[:, :, None]):
        slope = (loss(values["z"] + step) - loss(values["z"] - step)) / 2e-6
        assert arrives[k, 0] == pytest.approx(slope, abs=1e-8)
