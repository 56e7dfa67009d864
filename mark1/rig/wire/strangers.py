"""Strangers: other programs that speak to our board, and whether they meddled with its motors.

Each HELLO overwrites the board's ``last_session``. So the answer to ours shows whether a stranger spoke since, and the
state of the board whether it was stopped, unless that answer is lost: the next finds our own session. What shows a
stranger before our HELLO is therefore kept::

    a session that is not ours, of a program that drives motors   ----------------------------------+
    a session that is not ours, of one that only looks  --+--> and somebody stopped the board  -----+-->  spoke
    our own: a HELLO whose answer was lost                --+                                       |
                                                          +--> and suspected  ----------------------+
    suspected: a reply to a HELLO that we did not send; bytes that another program read from our port; BAD_REPEAT;
               BAD_SEQUENCE that expects none of our requests

Programs that only look draw their session from LOOKERS on: their HELLO leaves motors and states as they were.
"""

import secrets

from mark1.rig.wire.protocol import Hello, State, StopReason

LOOKERS = 0x8000
LAST = 0xFFFF
# What a board comes to by itself: armed, as it was; a reset; a host that was silent. All else is somebody's will.
BY_ITSELF = {
    (State.ARMED, StopReason.NONE),
    (State.SAFE, StopReason.RESET),
    (State.SAFE, StopReason.WATCHDOG),
    (State.SAFE, StopReason.BROWN_OUT),
    (State.STOPPED, StopReason.SILENCE),
}


def new_session(looks: bool = False) -> int:
    """A random session, which tells this program from others; another range for one that only looks at a board."""
    return secrets.randbelow(LAST + 1 - LOOKERS) + LOOKERS if looks else 1 + secrets.randbelow(LOOKERS - 1)


def looks(session: int) -> bool:
    """Whether a program of this session leaves motors alone."""
    return session >= LOOKERS


class Strangers:
    """``spoke``: whether another program meddled since our HELLO before; the first of a program does not count.

    ``our_stop``: the last stop bytes were ours, and nothing was armed since.
    """

    def __init__(self, session: int) -> None:
        self.session = session
        self.suspected = self.spoke = self.our_stop = False
        self.unheard: set[int] = set()  # sequence numbers of HELLOs whose answer was not heard
        self.sent: set[int] = set()

    def hello_sent(self, seq: int) -> None:
        """A HELLO of ours is on its way."""
        self.unheard.add(seq)
        self.sent.add(seq)

    def hello_heard(self, seq: int) -> None:
        """A board answered a HELLO."""
        self.suspected = self.suspected or seq not in self.sent

    def answered(self, hello: Hello) -> None:
        """A HELLO of ours was answered. A board that was reset has heard nobody since, or a stranger."""
        last = hello.last_session
        overwritten = last == self.session and hello.last_seq in self.unheard
        another = last not in (0, self.session)
        stopped = (hello.state, hello.reason) not in BY_ITSELF
        self.spoke = (
            (another and (stopped or not looks(last)))
            or (overwritten and self.suspected)
            or (overwritten and stopped and not self.our_stop)
        )
        self.suspected = False
        self.unheard.clear()
