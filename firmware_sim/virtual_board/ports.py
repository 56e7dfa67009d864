"""A session in real time behind a port of this computer: a pseudo-terminal, or TCP (``tcp_host``).

Unplugged, the port is gone, as that of a real board is: a pseudo-terminal is closed and its link removed, a TCP port
refuses whoever knocks. Replugged, it is there again.
"""

import os
import select
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from firmware_sim.virtual_board.recording import FROM_BOARD, FROM_HOST, Said
from mark1.errors import ConfigError

STEP_S = 0.001
BEHIND_S = 0.1  # after sleep, the computer catches up at most this much
CHUNK = 4096


class Served(Protocol):
    """A board or a cable, on its clock of milliseconds: a Session, a Cable."""

    now_ms: int
    plugged: bool

    def send(self, data: bytes) -> None: ...
    def step(self) -> bytes: ...


class Host(Protocol):
    """The other end: ``read`` returns the received bytes without waiting. Unplugged, there is none."""

    name: str
    plugged: bool

    def read(self) -> bytes: ...
    def write(self, data: bytes) -> None: ...
    def plug(self) -> None: ...
    def unplug(self) -> None: ...


class PtyHost:
    """A pseudo-terminal. Its ``name`` is what a host opens: the ``link``, or else a new one each time. Not on Windows.

    Raises ConfigError if something else is where the link should be.
    """

    def __init__(self, link: Path | None = None) -> None:
        self.link = link
        self.plug()

    def plug(self) -> None:
        import pty
        import tty

        self.near, self.far = pty.openpty()
        tty.setraw(self.far)  # kept open here, so that hosts may come and go
        os.set_blocking(self.near, False)
        self.device = os.ttyname(self.far)
        self.name = str(self.link or self.device)
        self.plugged = True
        if self.link:
            point(self.link, self.device)

    def unplug(self) -> None:
        if not self.plugged:
            return
        if self.link and self.link.is_symlink() and os.readlink(self.link) == self.device:
            self.link.unlink()
        self.plugged = False
        os.close(self.near)
        os.close(self.far)

    def read(self) -> bytes:
        try:
            return os.read(self.near, CHUNK) if self.plugged else b""
        except BlockingIOError:
            return b""

    def write(self, data: bytes) -> None:
        if self.plugged and select.select([], [self.near], [], 0)[1]:  # nobody reads: bytes are lost, as on a line
            os.write(self.near, data)


def point(link: Path, device: str) -> None:
    """Make ``link`` one to the pseudo-terminal ``device``, at once; one left by an earlier board is replaced.

    Raises ConfigError if ``link`` is something else, OSError if it cannot be created.
    """
    if os.path.lexists(link) and not (link.is_symlink() and Path(os.readlink(link)).parent == Path(device).parent):
        raise ConfigError(f"--link {link}: exists and is not a link to a pseudo-terminal; choose another name")
    new = link.with_name(f".{link.name}.{os.getpid()}")
    os.symlink(device, new)
    os.replace(new, link)


def serve(
    served: Served,
    host: Host,
    goes_on: Callable[[], bool] = lambda: True,
    tell: Callable[[Said], None] = lambda said: None,
    appeared: Callable[[str], None] = lambda name: None,
) -> None:
    """Run in real time while ``goes_on()`` is true; ``tell`` gets the traffic for a recording.

    ``appeared`` hears the port's name when it is there again. Raises OSError if it cannot be.
    """
    due_s = time.monotonic()
    while goes_on():
        due_s = max(due_s + STEP_S, time.monotonic() - BEHIND_S)
        follow(served, host, appeared)
        if data := host.read():
            tell(Said(served.now_ms, FROM_HOST, data))
            served.send(data)
        if data := served.step():
            tell(Said(served.now_ms, FROM_BOARD, data))
            host.write(data)
        time.sleep(max(0.0, due_s - time.monotonic()))


def follow(served: Served, host: Host, appeared: Callable[[str], None]) -> None:
    """The port comes and goes with the cable."""
    if host.plugged and not served.plugged:
        host.unplug()
    elif served.plugged and not host.plugged:
        host.plug()
        appeared(host.name)
