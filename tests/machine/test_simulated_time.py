"""Teaching through time: any portions of time end with the bits of teaching at once."""

import math
from itertools import cycle, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loops import each

from mark1.machine import state
from mark1.machine.mark1 import MarkI
from mark1.machine.simulated_time import Driver, run_to_end, seconds

PORTIONS = {
    "frames": [0.07],
    "odd": [0.013, 0.4, 0.0, 1.7, 0.25],
    "some endless": [0.3, None, math.inf, 0.01],
    "huge": [1e6],
}
MOTORS = {"backlash_v": 0.3, "stop_v": 3.0, "speed_spread": 0.2, "coast_s": 0.1}
MACHINES = {
    "ideal": {"ideal": True},
    "real": MOTORS,
    "shared": {**MOTORS, "pots": "shared"},
    "decay": {**MOTORS, "decay_per_s": 0.02},
    "noise": {**MOTORS, "noise": 0.2, "noise_v": 0.3, "undecided_v": 0.4},
}


def passed(process, portions):
    """What a lapse returns when time comes in such portions, again and again; and how often it came back."""
    count = 0
    try:
        next(process)
        while True:
            count += 1
            process.send(portions[count % len(portions)])
    except StopIteration as ended:
        return ended.value, count


def same(one: MarkI, other: MarkI) -> bool:
    """Whether all of two machines is the same bits; what number a stimulus had is the caller's affair."""
    (plain, arrays), (theirs, others) = state.capture(one), state.capture(other)
    for rows in (arrays["log.rows"], others["log.rows"]):
        rows["stimulus"] = 0
    return plain == theirs and all(array.tobytes() == others[name].tobytes() for name, array in arrays.items())


def lessons(seed: int = 5, n: int = 8):
    rng = np.random.default_rng(seed)
    light = ((rng.random((n, 6, 5)) < 0.5) * rng.uniform(0.4, 1.0, (n, 6, 5))).astype(np.float32)
    return light, rng.choice([-1, 0, 1], (n, 3)).astype(np.int8)


SIZES = {"rows": 6, "cols": 5, "n_a": 44, "n_r": 3, "excitatory": 4, "inhibitory": 3, "theta": 1.0, "seed": 3}


RULES = {
    "quantized": {"rule": "quantized"},
    "nonquantized": {"rule": "nonquantized"},
    "forced": {"rule": "forced", "gain": "beta", "feed": 4.0},
    "bivalent": {"rule": "bivalent", "gain": "gamma", "sign": "negative"},
    "spontaneous": {"rule": "spontaneous", "gain": "gamma"},
}

# Every machine under every rule; portions of time by turns.
CASES = [(*pair, portions) for pair, portions in zip(product(MACHINES, RULES), cycle(PORTIONS), strict=False)]


@each("kind, rule, portions", CASES)
def test_any_portions_of_time_end_with_the_bits_of_teach(build, kind, rule, portions):
    taught = RULES[rule] | ({"gain": "alpha"} if kind == "ideal" else {})
    at_once_taught, through_time, compiled = (build(**SIZES, **MACHINES[kind], **taught) for _ in range(3))
    light, wanted = lessons()
    for _ in range(2):
        for i in range(len(light)):
            wrong = at_once_taught.teach(light[i], wanted[i], f"picture {i}")
            process = through_time.teaching(through_time.activity(light[i]), wanted[i], f"picture {i}")
            assert passed(process, PORTIONS[portions])[0].corrections == wrong
            assert same(through_time, at_once_taught)
    assert at_once_taught.corrections > 5
    for _ in range(2):
        compiled.learn(compiled.sense(light), wanted, np.arange(len(light)), lambda i: f"picture {i}")
    assert same(compiled, through_time)
    assert [compiled.why(pot) for pot in range(44)] == [through_time.why(pot) for pot in range(44)]


@settings(max_examples=40)
@given(
    st.lists(st.just(0.0) | st.floats(0.05, 3) | st.none(), min_size=1, max_size=6).filter(
        lambda some: some != [0.0] * len(some)
    ),
    st.sampled_from(["quantized", "nonquantized"]),
)
def test_whatever_the_portions(build, portions, rule):
    one, other = (build(**SIZES, **MACHINES["real"], rule=rule) for _ in range(2))
    light, wanted = lessons(7, 3)
    for picture, asked in zip(light, wanted, strict=True):
        one.teach(picture, asked, "it")
        passed(other.teaching(other.activity(picture), asked, "it"), portions)
    assert same(one, other)


def test_an_exposure_then_a_pulse_by_hand(build):
    """1 s to look, 1 s of motors at 1 V a second, no coasting: the sum of both active A-units goes from 0 to 2 V."""
    machine = build(rows=1, cols=2, n_a=2, n_r=1, excitatory=1, inhibitory=0, theta=1, speed_spread=0.0, coast_s=0.0,
                    speed_v_per_s=1.0, backlash_v=0.0, ideal=False)  # fmt: skip
    bank, process = machine.potentiometers, machine.teaching(np.ones(2, bool), np.array([1], np.int8), "both")
    assert next(process).tolist() == [0.0]
    assert process.send(0.5).tolist() == [0.0] and not bank.moving.any(), "it is still being shown"
    assert process.send(0.75).tolist() == [0.0] and bank.moving.all(), "the rest of the portion ends with the exposure"
    assert process.send(0.25).tolist() == [0.5]
    assert (
        machine.why(0)
        == "Pot 0 joins A-unit 0 to R-unit 0 and stands at +0.250 V. Its motor is running up, from +0.000 V."
    )
    assert process.send(0.5).tolist() == [1.5] and machine.presentations == 0
    with pytest.raises(StopIteration) as ended:
        process.send(5.0)
    assert ended.value.value.corrections == 1 and bank.wiper_v.tolist() == [1.0, 1.0] and machine.machine_time_s == 2.0


def test_pulse_by_pulse_until_each_r_unit_is_right(build):
    """All wrong R-units' motors run together; one that is right rests while the other goes on."""
    machine = build(rows=1, cols=4, n_a=4, n_r=2, excitatory=1, inhibitory=0, theta=1, rule="nonquantized", ideal=True)
    machine.potentiometers.wiper[:] = machine.potentiometers.shaft[:] = [0, 0, -2, -2]
    pulses = []
    process = machine.teaching(np.ones(4, bool), np.array([1, 1], np.int8), "all")
    next(process)
    try:
        while True:
            process.send(None)
            pulses.append(machine.potentiometers.moving.tolist())
    except StopIteration:
        pass
    assert pulses == [[True] * 4, [False, False, True, True], [False, False, True, True]]
    assert machine.potentiometers.wiper.tolist() == [1, 1, 1, 1] and machine.machine_time_s == 4.0
    assert machine.potentiometers.came_from.tolist() == [0, 0, -2, -2], "where it was before the first pulse"


def test_what_is_right_takes_its_exposure_only(build):
    machine = build(**SIZES, exposure_s=2.0)
    light, _ = lessons()
    process = machine.teaching(machine.activity(light[0]), np.zeros(3, np.int8), "nothing asked")
    taught, count = passed(process, [0.5])
    assert (taught.corrections, count) == (0, 4)
    assert machine.machine_time_s == 2.0


def test_work_that_is_left_is_in_the_log_as_far_as_it_went(build):
    machine = build(**SIZES, **MACHINES["real"])
    light, _ = lessons()
    process = machine.teaching(machine.activity(light[0]), np.array([1, 1, 1], np.int8), "left")
    next(process)
    process.send(None)
    process.send(0.3)
    process.close()
    assert machine.corrections == len(machine.log.rows) == 3 and machine.presentations == 1
    assert machine.potentiometers.moving.any(), "its motors still run"
    machine.potentiometers.settle()
    assert machine.potentiometers.follows()


def test_machine_time_is_whole_microseconds_so_parts_add_up(build):
    whole, parts = (build(**SIZES, ideal=True, exposure_s=0.1, pulse_s=0.3) for _ in range(2))
    light, wanted = lessons()
    whole.learn(whole.sense(light), wanted, np.arange(8))
    for i in range(8):
        parts.learn(parts.sense(light), wanted, np.array([i]))
    assert parts.machine_time_s == whole.machine_time_s
    assert whole.machine_time_s * 10 == pytest.approx(round(whole.machine_time_s * 10), abs=1e-9)


def test_a_look_that_draws_no_chance(build):
    machine, other = (build(**SIZES, noise=0.3, noise_v=0.2) for _ in range(2))
    light, _ = lessons()
    with state.same_chance(machine):
        seen = [machine.potentiometers.sum(machine.activity(light[0])) for _ in range(3)]
    assert len({sum_v.tobytes() for sum_v in seen}) > 1, "chance was drawn inside"
    assert same(machine, other)


def test_at_once_and_seconds():
    def work():
        got = [(yield), (yield)]
        return got

    assert run_to_end(work()) == [None, None]
    assert (seconds(None), seconds(0.5)) == (math.inf, 0.5)


def test_an_error_of_whoever_drives_it_takes_the_picture_back(build):
    """Wherever time may pass; the noise that was drawn is put back too."""
    light, wanted = lessons()
    for at in range(1, 7):
        machine, other = (build(**SIZES, **MACHINES["noise"]) for _ in range(2))
        a = other.activity(light[0])
        machine.activity(light[0])
        with pytest.raises(KeyboardInterrupt), Driver(machine.teaching(a, -np.ones(3, np.int8), "given up")) as process:
            for _ in range(at):
                process.send(None if _ == 0 else 0.3)
            raise KeyboardInterrupt
        assert same(machine, other)
        for one in (machine, other):
            one.teach(light[1], wanted[1], "the next")
        assert same(machine, other)
