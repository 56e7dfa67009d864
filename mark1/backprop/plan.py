"""Plan: the memory of a graph for one set of input shapes, and the two lists of steps that work in it.

::

    order of the gates, shapes  -->  forward:  [gate.forward, gate.forward, ...]
                                     backward: [gate.backward, Copy.backward, gate.backward, ...]

All arrays are made once; a training step makes none. Memory for gradients is made by the first backward, so that a
graph that only answers has none. The first gradient a value gets is written, further ones are added by a ``Copy``.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from mark1.backprop.copies import Copy, Spread
from mark1.backprop.foreign_gate import ForeignGate, is_foreign
from mark1.backprop.nodes import Array, Constant, Gate, Node, Parameter, Shape
from mark1.errors import ConfigError

Step = Callable[[], None]


class Plan:
    """Which array is under which name of which node.

    ``order``: every node after its inputs; ``input_shapes``: those of the Inputs among them. Nodes may belong to more
    than one graph, and hold the arrays of one plan at a time: ``laid`` is True while they are this plan's.
    Raises ConfigError if shapes do not fit.
    """

    def __init__(self, order: Sequence[Node], input_shapes: dict[Node, Shape], dtype: np.dtype[Any]) -> None:
        self.order, self.dtype, self.laid = order, dtype, False
        self.gates = [node for node in order if isinstance(node, Gate)]
        self.shapes: dict[Node, Shape] = dict(input_shapes)
        self.arrays: dict[Node, dict[str, Any]] = {}
        for node in order:
            self.arrays[node] = self._arrays_of(node)
        foreign = filter(is_foreign, self.gates)
        self.foreign = {gate: ForeignGate(gate, self.arrays[gate]["value"]) for gate in foreign}
        self.forward: list[Step] = [self.foreign.get(gate, gate).forward for gate in self.gates]
        self.backward: list[Step] = []
        self.uses = Counter(node for gate in self.gates for node in gate.inputs)
        self.gradients: dict[Gate, list[Array | None]] = {}  # where each gate writes those of its inputs: dx, dy ...
        self.parts: dict[Node, list[Array]] = {}  # what a node's gradient is the sum of; the first holds the sum

    def _arrays_of(self, node: Node) -> dict[str, Any]:
        """The arrays a forward needs at this node; its shape is known from then on."""
        if isinstance(node, Gate):
            if not node.inputs:
                raise ConfigError(f"{node.kind} gate: it has no inputs; call super().__init__(x) in its __init__")
            arrays: dict[str, Any] = node.arrays(self.dtype, *(self.shapes[each] for each in node.inputs))
            self.shapes[node] = arrays["value"].shape
            return arrays | {"gradient": None}
        if isinstance(node, Constant):
            self.shapes[node] = ()
            return {"value": np.asarray(node.number, self.dtype)}
        if isinstance(node, Parameter):
            self.shapes[node] = node.value.shape
            return {}
        return {"gradient": None}

    def lay(self) -> None:
        """Give every node its arrays; plans that held some of the nodes are not laid any more."""
        for node, arrays in self.arrays.items():
            if not isinstance(node, Parameter):
                if node.plan:
                    node.plan.laid = False
                node.plan = self
            node.lay(arrays)
        for gate, gradients in self.gradients.items():
            gate.name_gradients(*gradients)
        self.laid = True

    # ---- backward

    def add_gradients(self, output: Node) -> None:
        """Make the memory for gradients and the list of backward steps, from ``output`` down."""
        self._add_part(output, self._array_for(output))
        for node in reversed(self.order):  # so all uses of a node stand before it
            if node not in self.parts:
                continue
            gradient, *others = self.parts[node]
            if others:
                self.backward.append(Copy(gradient, others).backward)
            if isinstance(node, Gate):
                self._add_gate(node)
        leaves = [parts[0] for node, parts in self.parts.items() if not isinstance(node, Gate)]
        self.backward += [partial(np.add, gradient, 0.0, out=gradient) for gradient in leaves]  # of -0 it makes 0
        self.lay()

    def _add_part(self, node: Node, array: Array) -> None:
        """``array`` will hold a part of the node's gradient."""
        self.parts.setdefault(node, []).append(array)
        self.arrays[node]["gradient"] = self.parts[node][0]

    def _add_gate(self, gate: Gate) -> None:
        """Tell a gate where to write the gradients of its inputs."""
        self.backward.append(self.foreign.get(gate, gate).backward)
        gradients = [
            self._add_use(gate, name, node) if node.wants_gradient else None
            for name, node in zip(gate.names, gate.inputs, strict=True)
        ]
        if gate in self.foreign:  # it need not ask which gradients are wanted
            spare = (np.empty(self.shapes[node], self.dtype) for node in gate.inputs)
            self.foreign[gate].gradients = [
                room if own is None else own for own, room in zip(gradients, spare, strict=True)
            ]
        self.gradients[gate] = gradients

    def _add_use(self, gate: Gate, name: str, node: Node) -> Array:
        """The array in which ``gate`` writes the gradient of its input ``node``."""
        own: Array = self.arrays[gate]["gradient"]
        passes_on = name in gate.passes_on
        repeated = gate.spreads and self.shapes[node] != self.shapes[gate]
        if passes_on and not repeated and self.uses[node] == 1 and isinstance(node, Gate):
            self._add_part(node, own)
            return own
        array = self._array_for(node)
        self._add_part(node, array)
        if not repeated:
            return array
        whole = own if passes_on else np.empty(self.shapes[gate], self.dtype)
        self.backward.append(Spread(array, whole).backward)
        return whole

    def _array_for(self, node: Node) -> Array:
        """A parameter's own gradient for its first use, else a new array."""
        if isinstance(node, Parameter) and node not in self.parts:
            return node.gradient
        return np.empty(self.shapes[node], self.dtype)
