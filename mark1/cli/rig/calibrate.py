"""``mark1 rig calibrate``: measure a board, and keep what was found under its id."""

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from mark1.cli.options import Json
from mark1.cli.output import ProgressBar, as_json, note, say
from mark1.cli.rig.port import PortName, chosen
from mark1.errors import RigError
from mark1.text import counted


class What(StrEnum):
    """What is measured."""

    motors = "motors"
    dark = "dark"
    bright = "bright"


def calibrate(
    port: PortName = None,
    what: Annotated[
        What, typer.Option("--measure", help="Motors; or photocells, covered or in full light.")
    ] = What.motors,
    json: Json = False,
) -> int:
    """Measure a board: each channel's ends, speed, direction, dead band. The motors turn from end to end."""
    from mark1.panel.journal import state_folder
    from mark1.rig.board.board import Board
    from mark1.rig.board.calibration import Calibration
    from mark1.rig.board.joined import CALIBRATIONS
    from mark1.rig.board.measuring import Measured, measure_cells, measure_motors
    from mark1.rig.wire.link import SerialPort

    folder = state_folder() / CALIBRATIONS
    name = chosen(port)
    board = Board(lambda: SerialPort(name), note, patience_s=0)
    try:
        known = Calibration.of_board(board.hello, folder)
        rows: list[Measured] = []
        if what != What.motors:
            made = measure_cells(board, known, what)
        elif not board.hello.pots:
            raise RigError(f"the board: {board.name} has no motor pots to measure")
        else:
            note(
                f"board {board.name}: {counted(board.hello.pots, 'motor')} will turn from end to end; Ctrl-C stops them"
            )
            with ProgressBar() as bar:
                made, rows = measure_motors(board, known, lambda done: bar("measuring", done, board.hello.pots, ""))
    finally:
        board.close()
    path = made.save(folder)
    if json:
        faults = {row.channel.pot: row.fault for row in rows if row.fault}
        as_json({"file": str(path), **asdict(made), "faults": faults})
        return 1 if faults else 0
    if rows:
        say("pot   low  high     up   down  coast   (counts, counts/ms, ms)")
    for row in rows:
        one = row.channel
        numbers = f"{one.low:5.0f} {one.high:5.0f} {one.up_per_ms:6.3f} {one.down_per_ms:6.3f} {one.coast_ms:6.1f}"
        say(f"{one.pot:3} {numbers}   {row.fault or 'good'}")
    bad = sum(bool(row.fault) for row in rows)
    good = f"{len(rows) - bad} of {counted(len(rows), 'pot')} can hold a weight"
    cells = counted(len(made.dark if what == What.dark else made.bright), "photocell")
    say(f"dead band {counted(made.dead_band, 'count')}; {good}" if rows else f"{cells} measured: {what}")
    say(f"kept in {path}")
    return 1 if bad else 0
