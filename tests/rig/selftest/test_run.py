"""The self-test against virtual boards in their own time: a good one passes, and each of many broken ones is caught."""

from collections.abc import Callable
from dataclasses import replace
from types import MethodType
from typing import NamedTuple

import numpy as np
import pytest
from loops import each

from firmware_sim.virtual_board import board as virtual_board
from firmware_sim.virtual_board import requests
from firmware_sim.virtual_board.board import VirtualBoard
from firmware_sim.virtual_board.fault_events import FaultEvent
from firmware_sim.virtual_board.faults import FaultConfig
from firmware_sim.virtual_board.physics import PhysicsConfig
from firmware_sim.virtual_board.requests import Refused
from firmware_sim.virtual_board.session import new_session
from firmware_sim.virtual_board.session_port import SessionPort
from firmware_sim.virtual_board.sizes import ALL, Sizes
from mark1.errors import RigError
from mark1.rig.selftest import motions
from mark1.rig.selftest.check import Check
from mark1.rig.selftest.raw_host import RawHost
from mark1.rig.selftest.run import CheckOutcome, Result, run, tried
from mark1.rig.selftest.table import CHECKS
from mark1.rig.wire import protocol
from mark1.rig.wire.framing import Decoder, Frame
from mark1.rig.wire.protocol import Capability, ErrorCode, Pulse, State, StopReason, Type

SESSION = 0xBEEF
SMALL = Sizes(rows=3, cols=4, pots=6, a_lamps=5, r_lamps=2)
PASSED, FAILED, SKIPPED = CheckOutcome.passed, CheckOutcome.failed, CheckOutcome.skipped


def lit(**session) -> SessionPort:
    """A board with some photocells in the light."""
    port = SessionPort(new_session(**session))
    port.session.board.physics.light.ravel()[::3] = 1.0
    return port


def results(port: SessionPort, **how) -> dict[str, Result]:
    return {result.check.name: result for result in run(port, SESSION, port.now_s, **how)}


# ---- good boards


@pytest.mark.parametrize("sizes", [Sizes(), SMALL, replace(SMALL, adc_bits=12, pots=1)], ids=("large", "small", "tiny"))
def test_a_good_board_passes(sizes: Sizes) -> None:
    port = lit(sizes=sizes)
    before = port.session.board.physics.wiper.copy()
    found = results(port)
    port.session.run(10)
    assert list(found) == [check.name for check in CHECKS]
    assert {name: result for name, result in found.items() if result.verdict == FAILED} == {}
    assert [name for name, result in found.items() if result.verdict == SKIPPED] == ["absent"]
    assert port.session.board.state == State.STOPPED
    assert port.now_s() < 40
    assert abs(port.session.board.physics.wiper - before).max() < sizes.full / 40


@pytest.mark.parametrize("wiper", [0, 1020])
def test_pots_at_an_end_pass(wiper: int) -> None:
    port = lit(sizes=SMALL)
    port.session.board.physics.shaft[:] = port.session.board.physics.wiper[:] = wiper
    assert [result for result in results(port).values() if result.verdict == FAILED] == []


def test_without_moves_no_motor_is_ever_driven() -> None:
    port = lit(sizes=SMALL)
    shaft = port.session.board.physics.shaft.copy()
    found = results(port, moves=False)
    assert port.session.board.physics.shaft.tolist() == shaft.tolist()
    left_out = {name for name, result in found.items() if result.text == "motions were skipped"}
    assert left_out == {check.name for check in CHECKS if check.moves}
    assert FAILED not in {result.verdict for result in found.values()}


def test_what_a_board_does_not_report_is_skipped_and_must_be_absent() -> None:
    found = results(lit(sizes=replace(SMALL, capabilities=ALL & ~(Capability.SEEK | Capability.LAMPS))))
    assert found["seek"].text == found["bad-target"].text == "the board has no SEEK"
    assert found["lamps"][1:] == (SKIPPED, "the board has no LAMPS")
    assert found["absent"][1:] == (PASSED, "SEEK, LAMPS")


def test_an_open_stop_input_is_not_the_boards_fault() -> None:
    port = lit(sizes=SMALL)
    port.session.board.stop_input_open = True
    found = results(port)
    assert found["arm"].text == found["pulses"].text == "the stop input is open: close it"
    assert FAILED not in {result.verdict for result in found.values()}


def test_a_board_that_was_not_reset_is_tested_all_the_same() -> None:
    port = lit(sizes=SMALL)
    results(port, only=["ping"])
    found = results(port, only=["before-hello", "hello", "ping"])
    assert found["before-hello"][1:] == (SKIPPED, "opening the port did not reset the board")
    assert found["hello"].verdict == found["ping"].verdict == PASSED


def test_every_check_says_what_it_shows_in_a_sentence() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    assert all(check.shows.endswith(".") and check.shows[0].isupper() for check in CHECKS)


# ---- cables


def test_a_check_that_came_late_is_made_again_with_the_motors_at_rest() -> None:
    tries = []

    def do(host: RawHost) -> None:
        host.arm()
        motions.pulse(host, Pulse(0, 1, motions.LONG_MS))
        tries.append(host.late)
        host.late = True
        if len(tries) == 1:
            raise RigError("the board: too slow for a busy computer")

    port = lit(sizes=SMALL)
    host = RawHost(port, SESSION, port.now_s)
    host.awake()
    found = tried(host, Check("late", "Once more.", do, motions.MOVES, moves=True))
    assert (found.verdict, found.text, tries) == (PASSED, "", [False, False])


def test_motions_are_waited_for_by_the_boards_own_clock() -> None:
    """One in simavr on a busy computer is slower than ours."""
    port, lag = lit(sizes=SMALL), 8
    found = {one.check.name: one for one in run(port, SESSION, lambda: lag * port.now_s(), only=("seek", "end"))}
    assert {one.verdict for one in found.values()} == {PASSED}


def test_nobody_there_is_said_within_its_time() -> None:
    port = lit()
    port.session.to_board.put = lambda data: None
    with pytest.raises(RigError, match="the board: nothing on virtual answered PING in 5 s"):
        results(port)
    assert port.now_s() < 5.1


def test_broken_frames_are_the_cables_fault() -> None:
    port = lit(faults=FaultConfig(flip=0.01), seed=3)
    found = results(port, only=["ping", "window", "sequence", "wipers", "scan-values"])
    failures = [result for result in found.values() if result.verdict == FAILED]
    assert failures and {result.side for result in failures} == {"the cable"}


def test_after_the_cable_was_pulled_nothing_is_waited_for() -> None:
    port = lit(events=[FaultEvent(500, "unplug")])
    found = results(port)
    failures = [result for result in found.values() if result.verdict == FAILED]
    assert [result.text for result in failures] == ["the cable: port virtual is gone"]
    assert found["end"].text == "the board no longer answers (the cable: port virtual is gone)"
    assert port.now_s() < 1


def test_a_reset_in_the_middle_is_told() -> None:
    found = results(lit(sizes=SMALL, events=[FaultEvent(700, "reset")]), only=["silence", "talked-to"])
    assert found["talked-to"].text.startswith("the board: it was reset (RESET) in the middle")


def test_who_stops_listening_leaves_a_stopped_board() -> None:
    port = lit(sizes=SMALL)
    listening = run(port, SESSION, port.now_s)
    for result in listening:
        if result.check.name == "hello-again":
            break
    listening.close()
    port.session.run(5)
    assert port.session.board.state == State.STOPPED


# ---- broken boards


def method(board: VirtualBoard, name: str, new: Callable[..., object]) -> None:
    """Put ``new(board, old, ...)`` in the place of a method."""
    old = getattr(board, name)
    setattr(board, name, MethodType(lambda board, *args, **kwargs: new(board, old, *args, **kwargs), board))


def order(board: VirtualBoard, kind: Type, new: Callable[..., bytes]) -> None:
    """``new(board, old, payload)`` is done for a type; ``old`` is what should be."""
    old = requests.HANDLERS[kind].do
    method(board, "_handle", lambda b, usual, frame: new(b, old, frame.payload) if frame.type == kind else usual(frame))


def does_repeats_again(board: VirtualBoard) -> None:
    def reply(board, old, request):
        again = 1 <= board.expected - request.seq & 0xFF <= 4 and request.type != Type.HELLO
        board.repeats += again
        return board._do(request) if again else old(request)

    method(board, "_reply", reply)


def pulses_again_at_rest(board: VirtualBoard) -> None:
    def reply(board, old, request):
        again = request.seq in board.remembered and request.type == Type.PULSE and not board.motors[0].moving
        if again:
            board._do(request)
        return old(request)

    method(board, "_reply", reply)


def remembers_forever(board: VirtualBoard) -> None:
    remembered = {}

    def reply(board, old, request):
        key = (request.seq, request.type, request.payload)
        if key not in remembered or request.type in protocol.READS or request.type == Type.HELLO:
            remembered[key] = old(request)
        return remembered[key]

    method(board, "_reply", reply)


def remembers_reads(board: VirtualBoard) -> None:
    def reply(board, old, request):
        done = board.remembered.get(request.seq)
        return done.reply if done and done.type == request.type else old(request)

    method(board, "_reply", reply)


def remembers_by_number(board: VirtualBoard) -> None:
    def reply(board, old, request):
        done = board.remembered.get(request.seq)
        return done.reply if done and request.type != Type.HELLO else old(request)

    method(board, "_reply", reply)


def remembers_across_hello(board: VirtualBoard) -> None:
    def hello(board, old, request):
        kept = board.remembered.copy()
        reply = old(request)
        board.remembered = kept
        return reply

    method(board, "_hello", hello)


def minds_no_order(board: VirtualBoard) -> None:
    def reply(board, old, request):
        board.expected = request.seq if request.seq not in board.remembered else board.expected
        return old(request)

    method(board, "_reply", reply)


def tells_no_number(board: VirtualBoard) -> None:
    def reply(board, old, request):
        said = old(request)
        return said._replace(payload=said.payload[:2] + b"\0\0") if said.type == Type.ERROR else said

    method(board, "_reply", reply)


def serves_strangers(board: VirtualBoard) -> None:
    def reply(board, old, request):
        return old(request) if board.session or request.type == Type.HELLO else board._do(request)

    method(board, "_reply", reply)


def stops_in_order_only(board: VirtualBoard) -> None:
    def reply(board, old, request):
        if request.type == Type.STOP and request.seq != board.expected:
            return virtual_board._error(request, ErrorCode.BAD_SEQUENCE, board.expected)
        return old(request)

    method(board, "_reply", reply)


def hello_disarms(board: VirtualBoard) -> None:
    def hello(board, old, request):
        board.state = State.SAFE
        return old(request)

    method(board, "_hello", hello)


def speaks_anything(board: VirtualBoard) -> None:
    method(board, "_hello", lambda board, old, request: old(request._replace(payload=b"\x01" + request.payload[1:])))


def hello_tells(**fields: int) -> Callable[[VirtualBoard], None]:
    return lambda board: method(board, "_who", lambda board, old: old()._replace(**fields))


def ignores_the_stop_byte(board: VirtualBoard) -> None:
    method(board, "receive", lambda board, old, data: old(data.replace(b"\x18", b"")))


def stops_between_frames_only(board: VirtualBoard) -> None:
    def receive(board, old, data):
        for byte in data:
            inside = byte == 0x18 and board.decoder.content
            old(b"" if inside else bytes((byte,)))

    method(board, "receive", receive)


def misses_an_escaped_stop_byte(board: VirtualBoard) -> None:
    method(board, "receive", lambda board, old, data: old(data.replace(b"\x7d\x18", b"\x7d\x38")))


def stops_at_the_end_of_the_frame(board: VirtualBoard) -> None:
    """The stop byte stops, but the frame around it counts."""

    def receive(board, old, data):
        old(data.replace(b"\x18", b""))
        if b"\x18" in data:
            board.stop(StopReason.STOP_BYTE)

    method(board, "receive", receive)


def does_what_waited_after_the_stop_byte(board: VirtualBoard) -> None:
    def receive(board, old, data):
        before, stop, after = data.partition(b"\x18")
        if stop:
            board.stop(StopReason.STOP_BYTE)
        old(before + after)

    method(board, "receive", receive)


def is_never_silent(board: VirtualBoard) -> None:
    def tick(board, old):
        board.heard_ms = board.uptime_ms
        old()

    method(board, "tick", tick)


def is_impatient(board: VirtualBoard) -> None:
    def tick(board, old):
        board.heard_ms -= 6
        old()

    method(board, "tick", tick)


def stops_in_silence(board: VirtualBoard) -> None:
    method(board, "_notice", lambda board, old, kind: None)


def goes_on_with_motions(board: VirtualBoard) -> None:
    def all_off(board, old):
        seen = [motor.moving for motor in board.motors]
        old()
        for motor, moving in zip(board.motors, seen, strict=True):
            motor.moving = moving

    method(board, "all_off", all_off)


def keeps_the_last_reason(board: VirtualBoard) -> None:
    def stop(board, old, reason):
        old(reason)
        board.reason = reason

    method(board, "stop", stop)


def counts_wrongly(**counts: int) -> Callable[[VirtualBoard], None]:
    return lambda board: method(board, "counters", lambda board, old: old()._replace(**counts))


def counts_every_stop(board: VirtualBoard) -> None:
    def stop(board, old, reason):
        board.stops += board.state == State.STOPPED
        old(reason)

    method(board, "stop", stop)


class Deaf(Decoder):
    """Takes frames whatever their fcs is."""

    def _ended(self):
        content = bytes(self.content)
        good = super()._ended()
        return good or ([Frame(content[0], content[1], content[2:-2])] if len(content) > 3 else [])


class Forgetful(Decoder):
    """Waits for a flag that begins a frame."""

    def _ended(self):
        found = super()._ended()
        self.ignoring = bool(found)
        return found


class Rigid(Decoder):
    """Un-escapes only what must be escaped."""

    def _take(self, byte):
        if self.escaped and byte not in (0x5E, 0x5D, 0x38):
            self.reset()
        else:
            super()._take(byte)


class Sulky(Decoder):
    """After a bad frame, waits for the frame after the next."""

    def _ended(self):
        bad = self.bad_fcs
        found = super()._ended()
        self.ignoring = self.bad_fcs > bad
        return found


class Narrow(Decoder):
    """Holds a frame of 100 bytes."""

    def _take(self, byte):
        if len(self.content) == 100:
            self.reset()
        else:
            super()._take(byte)


def hears_with(decoder: type[Decoder]) -> Callable[[VirtualBoard], None]:
    def sabotage(board: VirtualBoard) -> None:
        board.decoder = decoder()

    return sabotage


def arms_for_anyone(board: VirtualBoard, old, payload) -> bytes:
    return old(board, board.session.to_bytes(2, "little"))


def moves_the_good_ones(board: VirtualBoard, old, payload) -> bytes:
    for entry in range(0, len(payload), 3):
        old(board, payload[entry : entry + 3])
    return board.ack()


def interrupts_motions(board: VirtualBoard, old, payload) -> bytes:
    for motor in board.motors:
        motor.off()
    return old(board, payload)


def runs_backwards(board: VirtualBoard, old, payload) -> bytes:
    return old(board, bytes(byte ^ 0x80 if place % 3 == 2 else byte for place, byte in enumerate(payload)))


def needs_no_arm(board: VirtualBoard, old, payload) -> bytes:
    return board.ack()


def takes_pot_0_for_any(board: VirtualBoard, old, payload) -> bytes:
    try:
        return old(board, payload)
    except Refused as refused:
        return board.ack() if refused.code in (ErrorCode.BAD_POT, ErrorCode.BAD_VALUE) else old(board, payload)


def seeks_elsewhere(board: VirtualBoard, old, payload) -> bytes:
    head, targets = protocol.unpack_seek(payload)
    return old(board, protocol.pack_seek(head, [target._replace(position=target.position - 40) for target in targets]))


def leaves_stopped(board: VirtualBoard, old, payload) -> bytes:
    board.all_off()
    board.state = State.SAFE
    return board.ack()


def shifts_wipers(board: VirtualBoard, old, payload) -> bytes:
    first, count = payload
    shifted = old(board, bytes((0, count)))
    board.physics.wiper[:] = np.linspace(100, 900, board.sizes.pots)
    return payload + shifted[2:] if first < board.sizes.pots else old(board, payload)


def cuts_values(board: VirtualBoard, old, payload) -> bytes:
    return old(board, payload)[:-1]


def inverts_bits(board: VirtualBoard, old, payload) -> bytes:
    said = old(board, payload)
    return said[:4] + bytes(byte ^ 0xFF for byte in said[4:-1]) + said[-1:] if payload[4:] != b"\0\0" else said


def reads_beyond(board: VirtualBoard, old, payload) -> bytes:
    _, count, threshold = protocol.unpack(protocol.ScanRequest, payload)
    board.physics.light = np.zeros((board.sizes.rows, board.sizes.cols))
    return old(board, protocol.pack(protocol.ScanRequest(0, min(count, board.sizes.cells) or 1, threshold)))


def lights_beyond(board: VirtualBoard, old, payload) -> bytes:
    return board.ack()


def ordered(kind: Type, new: Callable[..., bytes]) -> Callable[[VirtualBoard], None]:
    return lambda board: order(board, kind, new)


def takes_any_type(board: VirtualBoard) -> None:
    method(board, "_handle", lambda board, old, frame: old(frame) if frame.type in requests.HANDLERS else b"")


def takes_any_length(board: VirtualBoard) -> None:
    def work(board, old, frame):
        try:
            return old(frame)
        except Refused as refused:
            if refused.code == ErrorCode.BAD_LENGTH:
                return board.ack()
            raise

    method(board, "_handle", work)


def cuts_echoes(board: VirtualBoard) -> None:
    order(board, Type.PING, lambda board, old, payload: payload[:-1])


def counts_to_254(board: VirtualBoard) -> None:
    def reply(board, old, request):
        said = old(request)
        board.expected += board.expected == 255
        return said

    method(board, "_reply", reply)


def hears_one_at_a_time(board: VirtualBoard) -> None:
    def hear(board, old, request):
        if board.uptime_ms > board.heard_ms:
            old(request)

    method(board, "_hear", hear)


def is_hasty(board: VirtualBoard) -> None:
    """A millisecond without a byte ends a frame."""

    def receive(board, old, data):
        if not data:
            board.decoder.reset()
        old(data)

    method(board, "receive", receive)


def loses_bytes(board: VirtualBoard) -> None:
    board.sizes = replace(board.sizes, rx_buffer=100)
    hello_tells(rx_buffer=256)(board)


def world(**faults: object) -> Callable[[VirtualBoard], None]:
    """Parts that are broken: one is enough."""

    def sabotage(board: VirtualBoard) -> None:
        for name, value in faults.items():
            getattr(board.physics, name)[2] = value

    return sabotage


def shakes(board: VirtualBoard) -> None:
    board.physics.config = PhysicsConfig(noise=30.0)


def is_upside_down(board: VirtualBoard) -> None:
    old = board.physics.wipers
    board.physics.wipers = lambda: board.sizes.full - old()


def has_no_ends(board: VirtualBoard) -> None:
    for motor in board.motors:
        motor.full = 10 * motor.full


def has_a_dead_converter(board: VirtualBoard) -> None:
    board.physics.adc_dead = True
    board.reset()


class FaultyBoard(NamedTuple):
    spoil: Callable[[VirtualBoard], None]
    check: str
    says: str
    sizes: Sizes = SMALL


FAULTY_BOARDS = [
    FaultyBoard(serves_strangers, "before-hello", "expected ERROR NO_HELLO (detail 0) to PING, got the reply to PING"),
    FaultyBoard(hello_tells(adc_bits=0), "hello", "expected 1 to 16 adc_bits"),
    FaultyBoard(hello_tells(a_lamps=0, r_lamps=0), "hello", "expected lamps, if it can do something with them"),
    FaultyBoard(hello_disarms, "hello-again", "the state after it: expected ARMED, got SAFE"),
    FaultyBoard(speaks_anything, "hello-wrong", "expected ERROR BAD_PROTOCOL (detail 1) to HELLO"),
    FaultyBoard(has_a_dead_converter, "converter", "its converter gives no readings"),
    FaultyBoard(cuts_echoes, "ping", "expected 00, got nothing"),
    FaultyBoard(hears_one_at_a_time, "window", "ERROR BAD_SEQUENCE"),
    FaultyBoard(loses_bytes, "buffer", "was not answered in 3 s", Sizes()),
    FaultyBoard(counts_to_254, "sequence", "ERROR BAD_REPEAT"),
    FaultyBoard(minds_no_order, "bad-sequence", "ERROR BAD_SEQUENCE"),
    FaultyBoard(tells_no_number, "bad-sequence", "got ERROR BAD_SEQUENCE (detail 0) to PING"),
    FaultyBoard(does_repeats_again, "repeat", "the state after a repeated ARM: expected SAFE, got ARMED"),
    FaultyBoard(does_repeats_again, "pulse-once", "ERROR BUSY (detail 0) to PULSE"),
    FaultyBoard(pulses_again_at_rest, "pulse-once", "moving pots, after a repeated PULSE: expected none, got [0]"),
    FaultyBoard(counts_wrongly(repeats=0), "repeat", "repeats in STATUS: expected 1, got 0"),
    FaultyBoard(remembers_reads, "repeated-read", " twice"),
    FaultyBoard(remembers_by_number, "bad-repeat", "ERROR BAD_REPEAT"),
    FaultyBoard(remembers_forever, "old-repeat", "ERROR BAD_SEQUENCE"),
    FaultyBoard(remembers_across_hello, "new-hello", "ERROR BAD_REPEAT"),
    FaultyBoard(takes_any_type, "unknown-type", "expected ERROR UNKNOWN_TYPE (detail 0) to code 127"),
    FaultyBoard(takes_any_length, "bad-length", "expected ERROR BAD_LENGTH (detail 9) to PING"),
    FaultyBoard(hello_tells(capabilities=0xFE), "absent", "expected ERROR ABSENT (detail 0) to PULSE"),
    FaultyBoard(stops_in_order_only, "stop-anywhere", "STOPPED"),
    FaultyBoard(hears_with(Deaf), "broken", "PING"),
    FaultyBoard(hears_with(Forgetful), "one-flag", "ERROR BAD_SEQUENCE"),
    FaultyBoard(hears_with(Sulky), "garbage", "PING was not answered"),
    FaultyBoard(is_hasty, "in-pieces", "PING was not answered"),
    FaultyBoard(hears_with(Rigid), "escapes", "PING was not answered"),
    FaultyBoard(hears_with(Narrow), "longest", "code 127 was not answered"),
    FaultyBoard(counts_wrongly(too_long=0), "no-frames", "expected (0, 0, 1), got (0, 0, 0)"),
    FaultyBoard(ordered(Type.ARM, arms_for_anyone), "arm", "ERROR BAD_SESSION"),
    FaultyBoard(ordered(Type.PULSE, needs_no_arm), "not-armed", "expected ERROR NOT_ARMED (detail 0) to PULSE"),
    FaultyBoard(ignores_the_stop_byte, "stop-byte", "expected STOPPED, STOP_BYTE, got ARMED, NONE"),
    FaultyBoard(stops_between_frames_only, "stop-byte", "the stop byte after 7e"),
    FaultyBoard(misses_an_escaped_stop_byte, "stop-byte", "the stop byte after 7e057d"),
    FaultyBoard(stops_at_the_end_of_the_frame, "stop-cuts", "expected 2, got 3"),
    FaultyBoard(does_what_waited_after_the_stop_byte, "stop-waits", "expected STOPPED, STOP_BYTE, got ARMED, NONE"),
    FaultyBoard(stops_in_silence, "stop-notice", "notices"),
    FaultyBoard(is_never_silent, "silence", "expected STOPPED, SILENCE, got ARMED, NONE"),
    FaultyBoard(is_impatient, "talked-to", "expected ARMED, NONE, got STOPPED, SILENCE"),
    FaultyBoard(keeps_the_last_reason, "stop-reason", "the first reason stays"),
    FaultyBoard(ordered(Type.DISARM, leaves_stopped), "stop-reason", "DISARM of a stopped board"),
    FaultyBoard(counts_every_stop, "stops", "expected 3, got 6"),
    FaultyBoard(shakes, "wipers", "jump, with no motor on"),
    FaultyBoard(ordered(Type.WIPERS, shifts_wipers), "wipers-part", "counts off those of all"),
    FaultyBoard(ordered(Type.SCAN, cuts_values), "scan-values", "12 values of 10 bits must be 15 bytes, got 14"),
    FaultyBoard(ordered(Type.SCAN, inverts_bits), "scan-bits", "expected"),
    FaultyBoard(ordered(Type.SCAN, reads_beyond), "scan-refusals", "expected ERROR BAD_VALUE (detail 0) to SCAN"),
    FaultyBoard(ordered(Type.LAMPS, lights_beyond), "lamps", "expected ERROR BAD_VALUE (detail 0) to LAMPS"),
    FaultyBoard(ordered(Type.PULSE, takes_pot_0_for_any), "bad-pot", "expected ERROR BAD_POT (detail 6) to PULSE"),
    FaultyBoard(ordered(Type.SEEK, takes_pot_0_for_any), "bad-target", "expected ERROR BAD_VALUE (detail 0) to SEEK"),
    FaultyBoard(ordered(Type.PULSE, moves_the_good_ones), "whole", "moving pots, after a frame with one fault"),
    FaultyBoard(ordered(Type.PULSE, runs_backwards), "pulses", "pot 0 up -"),
    FaultyBoard(is_upside_down, "pulses", "pot 0 up -"),
    FaultyBoard(world(stuck=True), "pulses", "told up and down: pot 2 up"),
    FaultyBoard(ordered(Type.PULSE, interrupts_motions), "busy", "ERROR BUSY"),
    FaultyBoard(goes_on_with_motions, "stop-motion", "moving pots, after the motion was ended: expected none, got [0]"),
    FaultyBoard(ignores_the_stop_byte, "stop-motion", "expected STOPPED, STOP_BYTE, got ARMED, NONE"),
    FaultyBoard(ordered(Type.SEEK, seeks_elsewhere), "seek", "SEEK ended outside its dead band"),
    FaultyBoard(world(stuck=True), "seek", "stalled pots, after SEEK: expected none, got [2]"),
    FaultyBoard(has_no_ends, "end", "pots at an end: expected [0], got none"),
]


@each("faulty", FAULTY_BOARDS)
def test_a_broken_board_is_caught_by_the_check_that_is_about_it(faulty: FaultyBoard) -> None:
    port = lit(sizes=faulty.sizes)
    port.session.run(5)
    faulty.spoil(port.session.board)
    found = results(port, only=[faulty.check])[faulty.check]
    assert (found.verdict, found.side) == (FAILED, "the board")
    assert faulty.says in found.text


def test_every_check_has_a_board_that_it_catches() -> None:
    caught = {faulty.check for faulty in FAULTY_BOARDS}
    assert {check.name for check in CHECKS} - caught == set()
