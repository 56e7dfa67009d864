"""The graph as text."""

import re

import numpy as np
import pytest

from mark1.backprop.activations import relu
from mark1.backprop.explain import MOST_LETTERS, explain, shown
from mark1.backprop.gates import bias, exp, total
from mark1.backprop.graph import Graph, Input, Parameter
from mark1.errors import ConfigError


def columns(graph: Graph) -> list[list[str]]:
    """What stands in each line below the head."""
    return [re.split(" {2,}", line.strip()) for line in explain(graph).splitlines()[2:]]


X, Y, Z = (Input(name, wants_gradient=True) for name in "xyz")


def test_sum_times_z():
    graph = Graph(((X + Y).named("q") * Z).named("f"))
    graph.forward({X: -2, Y: 5, Z: -4})
    graph.backward()
    assert explain(graph) == (
        "    gate      expression  value\n"
        "                          gradient\n"
        "#1  input     x           -2\n"
        "                          -4\n"
        "#2  input     y           5\n"
        "                          -4\n"
        "#3  add       q = x + y   3\n"
        "                          -4\n"
        "#4  input     z           -4\n"
        "                          3\n"
        "#5  multiply  f = q * z   -12\n"
        "                          1\n"
    )


def test_what_wants_no_gradient_and_what_is_used_twice():
    pictures, w = Input("pictures"), Parameter(np.ones((3, 2)), "w")
    hidden = relu(pictures @ w)
    graph = Graph(total(hidden * hidden))
    graph.forward({pictures: np.ones((4, 3))})
    graph.backward()
    assert columns(graph) == [
        ["#1", "input", "pictures", "4 x 3, 1 to 1, mean 1"],
        ["-"],
        ["#2", "parameter", "w", "[[1, 1], [1, 1], [1, 1]]"],
        ["[[24, 24], [24, 24], [24, 24]]"],
        ["#3", "matrix product", "pictures @ w", "4 x 2, 3 to 3, mean 3"],
        ["4 x 2, 6 to 6, mean 6"],
        ["#4", "relu", "relu(pictures @ w)", "4 x 2, 3 to 3, mean 3"],
        ["used 2 times: gradients add", "4 x 2, 6 to 6, mean 6"],
        ["#5", "multiply", "#4 * #4", "4 x 2, 9 to 9, mean 9"],
        ["4 x 2, 1 to 1, mean 1"],
        ["#6", "sum", "sum(#5)", "72"],
        ["1"],
    ]


def test_long_expressions_call_their_parts_by_number():
    node = X
    for _ in range(6):
        node = exp(node + 1) * Y
    graph = Graph(node)
    graph.forward({X: -1, Y: -1})
    expressions = [words[2] for words in columns(graph)[::2]]
    assert expressions[:6] == ["x", "1", "x + 1", "exp(x + 1)", "y", "exp(x + 1) * y"]
    assert expressions[-1] == f"#{len(graph.nodes) - 1} * y"
    assert max(map(len, expressions)) <= MOST_LETTERS
    assert "..." not in explain(graph)


def test_before_backward_there_are_values_only():
    graph = Graph(X * 2)
    graph.forward({X: 3})
    assert [words[-1] for words in columns(graph)] == ["3", "-", "2", "-", "6", "-"]


def test_before_forward_there_is_nothing_to_explain():
    with pytest.raises(ConfigError, match=r"it has no value yet; call forward first"):
        explain(Graph(Input("a") + 1))


@pytest.mark.parametrize(
    ("array", "text"),
    [
        (np.array(0.123456), "0.1235"),
        (np.array([1, -2.5]), "[1, -2.5]"),
        (np.array([[1.0], [2]]), "[[1], [2]]"),
        (np.arange(7.0), "7, 0 to 6, mean 3"),
        (np.arange(12.0).reshape(4, 3), "4 x 3, 0 to 11, mean 5.5"),
        (np.empty((0, 3)), "[]"),
        (np.array([3, 4]), "[3, 4]"),
    ],
)
def test_arrays_in_a_few_words(array, text):
    assert shown(array) == text


def test_every_line_of_a_network_is_short():
    w, b = Parameter(np.ones((40, 30)), "w"), Parameter(np.ones(30), "b")
    graph = Graph(total(relu(bias(X @ w, b))))
    graph.forward({X: np.ones((8, 40))})
    graph.backward()
    assert max(map(len, explain(graph).splitlines())) <= 100
