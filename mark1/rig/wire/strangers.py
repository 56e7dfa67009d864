"""Strangers: other programs that speak to our board, noticed by what the board answers.

Each HELLO overwrites the board's ``last_session``. So the answer to ours shows whether a stranger spoke since, unless
that answer is lost: the next finds our own session. What shows a stranger before our HELLO is therefore kept::

    a reply to a HELLO that we did not send                        --+
    bytes that another program read from our port                  --+
    BAD_REPEAT; BAD_SEQUENCE that expects none of our requests     --+-->  suspected  --+
    a HELLO of ours that the board did, and whose answer was lost  ------>  unheard   --+-->  spoke
"""

from mark1.rig.wire.protocol import Hello


class Strangers:
    """``spoke``: whether another program said HELLO since ours before; the first of a program does not count."""

    def __init__(self, session: int) -> None:
        self.session = session
        self.suspected = self.spoke = False
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
        overwritten = hello.last_session == self.session and hello.last_seq in self.unheard
        another = hello.last_session not in (0, self.session)
        self.spoke = another or (self.suspected and overwritten)
        self.suspected = False
        self.unheard.clear()
