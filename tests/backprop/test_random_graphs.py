"""Graphs nobody thought of: random expressions of up to 12 gates, their gradients against differences."""

from collections.abc import Callable

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mark1.backprop.activations import ELU, LeakyReLU, Maxout, ReLU, elu, leaky_relu, maxout, relu, sigmoid, tanh
from mark1.backprop.gates import Max, Node, bias, exp, log, maximum, reciprocal, reshape, total
from mark1.backprop.graph import Graph, Input, Parameter
from mark1.backprop.losses import l2

Gates = list[tuple[int, Callable[..., Node]]]  # with the number of their inputs
SHAPES = [(), (3,), (1, 3), (3, 1), (3, 3)]
SMOOTH: Gates = [
    (1, tanh), (1, sigmoid), (1, lambda x: exp(tanh(x))), (1, lambda x: log(x * x + 1)), (1, total),
    (1, lambda x: reciprocal(x * x + 1)), (1, lambda x: -x), (1, lambda x: 0.5 * x), (1, lambda x: x + 1),
    (2, lambda x, y: x + y), (2, lambda x, y: x - y), (2, lambda x, y: tanh(x) * tanh(y)),
    (2, lambda x, y: x / (y * y + 1)),
]  # fmt: skip
OF_MATRICES: Gates = [
    (2, lambda x, y: tanh(x) @ tanh(y)), (2, lambda x, y: bias(x, reshape(total(tanh(y)), 1) + ROW)),
    (1, lambda x: x + total(tanh(reshape(x, 9, 1)))),
]  # fmt: skip
KINKED: Gates = [
    (1, relu), (1, lambda x: leaky_relu(x, 0.5)), (1, lambda x: elu(x, 0.7)), (2, maximum), (1, lambda x: -x),
    (1, lambda x: maxout(reshape(x, 3, 3), 3) + x), (2, lambda x, y: x + y),
]  # fmt: skip
ROW = Parameter(np.array([1.0, -1, 0.5]))
CLEAR = 0.15  # so far from a kink five gates that at most double do not move, if a leaf moves two steps


def margin(graph: Graph) -> float:
    """How near some gate with a kink is to it."""
    margins = [np.inf]
    for gate in graph.nodes:
        if isinstance(gate, (ReLU, LeakyReLU, ELU)):
            margins.append(np.abs(gate.x.value).min())
        elif isinstance(gate, Max):
            margins.append(np.abs(gate.x.value - gate.y.value).min())
        elif isinstance(gate, Maxout):
            pieces = np.sort(gate.x.value.reshape(3, 3), axis=1)
            margins.append((pieces[:, 2] - pieces[:, 1]).min())
    return float(min(margins))


def grown(data: st.DataObject, leaves: list[Node], gates: Gates, most: int = 12) -> Node:
    """An expression whose gates take any earlier values, so that some are used more than once; every leaf is in it."""
    nodes = list(leaves)
    for _ in range(data.draw(st.integers(1, most), "gates")):
        n_inputs, gate = gates[data.draw(st.integers(0, len(gates) - 1), "gate")]
        nodes.append(gate(*(nodes[data.draw(st.integers(0, len(nodes) - 1), "input")] for _ in range(n_inputs))))
    return nodes[-1] + sum((total(leaf) for leaf in leaves), start=l2(0.5, *leaves))


def numbers(shape: tuple[int, ...], seed: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1.5, 1.5, shape)


def leaves_of(shapes: list[tuple[int, ...]], seed: int) -> tuple[list[Node], dict[Input, np.ndarray]]:
    """The first shape is an Input's, the others are Parameters'."""
    x = Input("x", wants_gradient=True)
    more = [Parameter(numbers(shape, seed + i), f"w{i}") for i, shape in enumerate(shapes[1:], 1)]
    return [x, *more], {x: numbers(shapes[0], seed)}


many = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
seeds = st.integers(0, 2**32 - 1)


@many
@given(st.data(), st.lists(st.sampled_from(SHAPES), min_size=1, max_size=3), seeds)
def test_smooth_gates_of_any_shape(check_gradients, data, shapes, seed):
    leaves, feeds = leaves_of(shapes, seed)
    check_gradients(grown(data, leaves, SMOOTH), feeds, limit=1e-6)


@many
@given(st.data(), st.integers(1, 3), seeds)
def test_gates_of_matrices(check_gradients, data, n_leaves, seed):
    square = [gate for gate in SMOOTH if gate[1] is not total]
    leaves, feeds = leaves_of([(3, 3)] * n_leaves, seed)
    check_gradients(grown(data, leaves, square + OF_MATRICES), feeds, limit=1e-6)


@many
@given(st.data(), st.integers(1, 3), seeds)
def test_gates_with_a_kink(check_gradients, data, n_leaves, seed):
    leaves, feeds = leaves_of([(3, 3)] * n_leaves, seed)
    output = grown(data, leaves, KINKED, most=5)
    graph = Graph(output)
    graph.forward(feeds)
    assume(margin(graph) > CLEAR)
    check_gradients(output, feeds, limit=1e-6)


def test_graphs_may_share_leaves(check_gradients):
    leaves, feeds = leaves_of([(3, 3)] * 2, 1)
    x, w = leaves
    for output in (x @ w, x * w + x, total(tanh(x @ w)) * w):
        check_gradients(output, feeds, limit=1e-6)
        assert Graph(output).parameters == [w]
