"""One motor's control, a millisecond at a time, on readings made up for it."""

from firmware_sim.virtual_board.motors import NEAR_COUNTS, SETTLE_MS, STALL_COUNTS, STALL_MS, Motor

FULL = 1023


def drives(motor: Motor, reading: int, most: int = 10_000) -> list[int]:
    """The drives while it moves, the reading staying as it is."""
    found = []
    while motor.moving and len(found) < most:
        found.append(motor.step(reading))
    return found


def test_a_pulse_is_its_milliseconds_of_drive():
    motor = Motor(FULL)
    motor.pulse(-1, 3)
    assert drives(motor, 500) == [-1, -1, -1, 0]
    assert not motor.late


def test_a_seek_in_its_dead_band_rests_before_it_is_done():
    motor = Motor(FULL)
    motor.seek_to(500, 4, 1000)
    assert drives(motor, 504) == [0] * (SETTLE_MS + 1)


def test_a_seek_that_leaves_its_dead_band_while_resting_drives_again():
    motor = Motor(FULL)
    motor.seek_to(500, 4, 1000)
    for _ in range(SETTLE_MS):
        assert motor.step(502) == 0
    assert motor.step(400) == 1


def test_a_seek_far_away_drives_and_near_goes_in_bursts():
    motor = Motor(FULL)
    motor.seek_to(500, 4, 1000)
    assert {motor.step(500 - NEAR_COUNTS - 1) for _ in range(100)} == {1}
    near = [motor.step(510) for _ in range(2 + 5 + SETTLE_MS + 1)]
    # 10 counts too far: 2 + 10 // 2 milliseconds down, the rest, and the next burst begins
    assert near == [-1] * 7 + [0] * SETTLE_MS + [-1]


def test_the_dead_band_ends_a_burst():
    motor = Motor(FULL)
    motor.seek_to(500, 4, 1000)
    assert [motor.step(reading) for reading in (520, 515, 503, 503)] == [-1, -1, 0, 0]


def test_a_seek_ends_late():
    motor = Motor(FULL)
    motor.seek_to(500, 4, 50)
    assert len(drives(motor, 510)) == 51
    assert motor.late


def test_stall_counts_the_drive_one_way():
    motor = Motor(FULL)
    motor.pulse(1, 1000)
    assert drives(motor, 500) == [1] * STALL_MS + [0]
    assert motor.stalled


def test_a_change_of_way_begins_the_count_anew():
    motor = Motor(FULL)
    for way in (1, -1, 1, -1):
        motor.pulse(way, STALL_MS - 10)
        drives(motor, 500)
        assert not motor.stalled


def test_a_wiper_that_moves_is_not_stalled_and_one_that_trembles_is():
    moving, trembling = Motor(FULL), Motor(FULL)
    moving.pulse(1, 2000)
    trembling.pulse(1, 2000)
    for ms in range(1000):
        moving.step(100 + ms * STALL_COUNTS // STALL_MS * 2)
        trembling.step(500 + ms % STALL_COUNTS)
    assert moving.moving and not moving.stalled
    assert trembling.stalled


def test_an_end_is_the_one_driven_into():
    motor = Motor(FULL)
    for way, reading, at_end in [(1, 1015, True), (1, 1014, False), (-1, 8, True), (-1, 9, False), (-1, 1020, False)]:
        motor.pulse(way, 5)
        motor.step(reading)
        assert (motor.at_end, motor.moving) == (at_end, not at_end)
