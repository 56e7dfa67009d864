"""The state of a training run: all that decides how it continues, and what a save restores.

``w1``, ``b1`` ... the parameters; ``optimizer.m`` ... what the optimizer remembers; ``best``, ``held_out``. Everything
else follows from the configs.
"""

import math
from dataclasses import asdict
from functools import partial
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.backprop.network import Network
from mark1.backprop.optimizers import OPTIMIZERS
from mark1.backprop.registry import names_of_0_1_0
from mark1.commit import Change, attributes, commit, elements
from mark1.errors import ConfigError, described, expected

Arrays = dict[str, NDArray[Any]]
COUNTERS = ("epochs", "waited", "held_of")
MOST_COUNTED = 2**53


class TrainingState:
    """What a training has come to: the network, its optimizer, its chance, and what the held-out part has said.

    ``epochs`` done; ``best`` (n_parameters,): the weights of the lowest held-out loss, ``best_loss``, infinite before;
    ``waited`` epochs since then; ``held_out`` (m,): which of ``held_of`` pictures are the held-out part.
    """

    def __init__(self, network: Network, optimizer: str, momentum: float, rng: np.random.Generator) -> None:
        self.network, self.rng, self.optimizer_name = network, rng, optimizer
        self.optimizer = OPTIMIZERS[optimizer](network.values, network.gradient, momentum)
        self.best = network.values.copy()
        self.best_loss = math.inf
        self.waited = self.epochs = 0
        self.held_out: NDArray[np.int64] = np.zeros(0, np.int64)
        self.held_of = 0

    def changes_back(self) -> list[Change]:
        """The changes that bring the present state back."""
        optimizer, chance = self.optimizer, self.rng.bit_generator
        arrays = (self.network.values, self.best, *optimizer.memory.values())
        return [
            *(elements(array, array.copy()) for array in arrays),
            # a new held_out is another array, so the old one will do
            attributes(self, {name: vars(self)[name] for name in (*COUNTERS, "best_loss", "held_out")}),
            attributes(optimizer, {"steps": optimizer.steps}),
            partial(setattr, chance, "state", chance.state),
        ]

    def capture(self) -> tuple[dict[str, Any], Arrays]:
        """All of a course: plain values that JSON can hold, and copies of its arrays by name."""
        plain = {
            "network": self._plain_config(),
            **{name: getattr(self, name) for name in COUNTERS},
            "steps": self.optimizer.steps,
            "best_loss": self.best_loss if math.isfinite(self.best_loss) else None,
            "rng": self.rng.bit_generator.state,
        }
        arrays = {name: array.copy() for name, array in self._live().items()}
        return plain, arrays | {"held_out": self.held_out.copy()}

    def restore(self, plain: dict[str, Any], arrays: Arrays) -> None:
        """Go on where ``capture`` was called, with the same bits. Raises ConfigError, and then nothing has changed."""
        try:
            self._check(plain, arrays)
            self.rng.bit_generator.state = plain["rng"]
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            if isinstance(error, ConfigError):
                raise
            raise ConfigError(f"not the state of a training ({type(error).__name__}: {error})") from error
        for name, own in self._live().items():
            own[:] = arrays[name]
        for name in COUNTERS:
            setattr(self, name, plain[name])
        self.held_out = arrays["held_out"].copy()
        self.optimizer.steps = plain["steps"]
        self.best_loss = math.inf if plain["best_loss"] is None else float(plain["best_loss"])

    def _plain_config(self) -> dict[str, Any]:
        """The config as JSON holds it; functions by their names."""
        config = asdict(self.network.config)
        return {name: _plain(value) for name, value in config.items()}

    def _live(self) -> Arrays:
        """The arrays of fixed size, by name."""
        memory = {f"optimizer.{name}": array for name, array in self.optimizer.memory.items()}
        return self.network.parameters | memory | {"best": self.best}

    def _check(self, plain: dict[str, Any], arrays: Arrays) -> None:
        """Raises ConfigError, or what else a wrong value leads to, unless all of it fits."""
        for name, value in self._plain_config().items():
            stored = plain["network"][name]
            if (names_of_0_1_0(stored) if name == "activation" else stored) != value:
                raise ConfigError(f"the state of another network: {name} {stored!r}, here it is {value!r}")
        live = self._live()
        if set(arrays) != {*live, "held_out"}:
            wrong = sorted(set(arrays) ^ {*live, "held_out"})[0]
            raise ConfigError(f"not the state of a training with {self.optimizer_name}: {wrong}")
        for name, own in live.items():
            _check_array(name, own, arrays[name])
        for name in (*COUNTERS, "steps"):
            if type(plain[name]) is not int or not 0 <= plain[name] <= MOST_COUNTED:
                raise ConfigError(expected(name, "a whole number from 0", plain[name]))
        if plain["best_loss"] is not None and not math.isfinite(plain["best_loss"]):
            raise ConfigError(expected("best_loss", "a number", plain["best_loss"]))
        _check_held_out(arrays["held_out"], plain["held_of"])
        type(self.rng.bit_generator)().state = plain["rng"]


def _plain(value: Any) -> Any:
    """A setting as JSON holds it."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return getattr(value, "__name__", repr(value)) if callable(value) else value


class Attempt:
    """While entered, a training is under way that an error or Ctrl-C takes back, to the bit."""

    def __init__(self, state: TrainingState) -> None:
        self.state = state

    def __enter__(self) -> None:
        self.before = self.state.changes_back()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            commit(self.before)


def _check_array(name: str, own: NDArray[Any], given: NDArray[Any]) -> None:
    if own.shape != given.shape or own.dtype != given.dtype:
        raise ConfigError(expected(name, described(own), given))
    if not np.isfinite(given).all():
        raise ConfigError(f"{name}: expected finite numbers")


def _check_held_out(held_out: NDArray[Any], held_of: int) -> None:
    if held_out.dtype != np.int64 or held_out.ndim != 1 or (np.diff(held_out) <= 0).any():
        raise ConfigError("held_out: expected the numbers of pictures, each once, in order")
    if len(held_out) and not 0 <= held_out[0] <= held_out[-1] < held_of:
        raise ConfigError(f"held_out: expected numbers from 0 to {held_of - 1}")
