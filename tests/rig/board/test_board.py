"""The board as verbs: it mends the line, arms for what was asked, and never over somebody's stop."""

import numpy as np
import pytest
from virtual_rig import BAD_CABLE, VirtualRig

from firmware_sim.virtual_board.fault_events import FaultEvent
from mark1.errors import RigError
from mark1.rig.board.board import Board
from mark1.rig.wire.protocol import Capability, Pulse, State, StopReason


def near(world, pots, target, counts=10) -> bool:
    return bool((np.abs(world.wiper[list(pots)] - target) <= counts).all())


def test_looking_moves_and_arms_nothing():
    virtual = VirtualRig(rows=4, cols=5, pots=20)
    virtual.world.light[1, 3] = 1.0
    assert virtual.board.wipers().shape == (20,)
    cells = virtual.board.cells()
    assert cells.shape == (4, 5) and np.argmax(cells) == 8
    assert virtual.board.status().moving == []
    assert virtual.session.board.state == State.SAFE and virtual.board.counters.armed == 0


def test_a_seek_arms_by_itself_and_ends_at_rest_where_it_was_sent():
    virtual = VirtualRig(pots=40)
    targets = {pot: 300 + 10 * pot for pot in range(40)}
    status = virtual.board.seek(targets, 4).status
    assert status.moving == [] and not virtual.session.board.drive.any()
    assert near(virtual.world, range(40), np.array(list(targets.values())))
    assert virtual.board.counters.armed == 1


def test_noise_on_the_cable_and_resets_do_not_change_where_it_ends():
    events = [FaultEvent(1000 + 700 * number, "reset") for number in range(6)]
    virtual = VirtualRig(pots=24, faults=BAD_CABLE, events=events)
    for target in (800, 200, 600):
        virtual.board.seek(dict.fromkeys(range(24), target), 4)
        assert near(virtual.world, range(24), target)
    assert virtual.board.counters.resets >= 3 and virtual.board.link.counters.retries > 0


def test_a_cable_pulled_in_a_seek_is_waited_for_and_told_of():
    virtual = VirtualRig(pots=4, events=[FaultEvent(600, "unplug"), FaultEvent(9600, "replug")])
    virtual.board.seek({2: 1000}, 4)
    assert near(virtual.world, [2], 1000)
    paused, back = virtual.told
    assert paused.startswith("paused: the cable:") and back.endswith("going on") and "is back after" in back
    assert virtual.session.now_ms > 9600


def test_a_board_that_stays_away_is_given_up_after_the_patience():
    virtual = VirtualRig(pots=4, events=[FaultEvent(600, "unplug")], patience_s=30.0)
    with pytest.raises(RigError, match="did not come back in 30 s"):
        virtual.board.seek({2: 1000}, 4)
    assert 30_000 < virtual.session.now_ms < 40_000


def test_the_user_may_end_the_wait():
    virtual = VirtualRig(pots=4, events=[FaultEvent(600, "unplug")])
    virtual.board.tell = lambda text: setattr(virtual, "asked_to_stop", True)
    with pytest.raises(RigError, match="stopped on request while it was away"):
        virtual.board.seek({2: 1000}, 4)
    assert virtual.session.now_ms < 5000


def test_another_board_on_the_port_is_not_ours():
    virtual = VirtualRig(pots=4, events=[FaultEvent(600, "unplug"), FaultEvent(900, "replug")], patience_s=5.0)
    ours = virtual.board.hello
    virtual.board.hello = ours._replace(board_id=7)
    with pytest.raises(RigError, match="did not come back"):
        virtual.board.seek({2: 1000}, 4)
    assert near(virtual.world, [2], 511.5, 160)  # it got no further


@pytest.mark.parametrize(
    ("stop", "says"),
    [
        (lambda virtual: virtual.board.stop(), "stopped from here"),
        (lambda virtual: setattr(virtual.session.board, "stop_input_open", True), "the stop input is open"),
        (lambda virtual: virtual.session.board.stop(StopReason.HOST_USER), "somebody stopped it"),
    ],
)
def test_what_somebody_stopped_stays_off(stop, says):
    virtual = VirtualRig(pots=4)
    virtual.board.seek({0: 600}, 4)
    stop(virtual)
    virtual.wait(0.05)
    with pytest.raises(RigError, match=says):
        virtual.board.seek({0: 900}, 4)
    assert near(virtual.world, [0], 600)
    virtual.session.board.stop_input_open = False
    virtual.board.arm()
    virtual.board.seek({0: 900}, 4)
    assert near(virtual.world, [0], 900)


def test_silence_is_no_stop_of_somebody():
    virtual = VirtualRig(pots=4)
    virtual.board.seek({0: 600}, 4)
    virtual.wait(2.0)
    assert virtual.session.board.reason == StopReason.SILENCE
    virtual.board.seek({0: 700}, 4)
    assert near(virtual.world, [0], 700) and virtual.board.counters.armed == 2


def test_a_motor_that_does_not_turn_is_told_and_holds_the_others_up_little():
    virtual = VirtualRig(pots=4)
    virtual.world.stuck[1] = True
    assert virtual.board.seek({0: 600, 1: 600}, 4).status.stalled == [1]
    assert near(virtual.world, [0], 600)


def test_a_pulse_that_a_reset_cut_short_is_not_begun_again():
    virtual = VirtualRig(pots=4, events=[FaultEvent(500, "reset")])
    virtual.wait(0.2)
    virtual.board.pulse([Pulse(0, 1, 1000)])
    assert 520 < virtual.world.wiper[0] < 650  # of 250 counts a second


def test_lamps_are_as_they_were_after_a_reset():
    virtual = VirtualRig(pots=1, a_lamps=10, r_lamps=3)
    shown = virtual.session.board
    virtual.board.lamps(np.arange(12) % 3 == 0, np.array([True, False, True]))
    virtual.wait(0.01)
    assert (shown.a_lamps, shown.r_lamps) == (0b1001001001, 0b101)
    shown.reset()
    virtual.wait(0.01)
    assert (shown.a_lamps, shown.r_lamps) == (0, 0)
    virtual.board.wipers()
    virtual.wait(0.01)
    assert (shown.a_lamps, shown.r_lamps) == (0b1001001001, 0b101)


def test_closing_switches_off_and_frees_the_port():
    virtual = VirtualRig(pots=4)
    virtual.board.seek({0: 600}, 4)
    virtual.board.close()
    assert (virtual.session.board.state, virtual.session.board.reason) == (State.STOPPED, StopReason.HOST_ENDED)


def test_a_port_where_nobody_answers_is_closed_again():
    closed = []
    virtual = VirtualRig(pots=1)
    virtual.session.to_board.put = lambda data: None
    port = virtual.open_port()
    port.close = lambda: closed.append(port)
    with pytest.raises(RigError, match="nothing on virtual answered HELLO"):
        Board(lambda: port, now_s=lambda: virtual.session.now_ms / 1000, pause=virtual.wait)
    assert closed == [port]


def test_what_a_board_does_not_report_is_absent():
    virtual = VirtualRig(pots=4, capabilities=Capability.WIPERS)
    with pytest.raises(RigError, match="no photocells"):
        virtual.board.cells()
    virtual.board.lamps(np.ones(3, bool), np.ones(1, bool))  # nothing to show it on
