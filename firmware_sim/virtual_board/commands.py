"""The console commands of a running virtual board: one table, including a row for each fault event."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from firmware_sim.virtual_board.fault_events import FAULT_KINDS
from firmware_sim.virtual_board.pictures import levels_of
from firmware_sim.virtual_board.session import BoardSession
from mark1.errors import CommandError, Described, expected, unknown
from mark1.rig.wire.protocol import State, StopReason
from mark1.rig.wire.refusals import word

T = TypeVar("T")
REFERENCE_V = 5.0  # of the ADC: full counts
PER_LINE = 16  # wipers


def as_typed(served: object, line: str) -> str:
    return line


class ConsoleCommand(NamedTuple, Generic[T]):
    """``do`` takes the rest of the line and returns the answer. ``kept``: the line for a recording, if any."""

    do: Callable[[T, str], str]
    takes: str
    means: str
    kept: Callable[[T, str], str] | None = as_typed


def done(served: T, commands: Mapping[str, ConsoleCommand[T]], line: str) -> str:
    """Run ``line`` and return the answer. Raises CommandError and other Mark1Errors, and then changes nothing."""
    name, _, rest = line.strip().partition(" ")
    if name not in commands:
        raise CommandError(unknown("command", name, commands, f"commands: {', '.join(commands)}"))
    return commands[name].do(served, rest.strip())


def nothing_in(rest: str) -> None:
    if rest:
        raise CommandError(f"unexpected argument {rest!r}")


def pot_in(rest: str, session: BoardSession) -> int:
    """Raises CommandError unless ``rest`` is the number of a pot."""
    pots = session.board.sizes.pots
    if not (rest.isascii() and rest.isdigit() and int(rest) < pots):
        raise CommandError(expected("pot", f"0 to {pots - 1}", Described(rest or "nothing")))
    return int(rest)


def event(what: str) -> ConsoleCommand[BoardSession]:
    """The command that triggers a fault event immediately."""
    kind = FAULT_KINDS[what]

    def do(session: BoardSession, rest: str) -> str:
        if not kind.to_pot:
            nothing_in(rest)
        kind.do(session, pot_in(rest, session) if kind.to_pot else 0)
        return f"{session.now_ms / 1000:.3f} s: {what} {rest}".rstrip()

    return ConsoleCommand(do, "POT" if kind.to_pot else "", kind.means)


def show(session: BoardSession, rest: str) -> str:
    if not rest:
        raise CommandError("show: expected a letter, a digit, dark, light or a file")
    sizes = session.board.sizes
    return levels(session, levels_of(rest, sizes.rows, sizes.cols).hex())


def levels(session: BoardSession, rest: str) -> str:
    cells = session.board.sizes.cells
    try:
        light = np.frombuffer(bytes.fromhex(rest), np.uint8)
    except ValueError as wrong:
        raise CommandError(f"levels: expected two hex digits per cell: {wrong}") from wrong
    if len(light) != cells:
        raise CommandError(expected("light", f"levels of {cells} cells", len(light)))
    session.board.physics.light[:] = light.reshape(session.board.physics.light.shape) / 255
    return f"{np.count_nonzero(light > 127)} of {cells} cells are lit"


def shown(session: BoardSession, line: str) -> str:
    """The light as a ``levels`` command, so that a recording needs no other file."""
    return f"levels {np.rint(session.board.physics.light * 255).astype(np.uint8).tobytes().hex()}"


def turn(session: BoardSession, rest: str) -> str:
    """Turn a knob by hand."""
    pot_text, _, to = rest.partition(" ")
    pot, full = pot_in(pot_text, session), session.board.sizes.full
    try:
        counts = float(to[:-1]) / REFERENCE_V * full if to[-1:] in ("V", "v") else float(to)
    except ValueError:
        counts = -1.0
    if not 0 <= counts <= full:
        raise CommandError(
            expected("turn", f"0 to {full} counts, or 0V to {REFERENCE_V:g}V", Described(to or "nothing"))
        )
    session.board.physics.turn(pot, counts)
    return f"the wiper of pot {pot} is at {counts:.1f} counts"


def state(session: BoardSession, rest: str) -> str:
    """The state of the board and of the hardware around it."""
    nothing_in(rest)
    board, world = session.board, session.board.physics
    plugged, open_ = "plugged in" if session.plugged else "unplugged", "open" if board.stop_input_open else "closed"
    since = f"{board.uptime_ms / 1000:.3f} s since reset"
    lines = [
        f"board   {State(board.state).name}, reason {word(StopReason, board.reason)}, {since}",
        f"cable   {plugged}, stop input {open_}",
        f"light   {np.count_nonzero(world.light > 0.5)} of {board.sizes.cells} cells are lit",
        f"motors  {pots_in(board.drive > 0)} up, {pots_in(board.drive < 0)} down",
        f"pots    {pots_in(world.stuck)} stuck, {pots_in(world.lie)} lying",
    ]
    for first in range(0, board.sizes.pots, PER_LINE):
        wipers = " ".join(f"{counts:6.1f}" for counts in world.wiper[first : first + PER_LINE])
        lines.append(f"{first:3} ..  {wipers}")
    return "\n".join(lines)


def pots_in(which: NDArray[Any]) -> str:
    return " ".join(map(str, np.flatnonzero(which))) or "none"


COMMANDS: dict[str, ConsoleCommand[BoardSession]] = {
    "show": ConsoleCommand(
        show, "A|7|dark|light|FILE", "put a picture on the photocells: a letter, or a file of # and .", shown
    ),
    "levels": ConsoleCommand(levels, "HEX", "set the light of every photocell, one byte per cell"),
    "turn": ConsoleCommand(turn, "POT COUNTS|VOLTSV", "turn a knob by hand: turn 3 700, turn 3 2.5V"),
    "state": ConsoleCommand(state, "", "show board, cable, light, motors, wipers", None),
    **{what: event(what) for what in FAULT_KINDS},
}
