"""Bits: values of a few bits each, packed end to end, low bits first, without gaps. Source: PROTOCOL.md, section 5."""

from collections.abc import Sequence

from mark1.errors import RigError


def pack_values(values: Sequence[int], bits: int) -> bytes:
    """``bits`` bits a value, low bits first, no gaps. Raises RigError if a value does not fit."""
    stream = 0
    for place, value in enumerate(values):
        if not 0 <= value < 1 << bits:
            raise RigError(f"our message: {bits} bits hold 0 to {(1 << bits) - 1}, got {value}")
        stream |= int(value) << place * bits
    return stream.to_bytes(packed_size(len(values), bits), "little")


def unpack_values(packed: bytes, count: int, bits: int) -> list[int]:
    """``count`` values of ``bits`` bits. Raises RigError if the length is another."""
    if len(packed) != packed_size(count, bits):
        raise RigError(
            f"the board: {count} values of {bits} bits must be {packed_size(count, bits)} bytes, got {len(packed)}"
        )
    stream, mask = int.from_bytes(packed, "little"), (1 << bits) - 1
    return [stream >> place * bits & mask for place in range(count)]


def packed_size(count: int, bits: int) -> int:
    """Bytes that ``count`` values of ``bits`` bits take."""
    return (count * bits + 7) // 8
