"""``mark1 fidelity``: the table, whole."""

import dataclasses
from collections.abc import Callable
from typing import Any

from mark1.machine import fidelity
from mark1.machine.config import MachineConfig

Run = Callable[..., Any]


def test_fidelity_json(mark1: Run) -> None:
    told = mark1("fidelity", "--json").value
    assert len(told) > 20
    for row in told:
        assert row.keys() == {"name", "value", "unit", "source", "confidence", "via"}
        assert row["confidence"] in {"primary", "secondary", "derived", "assumed"}
        assert row["via"] in {"", "plan", "relayed", "abstract"}


def test_the_table_for_people(mark1: Run) -> None:
    told = mark1("fidelity")
    assert told.code == 0 and "Not modelled" in told.out and "Sources" in told.out


def test_the_printed_table_has_every_row_whole(mark1: Run) -> None:
    out = mark1("fidelity").out
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
