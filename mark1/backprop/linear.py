"""Linear: a layer of weights, x @ w + b, as a piece to build graphs with."""

from collections.abc import Callable

import numpy as np

from mark1 import arguments
from mark1.backprop.gates import bias
from mark1.backprop.nodes import Node, Parameter
from mark1.errors import ConfigError, unknown

# Standard deviation of the first weights, so that signals keep their size from layer to layer. Source: He et al.
# 2015; Glorot and Bengio 2010.
STARTS: dict[str, Callable[[int, int], float]] = {
    "he": lambda n_in, n_out: (2 / n_in) ** 0.5,
    "xavier": lambda n_in, n_out: (2 / (n_in + n_out)) ** 0.5,
    "zero": lambda n_in, n_out: 0.0,
}


class Linear:
    """A layer: ``Linear(3, 4, rng)(x)`` is the node x @ w + b, for x of shape (n, 3).

    ``w`` Parameter of shape (n_in, n_out), normal with mean 0 and the spread of ``start`` (he, xavier, zero), drawn
    from ``rng``; ``b`` Parameter of shape (n_out,), zeros; None with ``bias=False``. ``name`` is put after the letters:
    w1, b1. ``dtype``: float64 or float32. Raises ConfigError.
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        rng: np.random.Generator | None = None,
        *,
        start: str = "he",
        bias: bool = True,
        name: str = "",
        dtype: str = "float64",
    ) -> None:
        rows, columns = arguments.whole("linear", n_in), arguments.whole("linear", n_out)
        if min(rows, columns) < 1:
            raise arguments.refusal("linear", "n_in and n_out from 1 up", min(rows, columns))
        if start not in STARTS:
            raise ConfigError(unknown("start", start, STARTS))
        if rng is None and start != "zero":
            raise ConfigError(f"linear: start {start} needs rng=np.random.default_rng(seed), or take start='zero'")
        spread = STARTS[start](rows, columns)
        w = np.zeros((rows, columns)) if rng is None else rng.normal(0.0, spread, (rows, columns))
        self.w = Parameter(w.astype(dtype), f"w{name}")
        self.b = Parameter(np.zeros(columns, dtype), f"b{name}") if bias else None

    @property
    def parameters(self) -> list[Parameter]:
        """The weights, and the biases if it has any."""
        return [self.w] if self.b is None else [self.w, self.b]

    def __call__(self, x: Node) -> Node:
        return x @ self.w if self.b is None else bias(x @ self.w, self.b)

    def __repr__(self) -> str:
        n_in, n_out = self.w.value.shape
        return f"Linear({n_in}, {n_out}{'' if self.b else ', bias=False'})"
