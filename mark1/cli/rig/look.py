"""``mark1 rig look``: show what the photocells of a board see, once or live."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from mark1.cli.options import Json
from mark1.cli.output import as_json, draw, note
from mark1.cli.rig.port import PortName, chosen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mark1.rig.board.calibration import Calibration

SHADES = " .:-=+*#%@"
REFRESH_S = 0.1


def look(
    port: PortName = None,
    live: Annotated[bool, typer.Option("--live", help="Refresh until Ctrl-C.")] = False,
    json: Json = False,
) -> None:
    """Show what the photocells see: light as shades from dark to bright, then the range of the readings.

    Moves and arms nothing. 'mark1 rig calibrate --measure dark' (and bright) evens out the cells.
    """
    from mark1.panel.journal import state_folder
    from mark1.rig.board.board import Board
    from mark1.rig.board.calibration import Calibration
    from mark1.rig.board.joined import CALIBRATIONS
    from mark1.rig.wire.serial_port import SerialPort
    from mark1.rig.wire.strangers import new_session

    name = chosen(port)
    board = Board(lambda: SerialPort(name), note, patience_s=0, session=new_session(looks=True))
    try:
        known = Calibration.of_board(board.hello, state_folder() / CALIBRATIONS)
        cells = board.cells()
        if json:
            as_json({"cells": cells, "light": known.light(cells).round(4)})
        elif live:
            _show_live(board.cells, known)
        else:
            draw(*shades(known.light(cells), cells).split("\n"))
    finally:
        board.close()


def shades(light: "NDArray[np.float32]", cells: "NDArray[np.int64]") -> str:
    """Light (rows, cols) 0..1 as text, two characters per cell, with the range of the readings below."""
    level = (light * len(SHADES)).astype(int).clip(max=len(SHADES) - 1)
    rows = ["".join(SHADES[shade] * 2 for shade in row) for row in level]
    edge = "+" + "-" * (2 * light.shape[1]) + "+"
    return "\n".join([edge, *(f"|{row}|" for row in rows), edge, f"readings {cells.min()} to {cells.max()} counts"])


def _show_live(read: "Callable[[], NDArray[np.int64]]", known: "Calibration") -> None:
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    try:
        with Live(console=Console(highlight=False), auto_refresh=False) as picture:
            while True:
                cells = read()
                picture.update(Text(shades(known.light(cells), cells)), refresh=True)
                time.sleep(REFRESH_S)
    except KeyboardInterrupt:
        pass  # the usual way to end it
