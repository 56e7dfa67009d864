"""Fidelity: every constant of the machine with its unit, its source, and how sure that is; and what is left out.

The table is ``fidelity.toml``, beside this file. A setting is in it under the name of its field
(``retina.rows``), a constant that is built in under the name of its part (``association.firing_rule``). Confidence is
*primary* (a text of the builders or of the time), *secondary* (somebody later), *derived* (arithmetic on such facts)
or *assumed* (nobody's number; the note says why this one). Where a source could not be read itself, or describes a
machine that was only planned, ``via`` says so: *plan*, *relayed* or *abstract*.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

Value = str | int | float | bool


@dataclass(frozen=True)
class MachineConstant:
    """One constant. ``source``: letters of ``sources()``, joined by commas; a value "auto" is left to the picture."""

    name: str
    value: Value
    unit: str
    source: str
    confidence: str
    note: str
    via: str = ""

    @property
    def certainty(self) -> str:
        """Confidence and, where there is one, ``via``: "primary, plan"."""
        return ", ".join(filter(None, (self.confidence, self.via)))


@dataclass(frozen=True)
class Gap:
    """Something the real machine had and this one has not."""

    part: str
    what: str


def rows() -> list[MachineConstant]:
    """Every constant: the settings in the order of the signal, then what is built in."""
    table = dict(_table())
    built_in = table.pop("built_in")
    parts = [part for part in table if part not in ("sources", "not_modelled")]
    return [row for tables in ({part: table[part] for part in parts}, built_in) for row in _rows(tables)]


def not_modelled() -> list[Gap]:
    """What is left out, part by part."""
    return [Gap(part, what) for part, left_out in _table()["not_modelled"].items() for what in left_out]


def sources() -> dict[str, str]:
    """The full reference of each source's letters."""
    return dict(_table()["sources"])


def _rows(tables: dict[str, Any]) -> list[MachineConstant]:
    """Rows of some parts; the machine's own settings, as the seed, have no part before the name."""
    return [
        MachineConstant(name if part == "machine" else f"{part}.{name}", **row)
        for part, constants in tables.items()
        for name, row in constants.items()
    ]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("fidelity.toml").read_text("utf-8"))
