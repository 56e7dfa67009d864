"""Sizes: what a saved machine's settings allow its arrays to be, before any of them is unpacked.

    settings, names  -->  how many values each array has  <--  headers of the arrays

A few bytes of settings can ask for a machine of gigabytes, and a few bytes packed for an array of as much: they have to
ask for the same.
"""

from collections.abc import Mapping
from math import prod
from typing import Any

import numpy as np

from mark1.backends.network import NetworkBackendConfig
from mark1.errors import ConfigError, Described, expected
from mark1.machine import state
from mark1.machine.correction_log import ROW

Head = tuple[tuple[int, ...], np.dtype[Any]]
WIDEST = 8  # bytes of one value
MOST_HELD_OUT = 8_000_000  # pictures


def check(meta: Mapping[str, Any], heads: Mapping[str, Head]) -> None:
    """Raises ConfigError unless the arrays are as large as the settings say; KeyError, TypeError for what are none."""
    config = state.config_from(meta["machine"]["config"])
    n_s, n_a = config.retina.rows * config.retina.cols, config.association.n_a
    n_pots = n_a * (config.response.n_r if config.potentiometers.pots == "shared" else 1)
    units = {"retina": n_s, "association": n_a, "potentiometers": n_pots}
    for part, _, stored in state.ATTRIBUTES:
        _require(stored, heads, units[part])
    for name in state.WIRES:
        if prod(heads.get(f"patch_board.{name}", ((0,), None))[0]) > n_s * n_a:
            raise ConfigError(f"patch_board.{name}: more wires than pairs of units")
    _require("log.rows", heads, len(meta["machine"]["log_names"]), ROW.itemsize)
    _check_network(meta, {name: head for name, head in heads.items() if name.startswith("brain.")}, n_s, n_a)


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


def _require(name: str, heads: Mapping[str, Head], n: int, widest: int = WIDEST) -> None:
    if name not in heads:
        raise ConfigError(f"{name} is missing")
    shape, dtype = heads[name]
    if prod(shape) != n or dtype.itemsize > widest:
        raise ConfigError(expected(name, f"{n} values", Described(f"{dtype} of shape {shape}")))
