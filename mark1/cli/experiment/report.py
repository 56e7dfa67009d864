"""What the command line tells of an experiment: its table, and the remarks."""

from typing import TYPE_CHECKING

from mark1.cli.output import table_console

if TYPE_CHECKING:
    from mark1.experiments.experiment import Experiment, ExperimentResult


def facts_of(name: str, finding: "ExperimentResult") -> dict[str, object]:
    """A finding in values, for ``--json``."""
    names = ("what", "published", "ours", "source", "confidence", "agrees", "why", "values")
    rows = [{key: getattr(row, key) for key in names} for row in finding.rows]
    return {"experiment": name, "rows": rows, "remarks": list(finding.remarks)}


def print_finding(one: "Experiment", finding: "ExperimentResult") -> None:
    """The table, and the remarks."""
    from rich.table import Table
    from rich.text import Text

    from mark1.experiments.page import HEADINGS, cells

    console = table_console()
    console.print(Text(f"{one.title} ({one.name}; {one.of})", "bold"))
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in HEADINGS:
        table.add_column(heading, overflow="fold")
    for row in finding.rows:
        table.add_row(*map(Text, cells(row)))
    console.print(table)
    for remark in finding.remarks:
        console.print(Text(remark))
