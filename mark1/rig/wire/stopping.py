"""Stop: all motors off, whatever else is on the wire, and what the board says to it."""

from contextlib import suppress

from mark1.errors import RigError
from mark1.rig.wire.framing import FLAG, STOP_BYTE
from mark1.rig.wire.link import Link
from mark1.rig.wire.protocol import NoticeKind, State

FIRST_WITHIN_S = 3.0  # opening the port may have reset the board: its boot loader comes first
AGAIN_WITHIN_S = 1.0
STOP = bytes((STOP_BYTE,)) * 3


def stop(link: Link) -> bool:
    """Send the stop byte three times, and again to a board that was just starting; whether it says it is stopped.

    HELLO goes with it in one piece: by its session, whoever trains on the board knows that this was no noise. It needs
    no answer to it: the notice STOPPED will do. Raises RigError if the bytes cannot be sent.
    """
    for within_s in (FIRST_WITHIN_S, AGAIN_WITHIN_S):
        link.board = None
        with suppress(RigError):
            link.hello(within_s, before=STOP)
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
