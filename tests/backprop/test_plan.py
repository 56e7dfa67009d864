"""The memory: made once for each shape, of one dtype, and shared only where nobody writes."""

import tracemalloc

import numpy as np
import pytest
from loops import each

from mark1.backprop.activations import elu, leaky_relu, maxout, relu, sigmoid, tanh
from mark1.backprop.gates import bias, exp, log, maximum, reciprocal, reshape, total
from mark1.backprop.graph import Graph, Input, Parameter
from mark1.backprop.losses import hinge, l2, logistic, softmax_cross_entropy, squared_error

N, D, H, K = 64, 200, 128, 26


def entries(*shape, dtype=np.float64, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


def network(loss=softmax_cross_entropy, activation=relu, dtype=np.float64, width=H):
    x, t = Input("x"), Input("t")
    w1, b1 = Parameter(entries(D, H, dtype=dtype) / 9, "w1"), Parameter(np.zeros(H, dtype), "b1")
    w2, b2 = Parameter(entries(width, K, dtype=dtype, seed=1) / 9, "w2"), Parameter(np.zeros(K, dtype), "b2")
    scores = bias(activation(x @ w1 + b1) @ w2, b2)
    return x, t, Graph(loss(scores, t) + l2(1e-3, w1, w2))


ACTIVATIONS = {
    "relu": (relu, H), "leaky relu": (leaky_relu, H), "sigmoid": (sigmoid, H), "tanh": (tanh, H), "elu": (elu, H),
    "maxout": (maxout, H // 2),
    "many": (lambda x: maximum(x * x, 1 / (exp(x) + 2)) + log(x * x + 1) - reshape(reciprocal(x * x + 1), -1, H), H),
}  # fmt: skip
LOSSES = {"softmax": softmax_cross_entropy, "hinge": hinge, "squared": squared_error, "logistic": logistic}


def targets(loss, n, dtype):
    return np.arange(n) % K if loss in (softmax_cross_entropy, hinge) else entries(n, K, dtype=dtype) > 0


def step(graph, feeds):
    graph.forward(feeds)
    graph.backward()


@each("activation", ACTIVATIONS)
@each("loss", LOSSES)
def test_a_step_makes_no_array_of_the_size_of_a_batch(activation, loss):
    curve, width = ACTIVATIONS[activation]
    x, t, graph = network(LOSSES[loss], curve, np.float32, width)
    n = 16 * N
    a, classes = entries(n, D, dtype=np.float32), targets(LOSSES[loss], n, np.float32)
    feeds = {x: a, t: classes if classes.dtype == np.intp else classes.astype(np.float32)}
    step(graph, feeds)
    step(graph, feeds)
    tracemalloc.start()
    step(graph, feeds)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # NumPy repeats small operands through buffers of 8,192 entries, whatever the batch
    assert peak < n * K * 4


def test_a_smaller_last_batch_gives_what_it_gives_alone():
    a, classes = entries(150, D), np.arange(150) % K
    x, t, graph = network()
    for first in (0, 64, 128, 0, 128, 64):  # the last has 22
        batch = {x: a[first : first + 64], t: classes[first : first + 64]}
        step(graph, batch)
        alone_x, alone_t, alone = network()
        step(alone, {alone_x: batch[x], alone_t: batch[t]})
        assert graph.output.value == alone.output.value
        for ours, theirs in zip(graph.parameters, alone.parameters, strict=True):
            assert (ours.gradient == theirs.gradient).all()
    assert graph.output.inputs[0].inputs[0].value.shape == (64, K)


def test_a_shape_that_comes_again_gets_the_same_memory():
    x, t, graph = network()
    addresses = []
    for n in (64, 22, 64, 22):
        step(graph, {x: entries(n, D), t: np.arange(n) % K})
        addresses.append([node.value.ctypes.data for node in graph.nodes if node.inputs])
    assert addresses[0] == addresses[2]
    assert addresses[1] == addresses[3]
    assert addresses[0] != addresses[1]


def test_a_graph_that_only_answers_has_no_memory_for_gradients():
    x, _, graph = network()
    answer = Graph(graph.output.inputs[0].inputs[0])
    answer.forward({x: entries(N, D)})
    assert [node for node in answer.nodes if node.inputs and node.gradient is not None] == []


@each("dtype", [np.float32, np.float64])
@each("activation", ACTIVATIONS)
@each("loss", LOSSES)
def test_float32_stays_float32(dtype, activation, loss):
    curve, width = ACTIVATIONS[activation]
    x, t, graph = network(LOSSES[loss], curve, dtype, width)
    for came in (np.float32, np.float64):
        step(graph, {x: entries(7, D, dtype=came), t: targets(LOSSES[loss], 7, came)})
        for node in graph.nodes:
            if node is not t:
                assert node.value.dtype == dtype
            if node.gradient is not None:
                assert node.gradient.dtype == dtype


def test_without_parameters_what_is_handed_in_decides():
    x, y = Input("x", wants_gradient=True), Input("y")
    graph = Graph(total(2 * x * y))
    for first, second, wanted in (
        (np.float32, np.float32, np.float32),
        (np.float32, np.float64, np.float64),
        (np.float32, np.int64, np.float32),
        (np.int64, np.int64, np.float64),
        (np.float32, np.float32, np.float32),
    ):
        value = graph.forward({x: np.ones(3, first), y: np.ones(3, second)})
        graph.backward()
        assert value.dtype == x.gradient.dtype == wanted


def test_arrays_of_the_right_dtype_are_read_where_they_are():
    x, t, graph = network()
    a, classes = entries(N, D), np.arange(N) % K
    graph.forward({x: a, t: classes})
    assert x.value is a
    assert t.value is classes


def test_what_is_handed_in_is_never_written():
    x, t, graph = network(activation=lambda h: relu(h) * 2)
    a, classes = entries(N, D), np.arange(N) % K
    kept = a.copy()
    a.flags.writeable = classes.flags.writeable = False
    for _ in range(2):
        step(graph, {x: a, t: classes})
    assert (a == kept).all()


def test_the_pictures_get_no_gradient():
    x, t, graph = network()
    step(graph, {x: entries(N, D), t: np.arange(N) % K})
    assert x.gradient is None


def test_gradients_that_are_passed_on_share_memory():
    x, y = Parameter(np.ones(3), "x"), Parameter(np.ones(3), "y")
    a, b = exp(x), exp(y)
    step(Graph(total(a + b)), {})
    assert np.shares_memory(a.gradient, b.gradient)
    assert x.gradient == pytest.approx(np.e)


def test_every_leaf_has_a_gradient_of_its_own():
    x, y, z = Parameter(np.ones(3), "x"), Parameter(np.ones(3), "y"), Input("z", wants_gradient=True)
    step(Graph(total(x + y + z)), {z: np.ones(3)})
    x.gradient[:] = 100  # as an optimizer that clips does
    z.gradient[:] = 200
    assert y.gradient.tolist() == [1, 1, 1]


def test_values_changed_in_place_count_at_the_next_forward():
    w = Parameter(np.ones(3), "w")
    graph = Graph(total(w * 2))
    assert graph.forward() == 6
    w.value += 1
    assert graph.forward() == 12
