"""The Arduinos a rig may have: chip, pins, memory, and how an image gets onto them.

The ports of the signals are those of ``firmware_sim/mark1_rig/board.h``; a test compares the two.
"""

from pathlib import Path
from typing import NamedTuple

UNO_PORTS = {
    "MUX_ADDRESS": "D3",
    "ROW_DATA": "B0",
    "ROW_CLOCK": "B1",
    "MOTOR_POWER": "D7",
    "STOP_INPUT": "D2",
    "CHAIN_LATCH": "B2",
    "CHAIN_CLOCK": "B5",
    "CHAIN_DATA": "B3",
}
# Port and bit of each signal, in the order of board.h. MUX_ADDRESS: the lowest of four in a row.
MEGA_PORTS = {
    "MUX_ADDRESS": "A0",
    "ROW_DATA": "A4",
    "ROW_CLOCK": "A5",
    "MOTOR_POWER": "A6",
    "STOP_INPUT": "E4",
    "CHAIN_LATCH": "B0",
    "CHAIN_CLOCK": "B1",
    "CHAIN_DATA": "B2",
}

UNO_PRINTED = {"D": "D0 D1 D2 D3 D4 D5 D6 D7", "B": "D8 D9 D10 D11 D12 D13", "C": "A0 A1 A2 A3 A4 A5"}
# What is printed beside the pins of a port, bit 0 first.
MEGA_PRINTED = {
    "A": "D22 D23 D24 D25 D26 D27 D28 D29",
    "B": "D53 D52 D51 D50 D10 D11 D12 D13",
    "E": "D0 D1 - - D2 D3",
    "F": "A0 A1 A2 A3 A4 A5",
}


class Upload(NamedTuple):
    """How avrdude sends an image: ``boot_loader`` is empty where a board has one kind only."""

    boot_loader: str
    programmer: str
    baud: int


class Arduino(NamedTuple):
    """A board: ``flash`` is what the largest boot loader leaves; bytes."""

    name: str
    mcu: str
    ports: dict[str, str]
    printed: dict[str, str]
    analog_port: str
    reserved: dict[str, str]
    flash: int
    ram: int
    own_ma: int
    uploads: tuple[Upload, ...]

    def pin(self, port: str) -> str:
        """What is printed beside a pin: ``D3`` (port D, bit 3) of an Uno is D3, ``B0`` is D8."""
        return self.printed[port[0]].split()[int(port[1:])]

    def upload_lines(self, image: Path) -> list[str]:
        """What to type, a line for each boot loader it may have."""
        flash = f'"flash:w:{image}:i"' if " " in str(image) else f"flash:w:{image}:i"
        return [
            f"avrdude -c {upload.programmer} -p {self.mcu} -P PORT -b {upload.baud} -D -U {flash}"
            for upload in self.uploads
        ]


SERIAL = {"D0": "RX: the USB line; leave it free", "D1": "TX: the USB line; leave it free"}
UNO_RESERVED = {**SERIAL, "D12": "MISO of the SPI; leave it free"}
OPTIBOOT = Upload("", "arduino", 115200)

# ``own_ma``, Assumed: what the board itself takes from 5 V.
ARDUINOS = {
    "uno": Arduino(
        "Uno", "atmega328p", UNO_PORTS, UNO_PRINTED, "C", UNO_RESERVED, 32_256, 2048, 50, (OPTIBOOT,)
    ),
    "nano": Arduino(
        "Nano", "atmega328p", UNO_PORTS, UNO_PRINTED, "C", UNO_RESERVED, 30_720, 2048, 30,
        (Upload("new boot loader", "arduino", 115200), Upload("old boot loader", "arduino", 57600)),
    ),
    "mega": Arduino(
        "Mega 2560", "atmega2560", MEGA_PORTS, MEGA_PRINTED, "F", {**SERIAL, "D50": "MISO of the SPI; leave it free"},
        253_952, 8192, 80, (Upload("", "wiring", 115200),),
    ),
}  # fmt: skip
