"""Optimizers: how parameters move, given the gradient of the loss. Arrays only.

::

    gradient (n,)  -->  step(rate)  -->  values (n,) changed in place

``values`` and ``gradient`` hold all parameters of a network end to end, so that a step is a few operations on one
array, however many layers there are. Both are live: the optimizer keeps them and reads them anew at every step. A step
uses the gradient up: it computes in that array, for what a step costs is memory that is touched. Letters: w the values,
g the gradient.
"""

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from mark1 import arguments
from mark1.errors import Described, described

Array = NDArray[Any]


class GradientDescent:
    """w -= rate g.

    ``memory``: what a save must keep, besides ``steps``; arrays of shape (n,), by name. Pickled, it takes its arrays
    along; ``Training`` keeps an optimizer and its network joined also where arrays are stored one by one (joblib).
    """

    remembers: ClassVar[tuple[str, ...]] = ()

    def __init__(self, values: Array, gradient: Array) -> None:
        _require_alike(values, gradient)
        self.values, self.gradient = values, gradient
        self.memory: dict[str, Array] = {name: np.zeros_like(values) for name in self.remembers}
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
        np.multiply(self.gradient, rate, out=self.gradient)
        np.subtract(self.values, self.gradient, out=self.values)


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

    def __init__(self, values: Array, gradient: Array, momentum: float = 0.9) -> None:
        super().__init__(values, gradient)
        self.momentum = momentum

    def step(self, rate: float) -> None:
        rate = arguments.real("rate", rate, 0)
        self.steps += 1
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
        self, values: Array, gradient: Array, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8
    ) -> None:
        super().__init__(values, gradient)
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self._work = np.empty_like(values)

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: all but the room to work in."""
        return {name: held for name, held in vars(self).items() if name != "_work"}

    def __setstate__(self, held: dict[str, Any]) -> None:
        super().__setstate__(held)
        self._work = np.empty_like(self.values)

    def step(self, rate: float) -> None:
        rate = arguments.real("rate", rate, 0)
        self.steps += 1
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
