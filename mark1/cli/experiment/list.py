"""``mark1 experiment list``: list the experiments."""

from typing import TYPE_CHECKING

from mark1.cli.options import Json
from mark1.cli.output import as_json, note, say

if TYPE_CHECKING:
    from mark1.experiments.experiment import Experiment


def show(json: Json = False) -> None:
    """List the experiments: name, title, and the machine of the published figure."""
    table = _usable()
    if json:
        as_json([{"name": e.name, "title": e.title, "machine": e.machine, "seeds": e.seeds} for e in table])
        return
    width = max(len(each.name) for each in table)
    say(*(f"{each.name:{width}}  {each.title} ({each.of})" for each in table))


def _usable() -> "list[Experiment]":
    """All experiments; a plug-in that cannot be used is noted."""
    from mark1.errors import PluginError
    from mark1.experiments.table import experiment, names

    found = []
    for name in names():
        try:
            found.append(experiment(name))
        except PluginError as error:
            note(str(error))
    return found
