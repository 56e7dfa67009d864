"""Machines for the tests: a tiny one that fits on paper, and a builder of small ones."""

import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from mark1.machine.config import MachineConfig
from mark1.machine.mark1 import MarkI

sys.path.insert(0, str(Path(__file__).parents[1]))  # slow_machine.py stands beside the rooms it serves
settings.register_profile("mark1", deadline=None)  # the first example of a compiled pass waits for the compiler
settings.load_profile("mark1")

PAPER_WIRES = """s,a,sign
0,0,+
1,0,+
2,0,-
2,1,+
3,1,+
0,1,-
0,2,+
3,2,+
1,2,-
"""


def config_of(seed: int = 0, **named: Any) -> MachineConfig:
    """A config from settings by their own name, whichever part they belong to; a name that is none is an error."""
    config = MachineConfig(seed=seed)
    for part in dataclasses.fields(MachineConfig):
        value = getattr(config, part.name)
        if dataclasses.is_dataclass(value):
            here = {field.name: named.pop(field.name) for field in dataclasses.fields(value) if field.name in named}
            config = dataclasses.replace(config, **{part.name: dataclasses.replace(value, **here)})
    assert not named, f"no such settings: {named}"
    return config


@pytest.fixture(scope="session")
def build() -> Callable[..., MarkI]:
    """A machine from settings by name: ``build(n_a=70, n_r=3, ideal=True)``."""
    return lambda **named: MarkI(config_of(**named))


@pytest.fixture
def tiny() -> MarkI:
    """4 S, 3 A, 1 R with ideal motors; light falls on the cells as it is.

    ::

        S0 S1      A0 = + S0 + S1 - S2
        S2 S3      A1 = + S2 + S3 - S0      theta 1
                   A2 = + S0 + S3 - S1
    """
    sizes = {"rows": 2, "cols": 2, "excitatory": 2, "inhibitory": 1, "n_a": 3, "n_r": 1}
    machine = MarkI(config_of(**sizes, theta=1.0, ideal=True, polarity="light", exposure=1.0))
    machine.patch_board.load_csv(PAPER_WIRES)
    return machine
