"""What host and board said, millisecond by millisecond, as text; and whether a board says it again.

::

    # --pots 4 --seed 3            how the board was started
    812 > 7e010289357e             after 812 ms the host sent
    814 < 7e018285b17e             after 814 ms the host had from the board
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from firmware_sim.session import Session
from mark1.errors import RigError

FROM_HOST, FROM_BOARD = ">", "<"


class Said(NamedTuple):
    at_ms: int
    way: str
    data: bytes

    def __str__(self) -> str:
        return f"{self.at_ms} {self.way} {self.data.hex()}"


class Difference(NamedTuple):
    """Where a replay parts from its recording."""

    at_ms: int
    recorded: bytes
    replayed: bytes

    def __str__(self) -> str:
        recorded, replayed = self.recorded.hex() or "nothing", self.replayed.hex() or "nothing"
        return f"after {self.at_ms} ms: {recorded} was recorded, {replayed} came"


def said_in(lines: Iterable[str]) -> Iterator[Said]:
    """What the lines of a recording say. Raises RigError at a line that is none."""
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            try:
                at_ms, way, data = line.split()
                yield Said(int(at_ms), {FROM_HOST: way, FROM_BOARD: way}[way], bytes.fromhex(data))
            except (ValueError, KeyError) as wrong:
                raise RigError(f"line {number} of the recording: 'ms > hex' or 'ms < hex', {line!r} came") from wrong


def replay(session: Session, recording: Iterable[Said]) -> Difference | None:
    """Say to a new ``session`` what the host said, when it said it; the first answer that differs, or None."""
    said = list(recording)
    asked, answered = ([one for one in said if one.way == way][::-1] for way in (FROM_HOST, FROM_BOARD))
    end_ms = said[-1].at_ms if said else 0
    while session.now_ms < end_ms or asked:
        while asked and asked[-1].at_ms <= session.now_ms:
            session.send(asked.pop().data)
        came = session.step()
        recorded = answered.pop().data if answered and answered[-1].at_ms == session.now_ms else b""
        if came != recorded:
            return Difference(session.now_ms, recorded, came)
    return None
