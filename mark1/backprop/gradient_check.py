"""Gradient check: the gradients of backward beside differences of forward.

::

    d f / d x  ~  (f(x - 2h) - 8 f(x - h) + 8 f(x + h) - f(x + 2h)) / 12h        the error is of order h^4

It computes with a copy of the graph in float64, whatever the dtype of the graph.
"""

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mark1.backprop.graph import Feeds, Graph
from mark1.backprop.nodes import Array, Node
from mark1.errors import ConfigError

STEP = 1e-3
LIMIT = 1e-5  # relative errors above this are wrong
SMALL = 1e-3  # numbers below this are compared as if they were this large
CORNER = 1e-2  # slopes of the two sides that differ by this share are those of a corner
MOST_ENTRIES = 1000  # checked of each value; of more, evenly spaced ones


class CheckedValue(NamedTuple):
    """One parameter or input: the entry whose gradient is farthest off, and what both ways give there."""

    name: str
    entries: int
    error: float
    where: tuple[int, ...]
    backward: float
    differences: float


class GradientCheck:
    """The outcome: ``rows`` one CheckedValue per value, ``error`` the largest relative error, ``right`` if all are."""

    def __init__(self, rows: Sequence[CheckedValue]) -> None:
        self.rows = list(rows)

    @property
    def error(self) -> float:
        """The largest relative error: |a - b| / (|a| + |b|)."""
        return float(np.max([row.error for row in self.rows]))

    @property
    def right(self) -> bool:
        """Whether every gradient is right."""
        return all(row.error < LIMIT for row in self.rows)

    def __str__(self) -> str:
        wrong = [row.name for row in self.rows if not row.error < LIMIT]
        entries = sum(row.entries for row in self.rows)
        verdict = f"wrong: {', '.join(wrong)}" if wrong else "all right"
        lines = [f"gradient check of {entries} entries: {verdict}, largest relative error {self.error:.1e}"]
        width = max(len(row.name) for row in self.rows)
        for row in self.rows:
            at = f"[{', '.join(map(str, row.where))}]" if row.where else ""
            numbers = f"backward {row.backward + 0.0:.6g}, differences {row.differences + 0.0:.6g}"
            mark = "  <-- wrong" if not row.error < LIMIT else ""
            lines.append(f"  {row.name.ljust(width)}  {row.error:.1e}  at {row.name}{at}: {numbers}{mark}")
        return "\n".join(lines)

    __repr__ = __str__


def gradient_check(graph: Graph, feeds: Feeds | None = None, upstream: ArrayLike | None = None) -> GradientCheck:
    """Compare the gradient of every parameter, and of every input that wants one, with differences.

    ``feeds`` as for ``forward``; None takes the values of the last one. An output of several numbers is weighted by
    ``upstream`` (default: 0.5 to 1.5, evenly). At a corner, such as that of ReLU at 0, any slope between those of the
    two sides is right. The graph itself is left as it was. Raises ConfigError if nothing in it wants a gradient.
    """
    arrays = graph.arrays_of({x: x.value for x in graph.inputs} if feeds is None else feeds)
    twin = in_double_precision(graph)
    given = {x: a if a.dtype.kind in "iu" else a.astype(np.float64) for x, a in zip(twin.inputs, arrays, strict=True)}
    shape = twin.forward(given).shape
    weights = np.linspace(0.5, 1.5, int(np.prod(shape))).reshape(shape) if upstream is None else np.asarray(upstream)
    twin.backward(weights if shape or upstream is not None else None)
    f = lambda: float((weights * twin.forward(given)).sum()) if shape else float(twin.forward(given))  # noqa: E731
    leaves: list[tuple[Node, Any]] = [(x, a) for x, a in given.items() if x.wants_gradient]
    leaves += [(w, w.value) for w in twin.parameters]
    if not leaves:
        raise ConfigError(
            f"gradient check of {graph.output}: no parameter, and no input that wants a gradient, is in it"
        )
    gradients = [leaf.gradient.copy() for leaf, _ in leaves]
    return GradientCheck(
        [_checked(str(leaf), f, array, of) for (leaf, array), of in zip(leaves, gradients, strict=True)]
    )


def in_double_precision(graph: Graph) -> Graph:
    """A copy of the graph whose parameters are float64."""
    twin = deepcopy(graph)
    for parameter in twin.parameters:
        parameter.value = parameter.value.astype(np.float64)
        parameter.gradient = np.zeros_like(parameter.value)
    return Graph(twin.output)


def _checked(name: str, f: Callable[[], float], array: Array, gradient: Array) -> CheckedValue:
    """The worst entry of one value. ``f`` computes the output anew; ``array`` is changed in place, and restored."""
    places = list(np.ndindex(array.shape))
    places = [places[i] for i in np.unique(np.linspace(0, len(places) - 1, min(len(places), MOST_ENTRIES)).astype(int))]
    worst = None
    for where in places:
        error, slope = _error(f, array, where, float(gradient[where]))
        if worst is None or not error <= worst.error:
            worst = CheckedValue(name, len(places), error, where, float(gradient[where]), slope)
    if worst is None:
        raise ConfigError(f"gradient check: {name} has no entries")
    return worst


def _error(f: Callable[[], float], array: Array, where: tuple[int, ...], gradient: float) -> tuple[float, float]:
    """The relative error at one entry, and the slope by differences. Near a corner, steps are a thousandth as long."""
    middle = float(array[where])
    h = STEP * max(1.0, abs(middle))

    def at(steps: float) -> float:
        array[where] = middle + steps * h
        return f()

    try:
        slope = (at(-2) - 8 * at(-1) + 8 * at(1) - at(2)) / (12 * h)
        if _relative(gradient, slope) < LIMIT:
            return _relative(gradient, slope), slope
        left, here, right = at(-1e-3), at(0), at(1e-3)
    finally:
        array[where] = middle
    close = (right - left) / (2e-3 * h)
    low, high = sorted(((here - left) / (1e-3 * h), (right - here) / (1e-3 * h)))
    size = max(abs(low), abs(high), SMALL)
    if high - low > CORNER * size and low - CORNER * size < gradient < high + CORNER * size:
        return 0.0, gradient
    return min((_relative(gradient, each), each) for each in (slope, close))


def _relative(one: float, other: float) -> float:
    return abs(one - other) / max(abs(one) + abs(other), SMALL)
