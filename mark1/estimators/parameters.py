"""Parameters of an estimator: which setting of the machine each one is, and the refusal of a value that cannot be."""

import numbers
import warnings
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.utils import check_random_state

from mark1.errors import ConfigError, Described, StimulusError, described, expected
from mark1.machine.config import MachineConfig

MOST_SHOWINGS = 8  # of a sample in an epoch, on average, however unequal the weights are
DEPRECATED = "deprecated"  # the value of a parameter that has a new name, where nobody gave it

# Part and field of MachineConfig that a parameter sets.
SETTING_OF = {
    "n_association": ("association", "n_a"),
    "theta": ("association", "theta"),
    "excitatory": ("patch_board", "excitatory"),
    "inhibitory": ("patch_board", "inhibitory"),
    "pots": ("potentiometers", "pots"),
    "ideal": ("potentiometers", "ideal"),
    "n_response": ("response", "n_r"),
    "code": ("teacher", "code"),
    "rule": ("teacher", "rule"),
}


def machine_config(base: MachineConfig | None, parameters: Mapping[str, Any], seed: int) -> MachineConfig:
    """``base`` (None: the Mark I) with ``parameters`` set in it. Raises ConfigError with the parameter's name."""
    if not (base is None or isinstance(base, MachineConfig)):
        raise ConfigError(expected("config", "a MachineConfig or None", base))
    config = replace(base or MachineConfig(), seed=seed)
    for name, value in parameters.items():
        part, setting = SETTING_OF[name]
        try:
            config = replace(config, **{part: replace(getattr(config, part), **{setting: value})})
        except ConfigError as error:
            raise ConfigError(str(error).replace(f"{part}.{setting}:", f"{name}:")) from None
    return config


def require_whole(name: str, value: Any, low: int, high: int | None = None) -> int:
    """``value`` as an int, if it is a whole number from ``low`` to ``high``. Raises ConfigError."""
    whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if not whole or value < low or (high is not None and value > high):
        upto = "up" if high is None else f"to {high}"
        raise ConfigError(expected(name, f"a whole number from {low} {upto}", value))
    return int(value)


def require_epochs(max_epochs: Any, max_passes: Any) -> int:
    """``max_epochs``, or what its name of version 0.1.0, ``max_passes``, was given. Raises ConfigError."""
    if isinstance(max_passes, str) and max_passes == DEPRECATED:
        return require_whole("max_epochs", max_epochs, 1)
    warnings.warn("max_passes is deprecated: use max_epochs", FutureWarning, stacklevel=4)
    return require_whole("max_passes", max_passes, 1)


def require_word(name: str, value: object, allowed: tuple[str, ...]) -> str:
    """``value``, if it is one of the words ``allowed``. Raises ConfigError."""
    if not isinstance(value, str) or value not in allowed:
        raise ConfigError(expected(name, f"one of {', '.join(allowed)}", value))
    return value


def seed_from(random_state: object) -> int:
    """The seed of every random choice: a whole number is the seed itself, anything else draws one, as in scikit-learn.

    Raises ConfigError for what is neither.
    """
    if isinstance(random_state, numbers.Integral) and not isinstance(random_state, bool):
        return require_whole("random_state", random_state, 0)
    try:
        return int(check_random_state(random_state).randint(2**31))
    except ValueError as error:
        raise ConfigError(f"random_state: {error}") from None


def require_flag(name: str, value: object) -> bool:
    """``value``, if it is True or False. Raises ConfigError."""
    if not isinstance(value, (bool, np.bool_)):
        raise ConfigError(expected(name, "True or False", value))
    return bool(value)


def classes_and_numbers(y: Any) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The different classes of ``y`` (n,), sorted, and the number of each sample's. Raises StimulusError below two."""
    classes, class_of = np.unique(y, return_inverse=True)
    if len(classes) < 2:
        raise StimulusError(expected("y", "two or more classes", Described(f"one class, {described(classes[0])}")))
    return classes, class_of.astype(np.int64)


def showings(weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """How often each sample is shown in an epoch: ndarray of shape (n,), whole numbers in proportion to ``weights``.

    The smallest weight above 0 is shown once, so weights that are multiples of it are exact, and equal weights change
    nothing. An epoch has at most ``MOST_SHOWINGS`` showings per sample on average, rounding aside: the smallest weights
    are then rounded up to one showing. A weight of 0 is never shown. Raises StimulusError if all of them are 0.
    """
    positive = weights > 0
    if not positive.any():
        raise StimulusError(expected("sample_weight", "a weight above 0 for two or more classes", Described("only 0")))
    relative = weights / weights.max()
    least = max(float(relative[positive].min()), np.finfo(np.float64).tiny)
    scale = min(1 / least, MOST_SHOWINGS * positive.sum() / relative.sum())
    return np.where(positive, np.maximum(1, np.rint(relative * scale)), 0).astype(np.int64)
