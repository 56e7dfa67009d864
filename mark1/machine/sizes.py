"""Sizes: what the settings of a saved machine allow its arrays to be, before any of them is unpacked.

    settings, names  -->  how many values each array has  <--  headers of the arrays

A few bytes of settings can ask for a machine of gigabytes, and a few bytes packed for an array of as much: they have to
ask for the same.
"""

from collections.abc import Mapping
from math import prod
from typing import Any

import numpy as np

from mark1.errors import ConfigError, Described, expected
from mark1.machine import state
from mark1.machine.correction_log import ROW

Head = tuple[tuple[int, ...], np.dtype[Any]]
WIDEST = 8  # bytes of one value


def check(meta: Mapping[str, Any], heads: Mapping[str, Head]) -> tuple[int, int]:
    """The S-units and A-units of a saved machine. Raises ConfigError unless its arrays are as large as the settings
    say; KeyError, TypeError for what are none."""
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
    return n_s, n_a


def _require(name: str, heads: Mapping[str, Head], n: int, widest: int = WIDEST) -> None:
    if name not in heads:
        raise ConfigError(f"{name} is missing")
    shape, dtype = heads[name]
    if prod(shape) != n or dtype.itemsize > widest:
        raise ConfigError(expected(name, f"{n} values", Described(f"{dtype} of shape {shape}")))
