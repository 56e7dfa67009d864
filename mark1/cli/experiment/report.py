"""The report of an experiment: its table and remarks."""

from typing import TYPE_CHECKING

from mark1.cli.output import say, say_table

if TYPE_CHECKING:
    from mark1.experiments.experiment import Comparison, Experiment, ExperimentResult


def facts_of(name: str, result: "ExperimentResult") -> dict[str, object]:
    """A result, for ``--json``."""
    names = ("what", "published", "ours", "source", "confidence", "via", "agrees", "verdict", "why", "values")
    rows = [{key: getattr(row, key) for key in names} | _rule_of(row) for row in result.rows]
    return {"experiment": name, "rows": rows, "remarks": list(result.remarks)}


def _rule_of(row: "Comparison") -> dict[str, object]:
    """The rule that a row was judged by, and the value measured for it; None where there is nothing to compare."""
    judged = row.judgement
    return {"rule": judged and str(judged.rule), "measured": judged and judged.value}


def print_result(experiment: "Experiment", result: "ExperimentResult") -> None:
    """Print the table and the remarks."""
    from mark1.experiments.page import HEADINGS, agreed, cells

    say(f"{experiment.title} ({experiment.name}; {experiment.of})")
    say_table(HEADINGS, map(cells, result.rows))
    say(*result.remarks, *agreed(experiment))
