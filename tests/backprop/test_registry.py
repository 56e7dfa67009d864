"""Functions by name: options after a colon, one for each layer, and functions of one's own."""

import numpy as np
import pytest

from mark1.backprop.activations import identity, relu
from mark1.backprop.gates import exp, log, total
from mark1.backprop.graph import Graph, Input
from mark1.backprop.network import Network, NetworkConfig
from mark1.backprop.registry import (
    ACTIVATIONS,
    LOSSES,
    PROBABILITIES,
    activation_named,
    register_activation,
    register_loss,
)
from mark1.backprop.training import Training, TrainingConfig
from mark1.errors import ConfigError

TABLES = (ACTIVATIONS, LOSSES, PROBABILITIES)
X = np.linspace(-2, 2, 9)


def rng(seed=0):
    return np.random.default_rng(seed)


def network(n_in=3, n_out=4, **settings):
    return Network(NetworkConfig(n_in, n_out, **{"hidden": (5,), "dtype": "float64"} | settings), rng())


@pytest.fixture
def registry():
    before = [dict(table) for table in TABLES]
    yield
    for table, held in zip(TABLES, before, strict=True):
        table.clear()
        table.update(held)


@pytest.mark.parametrize(
    ("name", "is_called", "textbook"),
    [("leaky_relu", "leaky_relu:0.1", np.where(X > 0, X, 0.1 * X)),  # the lecture's slope
     ("leaky_relu:0.3", "leaky_relu:0.3", np.where(X > 0, X, 0.3 * X)),
     ("elu", "elu:1", np.where(X > 0, X, np.expm1(X))),
     ("elu:2.5", "elu:2.5", np.where(X > 0, X, 2.5 * np.expm1(X))),
     ("identity", "identity", X)],
)  # fmt: skip
def test_a_name_may_set_the_option(name, is_called, textbook):
    found = activation_named(name)
    assert found.name == is_called
    x = Input("x")
    assert np.allclose(Graph(found.function(x) + 0).forward({x: X}), textbook)


def test_maxout_of_three_has_three_sums_a_unit():
    made = network(activation="maxout:3", hidden=(5,))
    assert made.parameters["w1"].shape == (3, 15)
    sums = np.ones((2, 3)) @ made.parameters["w1"]
    assert np.allclose(made.hidden(np.ones((2, 3)))[0], sums.reshape(2, 3, 5).max(axis=1))


def test_one_activation_for_each_layer():
    made, x = network(activation="relu,tanh", hidden=(5, 4)), rng(1).normal(size=(6, 3))
    w1, b1, w2, b2 = (made.parameters[name] for name in ("w1", "b1", "w2", "b2"))
    first = np.maximum(x @ w1 + b1, 0)
    assert np.allclose(made.hidden(x)[1], np.tanh(first @ w2 + b2))
    assert made.config.activation == ("relu", "tanh")
    assert network(activation=["relu", "tanh"], hidden=(5, 4)).config == made.config


def test_identity_is_a_line_again():
    """W1 W2 = W3: layers with nothing between them are one."""
    made, x = network(activation="identity", hidden=(5, 4)), rng(1).normal(size=(6, 3))
    w3 = made.parameters["w1"] @ made.parameters["w2"] @ made.parameters["w3"]
    assert np.allclose(made.scores(x), x @ w3)


@pytest.mark.parametrize(
    ("activation", "says"),
    [("rellu", "did you mean 'relu'"), ("relu:2", "relu has no option"), ("leaky_relu:2", "slope a number from 0 to 1"),
     ("maxout:1.5", "pieces a whole number"), ("elu:steep", "alpha a number"), (3, "expected one of relu"),
     ("relu,tanh,elu", r"one per hidden layer \(1\)"), ((), "one per hidden layer")],
)  # fmt: skip
def test_what_is_no_activation_is_refused(activation, says):
    with pytest.raises(ConfigError, match=says) as caught:
        NetworkConfig(3, 2, (5,), activation=activation)
    assert str(caught.value).startswith("network.activation")


# ---- functions of one's own


def swish(x):
    return x * (1 / (1 + exp(-x)))


def absolute_error(scores, target):
    return total(relu(scores - target) + relu(target - scores))


def test_any_callable_is_a_loss_and_an_activation():
    made = network(activation=swish, loss=absolute_error)
    x, classes = rng(1).normal(size=(5, 3)), np.array([0, 1, 2, 3, 1])
    loss, _ = made.judge(x, classes)
    assert loss == pytest.approx(np.abs(made.scores(x) - np.eye(4)[classes]).sum())
    with pytest.raises(ConfigError, match="gives scores, not probabilities"):
        made.probabilities(x)


def test_a_registered_name_is_as_good_as_a_built_in_one(registry):
    register_activation("swish", swish)
    register_loss("absolute", absolute_error, probabilities=lambda scores: scores * 0 + 0.5)
    by_name, by_function = network(activation="swish", loss="absolute"), network(activation=swish, loss=absolute_error)
    x = rng(1).normal(size=(5, 3))
    assert np.array_equal(by_name.scores(x), by_function.scores(x))
    assert (by_name.probabilities(x) == 0.5).all()
    course = Training(by_name, TrainingConfig(rate=0.01), rng())
    losses = [course.epoch(x, np.array([0, 1, 2, 3, 1])) for _ in range(50)]
    assert losses[-1] < losses[0]
    register_activation("swish", identity)  # a cell of a notebook that runs again
    assert ACTIVATIONS["swish"] is identity


def test_a_loss_with_a_gate_that_reads_classes_gets_class_numbers(registry):
    from mark1.backprop.losses import hinge

    register_loss("ten_hinges", lambda scores, target: 10 * hinge(scores, target))
    made, same = network(loss="ten_hinges"), network(loss="hinge")
    x, classes = rng(1).normal(size=(5, 3)), np.array([0, 1, 2, 3, 1])
    assert made.judge(x, classes)[0] == pytest.approx(10 * same.judge(x, classes)[0])


@pytest.mark.parametrize(
    ("register", "says"),
    [(lambda: register_activation("relu", swish), "built in"),
     (lambda: register_loss("hinge", absolute_error), "built in"),
     (lambda: register_activation("my curve", swish), "a word"),
     (lambda: register_activation("none", lambda x: 3), "node"),
     (lambda: register_loss("none", lambda s, t: None), "node"),
     (lambda: network(loss=lambda s, t: log(s * s)), "uses its target"),
     (lambda: network(loss=lambda s, t: (s - t) * (s - t)), "expected one number")],
)  # fmt: skip
def test_what_cannot_be_registered_is_refused(registry, register, says):
    with pytest.raises(ConfigError, match=says):
        register()


# ---- numbers as targets


def test_linear_regression_finds_the_least_squares_line():
    """The judge is ``np.linalg.lstsq``."""
    x = rng(1).uniform(-1, 1, (40, 1))
    y = 3 * x[:, 0] - 0.5 + rng(2).normal(0, 0.1, 40)
    line = Network(NetworkConfig(1, 1, hidden=(), loss="squared", start="zero", dtype="float64"), rng())
    course = Training(line, TrainingConfig("gradient_descent", rate=0.3, batch=40, shuffle=False), rng())
    for _ in range(300):
        course.epoch(x, y)
    slope, start = np.linalg.lstsq(np.stack([x[:, 0], np.ones(40)], axis=1), y, rcond=None)[0]
    assert line.parameters["w1"].item() == pytest.approx(slope, abs=1e-9)
    assert line.parameters["b1"].item() == pytest.approx(start, abs=1e-9)
    loss, explained = line.judge(x, y)
    assert loss == pytest.approx(((slope * x[:, 0] + start - y) ** 2).mean())
    assert explained == pytest.approx(np.corrcoef(x[:, 0], y)[0, 1] ** 2)


def test_fractions_in_batches_and_held_out():
    x = rng(1).uniform(-1, 1, (40, 2))
    made = Network(NetworkConfig(2, 3, hidden=(8,), loss="squared", dtype="float64"), rng())
    course = Training(made, TrainingConfig(rate=0.03, batch=7, held_out=0.25), rng())
    y = np.stack([x[:, 0], x[:, 1], x[:, 0] * x[:, 1]], axis=1)
    *_, last = course.fit(x, y, 60)
    assert last.held_out_accuracy > 0.9


@pytest.mark.parametrize(
    ("loss", "y"),
    [
        ("softmax", [0.5, 1.5]),
        ("squared", [[0.5], [1.5]]),
        ("squared", [[0.5, np.nan], [1, 2]]),
        ("squared", [0.5, 1.0]),
    ],
)
def test_fractions_that_do_not_fit_are_refused(loss, y):
    course = Training(network(2, 2, loss=loss), TrainingConfig(), rng())
    with pytest.raises(ConfigError, match="network: expected"):
        course.step(np.ones((2, 2)), np.array(y))
