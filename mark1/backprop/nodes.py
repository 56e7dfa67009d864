"""Nodes: the values of a graph. Leaves are handed in or learned; a gate makes a new value of others.

::

    Input      x ---+
                    +--[ * ]---+                x * w + 2
    Parameter  w ---+          +--[ + ]---
    Constant   2 --------------+

An expression of nodes makes the gates it is written with; nothing is worked out before ``Graph.forward``.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Union

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from mark1.backprop.operators import NUMPY, SIGNS, Operators
from mark1.errors import ConfigError, Described, expected

Array = NDArray[Any]
Shape = tuple[int, ...]
Operand = Union["Node", float]

CLOSED = ("]", ")", ".T")  # a formula that ends so needs no brackets
NESTED = 3  # gates inside one another that a formula shows


class Node(Operators):
    """A value in a graph, and its gradient: a leaf, or the output of a gate. Signs and functions make new ones.

    ``value``: ndarray, None before the first forward. ``gradient``: ndarray of the same shape, None before the first
    backward and where it is not wanted.
    """

    inputs: tuple["Node", ...] = ()
    wants_gradient = False
    name = ""
    plan: Any = None  # whose arrays it holds now
    value: Any = None
    gradient: Any = None

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled or copied: not the memory that the gate works in, which the next forward makes anew."""
        working = set(self.plan.arrays[self]) - {"value", "gradient"} if self.plan else set()
        return {name: held for name, held in vars(self).items() if name != "plan" and name not in working}

    def lay(self, arrays: Mapping[str, Any]) -> None:
        """Work in a plan's arrays from now on: ``value``, ``gradient``, and what ``Gate.arrays`` made, by name."""
        for name, array in arrays.items():
            setattr(self, name, array)

    def named(self, name: str) -> "Node":
        """This node, which errors, explanations and drawings call ``name`` from now on."""
        self.name = name
        return self

    def formula(self, nested: int = NESTED) -> str:
        """How it was written: ``x + y``; gates more than ``nested`` deep are left out."""
        return self.name or type(self).__name__.lower()

    def __str__(self) -> str:
        return self.name or self.formula()


# ---- leaves


class Input(Node):
    """A value handed to every forward: pictures, targets. Its gradient is worked out only if it is wanted."""

    def __init__(self, name: str, wants_gradient: bool = False) -> None:
        self.name, self.wants_gradient = name, wants_gradient


class Parameter(Node):
    """A value that is learned. ``value`` is live: change it in place.

    An array of float32 or float64 is taken as it is, not copied; all else becomes float64. ``gradient`` (ndarray of
    the same shape) may be handed in too, as a piece of a larger array; it is written whole by every backward.
    """

    wants_gradient = True
    value: Array
    gradient: Array

    def __setstate__(self, held: dict[str, Any]) -> None:
        """What was pickled; it can be written, also where arrays were mapped from a file."""
        vars(self).update(held)
        self.value, self.gradient = (np.require(array, requirements="W") for array in (self.value, self.gradient))

    def __init__(self, value: ArrayLike, name: str = "", gradient: Array | None = None) -> None:
        array = np.asarray(value)
        dtype = array.dtype if array.dtype in (np.float32, np.float64) else np.dtype(np.float64)
        self.value, self.name = np.asarray(array, dtype, order="C"), name
        self.gradient = np.zeros_like(self.value) if gradient is None else gradient
        if self.gradient.shape != self.value.shape or self.gradient.dtype != dtype:
            raise ConfigError(
                f"parameter {self}: its gradient must be {dtype} of shape {self.value.shape} like its value,"
                f" got {self.gradient.dtype} of shape {self.gradient.shape}"
            )


class Constant(Node):
    """A number written into an expression: the 2 in ``2 * x``."""

    def __init__(self, number: float) -> None:
        self.number, self.name = float(number), f"{number:g}"


def node_of(operand: Operand) -> Node:
    """The operand itself, or the Constant of a number."""
    if isinstance(operand, Node):
        return operand
    if np.ndim(operand):
        raise ConfigError(
            f"an expression of gates holds nodes and single numbers, got an array of shape {np.shape(operand)};"
            " make it an Input or a Parameter"
        )
    return Constant(operand)


# ---- gates


class Gate(Node):
    """A function of its inputs. ``names`` is what forward and backward call them; gradients are ``dx`` for ``x``.

    ``Function`` is the base of gates with one input. A gate of one's own needs no more than ``names``, forward and
    backward, and ``shape`` where the value has another shape than the first input. It may assign ``self.value`` and
    ``self.dx``, return them, or write into them; the gates of this package do the latter, and say in ``name_inputs``
    and ``name_gradients`` what is set where, so that a search finds it. A gate that is the meaning of a sign in
    expressions, or of a function of NumPy, is declared with it: ``class Add(Gate, sign="+", numpy=np.add)``.
    """

    kind: ClassVar[str]  # what the field calls it; if it is not given, the words of the class name
    names: ClassVar[tuple[str, ...]] = ("x",)
    pattern: str = ""  # how the formula is written; ``{0}`` is the first input
    # Smaller inputs are repeated to the shape of the output, by NumPy's rule; the plan adds up their gradients.
    spreads: ClassVar[bool] = False
    # Inputs whose gradient is the gate's own: the plan may give both one memory.
    passes_on: ClassVar[tuple[str, ...]] = ()
    class_numbers: ClassVar[tuple[str, ...]] = ()  # inputs that are whole numbers, and have no gradient

    def __init_subclass__(cls, sign: str = "", numpy: Any = None) -> None:
        if "kind" not in vars(cls):
            cls.kind = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", cls.__name__).lower()
        if sign:
            SIGNS[sign] = cls
        if numpy is not None:
            NUMPY[numpy] = cls

    def __init__(self, *inputs: Operand) -> None:
        if len(inputs) != len(self.names):
            given = Described(f"{len(inputs)}; ``names`` of the class lists them")
            raise ConfigError(expected(f"{self.kind} gate", f"inputs {', '.join(self.names)}", given))
        self.inputs = tuple(node_of(operand) for operand in inputs)
        self.wants_gradient = any(node.wants_gradient for node in self.inputs)
        self.name_inputs(*self.inputs)

    def __getstate__(self) -> dict[str, Any]:
        gradients = {f"d{name}" for name in self.names}
        return {name: held for name, held in super().__getstate__().items() if name not in gradients}

    def name_inputs(self, *inputs: Any) -> None:
        """Set ``x`` for each input of that name."""
        for name, node in zip(self.names, inputs, strict=True):
            setattr(self, name, node)

    def name_gradients(self, *gradients: Any) -> None:
        """Set ``dx``, where backward writes the gradient of the input ``x``; None for an input that wants none."""
        for name, array in zip(self.names, gradients, strict=True):
            setattr(self, f"d{name}", array)

    def formula(self, nested: int = NESTED) -> str:
        return self.written([self._part(node, nested - 1) for node in self.inputs]) if nested else "..."

    def _part(self, node: Node, nested: int) -> str:
        """An input's place in the formula, in brackets where they are needed."""
        text = node.name or node.formula(nested)
        if not (self.pattern and nested and isinstance(node, Gate) and node.pattern) or node.name:
            return text
        return text if node.pattern.endswith(CLOSED) else f"({text})"

    def written(self, inputs: Sequence[str]) -> str:
        """The formula with these words for the inputs."""
        return self.pattern.format(*inputs) if self.pattern else f"{self.kind.replace(' ', '_')}({', '.join(inputs)})"

    def shape(self, *shapes: Shape) -> Shape:
        """The shape of the output for those of the inputs. Raises ConfigError if they do not fit."""
        return shapes[0]

    def arrays(self, dtype: DTypeLike, *shapes: Shape) -> dict[str, Array]:
        """The memory the gate works in, by name: its value, and what it keeps for backward."""
        return {"value": np.empty(self.shape(*shapes), dtype)}

    def forward(self) -> None:
        """Compute the output from the values of the inputs, into the array ``value``."""
        raise NotImplementedError

    def backward(self) -> None:
        """Compute the gradient of each input from ``gradient``, that of the output, into the array ``dx``."""
        raise NotImplementedError

    def refuse(self, allowed: str, *shapes: Shape) -> ConfigError:
        """The error of shapes that do not fit."""
        given = ", ".join(f"{node} {shape}" for node, shape in zip(self.inputs, shapes, strict=True))
        return ConfigError(expected(f"{self.kind} gate, {self.formula()}", allowed, Described(given)))


class Function(Gate):
    """A gate with one input."""

    x: Node
    dx: Array

    def name_inputs(self, *inputs: Any) -> None:
        (self.x,) = inputs

    def name_gradients(self, *gradients: Any) -> None:
        (self.dx,) = gradients
