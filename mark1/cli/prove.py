"""``mark1 prove``: prove whether a machine can learn labelled pictures, or why it cannot."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from mark1.cli.figure_file import prepare_figure
from mark1.cli.options import JournalFile, Json, Seed, Settings
from mark1.cli.output import ProgressBar, as_json, say
from mark1.cli.session import panel_for, settings_of, words_of
from mark1.cli.signature import with_options
from mark1.cli.train import MachineOptions
from mark1.errors import CommandError

if TYPE_CHECKING:
    from mark1.proofs.separation import Separability

STOPPED = 130  # the exit code after Ctrl-C
Limit = Annotated[float | None, typer.Option("--limit", metavar="SECONDS", help="Time limit (default: 120).")]


class ProveOptions(NamedTuple):
    """The arguments of ``mark1 prove``, in the order of its help."""

    data: Annotated[str, typer.Argument(metavar="DATA", help="Labelled pictures, as for 'mark1 train'.")]
    limit: Limit = None
    machine: MachineOptions = MachineOptions()
    seed: Seed = 0
    settings: Settings = None
    out: Annotated[
        Path | None, typer.Option("--out", metavar="PNG", help="Draw the first certificate into this file.")
    ] = None
    json: Json = False
    journal: JournalFile = None


@with_options(ProveOptions)
def prove(asked: ProveOptions) -> int:
    """Prove whether a machine can learn labelled pictures: weights, or a certificate that there are none."""
    if asked.out is not None:
        prepare_figure(asked.out)
    with ProgressBar() as bar:
        panel = panel_for(asked.journal, bar)
        machine = {**asked.machine._asdict(), "seed": asked.seed}
        panel.execute(shlex.join(["machine", *words_of(machine), *settings_of(asked.settings)]))
        reply = panel.execute(shlex.join(["prove", asked.data, *words_of({"limit": asked.limit})]))
    if asked.out is not None:
        _draw(reply.data["proof"], asked.out)
    if asked.json:
        facts = {name: value for name, value in reply.data.items() if name != "proof"}
        as_json(facts, [asked.out] if asked.out else [], panel)
    else:
        say(*reply.text.split("\n"), *([f"Figure: {asked.out}"] if asked.out else []))
    return STOPPED if reply.data["stopped"] else 0


def _draw(proof: "Separability", out: Path) -> None:
    """Draw the first certificate. Raises CommandError if there is none, StorageError."""
    from mark1.figures.proof_page import certificate_page
    from mark1.storage import write_bytes

    certificates = [unit.certificate for unit in proof.r_units if unit.certificate is not None]
    if not certificates:
        raise CommandError(f"--out {out}: there is no certificate to draw: {proof.stimuli.name} can be learned")
    write_bytes(out, certificate_page(proof.stimuli, certificates[0]))
