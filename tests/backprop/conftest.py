"""The slow obvious reference for every gradient: move one number a little, and see how the output moves."""

from collections.abc import Callable

import numpy as np
import pytest

from mark1.backprop.graph import Graph, Input

STEP = 1e-3


def differences(f: Callable[[], float], x: np.ndarray) -> np.ndarray:
    """Central differences of ``f`` with each entry of ``x``, over one and two steps: the error is of order 4."""
    slopes = np.empty_like(x)
    for at in np.ndindex(x.shape):
        middle, h = x[at], STEP * max(1.0, abs(x[at]))
        f_at = []
        for steps in (-2, -1, 1, 2):
            x[at] = middle + steps * h
            f_at.append(f())
        x[at] = middle
        slopes[at] = (f_at[0] - 8 * f_at[1] + 8 * f_at[2] - f_at[3]) / (12 * h)
    return slopes


def relative_error(a: np.ndarray, b: np.ndarray) -> float:
    """The distance, in sizes; below 1e-3 differences are too inexact to be compared closer."""
    size = max(float(np.linalg.norm(a) + np.linalg.norm(b)), 1e-3)
    return float(np.linalg.norm(np.asarray(a) - b)) / size


@pytest.fixture
def check_gradients() -> Callable[..., None]:
    """Compares the gradient of every leaf that wants one with differences, in float64, for an uneven upstream."""

    def check(output, feeds: dict[Input, np.ndarray], limit: float = 1e-7) -> None:
        graph = Graph(output)
        feeds = {x: np.array(a, np.float64) if np.asarray(a).dtype.kind == "f" else a for x, a in feeds.items()}
        shape = graph.forward(feeds).shape
        upstream = np.random.default_rng(9).uniform(0.5, 1.5, shape)
        graph.backward(upstream)
        leaves = {x: array for x, array in feeds.items() if x.wants_gradient} | {w: w.value for w in graph.parameters}
        got = {leaf: leaf.gradient.copy() for leaf in leaves}
        assert leaves
        for leaf, array in leaves.items():
            assert leaf.gradient.shape == array.shape
            assert leaf.gradient.dtype == np.float64
            slopes = differences(lambda: float((upstream * graph.forward(feeds)).sum()), array)
            assert relative_error(got[leaf], slopes) < limit, f"{leaf}: {got[leaf]} for {slopes}"

    return check
