"""Requests: what is done once, in order, or not at all. Source: PROTOCOL.md, sections 3 and 5."""

from collections.abc import Sequence

from mark1.errors import RigError
from mark1.rig.selftest.check import Check
from mark1.rig.selftest.expectations import expect, expect_refusal, payload_of
from mark1.rig.selftest.raw_host import RawHost, Skipped
from mark1.rig.wire import protocol
from mark1.rig.wire.framing import Frame, encode
from mark1.rig.wire.protocol import (
    WINDOW,
    Capability,
    ErrorCode,
    Pulse,
    Refusal,
    ScanRequest,
    State,
    StopMessage,
    StopReason,
    Type,
)

UNUSED = 0x7F  # a type there is not
FRAME_AT_MOST = 9  # bytes of a frame besides its payload; three of them may be escaped
NEEDS = {
    Type.PULSE: Capability.PULSE,
    Type.SEEK: Capability.SEEK,
    Type.WIPERS: Capability.WIPERS,
    Type.SCAN: Capability.SCAN_VALUES | Capability.SCAN_BITS,
    Type.LAMPS: Capability.LAMPS,
}


def ping(host: RawHost) -> str:
    began_s = host.now_s()
    for payload in (b"", b"\x00", bytes(range(8)), b"\x7e\x7d\x18\x20\x11\x5e\x5d\x38"):
        expect("PING", payload, host.ask(Type.PING, payload))
    return f"{(host.now_s() - began_s) / 4 * 1000:.0f} ms there and back"


def in_order(host: RawHost) -> None:
    requests = [host.numbered(Type.PING, bytes((number,))) for number in range(host.known.window)]
    host.send(*map(encode, requests))
    for request in requests:
        expect("a window of PINGs", request.payload, payload_of(request, host.answer_to(request)))


def full_buffer(host: RawHost) -> str:
    """While the board scans, it reads nothing: what else the window allows waits in its buffer."""
    before = host.status().counters.overruns
    requests = [host.numbered(Type.SCAN, any_scan(host))]
    while len(requests) < host.known.window and (pulses := min(44, (room(host, requests) - FRAME_AT_MOST) // 3)) > 0:
        requests.append(host.numbered(Type.PULSE, protocol.pack_pulses([Pulse(0, 1, 1)] * pulses)))
    host.send(*map(encode, requests))
    for request in requests:
        reply = host.answer_to(request)
        if request.type == Type.PULSE:
            expect("the answer to PULSE of a board that is not armed", ErrorCode.NOT_ARMED, code_of(reply))
    expect("bytes lost", 0, host.status().counters.overruns - before & 0xFFFF)
    return f"{host.known.rx_buffer - room(host, requests)} bytes of {host.known.rx_buffer}"


def room(host: RawHost, requests: Sequence[Frame]) -> int:
    """Bytes that the board can hold besides these requests."""
    return host.known.rx_buffer - sum(len(encode(request)) for request in requests)


def any_scan(host: RawHost) -> bytes:
    """A SCAN of as many cells as fit a reply."""
    cells, bits = host.known.rows * host.known.cols, host.has(Capability.SCAN_BITS)
    most = protocol.MAX_BITS if bits else protocol.most_values(host.known.adc_bits)
    return protocol.pack(ScanRequest(0, min(cells, most), int(bits)))


def code_of(reply: Frame) -> ErrorCode | None:
    return ErrorCode(protocol.unpack(Refusal, reply.payload).code) if reply.type == Type.ERROR else None


def round_numbers(host: RawHost) -> None:
    for _ in range(260 // host.known.window):
        in_order(host)


def bad_sequence(host: RawHost) -> None:
    for ahead in (1, 100, -WINDOW - 1):
        reply = host.answer(Frame(host.seq + ahead & 0xFF, Type.PING, b""))
        expect_refusal(reply, Type.PING, ErrorCode.BAD_SEQUENCE, host.seq)
    host.ask(Type.PING)


def old_request(host: RawHost) -> Frame:
    """An ARM that was undone since, and still is remembered."""
    host.arm()
    request = Frame(host.seq - 1 & 0xFF, Type.ARM, protocol.pack(protocol.ArmRequest(host.session)))
    host.acked(Type.DISARM)
    return request


def repeated(host: RawHost) -> None:
    request = old_request(host)
    before = host.status().counters.repeats
    first = protocol.Ack(State.ARMED, StopReason.NONE)
    expect("the reply to a repeated ARM", first, protocol.unpack(protocol.Ack, host.payload(request)))
    after = host.status().counters
    expect("the state after a repeated ARM", State.SAFE, State(after.state))
    expect("repeats in STATUS", 1, after.repeats - before & 0xFFFF)


def read_again(host: RawHost) -> None:
    request = host.numbered(Type.STATUS)
    uptimes = []
    for _ in range(2):
        uptimes.append(protocol.unpack_status(host.payload(request), host.known.pots).counters.uptime_ms)
        host.quiet(0.02)
    if uptimes[0] == uptimes[1]:
        raise RigError(f"the board: a repeated STATUS is read again; uptime_ms {uptimes[0]} twice")


def bad_repeat(host: RawHost) -> None:
    old = old_request(host)
    other = old._replace(payload=protocol.pack(protocol.ArmRequest(host.session ^ 1)))
    for request in (other, old._replace(type=Type.DISARM, payload=b"")):
        expect_refusal(host.answer(request), request.type, ErrorCode.BAD_REPEAT, host.seq)
    expect("the state after it", State.SAFE, State(host.status().counters.state))


def forgotten_repeat(host: RawHost) -> None:
    old = old_request(host)
    for _ in range(WINDOW):
        host.ask(Type.PING)
    expect_refusal(host.answer(old), Type.ARM, ErrorCode.BAD_SEQUENCE, host.seq)
    expect("the state after it", State.SAFE, State(host.status().counters.state))


def forgotten_at_hello(host: RawHost) -> None:
    old = old_request(host)
    host.seq = old.seq + 1 & 0xFF
    host.hello()  # old is one or two behind it
    reply = host.answer(old)
    expect_refusal(reply, Type.ARM, ErrorCode.BAD_REPEAT, host.seq)
    expect("the state after it", State.SAFE, State(host.status().counters.state))


def unknown_type(host: RawHost) -> None:
    for payload in (b"", bytes(9)):
        host.refused(UNUSED, payload, ErrorCode.UNKNOWN_TYPE, 0)


def bad_length(host: RawHost) -> None:
    wrong = {Type.PING: 9, Type.STATUS: 1, Type.ARM: 1, Type.DISARM: 1, Type.STOP: 2}
    for kind, size in {**wrong, Type.PULSE: 4, Type.SEEK: 3, Type.WIPERS: 1, Type.SCAN: 5, Type.LAMPS: 130}.items():
        if kind not in NEEDS or host.known.capabilities & NEEDS[kind]:
            host.refused(kind, bytes(size), ErrorCode.BAD_LENGTH, size)


def absent(host: RawHost) -> str:
    missing = [kind for kind, needs in NEEDS.items() if not host.known.capabilities & needs]
    if not missing:
        raise Skipped("the board reports everything")
    for kind in missing:
        host.refused(kind, b"", ErrorCode.ABSENT, 0)
    return ", ".join(kind.name for kind in missing)


def stop_out_of_order(host: RawHost) -> None:
    stop = protocol.pack(StopMessage(StopReason.HOST_ENDED))
    host.arm()
    reply = host.answer(Frame(host.seq + 50 & 0xFF, Type.STOP, stop))
    expect_refusal(reply, Type.STOP, ErrorCode.BAD_SEQUENCE, host.seq)
    counters = host.status().counters
    expect("a STOP out of order", (State.STOPPED, StopReason.HOST_ENDED), (counters.state, counters.reason))


CHECKS = (
    Check("ping", "PING brings its bytes back, special ones too.", ping),
    Check("window", "As many requests as the window holds are answered in order.", in_order),
    Check("buffer", "A window of rx_buffer bytes loses none.", full_buffer, Capability.PULSE),
    Check("sequence", "Sequence numbers go round at 256.", round_numbers),
    Check("bad-sequence", "A request out of order is refused, and the right number is told.", bad_sequence),
    Check("repeat", "A repeated request is answered again and not done again.", repeated),
    Check("repeated-read", "A repeated read is read again.", read_again),
    Check("bad-repeat", "Another request under an old number is refused.", bad_repeat),
    Check("old-repeat", "A request too old to be remembered is refused.", forgotten_repeat),
    Check("new-hello", "HELLO forgets what was done before it.", forgotten_at_hello),
    Check("unknown-type", "A type that there is not is refused.", unknown_type),
    Check("bad-length", "A payload of a wrong length is refused, and its length told.", bad_length),
    Check("absent", "What the board does not report is refused.", absent),
    Check("stop-anywhere", "A STOP out of order is refused and obeyed.", stop_out_of_order),
)
