"""Local derivatives: what the backward of one gate does, by itself.

::

    upstream (shape of the value)  -->  gate  -->  the gradient each input gets from this gate: upstream x local slope
"""

from collections.abc import Sequence

import numpy as np

from mark1.backprop.copies import Spread
from mark1.backprop.foreign_gate import ForeignGate, is_foreign
from mark1.backprop.nodes import Array, Gate, Node


def use_gradients(gate: Gate, upstream: Array) -> list[Array | None]:
    """What backward of one gate makes of an upstream, for each input; None for one that wants no gradient.

    The gate is left as it was.
    """
    wholes = [np.empty(_size(gate, node), gate.value.dtype) if node.wants_gradient else None for node in gate.inputs]
    held = gate.gradient, [getattr(gate, f"d{name}", None) for name in gate.names]
    try:
        _run_backward(gate, upstream, wholes)
    finally:
        gate.gradient = held[0]
        gate.name_gradients(*held[1])
    return [None if whole is None else _summed(whole, node) for whole, node in zip(wholes, gate.inputs, strict=True)]


def _size(gate: Gate, node: Node) -> tuple[int, ...]:
    """The shape in which a gate writes the gradient of an input."""
    shape: tuple[int, ...] = gate.value.shape if gate.spreads else node.value.shape
    return shape


def _run_backward(gate: Gate, upstream: Array, gradients: Sequence[Array | None]) -> None:
    gate.gradient = upstream
    gate.name_gradients(*gradients)
    if not is_foreign(gate):
        gate.backward()
        return
    checked = ForeignGate(gate, gate.value)
    spare = (np.empty(_size(gate, node), gate.value.dtype) for node in gate.inputs)
    checked.gradients = [room if own is None else own for own, room in zip(gradients, spare, strict=True)]
    checked.backward()


def _summed(whole: Array, node: Node) -> Array:
    """The gradient of an input that was repeated to a larger shape: the sum over its copies."""
    if whole.shape != node.value.shape:
        part = np.empty(node.value.shape, whole.dtype)
        Spread(part, whole).backward()
        whole = part
    return whole + 0.0


def local_jacobians(gate: Gate) -> list[Array | None]:
    """The Jacobian of a gate's value by each of its inputs, (m, n); None for an input that wants no gradient."""
    m = gate.value.size
    rows = [use_gradients(gate, row.reshape(gate.value.shape)) for row in np.eye(m, dtype=gate.value.dtype)]
    return [_stacked(columns) for columns in zip(*rows, strict=True)]


def _stacked(rows: Sequence[Array | None]) -> Array | None:
    """The rows of a Jacobian as one array."""
    flat = [row.reshape(-1) for row in rows if row is not None]
    return np.stack(flat) if flat else None
