"""``mark1 sweep plot``: plot one column of a table against another."""

from pathlib import Path
from typing import Annotated

import typer

from mark1.cli.figure_file import prepare_figure
from mark1.cli.options import Json
from mark1.cli.output import as_json, say


def plot(
    table: Annotated[Path, typer.Argument(metavar="TABLE", help="Table written by 'mark1 sweep'.")],
    x: Annotated[str, typer.Option("--x", metavar="COLUMN", help="Setting on the x axis.")],
    y: Annotated[str, typer.Option("--y", metavar="COLUMN", help="Result on the y axis.")],
    out: Annotated[Path, typer.Option("--out", metavar="PNG", help="Write the figure to this file.")],
    by: Annotated[
        str | None, typer.Option("--by", metavar="COLUMN", help="Draw one curve per value of this column.")
    ] = None,
    json: Json = False,
) -> None:
    """Plot one column against another: mean and spread over the seeds."""
    from mark1.sweep.curves import curves_of
    from mark1.sweep.plot import draw

    prepare_figure(out)
    curves = curves_of(table, x, y, by)
    draw(curves, out)
    if json:
        as_json({"picture": str(out), **curves.figures()}, [out])
    else:
        say(*curves.lines(), f"Figure: {out}")
