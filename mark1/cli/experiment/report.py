"""The report of an experiment: its table and remarks."""

from typing import TYPE_CHECKING

from mark1.cli.output import table_console

if TYPE_CHECKING:
    from mark1.experiments.experiment import Experiment, ExperimentResult


def facts_of(name: str, result: "ExperimentResult") -> dict[str, object]:
    """A result, for ``--json``."""
    names = ("what", "published", "ours", "source", "confidence", "agrees", "why", "values")
    rows = [{key: getattr(row, key) for key in names} for row in result.rows]
    return {"experiment": name, "rows": rows, "remarks": list(result.remarks)}


def print_result(experiment: "Experiment", result: "ExperimentResult") -> None:
    """Print the table and the remarks."""
    from rich.table import Table
    from rich.text import Text

    from mark1.experiments.page import HEADINGS, cells

    console = table_console()
    console.print(Text(f"{experiment.title} ({experiment.name}; {experiment.of})", "bold"))
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in HEADINGS:
        table.add_column(heading, overflow="fold")
    for row in result.rows:
        table.add_row(*map(Text, cells(row)))
    console.print(table)
    for remark in result.remarks:
        console.print(Text(remark))
