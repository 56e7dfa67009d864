"""The explicit Jacobian, and what one gate does by itself."""

import numpy as np
import pytest

from mark1.backprop import Gate, Graph, Input, Parameter, exp, jacobian, relu, total
from mark1.backprop.local import local_jacobians, use_gradients
from mark1.errors import ConfigError


def test_relu_of_four_numbers_by_hand():
    # the lecture's: x = [1, -2, 3, -1], upstream [4, -1, 5, 9] -> [4, 0, 5, 0]
    x = Parameter([1.0, -2, 3, -1], "x")
    graph = Graph(relu(x))
    graph.forward()
    graph.backward([4, -1, 5, 9])
    assert x.gradient.tolist() == [4, 0, 5, 0]
    assert jacobian(graph, "x").tolist() == [[1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]
    assert x.gradient.tolist() == [4, 0, 5, 0]  # left as it was


def test_the_jacobian_of_a_product_is_a_kronecker_product():
    """Z = X W: dZ / dX = I kron W^T, dZ / dW = X kron I; rows laid end to end."""
    rng = np.random.default_rng(0)
    x, w = Parameter(rng.normal(size=(2, 3)), "x"), Parameter(rng.normal(size=(3, 4)), "w")
    graph = Graph(x @ w)
    graph.forward()
    assert np.allclose(jacobian(graph, x), np.kron(np.eye(2), w.value.T))
    assert np.allclose(jacobian(graph, w), np.kron(x.value, np.eye(4)))


def test_backward_is_upstream_times_the_jacobian():
    x = Parameter(np.array([0.5, -1, 2]), "x")
    graph = Graph(exp(x * x[0]) + x)
    graph.forward()
    upstream = np.array([1.0, -2, 0.5])
    graph.backward(upstream)
    assert np.allclose(x.gradient, upstream @ jacobian(graph, x))


def test_a_gate_by_itself_leaves_everything_as_it_was():
    x, b = Parameter(np.ones((2, 3)), "x"), Parameter(np.array([1.0, 2, 3]), "b")
    graph = Graph(total(x * b))
    graph.forward()
    graph.backward()
    product = graph.output.inputs[0]
    before = x.gradient.copy(), b.gradient.copy()
    of_x, of_b = local_jacobians(product)
    assert np.allclose(of_x, np.diag([1, 2, 3, 1, 2, 3]))
    assert np.allclose(of_b, np.tile(np.eye(3), (2, 1)))  # repeated for both rows
    assert use_gradients(product, np.ones((2, 3)))[1].tolist() == [2, 2, 2]
    assert np.array_equal(before[0], x.gradient) and np.array_equal(before[1], b.gradient)
    graph.backward()
    assert np.array_equal(before[1], b.gradient)


def test_gates_of_others_too():
    class Cube(Gate):
        def forward(self):
            return self.x.value**3

        def backward(self):
            return self.gradient * 3 * self.x.value**2

    x = Parameter([1.0, 2.0], "x")
    graph = Graph(total(Cube(x)))
    graph.forward()
    graph.backward()
    assert local_jacobians(graph.output.inputs[0])[0].tolist() == [[3, 0], [0, 12]]
    assert x.gradient.tolist() == [3, 12]


@pytest.mark.parametrize(
    ("node", "runs", "says"),
    [("x", True, "wants no gradient; make it"), ("w", False, "call forward first"), ("v", True, "unknown node 'v'"),
     (Input("y"), True, "y is not in the graph")],
)  # fmt: skip
def test_what_has_no_jacobian_is_a_sentence(node, runs, says):
    x, w = Input("x"), Parameter([1.0, 2.0], "w")
    graph = Graph(x * w)
    if runs:
        graph.forward({"x": 1})
    with pytest.raises(ConfigError, match=says):
        jacobian(graph, node)


def test_too_large_a_one_is_refused():
    w = Parameter(np.ones(1001), "w")
    graph = Graph(w * 2)
    graph.forward()
    with pytest.raises(ConfigError, match=r"1,001 x 1,001 entries"):
        jacobian(graph, w)
