"""What is told of the machine itself."""

import dataclasses

from mark1.cli import records
from mark1.machine import fidelity
from mark1.machine.config import MachineConfig
from mark1.panel.control_panel import ControlPanel


def test_only_what_is_not_standard_is_told() -> None:
    assert records.unusual(MachineConfig()) == {}
    panel = ControlPanel()
    panel.execute("machine a-units 100 retina.noise 0.1 seed 4")
    assert records.unusual(panel.machine.config) == {"association.n_a": 100, "retina.noise": 0.1}


def test_the_facts_by_hand() -> None:
    panel = ControlPanel()
    for line in ("machine a-units 64 seed 4", "set 3 11", "set 4 -2.5", "damage a 5", "damage motors 6",
                 "damage cells 2", "damage wires 10", "theta 3", "wait 7"):  # fmt: skip
        panel.execute(line)
    facts = records.facts(panel)
    expected = {"seed": 4, "a_units": 64, "r_units": 8, "wires": 64 * 20 - 10, "potentiometers": 64, "theta": 3.0,
                "highest_v": 11.0, "lowest_v": -2.5, "dead_a_units": 5, "stuck_motors": 6, "dead_or_stuck_cells": 2,
                "machine_time_s": 7.0, "presentations": 0, "code": None, "classes": [],
                "settings": {"association.n_a": 64, "association.theta": 3.0}}  # fmt: skip
    assert {name: facts[name] for name in expected} == expected
    assert facts["history"] == panel.history


def test_the_printed_table_has_every_row_whole(capsys: object) -> None:
    from pytest import CaptureFixture

    assert isinstance(capsys, CaptureFixture)
    records.print_fidelity()
    out = capsys.readouterr().out
    assert all(row.name in out for row in fidelity.rows())
    assert all(missing.part in out for missing in fidelity.not_modelled())


def test_the_settings_of_the_table_are_those_of_the_config() -> None:
    names = {
        f"{part.name}.{setting.name}"
        for part in dataclasses.fields(MachineConfig)
        if dataclasses.is_dataclass(value := getattr(MachineConfig(), part.name))
        for setting in dataclasses.fields(value)
    }
    assert names <= {row.name for row in fidelity.rows()}
