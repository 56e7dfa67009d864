"""``mark1 prove``: prove whether a machine can learn labelled pictures, or why it cannot."""

import shlex
from typing import Annotated, NamedTuple

import typer

from mark1.cli.options import JournalFile, Json, Seed, Settings
from mark1.cli.output import ProgressBar, as_json, say
from mark1.cli.session import panel_for, settings_of, words_of
from mark1.cli.signature import with_options
from mark1.cli.train import MachineOptions

Limit = Annotated[float | None, typer.Option("--limit", metavar="SECONDS", help="Time limit (default: 120).")]


class ProveOptions(NamedTuple):
    """The arguments of ``mark1 prove``, in the order of its help."""

    data: Annotated[str, typer.Argument(metavar="DATA", help="Labelled pictures, as for 'mark1 train'.")]
    limit: Limit = None
    machine: MachineOptions = MachineOptions()
    seed: Seed = 0
    settings: Settings = None
    json: Json = False
    journal: JournalFile = None


@with_options(ProveOptions)
def prove(asked: ProveOptions) -> None:
    """Prove whether a machine can learn labelled pictures: weights, or a certificate that there are none."""
    with ProgressBar() as bar:
        panel = panel_for(asked.journal, bar)
        machine = {**asked.machine._asdict(), "seed": asked.seed}
        panel.execute(shlex.join(["machine", *words_of(machine), *settings_of(asked.settings)]))
        reply = panel.execute(shlex.join(["prove", asked.data, *words_of({"limit": asked.limit})]))
    if asked.json:
        as_json(reply.data)
    else:
        say(*reply.text.split("\n"))
