"""Gates that a student writes: the obvious ways work, and what is forgotten is a sentence."""

import numpy as np
import pytest

from mark1.backprop import Function, Gate, Graph, Input, Parameter, relu, total
from mark1.errors import ConfigError

X = np.array([1.0, -2.0, 0.5])


class Cube(Gate):
    def forward(self):
        self.value = self.x.value**3

    def backward(self):
        self.dx = self.gradient * 3 * self.x.value**2


class CubeInPlace(Gate):
    def forward(self):
        np.power(self.x.value, 3, out=self.value)

    def backward(self):
        self.dx[:] = self.gradient * 3 * self.x.value**2


class CubeReturned(Function):
    def forward(self):
        return self.x.value**3

    def backward(self):
        return self.gradient * 3 * self.x.value**2


class Area(Gate):
    names = ("width", "height")

    def forward(self):
        return self.width.value * self.height.value

    def backward(self):
        return self.gradient * self.height.value, self.gradient * self.width.value


@pytest.mark.parametrize("gate", [Cube, CubeInPlace, CubeReturned])
def test_the_obvious_ways_to_write_a_gate(gate, check_gradients):
    x = Parameter(X.copy(), "x")
    assert np.allclose(Graph(gate(x)).forward(), X**3)
    check_gradients(gate(x) * 2, {}, 1e-6)
    check_gradients(gate(x) + gate(relu(x)), {}, 1e-6)  # several, with uses in common


def test_values_stay_right_when_the_graph_runs_again():
    x = Input("x", wants_gradient=True)
    graph = Graph(total(Cube(x)))
    for given in (X, -X, np.ones(2), X):
        assert graph.forward({x: given}) == pytest.approx((given**3).sum())
        graph.backward()
        assert np.allclose(x.gradient, 3 * given**2)


def test_a_gradient_nobody_wants_need_not_be_asked_for(check_gradients):
    width, height = Input("w"), Parameter(X.copy(), "h")
    check_gradients(Area(width, height), {width: np.array([2.0, 3.0, 4.0])})


@pytest.mark.parametrize("gate", [Cube, CubeReturned, Area])
def test_the_class_names_the_gate(gate):
    assert gate.kind in ("cube", "cube returned", "area")


def broken(forward, backward=lambda gate: gate.gradient, **more):
    kind = type("Broken", (Gate,), {"forward": forward, "backward": backward, **more})

    def run():
        graph = Graph(total(kind(Parameter(X, "x"))))
        graph.forward()
        graph.backward()

    return run


def cube(gate):
    return gate.x.value**3


@pytest.mark.parametrize(
    ("run", "says"),
    [
        (broken(lambda gate: None), "forward wrote no value: assign self.value"),
        (broken(lambda gate: gate.x**3), "forward made a node of the value: compute with arrays"),
        (
            broken(lambda gate: gate.x.value[:2]),
            r"forward gave the value the shape \(2,\), expected \(3,\).*shape\(self",
        ),
        (broken(lambda gate: "cube"), "not as numbers"),
        (broken(cube, lambda gate: None), "backward wrote no dx: assign self.dx"),
        (broken(cube, lambda gate: setattr(gate, "dx", None)), "backward wrote no dx"),
        (broken(cube, lambda gate: gate.gradient.sum()), r"gave dx the shape \(\), expected \(3,\)"),
        (broken(cube, lambda gate: (gate.gradient, gate.gradient)), "returned 2 gradients for 1 inputs"),
        (broken(lambda gate: np.add(gate.x.value, np.ones(2), out=gate.value)), "forward failed"),
        (broken(cube, names=("x", "y")), "broken gate: expected inputs x, y, got 1"),
        (broken(cube, __init__=lambda gate, x: None), "it has no inputs; call super"),
    ],
)
def test_what_is_forgotten_is_a_sentence(run, says):
    with pytest.raises(ConfigError, match=says) as caught:
        run()
    assert str(caught.value).startswith("broken gate")


def test_a_number_that_is_none_is_not_taken_for_a_missing_one():
    x = Input("x", wants_gradient=True)
    graph = Graph(total(Cube(x)))
    assert np.isnan(graph.forward({x: [np.nan]}))
    graph.backward()
    assert np.isnan(x.gradient).all()
