"""The graph as a picture."""

from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from mark1.backprop.activations import relu
from mark1.backprop.drawing import drawing as graph_drawing
from mark1.backprop.drawing.layout import Layout
from mark1.backprop.gates import Node, bias, total
from mark1.backprop.graph import Graph, Input, Parameter
from mark1.backprop.losses import l2, softmax_cross_entropy
from mark1.errors import ConfigError

X, Y, Z = (Input(name, wants_gradient=True) for name in "xyz")


def sum_times_z() -> Graph:
    graph = Graph((X + Y) * Z)
    graph.forward({X: -2, Y: 5, Z: -4})
    graph.backward()
    return graph


def network() -> Graph:
    x, t = Input("x"), Input("t")
    w1, b1, w2 = Parameter(np.ones((4, 5)), "w1"), Parameter(np.zeros(5), "b1"), Parameter(np.ones((5, 3)), "w2")
    graph = Graph(softmax_cross_entropy(relu(bias(x @ w1, b1)) @ w2, t) + l2(0.1, w1, w2))
    graph.forward({x: np.ones((6, 4)), t: np.zeros(6, int)})
    graph.backward()
    return graph


class Recorder:
    """Paper that keeps what is written and drawn; letters are half as wide as high."""

    def __init__(self):
        self.words, self.boxes, self.heads, self.strokes = [], [], [], []

    def text(self, x, y, text, px, align="left", colour="", face=""):
        self.words.append((text, x, y, colour))

    def width_of(self, text, px, face=""):
        return len(text) * px / 2

    def rects(self, boxes, fill="none", edge="none", line=1.0):
        self.boxes += boxes

    def polygons(self, corners, fill="none", edge="none", line=1.0):
        self.heads += [np.array(each[0]) for each in corners]

    def lines(self, ends, colour="", line=1.0):
        self.strokes += [np.array(each) for each in ends]


def drawn(graph: Graph) -> Recorder:
    paper = Recorder()
    graph_drawing.Drawing(graph, "", paper).draw(paper)
    return paper


def test_values_stand_above_their_arrows_in_one_colour_and_gradients_below_in_another():
    words = drawn(sum_times_z()).words
    values = [(text, x, y) for text, x, y, colour in words if colour == graph_drawing.VALUE][:-1]
    gradients = [(text, x, y) for text, x, y, colour in words if colour == graph_drawing.GRADIENT][:-1]
    assert [text for text, _, _ in values] == ["−2", "5", "3", "−4", "−12"]
    assert [text for text, _, _ in gradients] == ["−4", "−4", "−4", "3", "1"]
    for (_, x, y), (_, gradient_x, gradient_y) in zip(values, gradients, strict=True):
        assert x == gradient_x
        assert y < gradient_y


@pytest.mark.parametrize("graph", [sum_times_z(), network()], ids=["sum", "network"])
def test_every_use_has_an_arrow_and_so_has_the_output(graph):
    paper = drawn(graph)
    assert len(paper.boxes) == len(graph.nodes)
    assert len(paper.heads) == sum(len(node.inputs) for node in graph.nodes) + 1


@pytest.mark.parametrize("graph", [sum_times_z(), network()], ids=["sum", "network"])
def test_no_line_and_no_box_goes_through_a_box(graph):
    paper = drawn(graph)
    for x, y, w, h in paper.boxes:
        for stroke in paper.strokes:
            inside = (stroke[:, 0] > x + 1) & (stroke[:, 0] < x + w - 1) & (abs(stroke[:, 1] - y - h / 2) < h / 2)
            assert not inside.any()
        others = [box for box in paper.boxes if box != (x, y, w, h)]
        assert not [b for b in others if x < b[0] + b[2] and b[0] < x + w and y < b[1] + b[3] and b[1] < y + h]


def test_columns_follow_the_signal():
    for graph in (sum_times_z(), network()):
        layout = Layout(graph, 10.0)
        for node in graph.nodes:
            assert all(layout.column[each] < layout.column[node] for each in node.inputs)
        for places in layout.places:
            ys = [layout.y[place] for place in places]
            assert all(b - a > 10 - 1e-9 for a, b in pairwise(ys))
        assert min(layout.y.values()) == 0


def test_a_value_used_twice_by_one_gate_has_two_arrows():
    graph = Graph(X * X)
    graph.forward({X: 3})
    assert len(drawn(graph).heads) == 3


def test_the_file_is_an_svg_and_the_same_every_time():
    text = graph_drawing.svg(sum_times_z(), "f = (x + y) z")
    root = ElementTree.fromstring(text)
    written = [mark.text for mark in root.iter("{http://www.w3.org/2000/svg}text")]
    assert root.tag.endswith("}svg")
    assert int(root.get("width")) > int(root.get("height")) > 200
    assert {"f = (x + y) z", "−12", "x", "+"} <= set(written)
    assert graph_drawing.svg(sum_times_z(), "f = (x + y) z") == text


@pytest.mark.parametrize(
    ("array", "text"),
    [
        (np.array(-0.12345), "−0.123"),
        (np.array([1.0, 2]), "1, 2"),
        (np.arange(6.0).reshape(2, 3), "0 … 5"),
        (np.array([3, 1, 2, 0]), "0 … 3"),
    ],
)
def test_arrays_in_a_few_words(array, text):
    assert graph_drawing.shown(array) == text


def test_a_graph_without_values_or_too_large_for_a_page():
    with pytest.raises(ConfigError, match="call forward first"):
        graph_drawing.svg(Graph(Input("a") + 1))
    node: Node = Parameter(1.0, "w")
    for _ in range(100):
        node = node + 1
    graph = Graph(total(node))
    graph.forward()
    with pytest.raises(ConfigError, match="up to 150 nodes fit on a page, the graph has 202"):
        graph_drawing.svg(graph)
