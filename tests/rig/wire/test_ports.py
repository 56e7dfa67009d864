"""Which ports are candidates, and why: no port of the machine that runs the tests is looked at."""

import pytest

from mark1.errors import RigError
from mark1.rig.wire.ports import judge, judged_ports, the_candidate, usb_number
from mark1.rig.wire.serial_port import ListedPort

UNO = ListedPort("/dev/ttyACM0", 0x2341, 0x0043, "A1B2", "Arduino Uno")
CLONE = ListedPort("/dev/ttyUSB0", 0x1A86, 0x7523, "", "USB Serial")
BUILT_IN = ListedPort("/dev/ttyS0", hardware="PNP0501")


@pytest.mark.parametrize(
    ("port", "candidate", "why"),
    [
        (UNO, True, "Arduino Uno"),
        (ListedPort("COM4", 0x2A03, 0x0042), True, "Arduino Mega"),
        (ListedPort("COM4", 0x2341, 0x8036), True, "neither Uno nor Mega"),
        (CLONE, True, "CH340"),
        (ListedPort("/dev/ttyUSB0", 0x0403, 0x6001), True, "FT232R"),
        (ListedPort("/dev/cu.SLAB_USBtoUART", 0x10C4, 0xEA60), True, "CP2102"),
        (ListedPort("/dev/ttyACM1", 0x1546, 0x01A8), False, "GPS"),
        (ListedPort("/dev/ttyACM1", 0x1234, 0x5678), False, "not in our table"),
        (ListedPort("/dev/ttyACM1", 0x1234, None), False, "not in our table"),
        (BUILT_IN, False, "of the computer itself"),
        (ListedPort("COM1", description="Communications Port (COM1)"), False, "of the computer itself"),
        (ListedPort("/dev/ttyAMA0"), False, "of the computer itself"),
        (ListedPort("/dev/rfcomm0"), False, "Bluetooth"),
        (ListedPort("/dev/cu.Bluetooth-Incoming-Port"), False, "Bluetooth"),
        (ListedPort("COM7", description="Standard Serial over Bluetooth link (COM7)"), False, "Bluetooth"),
        (ListedPort("/dev/cu.debug-console"), False, "console"),
        (ListedPort("CNCA0"), False, "not USB"),
    ],
    ids=lambda value: value.device if isinstance(value, ListedPort) else "",
)
def test_why_a_port_is_or_is_not_a_candidate(port, candidate, why):
    judged = judge(port)
    assert judged.candidate is candidate and why in judged.why


def test_natural_order():
    names = ["/dev/ttyUSB10", "/dev/ttyUSB2", "/dev/ttyACM3", "COM11", "COM9"]
    judged = judged_ports(lambda: [ListedPort(name) for name in names])
    assert [one.port.device for one in judged] == ["/dev/ttyACM3", "/dev/ttyUSB2", "/dev/ttyUSB10", "COM9", "COM11"]


def test_usb_numbers_are_written_as_usual():
    assert (usb_number(UNO), usb_number(BUILT_IN)) == ("2341:0043", "")


def test_the_only_candidate():
    assert the_candidate([judge(BUILT_IN), judge(UNO)]).port == UNO


def test_no_candidate_says_what_to_do():
    with pytest.raises(RigError, match="the cable: no port looks like a board: plug one in, or .* --port"):
        the_candidate([judge(BUILT_IN)])


def test_a_choice_is_left_to_the_user():
    with pytest.raises(RigError, match="give --port, one of /dev/ttyACM0, /dev/ttyUSB0"):
        the_candidate([judge(UNO), judge(CLONE)])
