"""A session in real time behind a port of this computer: a pseudo-terminal, or TCP on 127.0.0.1."""

import os
import select
import socket
import time
from collections.abc import Callable
from typing import Protocol

from firmware_sim.recording import FROM_BOARD, FROM_HOST, Said
from firmware_sim.session import Session

STEP_S = 0.001
BEHIND_S = 0.1  # a computer that was asleep does not catch up on more than this
CHUNK = 4096


class Host(Protocol):
    """Whoever is at the other end: ``read`` never waits and gives what came."""

    name: str

    def read(self) -> bytes: ...
    def write(self, data: bytes) -> None: ...
    def close(self) -> None: ...


class PtyHost:
    """A pseudo-terminal; its ``name`` is what a host opens. Not on Windows."""

    def __init__(self) -> None:
        import pty
        import tty

        self.near, self.far = pty.openpty()
        tty.setraw(self.far)  # kept open here, so that hosts may come and go
        os.set_blocking(self.near, False)
        self.name = os.ttyname(self.far)

    def read(self) -> bytes:
        try:
            return os.read(self.near, CHUNK)
        except BlockingIOError:
            return b""

    def write(self, data: bytes) -> None:
        if select.select([], [self.near], [], 0)[1]:  # nobody reads: bytes are lost, as on a real line
            os.write(self.near, data)

    def close(self) -> None:
        os.close(self.near)
        os.close(self.far)


class TcpHost:
    """One host at a time on 127.0.0.1; ``port`` 0 takes a free one. A new host replaces the old."""

    def __init__(self, port: int) -> None:
        self.listening = socket.create_server(("127.0.0.1", port))
        self.listening.setblocking(False)
        self.name = f"socket://127.0.0.1:{self.listening.getsockname()[1]}"
        self.joined: socket.socket | None = None

    def read(self) -> bytes:
        self._accept()
        if self.joined is None:
            return b""
        try:
            data = self.joined.recv(CHUNK)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._leave()
        return data

    def write(self, data: bytes) -> None:
        try:
            if self.joined:
                self.joined.send(data)
        except BlockingIOError:
            pass  # nobody reads: bytes are lost, as on a real line
        except OSError:
            self._leave()

    def close(self) -> None:
        self._leave()
        self.listening.close()

    def _accept(self) -> None:
        try:
            newcomer, _ = self.listening.accept()
        except BlockingIOError:
            return
        self._leave()
        newcomer.setblocking(False)
        newcomer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.joined = newcomer

    def _leave(self) -> None:
        if self.joined:
            self.joined.close()
        self.joined = None


def serve(
    session: Session,
    host: Host,
    goes_on: Callable[[], bool] = lambda: True,
    tell: Callable[[Said], None] = lambda said: None,
) -> None:
    """Run the session in step with the clock, for as long as ``goes_on`` says so; ``tell`` hears what is said."""
    due_s = time.monotonic()
    while goes_on():
        due_s = max(due_s + STEP_S, time.monotonic() - BEHIND_S)
        if data := host.read():
            tell(Said(session.now_ms, FROM_HOST, data))
            session.send(data)
        if data := session.step():
            tell(Said(session.now_ms, FROM_BOARD, data))
            host.write(data)
        time.sleep(max(0.0, due_s - time.monotonic()))
