"""``mark1 rig calibrate``: measure a board and save its calibration under the board's id."""

from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from mark1.cli.ending import left_stopped
from mark1.cli.options import Json
from mark1.cli.output import ProgressBar, as_json, note, say
from mark1.cli.rig.port import PortName, chosen
from mark1.errors import RigError
from mark1.text import counted

if TYPE_CHECKING:
    from mark1.rig.board.board import Board
    from mark1.rig.board.calibration import Calibration
    from mark1.rig.board.measuring import Measured


class What(StrEnum):
    """What is measured."""

    motors = "motors"
    dark = "dark"
    bright = "bright"


def calibrate(
    port: PortName = None,
    what: Annotated[
        What,
        typer.Option(
            "--measure", help="What to measure: motors, or photocells when covered (dark) or fully lit (bright)."
        ),
    ] = What.motors,
    json: Json = False,
) -> int:
    """Measure each motor's end stops, speed, direction and dead band. The motors turn from end to end."""
    from mark1.panel.journal import state_folder
    from mark1.rig.board.board import Board
    from mark1.rig.board.calibration import Calibration
    from mark1.rig.board.joined import CALIBRATIONS
    from mark1.rig.wire.serial_port import SerialPort

    folder = state_folder() / CALIBRATIONS
    name = chosen(port)
    board = Board(lambda: SerialPort(name), note, patience_s=0)
    with left_stopped(board):
        calibration, rows = _measured(board, Calibration.of_board(board.hello, folder), what)
    path = calibration.save(folder)
    faults = {row.channel.pot: row.fault for row in rows if row.fault}
    if json:
        as_json({"file": str(path), **asdict(calibration), "faults": faults}, [path])
    else:
        _print(calibration, rows, what)
        say(f"saved in {path}")
    return 1 if faults else 0


def _measured(board: "Board", known: "Calibration", what: What) -> "tuple[Calibration, list[Measured]]":
    """The updated calibration, and a row for each motor measured. Raises RigError."""
    from mark1.rig.board.measuring import measure_cells, measure_motors

    if what != What.motors:
        return measure_cells(board, known, what), []
    if not board.hello.pots:
        raise RigError(f"the board: {board.name} has no motor pots to measure")
    note(f"board {board.name}: {counted(board.hello.pots, 'motor')} will turn from end to end; Ctrl-C stops them")
    with ProgressBar() as bar:
        return measure_motors(board, known, lambda done: bar("measuring", done, board.hello.pots, ""))


def _print(calibration: "Calibration", rows: "list[Measured]", what: What) -> None:
    """Print one line per motor and how many are good; or the number of photocells measured."""
    if not rows:
        cells = counted(len(calibration.dark if what == What.dark else calibration.bright), "photocell")
        say(f"{cells} measured: {what}")
        return
    say("pot   low  high     up   down  coast   (counts, counts/ms, ms)")
    for row in rows:
        pot = row.channel
        numbers = f"{pot.low:5.0f} {pot.high:5.0f} {pot.up_per_ms:6.3f} {pot.down_per_ms:6.3f} {pot.coast_ms:6.1f}"
        say(f"{pot.pot:3} {numbers}   {row.fault or 'good'}")
    good = f"{sum(not row.fault for row in rows)} of {counted(len(rows), 'pot')} usable as weights"
    say(f"dead band {counted(calibration.dead_band, 'count')}; {good}")
