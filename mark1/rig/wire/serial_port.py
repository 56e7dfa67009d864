"""Serial ports: which there are, and one that is open. The only file that imports serial."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

from mark1.errors import RigError
from mark1.rig.wire import opening, rates, terminal_server

BAUD = rates.USUAL
TICK_S = 0.005
MOST = 4096  # bytes of one read: a port that never pauses must not hold us
WRITE_S = 1.0  # the largest frame takes 25 ms; a busy computer may let it wait


class Port(Protocol):
    """A way to the board. ``read`` gives what has come, waiting up to ``timeout_s`` for the first byte."""

    name: str

    def write(self, data: bytes) -> None: ...
    def read(self, timeout_s: float) -> bytes: ...
    def close(self) -> None: ...


class ListedPort(NamedTuple):
    """A serial port as listed by the system; ``vendor`` and ``product`` are None if it is not on USB."""

    device: str
    vendor: int | None = None
    product: int | None = None
    serial_number: str = ""
    description: str = ""
    hardware: str = ""


def listed_ports() -> list[ListedPort]:
    """The serial ports of this computer. Raises RigError if the system does not tell."""
    try:
        from serial.tools import list_ports

        found = list_ports.comports()
    except (ImportError, OSError, TypeError, ValueError) as wrong:  # what comes and goes meanwhile is a TypeError
        raise RigError(f"the cable: the system does not list its ports ({wrong}): name one with --port") from wrong
    return [
        ListedPort(
            port.device, port.vid, port.pid, *(_told(t) for t in (port.serial_number, port.description, port.hwid))
        )
        for port in found
    ]


def _told(text: str | None) -> str:
    return "" if text in (None, "n/a") else str(text)


def driver_version() -> str:
    """The version of pyserial."""
    import serial

    return str(serial.__version__)


@contextmanager
def quiet_readers() -> Iterator[None]:
    """While entered, a reader thread of pyserial ends without a traceback: the other side may hang up at any time."""
    before = threading.excepthook

    def hook(ended: threading.ExceptHookArgs) -> None:
        if ended.thread is None or not ended.thread.name.startswith("pySerial"):
            before(ended)

    threading.excepthook = hook
    try:
        yield
    finally:
        threading.excepthook = before


class SerialPort:
    """A port of this computer, or a URL that pyserial knows: ``socket://``, ``rfc2217://``, ``spy://``, ``loop://``.

    No other program of ours can open it meanwhile, unless it is ``shared``: then who reads first has the bytes. Raises
    RigError if it cannot be opened, or goes away; what to do is then said for the ``doctor``, or is to ask it.
    """

    def __init__(self, name: str, shared: bool = False, doctor: bool = False) -> None:
        import serial

        self.name, self.wrong = name, serial.SerialException
        self.heard_last, self.shared = b"", shared
        remote = name.startswith(terminal_server.PREFIX)
        # A terminal server takes neither a deadline for writing nor, without asking it anew, another one for reading.
        own: dict[str, Any] = {} if remote else {"write_timeout": WRITE_S, "exclusive": None if shared else True}
        baud = rates.of_port(name) if shared else BAUD
        try:
            with quiet_readers():
                self.serial = serial.serial_for_url(name, baud, timeout=TICK_S, **own)
        except (serial.SerialException, OSError, ValueError) as wrong:
            refused = terminal_server.refusal(name, str(wrong), baud) if remote else ""
            said = refused or opening.why(name, str(wrong), doctor=doctor)
            raise RigError(f"the cable: port {name} cannot be opened: {said}") from wrong
        self.rate = rates.RateFinder(self.serial, name)
        if hasattr(self.serial, "_write_lock"):  # of rfc2217://; a signal handler may stop motors amid another write
            self.serial._write_lock = threading.RLock()

    def write(self, data: bytes) -> None:
        try:
            self.rate.before_write()
            self.serial.write(data)
        except (self.wrong, OSError) as wrong:
            raise RigError(f"the cable: port {self.name} takes no bytes any more: {wrong}") from wrong

    def read(self, timeout_s: float) -> bytes:
        """Wait for the first byte, then take what else is there. With socket:// ``in_waiting`` is 0 or 1, no count."""
        until_s, data = time.monotonic() + timeout_s, b""
        try:
            if timeout_s <= 0 and not self.serial.in_waiting:
                return b""
            while not (data := self.serial.read(1)) and time.monotonic() < until_s:
                pass  # each turn waits TICK_S
            while data and len(data) < MOST and (there := self.serial.in_waiting):
                data += self.serial.read(min(there, MOST))
        except (self.wrong, OSError) as wrong:
            if self.shared and opening.SHARED in str(wrong):
                time.sleep(TICK_S)
                return bytes(data)
            why = opening.reason_in(self.heard_last + data) or wrong
            raise RigError(f"the cable: port {self.name} is gone: {why}") from wrong
        self.rate.heard(data)
        self.heard_last = (self.heard_last + data)[-len(opening.TAKEN) :]
        return bytes(data)

    def close(self) -> None:
        """Also a socket whose other side hung up: pyserial 3.5 forgets that one without closing it."""
        joined = getattr(self.serial, "_socket", None)
        self.serial.close()
        if joined is not None:
            joined.close()
