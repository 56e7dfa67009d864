"""Optimizers: how parameters move, given the gradient of the loss. Arrays only.

::

    gradient (n,)  -->  step(rate)  -->  values (n,) changed in place

``values`` and ``gradient`` hold all parameters of a network end to end, so that a step is a few operations on one
array, however many layers there are. Both are live: the optimizer keeps them and reads them anew at every step. A step
uses the gradient up: it computes in that array, for what a step costs is memory that is touched. Letters: w the values,
g the gradient.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from mark1 import arguments
from mark1.backprop.nodes import Parameter
from mark1.errors import Described, described

Array = NDArray[Any]


class GradientDescent:
    """w -= rate g.    ``GradientDescent(values, gradient)``, or of a list of Parameters: ``GradientDescent([w, b])``.

    Of a list it works in arrays of its own, and leaves the gradients of the parameters as they are.

    ``memory``: what a save must keep, besides ``steps``; arrays of shape (n,), by name. Pickled, it takes its arrays
    along; ``Training`` keeps an optimizer and its network joined also where arrays are stored one by one (joblib).
    """

    remembers: ClassVar[tuple[str, ...]] = ()

    def __init__(self, values: Array | Sequence[Parameter], gradient: Array | None = None) -> None:
        self.parameters = [] if gradient is not None else _parameters(values)
        if gradient is None:
            values = np.concatenate([each.value.ravel() for each in self.parameters])
            gradient = np.zeros_like(values)
        _require_alike(values, gradient)
        self.values: Array = np.asarray(values)
        self.gradient = gradient
        self.memory: dict[str, Array] = {name: np.zeros_like(self.values) for name in self.remembers}
        self.steps = 0

    def __setstate__(self, held: dict[str, Any]) -> None:
        """What was pickled; its memory can be written, also where arrays were mapped from a file."""
        vars(self).update(held)
        self.memory = {name: np.require(array, requirements="W") for name, array in self.memory.items()}

    def reset(self) -> None:
        """Forget all earlier steps."""
        self.steps = 0
        for array in self.memory.values():
            array.fill(0)

    def step(self, rate: float) -> None:
        """Move the values once. Raises ConfigError for a rate that is no number from 0 up."""
        rate = arguments.real("rate", rate, 0)
        self.steps += 1
        for each, value, gradient in self._joined():
            np.copyto(value, each.value)
            np.copyto(gradient, each.gradient)
        self.move(rate)
        for each, value, _ in self._joined():
            np.copyto(each.value, value)

    def move(self, rate: float) -> None:
        """Change ``values`` by ``gradient``, which is used up."""
        np.multiply(self.gradient, rate, out=self.gradient)
        np.subtract(self.values, self.gradient, out=self.values)

    def _joined(self) -> Iterator[tuple[Parameter, Array, Array]]:
        """Every parameter of the list, and its pieces of ``values`` and ``gradient`` in its shape."""
        first = 0
        for each in self.parameters:
            piece = slice(first, first + each.value.size)
            first = piece.stop
            yield each, self.values[piece].reshape(each.value.shape), self.gradient[piece].reshape(each.value.shape)


def _parameters(given: Any) -> list[Parameter]:
    """A list of parameters of one dtype. Raises ConfigError."""
    several = list(given) if isinstance(given, (list, tuple)) else [given]
    if not several or not all(isinstance(each, Parameter) for each in several):
        raise arguments.refusal("optimizer", "values and their gradient, or a list of Parameters", given)
    if len({each.value.dtype for each in several}) > 1:
        raise arguments.refusal("optimizer", "parameters that are all float32 or all float64", Described("both"))
    return several


def _require_alike(values: Any, gradient: Any) -> None:
    """Raises ConfigError unless both are arrays of one shape and kind, to be changed in place."""
    arrays = isinstance(values, np.ndarray) and isinstance(gradient, np.ndarray) and values.dtype.kind == "f"
    if not arrays or (values.shape, values.dtype) != (gradient.shape, gradient.dtype):
        got = Described(f"{described(values)} and {described(gradient)}")
        raise arguments.refusal("optimizer", "values and gradient as arrays of floats of one shape and dtype", got)


class Momentum(GradientDescent):
    """v = momentum v - rate g,  w += v: a ball that rolls down and keeps some of its speed.

    ``momentum`` from 0 (gradient descent) to below 1.
    """

    remembers = ("v",)

    def __init__(
        self, values: Array | Sequence[Parameter], gradient: Array | None = None, momentum: float = 0.9
    ) -> None:
        super().__init__(values, gradient)
        self.momentum = momentum

    def move(self, rate: float) -> None:
        v, g = self.memory["v"], self.gradient
        np.multiply(v, self.momentum, out=v)
        np.multiply(g, rate, out=g)
        np.subtract(v, g, out=v)
        np.add(self.values, v, out=self.values)


class Adam(GradientDescent):
    """Every value at a pace of its own: the mean of its gradient over the root of the mean of its square.

    ::

        m = beta1 m + (1 - beta1) g         v = beta2 v + (1 - beta2) g^2
        w -= rate  (m / (1 - beta1^t))  /  (sqrt(v / (1 - beta2^t)) + epsilon)        t = 1, 2, ... the step

    The divisors make up for m and v having begun at 0. Source: Kingma and Ba, "Adam: a method for stochastic
    optimization", ICLR 2015, algorithm 1; the defaults are theirs.
    """

    remembers = ("m", "v")

    def __init__(
        self,
        values: Array | Sequence[Parameter],
        gradient: Array | None = None,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ) -> None:
        super().__init__(values, gradient)
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self._work = np.empty_like(self.values)

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: all but the room to work in."""
        return {name: held for name, held in vars(self).items() if name != "_work"}

    def __setstate__(self, held: dict[str, Any]) -> None:
        super().__setstate__(held)
        self._work = np.empty_like(self.values)

    def move(self, rate: float) -> None:
        self._remember()
        m, v, work = self.memory["m"], self.memory["v"], self._work
        np.divide(v, 1 - self.beta2**self.steps, out=work)
        np.sqrt(work, out=work)
        np.add(work, self.epsilon, out=work)
        np.divide(m, work, out=work)
        np.multiply(work, rate / (1 - self.beta1**self.steps), out=work)
        np.subtract(self.values, work, out=self.values)

    def _remember(self) -> None:
        """Update the running means: m of the gradient, v of its square."""
        m, v, g, work = self.memory["m"], self.memory["v"], self.gradient, self._work
        np.multiply(m, self.beta1, out=m)
        np.multiply(g, 1 - self.beta1, out=work)
        np.add(m, work, out=m)
        np.multiply(v, self.beta2, out=v)
        np.multiply(g, g, out=g)
        np.multiply(g, 1 - self.beta2, out=g)
        np.add(v, g, out=v)


# By name: each is handed values, gradient and how much of its speed momentum keeps.
OPTIMIZERS: dict[str, Callable[[Array, Array, float], GradientDescent]] = {
    "gradient_descent": lambda values, gradient, momentum: GradientDescent(values, gradient),
    "momentum": Momentum,
    "adam": lambda values, gradient, momentum: Adam(values, gradient),
}
