"""A board behind every kind of port name that pyserial knows and the program promises."""

import contextlib
import gc
import socket
import sys
import threading
from collections.abc import Iterator

import pytest
import serial
import serial.rfc2217
from typed_process import virtual

from firmware_sim.virtual_board.ports import serve
from firmware_sim.virtual_board.session import new_session
from firmware_sim.virtual_board.sizes import Sizes
from firmware_sim.virtual_board.tcp_host import TcpHost
from mark1.rig.board.board import Board
from mark1.rig.wire.serial_port import SerialPort


@pytest.fixture
def address() -> Iterator[str]:
    """Where a board of 2 pots is served over TCP, ``HOST:PORT``."""
    host, over = TcpHost(0), threading.Event()
    serving = threading.Thread(target=serve, args=(new_session(Sizes(pots=2)), host, lambda: not over.is_set()))
    serving.start()
    yield host.name.removeprefix("socket://")
    over.set()
    serving.join()
    host.unplug()


@pytest.fixture
def remote(address: str) -> Iterator[str]:
    """The same board through a server that speaks RFC 2217, as terminal servers do."""
    board = serial.serial_for_url(f"socket://{address}", timeout=0.005)
    listening, over = socket.create_server(("127.0.0.1", 0)), threading.Event()
    serving = threading.Thread(target=serve_rfc2217, args=(board, listening, over))
    serving.start()
    yield "rfc2217://{}:{}".format(*listening.getsockname())
    over.set()
    serving.join()
    listening.close()
    board.close()


class Socket:
    """What pyserial's PortManager writes to."""

    def __init__(self, joined: socket.socket) -> None:
        self.write = joined.sendall


def serve_rfc2217(board: serial.SerialBase, listening: socket.socket, over: threading.Event) -> None:
    """One host, until all is over."""
    joined, _ = listening.accept()
    joined.settimeout(0.002)
    manager = serial.rfc2217.PortManager(board, Socket(joined))
    while not over.is_set():
        with contextlib.suppress(TimeoutError):
            board.write(b"".join(manager.filter(joined.recv(1024))))
        if data := board.read(256):
            joined.sendall(b"".join(manager.escape(data)))
    joined.close()


def try_it(name: str) -> None:
    board = Board(lambda: SerialPort(name))
    try:
        assert board.hello.pots == 2
        board.seek({1: 600}, 4)
        assert abs(board.wipers()[1] - 600) <= 8
    finally:
        board.close()


def test_socket(address):
    try_it(f"socket://{address}")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # pyserial leaves the file to the
def test_spy_writes_down_what_is_said(tmp_path):  # garbage collector
    with virtual("--pty", "--pots", "2") as board:
        try_it(f"spy://{board.name}?file={tmp_path / 'said.txt'}")
    gc.collect()
    assert " TX " in (tmp_path / "said.txt").read_text()


@pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")  # pyserial's own
def test_rfc2217(remote):
    try_it(remote)


@pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")  # pyserial's own
def test_a_stop_amid_another_write_does_not_wait_for_it(remote):
    """As a signal handler sends it, in the thread that is writing."""
    board = Board(lambda: SerialPort(remote))
    with board.port.serial._write_lock:
        board.stop()
    board.close()
