"""Stop: all motors off, whatever else is on the wire, and what the board says to it."""

from contextlib import suppress

from mark1.errors import RigError
from mark1.rig.wire.framing import FLAG, STOP_BYTE
from mark1.rig.wire.link import Link
from mark1.rig.wire.protocol import NoticeKind, State

WITHIN_S = 4.0  # opening the port may have reset the board: its boot loader comes first
EVERY_S = 0.1  # several times before a program that takes the stop for noise arms again: connection.STRANGER_WITHIN_S
STOP = bytes((STOP_BYTE,)) * 3


def stop(link: Link) -> bool:
    """Send the stop byte three times, again and again until the board answers; whether it says it is stopped.

    HELLO goes with each in one piece: by its session, whoever trains on the board knows that this was no noise. It
    needs no answer to it: the notice STOPPED will do. Raises RigError if the bytes cannot be sent.
    """
    link.board = None
    with suppress(RigError):
        link.hello(WITHIN_S, before=STOP, every_s=EVERY_S)
    if is_stopped(link):
        return True
    link.port.write(bytes((FLAG,)))  # raises RigError if the port is gone, and with it the stop bytes
    return False


def is_stopped(link: Link) -> bool:
    """Whether the board said so last, unasked or in its answer to HELLO."""
    if link.board:
        return link.board.state == State.STOPPED
    notices = link.counters.notices
    return bool(notices) and notices[-1].kind == NoticeKind.STOPPED
