"""``mark1 page``: write the machine as one web page that needs no network."""

from pathlib import Path
from typing import Annotated

import typer

from mark1.cli.output import say


def page(
    machine: Annotated[
        str | None, typer.Argument(metavar="[FILE.mark1]", help="A saved machine (default: a new, standard Mark I).")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.html", help="The page to write.")] = Path("mark1.html"),
) -> None:
    """Write a machine as one web page that works offline, on any computer, tablet or phone."""
    from mark1 import storage
    from mark1.kind import kind_of, named
    from mark1.page.page import written
    from mark1.panel.control_panel import ControlPanel

    path = named(out, kind_of("page.html"))
    storage.require_writable(path)
    panel = ControlPanel()
    if machine is not None:
        panel.load(machine)
    text = written(panel)
    storage.write_text(path, text)
    say(f"{path}: {len(text.encode()) / 1024:.0f} KiB; open it in a browser")
