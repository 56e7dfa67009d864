"""One motor's control, a millisecond at a time, on readings made up for it."""

from functools import partial

from firmware_sim.virtual_board.motors import NEAR_COUNTS, SETTLE_MS, STALL_COUNTS, STALL_MS, Motor, StartQueue

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


# ---- starts


def started(motors: list[Motor], queue: StartQueue, ms: int, reading: int = 500) -> list[list[int]]:
    """The motors that are driven, a list for each millisecond."""
    found = []
    for _ in range(ms):
        found.append([place for place, motor in enumerate(motors) if motor.step(reading)])
        queue.step()
    return found


def queued(count: int) -> tuple[list[Motor], StartQueue]:
    queue = StartQueue()
    return [Motor(FULL, partial(queue.grants, pot)) for pot in range(count)], queue


def test_motors_start_one_after_another_and_each_pulse_is_whole():
    motors, queue = queued(3)
    for motor in motors:
        motor.pulse(1, 4)
    assert started(motors, queue, 10) == [[0], [0], [0, 1], [0, 1], [1, 2], [1, 2], [2], [2], [], []]
    assert not any(motor.moving for motor in motors)


def test_the_first_pots_do_not_take_every_turn():
    motors, queue = queued(4)
    turns = []
    for _ in range(60):
        for motor in motors:
            if not motor.moving:
                motor.pulse(1, 1)
        turns += started(motors, queue, 1)
    assert turns[:8] == [[0], [], [1], [], [2], [], [3], []]
    assert {pot: sum(turn == [pot] for turn in turns) for pot in range(4)} == {0: 7, 1: 7, 2: 7, 3: 6}


def test_a_motor_that_turns_round_waits_for_its_turn_and_one_at_an_end_does_not_take_it():
    motors, queue = queued(2)
    motors[0].seek_to(700, 4, 1000)
    assert motors[0].step(500) == 1
    queue.gap_ms = 2
    assert motors[0].step(900) == 0  # overshot by far
    queue.gap_ms, queue.last = 0, -1
    assert motors[0].step(900) == -1
    motors[1].pulse(1, 5)
    assert motors[1].step(FULL) == 0 and motors[1].at_end
