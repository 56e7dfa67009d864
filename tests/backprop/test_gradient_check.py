"""The gradient check finds planted bugs and no others."""

import numpy as np
import pytest

from mark1.backprop import (
    Gate,
    Graph,
    Input,
    Network,
    NetworkConfig,
    Parameter,
    gradient_check,
    maximum,
    relu,
    softmax_cross_entropy,
    total,
)
from mark1.errors import ConfigError


class Cube(Gate):
    """z = x^3; ``slope`` is what backward believes to be its derivative."""

    def __init__(self, x, slope):
        super().__init__(x)
        self.slope = slope

    def forward(self):
        return self.x.value**3

    def backward(self):
        return self.gradient * self.slope(self.x.value)


@pytest.mark.parametrize(
    ("slope", "is_right"),
    [
        (lambda x: 3 * x**2, True),
        (lambda x: 3 * x, False),
        (lambda x: 2 * x**2, False),
        (lambda x: 3.0003 * x**2, False),
    ],
)
def test_a_planted_bug_is_found(slope, is_right):
    x, y = Parameter([1.5, -2.0], "x"), Parameter(3.0, "y")
    check = gradient_check(Graph(total(Cube(x, slope)) + y * y))
    assert check.right is is_right
    assert [row.name for row in check.rows] == ["x", "y"]
    assert check.rows[1].error < 1e-9
    assert ("<-- wrong" in str(check)) is not is_right
    assert ("all right" if is_right else "wrong: x") in str(check).splitlines()[0]


@pytest.mark.parametrize("at", [0.0, 1e-5, -1e-3, 1e-3, 2e-3, 0.5])
def test_a_corner_is_no_bug(at):
    x = Input("x", wants_gradient=True)
    graph = Graph(relu(x) + maximum(x, 0))
    assert gradient_check(graph, {"x": at}).right


def test_at_a_corner_any_slope_between_the_sides_is_right_and_no_other():
    class Corner(Gate):
        slope = 0.0

        def forward(self):
            return np.maximum(self.x.value, 0)

        def backward(self):
            return self.gradient * np.where(self.x.value == 0, self.slope, self.x.value > 0)

    for slope, is_right in ((0, True), (0.5, True), (1, True), (1.5, False), (-1, False)):
        Corner.slope = slope
        assert gradient_check(Graph(Corner(Parameter(0.0, "x")))).right is is_right


def test_a_network_in_single_precision_is_checked_in_double():
    made = Network(NetworkConfig(3, 4, (5,), l2=0.01), np.random.default_rng(0))
    feeds = {made.x: np.random.default_rng(1).normal(size=(6, 3)), made.target: np.arange(6) % 4}
    loss = float(made.graph.forward(feeds))
    before = made.values.copy()
    check = gradient_check(made.graph, feeds)
    assert check.right and [row.name for row in check.rows] == ["w1", "b1", "w2", "b2"]
    assert np.array_equal(made.values, before) and float(made.graph.forward(feeds)) == loss


def test_an_output_of_many_numbers_and_the_last_values():
    x, w = Input("x", wants_gradient=True), Parameter(np.ones((2, 3)), "w")
    graph = Graph(relu(x @ w))
    graph.forward({"x": [[1.0, 2.0]]})
    assert gradient_check(graph).right
    assert gradient_check(graph, upstream=[[1, 0, -1]]).right


def test_of_a_large_value_some_entries_are_checked():
    w = Parameter(np.linspace(-1, 1, 5000), "w")
    assert gradient_check(Graph(total(w * w))).rows[0].entries == 1000


def test_a_wrong_number_that_is_none_is_wrong():
    check = gradient_check(Graph(total(Cube(Parameter([1.0, 2.0], "x"), lambda x: x * np.array([1, np.nan])))))
    assert not check.right and "wrong: x" in str(check)


def test_nothing_to_check_is_a_sentence():
    x, t = Input("x"), Input("t")
    with pytest.raises(ConfigError, match="no parameter, and no input that wants a gradient"):
        gradient_check(Graph(softmax_cross_entropy(x * 2, t)), {"x": np.ones((1, 2)), "t": [0]})
