"""Error correction and the gains of 1958: which motors, which way, how long."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mark1.machine.config import TeacherConfig
from mark1.machine.mark1 import MarkI
from mark1.machine.reinforcement import Reinforcement

LEFT = np.array([[1, 0], [1, 0]], np.float32)  # on the tiny machine A2 alone: + S0 + S3 - S1 = 1
TOP = np.array([[1, 1], [0, 0]], np.float32)  # A0 alone
BOTTOM = np.array([[0, 0], [1, 1]], np.float32)  # A1 and A2


Build = Callable[..., MarkI]


def word(side: int) -> np.ndarray:
    return np.array([side], np.int8)


@pytest.mark.parametrize(("rule", "most"), [("quantized", 1), ("nonquantized", 1000)])
def test_pulses_a_correction_may_take(rule, most):
    assert Reinforcement(TeacherConfig(rule=rule)).max_pulses == most


def test_all_active_pots_move_and_no_other():
    (run,) = Reinforcement(TeacherConfig()).runs(np.array([2, 5, 7]), np.array([3, 4]), -1)
    assert (run.pots.tolist(), run.direction, run.pulse_s) == ([2, 5, 7], -1, 1.0)


def test_error_correction_by_hand(tiny):
    # TOP fires A0, BOTTOM fires A1 and A2, LEFT fires A2.
    values = lambda: tiny.potentiometers.wiper_v.tolist()  # noqa: E731
    assert tiny.teach(TOP, word(+1)) == 1  # sum 0 is wrong: A0 up
    assert values() == [1, 0, 0]
    assert tiny.teach(BOTTOM, word(-1)) == 1  # sum 0: A1 and A2 down
    assert values() == [1, -1, -1]
    assert tiny.teach(TOP, word(+1)) == 0  # sum +1: right, nothing moves
    assert tiny.teach(LEFT, word(+1)) == 1  # sum -1: A2 up
    assert values() == [1, -1, 0]
    assert tiny.teach(BOTTOM, word(0)) == 0  # nothing asked
    assert tiny.teach(BOTTOM, word(-1)) == 0  # sum -1: right
    assert values() == [1, -1, 0]
    assert (tiny.presentations, tiny.corrections) == (6, 3)
    assert tiny.machine_time_s == 6 * 1.0 + 3 * 1.0


@pytest.mark.parametrize(("rule", "ends_v"), [("quantized", -4.0), ("nonquantized", 1.0)])
def test_nonquantized_correction_goes_on_until_the_answer_is_right(build, rule, ends_v):
    machine = build(n_a=1, n_r=1, excitatory=1, inhibitory=0, theta=0, ideal=True, rule=rule)
    machine.potentiometers.set_by_hand(0, -5)
    machine.teach(np.zeros((20, 20), np.float32), word(+1))
    assert machine.potentiometers.wiper_v.tolist() == [ends_v]


def test_nonquantized_correction_clears_the_undecided_band(build):
    machine = build(n_a=1, n_r=1, excitatory=1, inhibitory=0, theta=0, ideal=True, rule="nonquantized", undecided_v=3.0)
    machine.teach(np.zeros((20, 20), np.float32), word(-1))
    assert machine.potentiometers.wiper_v.tolist() == [-4.0]


def test_nonquantized_correction_ends_at_the_stops(build):
    """At the stops the sum of 22 V is still inside the band of 30 V, and one more pulse moves nothing."""
    machine = build(
        n_a=2, n_r=1, excitatory=1, inhibitory=0, theta=0, rule="nonquantized", undecided_v=30.0,
        speed_v_per_s=4.0, speed_spread=0.0, coast_s=0.0, backlash_v=0.0, stop_v=11.0,
    )  # fmt: skip
    machine.teach(np.zeros((20, 20), np.float32), word(+1))
    assert machine.potentiometers.wiper_v.tolist() == [11.0, 11.0]
    assert machine.log.rows["pulses"].tolist() == [4]  # 4, 8, 11 V, and one in vain


def test_nonquantized_correction_gives_up_after_a_thousand_pulses(build):
    machine = build(n_a=1, n_r=1, excitatory=1, inhibitory=0, theta=0, ideal=True, rule="nonquantized", undecided_v=2e3)
    machine.teach(np.zeros((20, 20), np.float32), word(+1))
    assert machine.potentiometers.wiper_v.tolist() == [1000.0]
    assert machine.machine_time_s == 1001.0


def test_a_correction_without_active_units_takes_its_pulse_and_moves_nothing(tiny):
    dark = np.zeros((2, 2), np.float32)
    assert tiny.teach(dark, word(+1)) == 1
    assert tiny.potentiometers.wiper_v.tolist() == [0, 0, 0]
    assert tiny.log.rows["pulses"].tolist() == []  # no pot refers to it


# ---- the gains of 1958


def table_1(gain: str, n_active: int, n_set: int, feed: float = 16.0) -> list[float]:
    rule = Reinforcement(TeacherConfig(rule="forced", gain=gain, feed=feed))
    return rule.shares(np.array([n_active]), n_set)[0].tolist()


@pytest.mark.parametrize(
    ("gain", "n_active", "active", "inactive", "outside"),
    [  # a set of 4 units, K = 6
        ("alpha", 2, 1.0, 0.0, 0.0),
        ("beta", 2, 6 / 2, 0.0, 6 / 4),
        ("gamma", 2, 1.0, -2 / (4 - 2), 0.0),
        ("beta", 1, 6.0, 0.0, 6 / 4),
        ("gamma", 1, 1.0, -1 / 3, 0.0),
        ("gamma", 3, 1.0, -3.0, 0.0),
        ("beta", 0, 0.0, 0.0, 6 / 4),  # nobody to feed
        ("gamma", 0, 1.0, 0.0, 0.0),
        ("gamma", 4, 0.0, 0.0, 0.0),  # nobody to pay
    ],
)
def test_table_1_of_1958_by_hand(gain, n_active, active, inactive, outside):
    assert table_1(gain, n_active, 4, feed=6.0) == [active, inactive, outside]


def test_a_part_of_a_pulse_goes_that_part_of_the_way_with_its_coasting():
    rule = Reinforcement(TeacherConfig(rule="forced", gain="gamma", pulse_s=2.0), coast_s=0.5)
    # 2.5 s worth of way a pulse: half of it is 1.25, less 0.5 of coasting; a tenth is 0.25, less than the coasting
    assert rule.lengths_s(np.array([1.0, 0.5, -0.5, -2.0, 0.1, 0.0])).tolist() == [2.0, 0.75, 0.75, 4.5, 0.0, 0.0]


LEFT_HALF = np.array([[1.0, 1.0], [0.0, 0.0]], np.float32)
CELL_WIRES = "s,a,sign\n" + "".join(f"{cell},{a},+\n" for a, cell in enumerate([0, 1, 2, 3, 0, 1, 2, 3]))


def two_sets(build: Build, **named: object) -> MarkI:
    """Two R-units with 4 A-units each, one for each of 4 cells; motors without tolerance that go 1 V per pulse."""
    exact = {"speed_v_per_s": 1.0, "speed_spread": 0.0, "coast_s": 0.0, "backlash_v": 0.0, "stop_v": 100.0}
    sizes = {"rows": 2, "cols": 2, "excitatory": 1, "inhibitory": 0, "n_a": 8, "n_r": 2, "theta": 1.0}
    machine = build(**(sizes | exact | {"sockets_per_s_unit": 9} | named))
    machine.patch_board.load_csv(CELL_WIRES)
    return machine


@pytest.mark.parametrize(
    ("gain", "volts"),
    [
        ("alpha", [1, 1, 0, 0, 0, 0, 0, 0]),
        ("beta", [3, 3, 0, 0, 1.5, 1.5, 1.5, 1.5]),  # the set that is not reinforced: all its units count as inactive
        ("gamma", [1, 1, -1, -1, 0, 0, 0, 0]),
    ],
)
def test_forced_learning_by_hand(build: Build, gain, volts):
    """Cells 0 and 1 are lit: 2 of 4 units are on in each set. R0 is forced to answer, R1 is not."""
    machine = two_sets(build, rule="forced", gain=gain, feed=6.0)
    for times in (1, 2):  # right or wrong, again
        assert machine.teach(LEFT_HALF, np.array([1, -1], np.int8)) == 1
        assert machine.potentiometers.wiper_v.tolist() == [times * v for v in volts]


def test_where_nobody_is_forced_nothing_moves(build: Build):
    machine = two_sets(build, rule="forced", gain="beta")
    assert machine.teach(LEFT_HALF, np.array([-1, 0], np.int8)) == 0
    assert not machine.potentiometers.wiper.any()
    assert machine.machine_time_s == 1.0


@pytest.mark.parametrize(
    ("sign", "gain", "volts"),
    [
        ("positive", "alpha", [1, 1, 0, 0, -1, -1, 0, 0]),
        ("negative", "alpha", [-1, -1, 0, 0, 1, 1, 0, 0]),
        ("positive", "gamma", [1, 1, -1, -1, -1, -1, 1, 1]),
        ("negative", "gamma", [-1, -1, 1, 1, 1, 1, -1, -1]),
        ("positive", "beta", [3, 3, 0, 0, -3, -3, 0, 0]),
    ],
)
def test_the_bivalent_system_by_hand(build: Build, sign, gain, volts):
    """R0 is on, R1 is off: positive reinforcement adds to active units of R0 and takes from those of R1."""
    machine = two_sets(build, rule="bivalent", sign=sign, gain=gain, feed=6.0)
    for times in (1, 2):
        assert machine.teach(LEFT_HALF, np.array([1, -1], np.int8)) == 2
        assert machine.potentiometers.wiper_v.tolist() == [times * v for v in volts]


def test_spontaneous_learning_by_hand(build: Build):
    """R0 sums to +1 V and answers +1, R1 to -1 V and answers -1; that the teacher wants the reverse is ignored."""
    machine = two_sets(build, rule="spontaneous")
    machine.potentiometers.set_by_hand(0, 1)
    machine.potentiometers.set_by_hand(4, -1)
    assert machine.teach(LEFT_HALF, np.array([-1, 1], np.int8)) == 2
    assert machine.potentiometers.wiper_v.tolist() == [2, 1, 0, 0, -2, -1, 0, 0]


def test_an_undecided_answer_is_not_reinforced(build: Build):
    machine = two_sets(build, rule="spontaneous", undecided_v=0.5)
    machine.potentiometers.set_by_hand(0, 1)
    assert machine.teach(LEFT_HALF, np.array([1, 1], np.int8)) == 1
    assert machine.potentiometers.wiper_v.tolist() == [2, 1, 0, 0, 0, 0, 0, 0]


def test_decay_goes_with_any_rule(build: Build):
    """4 V less a tenth of a second's share: exposure and pulse take 2 s, so what is left is 4 e^-0.2; then + 1 V."""
    for rule in ("quantized", "forced", "bivalent", "spontaneous"):
        machine = two_sets(build, rule=rule, decay_per_s=0.1)
        machine.potentiometers.set_by_hand(3, 4)  # a unit that is off
        machine.teach(LEFT_HALF, np.array([1, 1], np.int8))
        assert machine.potentiometers.wiper_v[[0, 3]] == pytest.approx([np.exp(-0.2), 4 * np.exp(-0.2)], abs=1e-6)


def test_the_biases_of_1957_are_those_of_forced_learning_with_alpha_gain(build: Build):
    """Three stimuli forced to R1, three to R2: +1 to each active unit of the forced set, once for each stimulus."""
    machine = two_sets(build, rule="forced", ideal=True)
    light = np.array([[[1, 1], [0, 0]], [[1, 0], [0, 1]], [[1, 0], [0, 0]]] + [[[0, 0], [1, 1]]] * 3, np.float32)
    wanted = np.array([[1, 0]] * 3 + [[0, 1]] * 3, np.int8)
    machine.learn(machine.sense(light), wanted, np.arange(6))
    assert machine.potentiometers.wiper_v.tolist() == [3, 1, 0, 1, 0, 0, 3, 3]
    assert machine.sums(machine.sense(light)).tolist() == [[4, 0], [4, 3], [3, 0], [1, 6], [1, 6], [1, 6]]


# ---- what each rule keeps

lessons = st.lists(st.tuples(st.integers(0, 15), st.tuples(*[st.sampled_from([-1, 0, 1])] * 2)), min_size=1, max_size=8)


def cells(bits: int) -> np.ndarray:
    return np.array([[bits & 1, bits >> 1 & 1], [bits >> 2 & 1, bits >> 3 & 1]], np.float32)


REINFORCING = st.sampled_from([("forced", "positive"), ("bivalent", "positive"), ("bivalent", "negative"),
                               ("spontaneous", "positive")])  # fmt: skip


def each(machine: MarkI, lessons: list) -> list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
    """Teach one by one: activity, what was wrong, what was wanted, and the change of every wiper, in counts."""
    seen = []
    for bits, wanted in lessons:
        asked, a, before = np.array(wanted, np.int8), machine.activity(cells(bits)), machine.potentiometers.wiper.copy()
        wrong = machine.teacher.wrong(machine.potentiometers.sum(a), asked)
        machine.teach(cells(bits), asked)
        seen.append((a, wrong, asked, machine.potentiometers.wiper - before))
    return seen


@given(REINFORCING, lessons, st.floats(0.1, 3.0), st.floats(0.2, 1.5), st.floats(0.0, 0.3))
def test_gamma_keeps_the_total_of_each_set(build: Build, rule, lessons, speed, pulse_s, coast_s):
    """To half a microvolt a pot and reinforcement: 2 for a set of 4. Coasting is allowed for."""
    machine = two_sets(
        build, rule=rule[0], sign=rule[1], gain="gamma", speed_v_per_s=speed, pulse_s=pulse_s, coast_s=coast_s / 6,
        stop_v=500.0,
    )  # fmt: skip
    for _, _, _, change in each(machine, lessons):
        assert abs(change[:4].sum()) <= 2 and abs(change[4:].sum()) <= 2


@given(lessons, st.booleans())
def test_alpha_only_ever_adds_and_to_active_units(build: Build, lessons, ideal):
    machine = two_sets(build, rule="forced", ideal=ideal)
    step = machine.potentiometers.counts_per_v
    for a, _, asked, change in each(machine, lessons):
        assert change.tolist() == [step * int(on and asked[unit // 4] > 0) for unit, on in enumerate(a)]


@given(lessons, st.floats(0.1, 50.0))
def test_betas_gain_a_reinforcement_is_the_same_for_each_set(build: Build, lessons, feed):
    """K pulses of 1 V to every set, reinforced or not, however many units are on; to half a microvolt a pot."""
    machine = two_sets(build, rule="forced", gain="beta", feed=feed, stop_v=500.0)
    for a, _, asked, change in each(machine, lessons):
        for r in (0, 1):
            units = slice(4 * r, 4 * r + 4)
            fed = (asked > 0).any() and (asked[r] <= 0 or a[units].any())
            assert change[units].sum() == pytest.approx(feed * 1e6 if fed else 0.0, abs=2)


@given(st.sampled_from(["quantized", "nonquantized"]), lessons, st.booleans())
def test_error_correction_moves_active_units_only_after_a_wrong_answer(build: Build, rule, lessons, ideal):
    machine = two_sets(build, rule=rule, ideal=ideal)
    for a, wrong, asked, change in each(machine, lessons):
        moved = [bool(on and wrong[unit // 4]) for unit, on in enumerate(a)]
        assert (change != 0).tolist() == moved
        assert (np.sign(change) == np.repeat(asked, 4) * moved).all()


@given(
    st.lists(st.floats(-90.0, 90.0), min_size=8, max_size=8), st.floats(0.001, 1.0), st.floats(0.0, 100.0)
)  # fmt: skip
def test_decay_shrinks_every_value_in_proportion(build: Build, volts, decay_per_s, dt_s):
    machine = two_sets(build, decay_per_s=decay_per_s)
    for pot, value in enumerate(volts):
        machine.potentiometers.set_by_hand(pot, value)
    machine.potentiometers.decay(dt_s)
    expected = [value * np.exp(-decay_per_s * dt_s) for value in volts]
    assert machine.potentiometers.wiper_v == pytest.approx(expected, abs=1.5e-6)


def test_two_classes_part_without_labels_by_gamma_and_not_by_alpha(build: Build):
    """Top and bottom cells, nobody says which is which; from 0 every sum is +0 V, so alpha makes all answers +1."""
    light = np.stack([cells(0b0011), cells(0b1100)] * 5)
    for gain, parted in (("gamma", True), ("alpha", False)):
        machine = two_sets(build, rule="spontaneous", gain=gain, decay_per_s=0.01)
        machine.learn(machine.sense(light), np.zeros((10, 2), np.int8), np.arange(10))
        answers = machine.response.answer(machine.sums(machine.sense(light[:2])))
        assert (answers[0] != answers[1]).all() == parted
