"""Explain: a graph as text, gate by gate, the value above and the gradient below.

::

    1  input   x           -2
                           -4
    3  add     q = x + y   3
                           -4
"""

from typing import TYPE_CHECKING, Literal, overload

import numpy as np

from mark1.backprop.graph import Graph
from mark1.backprop.local import local_jacobians, use_gradients
from mark1.backprop.nodes import Array, Gate, Node
from mark1.backprop.wording import (
    MOST_ENTRIES,
    MOST_LETTERS,
    aligned,
    expression,
    kind,
    numbers_of,
    readings,
    short_name,
    shown,
    uses_of,
)
from mark1.errors import ConfigError

if TYPE_CHECKING:
    from mark1.backprop.drawing.steps import Steps

__all__ = ["MOST_LETTERS", "explain", "shown"]

HEAD = ("", "gate", "expression", "value"), ("", "", "", "gradient")
BLANK = "______"
MOST_LOCAL = 10_000  # entries of a local Jacobian that is worked out


@overload
def explain(graph: Graph, *, local: bool = ..., steps: Literal[False] = ..., blank: bool = ...) -> str: ...


@overload
def explain(graph: Graph, *, local: bool = ..., steps: Literal[True], blank: bool = ...) -> "Steps": ...


def explain(graph: Graph, *, local: bool = False, steps: bool = False, blank: bool = False) -> "str | Steps":
    """The nodes in order: number, gate, expression, value; below it the gradient, ``-`` if there is none.

    ``local=True`` adds the chain rule, gate by gate: upstream x local = gradient. ``blank=True`` leaves out all that is
    to be worked out by hand; without it, the same table is the solution. ``steps=True`` returns a ``Steps``: one gate
    at a time, forward and back, as an animation. Raises ConfigError if forward has not run, or for ``local`` and
    ``steps`` backward.
    """
    if (local or steps) and graph.output.gradient is None:
        raise ConfigError(f"explain {graph.output}: it has no gradient yet; call forward and backward first")
    if steps:
        from mark1.backprop.drawing.steps import Steps

        return Steps(graph)
    text = _table(graph, blank)
    return f"{text}\n{_chain_rule(graph)}" if local and not blank else text


def _table(graph: Graph, blank: bool) -> str:
    numbers, uses = numbers_of(graph), uses_of(graph)
    rows = [*HEAD]
    for node, number in numbers.items():
        value, gradient = readings(node)
        if blank:
            value = BLANK if isinstance(node, Gate) else value
            gradient = BLANK if node.wants_gradient and node is not graph.output else gradient
        remark = f"used {uses[node]} times: gradients add" if uses[node] > 1 else ""
        rows.append((f"#{number}", kind(node), expression(node, numbers), value))
        rows.append(("", "", remark, gradient))
    return "\n".join(aligned(rows)) + "\n"


# ---- the chain rule


def _chain_rule(graph: Graph) -> str:
    """Every gate in reverse order: upstream x local = gradient, for each input that wants one; then the sums."""
    numbers = numbers_of(graph)
    rows, parts = [("", "gate", "to", "upstream", "x local", "= gradient")], dict[Node, list[Array]]()
    for gate in reversed(graph.nodes):
        if not isinstance(gate, Gate) or gate.gradient is None:
            continue
        head = f"#{numbers[gate]}", expression(gate, numbers)
        for node, local, part in _inputs(gate):
            parts.setdefault(node, []).append(part)
            rows.append((*head, short_name(node, numbers), shown(gate.gradient), local, shown(part)))
            head = "", ""
    lines = aligned(rows)
    for node, several in parts.items():
        if len(several) > 1:
            added = " + ".join(map(shown, several))
            name = short_name(node, numbers)
            lines.append(f"{name} is used {len(several)} times, its gradients add: {added} = {shown(node.gradient)}")
    return "\n".join(lines) + "\n"


def _inputs(gate: Gate) -> list[tuple[Node, str, Array]]:
    """Each input that wants a gradient, the local slope in words, and the gradient it gets from this gate."""
    sizes = [gate.value.size * node.value.size for node in gate.inputs]
    locals_ = local_jacobians(gate) if max(sizes) <= MOST_LOCAL else [None] * len(sizes)
    gradients = use_gradients(gate, gate.gradient)
    return [
        (node, _local(jacobian, node, gate), gradient)
        for node, jacobian, gradient in zip(gate.inputs, locals_, gradients, strict=True)
        if gradient is not None
    ]


def _local(jacobian: Array | None, node: Node, gate: Gate) -> str:
    """A local Jacobian in words: a number; the slope of each entry, where entries do not mix; else a matrix."""
    m, n = gate.value.size, node.value.size
    if jacobian is not None:
        diagonal = m == n and not (jacobian - np.diag(np.diag(jacobian))).any()
        if m == n == 1 or (m == 1 and n <= MOST_ENTRIES):
            return shown(jacobian.reshape(node.value.shape))
        if diagonal:
            return shown(np.diag(jacobian).reshape(node.value.shape))
        if m * n <= MOST_ENTRIES:
            return shown(jacobian)
    return f"Jacobian {m} x {n}"
