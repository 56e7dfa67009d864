"""A graph as a PNG picture."""

from io import BytesIO

from PIL import Image

from mark1.backprop.gates import exp
from mark1.backprop.graph import Graph, Input, Parameter
from mark1.figures.graph import png

X, Y = Input("x"), Input("y")


def test_the_picture_shows_the_numbers_and_is_the_same_every_time():
    graph = Graph((X + Y) * X)
    graph.forward({X: -2, Y: 5})
    before = png(graph, "f")
    picture = Image.open(BytesIO(before))
    assert picture.format == "PNG"
    assert picture.width > picture.height > 400
    assert png(graph, "f") == before
    graph.forward({X: 1, Y: 1})
    assert png(graph, "f") != before


def test_names_in_any_script_and_none():
    graph = Graph(exp(Parameter(1.0)) * Parameter(2.0, "重み $x^2$ <b>&"))
    graph.forward()
    assert png(graph).startswith(b"\x89PNG")
