"""``mark1 experiment list``: what experiments there are."""

from mark1.cli.options import Json
from mark1.cli.output import as_json, say


def show(json: Json = False) -> None:
    """The experiments: name, title, what the published figure was measured on."""
    from mark1.experiments.table import EXPERIMENTS

    table = EXPERIMENTS.values()
    if json:
        as_json([{"name": e.name, "title": e.title, "machine": e.machine, "seeds": e.seeds} for e in table])
        return
    width = max(map(len, EXPERIMENTS))
    for one in table:
        say(f"{one.name:{width}}  {one.title} ({one.of})")
