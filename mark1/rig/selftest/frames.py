"""Frames: valid ones, invalid ones, and that no invalid one hides the next. Source: PROTOCOL.md, sections 1 and 2."""

from mark1.rig.selftest.check import Check
from mark1.rig.selftest.expectations import expect, expect_refusal, payload_of
from mark1.rig.selftest.raw_host import RawHost
from mark1.rig.wire.framing import ESCAPE, FLAG, FLIP, FRAME_BYTES, STOP_BYTE, Frame, content_of, encode
from mark1.rig.wire.protocol import MAX_PAYLOAD, ErrorCode, Type

UNUSED = 0x7F
GAP_S = 0.003
FLAGS = bytes((FLAG,))
NOISE = bytes(byte for byte in range(3, 130) if byte not in (STOP_BYTE, ESCAPE, FLAG))


def first_answered(host: RawHost, *pieces: bytes) -> None:
    """After these pieces a PING; the first answer must be its own: nothing in the pieces was one."""
    request = host.numbered(Type.PING, b"good")
    host.send_garbage(*pieces, encode(request))
    host.answer_to(request)


def counted(host: RawHost, *pieces: bytes) -> tuple[int, int, int]:
    """How many good, broken and too long frames STATUS counts in these pieces."""
    before = host.status().counters
    first_answered(host, *pieces)
    after = host.status().counters
    good, bad_fcs, too_long = (
        new - old & 0xFFFF
        for new, old in zip(
            (after.good, after.bad_fcs, after.too_long), (before.good, before.bad_fcs, before.too_long), strict=True
        )
    )
    return good - 2, bad_fcs, too_long  # the PING, and the STATUS that reports


def broken(host: RawHost) -> None:
    wire = encode(Frame(host.seq, Type.PING, b"b"))
    for bit in range(8):
        spoilt = bytes(byte ^ 1 << bit if byte == ord("b") else byte for byte in wire)
        expect("a frame with a wrong bit (good, broken, too long)", (0, 1, 0), counted(host, spoilt))


def no_frames(host: RawHost) -> None:
    pieces = {
        "empty frames": (FLAGS * 5, (0, 0, 0)),
        "a frame of three bytes": (FLAGS + b"\x01\x02\x03" + FLAGS, (0, 1, 0)),
        "an aborted frame": (encode(Frame(host.seq, Type.PING))[:-1] + bytes((ESCAPE,)) + FLAGS, (0, 1, 0)),
        "bytes between frames": (FLAGS + NOISE + FLAGS, (0, 1, 0)),
        "a frame of 141 bytes": (FLAGS + b"U" * (MAX_PAYLOAD + FRAME_BYTES + 1) + FLAGS, (0, 0, 1)),
        "a frame of 1000 bytes": (FLAGS + b"U" * 1000 + FLAGS, (0, 0, 1)),
    }
    for name, (wire, wanted) in pieces.items():
        expect(f"{name} (good, broken, too long)", wanted, counted(host, wire))


def hidden(host: RawHost) -> None:
    for noise in (NOISE, NOISE[:1], bytes((ESCAPE,)), FLAGS + NOISE, NOISE + FLAGS, b"U" * 300):
        first_answered(host, noise)


def in_pieces(host: RawHost) -> None:
    request = host.numbered(Type.PING, b"\x7e\x7d\x18~")
    for byte in encode(request):
        host.send(bytes((byte,)))
        host.quiet(GAP_S)
    host.answer_to(request)


def one_flag(host: RawHost) -> None:
    requests = [host.numbered(Type.PING, bytes((number,))) for number in range(3)]
    host.send(*(encode(request, opening=not place) for place, request in enumerate(requests)))
    for request in requests:
        expect("frames with one flag between", request.payload, payload_of(request, host.answer_to(request)))


def all_escaped(host: RawHost) -> None:
    request = host.numbered(Type.PING, b"plain")
    escaped = [
        bytes((byte,)) if byte ^ FLIP in (FLAG, STOP_BYTE) else bytes((ESCAPE, byte ^ FLIP))
        for byte in content_of(request)
    ]
    host.send(FLAGS, *escaped, FLAGS)
    host.answer_to(request)


def longest(host: RawHost) -> None:
    for byte in (b"\x00", FLAGS):
        request = host.numbered(UNUSED, byte * MAX_PAYLOAD)
        expect_refusal(host.answer(request), UNUSED, ErrorCode.UNKNOWN_TYPE, 0)


CHECKS = (
    Check("in-pieces", "A frame may come byte by byte, with gaps.", in_pieces),
    Check("one-flag", "One flag is enough between two frames.", one_flag),
    Check("escapes", "A byte may be escaped that need not be.", all_escaped),
    Check("longest", "The longest frame is heard, all escaped too.", longest),
    Check("broken", "A frame with a wrong bit is dropped and counted.", broken),
    Check(
        "no-frames", "Empty frames are ignored; short, aborted and too long ones are dropped and counted.", no_frames
    ),
    Check("garbage", "Garbage does not hide the frame after it.", hidden),
)
