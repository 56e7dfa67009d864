"""Examples that can be followed on paper, and a network written out in plain NumPy."""

import numpy as np
import pytest

from mark1.backprop.activations import sigmoid
from mark1.backprop.gates import Node, bias, exp, reciprocal
from mark1.backprop.graph import Graph, Input, Parameter
from mark1.backprop.losses import squared_error


def test_sum_times_z():
    # q = x + y = 3, f = q z = -12;  df/dz = q = 3,  df/dq = z = -4, which the add gate hands to both x and y
    x, y, z = (Input(name, wants_gradient=True) for name in "xyz")
    graph = Graph((x + y) * z)
    assert graph.forward({x: -2, y: 5, z: -4}) == -12
    graph.backward()
    assert (x.gradient, y.gradient, z.gradient) == (-4, -4, 3)


def neuron_of_small_gates(s: Node) -> Node:
    return reciprocal(exp(-s) + 1)


@pytest.mark.parametrize("activation", [neuron_of_small_gates, sigmoid])
def test_sigmoid_neuron(activation):
    # w0 x0 + w1 x1 + w2 = -2 + 6 - 3 = 1;  sigmoid(1) = 0.73;  slope 0.73 (1 - 0.73) = 0.20, times x0, w0, x1, w1, 1
    start = {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3}
    w0, x0, w1, x1, w2 = leaves = [Parameter(value, name) for name, value in start.items()]
    graph = Graph(activation(w0 * x0 + w1 * x1 + w2))
    assert round(float(graph.forward()), 2) == 0.73
    graph.backward()
    assert [round(float(leaf.gradient), 2) for leaf in leaves] == [-0.20, 0.39, -0.39, -0.59, 0.20]


N, D_IN, HIDDEN, D_OUT, RATE, STEPS = 64, 200, 40, 10, 1e-3, 1000


def plain_losses(x, y, w1, w2, steps):
    """The twenty lines: two layers of sigmoid units, squared error, gradient descent."""
    losses = []
    for _ in range(steps):
        h = 1 / (1 + np.exp(-x.dot(w1)))
        y_pred = h.dot(w2)
        losses.append(np.square(y_pred - y).sum())

        grad_y_pred = 2.0 * (y_pred - y)
        grad_w2 = h.T.dot(grad_y_pred)
        grad_h = grad_y_pred.dot(w2.T)
        grad_w1 = x.T.dot(grad_h * h * (1 - h))

        w1 -= RATE * grad_w1
        w2 -= RATE * grad_w2
    return losses


def graph_losses(x, y, w1, w2, steps):
    pictures, wanted = Input("x"), Input("y")
    w1, w2 = Parameter(w1, "w1"), Parameter(w2, "w2")
    graph = Graph(squared_error(sigmoid(pictures @ w1) @ w2, wanted, mean=False))
    losses = []
    for _ in range(steps):
        losses.append(float(graph.forward({pictures: x, wanted: y})))
        graph.backward()
        for w in graph.parameters:
            w.value -= RATE * w.gradient
    return losses


def test_two_layers_learn_as_twenty_plain_lines_do():
    rng = np.random.default_rng(0)
    x, y, w1, w2 = (rng.standard_normal(shape) for shape in ((N, D_IN), (N, D_OUT), (D_IN, HIDDEN), (HIDDEN, D_OUT)))
    plain = plain_losses(x, y, w1.copy(), w2.copy(), STEPS)
    ours = graph_losses(x, y, w1.copy(), w2.copy(), STEPS)
    assert ours == pytest.approx(plain, rel=1e-6)
    assert ours[:50] == pytest.approx(plain[:50], rel=1e-11)
    assert ours[-1] < 1e-2 * ours[0]


def test_without_an_activation_two_layers_are_one():
    # (X W1) W2 = X (W1 W2)
    rng = np.random.default_rng(1)
    w1, w2 = Parameter(rng.normal(size=(5, 7)), "w1"), Parameter(rng.normal(size=(7, 3)), "w2")
    w3 = Parameter(w1.value @ w2.value, "w3")
    x = Input("x", wants_gradient=True)
    two, one = Graph(x @ w1 @ w2), Graph(x @ w3)
    feeds, upstream = {x: rng.normal(size=(6, 5))}, rng.normal(size=(6, 3))
    assert two.forward(feeds) == pytest.approx(one.forward(feeds))
    two.forward(feeds)
    two.backward(upstream)
    of_two = x.gradient.copy()
    one.forward(feeds)
    one.backward(upstream)
    assert of_two == pytest.approx(x.gradient)
    # and so are column vectors: W2 W1 = W3
    column = Input("column")
    left, right = (Graph(Parameter(w.value.T) @ column) for w in (w3, w1))
    assert Graph(Parameter(w2.value.T) @ right.output).forward({column: np.ones((5, 1))}) == pytest.approx(
        left.forward({column: np.ones((5, 1))})
    )


def test_three_layers_forward():
    # 3 -> 4 -> 4 -> 1 with columns: each layer is f(W x + b)
    rng = np.random.default_rng(2)
    shapes = ((4, 3), (4, 1), (4, 4), (4, 1), (1, 4), (1, 1))
    w1, b1, w2, b2, w3, b3 = values = [rng.standard_normal(shape) for shape in shapes]
    x = rng.standard_normal((3, 1))

    def f(v):
        return 1 / (1 + np.exp(-v))

    h1 = f(np.dot(w1, x) + b1)
    h2 = f(np.dot(w2, h1) + b2)
    out = np.dot(w3, h2) + b3

    column = Input("x")
    p1, q1, p2, q2, p3, q3 = (Parameter(value) for value in values)
    graph = Graph(p3 @ sigmoid(p2 @ sigmoid(p1 @ column + q1) + q2) + q3)
    assert graph.forward({column: x}) == pytest.approx(out)
    assert out.shape == (1, 1)


def test_rows_or_columns_give_the_same():
    rng = np.random.default_rng(3)
    w, b, x = rng.normal(size=(3, 4)), rng.normal(size=4), rng.normal(size=(2, 3))
    rows, columns = Input("rows"), Input("columns")
    by_rows = Graph(sigmoid(bias(rows @ Parameter(w), Parameter(b)))).forward({rows: x})
    by_columns = Graph(sigmoid(Parameter(w.T) @ columns + Parameter(b[:, np.newaxis]))).forward({columns: x.T})
    assert by_rows == pytest.approx(by_columns.T)
