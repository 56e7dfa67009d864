"""A virtual board behind TCP. The ports of this machine are never seen."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from firmware_sim.virtual_board.ports import serve
from firmware_sim.virtual_board.session import BoardSession, new_session
from firmware_sim.virtual_board.tcp_host import TcpHost
from mark1.rig.doctor.computer import Computer

# Vendor and product of what may be plugged in.
USB = {"UNO": (0x2341, 0x0043), "CH340": (0x1A86, 0x7523), "GPS": (0x1546, 0x01A8)}


@contextmanager
def served(session: BoardSession, port: int = 0) -> Iterator[str]:
    """The name of the port behind which the session runs."""
    host, over = TcpHost(port), threading.Event()
    running = threading.Thread(target=serve, args=(session, host, lambda: not over.is_set()))
    running.start()
    try:
        yield host.name
    finally:
        over.set()
        running.join()
        host.unplug()


@pytest.fixture
def session() -> BoardSession:
    return new_session()


@pytest.fixture
def board(session: BoardSession) -> Iterator[str]:
    with served(session) as name:
        yield name


@pytest.fixture
def serving() -> Callable[..., AbstractContextManager[str]]:
    """``serving(session, port)``: a board at a TCP port, of any number or of this one."""
    return served


@pytest.fixture
def silent() -> Iterator[str]:
    """A port behind which nobody says anything."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"socket://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``plugged(ttyUSB0="UNO")``: the ports that the system lists, and no others."""

    def plug(**names: str) -> None:
        found = [
            SimpleNamespace(device=name, vid=USB[of][0], pid=USB[of][1], serial_number="A1", description="Serial",
                            hwid="USB")
            for name, of in names.items()
        ]  # fmt: skip
        monkeypatch.setattr("serial.tools.list_ports.comports", lambda: found)

    return plug


@pytest.fixture(autouse=True)
def bare_computer(monkeypatch: pytest.MonkeyPatch, plugged: Callable[..., None], tmp_path: Path) -> None:
    """A Linux system without ports, programs and rules."""
    plugged()
    monkeypatch.setattr("mark1.rig.doctor.computer.Computer", lambda: Computer(tmp_path / "system", "linux"))
