"""What a terminal server refuses: pyserial's own server made to refuse, servers that hang up, and ser2net."""

import contextlib
import gc
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import serial.rfc2217
from scripted_board import need
from typed_process import virtual

from mark1.errors import RigError
from mark1.rig.wire.serial_port import SerialPort
from mark1.rig.wire.terminal_server import CONTROL, HUNG_UP, NOT_SPOKEN, farewell, refusal_in

pytestmark = [
    pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning"),  # pyserial's own
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # it forgets a socket that hung up
]
Serve = Callable[[socket.socket], None]


@contextlib.contextmanager
def served(serve: Serve) -> Iterator[str]:
    """The URL of a server that does ``serve`` with each caller."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.02)
    over, callers = threading.Event(), []

    def accept() -> None:
        while not over.is_set():
            with contextlib.suppress(TimeoutError):
                caller, _ = listening.accept()
                callers.append(caller)
                serve(caller)

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield "rfc2217://{}:{}?timeout=0.3".format(*listening.getsockname())
    finally:
        over.set()
        accepting.join()
        for one in (*callers, listening):
            one.close()


class Device:
    """A serial device, as pyserial's server sets it up; what is named is refused."""

    cts = dsr = ri = cd = rtscts = xonxoff = dtr = rts = False

    def __init__(self, *refused: str) -> None:
        values = {"baudrate": 9600, "bytesize": 7, "parity": "E", "stopbits": 2}
        self.__dict__.update(values, refused=refused)

    def __setattr__(self, name: str, value: object) -> None:
        if name in self.refused and self.__dict__[name] != value:
            raise ValueError(name)
        self.__dict__[name] = value

    def reset_input_buffer(self) -> None: ...
    def reset_output_buffer(self) -> None: ...


class Connection:
    def __init__(self, caller: socket.socket) -> None:
        self.write = caller.sendall


def pyserials(device: Device) -> Serve:
    """pyserial's own server, until the caller hangs up."""

    def serve(caller: socket.socket) -> None:
        with contextlib.suppress(OSError):
            manager = serial.rfc2217.PortManager(device, Connection(caller))
            while heard := caller.recv(1024):
                b"".join(manager.filter(heard))

    return serve


def why(url: str) -> str:
    with pytest.raises(RigError) as refused:
        SerialPort(url)
    return str(refused.value).partition(" cannot be opened: ")[2]


@pytest.mark.parametrize(
    ("refused", "words"),
    [("baudrate", "115200 baud"), ("bytesize", "8 data bits"), ("parity", "no parity"), ("stopbits", "1 stop bit")],
)
def test_pyserials_server_refuses_a_setting(refused, words):
    with served(pyserials(Device(refused))) as url:
        assert why(url) == f"the other side refuses {words}: allow it there, for the port of the board"


def test_pyserials_server_refuses_nothing():
    device = Device()
    with served(pyserials(device)) as url:
        SerialPort(url).close()
    assert (device.baudrate, device.bytesize, device.parity, device.stopbits) == (115_200, 8, "N", 1)


def test_a_raw_port_is_no_terminal_server():
    with served(lambda caller: None) as url:
        assert why(url) == NOT_SPOKEN


def test_a_server_that_says_why_it_hangs_up():
    def hang_up(caller: socket.socket) -> None:
        with contextlib.suppress(OSError):
            caller.sendall(b"\xff\xfb\x03\xff\xfd,Port already in use\r\n")
        caller.close()

    with served(hang_up) as url:
        assert why(url) == "the other side says: Port already in use"
    gc.collect()
    assert farewell("rfc2217://127.0.0.1:1") == farewell("rfc2217://") == farewell("rfc2217://h:x") == ""


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Remote does not seem to support RFC2217 or BINARY mode [we-BINARY:False(INACTIVE)]", NOT_SPOKEN),
        ("(RFC2217): dict_values([baudrate:REQUESTED, datasize:REQUESTED, parity:REQUESTED, stopsize:REQUESTED])",
         NOT_SPOKEN),
        ("(RFC2217): dict_values([baudrate:REQUESTED, datasize:ACTIVE, parity:ACTIVE, stopsize:ACTIVE])",
         "the other side does not answer to 115200 baud"),
        ("timeout while waiting for option 'control'", CONTROL),
        ("timeout while waiting for option 'purge'", "the other side does not answer to a purge of its buffers"),
        ("[Errno 32] Broken pipe", HUNG_UP),
        ("connection failed (reader thread died)", HUNG_UP),
        ("[Errno 111] Connection refused", ""),
    ],
)  # fmt: skip
def test_what_pyserial_says_in_words(said, words):
    assert refusal_in(said, 115_200) == words


# ---- ser2net, which nobody here wrote

IN_USE = "the other side says: Port already in use"
SER2NET = """\
connection: &rig
  accepter: telnet(rfc2217),tcp,127.0.0.1,{rig}
  connector: serialdev,{device},115200n81,local
connection: &raw
  accepter: tcp,127.0.0.1,{raw}
  connector: serialdev,{device},115200n81,local
connection: &telnet
  accepter: telnet,tcp,127.0.0.1,{telnet}
  connector: serialdev,{device},115200n81,local
connection: &gone
  accepter: telnet(rfc2217),tcp,127.0.0.1,{gone}
  connector: serialdev,{device}-gone,115200n81,local
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@pytest.fixture
def ser2net(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A virtual board of two pots behind ser2net: what follows rfc2217:// for each of its ports."""
    need("ser2net")
    ports = {name: free_port() for name in ("rig", "raw", "telnet", "gone")}
    settings = tmp_path / "ser2net.yaml"
    with virtual("--pty", "--pots", "2") as board:
        settings.write_text(SER2NET.format(device=board.name, **ports))
        with subprocess.Popen(["ser2net", "-n", "-c", settings], stderr=subprocess.DEVNULL) as running:
            try:
                for port in ports.values():
                    until_served(port)
                yield {name: f"127.0.0.1:{port}" for name, port in ports.items()}
            finally:
                running.kill()


def until_served(port: int) -> None:
    deadline_s = time.monotonic() + 600
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert time.monotonic() < deadline_s
            time.sleep(0.05)


@pytest.mark.ci
def test_ser2net(ser2net):
    from mark1.rig.board.board import Board

    words = {"raw": "does not speak RFC 2217", "telnet": "does not speak RFC 2217", "rig": "add ?ign_set_control"}
    for name, said in words.items():
        url = f"rfc2217://{ser2net[name]}?timeout=1"
        while (heard := why(url)) in (HUNG_UP, IN_USE):  # ser2net takes a while to let go of the device
            time.sleep(0.1)
        assert said in heard, name
    assert why(f"rfc2217://{ser2net['gone']}").startswith("the other side says: Device open failure")
    url = f"rfc2217://{ser2net['rig']}?ign_set_control"  # a pseudo-terminal has no control lines
    board = Board(lambda: SerialPort(url))
    assert board.hello.pots == 2
    board.seek({1: 600}, 4)
    assert abs(board.wipers()[1] - 600) <= 8
    assert why(url) == IN_USE
    board.close()
