"""The monitor: polls a board, through resets and unplugging. Never arms it, nor keeps it armed.

::

    opened() --> Link --> look(): PING, STATUS --> Look
       ^                    | the port is gone
       +--------------------+ at the next look
"""

import time
from collections import deque
from collections.abc import Callable
from statistics import median
from typing import Any, NamedTuple

from mark1.errors import BoardResetError, RigError
from mark1.rig.doctor import identity
from mark1.rig.doctor.line_quality import round_trip_s
from mark1.rig.wire import protocol
from mark1.rig.wire.link import HELLO_WITHIN_S, Link
from mark1.rig.wire.protocol import SILENCE_MS, Hello, State, Status, Type
from mark1.rig.wire.serial_port import Port

ANSWER_WITHIN_S = 1.0
LEFT_ALONE_S = SILENCE_MS / 1000 + 0.1  # an armed board whose host is gone must time out
TRIPS = 100


class Look(NamedTuple):
    """One reading: ``status`` is None, and ``trouble`` says why, if the board did not answer."""

    status: Status | None
    trouble: str = ""


class Monitor:
    """``opened`` opens the port, now and after each unplugging; ``session`` and ``now_s`` are those of a Link.

    Raises RigError if the port cannot be opened.
    """

    def __init__(self, opened: Callable[[], Port], session: int, now_s: Callable[[], float] = time.monotonic) -> None:
        self.opened = opened
        self.link = Link(opened(), session, now_s)
        self.is_open = True
        self.trips_s: deque[float] = deque(maxlen=TRIPS)
        self.state = int(State.SAFE)

    def hello(self, within_s: float = HELLO_WITHIN_S) -> Hello:
        """Who the board is; its port is opened again if it was gone. Raises RigError."""
        if not self.is_open:
            self.link.port, self.is_open = self.opened(), True
            self.link.decoder.reset()
        board = self.link.hello(within_s)
        self.state = board.state
        return board

    def look(self, within_s: float = HELLO_WITHIN_S) -> Look:
        """The current status. Returns within ``within_s`` for HELLO, if it is needed, and twice ANSWER_WITHIN_S."""
        try:
            board = self.link.board or self.hello(within_s)
            if (trip_s := round_trip_s(self.link)) is not None:
                self.trips_s.append(trip_s)
            reply = self.link.ask(Type.STATUS, within_s=ANSWER_WITHIN_S)
            status = protocol.unpack_status(reply, board.pots)
        except BoardResetError as reset:
            return Look(None, str(reset))
        except RigError as wrong:
            self.close()
            return Look(None, str(wrong))
        self.state = status.counters.state
        return Look(status)

    def pause_s(self, every_s: float) -> float:
        """How long to leave the board alone until the next look."""
        return max(every_s, LEFT_ALONE_S) if self.state == State.ARMED else every_s

    def close(self) -> None:
        """Close the port. The next look opens it again."""
        if self.is_open:
            self.link.close()
            self.link.board = None
        self.is_open = False

    def facts(self, look: Look) -> dict[str, Any]:
        """A reading for programs; while the board is away, only our own counters, and None."""
        ours, heard = self.link.counters, self.link.decoder
        told = {
            "trouble": look.trouble or None,
            "answered": ours.answered,
            "retries": ours.retries,
            "good_from_board": heard.good,
            "bad_from_board": heard.bad_fcs + heard.too_long,
            "best_ms": 1000 * min(self.trips_s, default=0.0),
            "median_ms": 1000 * median(self.trips_s) if self.trips_s else 0.0,
            "state": None,
        }
        return told if look.status is None else {**told, **board_facts(look.status)}


def board_facts(status: Status) -> dict[str, Any]:
    """What the board counts: frames, stops, and its pots that move or are in trouble."""
    told = status.counters
    return {
        "state": identity.state_name(told.state),
        "reason": identity.reason_name(told.reason),
        "uptime_s": told.uptime_ms / 1000,
        "good_to_board": told.good,
        "bad_to_board": told.bad_fcs + told.too_long,
        "overruns": told.overruns,
        "repeats": told.repeats,
        "stops": told.stops,
        "moving": status.moving,
        "stalled": status.stalled,
        "at_end": status.at_end,
        "late": status.late,
    }
