"""What a host and a board say to each other: types, codes and messages as tables, and messages <-> payload bytes.

::

    message  -- pack -->  payload bytes  -- unpack -->  message

Little-endian, fixed width. Framing is in ``framing.py``, packed values in ``bits.py``. Source:
``firmware_sim/PROTOCOL.md``, sections 3 to 7.
"""

import struct
from collections.abc import Sequence
from enum import IntEnum, IntFlag
from typing import NamedTuple, TypeVar

from mark1.errors import Described, RigError, expected
from mark1.rig.wire.bits import pack_values, packed_size, unpack_values

VERSION = 1
MAX_PAYLOAD = 136
WINDOW = 4
SILENCE_MS = 500
REPLY = 0x80  # added to the type of a request
MAX_MOTIONS = 44  # pots in one PULSE or SEEK
MAX_RUN_MS = 0x7FFF
MAX_VALUES = 100  # packed values in one reply
MAX_BITS = 1024  # cells in one reply, a bit each


class Type(IntEnum):
    """What a frame is. Section 5."""

    HELLO, PING, STATUS = 0x01, 0x02, 0x03
    ARM, DISARM, STOP = 0x10, 0x11, 0x12
    PULSE, SEEK, WIPERS = 0x20, 0x21, 0x22
    SCAN, LAMPS = 0x30, 0x31
    NOTICE, ERROR = 0xFE, 0xFF


READS = frozenset({Type.PING, Type.STATUS, Type.WIPERS, Type.SCAN})  # done again when repeated


class State(IntEnum):
    """Whether motors may run. Section 4."""

    SAFE, ARMED, STOPPED = 0, 1, 2


class StopReason(IntEnum):
    """Why they may not, and why a board was reset. Section 4."""

    NONE, RESET, STOP_BYTE, SILENCE, STOP_INPUT, WATCHDOG, BROWN_OUT = 0, 1, 3, 4, 5, 6, 7
    HOST_USER, HOST_RETRIES, HOST_ENDED, HOST_DISAGREES = 16, 17, 18, 19


class ErrorCode(IntEnum):
    """Why a request was refused. Section 5."""

    NO_HELLO, BAD_SEQUENCE, BAD_REPEAT, UNKNOWN_TYPE, BAD_LENGTH, BAD_PROTOCOL, ABSENT = 1, 2, 3, 4, 5, 6, 7
    NOT_ARMED, BAD_SESSION, STOP_INPUT_OPEN, BAD_POT, BAD_VALUE, BUSY, NO_READINGS = 8, 9, 10, 11, 12, 13, 14


class NoticeKind(IntEnum):
    """Messages that a board sends unasked."""

    BANNER, STOPPED = 1, 2


RESETS = (StopReason.RESET, StopReason.WATCHDOG, StopReason.BROWN_OUT)  # what a board may report as its last reset


class Capability(IntFlag):
    """What a board has; what it does not report is absent. Section 6."""

    PULSE, SEEK, WIPERS, SCAN_VALUES, SCAN_BITS, LAMPS, STOP_INPUT, WATCHDOG = (1 << bit for bit in range(8))


# ---- messages of one length: a struct each


class HelloRequest(NamedTuple):
    protocol: int
    session: int


class Hello(NamedTuple):
    """Who the board is. Section 6."""

    protocol: int
    major: int
    minor: int
    patch: int
    board_id: int
    capabilities: int
    rows: int
    cols: int
    pots: int
    a_lamps: int
    r_lamps: int
    adc_bits: int
    wiring: int
    rx_buffer: int
    window: int
    max_payload: int
    last_session: int
    last_seq: int
    state: int
    reason: int
    reset: int


class ArmRequest(NamedTuple):
    session: int


class StopMessage(NamedTuple):
    reason: int


class Ack(NamedTuple):
    state: int
    reason: int


class Notice(NamedTuple):
    kind: int
    reason: int
    state: int
    protocol: int


class Refusal(NamedTuple):
    """The payload of an ERROR."""

    code: int
    type: int
    detail: int


class WipersRequest(NamedTuple):
    """Readings of ``n`` pots from ``first`` on."""

    first: int
    n: int


class ScanRequest(NamedTuple):
    """Values of ``n`` cells from ``first`` on (``threshold`` 0), or one bit each."""

    first: int
    n: int
    threshold: int


class Counters(NamedTuple):
    """The first part of a STATUS reply. Section 7."""

    state: int
    reason: int
    uptime_ms: int
    good: int
    bad_fcs: int
    too_long: int
    overruns: int
    repeats: int
    stops: int


FIXED: dict[type, struct.Struct] = {
    HelloRequest: struct.Struct("<BH"),
    Hello: struct.Struct("<4BIH3BHBBIHBBH4B"),
    ArmRequest: struct.Struct("<H"),
    StopMessage: struct.Struct("<B"),
    Ack: struct.Struct("<BB"),
    Notice: struct.Struct("<4B"),
    Refusal: struct.Struct("<BBH"),
    WipersRequest: struct.Struct("<BB"),
    ScanRequest: struct.Struct("<HHH"),
    Counters: struct.Struct("<BBI6H"),
}
Message = TypeVar("Message", bound=tuple[int, ...])


def pack(message: tuple[int, ...]) -> bytes:
    """The payload of a message of FIXED. Raises RigError if a number does not fit its field."""
    try:
        return FIXED[type(message)].pack(*message)
    except struct.error as wrong:
        raise RigError(f"our message: {message}: {wrong}") from wrong


def unpack(kind: type[Message], payload: bytes) -> Message:
    """The message of a payload. Raises RigError if the length is not that of ``kind``."""
    layout = FIXED[kind]
    if len(payload) != layout.size:
        raise RigError(f"the board: {kind.__name__} must be {layout.size} bytes, got {len(payload)}: old firmware?")
    return kind(*layout.unpack(payload))


# ---- motions: a head, then one entry for each pot


class Pulse(NamedTuple):
    """Run the motor of ``pot`` for ``ms``, up (+1) or down (-1)."""

    pot: int
    direction: int
    ms: int


class Target(NamedTuple):
    """Take the wiper of ``pot`` to ``position``, counts."""

    pot: int
    position: int


class SeekHead(NamedTuple):
    dead_band: int
    limit_ms: int


ENTRY = struct.Struct("<BH")
FIXED[SeekHead] = struct.Struct("<BH")
UP = 0x8000


def pack_pulses(pulses: Sequence[Pulse]) -> bytes:
    """The payload of a PULSE. Raises RigError beyond 44 pots or 32767 ms."""
    _check_count("PULSE", len(pulses), MAX_MOTIONS)
    for pulse in pulses:
        if not (1 <= pulse.ms <= MAX_RUN_MS and pulse.direction in (1, -1) and 0 <= pulse.pot <= 0xFF):
            allowed = f"1 to {MAX_RUN_MS} ms, direction +1 or -1, pot 0 to 255"
            raise RigError(expected("our message", allowed, Described(str(pulse))))
    return b"".join(ENTRY.pack(pulse.pot, pulse.ms | (UP if pulse.direction > 0 else 0)) for pulse in pulses)


def unpack_pulses(payload: bytes) -> list[Pulse]:
    """The pulses of a payload whose length is a multiple of 3."""
    return [Pulse(pot, 1 if run & UP else -1, run & MAX_RUN_MS) for pot, run in ENTRY.iter_unpack(payload)]


def pack_seek(head: SeekHead, targets: Sequence[Target]) -> bytes:
    """The payload of a SEEK. Raises RigError beyond 44 pots, or for numbers that do not fit."""
    _check_count("SEEK", len(targets), MAX_MOTIONS)
    for target in targets:
        if not (0 <= target.pot <= 0xFF and 0 <= target.position <= 0xFFFF):
            raise RigError(expected("our message", "pot 0 to 255, position 0 to 65535", Described(str(target))))
    return pack(head) + b"".join(ENTRY.pack(*target) for target in targets)


def unpack_seek(payload: bytes) -> tuple[SeekHead, list[Target]]:
    """Head and targets of a payload whose length is a multiple of 3, at least 6."""
    head = FIXED[SeekHead].size
    return unpack(SeekHead, payload[:head]), [Target(*entry) for entry in ENTRY.iter_unpack(payload[head:])]


def _check_count(name: str, count: int, most: int) -> None:
    if not 1 <= count <= most:
        raise RigError(f"our message: a {name} takes 1 to {most} pots, got {count}: use several")


def most_values(bits: int) -> int:
    """Values of ``bits`` bits that one reply may hold."""
    return min(MAX_VALUES, 8 * (MAX_PAYLOAD - 4) // bits)


# ---- status: counters, then four bitmaps


class Status(NamedTuple):
    """How the board is: its counters, and the pots that are moving, stalled, at an end, late. Section 7."""

    counters: Counters
    moving: list[int]
    stalled: list[int]
    at_end: list[int]
    late: list[int]


def pack_status(status: Status, pots: int) -> bytes:
    """The payload of a STATUS reply; of each list the pots are given by number."""
    counters, *bitmaps = status
    return pack(counters) + b"".join(_bitmap(numbers, pots) for numbers in bitmaps)


def unpack_status(payload: bytes, pots: int) -> Status:
    """Raises RigError if the length is not that of a board with ``pots`` pots."""
    head, size = FIXED[Counters].size, packed_size(pots, 1)
    if len(payload) != head + 4 * size:
        raise RigError(f"the board: STATUS of {pots} pots must be {head + 4 * size} bytes, got {len(payload)}")
    maps = [unpack_values(payload[at : at + size], pots, 1) for at in range(head, len(payload), size)] if size else []
    lists = [[pot for pot, bit in enumerate(bits) if bit] for bits in maps or [[]] * 4]
    return Status(unpack(Counters, payload[:head]), *lists)


def _bitmap(numbers: Sequence[int], count: int) -> bytes:
    return pack_values([number in numbers for number in range(count)], 1)
