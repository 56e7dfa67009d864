"""TCP: a host of a virtual board, and a second one, who may only stop it. Of this computer, unless it is told else."""

import socket
from contextlib import suppress

from mark1.rig.wire.framing import STOP_BYTE
from mark1.rig.wire.opening import TAKEN

LOOPBACK = "127.0.0.1"
CHUNK = 4096
SECOND_MS = 1000  # readings: once a millisecond. Whoever stops the board has its answer long before


class TcpHost:
    """One host at a time at ``address``, by default that of this computer for itself; ``port`` 0 takes a free one.

    Whoever comes second is heard only if the first thing it says is a stop: that and its HELLO reach the board, and
    what the board says goes to both. Then, as any other at once, it is told that the board is taken, and closed.
    """

    def __init__(self, port: int, address: str = LOOPBACK) -> None:
        self.port, self.address = port, address
        self.joined: socket.socket | None = None
        self.second: SecondHost | None = None
        self.plug()

    def plug(self) -> None:
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        self.listening = socket.create_server((self.address, self.port), family=family)
        self.listening.setblocking(False)
        self.port = self.listening.getsockname()[1]
        self.name = f"socket://{f'[{self.address}]' if ':' in self.address else self.address}:{self.port}"
        self.plugged = True

    def unplug(self) -> None:
        self.plugged = False
        self.listening.close()  # first: who sees its connection end finds nobody there
        self._leave()
        if self.second:
            self.second.leave()
        self.second = None

    def read(self) -> bytes:
        data = self._said()
        if self.plugged:
            self._accept()
        data = data or self._said()
        if self.second:
            data += self.second.read()
            if self.second.joined is None:
                self.second = None
        return data

    def write(self, data: bytes) -> None:
        if self.joined and not sent(self.joined, data):
            self._leave()
        if self.second:
            self.second.write(data)

    def _said(self) -> bytes:
        """What the first host said; one that has gone makes room for the next."""
        data = said(self.joined) if self.joined else b""
        if data is None:
            self._leave()
        return data or b""

    def _accept(self) -> None:
        if self.joined and self.second:
            return
        try:
            newcomer, _ = self.listening.accept()
        except BlockingIOError:
            return
        newcomer.setblocking(False)
        newcomer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.joined:
            self.second = SecondHost(newcomer)
        else:
            self.joined = newcomer

    def _leave(self) -> None:
        if self.joined:
            self.joined.close()
        self.joined = None


class SecondHost:
    """A host whose board is another's: heard for ``left`` more readings, and of those only from its stop byte on."""

    def __init__(self, joined: socket.socket) -> None:
        self.joined: socket.socket | None = joined
        self.left, self.stopped = SECOND_MS, False

    def read(self) -> bytes:
        """What the board is to hear; at the end it is told why it is closed."""
        self.left -= 1
        data = said(self.joined) if self.joined else None
        if data is None:
            self.leave()
            return b""
        if not self.stopped and data:
            self.stopped = data[0] == STOP_BYTE
            self.left = self.left if self.stopped else 0
        if self.left <= 0:
            self.write(TAKEN)
            self.leave()
        return data if self.stopped else b""

    def write(self, data: bytes) -> None:
        if self.joined and not sent(self.joined, data):
            self.leave()

    def leave(self) -> None:
        if self.joined:
            with suppress(OSError):
                self.joined.shutdown(socket.SHUT_WR)  # what was told arrives, also where more was said than is read
            self.joined.close()
        self.joined = None


def said(host: socket.socket) -> bytes | None:
    """What a host said; None: it has gone."""
    try:
        return host.recv(CHUNK) or None
    except BlockingIOError:
        return b""
    except OSError:
        return None


def sent(host: socket.socket, data: bytes) -> bool:
    """Whether a host is still there. If it does not read, bytes are lost, as on a real line."""
    try:
        host.send(data)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return True
