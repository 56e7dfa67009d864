"""``mark1 experiment list``: list the experiments."""

from mark1.cli.options import Json
from mark1.cli.output import as_json, say


def show(json: Json = False) -> None:
    """List the experiments: name, title, and the machine of the published figure."""
    from mark1.experiments.table import EXPERIMENTS

    table = EXPERIMENTS.values()
    if json:
        as_json([{"name": e.name, "title": e.title, "machine": e.machine, "seeds": e.seeds} for e in table])
        return
    width = max(map(len, EXPERIMENTS))
    for experiment in table:
        say(f"{experiment.name:{width}}  {experiment.title} ({experiment.of})")
