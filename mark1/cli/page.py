"""``mark1 page``: write the machine as one web page that needs no network."""

from pathlib import Path
from typing import Annotated

import typer

from mark1.cli.options import Json
from mark1.cli.output import as_json, say
from mark1.errors import CommandError


def page(
    machine: Annotated[
        str | None, typer.Argument(metavar="[FILE.mark1]", help="A saved machine (default: a new, standard Mark I).")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.html", help="The page to write.")] = Path("mark1.html"),
    plane: Annotated[
        bool, typer.Option("--plane", help="The page of the plane instead: xor, rings and moons, gate by gate.")
    ] = False,
    json: Json = False,
) -> None:
    """Write a machine as one web page that works offline, on any computer, tablet or phone."""
    from mark1 import storage
    from mark1.kind import kind_of, named
    from mark1.page import plane_page

    path = named(out, kind_of("page.html"))
    storage.prepare(path)
    if plane and machine is not None:
        raise CommandError("--plane: the page of the plane has no machine; omit FILE.mark1")
    text = plane_page.written() if plane else _of_machine(machine)
    storage.write_text(path, text)
    if json:
        as_json({"bytes": len(text.encode())}, [path])
    else:
        say(f"{path}: {len(text.encode()) / 1024:.0f} KiB; open it in a browser")


def _of_machine(machine: str | None) -> str:
    """The page of a saved machine, or of a new one."""
    from mark1.page.page import written
    from mark1.panel.control_panel import ControlPanel

    panel = ControlPanel()
    if machine is not None:
        panel.load(machine)
    return written(panel)
