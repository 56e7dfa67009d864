"""Foreign gate: a gate that somebody else wrote, run with a check after each step.

::

    gate.forward()   -->  value written into the planned array, assigned, or returned?  -->  the planned array
    gate.backward()  -->  dx written into the planned array, assigned, or returned?     -->  the planned array

The gates of this package write into arrays that are planned once. Whoever writes ``self.value = self.x.value ** 3``, or
returns it as a function of other libraries would, means the same; what is forgotten is said in a sentence.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mark1.backprop.nodes import Array, Gate, Node
from mark1.errors import ConfigError

HERE = __name__.rpartition(".")[0]


def is_foreign(gate: Gate) -> bool:
    """Whether a gate was written outside this package."""
    return not type(gate).__module__.startswith(f"{HERE}.")


class ForeignGate:
    """The steps of one gate. ``value`` and ``gradients`` are its planned arrays; ``gradients`` holds one per input."""

    def __init__(self, gate: Gate, value: Array) -> None:
        self.gate, self.value = gate, value
        self.gradients: Sequence[Array] = ()

    def forward(self) -> None:
        """Run the gate's forward. Raises ConfigError for a value that is missing or of another shape."""
        gate, value = self.gate, self.value
        value.fill(np.nan)
        given = self._run("forward")
        if gate.value is not value:
            given, gate.value = gate.value, value
        if given is not None:
            self._copy("forward", "the value", value, given, "return it from a method shape(self, *shapes)")
        elif np.isnan(value).all() and value.size and not self._has_nan(*(node.value for node in gate.inputs)):
            raise self._refusal("forward", "wrote no value: assign self.value, or write into it (out=self.value)")

    def backward(self) -> None:
        """Run the gate's backward. Raises ConfigError for a gradient that is missing or of another shape."""
        gate = self.gate
        for gradient in self.gradients:
            gradient.fill(np.nan)
        gate.name_gradients(*self.gradients)
        returned = self._run("backward")
        several = returned if isinstance(returned, tuple) else (returned,) * len(self.gradients)
        if len(several) != len(self.gradients):
            raise self._refusal("backward", f"returned {len(several)} gradients for {len(self.gradients)} inputs")
        for name, node, planned, given in zip(gate.names, gate.inputs, self.gradients, several, strict=True):
            self._take(name, node, planned, given)
        gate.name_gradients(*self.gradients)

    def _take(self, name: str, node: Node, planned: Array, given: Any) -> None:
        """The gradient of one input, wherever the gate put it."""
        assigned = getattr(self.gate, f"d{name}", planned)
        given = given if assigned is planned else assigned
        if given is not None:
            self._copy("backward", f"d{name}", planned, given, f"a gradient has the shape of its value, {node}")
        elif node.wants_gradient and planned.size and np.isnan(planned).all() and not self._has_nan(self.gate.gradient):
            raise self._refusal(
                "backward", f"wrote no d{name}: assign self.d{name}, or write into it (out=self.d{name})"
            )

    def _run(self, step: str) -> Any:
        try:
            return getattr(self.gate, step)()
        except ValueError as error:
            if isinstance(error, ConfigError):
                raise
            raise self._refusal(step, f"failed ({error}); the value has the shape that shape() returns") from error

    def _copy(self, step: str, what: str, planned: Array, given: Any, why: str) -> None:
        """Copy what was assigned or returned. Raises ConfigError if it is no array of the planned shape."""
        if isinstance(given, Node):
            raise self._refusal(step, f"made a node of {what}: compute with arrays, as in self.x.value")
        array = np.asarray(given)
        if array.dtype.kind not in "fiub":
            raise self._refusal(step, f"gave {what} as {array.dtype}, not as numbers")
        if array.shape != planned.shape:
            raise self._refusal(step, f"gave {what} the shape {array.shape}, expected {planned.shape}: {why}")
        np.copyto(planned, array, casting="unsafe")

    def _refusal(self, step: str, says: str) -> ConfigError:
        given = ", ".join(f"{node} {np.shape(node.value)}" for node in self.gate.inputs)
        return ConfigError(f"{self.gate.kind} gate, {self.gate.formula()}: {step} {says}; inputs: {given}")

    @staticmethod
    def _has_nan(*arrays: Any) -> bool:
        return any(np.isnan(array).any() for array in arrays)
