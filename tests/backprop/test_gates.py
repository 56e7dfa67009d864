"""Every gate: its value, and its gradient against differences."""

import numpy as np
import pytest
from loops import each

from mark1.backprop import gates
from mark1.backprop.activations import elu, leaky_relu, maxout, relu, sigmoid, tanh
from mark1.backprop.gates import Copy, Spread, bias, exp, log, maximum, reciprocal, reshape, total
from mark1.backprop.graph import Graph, Input, Parameter
from mark1.errors import ConfigError


def entries(*shape: int, seed: int = 0, low: float = 0.1) -> np.ndarray:
    """Numbers of either sign, none nearer to 0 than ``low``, so that no step of the differences crosses a kink."""
    rng = np.random.default_rng(seed)
    return rng.uniform(low, 2, shape) * rng.choice([-1, 1], shape)


ONE = {
    "exp": (exp, np.exp),
    "log": (lambda x: log(x * x), lambda x: np.log(x * x)),
    "reciprocal": (reciprocal, lambda x: 1 / x),
    "negative": (lambda x: -x, lambda x: -x),
    "sum": (total, np.sum),
    "reshape": (lambda x: reshape(x, -1, 2), lambda x: x.reshape(-1, 2)),
    "sigmoid": (sigmoid, lambda x: 1 / (1 + np.exp(-x))),
    "tanh": (tanh, np.tanh),
    "relu": (relu, lambda x: np.where(x > 0, x, 0)),
    "leaky relu": (leaky_relu, lambda x: np.where(x > 0, x, 0.1 * x)),
    "leaky relu, steep": (lambda x: leaky_relu(x, 0.3), lambda x: np.where(x > 0, x, 0.3 * x)),
    "elu": (elu, lambda x: np.where(x > 0, x, np.exp(x) - 1)),
    "elu, deep": (lambda x: elu(x, 2.5), lambda x: np.where(x > 0, x, 2.5 * (np.exp(x) - 1))),
    "maxout": (maxout, lambda x: np.maximum(x[:, :3], x[:, 3:])),
    "maxout of 3": (lambda x: maxout(x, 3), lambda x: np.max([x[:, :2], x[:, 2:4], x[:, 4:]], axis=0)),
    "2 x": (lambda x: 2 * x, lambda x: 2 * x),
    "x + 1": (lambda x: x + 1, lambda x: x + 1),
    "1 - x": (lambda x: 1 - x, lambda x: 1 - x),
    "3 / x": (lambda x: 3 / x, lambda x: 3 / x),
    "x / 4": (lambda x: x / 4, lambda x: x / 4),
    "x - 2": (lambda x: x - 2, lambda x: x - 2),
    "x x": (lambda x: x * x, lambda x: x * x),
    "x + x": (lambda x: x + x, lambda x: x + x),
}


@each("name", ONE)
def test_gates_of_one_value(name, check_gradients):
    gate, formula = ONE[name]
    x, array = Input("x", wants_gradient=True), entries(4, 6)
    assert Graph(gate(x)).forward({x: array}) == pytest.approx(formula(array), rel=1e-12)
    check_gradients(gate(x), {x: array})


TWO = {
    "add": (lambda x, y: x + y, np.add),
    "subtract": (lambda x, y: x - y, np.subtract),
    "multiply": (lambda x, y: x * y, np.multiply),
    "divide": (lambda x, y: x / y, np.divide),
    "max": (maximum, np.maximum),
}
REPEATED = [
    ((), ()), ((3,), (3,)), ((4, 3), (4, 3)), ((4, 3), (3,)), ((3,), (4, 3)), ((4, 3), (1, 3)), ((4, 3), (4, 1)),
    ((4, 1), (1, 3)), ((4, 1), (3,)), ((4, 3), ()), ((), (4, 3)), ((2, 4, 3), (4, 1)), ((1, 1), (4, 3)), ((1,), ()),
]  # fmt: skip


@each("name", TWO)
@each("shapes", REPEATED)
def test_gates_of_two_values_and_how_the_smaller_is_repeated(name, shapes, check_gradients):
    gate, formula = TWO[name]
    x, y = Input("x", wants_gradient=True), Input("y", wants_gradient=True)
    feeds = {x: entries(*shapes[0]), y: entries(*shapes[1], seed=1)}
    assert Graph(gate(x, y)).forward(feeds) == pytest.approx(formula(*feeds.values()), rel=1e-12)
    check_gradients(gate(x, y), feeds)
    check_gradients(gate(x * 2, y * 3), feeds)  # into gates, whose gradients may share memory


@each("wanted", [(True, False), (False, True)])
@each("gate", [*(gate for gate, _ in TWO.values()), lambda x, y: x @ y, bias])
def test_only_the_gradients_that_are_wanted(gate, wanted, check_gradients):
    x, y = (Input(name, wants_gradient=each) for name, each in zip("xy", wanted, strict=True))
    feeds = {x: entries(3, 3), y: entries(3, 3, seed=1)[0] if gate is bias else entries(3, 3, seed=1)}
    check_gradients(gate(x, y), feeds)
    assert [x.gradient is not None, y.gradient is not None] == list(wanted)


def test_matrix_product(check_gradients):
    x, w = Input("x", wants_gradient=True), Parameter(entries(5, 2), "w")
    assert Graph(x @ w).forward({x: entries(3, 5)}) == pytest.approx(entries(3, 5) @ w.value)
    check_gradients(x @ w, {x: entries(3, 5)})


def test_a_matrix_of_a_view_of_another():
    x, w = Input("x"), Parameter(np.arange(6.0).reshape(2, 3), "w")
    wide = np.arange(24.0).reshape(3, 8)
    for view in (wide[:, ::4], wide[:, :2], wide.T[:2].T):
        assert (Graph(x @ w).forward({x: view}) == view @ w.value).all()


def test_bias(check_gradients):
    x, b = Input("x", wants_gradient=True), Parameter(entries(3), "b")
    assert (Graph(bias(x, b)).forward({x: entries(4, 3)}) == entries(4, 3) + b.value).all()
    check_gradients(bias(x, b), {x: entries(4, 3)})
    check_gradients(bias(x * 2, b), {x: entries(4, 3)})


def test_equal_values_the_first_gets_the_gradient():
    x, y = Input("x", wants_gradient=True), Input("y", wants_gradient=True)
    graph = Graph(maximum(x, y))
    graph.forward({x: [1, 2, 5], y: [1, 3, 4]})
    graph.backward([10, 20, 30])
    assert x.gradient.tolist() == [10, 0, 30]
    assert y.gradient.tolist() == [0, 20, 0]
    graph = Graph(maxout(x))
    graph.forward({x: [[7, 1, 7, 2]]})  # pieces (7, 1) and (7, 2)
    graph.backward([[10, 20]])
    assert x.gradient.tolist() == [[10, 0, 0, 20]]


def test_relu_by_hand():
    # only where x > 0 does the gradient pass
    x = Input("x", wants_gradient=True)
    graph = Graph(relu(x))
    assert graph.forward({x: [1, -2, 3, -1]}).tolist() == [1, 0, 3, 0]
    graph.backward([4, -1, 5, 9])
    assert x.gradient.tolist() == [4, 0, 5, 0]


def test_relu_at_zero_lets_nothing_back():
    x = Input("x", wants_gradient=True)
    graph = Graph(relu(x) + leaky_relu(x, 0.5))
    graph.forward({x: 0.0})
    graph.backward()
    assert x.gradient == 0.5


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sigmoid_and_tanh_of_huge_numbers(dtype):
    x = Input("x", wants_gradient=True)
    for gate, low in ((sigmoid, 0), (tanh, -1)):
        graph = Graph(gate(x))
        value = graph.forward({x: np.array([-1e30, -1000, 0, 1000, 1e30], dtype)})
        graph.backward(np.ones(5, dtype))
        assert value == pytest.approx([low, low, (1 + low) / 2, 1, 1], abs=1e-30)
        assert np.isfinite(x.gradient).all()
        assert x.gradient[[0, 1, 3, 4]] == pytest.approx(0, abs=1e-30)


def test_sigmoid_is_exact_far_below_zero():
    x = Input("x")
    assert Graph(sigmoid(x)).forward({x: -40.0}) == pytest.approx(np.exp(-40.0), rel=1e-12)


def test_a_copy_adds_the_gradients_of_its_uses():
    first, second, third = np.array([1.0, 2]), np.array([10.0, 20]), np.array([100.0, 200])
    Copy(first, [second, third]).backward()
    assert first.tolist() == [111, 222]


def test_what_was_spread_is_summed():
    whole = np.arange(24.0).reshape(2, 3, 4)
    for shape in ((4,), (3, 4), (1, 3, 1), (2, 1, 4), (), (1,)):
        sums = np.empty(shape)
        Spread(sums, whole).backward()
        # what each entry was repeated to, found by repeating its number
        number = np.broadcast_to(np.arange(sums.size).reshape(shape), whole.shape)
        assert sums.ravel().tolist() == [whole[number == k].sum() for k in range(sums.size)]


# ---- refusals


def refused(output, **arrays: np.ndarray) -> str:
    graph = Graph(output)
    with pytest.raises(ConfigError) as caught:
        graph.forward({x: arrays[x.name] for x in graph.inputs})
    return str(caught.value)


X, Y = Input("x"), Input("y")


@pytest.mark.parametrize(
    ("output", "x", "y", "gate"),
    [
        (X + Y, (2, 3), (2, 4), "add gate, x + y"),
        (X * Y, (2,), (3,), "multiply gate, x * y"),
        (maximum(X, Y), (2,), (3,), "max gate, max(x, y)"),
        (X @ Y, (64, 400), (300, 128), "matrix product gate, x @ y"),
        (X @ Y, (3,), (3, 2), "matrix product gate, x @ y"),
        (X @ Y, (3, 2), (2,), "matrix product gate, x @ y"),
        (bias(X, Y), (2, 3), (2,), "bias gate, bias(x, y)"),
        (bias(X, Y), (3,), (3,), "bias gate, bias(x, y)"),
    ],
    ids=str,
)
def test_shapes_that_do_not_fit(output, x, y, gate):
    text = refused(output, x=np.zeros(x), y=np.zeros(y))
    assert text.startswith(gate)
    assert text.endswith(f"got x {x}, y {y}")


def test_shapes_of_one_value_that_do_not_fit():
    assert refused(reshape(X, 5, 2), x=np.zeros((3, 3))).endswith("got x (3, 3)")
    assert refused(maxout(X, 2), x=np.zeros((3, 3))).startswith("maxout gate, maxout(x)")
    assert refused(maxout(X, 0), x=np.zeros((3, 3))).startswith("maxout gate, maxout(x)")
    assert refused(maxout(X, 2), x=np.zeros(4)).startswith("maxout gate, maxout(x)")


def test_a_slope_that_is_none():
    with pytest.raises(ConfigError, match="expected a slope from 0 to 1, got 2"):
        leaky_relu(X, 2)


@pytest.mark.parametrize("write", [lambda a: X + a, lambda a: a * X, lambda a: X - a], ids=["+", "*", "-"])
def test_an_array_is_no_part_of_an_expression(write):
    with pytest.raises(ConfigError, match="make it an Input or a Parameter"):
        write(np.zeros(3))


def test_a_number_of_numpy_is():
    assert Graph(np.float64(2) * X + np.float32(1)).forward({X: 3}) == 7


def test_a_parameter_and_its_gradient():
    flat = np.zeros(6, np.float32)
    w = Parameter(np.ones((2, 3), np.float32), "w", gradient=flat.reshape(2, 3))
    graph = Graph(total(w * 5))
    graph.forward()
    graph.backward()
    assert flat.tolist() == [5] * 6
    with pytest.raises(ConfigError, match=r"parameter w: its gradient must be float64 of shape \(2,\)"):
        Parameter(np.ones(2), "w", gradient=flat)


def test_every_gate_says_what_it_is():
    named = {gate.kind for gate in vars(gates).values() if isinstance(gate, type) and hasattr(gate, "kind")}
    assert {"add", "multiply", "matrix product", "max", "exp", "reciprocal", "log", "sum", "bias", "reshape"} <= named


@pytest.mark.parametrize(
    ("node", "text"),
    [
        ((X + Y) * X, "(x + y) * x"),
        (X + Y * X, "x + (y * x)"),
        (relu(X @ Y + X), "relu((x @ y) + x)"),
        (1 / X, "1 / x"),
        (3 / X, "3 * (1 / x)"),
        (-X, "-1 * x"),
        ((X + Y).named("q") * X, "q * x"),
        ((((X + Y) * X) + Y) * Y, "((... * x) + y) * y"),
        (Parameter([1.0]) + 1, "parameter + 1"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_node_says_how_it_was_written(node, text):
    assert str(node) == text
