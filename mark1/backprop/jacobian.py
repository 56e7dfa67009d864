"""Jacobian: the explicit one, of a small graph.

::

    output (m entries), node (n entries)  -->  J (m, n),  J[i, j] = d output_i / d node_j

Backward never forms it: for an upstream g it computes g J directly. Written out, it shows what backward does.
"""

import numpy as np

from mark1.backprop.graph import Graph
from mark1.backprop.nodes import Array, Node
from mark1.errors import ConfigError, unknown

MOST_ENTRIES = 1_000_000


def jacobian(graph: Graph, node: Node | str) -> Array:
    """The Jacobian of the output by a node, or by the one of that name: ndarray of shape (m, n).

    Both are laid out in one row, in the order of NumPy. It holds for the last forward; gradients stay as they are.
    Raises ConfigError if forward has not run, or the node wants no gradient, or for more than a million entries.
    """
    node, output = node_named(graph, node), graph.output
    if not node.wants_gradient:
        raise ConfigError(f"jacobian: {node} wants no gradient; make it Input({str(node)!r}, wants_gradient=True)")
    if output.value is None or node.value is None:
        raise ConfigError(f"jacobian of {output}: it has no value yet; call forward first")
    m, n = np.size(output.value), np.size(node.value)
    if m * n > MOST_ENTRIES:
        raise ConfigError(f"jacobian of {output} by {node}: {m:,} x {n:,} entries; written out is for small graphs")
    before = None if output.gradient is None else output.gradient.copy()
    rows = np.empty((m, n), output.value.dtype)
    for row, upstream in zip(rows, np.eye(m), strict=True):
        graph.backward(upstream.reshape(output.value.shape))
        row[:] = node.gradient.reshape(-1)
    if before is not None:
        graph.backward(before)
    return rows + 0.0


def node_named(graph: Graph, node: Node | str) -> Node:
    """A node of the graph, by itself or by its name. Raises ConfigError."""
    if isinstance(node, Node):
        if node in graph.nodes:
            return node
        raise ConfigError(f"{node} is not in the graph of {graph.output}")
    names = {each.name: each for each in graph.nodes if each.name}
    if node not in names:
        raise ConfigError(unknown("node", node, names))
    return names[node]
