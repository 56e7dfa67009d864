"""Rig: a board joined to a machine. Which pots live on it, what its photocells see, what its lamps show."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from mark1.errors import RigError
from mark1.machine.mark1 import MarkI
from mark1.rig.board.board import Board
from mark1.rig.board.calibration import Calibration
from mark1.rig.board.potentiometers import Motion, RigPotentiometers
from mark1.rig.wire.protocol import Capability
from mark1.rig.wire.serial_port import SerialPort
from mark1.text import counted

CALIBRATIONS = "rigs"  # a folder in the user's folder for state


@dataclass(frozen=True)
class RigConfig:
    """How a board is joined: ``pots`` None: as many as it has."""

    port: str
    motion: Motion = "seek"
    shadow: bool = False
    pots: int | None = None


class RigFacts(TypedDict, total=False):
    """A joined board, for reports: its port and number, and what happened on it.

    ``motions``, ``armed``, ``resets``, ``mended``: see BoardCounters; ``retries``: requests sent again. If it has pots:
    how many are on the board and how many simulated; ``stuck``: why, by pot; ``partings``: the fields of each Parting,
    where simulator and board came apart.
    """

    port: str
    board: str
    calibrated: bool
    motion: Motion
    shadow: bool
    motions: int
    armed: int
    resets: int
    mended: int
    retries: int
    pots_on_board: int
    pots_simulated: int
    stuck: dict[str, str]
    partings: list[dict[str, float]]


class Rig:
    """A joined board. ``join`` is called again for every new machine, and takes its wipers where that machine's are."""

    def __init__(self, config: RigConfig, board: Board, calibration: Calibration) -> None:
        self.config, self.board, self.calibration = config, board, calibration
        if config.pots != 0 and board.hello.pots:
            board.require(Capability.WIPERS, "wipers to read")
            board.require(Capability[config.motion.upper()], f"motors that can {config.motion}")

    def join(self, machine: MarkI) -> None:
        """From now on the machine's first pots are the board's. Moves motors. Raises RigError."""
        bank, config = machine.potentiometers, self.config
        if isinstance(bank, RigPotentiometers) and bank.board is self.board:
            return
        if machine.config.potentiometers.ideal:
            raise RigError("our message: an ideal bank steps by whole volts, a motor of metal cannot: set ideal off")
        usable = len(self.calibration.usable())
        n_real = usable if config.pots is None else config.pots
        if n_real == 0:
            return
        if not 0 < n_real <= usable:
            raise RigError(
                f"the board: {self.board.name} has {counted(usable, 'pot')} that can be used, expected {n_real}"
            )
        machine.potentiometers = RigPotentiometers(
            bank, self.board, self.calibration, config.motion, config.shadow, n_real
        )

    def light(self, rows: int, cols: int) -> NDArray[np.float32]:
        """What the photocells see now: ndarray of shape (rows, cols), 0..1. Raises RigError for another size."""
        hello = self.board.hello
        if (hello.rows, hello.cols) != (rows, cols):
            raise RigError(
                f"the board: {self.board.name} has {hello.rows} x {hello.cols} photocells, the machine {rows} x "
                f"{cols}: make one with --set retina.rows={hello.rows} --set retina.cols={hello.cols}"
            )
        return self.calibration.light(self.board.cells())

    def show(self, a: NDArray[np.bool_], responses: NDArray[np.int8] | None) -> None:
        """A-units and R-units on the board's lamps."""
        self.board.lamps(a, responses > 0 if responses is not None else np.zeros(0, bool))

    def leave(self, machine: MarkI) -> None:
        """The board is free; the machine's pots are simulated from where they stand now."""
        bank = machine.potentiometers
        if isinstance(bank, RigPotentiometers):
            machine.potentiometers = bank.simulated
        self.board.close()

    def in_a_line(self, machine: MarkI) -> str:
        """Which pots live where, for people."""
        bank, lines = machine.potentiometers, [f"rig: board {self.board.name}"]
        if isinstance(bank, RigPotentiometers):
            units = sorted({int(r) for r in bank.r_of_pot[bank.real]})
            of = f"R-unit {units[0]}" if len(units) == 1 else f"R-units {units[0]} to {units[-1]}"
            lines.append(
                f"pots 0 to {bank.n_real - 1} ({of}) live on the board{' in shadow' if self.config.shadow else ''}, "
                f"{bank.n_pots - bank.n_real} are simulated"
            )
        else:
            lines.append("photocells and lamps only")
        return ", ".join([*lines, "calibrated" if self.calibration.measured else "not calibrated"])

    def facts(self, machine: MarkI) -> RigFacts:
        """What is on the board and what happened, for reports."""
        bank, board = machine.potentiometers, self.board
        facts: RigFacts = {
            "port": self.config.port,
            "board": f"{board.hello.board_id:08x}",
            "calibrated": self.calibration.measured,
            "motion": self.config.motion,
            "shadow": self.config.shadow,
            "motions": board.counters.motions,
            "armed": board.counters.armed,
            "resets": board.counters.resets,
            "mended": board.counters.mended,
            "retries": board.link.counters.retries,
        }
        if isinstance(bank, RigPotentiometers):
            facts |= {
                "pots_on_board": bank.n_real,
                "pots_simulated": bank.n_pots - bank.n_real,
                "stuck": {str(pot): why for pot, why in bank.wrong.items()},
                "partings": [vars(parting) for parting in bank.partings.values()],
            }
        return facts


def opened(config: RigConfig, folder: Path, tell: Callable[[str], None], asked_to_stop: Callable[[], bool]) -> Rig:
    """The rig on a port of this computer. Raises RigError, StorageError."""
    board = Board(lambda: SerialPort(config.port), tell, asked_to_stop)
    try:
        return Rig(config, board, Calibration.of_board(board.hello, folder / CALIBRATIONS))
    except BaseException:
        board.close()
        raise
