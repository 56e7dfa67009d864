"""The order of the gates, what forward and backward ask for, and graphs that share nodes."""

import numpy as np
import pytest

from mark1.backprop.activations import relu, sigmoid
from mark1.backprop.gates import Add, bias, exp, total
from mark1.backprop.graph import Graph, Input, Parameter
from mark1.backprop.losses import softmax_cross_entropy
from mark1.backprop.nodes import Gate, Node
from mark1.errors import ConfigError

X, Y, Z = (Input(name, wants_gradient=True) for name in "xyz")


def test_every_node_stands_once_and_after_its_inputs():
    q = X + Y
    graph = Graph(q * q + q * Z)
    assert len(set(graph.nodes)) == len(graph.nodes) == 7
    place = {node: i for i, node in enumerate(graph.nodes)}
    assert all(place[each] < place[node] for node in graph.nodes for each in node.inputs)
    assert graph.nodes[-1] is graph.output
    assert graph.inputs == [X, Y, Z]


def test_parameters_stand_in_the_order_of_the_signal():
    w1, b1, w2, b2 = (
        Parameter(np.zeros(shape), name) for shape, name in (((3, 2), "w1"), (2, "b1"), ((2, 2), "w2"), (2, "b2"))
    )
    assert Graph(relu(X @ w1 + b1) @ w2 + b2).parameters == [w1, b1, w2, b2]


def test_a_value_that_is_used_twice_gets_both_gradients():
    # f = x x + 3 x: df/dx = 2 x + 3 = 13 at x = 5
    graph = Graph(X * X + 3 * X)
    assert graph.forward({X: 5}) == 40
    graph.backward()
    assert X.gradient == 13


def test_gradients_are_written_anew_every_time():
    w = Parameter(3.0, "w")
    graph = Graph(w * w + w)
    for _ in range(3):
        graph.forward()
        graph.backward()
        assert w.gradient == 7


def test_paths_that_split_and_join():
    # a = 2 x, b = a + x = 3 x, c = a b = 6 x^2, f = c + b + a: df/dx = 12 x + 3 + 2 = 29 at x = 2
    a = X * 2
    b = a + X
    graph = Graph(a * b + b + a)
    graph.forward({X: 2})
    graph.backward()
    assert X.gradient == 29
    assert b.gradient == 4 + 1
    assert a.gradient == 6 + 5 + 1


def test_a_long_chain():
    node: Node = X
    for _ in range(3000):
        node = node + 1
    graph = Graph(node)
    assert graph.forward({X: 0}) == 3000
    graph.backward()
    assert X.gradient == 1


def test_a_gate_that_doubles_again_and_again_is_not_walked_twice():
    node: Node = X
    for _ in range(200):
        node = node + node
    graph = Graph(node)
    assert graph.forward({X: 1}) == 2.0**200
    graph.backward()
    assert X.gradient == 2.0**200
    assert len(str(node)) < 100


def test_one_node_is_a_graph():
    w = Parameter([1.0, 2], "w")
    graph = Graph(w)
    assert graph.forward().tolist() == [1, 2]
    graph.backward([3, 4])
    assert w.gradient.tolist() == [3, 4]
    graph = Graph(X)
    assert graph.forward({X: [5, 6]}).tolist() == [5, 6]
    graph.backward([7, 8])
    assert X.gradient.tolist() == [7, 8]


def test_a_cycle_is_refused():
    gate = Add(X, Y)
    gate.inputs = (X, exp(gate))
    with pytest.raises(ConfigError, match="depends on its own output"):
        Graph(gate * 2)


def test_backward_before_forward():
    graph = Graph(X + Y)
    with pytest.raises(ConfigError, match=r"backward of x \+ y: forward has not run"):
        graph.backward()


def test_backward_after_a_forward_that_failed():
    graph = Graph(softmax_cross_entropy(X, t := Input("t")))
    graph.forward({X: np.zeros((2, 2)), t: [0, 1]})
    with pytest.raises(ConfigError, match="from 0 to 1"):
        graph.forward({X: np.zeros((2, 2)), t: [0, 2]})
    with pytest.raises(ConfigError, match="forward has not run"):
        graph.backward()


def test_backward_where_nothing_wants_a_gradient():
    a = Input("a")
    graph = Graph(a * 2)
    graph.forward({a: 1})
    with pytest.raises(ConfigError, match="no parameter, and no input that wants a gradient"):
        graph.backward()


def test_the_gradient_of_an_array_must_be_handed_in():
    graph = Graph(X * 2)
    graph.forward({X: [1, 2, 3]})
    with pytest.raises(ConfigError, match=r"hand in a gradient of that shape"):
        graph.backward()
    with pytest.raises(ConfigError, match=r"expected a gradient of shape \(3,\), got \(2,\)"):
        graph.backward([1, 2])
    graph.backward([1, 2, 3])
    assert X.gradient.tolist() == [2, 4, 6]


def test_feeds_that_are_missing_unknown_or_no_numbers():
    graph, other = Graph(X + Y), Input("other")
    for feeds in ({}, {X: 1}, {X: 1, Y: 2, other: 3}, {X: 1, other: 2}):
        with pytest.raises(ConfigError, match="expected feeds for x, y, got"):
            graph.forward(feeds)
    with pytest.raises(ConfigError, match="expected feeds for x, got no input"):
        Graph(X * 2).forward()
    with pytest.raises(ConfigError, match="input y: expected numbers"):
        graph.forward({X: 1, Y: "two"})


def test_lists_whole_numbers_and_bits_are_numbers():
    graph = Graph(X * 2)
    for feed in ([1, 2], np.array([1, 2], np.uint8), (True, 2), np.array([1, 2], np.float16)):
        assert graph.forward({X: feed}).tolist() == [2, 4]


def test_parameters_of_different_dtypes_are_refused():
    with pytest.raises(ConfigError, match="got a float32, b float64"):
        Graph(Parameter(np.ones(2, np.float32), "a") + Parameter(np.ones(2), "b"))


# ---- graphs that share nodes


def network():
    rng = np.random.default_rng(0)
    x, t = Input("x"), Input("t")
    w1, b1, w2 = (
        Parameter(rng.normal(size=(4, 5)), "w1"),
        Parameter(np.zeros(5), "b1"),
        Parameter(rng.normal(size=(5, 3)), "w2"),
    )
    scores = relu(bias(x @ w1, b1)) @ w2
    return x, t, scores, softmax_cross_entropy(scores, t)


def test_scores_can_be_read_off_the_graph_of_the_loss():
    x, t, scores, loss = network()
    a = np.random.default_rng(1).normal(size=(6, 4))
    Graph(loss).forward({x: a, t: [0, 1, 2, 0, 1, 2]})
    read = scores.value.copy()
    assert (Graph(scores).forward({x: a}) == read).all()


def test_graphs_of_the_same_nodes_take_turns():
    x, t, scores, loss = network()
    learn, answer = Graph(loss), Graph(scores)
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=(6, 4)), rng.normal(size=(9, 4))
    classes = np.arange(6) % 3
    wanted = float(learn.forward({x: a, t: classes}))
    learn.backward()
    gradients = [w.gradient.copy() for w in learn.parameters]
    answers = answer.forward({x: b}).copy()
    for _ in range(3):
        assert float(learn.forward({x: a, t: classes})) == wanted
        for w in learn.parameters:
            w.gradient.fill(np.nan)
        learn.backward()
        assert all((w.gradient == g).all() for w, g in zip(learn.parameters, gradients, strict=True))
        assert (answer.forward({x: b}) == answers).all()


def test_backward_of_values_that_another_graph_has_overwritten():
    x, t, scores, loss = network()
    learn, answer = Graph(loss), Graph(scores)
    learn.forward({x: np.ones((2, 4)), t: [0, 1]})
    answer.forward({x: np.ones((2, 4))})
    with pytest.raises(ConfigError, match="another graph of the same nodes has run forward since"):
        learn.backward()


def test_gradients_of_two_graphs_with_one_output_after_the_other():
    # the second graph starts where the first one's node has further uses
    q = X * 3
    first, second = Graph(q * q), Graph(q)
    first.forward({X: 2})
    first.backward()
    assert X.gradient == 36
    second.forward({X: 2})
    second.backward()
    assert X.gradient == 3


class Square(Gate):
    """A gate of one's own: z = x^2."""

    kind = "square"

    def forward(self):
        np.multiply(self.x.value, self.x.value, out=self.value)

    def backward(self):
        np.multiply(2 * self.x.value, self.gradient, out=self.dx)


def test_a_gate_of_ones_own(check_gradients):
    check_gradients(total(Square(sigmoid(X)) * Square(X)), {X: np.array([0.5, -1, 2])})
    assert str(Square(X)) == "square(x)"
