"""``mark1 fool``: the least change to a picture, or to the machine, that changes its answer."""

import shlex
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from mark1.cli.figure_file import prepare_figure
from mark1.cli.options import Expected, JournalFile, Json, Machine
from mark1.cli.output import as_json, say
from mark1.cli.prove import STOPPED, Limit
from mark1.cli.session import taught, words_of
from mark1.cli.signature import with_options
from mark1.errors import CommandError

if TYPE_CHECKING:
    from mark1.machine.retina import Light
    from mark1.panel.control_panel import ControlPanel
    from mark1.panel.reply import Reply
    from mark1.proofs.fooling import Fooling

CHANGE = "cells: flip cells; light: least brightness; wires: pull wires; dials: set to 0 V; a-units: switch off."
NOT_JSON = ("journal", "fooling", "of")  # values of the reply for the figure and the journal


class ChangeName(StrEnum):
    """What may be changed."""

    cells = "cells"
    light = "light"
    wires = "wires"
    dials = "dials"
    a_units = "a-units"


NOT_DRAWN = (ChangeName.wires, ChangeName.dials, ChangeName.a_units)


class FoolOptions(NamedTuple):
    """The arguments of ``mark1 fool``, in the order of its help."""

    machine: Machine
    image: Annotated[str | None, typer.Argument(metavar="IMAGE", help="A picture in any format Pillow can read.")] = (
        None
    )
    to: Annotated[str | None, typer.Option("--to", metavar="LABEL", help="The class to reach (default: any).")] = None
    cells: Annotated[
        int | None, typer.Option("--cells", min=1, metavar="N", help="Look for at most N changes (default: no limit).")
    ] = None
    change: Annotated[ChangeName, typer.Option("--change", help=CHANGE)] = ChangeName.cells
    data: Annotated[
        str | None, typer.Option("--data", metavar="DATA", help="In place of IMAGE: all pictures of a set.")
    ] = None
    limit: Limit = None
    out: Annotated[
        Path | None, typer.Option("--out", metavar="PNG", help="Draw the picture before and after into this file.")
    ] = None
    backend: Expected = None
    json: Json = False
    journal: JournalFile = None


@with_options(FoolOptions)
def fool(asked: FoolOptions) -> int:
    """Find the least change that changes the answer, and prove that less does not."""
    if (asked.image is None) == (asked.data is None):
        raise CommandError("fool: expected a picture, or --data DATA")
    if asked.out is not None and (asked.data is not None or asked.change in NOT_DRAWN):
        raise CommandError(f"--out {asked.out}: only a change of one picture's cells or light can be drawn")
    if asked.out is not None:
        prepare_figure(asked.out)
    panel = taught(asked.machine, asked.journal, asked.backend)
    reply = _found(panel, asked)
    if asked.out is not None:
        _draw(reply.data["fooling"], reply.data["of"], asked.out)
    if asked.json:
        facts = {name: value for name, value in reply.data.items() if name not in NOT_JSON}
        as_json(facts, [asked.out] if asked.out else [], panel)
    else:
        say(*reply.text.split("\n"), *([f"Figure: {asked.out}"] if asked.out else []))
    return STOPPED if reply.data["stopped"] else 0


def _found(panel: "ControlPanel", asked: FoolOptions) -> "Reply":
    """What the panel answers: for the picture, or for all pictures of a set."""
    if asked.image is None:
        words = ["all", str(asked.data), *words_of({"limit": asked.limit})]
    else:
        panel.execute(shlex.join(["present", "file", asked.image]))
        words = [asked.change, *words_of({"to": asked.to, "max": asked.cells, "limit": asked.limit})]
    return panel.execute(shlex.join(["fool", *words]))


def _draw(found: "Fooling", before: "Light", out: Path) -> None:
    """Draw the picture before and after. Raises CommandError if nothing was found, StorageError."""
    from mark1.figures.proof_page import fooling_page
    from mark1.storage import write_bytes

    if found.light is None:
        raise CommandError(f"--out {out}: nothing was found that could be drawn")
    write_bytes(out, fooling_page(before, found))
