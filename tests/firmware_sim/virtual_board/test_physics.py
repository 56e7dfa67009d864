"""Photocells and motor potentiometers: arithmetic for the head, without noise, spread or coasting unless asked."""

import numpy as np
import pytest

from firmware_sim.virtual_board.physics import Physics, PhysicsConfig
from firmware_sim.virtual_board.sizes import Sizes

PLAIN = {"speed_per_ms": 0.5, "spread": 0.0, "coast_ms": 0.0, "play": 0.0, "noise": 0.0, "row_ohm": 0.0}


def world(seed: int = 0, pots: int = 3, **settings: float) -> Physics:
    sizes = Sizes(rows=2, cols=2, pots=pots)
    return Physics(sizes, np.random.default_rng(seed), PhysicsConfig(**(PLAIN | settings)))


def turn(some: Physics, drive: list[int], ms: int) -> None:
    for _ in range(ms):
        some.step(np.array(drive, np.int8))


def test_driven_pots_turn_and_others_stay():
    some = world()
    turn(some, [1, 0, -1], 100)
    assert (some.wiper - 511.5).tolist() == [50, 0, -50]


def test_play_is_taken_up_before_the_wiper_turns_back():
    some = world(play=10.0)
    turn(some, [1, 1, 1], 100)
    assert some.wiper[0] - 511.5 == 50 - 5  # from the middle of the play
    turn(some, [-1, -1, -1], 20)
    assert some.wiper[0] - 511.5 == 45
    turn(some, [-1, -1, -1], 20)
    assert some.wiper[0] - 511.5 == 35


def test_a_motor_coasts_as_far_as_it_lagged():
    some = world(coast_ms=8.0)
    turn(some, [1, 0, 0], 100)
    assert some.shaft[0] - 511.5 < 50 - 3
    turn(some, [0, 0, 0], 200)
    assert some.shaft[0] - 511.5 == pytest.approx(50, abs=0.01)
    assert not some.moving


def test_ends_hold():
    some = world()
    turn(some, [1, -1, 0], 5000)
    assert some.wiper.tolist() == [1023, 0, 511.5]
    turn(some, [-1, 1, 0], 2)
    assert some.wiper.tolist() == [1022, 1, 511.5]


def test_a_stuck_motor_does_not_turn_and_a_liar_reads_wrong():
    some = world()
    some.stuck[0], some.lie[1] = True, 20
    turn(some, [1, 1, 1], 101)
    assert some.wipers().tolist() == [512, 582, 562]


def test_light_in_reading_order():
    some = world()
    some.light[:] = [[0, 1], [0.25, 0]]
    # 0.05 and 0.95 of 1023, and a quarter of the way: 51.15, 971.85, 281.325
    assert some.cells(0, 4).tolist() == [51, 972, 281, 51]
    assert some.cells(1, 2).tolist() == [972, 281]


@pytest.mark.parametrize(("row_ohm", "lost"), [(0, 0), (12, 19), (45, 69), (130, 169)])
def test_a_cell_reads_less_beside_bright_neighbours(row_ohm: float, lost: int):
    """By hand: the driver's resistance over 10 kohm, times 19.0 for 20 bright cells, 1.9 for one and 19 dark ones."""
    some = Physics(Sizes(), np.random.default_rng(0), PhysicsConfig(**(PLAIN | {"row_ohm": row_ohm})))
    some.light[0, 7] = 1.0
    alone = some.cells(7, 1)[0]
    some.light[0] = 1.0
    beside = some.cells(7, 1)[0]
    assert alone - beside == pytest.approx(lost, abs=1)
    assert some.cells(27, 1)[0] == pytest.approx(51, abs=1)  # another row


@pytest.mark.parametrize(("column_pf", "settle_us", "counts"), [(250, 47, 51), (250, 6.6, 77), (40, 6.6, 53)])
def test_a_dark_column_after_a_bright_one(column_pf: float, settle_us: float, counts: int):
    """Of 921 counts apart, 70 / 320 come over, and fall with 3.2 us."""
    some = world(column_pf=column_pf, settle_us=settle_us)
    some.light[:] = [[1, 0], [0, 0]]
    assert some.cells(0, 3).tolist() == [972, counts, 51]


def test_noise_is_of_the_size_asked_for_and_of_the_seed():
    read = [world(seed, pots=200, noise=3.0).wipers() for seed in (1, 1, 2)]
    assert read[0].tolist() == read[1].tolist() != read[2].tolist()
    assert np.std(read[0]) == pytest.approx(3, rel=0.2)


def test_motors_differ_by_their_spread():
    speeds = world(pots=200, spread=0.1).speed_per_ms
    assert np.std(speeds) / np.mean(speeds) == pytest.approx(0.1, rel=0.2)


def test_a_hand_turns_a_knob_and_the_motor_goes_on_from_there():
    world = Physics(Sizes(pots=3), np.random.default_rng(0))
    up = np.array([0, 1, 0], np.int8)
    for _ in range(50):
        world.step(up)
    world.turn(1, 200.0)
    assert world.wiper[1] == 200 and not world.moving
    for _ in range(50):
        world.step(up)
    assert 201 < world.wiper[1] < 220
