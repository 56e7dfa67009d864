"""Graph: gates in the order of the signal; forward runs them, backward runs them in reverse."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mark1.backprop.nodes import Array, Gate, Input, Node, Parameter
from mark1.backprop.plan import Plan
from mark1.errors import ConfigError, Described, expected

__all__ = ["Graph", "Input", "Parameter"]

Feeds = Mapping[Any, ArrayLike]  # by Input, or by the name of one
FLOAT32, FLOAT64, WHOLE = np.dtype(np.float32), np.dtype(np.float64), np.dtype(np.intp)


class Graph:
    """Everything that an output depends on, sorted: every node is after its inputs.

    ::

        {x: array, ...}  -->  forward   -->  value of the output
        parameters' gradients  <--  backward  <--  gradient of the output (1, if it is a single number)

    ``nodes`` in that order; ``inputs`` and ``parameters`` those of them that are. Numbers are of the dtype of the
    parameters (float32 or float64, all alike) or, where there are none, of what is handed in. Graphs may share
    nodes. Raises ConfigError if a node depends on itself, or the parameters' dtypes differ.
    """

    def __init__(self, output: Node) -> None:
        self.output = output
        self.nodes = in_order(output)
        self.inputs = [node for node in self.nodes if isinstance(node, Input)]
        self.parameters = [node for node in self.nodes if isinstance(node, Parameter)]
        self.dtype = _common_dtype(self.parameters)
        self._numbers_classes = class_numbers(self.nodes)
        self._plans: dict[tuple[Any, ...], Plan] = {}
        self._ran: Plan | None = None

    def __reduce__(self) -> tuple[Callable[..., "Graph"], tuple[list[Node]]]:
        """Pickled and copied as its nodes, inputs first, so that a chain may be of any length; run forward again."""
        return _of_nodes, (self.nodes,)

    def _repr_svg_(self) -> str | None:
        """The graph as a notebook shows it: with numbers once it has run; None if it is too large for a page."""
        from mark1.backprop.drawing.drawing import MOST_NODES, page_of

        return page_of(self).svg().partition("\n")[2] if len(self.nodes) <= MOST_NODES else None

    def forward(self, feeds: Feeds | None = None) -> Array:
        """Run every gate; the value of the output. It is live: the next forward overwrites it.

        ``feeds`` holds an array for every Input, by the node or by its name. Arrays of the graph's dtype are read where
        they are, others are converted. Raises ConfigError if one is missing, unknown, or does not fit.
        """
        self._ran = None
        arrays = self.arrays_of(feeds or {})
        plan = self._plan_for(arrays)
        if not plan.laid:
            plan.lay()
        for node, array in zip(self.inputs, arrays, strict=True):
            node.value = array
        for step in plan.forward:
            step()
        self._ran = plan
        value: Array = self.output.value
        return value

    def backward(self, upstream: ArrayLike | None = None) -> None:
        """Write the gradient of every node that wants one.

        ``upstream`` is the gradient of the output, of its shape; it may be left out if the output is a single number.
        Raises ConfigError if forward has not run, or if it does not fit.
        """
        plan = self._ran
        if plan is None or not plan.laid:
            why = "forward has not run" if plan is None else "another graph of the same nodes has run forward since"
            raise ConfigError(f"backward of {self.output}: {why}; call forward first")
        if not plan.backward:
            self._plan_backward(plan)
        self._start(upstream)
        for step in plan.backward:
            step()

    # ---- what is handed in

    def arrays_of(self, feeds: Feeds) -> list[Array]:
        """What was handed in for each of ``inputs``, as arrays of the right dtype. Raises ConfigError."""
        feeds = self._by_node(feeds)
        if len(feeds) != len(self.inputs) or any(node not in feeds for node in self.inputs):
            raise ConfigError(
                expected(f"graph of {self.output}", f"feeds for {_names(self.inputs)}", Described(_names(feeds)))
            )
        dtype = self.dtype or _widest(feeds.values())
        return [_as_array(node, feeds[node], WHOLE if node in self._numbers_classes else dtype) for node in self.inputs]

    def _by_node(self, feeds: Feeds) -> Mapping[Any, ArrayLike]:
        """The feeds by their Inputs; one may be given by its name. Raises ConfigError if two have that name."""
        if not any(isinstance(key, str) for key in feeds):
            return feeds
        named = Counter(str(node) for node in self.inputs)
        twice = [key for key in feeds if isinstance(key, str) and named[key] > 1]
        if twice:
            raise ConfigError(
                f"graph of {self.output}: {named[twice[0]]} inputs are called {twice[0]!r}; feed the nodes"
            )
        nodes = {str(node): node for node in self.inputs}
        return {nodes.get(key, key) if isinstance(key, str) else key: feed for key, feed in feeds.items()}

    def _plan_for(self, arrays: Sequence[Array]) -> Plan:
        """The plan for arrays of these shapes, made if it is the first time."""
        key = tuple([(array.shape, array.dtype) for array in arrays])
        plan = self._plans.get(key)
        if plan is None:
            shapes: dict[Node, tuple[int, ...]] = {
                node: array.shape for node, array in zip(self.inputs, arrays, strict=True)
            }
            dtype = self.dtype or next((array.dtype for array in arrays if array.dtype != WHOLE), FLOAT64)
            plan = self._plans[key] = Plan(self.nodes, shapes, dtype)
        return plan

    # ---- where backward starts

    def _plan_backward(self, plan: Plan) -> None:
        if not self.output.wants_gradient:
            raise ConfigError(f"backward of {self.output}: no parameter, and no input that wants a gradient, is in it")
        plan.add_gradients(self.output)

    def _start(self, upstream: ArrayLike | None) -> None:
        """Write the gradient of the output."""
        gradient: Array = self.output.gradient
        if upstream is None:
            if gradient.size != 1:
                raise ConfigError(
                    f"backward of {self.output}: it is {gradient.shape}, hand in a gradient of that shape"
                )
            gradient.fill(1)
        elif np.shape(upstream) != gradient.shape:
            raise ConfigError(
                expected(f"backward of {self.output}", f"a gradient of shape {gradient.shape}", np.shape(upstream))
            )
        else:
            np.copyto(gradient, upstream)


def _of_nodes(nodes: list[Node]) -> Graph:
    """The graph of the last node."""
    return Graph(nodes[-1])


def in_order(output: Node) -> list[Node]:
    """All that ``output`` depends on, each after its inputs, itself last. Raises ConfigError if there is a cycle.

    Depth first, without recursion, so that a chain of gates may be of any length.
    """
    order: dict[Node, None] = {}
    path: dict[Node, None] = {}  # being visited: their inputs are not all in order yet
    todo = [output]
    while todo:
        node = todo[-1]
        waiting = [each for each in reversed(node.inputs) if each not in order]
        if node in order or not waiting:
            order.setdefault(node)
            path.pop(node, None)
            todo.pop()
            continue
        path[node] = None
        if any(each in path for each in waiting):
            raise ConfigError(f"graph of {output.name or type(output).__name__}: a gate depends on its own output")
        todo += waiting
    return list(order)


def class_numbers(nodes: Iterable[Node]) -> set[Node]:
    """The nodes that some gate reads as class numbers."""
    gates = [node for node in nodes if isinstance(node, Gate)]
    return {getattr(gate, name) for gate in gates for name in gate.class_numbers}


def _common_dtype(parameters: Sequence[Parameter]) -> np.dtype[Any] | None:
    """The dtype of all parameters; None if there are none. Raises ConfigError if they differ."""
    dtypes = {parameter.value.dtype for parameter in parameters}
    if len(dtypes) > 1:
        listed = ", ".join(f"{parameter} {parameter.value.dtype}" for parameter in parameters)
        raise ConfigError(f"parameters of one graph must be all float32 or all float64, got {listed}")
    return next(iter(dtypes), None)


def _widest(feeds: Iterable[ArrayLike]) -> np.dtype[Any]:
    """float32 if that is all the fractions that are handed in, else float64."""
    dtypes = {array.dtype for array in map(np.asarray, feeds) if array.dtype.kind == "f"}
    return FLOAT32 if dtypes == {FLOAT32} else FLOAT64


def _as_array(node: Input, feed: ArrayLike, dtype: np.dtype[Any]) -> Array:
    """The feed itself if it is an array of that dtype, else a converted copy."""
    if type(feed) is np.ndarray and feed.dtype == dtype:
        return feed
    try:
        array = np.asarray(feed)
    except ValueError:  # rows of different lengths
        array = np.asarray(None)
    if array.dtype.kind not in ("iu" if dtype == WHOLE else "fiub"):
        wanted = "whole numbers (classes)" if dtype == WHOLE else "numbers"
        raise ConfigError(expected(f"input {node}", wanted, Described(str(array.dtype))))
    return array.astype(dtype)


def _names(nodes: Iterable[Node]) -> str:
    return ", ".join(map(str, nodes)) or "no input"
