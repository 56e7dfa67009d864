"""``mark1 fidelity``: every constant of the machine, with its source."""

from mark1.cli.options import Json
from mark1.cli.output import as_json, say, say_table

COLUMNS = ("name", "value", "unit", "source", "confidence", "via")


def fidelity(json: Json = False) -> None:
    """List every constant (value, unit, source, confidence) and what is not modelled."""
    _as_json() if json else _print()


def _as_json() -> None:
    """Print the constants as one JSON list."""
    from mark1.machine import fidelity as constants

    as_json([{name: getattr(row, name) for name in COLUMNS} for row in constants.rows()])


def _print() -> None:
    """Print the table, its sources, and what is not modelled."""
    from mark1.machine import fidelity as constants

    rows = ((row.name, str(row.value), row.unit, row.source, row.certainty) for row in constants.rows())
    say_table(("name", "value", "unit", "source", "confidence"), rows)
    say("", "Sources", *(f"  {letters:7}  {reference}" for letters, reference in constants.sources().items()))
    say("", "Not modelled", *(f"  {missing.part:16}  {missing.what}" for missing in constants.not_modelled()))
