"""The virtual board on a clock of its own: who may move what when, what is done once, what stops."""

import numpy as np
import pytest
from frame_table import rows
from loops import each
from plain_host import ARMED, SAFE, SESSION, STOPPED, PlainHost

from firmware_sim.virtual_board.session import new_session
from firmware_sim.virtual_board.sizes import ALL, Sizes
from mark1.errors import ConfigError
from mark1.rig.wire import protocol
from mark1.rig.wire.bits import unpack_values
from mark1.rig.wire.framing import STOP_BYTE, Frame, encode
from mark1.rig.wire.protocol import (
    REPLY,
    Ack,
    ArmRequest,
    Capability,
    ErrorCode,
    HelloRequest,
    Notice,
    Pulse,
    ScanRequest,
    StopMessage,
    StopReason,
    Type,
    WipersRequest,
)  # fmt: skip

STOP = bytes((STOP_BYTE,))
PULSE = protocol.pack_pulses([Pulse(0, 1, 100)])
HELLO = protocol.pack(HelloRequest(1, SESSION))


def small(**sizes) -> PlainHost:
    return PlainHost(new_session(Sizes(**({"pots": 4, "rows": 3, "cols": 3} | sizes)), baud=0))


def moved(host: PlainHost) -> list[int]:
    """The pots whose shafts have left the middle."""
    return np.flatnonzero(host.board.physics.shaft != host.board.sizes.full / 2).tolist()


def test_what_the_board_says_first_is_its_banner():
    host = PlainHost(hello=False)
    assert host.notices == [Notice(1, StopReason.RESET, SAFE, 1)]


def test_hello_tells_the_sizes():
    hello = small(a_lamps=5, r_lamps=2, adc_bits=12).hello()
    assert (hello.rows, hello.cols, hello.pots, hello.a_lamps, hello.r_lamps, hello.adc_bits) == (3, 3, 4, 5, 2, 12)
    assert (hello.window, hello.rx_buffer, hello.max_payload) == (4, 256, 136)


def test_the_wiring_of_other_sizes_has_another_hash():
    assert small().hello().wiring == small().hello().wiring != small(pots=5).hello().wiring


@each("row", [row for row in rows() if row.direction == ">"])
def test_every_frame_of_the_table_is_answered(row):
    host = PlainHost()
    host.board.expected = row.content[0]
    (reply,) = host.send(Frame(row.content[0], row.content[1], row.content[2:-2]), ms=50)
    assert reply.seq == row.content[0]
    assert reply.type in (row.content[1] | REPLY, Type.ERROR)
    if reply.type == Type.ERROR:
        assert host.refusal(reply)[0] in (ErrorCode.NOT_ARMED, ErrorCode.UNKNOWN_TYPE)


@pytest.mark.parametrize(("name", "value"), [("rows", 33), ("pots", 233), ("pots", -1), ("adc_bits", 7)])
def test_a_board_that_cannot_be_described_is_refused(name, value):
    with pytest.raises(ConfigError, match=f"virtual board: {name}: expected .*, got {value}"):
        Sizes(**{name: value})


def test_the_largest_board_answers_everything():
    host = PlainHost(new_session(Sizes(32, 32, 232, 1000, 64, 16), baud=0))
    host.arm()
    assert host.status().moving == []
    assert len(host.ask(Type.SCAN, protocol.pack(ScanRequest(0, 1024, 5)), ms=120).payload) == 132
    assert len(host.ask(Type.WIPERS, protocol.pack(WipersRequest(0, 66))).payload) == 134
    assert host.refused(Type.WIPERS, protocol.pack(WipersRequest(0, 67))) == (ErrorCode.BAD_VALUE, 1)
    assert host.acked(Type.LAMPS, bytes(125 + 8)) == Ack(ARMED, 0)


# ---- nothing moves by itself


@pytest.mark.parametrize("hello", [False, True])
def test_nothing_moves_before_arm(hello):
    host = PlainHost(hello=hello)
    reply = host.ask(Type.PULSE, PULSE, ms=300)
    assert host.refusal(reply) == (
        (ErrorCode.NOT_ARMED, SAFE + 256 * StopReason.RESET) if hello else (ErrorCode.NO_HELLO, 0)
    )
    assert moved(host) == []


def test_arm_needs_the_session_of_this_hello():
    host = PlainHost()
    assert host.refused(Type.ARM, protocol.pack(ArmRequest(SESSION ^ 1))) == (ErrorCode.BAD_SESSION, SESSION)
    assert host.board.state == SAFE
    assert host.arm() == Ack(ARMED, StopReason.NONE) == host.arm()


def test_another_protocol_is_refused():
    host = PlainHost(hello=False)
    assert host.refused(Type.HELLO, protocol.pack(HelloRequest(2, SESSION))) == (ErrorCode.BAD_PROTOCOL, 1)
    assert host.refused(Type.STATUS) == (ErrorCode.NO_HELLO, 0)


def test_hello_is_idempotent_and_says_what_went_before():
    host = PlainHost(arm=True)
    host.pulse((1, 1, 200))
    again = host.hello()
    assert (again.last_session, again.last_seq, again.state) == (SESSION, host.seq - 2, ARMED)
    assert host.status().moving == [1]
    assert PlainHost().hello(7).last_session == SESSION


# ---- once


def test_a_repeated_request_does_not_pulse_twice():
    host = PlainHost(arm=True)
    frame = Frame(host.seq, Type.PULSE, PULSE)
    (first,) = host.send(frame, ms=200)
    rested = host.board.physics.shaft.copy()
    assert host.send(frame, ms=200) == [first]
    assert host.board.physics.shaft.tolist() == rested.tolist()
    assert moved(host) == [0]
    host.seq += 1
    assert host.status().counters.repeats == 1


def test_a_repeated_request_is_known_by_its_content_and_for_four_requests():
    host = PlainHost(arm=True)
    old = Frame(host.seq, Type.PULSE, PULSE)
    host.ask(old.type, old.payload)
    for _ in range(3):
        host.ask(Type.PING)
    assert host.send(old)[0].type == Type.PULSE | REPLY
    (other,) = host.send(old._replace(payload=protocol.pack_pulses([Pulse(0, -1, 100)])))
    assert host.refusal(other) == (ErrorCode.BAD_REPEAT, host.seq)
    host.ask(Type.PING)
    assert host.refusal(host.send(old)[0]) == (ErrorCode.BAD_SEQUENCE, host.seq)


def test_a_request_too_early_is_not_done():
    host = PlainHost(arm=True)
    (reply,) = host.send(Frame(host.seq + 1, Type.PULSE, PULSE), ms=100)
    assert host.refusal(reply) == (ErrorCode.BAD_SEQUENCE, host.seq)
    assert moved(host) == []
    assert host.pulse((0, 1, 10)) == Ack(ARMED, 0)


def test_sequence_numbers_go_round():
    host = PlainHost(arm=True)
    for _ in range(600):
        host.ask(Type.PING, b"\x18")
    assert host.board.expected == host.seq == (600 + 2) % 256


def test_a_read_is_read_again_when_repeated():
    host = PlainHost()
    read = Frame(host.seq, Type.STATUS)
    uptimes = [protocol.unpack_status(host.send(read, ms=5)[0].payload, 64).counters.uptime_ms for _ in range(3)]
    assert uptimes[0] < uptimes[1] < uptimes[2]


# ---- stops


def test_silence_of_500_ms_stops_and_latches():
    host = PlainHost(arm=True)
    host.pulse((0, 1, 5000))
    host.heard(host.session.run(498))
    assert host.board.state == ARMED
    host.heard(host.session.run(3))
    assert (host.board.state, host.board.reason) == (STOPPED, StopReason.SILENCE)
    assert host.notices[-1] == Notice(2, StopReason.SILENCE, STOPPED, 1)
    assert not host.board.drive.any() and host.status().moving == []
    assert host.refused(Type.PULSE, PULSE) == (ErrorCode.NOT_ARMED, STOPPED + 256 * StopReason.SILENCE)
    assert host.arm() == Ack(ARMED, StopReason.NONE)
    assert host.status().moving == []


def test_pings_keep_it_alive():
    host = PlainHost(arm=True)
    host.wait(2000)
    assert host.board.state == ARMED


def test_a_safe_board_minds_no_silence():
    host = PlainHost()
    host.session.run(2000)
    assert host.board.state == SAFE


@pytest.mark.parametrize("at", range(len(encode(Frame(2, Type.PULSE, PULSE))) + 1))
def test_the_stop_byte_anywhere_in_a_frame_stops_at_once(at):
    host = PlainHost(arm=True)
    host.pulse((3, 1, 1000))
    host.session.run(20)
    wire = encode(Frame(host.seq, Type.PULSE, PULSE))
    host.board.receive(wire[:at] + STOP + wire[at:])
    assert (host.board.state, host.board.reason) == (STOPPED, StopReason.STOP_BYTE)
    assert not host.board.drive.any()
    host.heard(host.session.run(200))
    assert not any(motor.moving for motor in host.board.motors)
    assert host.notices[-1] == Notice(2, StopReason.STOP_BYTE, STOPPED, 1)
    host.hello()
    assert host.arm() == Ack(ARMED, StopReason.NONE)


def test_an_arm_that_waits_before_the_stop_byte_does_not_arm():
    host = PlainHost()
    host.board.receive(encode(Frame(host.seq, Type.ARM, protocol.pack(ArmRequest(SESSION)))) + STOP)
    host.session.run(5)
    assert host.board.state == STOPPED


def test_an_arm_that_waits_while_the_board_is_busy_does_not_arm_after_the_stop_byte():
    host = PlainHost()
    host.board.receive(encode(Frame(host.seq, Type.SCAN, protocol.pack(ScanRequest(0, 100, 0)))))
    host.board.receive(encode(Frame(host.seq + 1, Type.ARM, protocol.pack(ArmRequest(SESSION)))))
    host.board.receive(STOP)
    assert host.heard(host.session.run(50)) == []
    assert host.board.state == STOPPED


def test_a_frame_the_stop_byte_cuts_is_not_put_together_again():
    host = PlainHost()
    wire = encode(Frame(host.seq, Type.PING))
    for piece in (wire[:3], STOP, wire[3:]):
        host.board.receive(piece)
    assert host.heard(host.session.run(5)) == []


def test_the_stop_input_stops_and_holds():
    host = PlainHost(arm=True)
    host.pulse((0, 1, 1000))
    host.board.stop_input_open = True
    host.session.run(1)
    assert (host.board.state, host.board.reason) == (STOPPED, StopReason.STOP_INPUT)
    arm = protocol.pack(ArmRequest(SESSION))
    assert host.refused(Type.ARM, arm) == (ErrorCode.STOP_INPUT_OPEN, 0)
    host.board.stop_input_open = False
    assert host.arm() == Ack(ARMED, StopReason.NONE)


def test_stop_is_obeyed_even_out_of_order_and_before_hello():
    stop = protocol.pack(StopMessage(StopReason.HOST_USER))
    host = PlainHost(arm=True)
    assert host.refusal(host.send(Frame(host.seq + 9, Type.STOP, stop))[0]) == (ErrorCode.BAD_SEQUENCE, host.seq)
    assert (host.board.state, host.board.reason) == (STOPPED, StopReason.HOST_USER)
    host = PlainHost(hello=False)
    assert host.refusal(host.send(Frame(0, Type.STOP, stop))[0]) == (ErrorCode.NO_HELLO, 0)
    assert host.board.state == STOPPED


def test_the_first_reason_stays():
    host = PlainHost(arm=True)
    assert host.acked(Type.STOP, protocol.pack(StopMessage(17))) == Ack(STOPPED, 17)
    host.board.receive(STOP)
    assert host.board.reason == 17
    assert host.refused(Type.STOP, b"\x01") == (ErrorCode.BAD_VALUE, 0)


def test_disarm_ends_motions_but_leaves_a_stop():
    host = PlainHost(arm=True)
    host.pulse((0, 1, 1000))
    assert host.acked(Type.DISARM) == Ack(SAFE, StopReason.NONE)
    assert host.status().moving == []
    host.board.receive(STOP)
    host.hello()
    assert host.acked(Type.DISARM) == Ack(STOPPED, StopReason.STOP_BYTE)


def test_a_reset_forgets_and_disarms():
    host = PlainHost(arm=True)
    host.pulse((0, 1, 1000))
    host.session.send(encode(Frame(host.seq, Type.PING))[:4])
    host.session.run(1)
    host.board.reset(StopReason.WATCHDOG)
    host.session.run(30)
    still = host.board.physics.shaft.copy()
    host.session.run(300)
    assert abs(host.board.physics.shaft - still).max() < 0.1
    assert host.refused(Type.PING) == (ErrorCode.NO_HELLO, 0)
    hello = host.hello()
    assert (hello.last_session, hello.state, hello.reset) == (0, SAFE, StopReason.WATCHDOG)


# ---- a dead converter, a weak supply

SCAN = protocol.pack(ScanRequest(0, 100, 0))


def test_without_readings_the_watchdog_resets_the_board_once_and_then_it_says_so():
    host = PlainHost(arm=True)
    host.pulse((0, 1, 1000))
    host.board.physics.adc_dead = True
    host.session.run(71)
    hello = host.hello()
    assert (hello.last_session, hello.state, hello.reset) == (0, SAFE, StopReason.WATCHDOG)
    host.session.run(1000)
    assert host.hello().last_session  # and was not reset again
    for kind, payload in (
        (Type.SCAN, SCAN),
        (Type.WIPERS, protocol.pack(WipersRequest(0, 4))),
        (Type.ARM, protocol.pack(ArmRequest(SESSION))),
    ):
        assert host.refused(kind, payload) == (ErrorCode.NO_READINGS, 0)
    host.board.physics.adc_dead = False
    assert host.refused(Type.SCAN, SCAN) == (ErrorCode.NO_READINGS, 0)  # until a reset starts the converter anew
    host.board.reset()
    host.hello()
    assert host.ask(Type.SCAN, SCAN, ms=40).type == Type.SCAN | REPLY


def test_a_scan_that_waits_for_its_cells_ends_when_they_stop():
    host = PlainHost()
    host.session.send(encode(Frame(host.seq, Type.SCAN, protocol.pack(ScanRequest(0, 400, 1)))))
    host.session.run(3)
    host.board.physics.adc_dead = True
    came = host.decoder.feed(host.session.run(20))
    assert [(one.type, one.payload[:2]) for one in came] == [(Type.ERROR, bytes((ErrorCode.NO_READINGS, Type.SCAN)))]


def test_a_brown_out_is_told():
    host = PlainHost(arm=True)
    host.board.reset(StopReason.BROWN_OUT)
    hello = host.hello()
    assert (hello.state, hello.reason, hello.reset) == (SAFE, StopReason.BROWN_OUT, StopReason.BROWN_OUT)


# ---- refusals: a frame is done whole or not at all


@pytest.mark.parametrize(
    ("pulses", "refusal"),
    [
        ([Pulse(0, 1, 50), Pulse(4, 1, 50)], (ErrorCode.BAD_POT, 4)),
        ([Pulse(1, 1, 50), Pulse(1, -1, 50)], (ErrorCode.BAD_POT, 1)),
        ([Pulse(1, 1, 50), Pulse(3, -1, 50)], (ErrorCode.BUSY, 3)),
    ],
)
def test_a_pulse_with_one_fault_moves_nothing(pulses, refusal):
    host = small()
    host.arm()
    host.pulse((3, 1, 3000))
    assert host.refused(Type.PULSE, protocol.pack_pulses(pulses)) == refusal
    assert host.status().moving == [3]


@pytest.mark.parametrize(
    ("kind", "payload", "refusal"),
    [
        (Type.PULSE, bytes((0, 0, 0x80)), (ErrorCode.BAD_VALUE, 0)),
        (Type.PULSE, b"", (ErrorCode.BAD_LENGTH, 0)),
        (Type.PULSE, bytes(135), (ErrorCode.BAD_LENGTH, 135)),
        (Type.SEEK, bytes((0, 9, 0, 2, 0, 2)), (ErrorCode.BAD_VALUE, 0)),
        (Type.SEEK, bytes((9, 0, 0, 2, 0, 2)), (ErrorCode.BAD_VALUE, 1)),
        (Type.SEEK, bytes((9, 9, 0, 2, 0, 4)), (ErrorCode.BAD_VALUE, 2)),
        (Type.SEEK, bytes((9, 9, 0)), (ErrorCode.BAD_LENGTH, 3)),
        (Type.WIPERS, bytes((4, 1)), (ErrorCode.BAD_VALUE, 0)),
        (Type.WIPERS, bytes((3, 2)), (ErrorCode.BAD_VALUE, 1)),
        (Type.WIPERS, bytes((0, 0)), (ErrorCode.BAD_VALUE, 1)),
        (Type.SCAN, bytes((9, 0, 1, 0, 0, 0)), (ErrorCode.BAD_VALUE, 0)),
        (Type.SCAN, bytes((0, 0, 10, 0, 0, 0)), (ErrorCode.BAD_VALUE, 1)),
        (Type.SCAN, bytes((0, 0, 9, 0, 0, 4)), (ErrorCode.BAD_VALUE, 2)),
        (Type.LAMPS, bytes((0, 0, 0, 0, 0, 0, 0, 0)), (ErrorCode.BAD_LENGTH, 8)),
        (Type.PING, bytes(9), (ErrorCode.BAD_LENGTH, 9)),
        (0x55, b"", (ErrorCode.UNKNOWN_TYPE, 0)),
    ],
)
def test_what_is_out_of_range_is_refused_and_counts_as_done(kind, payload, refusal):
    host = small()
    host.arm()
    assert host.refused(kind, payload) == refusal
    assert host.ask(Type.PING).type == Type.PING | REPLY
    assert moved(host) == []


@pytest.mark.parametrize("absent", [Type.PULSE, Type.SEEK, Type.WIPERS, Type.SCAN, Type.LAMPS])
def test_what_is_not_reported_is_absent(absent):
    gone = {Type.SCAN: Capability.SCAN_VALUES | Capability.SCAN_BITS}.get(absent) or Capability[absent.name]
    host = small(capabilities=ALL & ~gone)
    assert not Capability(host.hello().capabilities) & gone
    assert host.refused(absent, b"") == (ErrorCode.ABSENT, 0)


def test_bits_without_values_and_values_without_bits():
    values = small(capabilities=ALL & ~Capability.SCAN_BITS)
    assert values.refused(Type.SCAN, protocol.pack(ScanRequest(0, 9, 5))) == (ErrorCode.ABSENT, 0)
    bits = small(capabilities=ALL & ~Capability.SCAN_VALUES)
    assert bits.refused(Type.SCAN, protocol.pack(ScanRequest(0, 9, 0))) == (ErrorCode.ABSENT, 0)


# ---- motors


@pytest.mark.parametrize("way", [1, -1])
def test_a_pulse_turns_one_pot_one_way_for_its_time(way):
    host = PlainHost(arm=True)
    host.pulse((5, way, 400))
    host.wait(600)
    assert moved(host) == [5]
    travel = host.board.physics.shaft[5] - 511.5
    # the motor gets up to speed and coasts down alike, so it goes as far as one that does neither
    assert travel == pytest.approx(way * 400 * host.board.physics.speed_per_ms[5], rel=0.02)
    assert host.status().moving == []


@pytest.mark.parametrize("dead_band", [2, 4, 10])
def test_seek_ends_within_the_dead_band(dead_band):
    host = PlainHost(arm=True)
    rng = np.random.default_rng(7)
    targets = {pot: int(position) for pot, position in enumerate(rng.integers(20, 1004, 44))}
    host.seek(*targets.items(), dead_band=dead_band)
    status = host.until_at_rest()
    assert (status.stalled, status.at_end, status.late) == ([], [], [])
    off = [abs(host.board.physics.wiper[pot] - position) for pot, position in targets.items()]
    assert max(off) <= dead_band + 2  # ADC noise of half a count
    assert set(moved(host)) <= set(targets)


def test_a_stuck_motor_is_found_and_the_others_go_on():
    host = small()
    host.arm()
    host.board.physics.stuck[2] = True
    host.seek((1, 900), (2, 900))
    host.wait(300)
    status = host.status()
    assert (status.stalled, status.moving) == ([2], [1])
    host.until_at_rest()
    assert abs(host.board.physics.wiper[1] - 900) <= 5


def test_short_pulses_find_a_stuck_motor_too():
    host = small()
    host.arm()
    host.board.physics.stuck[0] = True
    for _ in range(5):
        host.pulse((0, 1, 50))
        host.wait(60)
        assert host.status().stalled == []
    host.pulse((0, 1, 50))
    host.wait(10)
    assert host.status().stalled == [0]


def test_a_freed_motor_moves_again():
    host = small()
    host.arm()
    host.board.physics.stuck[0] = True
    host.pulse((0, 1, 1000))
    host.wait(300)
    assert host.status().stalled == [0]
    host.board.physics.stuck[0] = False
    host.pulse((0, 1, 300))
    host.wait(400)
    assert host.status().stalled == []
    assert moved(host) == [0]


@pytest.mark.parametrize(("way", "end"), [(1, 1023), (-1, 0)])
def test_an_end_is_found_and_left_again(way, end):
    host = small()
    host.arm()
    host.pulse((0, way, 20_000))
    status = host.until_at_rest()
    assert (status.at_end, status.stalled) == ([0], [])
    assert abs(host.board.physics.wiper[0] - end) <= 10
    host.pulse((0, way, 500))
    host.wait(10)
    assert host.status().at_end == [0]
    host.pulse((0, -way, 500))
    host.wait(600)
    assert host.status().at_end == []
    assert abs(host.board.physics.wiper[0] - end) > 50


def test_a_seek_that_takes_too_long_is_late():
    host = small()
    host.arm()
    host.seek((0, 1000), limit_ms=200)
    host.wait(250)
    assert (host.status().late, host.status().moving) == ([0], [])


def test_a_lying_wiper_misleads():
    host = small()
    host.arm()
    host.board.physics.lie[1] = 100
    host.seek((1, 600))
    host.until_at_rest()
    assert host.board.physics.wiper[1] == pytest.approx(500, abs=6)


# ---- reads and lamps


def test_wipers_are_those_of_the_pots_asked_for():
    host = small()
    host.board.physics.wiper[:] = [10, 200, 512, 1023]
    host.session.run(1)
    reply = host.ask(Type.WIPERS, protocol.pack(WipersRequest(1, 2)))
    assert reply.payload[:2] == bytes((1, 2))
    assert unpack_values(reply.payload[2:], 2, 10) == pytest.approx([200, 512], abs=3)


def test_a_scan_sees_the_light_in_reading_order():
    host = small()
    host.board.physics.light[1, 2] = 1.0
    reply = host.ask(Type.SCAN, protocol.pack(ScanRequest(3, 6, 0)), ms=5)
    values = unpack_values(reply.payload[4:], 6, 10)
    assert [value > 500 for value in values] == [False, False, True, False, False, False]
    reply = host.ask(Type.SCAN, protocol.pack(ScanRequest(0, 9, 512)), ms=5)
    assert unpack_values(reply.payload[4:], 9, 1) == [0, 0, 0, 0, 0, 1, 0, 0, 0]


def test_lamps_are_lit_and_survive_hello():
    host = small(a_lamps=9, r_lamps=2)
    assert host.acked(Type.LAMPS, bytes((0x01, 0x01, 0x02))) == Ack(SAFE, StopReason.RESET)
    host.hello()
    assert (host.board.a_lamps, host.board.r_lamps) == (0x101, 2)
    assert host.refused(Type.LAMPS, bytes((0x01, 0x02, 0x02))) == (ErrorCode.BAD_VALUE, 0)
    assert host.refused(Type.LAMPS, bytes((0x01, 0x01, 0x04))) == (ErrorCode.BAD_VALUE, 1)


def test_a_full_buffer_loses_bytes_and_says_so():
    host = PlainHost()
    host.send(Frame(host.seq, Type.SCAN, protocol.pack(ScanRequest(0, 100, 0))), ms=1)
    host.board.receive(bytes(300))
    host.session.run(50)
    host.seq += 1
    assert host.status().counters.overruns == 300 - 256
