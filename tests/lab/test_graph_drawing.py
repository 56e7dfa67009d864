"""The graph as a picture."""

import re
from io import BytesIO
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from mark1.backprop.activations import relu
from mark1.backprop.gates import Node, bias, exp, total
from mark1.backprop.graph import Graph, Input, Parameter
from mark1.backprop.losses import l2, softmax_cross_entropy
from mark1.errors import ConfigError
from mark1.lab import graph_drawing
from mark1.lab.graph_layout import Layout

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


def test_png_and_svg_are_what_they_say_and_the_same_every_time():
    graph = sum_times_z()
    png, svg = graph_drawing.png(graph, "f = (x + y) z"), graph_drawing.svg(graph)
    picture = Image.open(BytesIO(png))
    assert picture.format == "PNG"
    assert picture.width > picture.height > 400
    assert svg.startswith(b"<?xml")
    assert b"</svg>" in svg
    assert not re.search(rb"20\d\d-\d\d-\d\d", svg)
    assert graph_drawing.png(graph, "f = (x + y) z") == png
    assert graph_drawing.svg(graph) == svg


def test_the_picture_shows_the_numbers():
    graph = sum_times_z()
    before = graph_drawing.png(graph)
    graph.forward({X: 1, Y: 1, Z: 1})
    assert graph_drawing.png(graph) != before


def test_names_in_any_script_and_none():
    graph = Graph(exp(Parameter(1.0)) * Parameter(2.0, "重み $x^2$"))
    graph.forward()
    assert graph_drawing.png(graph)


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
        graph_drawing.png(Graph(Input("a") + 1))
    node: Node = Parameter(1.0, "w")
    for _ in range(100):
        node = node + 1
    graph = Graph(total(node))
    graph.forward()
    with pytest.raises(ConfigError, match="up to 150 nodes fit on a page, the graph has 202"):
        graph_drawing.svg(graph)
