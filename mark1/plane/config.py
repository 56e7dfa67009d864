"""PlaneConfig: what may be set before points of the plane are learned."""

import warnings
from dataclasses import InitVar, dataclass
from typing import Any

from mark1.backprop.network_config import NetworkConfig
from mark1.backprop.registry import LOSSES, activation_names
from mark1.backprop.settings import NetworkSettings, number, word
from mark1.errors import ConfigError
from mark1.plane.features import FEATURES

MOST_UNITS, MOST_LAYERS = 1024, 8


@dataclass(frozen=True)
class PlaneConfig(NetworkSettings):
    """``hidden``: units of each hidden layer of an mlp. ``activation`` as in NetworkConfig. ``test_points``: how many
    other points of the set are judged with, and never learned. Assumed: epochs and rate. Raises ConfigError.
    """

    part = "plane"
    backend: str = word("perceptron", ("perceptron", "mlp", "logistic"))
    features: str = word("raw", tuple(FEATURES))
    hidden: tuple[int, ...] = (8,)
    l2: float = number(0.0, 0, 1000)
    activation: Any = "tanh"
    loss: str = word("softmax", LOSSES)
    epochs: int = number(1000, 1, 100_000)
    rate: float = number(0.05, 1e-6, 10)
    seed: int = number(0, 0, 2**63)
    test_points: int = number(0, 0, 10_000)
    passes: InitVar[int | None] = None  # deprecated: the name of epochs in version 0.1.0

    def __post_init__(self, passes: int | None) -> None:
        if passes is not None:
            warnings.warn("PlaneConfig(passes=) is deprecated: use epochs", FutureWarning, stacklevel=3)
            object.__setattr__(self, "epochs", passes)
        super().__post_init__()
        self._check_layers()
        self._check_activation()

    def _check_layers(self) -> None:
        """Make a tuple of a single number. Raises ConfigError for what are no numbers of units."""
        given: Any = self.hidden
        hidden = tuple(given) if isinstance(given, (tuple, list)) else (given,)
        for units in hidden:
            if isinstance(units, bool) or not isinstance(units, int) or not 1 <= units <= MOST_UNITS:
                raise self.refuse("hidden", f"a whole number from 1 to {MOST_UNITS}", units)
        if not 1 <= len(hidden) <= MOST_LAYERS:
            raise self.refuse("hidden", f"1 to {MOST_LAYERS} layers", hidden)
        object.__setattr__(self, "hidden", hidden)

    def _check_activation(self) -> None:
        """Raises ConfigError unless it is known, and one or as many as layers."""
        try:
            NetworkConfig(2, 2, self.hidden, self.activation)
            object.__setattr__(self, "activation", activation_names(self.activation))
        except ConfigError as error:
            error.reword(str(error).replace("network.", f"{self.part}.", 1))
            raise
