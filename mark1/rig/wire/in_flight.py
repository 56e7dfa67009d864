"""In flight: requests that are sent and not yet answered, the oldest first. No input or output.

::

    begin --> | seq 7 | seq 8 | seq 9 |  at most the board's window, and its buffer  --> taken, when its answer comes
                 oldest                                                                    |
                                          sent more than once: may be answered again  <----+
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mark1.rig.wire.framing import Frame, encode
from mark1.rig.wire.protocol import Hello, Type

RECENT = 16  # requests back: an answer that comes twice comes about one window after the first
FAR = 0x80  # from the next number: one that the board cannot expect, nor remember


class Request(NamedTuple):
    type: Type
    payload: bytes = b""


@dataclass
class Waiting:
    """A request on its way: which of the batch it is, its bytes, how often and when they were last sent.

    ``turn`` counts all sendings of a link. ``misfit``: the last reply that cannot be its answer. ``place`` None: nobody
    waits for its answer, as of a call that was interrupted; it keeps its turn.
    """

    place: int | None
    frame: Frame
    wire: bytes
    tries: int = 0
    turn: int = 0
    sent_s: float = 0.0
    misfit: Frame | None = None


class InFlight:
    """The requests on their way, by sequence number; ``next_seq`` is that of the next."""

    def __init__(self, next_seq: int) -> None:
        self.next_seq = next_seq
        self.waiting: dict[int, Waiting] = {}
        self.resent: set[int] = set()  # numbers of answered requests that were sent more than once

    def __iter__(self) -> Iterator[Waiting]:
        return iter(self.waiting.values())

    @property
    def oldest(self) -> Waiting | None:
        return next(iter(self), None)

    def numbered(self, request: Request) -> Frame:
        """The request with the next number."""
        frame = Frame(self.next_seq, *request)
        self.next_seq = self.next_seq + 1 & 0xFF
        return frame

    def begin(self, place: int | None, request: Request) -> Waiting:
        """A new request, not sent yet."""
        frame = self.numbered(request)
        self.resent.discard(frame.seq)
        one = self.waiting[frame.seq] = Waiting(place, frame, encode(frame))
        return one

    def room_for(self, request: Request, board: Hello) -> bool:
        """Whether the board remembers, and holds, one more."""
        if not self.waiting:
            return True
        ahead = self.next_seq - next(iter(self.waiting)) & 0xFF
        size = len(encode(Frame(self.next_seq, *request))) + sum(len(one.wire) for one in self)
        return ahead < board.window and size <= board.rx_buffer

    def taken(self, one: Waiting) -> list[Waiting]:
        """Take the one that was answered out: those before it whose answers are lost, as nothing overtakes on a line.

        Of one that was sent more than once nothing follows: its answer may be the first.
        """
        del self.waiting[one.frame.seq]
        if one.tries > 1:
            self.resent.add(one.frame.seq)
            return []
        return [other for other in self if other.turn < one.turn]

    def is_again(self, seq: int) -> bool:
        """Whether an answer of this number is one that came before: the request was sent again needlessly."""
        return seq in self.resent and self.next_seq - seq & 0xFF <= RECENT

    def is_ours(self, expected: int) -> bool:
        """Whether ``expected`` is the number of one on its way, or the next."""
        oldest = next(iter(self.waiting))
        return expected - oldest & 0xFF <= self.next_seq - oldest & 0xFF

    def keep_alive(self) -> bytes:
        """A PING that takes no place in the window: the board hears its host, and refuses the number."""
        return encode(Frame(self.next_seq + FAR & 0xFF, Type.PING))

    def clear(self) -> None:
        self.waiting.clear()
        self.resent.clear()
