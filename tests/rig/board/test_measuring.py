"""What calibration finds out: speeds, ends, directions, motors that do not turn; it leaves wipers in the middle."""

import numpy as np
import pytest
from virtual_rig import VirtualRig

from mark1.rig.board.calibration import DEAD_BAND, Calibration
from mark1.rig.board.measuring import measure_cells, measure_motors


def swap_leads(world, pot: int) -> None:
    step = world.step

    def swapped(drive):
        turned = drive.copy()
        turned[pot] *= -1
        step(turned)

    world.step = swapped


@pytest.fixture(scope="module")
def measured():
    """A board of 18 pots: one stuck, one with swapped leads, one whose track is short."""
    virtual = VirtualRig(pots=18)
    virtual.world.stuck[5] = True
    swap_leads(virtual.world, 7)
    done: list[int] = []
    made, found = measure_motors(virtual.board, Calibration.assumed(virtual.board.hello), done.append)
    return virtual, made, found, done


def test_speeds_are_those_of_the_motors(measured):
    virtual, made, _, _ = measured
    for one in made.usable():
        speed = virtual.world.speed_per_ms[one.pot]
        assert (one.up_per_ms, one.down_per_ms) == pytest.approx((speed, speed), rel=0.05)


def test_ends_are_inside_the_track_where_the_firmware_lets_a_motor_be(measured):
    _, made, _, _ = measured
    for one in made.usable():
        assert 8 + made.dead_band < one.low < 30 and 993 < one.high < 1023 - 8 - made.dead_band


def test_what_cannot_hold_a_weight_is_told_and_not_used(measured):
    _, made, found, done = measured
    assert done == [16, 18] and made.measured
    faults = {one.channel.pot: one.fault for one in found if one.fault}
    assert set(faults) == {5, 7}
    assert "does not turn" in faults[5] and faults[7] == "turns in the wrong direction: swap its two motor leads"
    assert [one.pot for one in made.usable()] == [pot for pot in range(18) if pot not in (5, 7)]


def test_wipers_are_left_in_the_middle(measured):
    virtual, made, _, _ = measured
    good = [one.pot for one in made.usable()]
    assert np.abs(virtual.world.wiper[good] - 511.5).max() <= 10
    assert not virtual.session.board.drive.any()


def test_a_measured_board_takes_pulses_closer_than_an_assumed_one(measured):
    virtual, made, _, _ = measured
    from mark1.machine.mark1 import MarkI
    from mark1.rig.board.joined import Rig, RigConfig

    off = {}
    for calibration in (Calibration.assumed(virtual.board.hello), made):
        machine = MarkI()
        rig = Rig(RigConfig("virtual", "pulse", shadow=True, pots=5), virtual.board, calibration)
        rig.join(machine)
        for way in (1, 1, 1, -1, -1):
            machine.potentiometers.turn(np.arange(5), way, 1.0)
        bank = machine.potentiometers
        off[calibration.measured] = np.abs(virtual.world.wiper[:5] - bank.sent).mean()
    assert off[True] < off[False]


@pytest.mark.parametrize(("noise", "dead_band"), [(0.1, DEAD_BAND), (4.0, 16)])
def test_the_dead_band_is_wider_than_the_noise(noise, dead_band):
    virtual = VirtualRig(pots=3, noise=noise)
    made, _ = measure_motors(virtual.board, Calibration.assumed(virtual.board.hello), lambda done: None)
    assert made.dead_band == pytest.approx(dead_band, rel=0.5)


def test_photocells_are_measured_in_the_dark_and_in_the_light():
    virtual = VirtualRig(pots=0, rows=2, cols=2)
    known = Calibration.assumed(virtual.board.hello)
    assert 0 < float(known.light(virtual.board.cells()).max()) < 0.2  # a dark cell still conducts
    known = measure_cells(virtual.board, known, "dark")
    virtual.world.light[:] = 1.0
    known = measure_cells(virtual.board, known, "bright")
    assert known.light(virtual.board.cells()).min() > 0.98
    virtual.world.light[:] = [[0, 1], [0.5, 0]]
    assert np.abs(known.light(virtual.board.cells()) - virtual.world.light).max() < 0.02
    assert virtual.board.counters.armed == 0
