"""The state of a course of training, as arrays and plain values: what a save restores.

``w1``, ``b1`` ... the parameters; ``optimizer.m`` ... what the optimizer remembers; ``best``, ``held_out``. Everything
else follows from the configs.
"""

import math
from dataclasses import asdict
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mark1.commit import Change, attributes, commit, elements
from mark1.errors import ConfigError

if TYPE_CHECKING:
    from mark1.backprop.training import Training

Arrays = dict[str, NDArray[Any]]
COUNTERS = ("epochs", "waited", "held_of")
MOST_COUNTED = 2**53


class Attempt:
    """While entered, a training is under way that an error or Ctrl-C takes back, to the bit."""

    def __init__(self, training: "Training") -> None:
        self.training = training

    def __enter__(self) -> None:
        self.before = _as_it_is(self.training)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            commit(self.before)


def _as_it_is(training: "Training") -> list[Change]:
    """The changes that bring the present state back. A new ``held_out`` is another array, so the old one will do."""
    optimizer, chance = training.optimizer, training.rng.bit_generator
    arrays = (training.network.values, training.best, *optimizer.memory.values())
    return [
        *(elements(array, array.copy()) for array in arrays),
        attributes(training, {name: vars(training)[name] for name in (*COUNTERS, "best_loss", "held_out")}),
        attributes(optimizer, {"steps": optimizer.steps}),
        partial(setattr, chance, "state", chance.state),
    ]


def capture(training: "Training") -> tuple[dict[str, Any], Arrays]:
    """Plain values that JSON can hold, and copies of the arrays."""
    plain = {
        "network": _plain_config(training),
        **{name: getattr(training, name) for name in COUNTERS},
        "steps": training.optimizer.steps,
        "best_loss": training.best_loss if math.isfinite(training.best_loss) else None,
        "rng": training.rng.bit_generator.state,
    }
    arrays = {name: array.copy() for name, array in _live(training).items()}
    return plain, arrays | {"held_out": training.held_out.copy()}


def restore(training: "Training", plain: dict[str, Any], arrays: Arrays) -> None:
    """Put a captured state into a training of the same network. Raises ConfigError, and then nothing has changed."""
    try:
        _check(training, plain, arrays)
        training.rng.bit_generator.state = plain["rng"]
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        if isinstance(error, ConfigError):
            raise
        raise ConfigError(f"not the state of a training ({type(error).__name__}: {error})") from error
    for name, own in _live(training).items():
        own[:] = arrays[name]
    for name in COUNTERS:
        setattr(training, name, plain[name])
    training.held_out = arrays["held_out"].copy()
    training.optimizer.steps = plain["steps"]
    training.best_loss = math.inf if plain["best_loss"] is None else float(plain["best_loss"])


def _plain_config(training: "Training") -> dict[str, Any]:
    config = asdict(training.network.config)
    return config | {"hidden": list(config["hidden"])}


def _live(training: "Training") -> Arrays:
    """The arrays of fixed size, by name."""
    memory = {f"optimizer.{name}": array for name, array in training.optimizer.memory.items()}
    return training.network.parameters | memory | {"best": training.best}


def _check(training: "Training", plain: dict[str, Any], arrays: Arrays) -> None:
    """Raises ConfigError, or what else a wrong value leads to, unless all of it fits."""
    for name, value in _plain_config(training).items():
        if plain["network"][name] != value:
            raise ConfigError(f"the state of another network: {name} {plain['network'][name]!r}, here it is {value!r}")
    live = _live(training)
    if set(arrays) != {*live, "held_out"}:
        wrong = sorted(set(arrays) ^ {*live, "held_out"})[0]
        raise ConfigError(f"not the state of a training with {training.config.optimizer}: {wrong}")
    for name, own in live.items():
        _check_array(name, own, arrays[name])
    for name in (*COUNTERS, "steps"):
        if type(plain[name]) is not int or not 0 <= plain[name] <= MOST_COUNTED:
            raise ConfigError(f"{name}: a whole number from 0 is needed, {plain[name]!r} came")
    if plain["best_loss"] is not None and not math.isfinite(plain["best_loss"]):
        raise ConfigError(f"best_loss: a number is needed, {plain['best_loss']!r} came")
    _check_held_out(arrays["held_out"], plain["held_of"])
    type(training.rng.bit_generator)().state = plain["rng"]


def _check_array(name: str, own: NDArray[Any], given: NDArray[Any]) -> None:
    if own.shape != given.shape or own.dtype != given.dtype:
        raise ConfigError(f"{name}: {own.dtype} of shape {own.shape} is needed, {given.dtype} {given.shape} came")
    if not np.isfinite(given).all():
        raise ConfigError(f"{name}: numbers are needed, one is not finite")


def _check_held_out(held_out: NDArray[Any], held_of: int) -> None:
    if held_out.dtype != np.int64 or held_out.ndim != 1 or (np.diff(held_out) <= 0).any():
        raise ConfigError("held_out: the numbers of pictures are needed, each once, in order")
    if len(held_out) and not 0 <= held_out[0] <= held_out[-1] < held_of:
        raise ConfigError(f"held_out: numbers from 0 to {held_of - 1} are needed, others came")
