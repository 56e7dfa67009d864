"""Expected replies of a board, and the wording of differences. Source: PROTOCOL.md."""

from collections.abc import Sequence
from enum import IntEnum
from typing import TypeVar

from mark1.errors import Described, RigError, expected
from mark1.rig.wire import protocol
from mark1.rig.wire.framing import Frame
from mark1.rig.wire.protocol import REPLY, Ack, ErrorCode, Refusal, State, StopReason, Type
from mark1.rig.wire.refusals import word

Value = TypeVar("Value")


def expect(what: str, wanted: Value, got: Value) -> None:
    """Raise RigError (the board is at fault) if the values differ."""
    if got != wanted:
        raise RigError(expected(f"the board: {what}", plain(wanted), Described(plain(got))))


def payload_of(request: Frame, reply: Frame) -> bytes:
    """The payload of a reply. Raises RigError if it is a refusal."""
    if reply.type == Type.ERROR:
        raise RigError(f"the board: {word(Type, request.type)} was answered with {in_words(reply)}")
    return reply.payload


def expect_refusal(reply: Frame, kind: int, code: ErrorCode, detail: int) -> None:
    wanted = Frame(reply.seq, Type.ERROR, protocol.pack(Refusal(code, kind, detail)))
    if reply != wanted:
        raise RigError(expected("the board", in_words(wanted), Described(in_words(reply))))


def in_words(frame: Frame) -> str:
    """A reply in words: ``ERROR BAD_VALUE (detail 3) to PULSE``, ``the reply to PING (01 02)``."""
    if frame.type == Type.ERROR and len(frame.payload) == protocol.FIXED[Refusal].size:
        refusal = protocol.unpack(Refusal, frame.payload)
        return f"ERROR {word(ErrorCode, refusal.code)} (detail {refusal.detail}) to {word(Type, refusal.type)}"
    name = f"the reply to {word(Type, frame.type & ~REPLY)}" if frame.type & REPLY else f"type {frame.type:02x}"
    return f"{name} ({frame.payload[:16].hex(' ') or 'empty'}{' ..' if len(frame.payload) > 16 else ''})"


def plain(value: object) -> str:
    """A value on one line; codes by their names, bytes in hex."""
    if isinstance(value, Frame):
        return in_words(value)
    if isinstance(value, Ack):
        return f"{word(State, value.state)}, {word(StopReason, value.reason)}"
    if isinstance(value, IntEnum):
        return value.name
    if isinstance(value, bytes):
        return value.hex(" ") or "nothing"
    if isinstance(value, Sequence) and not isinstance(value, str) and not value:
        return "none"
    return str(value)
