"""Which serial ports there are, and why each is, or is not, a candidate for a board.

::

    listed ports --> judged, in natural order --> the one candidate, or one line that says what to do

Sources: USB numbers of the Arduinos, boards.txt of the Arduino AVR core; of the chips, their makers' data sheets.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from mark1.errors import RigError
from mark1.rig.wire.serial_port import ListedPort, listed_ports
from mark1.stimuli.natural_order import natural_key

Usb = tuple[int, int]
ARDUINO, ARDUINO_ORG = 0x2341, 0x2A03
BOARDS: dict[Usb, str] = {
    **dict.fromkeys(((ARDUINO, 0x0001), (ARDUINO, 0x0043), (ARDUINO, 0x0243), (ARDUINO_ORG, 0x0043)), "Arduino Uno"),
    **dict.fromkeys(((ARDUINO, number) for number in (0x0010, 0x0042, 0x0210, 0x0242)), "Arduino Mega"),
    **dict.fromkeys(((ARDUINO_ORG, number) for number in (0x0010, 0x0042)), "Arduino Mega"),
}
CHIPS: dict[Usb, str] = {
    (0x1A86, 0x7523): "CH340",
    (0x1A86, 0x7522): "CH340K",
    (0x1A86, 0x5523): "CH341",
    (0x1A86, 0x55D4): "CH9102",
    (0x0403, 0x6001): "FT232R",
    (0x0403, 0x6015): "FT231X",
    (0x10C4, 0xEA60): "CP2102",
    (0x067B, 0x2303): "PL2303",
    (0x04D8, 0x00DD): "MCP2221",
}
OTHERS: dict[int, str] = {
    0x1199: "a modem (Sierra Wireless)",
    0x12D1: "a modem (Huawei)",
    0x1366: "a debug probe (SEGGER)",
    0x1546: "a GPS receiver (u-blox)",
    0x2C7C: "a modem (Quectel)",
}
WINDOWS_DEVICES = "\\\\.\\"  # before names from COM10 on, which may be left out
NOT_USB: tuple[tuple[str, str], ...] = (
    (r"rfcomm|bluetooth|bthenum", "Bluetooth"),
    (r"debug-console|wlan-debug", "a console of the system"),
    (r"/ttyAMA|/ttyS|^COM\d|PNP0501", "a port of the computer itself, not USB"),
    (r"", "not USB"),
)


class Judged(NamedTuple):
    port: ListedPort
    candidate: bool
    why: str


def usb_number(port: ListedPort) -> str:
    """Vendor and product as they are written, ``2341:0043``; nothing for what is not on USB."""
    return f"{port.vendor:04x}:{port.product or 0:04x}" if port.vendor is not None else ""


def judge(port: ListedPort) -> Judged:
    """Whether a board may be behind it, and why."""
    if port.vendor is None:
        place = " ".join((port.device, port.description, port.hardware))
        what = next(what for pattern, what in NOT_USB if re.search(pattern, place, re.IGNORECASE))
        return Judged(port, False, what)
    usb = port.vendor, port.product or 0
    if usb in BOARDS:
        return Judged(port, True, BOARDS[usb])
    if usb in CHIPS:
        return Judged(port, True, f"USB-serial chip {CHIPS[usb]}, as on many boards")
    if port.vendor in (ARDUINO, ARDUINO_ORG):
        return Judged(port, True, "an Arduino, though neither Uno nor Mega")
    if port.vendor in OTHERS:
        return Judged(port, False, OTHERS[port.vendor])
    return Judged(port, False, "a USB device that is not in our table of boards")


def judged_ports(listed: Callable[[], Sequence[ListedPort]] = listed_ports) -> list[Judged]:
    """All ports, ttyUSB2 before ttyUSB10. Raises RigError if the system does not tell."""
    return sorted(map(judge, listed()), key=lambda judged: natural_key(judged.port.device))


def same_port(name: str, device: str, platform: str) -> bool:
    """Whether a user of that ``platform`` may write ``name`` for ``device``: com10 for COM10 on Windows."""
    if platform != "win32":
        return name == device
    return name.removeprefix(WINDOWS_DEVICES).upper() == device.removeprefix(WINDOWS_DEVICES).upper()


def call_out(name: str, platform: str) -> str:
    """On macOS, the name of the same port that does not wait for a modem's carrier: /dev/cu.X for /dev/tty.X."""
    is_call_in = platform == "darwin" and name.startswith("/dev/tty.")
    return name.replace("/dev/tty.", "/dev/cu.", 1) if is_call_in else ""


def the_candidate(judged: Sequence[Judged]) -> Judged:
    """The only candidate. Raises RigError if there is none, or a choice."""
    candidates = [one for one in judged if one.candidate]
    if len(candidates) == 1:
        return candidates[0]
    names = ", ".join(one.port.device for one in candidates)
    if candidates:
        raise RigError(f"our message: several boards may be meant: give --port, one of {names}")
    raise RigError(
        "the cable: no port looks like a board: plug one in, or name its port with --port (mark1 rig ports tells of "
        "each port, mark1 rig doctor looks for the cause, mark1-board is a board without metal)"
    )
