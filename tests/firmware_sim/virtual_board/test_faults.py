"""Faults: bad cables spoil their share, and no command is done twice, wrongly, or never; events happen in time."""

import numpy as np
import pytest

from firmware_sim.virtual_board.fault_events import FAULT_KINDS, FaultEvent
from firmware_sim.virtual_board.faults import FaultConfig, Faults
from firmware_sim.virtual_board.line import SerialLine
from firmware_sim.virtual_board.physics import PhysicsConfig
from firmware_sim.virtual_board.session import new_session
from firmware_sim.virtual_board.session_port import SessionPort
from firmware_sim.virtual_board.sizes import Sizes
from mark1.errors import RefusedError
from mark1.rig.wire import protocol
from mark1.rig.wire.in_flight import Request
from mark1.rig.wire.link import Link
from mark1.rig.wire.protocol import ArmRequest, ErrorCode, Pulse, SeekHead, Target, Type

SESSION = 77
BYTES = bytes(range(256)) * 400


def faults(seed: int = 0, **shares: float) -> Faults:
    return Faults(FaultConfig(**shares), np.random.default_rng(seed))


# ---- a cable


def test_a_good_cable_changes_nothing():
    assert faults().spoil(BYTES) == BYTES
    assert faults(flip=0.5).spoil(b"") == b""


def test_flips_turn_over_one_bit_of_their_share():
    spoilt = np.frombuffer(faults(flip=0.01).spoil(BYTES), np.uint8)
    changed = spoilt ^ np.frombuffer(BYTES, np.uint8)
    assert set(np.bitwise_count(changed)) == {0, 1}
    assert (changed != 0).mean() == pytest.approx(0.01, rel=0.15)


@pytest.mark.parametrize(("fault", "sign"), [("drop", -1), ("duplicate", 1)])
def test_drops_and_duplicates_change_the_length_by_their_share(fault, sign):
    spoilt = faults(**{fault: 0.01}).spoil(BYTES)
    assert sign * (len(spoilt) / len(BYTES) - 1) == pytest.approx(0.01, rel=0.15)


def test_the_same_seed_spoils_the_same_bytes():
    shares = {"flip": 0.1, "drop": 0.1, "duplicate": 0.1}
    assert faults(3, **shares).spoil(BYTES) == faults(3, **shares).spoil(BYTES) != faults(4, **shares).spoil(BYTES)


# ---- a line


@pytest.mark.parametrize("baud", [9600, 115_200])
def test_a_line_is_no_faster_and_no_slower_than_its_baud_rate(baud):
    line = SerialLine(baud)
    line.put(BYTES)
    arrived = b"".join(line.step() for _ in range(1000))
    assert arrived == BYTES[: len(arrived)]
    assert abs(len(arrived) - baud / 10) <= 1


def test_delay_holds_the_line_up_and_loses_nothing():
    line = SerialLine(115_200, faults(delay=0.05, delay_ms=7))
    line.put(BYTES[:2000])
    steps = 0
    arrived = b""
    while len(arrived) < 2000:
        arrived += line.step()
        steps += 1
    assert arrived == BYTES[:2000]
    assert steps > 2 * 2000 / 11.52


# ---- events


def test_every_fault_event_happens_on_time():
    events = [FaultEvent(10 * (place + 1), what, 1) for place, what in enumerate(FAULT_KINDS)]
    session = new_session(Sizes(pots=3), events=events)
    board, world = session.board, session.board.physics
    seen = {}
    for what in FAULT_KINDS:
        session.run(10)
        faulty = bool(world.stuck[1]), world.lie[1] > 0, board.stop_input_open
        seen[what] = (board.uptime_ms < 5, session.plugged, *faulty)
    assert seen == {
        "reset": (True, True, False, False, False),
        "unplug": (False, False, False, False, False),
        "replug": (True, True, False, False, False),
        "stuck": (False, True, True, False, False),
        "freed": (False, True, False, False, False),
        "lie": (False, True, False, True, False),
        "honest": (False, True, False, False, False),
        "open-stop": (False, True, False, False, True),
        "close-stop": (False, True, False, False, False),
        "dead-adc": (False, True, False, False, False),
        "live-adc": (False, True, False, False, False),
        "brown-out": (True, True, False, False, False),
    }


def test_an_unplugged_board_says_and_hears_nothing():
    session = new_session(events=[FaultEvent(2, "unplug")])
    session.run(2)
    session.send(b"\x18")
    assert session.run(100) == b""
    session.replug()
    assert session.board.state == protocol.State.SAFE


def test_a_motor_coasts_to_rest_while_the_cable_is_out():
    session = new_session(Sizes(pots=1))
    world = session.board.physics
    world.velocity[0] = 0.25
    session.unplug()
    session.run(200)
    assert (world.velocity[0], world.shaft[0] > session.board.sizes.full / 2) == (0, True)


# ---- a rig on a bad cable

NOISY = FaultConfig(flip=0.01, drop=0.01, duplicate=0.002, delay=0.001)


def armed_link(faults: FaultConfig | None, seed: int, **sizes: int) -> Link:
    quiet = PhysicsConfig(noise=0.0)
    port = SessionPort(new_session(Sizes(**sizes), seed=seed, faults=faults, physics=quiet))
    link = Link(port, SESSION, port.now_s)
    link.hello(60)
    arm(link)
    return link


def arm(link: Link) -> None:
    link.ask(Type.ARM, protocol.pack(ArmRequest(SESSION)), within_s=60)


def ask_until_done(link: Link, request: Request) -> None:
    """Noise that looks like the stop byte stops the board: arm again, as often as it takes."""
    while True:
        try:
            link.ask_all([request], within_s=60)
            return
        except RefusedError as refused:
            assert refused.code == ErrorCode.NOT_ARMED
            arm(link)


@pytest.mark.parametrize("seed", range(3))
def test_seeks_through_a_bad_cable_end_where_they_should(seed):
    link = armed_link(NOISY, seed, pots=8)
    board = link.port.session.board
    for position in (300, 800, 500):
        seek = protocol.pack_seek(SeekHead(4, 20_000), [Target(pot, position + pot) for pot in range(8)])
        while not arrived(board, position):  # a stop in the middle ends a seek
            ask_until_done(link, Request(Type.SEEK, seek))
            while protocol.unpack_status(link.ask(Type.STATUS, within_s=60), 8).moving:
                pass
    assert link.counters.retries > 0 < board.decoder.bad_fcs


def arrived(board, position: int) -> bool:
    return bool((abs(board.physics.wiper - position - np.arange(8)) <= 5).all())


def test_hundreds_of_pulses_through_a_bad_cable_are_each_done_once_and_in_order():
    link = armed_link(NOISY, 5, pots=16)
    asked = [Pulse(number % 16, 1 if number % 32 < 16 else -1, 1 + number % 7) for number in range(400)]
    done = written_down(link.port.session.board)
    for pulse in asked:
        ask_until_done(link, Request(Type.PULSE, protocol.pack_pulses([pulse])))
    assert done == asked
    assert link.port.session.board.repeats > 0


def written_down(board) -> list[Pulse]:
    """Every pulse the board's motors get from now on."""
    done: list[Pulse] = []
    for pot, motor in enumerate(board.motors):
        motor.pulse = writing_down(done, pot, motor.pulse)
    return done


def writing_down(done, pot, pulse):
    def written(way, ms):
        done.append(Pulse(pot, way, ms))
        pulse(way, ms)

    return written
