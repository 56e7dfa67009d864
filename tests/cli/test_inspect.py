"""``mark1 inspect``: the facts of a saved machine."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from mark1.cli.inspect import facts_of
from mark1.cli.provenance import unusual
from mark1.machine.config import MachineConfig
from mark1.panel.control_panel import ControlPanel
from mark1.stimuli.characters import LETTERS

Run = Callable[..., Any]


def test_inspect_json(mark1: Run, lettered: Path) -> None:
    told = mark1("inspect", lettered, "--json").value
    assert (told["seed"], told["a_units"], told["r_units"], told["potentiometers"]) == (7, 512, 8, 512)
    assert (told["code"], told["classes"], told["retina"]) == ("binary", list(LETTERS), [20, 20])
    assert told["history"][0] == "machine seed 7" and told["history"][1].startswith("train letters epochs ")
    assert told["settings"] == {}


def test_only_what_is_not_standard_is_told() -> None:
    assert unusual(MachineConfig()) == {}
    panel = ControlPanel()
    panel.execute("machine a-units 100 retina.noise 0.1 seed 4")
    assert unusual(panel.machine.config) == {"association.n_a": 100, "retina.noise": 0.1}


def test_the_facts_by_hand() -> None:
    panel = ControlPanel()
    for line in ("machine a-units 64 seed 4", "set 3 11", "set 4 -2.5", "damage a 5", "damage motors 6",
                 "damage cells 2", "damage wires 10", "theta 3", "wait 7"):  # fmt: skip
        panel.execute(line)
    facts = facts_of(panel)
    expected = {"seed": 4, "a_units": 64, "r_units": 8, "wires": 64 * 20 - 10, "potentiometers": 64, "theta": 3.0,
                "highest_v": 11.0, "lowest_v": -2.5, "dead_a_units": 5, "stuck_motors": 6, "dead_or_stuck_cells": 2,
                "machine_time_s": 7.0, "presentations": 0, "code": None, "classes": [],
                "settings": {"association.n_a": 64, "association.theta": 3.0}}  # fmt: skip
    assert {name: facts[name] for name in expected} == expected
    assert facts["history"] == panel.history
