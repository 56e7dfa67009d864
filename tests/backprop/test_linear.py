"""A layer to build graphs with, and optimizers that take a list of its parameters."""

import numpy as np
import pytest

from mark1.backprop.activations import relu
from mark1.backprop.graph import Graph, Input
from mark1.backprop.linear import Linear
from mark1.backprop.losses import squared_error
from mark1.backprop.network import Network, NetworkConfig
from mark1.backprop.nodes import Parameter
from mark1.backprop.optimizers import Adam, GradientDescent, Momentum
from mark1.errors import ConfigError


def test_two_layers_are_the_network():
    rng = np.random.default_rng(3)
    first, second = Linear(2, 5, rng, name="1"), Linear(5, 3, rng, name="2")
    x = Input("x")
    scores = Graph(second(relu(first(x))))
    same = Network(NetworkConfig(2, 3, (5,), dtype="float64"), np.random.default_rng(3))
    points = np.random.default_rng(0).normal(size=(6, 2))
    assert np.array_equal(scores.forward({x: points}), same.scores(points))
    assert [str(each) for each in scores.parameters] == ["w1", "b1", "w2", "b2"]


def test_without_bias_and_without_chance():
    layer, x = Linear(2, 1, start="zero", bias=False), Input("x")
    assert layer.parameters == [layer.w]
    assert Graph(layer(x)).forward({x: np.ones((3, 2))}).tolist() == [[0], [0], [0]]
    assert repr(layer) == "Linear(2, 1, bias=False)"


@pytest.mark.parametrize("arguments", [(0, 1), (2, 1.5), (2, 1)])
def test_what_is_no_layer_is_refused(arguments):
    with pytest.raises(ConfigError, match="linear"):
        Linear(*arguments)


@pytest.mark.parametrize("kind", [GradientDescent, Momentum, Adam])
def test_an_optimizer_of_a_list_moves_as_one_of_an_array(kind):
    rng = np.random.default_rng(1)
    flat, slopes = rng.normal(size=7), rng.normal(size=(5, 7))
    listed = [Parameter(flat[:6].reshape(2, 3).copy(), "w"), Parameter(flat[6].copy(), "b")]
    gradient = np.zeros(7)
    of_array, of_list = kind(flat, gradient), kind(listed)
    for slope in slopes:
        gradient[:] = slope
        listed[0].gradient[:], listed[1].gradient[...] = slope[:6].reshape(2, 3), slope[6]
        of_array.step(0.1)
        of_list.step(0.1)
    assert np.array_equal(np.append(listed[0].value, listed[1].value), flat)
    assert np.array_equal(listed[0].gradient.ravel(), slopes[-1][:6])  # left as it was


def test_a_loop_of_ones_own():
    x, t, layer = Input("x"), Input("t"), Linear(2, 1, np.random.default_rng(0))
    graph = Graph(squared_error(layer(x), t))
    optimizer = GradientDescent(graph.parameters)
    points = np.random.default_rng(1).normal(size=(20, 2))
    feeds = {x: points, t: points @ [[2.0], [-1.0]] + 0.5}
    for _ in range(200):
        graph.forward(feeds)
        graph.backward()
        optimizer.step(0.1)
    assert np.allclose(layer.w.value, [[2], [-1]])
    assert np.allclose(layer.b.value, 0.5)


@pytest.mark.parametrize("given", [[], [3], 3, [Parameter(np.zeros(2, np.float32)), Parameter(1.0)]])
def test_what_is_no_list_of_parameters_is_refused(given):
    with pytest.raises(ConfigError, match="optimizer: expected"):
        GradientDescent(given)
