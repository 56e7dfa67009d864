"""``mark1 fidelity``: every constant of the machine, with its source."""

from mark1.cli.options import Json
from mark1.cli.output import as_json, table_console

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
    from rich.table import Table

    from mark1.machine import fidelity as constants

    console = table_console()
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("name", no_wrap=True)
    for heading in ("value", "unit", "source", "confidence"):
        table.add_column(heading, no_wrap=heading == "confidence")
    for row in constants.rows():
        table.add_row(row.name, str(row.value), row.unit, row.source, row.certainty)
    console.print(table)
    console.print("\nSources")
    for letters, reference in constants.sources().items():
        console.print(f"  {letters:7} {reference}")
    console.print("\nNot modelled")
    for missing in constants.not_modelled():
        console.print(f"  {missing.part:16} {missing.what}")
