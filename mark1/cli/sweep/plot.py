"""``mark1 sweep plot``: one column of a table drawn over another."""

from pathlib import Path
from typing import Annotated

import typer

from mark1.cli.options import Json
from mark1.cli.output import as_json, say


def plot(
    table: Annotated[Path, typer.Argument(metavar="TABLE", help="What 'mark1 sweep' wrote.")],
    x: Annotated[str, typer.Option("--x", metavar="COLUMN", help="A setting.")],
    y: Annotated[str, typer.Option("--y", metavar="COLUMN", help="A result.")],
    out: Annotated[Path, typer.Option("--out", metavar="PNG", help="Where to draw it.")],
    by: Annotated[str | None, typer.Option("--by", metavar="COLUMN", help="A curve for each value of it.")] = None,
    json: Json = False,
) -> None:
    """Draw one column over another: the mean over the seeds, and how far they scatter."""
    from mark1.kind import PNG
    from mark1.storage import prepare
    from mark1.sweep.curves import curves_of
    from mark1.sweep.plot import draw

    prepare(out, PNG)
    curves = curves_of(table, x, y, by)
    draw(curves, out)
    if json:
        as_json({"picture": str(out), **curves.figures()})
    else:
        say(*curves.lines(), f"Picture: {out}")
