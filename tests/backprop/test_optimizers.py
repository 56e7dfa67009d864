"""Optimizers: three steps of each by hand."""

import math

import numpy as np
import pytest

from mark1.backprop.optimizers import OPTIMIZERS, Adam, GradientDescent, Momentum

GRADIENTS = ([1.0, -2.0], [3.0, 0.0], [-1.0, 0.5])


def three_steps(optimizer, rate):
    """The values after each of three steps with the gradients above, from 0."""
    seen = []
    for gradient in GRADIENTS:
        optimizer.gradient[:] = gradient
        optimizer.step(rate)
        seen.append(optimizer.values.tolist())
    return seen


def made(kind, **settings):
    return kind(np.zeros(2), np.zeros(2), **settings)


def test_gradient_descent_by_hand():
    # w -= 0.5 g:  -0.5, -2.0, -1.5  and  1.0, 1.0, 0.75
    assert three_steps(made(GradientDescent), 0.5) == [[-0.5, 1.0], [-2.0, 1.0], [-1.5, 0.75]]


def test_momentum_by_hand():
    # v = 0.5 v - 0.5 g:  -0.5, -1.75, -0.375  and  1.0, 0.5, 0.0;  w is their running sum
    optimizer = made(Momentum, momentum=0.5)
    assert three_steps(optimizer, 0.5) == [[-0.5, 1.0], [-2.25, 1.5], [-2.625, 1.5]]
    assert optimizer.memory["v"].tolist() == [-0.375, 0.0]


def test_momentum_of_nothing_is_gradient_descent():
    assert three_steps(made(Momentum, momentum=0.0), 0.25) == three_steps(made(GradientDescent), 0.25)


def test_adam_by_its_formula():
    m, v, w, wanted = [0.0, 0.0], [0.0, 0.0], [0.0, 0.0], []
    for t, gradient in enumerate(GRADIENTS, 1):
        for i, g in enumerate(gradient):
            m[i] = 0.9 * m[i] + 0.1 * g
            v[i] = 0.999 * v[i] + 0.001 * g * g
            w[i] -= 0.1 * (m[i] / (1 - 0.9**t)) / (math.sqrt(v[i] / (1 - 0.999**t)) + 1e-8)
        wanted.append(list(w))
    assert np.allclose(three_steps(made(Adam), 0.1), wanted, rtol=1e-12, atol=0)


def test_adams_first_step_is_the_rate_whatever_the_gradient():
    # m / (1 - beta1) = g and sqrt(v / (1 - beta2)) = |g|: the step is rate g / |g|
    assert three_steps(made(Adam), 0.1)[0] == pytest.approx([-0.1, 0.1])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_values_move_in_place(name):
    values, gradient = np.ones(3, np.float32), np.full(3, 0.5, np.float32)
    optimizer = OPTIMIZERS[name](values, gradient, 0.9)
    optimizer.step(0.1)
    assert optimizer.values is values
    assert (values < 1).all()
    assert all(array.dtype == np.float32 for array in optimizer.memory.values())


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_reset_forgets(name):
    optimizer = OPTIMIZERS[name](np.zeros(2), np.zeros(2), 0.9)
    first = three_steps(optimizer, 0.1)
    optimizer.reset()
    optimizer.values[:] = 0
    assert optimizer.steps == 0
    assert three_steps(optimizer, 0.1) == first
    assert optimizer.steps == 3


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_all_roll_down_a_bowl(name):
    values, gradient = np.array([3.0, -2.0]), np.zeros(2)  # loss w^2 / 2, gradient w
    optimizer = OPTIMIZERS[name](values, gradient, 0.9)
    for _ in range(500):
        gradient[:] = values
        optimizer.step(0.05)
    assert np.abs(values).max() < 1e-2
