"""Baud rates of boards, and how the one at hand is found: HELLO is said at each in turn, until a good frame comes.

115,200 is what every USB chip can do; of the clock of an Arduino it is 2.1 percent off. 250,000 is exact.
"""

import os
from contextlib import suppress
from typing import Any

from mark1.rig.wire.framing import Decoder

USUAL, EXACT = RATES = (115_200, 250_000)
SAID = "/".join(map(str, RATES))  # the same in every language
WRITES = 2  # at a rate without a good frame, before the next is tried


class RateFinder:
    """Watches the bytes of an open pyserial port, and changes its rate while nothing good has come.

    Only of a port of this computer: a URL has no rate of ours. A port that refuses a rate keeps the one it has.
    """

    def __init__(self, serial: Any, name: str) -> None:
        self.serial, self.decoder = serial, Decoder()
        self.found, self.writes = "://" in name, 0

    def before_write(self) -> None:
        """What is written next may be at another rate."""
        if self.found:
            return
        self.writes += 1
        if self.writes > WRITES:
            self.writes = 1
            try:
                self.serial.baudrate = RATES[self.serial.baudrate == USUAL]
            except (OSError, ValueError):
                self.found = True

    def heard(self, data: bytes) -> None:
        if not self.found and data:
            self.decoder.feed(data)
            self.found = bool(self.decoder.good)


def of_port(name: str) -> int:
    """The rate at which another program has the port open, if it is one of a board's; else the usual one."""
    try:
        import termios
    except ImportError:  # on Windows, where a port is one program's only
        return USUAL
    with suppress(OSError, termios.error):
        port = os.open(name, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            speed = termios.tcgetattr(port)[4]
        finally:
            os.close(port)
        # 250,000 has no code of its own: Linux answers with "other", a code outside the table; macOS with the number.
        codes = {getattr(termios, code) for code in dir(termios) if code[0] == "B" and code[1:].isdigit()}
        return USUAL if speed in codes and speed != EXACT else EXACT
    return USUAL
