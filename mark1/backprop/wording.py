"""Wording: nodes, values and gradients in words, for text and for drawings."""

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from mark1.backprop.nodes import Array, Constant, Gate, Input, Node
from mark1.errors import ConfigError

MOST_LETTERS = 28  # longer expressions call their parts by number: ``#3 + #5``
MOST_ENTRIES = 6  # arrays up to this long are written out, longer ones summed up
NO_GRADIENT = "-"


class OrderedNodes(Protocol):
    """What text and drawings need of a graph: its nodes in order, and its output."""

    nodes: list[Node]
    output: Node


def numbers_of(graph: OrderedNodes) -> dict[Node, int]:
    """The number of each node, from 1 up, in the order of the graph."""
    return {node: number for number, node in enumerate(graph.nodes, 1)}


def uses_of(graph: OrderedNodes) -> Counter[Node]:
    """How many inputs of gates each node is."""
    return Counter(node for gate in graph.nodes for node in gate.inputs)


def kind(node: Node) -> str:
    """What sort of node it is: the name of the gate, or input, parameter, constant."""
    if isinstance(node, Gate):
        return node.kind
    return "input" if isinstance(node, Input) else "constant" if isinstance(node, Constant) else "parameter"


def expression(node: Node, numbers: dict[Node, int]) -> str:
    """``q = x + y``; for a leaf its name."""
    text = node.formula()
    if isinstance(node, Gate) and ("..." in text or len(text) > MOST_LETTERS):
        text = node.written([each.name or f"#{numbers[each]}" for each in node.inputs])
    return f"{node.name} = {text}" if isinstance(node, Gate) and node.name else text


def short_name(node: Node, numbers: dict[Node, int]) -> str:
    """The name of a node, or its number: ``q``, ``#3``."""
    return node.name or f"#{numbers[node]}"


def readings(node: Node) -> tuple[str, str]:
    """Value and gradient as text. Raises ConfigError if forward has not run."""
    if node.value is None:
        raise ConfigError(f"explain {node}: it has no value yet; call forward first, and backward for gradients")
    return shown(node.value), NO_GRADIENT if node.gradient is None else shown(node.gradient)


def shown(array: Array) -> str:
    """An array in a few words: its numbers to four digits, or how many there are and in what range."""
    if array.size <= MOST_ENTRIES:
        return _listed(array)
    shape = " x ".join(map(str, array.shape))
    return f"{shape}, {np.min(array):.4g} to {np.max(array):.4g}, mean {np.mean(array):.4g}"


def _listed(array: Array) -> str:
    """Brackets within brackets, as numbers are written in a list."""
    return f"[{', '.join(map(_listed, array))}]" if np.ndim(array) else f"{float(array) + 0.0:.4g}"


def aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows as lines, each column as wide as its widest entry."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
