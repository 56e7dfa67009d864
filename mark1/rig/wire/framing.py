"""Frames <-> bytes: RFC 1662 byte stuffing and FCS-16, with 0x18 kept free as the stop byte. No input or output.

::

    Frame  -- encode -->  7E .. escaped content .. 7E  -- Decoder.feed, in pieces of any size -->  Frame
                                                  18   --------------------------------------->  STOP

Source: RFC 1662, sections 4 and C.2; ``firmware_sim/PROTOCOL.md``, sections 1 and 2.
"""

from typing import Final, NamedTuple

from mark1.errors import RigError, expected
from mark1.rig.wire.protocol import MAX_PAYLOAD

FLAG, ESCAPE, STOP_BYTE, FLIP = 0x7E, 0x7D, 0x18, 0x20
FRAME_BYTES = 4  # of the content: sequence, type, FCS
GOOD_FCS: Final = 0xF0B8


def _shifted(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (0x8408 if byte & 1 else 0)
    return byte


FCS_TABLE = tuple(_shifted(byte) for byte in range(256))


def register(data: bytes) -> int:
    """The FCS register after ``data``, not complemented; GOOD_FCS after whole content."""
    fcs = 0xFFFF
    for byte in data:
        fcs = fcs >> 8 ^ FCS_TABLE[(fcs ^ byte) & 0xFF]
    return fcs


def fcs_of(data: bytes) -> bytes:
    """The two bytes that follow ``data`` in a frame."""
    return (register(data) ^ 0xFFFF).to_bytes(2, "little")


class Frame(NamedTuple):
    seq: int
    type: int
    payload: bytes = b""


class Stop(NamedTuple):
    """The stop byte, seen between or inside frames."""


STOP = Stop()
ESCAPED = {byte: bytes((ESCAPE, byte ^ FLIP)) for byte in (ESCAPE, FLAG, STOP_BYTE)}  # the escape itself first


def content_of(frame: Frame) -> bytes:
    """Sequence, type, payload and FCS. Raises RigError if the payload is too long."""
    if len(frame.payload) > MAX_PAYLOAD:
        raise RigError(expected("our message", f"a payload of at most {MAX_PAYLOAD} bytes", len(frame.payload)))
    data = bytes((frame.seq, frame.type)) + frame.payload
    return data + fcs_of(data)


def encode(frame: Frame, opening: bool = True) -> bytes:
    """The frame on the wire; without its ``opening`` flag if another frame has just ended."""
    content = content_of(frame)
    for byte, escaped in ESCAPED.items():
        content = content.replace(bytes((byte,)), escaped)
    flag = bytes((FLAG,))
    return (flag if opening else b"") + content + flag


class Decoder:
    """Finds frames in a stream of bytes; what is not a good frame is counted and dropped.

    ``good``, ``bad_fcs``, ``too_long`` count frames. Until the first flag everything is ignored.
    """

    def __init__(self) -> None:
        self.good = self.bad_fcs = self.too_long = 0
        self.reset()

    def reset(self) -> None:
        """Ignore all bytes up to the next flag. The counters keep their values."""
        self.content = bytearray()
        self.ignoring, self.escaped = True, False

    def feed(self, data: bytes) -> list[Frame | Stop]:
        """The frames that ``data`` completes and the stop bytes in it, in order."""
        found: list[Frame | Stop] = []
        for byte in data:
            if byte == STOP_BYTE:
                self.reset()
                found.append(STOP)
            elif byte == FLAG:
                found += self._ended()
            elif not self.ignoring:
                self._take(byte)
        return found

    def _take(self, byte: int) -> None:
        if self.escaped:
            byte, self.escaped = byte ^ FLIP, False
        elif byte == ESCAPE:
            self.escaped = True
            return
        if len(self.content) == MAX_PAYLOAD + FRAME_BYTES:
            self.too_long += 1
            self.reset()
        else:
            self.content.append(byte)

    def _ended(self) -> list[Frame | Stop]:
        """At a flag: the frame before it, if there was a good one. The flag also begins the next."""
        content, aborted = bytes(self.content), self.escaped
        self.reset()
        self.ignoring = False
        if not content and not aborted:
            return []
        if aborted or len(content) < FRAME_BYTES or register(content) != GOOD_FCS:
            self.bad_fcs += 1
            return []
        self.good += 1
        return [Frame(content[0], content[1], content[2:-2])]
