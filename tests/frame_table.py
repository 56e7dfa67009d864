"""firmware_sim/frames.txt, read."""

from pathlib import Path
from typing import NamedTuple

import firmware_sim


class Row(NamedTuple):
    name: str
    direction: str
    content: bytes
    wire: bytes
    meaning: str


def rows() -> list[Row]:
    text = (Path(firmware_sim.__file__).parent / "frames.txt").read_text("utf-8")
    lines = [line.split(maxsplit=4) for line in text.splitlines() if line and not line.startswith("#")]
    return [Row(name, way, unhex(content), unhex(wire), meaning) for name, way, content, wire, meaning in lines]


def unhex(text: str) -> bytes:
    return b"" if text == "-" else bytes.fromhex(text)
