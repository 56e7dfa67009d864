"""One gate at a time, the blank sheet, the copy node, curves and architectures."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from mark1.backprop import Graph, Input, Network, NetworkConfig, Parameter, exp, explain, relu
from mark1.backprop.drawing import architecture, curves
from mark1.backprop.drawing.drawing import svg
from mark1.errors import ConfigError


def used_twice() -> Graph:
    """f = (x + y) z + x at (-2, 5, -4): df/dx = z + 1 = -3."""
    x, y, z = (Input(name, wants_gradient=True) for name in "xyz")
    graph = Graph(((x + y).named("q") * z + x).named("f"))
    graph.forward({x: -2, y: 5, z: -4})
    graph.backward()
    return graph


def words(drawn: str) -> list[str]:
    return [mark.text or "" for mark in ElementTree.fromstring(drawn.partition("?>")[2] or drawn).iter() if mark.text]


def test_the_steps_in_words():
    assert explain(used_twice(), steps=True).captions == [
        "given: the values of the leaves",
        "forward: q = x + y = -2 + 5 = 3",
        "forward: #5 = q * z = 3 * -4 = -12",
        "forward: f = (q * z) + x = -12 + -2 = -14",
        "backward starts: the gradient of f is 1",
        "backward through f: #5 gets 1 × 1 = 1, x gets 1 × 1 = 1",
        "backward through #5: q gets 1 × -4 = -4, z gets 1 × 3 = 3",
        "backward through q: x gets -4 × 1 = -4, y gets -4 × 1 = -4",
    ]


def test_a_frame_has_what_is_known_by_then():
    steps = explain(used_twice(), steps=True)
    frames = [words(frame) for frame in steps.frames()]
    assert len(frames) == len(steps) == 8
    assert "−12" not in frames[1] and "−12" in frames[2]
    assert "−4 + 1 = −3" not in frames[6] and "−4 + 1 = −3" in frames[7]  # once both uses have sent theirs
    assert "1" not in frames[3] and "1" in frames[4]


def test_the_animation_ends_with_the_whole_drawing():
    steps = explain(used_twice(), steps=True)
    animated = steps.svg(seconds=1.5)
    ElementTree.fromstring(animated.partition("?>")[2])
    assert animated.count('dur="12s"') == 2 * len(steps)
    assert animated.count("<g ") == 2 * len(steps)
    page = steps.html()
    assert page.startswith("<!DOCTYPE html>") and 'max="7"' in page and "<animate" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")  # it needs nothing else


def test_the_chain_rule_in_numbers():
    text = explain(used_twice(), local=True)
    rows = [re.split(r"\s{2,}", line.strip()) for line in text.splitlines()]
    assert ["#5", "q * z", "q", "1", "-4", "-4"] in rows
    assert ["z", "1", "3", "3"] in rows
    assert "x is used 2 times, its gradients add: 1 + -4 = -3" in text


def test_local_slopes_of_arrays():
    x, w = Input("x"), Parameter([[1.0, -2], [3, 4]], "w")
    graph = Graph(relu(x @ w))
    graph.forward({x: [[1, -1]]})
    graph.backward([[5, 7]])
    text = explain(graph, local=True)
    assert "[[0, 0]]" in text and "Jacobian 2 x 4" in text


def test_the_blank_sheet_has_what_is_given_and_no_more():
    graph = used_twice()
    text = explain(graph, blank=True)
    assert "-12" not in text and "-3" not in text and "-4" in text and text.count("______") == 3 + 5
    drawn = words(svg(graph, blank=True, copies=True))
    assert "−12" not in drawn and "−2" in drawn and "1" in drawn and "-3" not in " ".join(drawn)
    assert len(explain(graph).splitlines()) == len(text.splitlines())


def test_a_copy_node_shows_both_gradients_and_their_sum():
    drawn = words(svg(used_twice(), copies=True))
    assert "copy" in drawn and "−4 + 1 = −3" in drawn
    assert "copy" not in words(svg(used_twice()))


@pytest.mark.parametrize("option", ["local", "steps"])
def test_backward_must_have_run(option):
    graph = Graph(exp(Parameter(1.0, "x")))
    graph.forward()
    with pytest.raises(ConfigError, match="call forward and backward first"):
        explain(graph, **{option: True})


def test_notebooks_show_graphs_and_networks():
    graph = Graph(exp(Input("x") * 2))
    assert "exp" not in words(graph._repr_svg_()) and "eˣ" in words(graph._repr_svg_())  # before it has run
    made = Network(NetworkConfig(3, 1, (4, 4), loss="logistic"), np.random.default_rng(0))
    assert [word for word in words(made._repr_svg_()) if word.strip()] == [
        "3", "inputs", "4", "relu", "W1  3 × 4", "4", "relu", "W2  4 × 4", "1", "score", "W3  4 × 1",
    ]  # fmt: skip
    chain = Input("x")
    for _ in range(200):
        chain = chain + 1
    assert Graph(chain)._repr_svg_() is None


def test_a_large_layer_is_drawn_with_dots():
    drawn = architecture.svg((784, 100, 10), ("relu",), "Digits")
    assert drawn.count("<circle") == (8 + 3) * 2 + 10
    with pytest.raises(ConfigError, match="2 to 12 layers"):
        architecture.svg((3,))


@pytest.mark.parametrize("name", [*curves.USUAL, "identity", "elu:0.5"])
def test_a_derivative_is_that_of_its_curve(name):
    x, value, slope = curves.sampled(name)
    differences = (value[2:] - value[:-2]) / (x[2:] - x[:-2])
    smooth = np.abs(x[1:-1]) > 0.02  # away from the corner
    assert np.allclose(slope[1:-1][smooth], differences[smooth], atol=1e-4)
    assert name.partition(":")[0].replace("_", " ") in words(curves.svg([name]))


def test_curves_of_ones_own():
    assert "swish" in words(curves.svg([swish], "Mine", columns=1))
    with pytest.raises(ConfigError, match="1 to 24"):
        curves.svg([])


def swish(x):
    return x / (1 + exp(-x))
