"""Whether a reply can be the answer to its request: its length, and what it repeats. No input or output.

FCS-16 lets one broken frame in 65,536 pass, most often one that has lost a byte. Source: PROTOCOL.md, section 5.
"""

from collections.abc import Callable

from mark1.rig.wire import protocol
from mark1.rig.wire.bits import packed_size
from mark1.rig.wire.framing import Frame
from mark1.rig.wire.protocol import (
    FIXED,
    REPLY,
    Ack,
    Counters,
    ErrorCode,
    Hello,
    Refusal,
    ScanRequest,
    Type,
    WipersRequest,
)

ECHOED: dict[int, int] = {
    Type.PING: 8,
    Type.WIPERS: 2,
    Type.SCAN: 4,
}  # most bytes of the request that are repeated


def _status(payload: bytes, board: Hello) -> int:
    return FIXED[Counters].size + 4 * packed_size(board.pots, 1)


def _wipers(payload: bytes, board: Hello) -> int:
    return 2 + packed_size(protocol.unpack(WipersRequest, payload).n, board.adc_bits)


def _scan(payload: bytes, board: Hello) -> int:
    _, n, threshold = protocol.unpack(ScanRequest, payload)
    return 4 + packed_size(n, 1 if threshold else board.adc_bits)


SIZE: dict[int, Callable[[bytes, Hello], int]] = {
    Type.PING: lambda payload, board: len(payload),
    Type.STATUS: _status,
    Type.WIPERS: _wipers,
    Type.SCAN: _scan,
}


def size_of(request: Frame, board: Hello) -> int:
    """Bytes of payload in the reply; an ack if nothing else is said."""
    return SIZE[request.type](request.payload, board) if request.type in SIZE else FIXED[Ack].size


def answers(request: Frame, reply: Frame, board: Hello) -> bool:
    """Whether ``reply`` has the length, and repeats what it must, of an answer or a refusal of ``request``."""
    if reply.seq != request.seq or reply.type not in (Type.ERROR, request.type | REPLY):
        return False
    if reply.type == Type.ERROR:
        return (
            len(reply.payload) == FIXED[Refusal].size and protocol.unpack(Refusal, reply.payload).type == request.type
        )
    echoed = ECHOED.get(request.type, 0)
    return len(reply.payload) == size_of(request, board) and reply.payload[:echoed] == request.payload[:echoed]


def misheard(request: Frame, refusal: Refusal) -> bool:
    """Whether the board refuses a length that ours had not: it heard, and counts as done, another message."""
    return refusal.code == ErrorCode.BAD_LENGTH and refusal.detail != len(request.payload)
