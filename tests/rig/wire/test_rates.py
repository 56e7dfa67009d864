"""Baud rates: found by saying HELLO at each in turn, and never changed once a good frame came."""

import os
import sys
from types import SimpleNamespace

import pytest

from firmware_sim.virtual_board.session import new_session
from firmware_sim.virtual_board.session_port import SessionPort
from mark1.rig.wire import rates
from mark1.rig.wire.link import Link
from mark1.rig.wire.rates import EXACT, USUAL, RateFinder
from mark1.rig.wire.serial_port import SerialPort


class RatedPort(SessionPort):
    """A virtual board that hears, and is heard, at one rate only; ``tried`` are the rates of what was written."""

    def __init__(self, baud: int, refuses: bool = False) -> None:
        super().__init__(new_session())
        self.baud, self.refuses, self.tried = baud, refuses, []
        self.chip = Chip(refuses)
        self.rate = RateFinder(self.chip, "/dev/ttyUSB0")

    def write(self, data: bytes) -> None:
        self.rate.before_write()
        self.tried.append(self.chip.baudrate)
        if self.chip.baudrate == self.baud:
            super().write(data)

    def read(self, timeout_s: float) -> bytes:
        data = super().read(timeout_s)
        data = data if self.chip.baudrate == self.baud else bytes(byte ^ 0x5A for byte in data)
        self.rate.heard(data)
        return data


class Chip:
    """The rate of a USB chip, which may take the usual one only."""

    def __init__(self, refuses: bool) -> None:
        self.refuses, self.usual = refuses, USUAL

    @property
    def baudrate(self) -> int:
        return self.usual

    @baudrate.setter
    def baudrate(self, rate: int) -> None:
        if self.refuses:
            raise ValueError(f"Failed to set custom baud rate ({rate})")
        self.usual = rate


@pytest.mark.parametrize("baud", rates.RATES)
def test_a_board_is_found_at_either_rate_and_kept_there(baud: int) -> None:
    port = RatedPort(baud)
    link = Link(port, 1, port.now_s)
    assert link.hello().pots == 64
    assert port.tried == [USUAL] if baud == USUAL else [USUAL, USUAL, EXACT]
    port.tried.clear()
    for _ in range(5):
        link.hello()
    assert set(port.tried) == {baud}


def test_a_chip_that_cannot_do_a_rate_stays_at_the_usual_one() -> None:
    finder = RateFinder(Chip(refuses=True), "COM3")
    for _ in range(10):
        finder.before_write()
    assert finder.serial.baudrate == USUAL


def test_a_url_has_no_rate_of_ours() -> None:
    finder = RateFinder(SimpleNamespace(baudrate=USUAL), "socket://127.0.0.1:5555")
    for _ in range(10):
        finder.before_write()
    assert finder.serial.baudrate == USUAL


@pytest.mark.skipif(sys.platform == "win32", reason="Windows gives a port to one program only")
def test_who_stops_motors_speaks_at_the_rate_of_the_program_that_has_the_port() -> None:
    import pty

    near, far = pty.openpty()
    name = os.ttyname(far)
    try:
        for rate, spoken in ((EXACT, EXACT), (USUAL, USUAL), (9600, USUAL)):
            import serial

            with serial.Serial(name, rate):
                stopper = SerialPort(name, shared=True)
                assert stopper.serial.baudrate == spoken
                stopper.close()
    finally:
        os.close(near)
        os.close(far)
    assert rates.of_port(name) == USUAL  # gone
