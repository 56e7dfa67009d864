"""NetworkConfig: how a network is built, checked before it is."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from mark1.backprop.linear import STARTS
from mark1.backprop.registry import Activation, Loss, activation_named, activation_names, loss_named, takes_classes
from mark1.backprop.settings import NetworkSettings, number, word
from mark1.errors import ConfigError

MOST_UNITS, MOST_WEIGHTS = 100_000, 100_000_000


@dataclass(frozen=True)
class NetworkConfig(NetworkSettings):
    """``hidden``: units of each hidden layer; () is a linear classifier, with loss softmax logistic regression.

    ``activation``: a name, with its option after a colon (``elu:0.5``), or a function of a node; or one of these for
    each hidden layer, as a tuple or with commas (``"relu,tanh"``). ``loss``: a name, or a function of scores and target
    that returns a node of one number. ``l2`` times the sum of all squared weights (biases not) is added to the loss.
    """

    part = "network"
    n_in: int = number(400, 1, MOST_UNITS)
    n_out: int = number(26, 1, MOST_UNITS)
    hidden: tuple[int, ...] = (128,)
    activation: Any = "relu"
    loss: str | Loss = "softmax"
    l2: float = number(0.0, 0, 1e6)
    start: str = word("he", tuple(STARTS))
    dtype: str = word("float32", ("float32", "float64"))

    def __post_init__(self) -> None:
        super().__post_init__()
        if not _are_sizes(self.hidden):
            raise self.refuse("hidden", f"whole numbers from 1 to {MOST_UNITS}", self.hidden)
        object.__setattr__(self, "hidden", tuple(int(units) for units in self.hidden))
        self._check_functions()
        if self.start == "zero" and self.hidden:
            raise self.refuse("start", "he or xavier where hidden units must come to differ", self.start)
        if self.n_out == 1 and self.takes_classes:
            raise self.refuse("n_out", f"a number from 2 up with loss {self.loss} (or loss logistic)", 1)
        if sum(rows * columns for rows, columns in self.layers) > MOST_WEIGHTS:
            raise self.refuse("hidden", f"at most {MOST_WEIGHTS} weights in all layers", self.hidden)

    def _check_functions(self) -> None:
        """Raises ConfigError unless activations and loss are known, and there are as many as layers."""
        try:
            object.__setattr__(self, "activation", activation_names(self.activation))
            loss_named(self.loss)
        except ConfigError as error:
            error.reword(f"{self.part}.{error}")
            raise
        if isinstance(self.activation, tuple) and len(self.activation) != len(self.hidden):
            raise self.refuse("activation", f"one name, or one per hidden layer ({len(self.hidden)})", self.activation)

    @property
    def activations(self) -> list[Activation]:
        """The activation of each hidden layer."""
        several = self.activation if isinstance(self.activation, tuple) else (self.activation,) * len(self.hidden)
        return [activation_named(each) for each in several]

    @property
    def takes_classes(self) -> bool:
        """Whether the loss reads class numbers, and not a target for each output."""
        return takes_classes(self.loss)

    @property
    def layers(self) -> list[tuple[int, int]]:
        """Rows and columns of the weights of every layer."""
        sums = (each.pieces * units for each, units in zip(self.activations, self.hidden, strict=True))
        return list(zip((self.n_in, *self.hidden), (*sums, self.n_out), strict=True))

    @property
    def n_classes(self) -> int:
        """How many classes it distinguishes: one per output; with a single output, 0 and 1."""
        return max(2, self.n_out)


def _are_sizes(hidden: Any) -> bool:
    """Whether these can be numbers of units, layer by layer."""
    return isinstance(hidden, (tuple, list)) and all(
        isinstance(units, (int, np.integer)) and type(units) is not bool and 1 <= units <= MOST_UNITS
        for units in hidden
    )
