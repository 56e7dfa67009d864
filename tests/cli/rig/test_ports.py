"""``mark1 rig ports``: which ports are candidates."""

from collections.abc import Callable
from typing import Any

Run = Callable[..., Any]
Plugged = Callable[..., None]


def test_ports(mark1: Run, plugged: Plugged) -> None:
    plugged(ttyUSB10="CH340", ttyUSB2="UNO", ttyACM0="GPS")
    told = mark1("rig", "ports", "--json").value
    assert [(port["device"], port["candidate"]) for port in told] == [
        ("ttyACM0", False), ("ttyUSB2", True), ("ttyUSB10", True),
    ]  # fmt: skip
    assert told[1]["usb"] == "2341:0043" and told[1]["serial_number"] == "A1" and told[1]["why"] == "Arduino Uno"
    lines = mark1("rig", "ports").out.splitlines()
    assert lines[0] == "no  ttyACM0  1546:01a8  A1  Serial" and "GPS" in lines[1]
    assert lines[2].startswith("yes ttyUSB2")


def test_no_ports(mark1: Run) -> None:
    assert mark1("rig", "ports", "--json").value == []
    ended = mark1("rig", "ports")
    assert (ended.code, ended.out) == (0, "") and "plug in a board" in ended.err
