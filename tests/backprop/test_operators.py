"""What may be written between nodes, beside what NumPy makes of the same expression."""

import numpy as np
import pytest

from mark1.backprop import Constant, Graph, Input, Parameter, exp, largest, maximum, mean, total, transpose
from mark1.errors import ConfigError

A = np.array([[0.5, -1.25, 2.0], [3.0, 0.75, -0.5]])
B = np.array([[1.5, 2.5, -1.0], [0.25, 3.5, 1.0]])

# One expression for nodes and for arrays: NumPy is the judge of the values.
SAME = {
    "x ** 3": lambda x: x**3,
    "x ** 2 by two factors": lambda x: (x * x) ** 0.75,
    "(x x) ** 0": lambda x: (x * x) ** 0,
    "2 ** x": lambda x: 2**x,
    "abs(x)": lambda x: abs(x),
    "x[0]": lambda x: x[0],
    "x[1, 2]": lambda x: x[1, 2],
    "x[:, 1]": lambda x: x[:, 1],
    "x[-1, ::2]": lambda x: x[-1, ::2],
    "x[[0, 0, 1]]": lambda x: x[[0, 0, 1]],
    "x[..., None]": lambda x: x[..., None],
    "x[[0, 1], [2, 2]]": lambda x: x[[0, 1], [2, 2]],
    "x.T": lambda x: x.T,
    "x.sum()": lambda x: x.sum(),
    "x.sum(axis=0)": lambda x: x.sum(axis=0),
    "x.mean()": lambda x: x.mean(),
    "x.mean(axis=1)": lambda x: x.mean(axis=1),
    "x.mean(axis=-2)": lambda x: x.mean(axis=-2),
    "x.max()": lambda x: x.max(),
    "x.max(axis=0)": lambda x: x.max(axis=0),
    "x.max(axis=-1)": lambda x: x.max(axis=-1),
    "x.reshape(3, 2)": lambda x: x.reshape(3, 2),
    "np.exp": np.exp,
    "np.log": lambda x: np.log(x * x),
    "np.tanh": np.tanh,
    "np.abs": np.abs,
    "np.square": np.square,
    "np.sqrt": lambda x: np.sqrt(x * x),
    "np.negative": np.negative,
    "np.reciprocal": np.reciprocal,
    "np.power": lambda x: np.power(x, 2.0),
    "np.maximum": lambda x: np.maximum(x, 0.25),
    "np.minimum": lambda x: np.minimum(x, 0.25),
    "np.sum": lambda x: np.sum(x, axis=1),
    "np.mean": np.mean,
    "np.max": np.max,
    "np.amax": lambda x: np.amax(x, axis=0),
    "np.transpose": np.transpose,
    "np.reshape": lambda x: np.reshape(x, (3, 2)),
    "np.dot": lambda x: np.dot(x, x.T),
    "numbers of NumPy": lambda x: np.float64(2) * x - np.float64(1) / x + np.int64(3),
    "a number of NumPy less a node": lambda x: np.float64(3) - x,
    "sigma": lambda x: 1 / (1 + np.exp(-x)),
}


@pytest.mark.parametrize("name", SAME)
def test_it_means_what_it_means_to_numpy(name, check_gradients):
    x = Parameter(A.copy(), "x")
    node = SAME[name](x)
    value = Graph(node).forward()
    assert np.allclose(value, SAME[name](A), rtol=1e-14, atol=0)
    assert value.shape == np.shape(SAME[name](A))
    check_gradients(node, {}, 1e-6)


def test_a_power_of_two_nodes(check_gradients):
    x, y = Parameter(np.abs(A), "x"), Parameter(B.copy(), "y")
    assert np.allclose(Graph(x**y).forward(), np.abs(A) ** B)
    check_gradients(x**y, {})


def test_powers_at_zero_by_hand():
    # x^2 at 0 has slope 0; x^1 slope 1; x^0 slope 0; 0^y has slope 0 in y
    for exponent, slope in ((2, 0), (1, 1), (0, 0)):
        x = Parameter(0.0, "x")
        graph = Graph(x**exponent)
        graph.forward()
        graph.backward()
        assert x.gradient == slope
    x, y = Parameter(0.0, "x"), Parameter(2.0, "y")
    graph = Graph(x**y)
    graph.forward()
    graph.backward()
    assert (x.gradient, y.gradient) == (0, 0)


def test_of_equal_ones_the_first_gets_the_gradient():
    x = Parameter([3.0, 1.0, 3.0], "x")
    graph = Graph(largest(x))
    graph.forward()
    graph.backward()
    assert x.gradient.tolist() == [1, 0, 0]


def test_the_functions_are_the_operators():
    x = Parameter(A, "x")
    for node, array in ((mean(x, 0), A.mean(0)), (total(x, 1), A.sum(1)), (transpose(x), A.T)):
        assert np.array_equal(Graph(node).forward(), array)


@pytest.mark.parametrize(
    ("node", "is_written"),
    [(lambda x, y: (x + y) ** 2, "(x + y) ** 2"), (lambda x, y: x[1, ::2], "x[1, ::2]"),
     (lambda x, y: (x + y)[:, 0], "(x + y)[:, 0]"),
     (lambda x, y: abs(x), "abs(x)"), (lambda x, y: x.mean(axis=1), "mean(x, axis=1)"),
     (lambda x, y: x.T @ y, "x.T @ y"),
     (lambda x, y: x.max(), "max(x)")],
)  # fmt: skip
def test_how_it_is_written(node, is_written):
    assert str(node(Input("x"), Input("y"))) in (is_written, is_written.replace("x.T", "(x.T)"))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [(lambda x: np.sin(x), "numpy.sin: there is no such gate"),
     (lambda x: np.linalg.norm(x), "numpy.norm: there is no such gate"),
     (lambda x: np.add.reduce(x), "no such gate"), (lambda x: np.sum(x, keepdims=True), "numpy.sum of a node"),
     (lambda x: max(x, 0), "use maximum"), (lambda x: list(x), "take its entries by index"),
     (lambda x: x[Input("i")], "got a node"), (lambda x: A * x, "array of shape"),
     (lambda x: Graph(x[5]).forward(), "index gate, x\\[5\\]: expected an index"),
     (lambda x: Graph(x.sum(axis=2)).forward(), "expected an axis of x")],
)  # fmt: skip
def test_what_cannot_be_is_a_sentence(wrong, says):
    with pytest.raises(ConfigError, match=says):
        wrong(Parameter(A, "x"))


# ---- feeds by name, and zeros


def test_feeds_by_name():
    x, y = Input("x"), Input("y")
    graph = Graph(x * y)
    assert graph.forward({"x": 3, "y": 4}) == graph.forward({x: 3, "y": 4}) == 12
    with pytest.raises(ConfigError, match="expected feeds for x, y, got x, z"):
        graph.forward({"x": 3, "z": 4})
    with pytest.raises(ConfigError, match="2 inputs are called 'x'"):
        Graph(x * Input("x")).forward({"x": 3})


def test_no_gradient_is_minus_zero():
    x, y = Parameter([-2.0, 3.0], "x"), Parameter([0.0, 1.0], "y")
    graph = Graph(total(-(maximum(x, 0) * y)))
    graph.forward()
    graph.backward()
    assert not np.signbit(x.gradient[x.gradient == 0]).any()
    assert not np.signbit(y.gradient[y.gradient == 0]).any()


def test_a_constant_may_be_a_node():
    assert Graph(exp(Constant(0)) + 1).forward() == 2
