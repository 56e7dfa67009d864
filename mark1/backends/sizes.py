"""Sizes: what the settings of a saved back end allow its arrays to be, before any of them is unpacked.

Those of the machine are checked by ``mark1/machine/sizes.py``, those of a network here.
"""

from collections.abc import Mapping
from math import prod
from typing import Any

from mark1.backends.network import NetworkBackendConfig
from mark1.errors import ConfigError
from mark1.machine import sizes
from mark1.machine.sizes import WIDEST, Head

OURS = ("mark1", "mlp", "logistic")
MOST_HELD_OUT = 8_000_000  # pictures
MOST_OF_A_PLUGIN = 32_000_000  # numbers that a back end of a plug-in may have learned


def check(meta: Mapping[str, Any], heads: Mapping[str, Head]) -> None:
    """Raises ConfigError unless the arrays are as large as the settings say; KeyError, TypeError for what are none."""
    n_s, n_a = sizes.check(meta, heads)
    own = {name: head for name, head in heads.items() if name.startswith("brain.")}
    if meta["backend"] in OURS:
        _check_network(meta, own, n_s, n_a)
    elif sum(prod(shape) for shape, _ in own.values()) > MOST_OF_A_PLUGIN:
        raise ConfigError(f"back end {meta['backend']}: more than {MOST_OF_A_PLUGIN} numbers")


def _check_network(meta: Mapping[str, Any], heads: Mapping[str, Head], n_s: int, n_a: int) -> None:
    """Raises ConfigError unless a network's arrays are as large as its layers, all together, one by one smaller."""
    brain = meta.get("brain")
    if not brain or not brain["classes"]:
        if heads:
            raise ConfigError("arrays of a network that learned nothing")
        return
    config = NetworkBackendConfig(**{**brain["config"], "hidden": tuple(brain["config"]["hidden"])})
    layers = config.network(n_s if config.input == "light" else n_a, len(brain["classes"])).layers
    weights = sum(rows * columns + columns for rows, columns in layers)
    held = sum(prod(shape) for name, (shape, _) in heads.items() if name.removeprefix("brain.")[0] in "wb")
    if "brain.best" not in heads or held < weights:
        raise ConfigError(f"the layers have {weights} weights, the file has fewer")
    for name, (shape, dtype) in heads.items():
        most = MOST_HELD_OUT if name == "brain.held_out" else weights
        if prod(shape) > most or dtype.itemsize > WIDEST:
            raise ConfigError(f"{name}: more than {most} numbers")
