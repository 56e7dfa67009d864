"""Recordings of a session as text: all traffic and typed commands with their time in ms; and their replay.

::

    # --pots 4 --seed 3            how the board was started
    812 > 7e010289357e             after 812 ms the host sent
    814 < 7e018285b17e             after 814 ms the host had from the board
    900 ! stuck 3                  after 900 ms somebody typed this
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from firmware_sim.virtual_board.commands import COMMANDS, done
from firmware_sim.virtual_board.session import BoardSession
from mark1.errors import RigError, expected

FROM_HOST, FROM_BOARD, TYPED = ">", "<", "!"


class Said(NamedTuple):
    at_ms: int
    direction: str
    data: bytes

    def __str__(self) -> str:
        return f"{self.at_ms} {self.direction} {self.data.decode() if self.direction == TYPED else self.data.hex()}"


class Difference(NamedTuple):
    """The first difference between a replay and its recording."""

    at_ms: int
    recorded: bytes
    replayed: bytes

    def __str__(self) -> str:
        recorded, replayed = self.recorded.hex() or "nothing", self.replayed.hex() or "nothing"
        return f"after {self.at_ms} ms: {recorded} was recorded, {replayed} was replayed"


def said_in(lines: Iterable[str]) -> Iterator[Said]:
    """The entries of a recording. Raises RigError for an invalid line."""
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            try:
                at_ms, direction, data = line.strip().split(" ", 2)
                yield Said(int(at_ms), direction, DATA_OF[direction](data))
            except (ValueError, KeyError) as wrong:
                allowed = "'ms > hex', 'ms < hex' or 'ms ! typed'"
                raise RigError(expected(f"line {number} of the recording", allowed, line[:80])) from wrong


def typed(line: str) -> bytes:
    """The bytes of a typed line. Raises KeyError for an unknown command."""
    COMMANDS[line.split(" ")[0]]
    return line.encode()


DATA_OF = {FROM_HOST: bytes.fromhex, FROM_BOARD: bytes.fromhex, TYPED: typed}


def replay(session: BoardSession, recording: Iterable[Said]) -> Difference | None:
    """Send a new ``session`` the recorded bytes and commands at their times; return the first answer that differs.

    Raises CommandError for a command that this board cannot do.
    """
    said = list(recording)
    asked, answered = (
        [one for one in said if (one.direction == FROM_BOARD) == of_board][::-1] for of_board in (False, True)
    )
    end_ms = said[-1].at_ms if said else 0
    while session.now_ms < end_ms or asked:
        while asked and asked[-1].at_ms <= session.now_ms:
            once_more(session, asked.pop())
        came = session.step()
        recorded = answered.pop().data if answered and answered[-1].at_ms == session.now_ms else b""
        if came != recorded:
            return Difference(session.now_ms, recorded, came)
    return None


def once_more(session: BoardSession, said: Said) -> None:
    if said.direction == TYPED:
        done(session, COMMANDS, said.data.decode())
    else:
        session.send(said.data)
