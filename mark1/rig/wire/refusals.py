"""Refusals: what a board's ERROR means to people, and the answers of a batch of which some were refused."""

from enum import IntEnum

from mark1.errors import RefusedError
from mark1.rig.wire import protocol
from mark1.rig.wire.protocol import ErrorCode, Refusal

Answer = bytes | RefusedError
NO_READINGS = "its converter gives no readings"
MEND = "reset it; if that does not help, check that AVCC has 5 V and that nothing is connected to AREF"


def refused(name: str, kind: int, refusal: Refusal) -> RefusedError:
    """The refusal, by the board on port ``name``, of a request of this ``kind``."""
    code, _, detail = refusal
    text = f"the board: {name} refused {word(protocol.Type, kind)}: {word(ErrorCode, code)}, detail {detail}"
    if code == ErrorCode.BAD_PROTOCOL and detail < protocol.VERSION:
        text = f"the board: {name} speaks protocol {detail}, we speak {protocol.VERSION}: give it newer firmware"
    elif code == ErrorCode.BAD_PROTOCOL:
        text = f"our message: {name} speaks protocol {detail}, we speak {protocol.VERSION}: update mark1"
    elif code == ErrorCode.NO_READINGS:
        text = f"the board: {name}: {NO_READINGS}: {MEND}"
    return RefusedError(text, code, detail)


def in_order(answers: dict[int, Answer]) -> list[bytes]:
    """The answers of a batch. Raises the first refusal."""
    found = []
    for place in range(len(answers)):
        answer = answers[place]
        if isinstance(answer, RefusedError):
            raise answer
        found.append(answer)
    return found


def word(words: type[IntEnum], number: int) -> str:
    """The name of a code, or the number if a newer board has codes we do not know."""
    return words(number).name if number in words._value2member_map_ else f"code {number}"
