"""A session as a port: reading advances its clock, so nothing waits in real time."""

from firmware_sim.virtual_board.session import BoardSession
from mark1.errors import RigError


class SessionPort:
    """The port that a Link needs, with its clock: ``Link(port, session, port.now_s)``.

    Raises RigError while the session is unplugged, as a real port does.
    """

    def __init__(self, session: BoardSession) -> None:
        self.session, self.name = session, session.name

    def now_s(self) -> float:
        return self.session.now_ms / 1000

    def write(self, data: bytes) -> None:
        self._check()
        self.session.send(data)

    def read(self, timeout_s: float) -> bytes:
        """The bytes received within ``timeout_s``: at least one step of the session, at most until the first bytes."""
        self._check()
        for _ in range(max(1, round(timeout_s * 1000))):
            if data := self.session.step():
                return data
            self._check()
        return b""

    def close(self) -> None:
        """Do nothing: the session continues."""

    def _check(self) -> None:
        if not self.session.plugged:
            raise RigError(f"the cable: port {self.name} is gone")
