"""Safety: armed on demand only, and off at every cause to stop. Asks for no motion. Source: PROTOCOL.md, section 4."""

from mark1.errors import RigError
from mark1.rig.selftest.check import Check
from mark1.rig.selftest.expectations import expect
from mark1.rig.selftest.raw_host import STOP, RawHost
from mark1.rig.wire import protocol
from mark1.rig.wire.framing import ESCAPE, FLAG, encode
from mark1.rig.wire.protocol import (
    SILENCE_MS,
    Ack,
    ArmRequest,
    Capability,
    ErrorCode,
    Notice,
    NoticeKind,
    State,
    StopMessage,
    StopReason,
    Type,
)

PULSE_1_MS = bytes((0, 1, 0))
SEEK_1_MS = bytes((255, 1, 0, 0, 0, 0))


def expect_state(host: RawHost, what: str, state: State, reason: int) -> None:
    counters = host.status().counters
    expect(what, Ack(state, reason), Ack(counters.state, counters.reason))


def arm(host: RawHost) -> None:
    host.refused(Type.ARM, protocol.pack(ArmRequest(host.session ^ 1)), ErrorCode.BAD_SESSION, host.session)
    host.arm()
    host.arm()
    expect("DISARM", Ack(State.SAFE, StopReason.NONE), host.acked(Type.DISARM))
    expect_state(host, "the state after DISARM", State.SAFE, StopReason.NONE)


def not_armed(host: RawHost) -> None:
    host.arm()
    host.acked(Type.DISARM)
    for state, reason in ((State.SAFE, StopReason.NONE), (State.STOPPED, StopReason.HOST_USER)):
        for kind, payload in ((Type.PULSE, PULSE_1_MS), (Type.SEEK, SEEK_1_MS)):
            if host.has(Capability[kind.name]):
                host.refused(kind, payload, ErrorCode.NOT_ARMED, state + 256 * reason)
        host.acked(Type.STOP, protocol.pack(StopMessage(StopReason.HOST_USER)))


def stop_byte(host: RawHost) -> None:
    """Between frames, in mid-frame, after an escape, in every place of a frame."""
    ping = encode(host.numbered(Type.PING, b"\x7e"))
    cut = [(ping[:place], ping[place:]) for place in range(len(ping) + 1)]
    for before, after in ((b"", b""), (bytes((FLAG, 5, ESCAPE)), b""), *cut):
        host.hello()
        host.arm()
        host.send_garbage(before, STOP, after)
        host.hello()
        expect_state(host, f"the stop byte after {before.hex() or 'nothing'}", State.STOPPED, StopReason.STOP_BYTE)


def cut_frame(host: RawHost) -> None:
    wire = encode(host.numbered(Type.DISARM))
    for place in range(1, len(wire)):
        host.hello()
        before = host.status().counters.good
        host.send_garbage(wire[:place], STOP, wire[place:])
        host.hello()
        good = host.status().counters.good - before & 0xFFFF
        expect("good frames, a frame with a stop byte in it besides", 2, good)


def waiting_arm(host: RawHost) -> None:
    host.arm()
    host.acked(Type.DISARM)
    request = encode(host.numbered(Type.ARM, protocol.pack(ArmRequest(host.session))))
    host.send_garbage(request, STOP)
    host.hello()
    expect_state(host, "the state after ARM and the stop byte", State.STOPPED, StopReason.STOP_BYTE)


def notice(host: RawHost) -> None:
    host.arm()
    host.send_garbage(STOP)
    host.until_notice()
    expect("notices", [Notice(NoticeKind.STOPPED, StopReason.STOP_BYTE, State.STOPPED, protocol.VERSION)], host.notices)


def silence(host: RawHost) -> None:
    host.arm()
    host.until_notice()
    host.hello()
    expect_state(host, f"the state after {SILENCE_MS} ms of silence", State.STOPPED, StopReason.SILENCE)


def talked_to(host: RawHost) -> None:
    host.arm()
    host.wait(2.5 * SILENCE_MS / 1000)
    expect_state(host, "the state of a board that is talked to", State.ARMED, StopReason.NONE)


def stop_reason(host: RawHost) -> None:
    host.arm()
    host.refused(Type.STOP, bytes((StopReason.STOP_BYTE,)), ErrorCode.BAD_VALUE, 0)
    for reason in (200, StopReason.HOST_USER):
        ack = host.acked(Type.STOP, protocol.pack(StopMessage(reason)))
        expect("STOP: the first reason stays", Ack(State.STOPPED, 200), ack)
    expect("DISARM of a stopped board", Ack(State.STOPPED, 200), host.acked(Type.DISARM))
    host.arm()


def stops_counted(host: RawHost) -> None:
    before = host.status().counters
    for _ in range(3):
        host.arm()
        for _ in range(2):
            host.acked(Type.STOP, protocol.pack(StopMessage(StopReason.HOST_USER)))
    after = host.status().counters
    expect("stops in STATUS, after three", 3, after.stops - before.stops & 0xFFFF)
    if after.uptime_ms < before.uptime_ms:
        raise RigError(f"the board: uptime_ms went back from {before.uptime_ms} to {after.uptime_ms}")


CHECKS = (
    Check("arm", "ARM arms for the session of HELLO only, DISARM ends it.", arm),
    Check("not-armed", "Without ARM no motion is taken.", not_armed, Capability.PULSE),
    Check("stop-byte", "The stop byte stops motors anywhere in the stream.", stop_byte),
    Check("stop-cuts", "A frame with a stop byte in it is dropped.", cut_frame),
    Check("stop-waits", "An ARM before the stop byte does not arm after it.", waiting_arm),
    Check("stop-notice", "A board that stops says so.", notice),
    Check("silence", "A board that hears nothing for half a second stops.", silence),
    Check("talked-to", "A board that gets a frame every 0.1 s keeps running.", talked_to),
    Check("stop-reason", "STOP keeps its reason; the first one stays, and DISARM leaves it.", stop_reason),
    Check("stops", "STATUS counts stops, and its clock runs.", stops_counted),
)
