"""The line between two readings of the board's counters: how long a round trip takes, what is lost, what is broken.

::

    STATUS, PING x PINGS, STATUS      sent by us   --> good and broken at the board  --> the rest was lost
                                      answered by it --> good and broken here        --> the rest was lost
"""

from statistics import median
from typing import NamedTuple

from mark1.rig.wire import protocol
from mark1.rig.wire.link import Link
from mark1.rig.wire.protocol import Counters, Hello, Type

PINGS = 50
PING_BYTES = b"\x00\xff\x55\xaa\x7e\x7d\x18\x01"  # all bits, and all bytes that are escaped
WITHIN_S = 1.0
ROUND = 0x10000  # the board's counters go round


class FrameTally(NamedTuple):
    """Frames sent, and how many of them arrived good and broken."""

    sent: int
    good: int
    broken: int

    @property
    def lost(self) -> int:
        """A frame that is broken in two counts as broken twice, and never less than none is lost."""
        return max(0, self.sent - self.good - self.broken)


class LineQuality(NamedTuple):
    """Round trips of requests that were sent once, s; both directions of frames; requests sent again."""

    trips_s: list[float]
    to_board: FrameTally
    from_board: FrameTally
    resent: int

    @property
    def round_trip_ms(self) -> float | None:
        """The median; None if every request had to be sent again."""
        return 1000 * median(self.trips_s) if self.trips_s else None

    @property
    def loss(self) -> float:
        """The share of frames that did not arrive at all, 0 to 1."""
        return (self.to_board.lost + self.from_board.lost) / (self.to_board.sent + self.from_board.sent)

    @property
    def corruption(self) -> float:
        """The share of frames that arrived broken, 0 to 1."""
        broken = self.to_board.broken + self.from_board.broken
        return min(1.0, broken / (self.to_board.sent + self.from_board.sent))

    def facts(self) -> dict[str, float | int | None]:
        """For programs."""
        return {
            "round_trip_ms": self.round_trip_ms,
            "best_ms": 1000 * min(self.trips_s) if self.trips_s else None,
            "loss": self.loss,
            "corruption": self.corruption,
            "lost_to_board": self.to_board.lost,
            "lost_from_board": self.from_board.lost,
            "broken_to_board": self.to_board.broken,
            "broken_from_board": self.from_board.broken,
            "resent": self.resent,
        }

    def __str__(self) -> str:
        trip_ms = self.round_trip_ms
        trip = "no round trip measured" if trip_ms is None else f"round trip {trip_ms:.1f} ms"
        return f"{trip}, loss {self.loss:.1%}, corruption {self.corruption:.1%}"


def measured(link: Link, board: Hello) -> LineQuality:
    """PINGS round trips. Raises RigError."""
    heard, counted = link.decoder, link.counters
    before = counters(link, board)
    sent, resent = counted.sent, counted.retries
    good, broken = heard.good, heard.bad_fcs + heard.too_long
    trips_s = [trip_s for _ in range(PINGS) if (trip_s := round_trip_s(link)) is not None]
    after = counters(link, board)
    done = (after.good - before.good) % ROUND  # it answers each good frame once
    return LineQuality(
        trips_s,
        FrameTally(counted.sent - sent, done, (damaged(after) - damaged(before)) % ROUND),
        FrameTally(done, heard.good - good, heard.bad_fcs + heard.too_long - broken),
        counted.retries - resent,
    )


def round_trip_s(link: Link) -> float | None:
    """Of a PING; None if it had to be sent again. Raises RigError."""
    resent = link.counters.retries
    link.ask(Type.PING, PING_BYTES, WITHIN_S)
    return link.counters.round_trip_s if link.counters.retries == resent else None


def counters(link: Link, board: Hello) -> Counters:
    return protocol.unpack_status(link.ask(Type.STATUS, within_s=WITHIN_S), board.pots).counters


def damaged(counted: Counters) -> int:
    """Frames that arrived broken; bytes that overran a full buffer break one each at least."""
    return counted.bad_fcs + counted.too_long
