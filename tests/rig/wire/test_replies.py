"""Which replies can be the answer to a request: every pair of the table of frames, none a byte longer or shorter."""

import pytest
from frame_table import rows
from loops import each

from mark1.rig.wire import protocol, replies
from mark1.rig.wire.framing import Frame
from mark1.rig.wire.protocol import REPLY, ErrorCode, Hello, Refusal, Type

FRAMES = {row.name: Frame(row.content[0], row.content[1], row.content[2:-2]) for row in rows() if row.content}
BOARD = protocol.unpack(Hello, FRAMES["hello_reply"].payload)
PAIRS = {
    "ping": "ping_reply", "ping_special": "ping_special_reply", "arm": "arm_reply", "disarm": "disarm_reply",
    "stop": "stop_reply", "pulse_one": "pulse_reply", "seek_one": "seek_reply", "wipers": "wipers_reply",
    "wipers_three": "wipers_three_reply", "scan_values": "scan_values_reply", "scan_bits": "scan_bits_reply",
    "lamps": "lamps_reply", "status": "status_reply",
}  # fmt: skip


@each("request_name, reply_name", PAIRS.items())
def test_the_replies_of_the_table_are_answers_and_no_longer_or_shorter_ones(request_name: str, reply_name: str) -> None:
    request, reply = FRAMES[request_name], FRAMES[reply_name]
    assert replies.answers(request, reply, BOARD)
    assert not replies.answers(request, reply._replace(payload=reply.payload + b"\0"), BOARD)
    assert not replies.answers(request, reply._replace(payload=reply.payload[:-1]), BOARD) or not reply.payload
    assert not replies.answers(request, reply._replace(seq=reply.seq ^ 1), BOARD)
    assert not replies.answers(request, reply._replace(type=reply.type ^ 1), BOARD)


@pytest.mark.parametrize("name", ["ping_special", "wipers", "wipers_three", "scan_values", "scan_bits"])
def test_what_is_repeated_must_be_the_same(name: str) -> None:
    reply = FRAMES[PAIRS[name]]
    other = bytes((reply.payload[0] ^ 1,)) + reply.payload[1:]
    assert not replies.answers(FRAMES[name], reply._replace(payload=other), BOARD)


def refusal(code: ErrorCode, kind: int, detail: int = 0) -> Frame:
    return Frame(9, Type.ERROR, protocol.pack(Refusal(code, kind, detail)))


def test_a_refusal_names_the_type_it_refuses() -> None:
    request = Frame(9, Type.PULSE, b"\0\1\0")
    assert replies.answers(request, refusal(ErrorCode.NOT_ARMED, Type.PULSE), BOARD)
    assert not replies.answers(request, refusal(ErrorCode.NOT_ARMED, Type.SEEK), BOARD)
    assert not replies.answers(request, Frame(9, Type.ERROR, b"\0"), BOARD)


def test_a_refused_length_that_is_not_ours_was_misheard() -> None:
    request = Frame(9, Type.PULSE, b"\0\1\0")
    assert replies.misheard(request, Refusal(ErrorCode.BAD_LENGTH, Type.PULSE, 2))
    assert not replies.misheard(request, Refusal(ErrorCode.BAD_LENGTH, Type.PULSE, 3))
    assert not replies.misheard(request, Refusal(ErrorCode.BAD_POT, Type.PULSE, 2))


def test_a_lost_zero_byte_can_escape_the_checksum() -> None:
    """A reply that came so: where the register is 0, zeros may be lost unseen."""
    from mark1.rig.wire.framing import GOOD_FCS, register

    whole, short = (
        "1a830100638e0000c5023f0000000000ad00000002000000863e",
        "1a830100638e0000c5023f0000000000ad000002000000863e",
    )
    assert register(bytes.fromhex(whole)) == register(bytes.fromhex(short)) == GOOD_FCS
    content = bytes.fromhex(short)
    reply = Frame(content[0], content[1], content[2:-2])
    assert reply.type == Type.STATUS | REPLY
    assert not replies.answers(Frame(0x1A, Type.STATUS), reply, BOARD._replace(pots=8))
