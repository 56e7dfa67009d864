"""The passes, compiled and in plain NumPy: the same bits as the parts, one by one, over settings, faults and sizes."""

import copy
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loops import each

from mark1.errors import ConfigError
from mark1.machine import learning
from mark1.machine.compiled import chosen, plain
from mark1.machine.correction_log import ROW
from mark1.machine.mark1 import MarkI

Build = Callable[..., MarkI]
STATE = ("wiper", "shaft", "came_from")
TOLD = [name for name in ROW.names if name != "stimulus"]  # of a correction; of the stimulus its name is told


@contextmanager
def plain_kernels() -> Iterator[None]:
    """Inside, passes are those of plain NumPy."""
    before, chosen._chosen = chosen._chosen, [(plain, "a test")]
    try:
        yield
    finally:
        chosen._chosen = before


def sensed(machine: MarkI, light: np.ndarray) -> np.ndarray:
    """Packed activity, by both kinds of kernels."""
    with plain_kernels():
        rng = copy.deepcopy(machine.retina.rng)
        plainly = machine.sense(light)
        machine.retina.rng = rng
    activity = machine.sense(light)
    assert (activity == plainly).all()
    return activity


def summed(machine: MarkI, activity: np.ndarray) -> np.ndarray:
    """The sums at the R-units, by both kinds of kernels."""
    with plain_kernels():
        plainly = copy.deepcopy(machine).sums(activity)
    sum_v = machine.sums(activity)
    assert (sum_v == plainly).all()
    return sum_v


def unpacked(activity: np.ndarray, n_a: int) -> np.ndarray:
    """Bit b of lane j is A-unit b x n_lanes + j: ndarray of shape (n, n_a), bool. The bits beyond are 0."""
    n, n_lanes = activity.shape
    bits = np.zeros((n, 16 * n_lanes), bool)
    for bit, lane in itertools.product(range(16), range(n_lanes)):
        bits[:, bit * n_lanes + lane] = activity[:, lane] >> bit & 1
    assert not bits[:, n_a:].any()
    return bits[:, :n_a]


def pictures(n: int, rows: int, cols: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return ((rng.random((n, rows, cols)) < 0.4) * rng.uniform(0.5, 1.0, (n, 1, 1))).astype(np.float32)


def targets(n: int, n_r: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed + 1).choice([-1, 0, 1], (n, n_r)).astype(np.int8)


def damaged(machine: MarkI) -> MarkI:
    machine.retina.dead[::17], machine.retina.stuck[::19] = True, True
    machine.association.dead[::11] = True
    machine.association.trim[5::13] = -3
    machine.association.trim[6::13] = 0.5
    machine.potentiometers.stuck[::7] = True
    return machine


def small_twins(build: Build, **more) -> list[MarkI]:
    """Two machines that are equal to the last motor."""
    return [
        build(rows=6, cols=6, n_a=70, n_r=2, excitatory=4, inhibitory=3, theta=1, **more) for _ in range(2)
    ]  # fmt: skip


def last_moves(machine: MarkI) -> tuple[list[int], list[Any], list[str]]:
    """For every pot what moved it last: the row of the log, and the name of the stimulus; what ``why`` tells."""
    rows, names = machine.log.rows, machine.log.names  # asking renumbers moved_by
    moved_by = machine.potentiometers.moved_by
    by_teacher = moved_by[moved_by >= 0]
    return np.minimum(moved_by, 0).tolist(), rows[TOLD][by_teacher].tolist(), [names[row] for row in by_teacher]


def assert_same(one_by_one: MarkI, together: MarkI) -> None:
    """The same motors, log, counters, and the same random numbers drawn."""
    ours, theirs = one_by_one.potentiometers, together.potentiometers
    for name in STATE:
        assert (getattr(ours, name) == getattr(theirs, name)).all(), name
        assert getattr(ours, name).dtype == getattr(theirs, name).dtype
    assert (one_by_one.presentations, one_by_one.corrections) == (together.presentations, together.corrections)
    assert one_by_one.machine_time_s == pytest.approx(together.machine_time_s)
    assert last_moves(one_by_one) == last_moves(together)
    for part in ("retina", "potentiometers"):
        states = [getattr(machine, part).rng.bit_generator.state for machine in (one_by_one, together)]
        assert states[0] == states[1], f"{part}: other random numbers were drawn"


def teach_both(one_by_one: MarkI, together: MarkI, light: np.ndarray, wanted: np.ndarray, passes: int) -> int:
    """The same lessons through the parts, compiled, and in plain NumPy; how many corrections. All must agree."""
    order, plainly = np.arange(len(light)), copy.deepcopy(together)
    for _ in range(passes):
        wrong = [one_by_one.teach(light[i], wanted[i], f"picture {i}") for i in order]
        lesson = together.learn(together.sense(light), wanted, order, lambda i: f"picture {i}")
        assert lesson.corrections_of.tolist() == wrong
        assert (lesson.presentations, lesson.corrections) == (len(light), sum(wrong))
        with plain_kernels():
            plain_lesson = plainly.learn(plainly.sense(light), wanted, order, lambda i: f"picture {i}")
        assert plain_lesson.corrections_of.tolist() == wrong
    assert type(together.corrections) is type(plainly.corrections) is int
    assert_same(plainly, together)
    assert (plainly.log.rows == together.log.rows).all()
    return one_by_one.corrections


# ---- learn


# None, all, and each with and without each other. Ideal motors have neither noise nor decay.
CONDITIONS = [
    (0.0, 0.0, 0.0, 0.0, False),
    (0.3, 0.01, 0.1, 0.2, True),
    (0.3, 0.01, 0.1, 0.0, False),
    (0.3, 0.0, 0.0, 0.2, True),
    (0.0, 0.01, 0.0, 0.2, False),
    (0.0, 0.0, 0.1, 0.0, True),
]


@each("noise_v, decay_per_s, undecided_v, retina_noise, faults", CONDITIONS)
@each("ideal, pots, rule", itertools.product([True, False], ["disjoint", "shared"], ["quantized", "nonquantized"]))
def test_a_pass_equals_teaching_one_by_one(
    build: Build, ideal, pots, rule, noise_v, decay_per_s, undecided_v, retina_noise, faults
):
    noise_v, decay_per_s = (0.0, 0.0) if ideal else (noise_v, decay_per_s)
    machines = [
        build(
            rows=8, cols=8, n_a=130, n_r=3, undecided_v=undecided_v, noise=retina_noise, gain_spread=0.1, ideal=ideal,
            pots=pots, noise_v=noise_v, decay_per_s=decay_per_s, backlash_v=0.3, stop_v=4.0, rule=rule, excitatory=5,
            inhibitory=4, theta=1.0, seed=3,
        )
        for _ in range(2)
    ]  # fmt: skip
    if faults:
        machines = [damaged(machine) for machine in machines]
    light, wanted = pictures(12, 8, 8), targets(12, 3)
    assert teach_both(*machines, light, wanted, 2) > 12
    assert_same(*machines)
    one_by_one, together = machines
    alone = [one_by_one.potentiometers.sum(one_by_one.activity(picture)) for picture in light]
    assert (summed(together, together.sense(light)) == alone).all()
    assert_same(*machines)


REINFORCING = [("forced", "positive"), ("bivalent", "positive"), ("bivalent", "negative"), ("spontaneous", "positive")]
GAINS = [("alpha", True), *itertools.product(["alpha", "beta", "gamma"], [False])]


@each(
    "pots, noise_v, decay_per_s, faults, undecided_v, retina_noise",
    [
        ("disjoint", 0.0, 0.0, False, 0.0, 0.0),
        ("shared", 0.3, 0.01, True, 0.1, 0.2),
        ("shared", 0.0, 0.01, False, 0.0, 0.0),
        ("disjoint", 0.3, 0.0, True, 0.1, 0.2),
    ],
)
@each("gain, ideal", GAINS)
@each("rule, sign", REINFORCING)
def test_a_pass_by_gain_equals_teaching_one_by_one(
    build: Build, rule, sign, gain, ideal, noise_v, decay_per_s, pots, undecided_v, retina_noise, faults
):
    noise_v, decay_per_s = (0.0, 0.0) if ideal else (noise_v, decay_per_s)
    machines = [
        build(
            rows=8, cols=8, n_a=130, n_r=3, undecided_v=undecided_v, noise=retina_noise, gain_spread=0.1, ideal=ideal,
            pots=pots, noise_v=noise_v, decay_per_s=decay_per_s, backlash_v=0.3, stop_v=4.0, rule=rule, sign=sign,
            gain=gain, feed=9.0, excitatory=5, inhibitory=4, theta=1.0, seed=3,
        )
        for _ in range(2)
    ]  # fmt: skip
    if faults:
        machines = [damaged(machine) for machine in machines]
    for pot in range(0, machines[0].potentiometers.n_pots, 2):
        for machine in machines:  # answers of both kinds from the start
            machine.potentiometers.set_by_hand(pot, pot % 5 - 2)
    light, wanted = pictures(12, 8, 8), targets(12, 3)
    assert teach_both(*machines, light, wanted, 2) > 12
    assert_same(*machines)
    for name in set(ROW.names) - {"stimulus"}:  # one by one they have names, but no numbers
        assert (machines[0].log.rows[name] == machines[1].log.rows[name]).all(), name


sizes = st.fixed_dictionaries(
    {
        "n_a": st.integers(1, 200) | st.sampled_from([63, 64, 65, 127, 128, 129]),
        "n_r": st.integers(1, 9),
        "ideal": st.booleans(),
        "pots": st.sampled_from(["disjoint", "shared"]),
        "rule": st.sampled_from(["quantized", "nonquantized"]),
        "excitatory": st.integers(0, 5),
        "inhibitory": st.integers(0, 4),
        "theta": st.integers(-2, 3).map(float),
        "pulse_s": st.floats(0.1, 5.0),
        "stop_v": st.floats(0.5, 11.0),
        "backlash_v": st.floats(0.0, 2.0),
        "seed": st.integers(0, 99),
    }
).filter(lambda drawn: drawn["pots"] == "shared" or drawn["n_a"] >= drawn["n_r"])


@settings(max_examples=60)
@given(sizes, st.integers(1, 9), st.integers(1, 3))
def test_a_pass_equals_teaching_one_by_one_at_any_size(build: Build, drawn, n, passes):
    machines = [build(rows=4, cols=4, sockets_per_s_unit=1000, **drawn) for _ in range(2)]
    teach_both(*machines, pictures(n, 4, 4, drawn["seed"]), targets(n, drawn["n_r"], drawn["seed"]), passes)
    assert_same(*machines)


@settings(max_examples=60)
@given(
    sizes,
    st.sampled_from(REINFORCING),
    st.sampled_from(["alpha", "beta", "gamma"]),
    st.floats(0.001, 50),
    st.floats(0, 1),
    st.integers(1, 6),
)
def test_a_pass_by_gain_equals_teaching_one_by_one_at_any_size(build: Build, drawn, rule, gain, feed, coast_s, n):
    more = {"rule": rule[0], "sign": rule[1], "gain": gain, "feed": feed, "coast_s": coast_s}
    more["ideal"] = drawn["ideal"] and gain == "alpha"
    machines = [build(rows=4, cols=4, sockets_per_s_unit=1000, **(drawn | more)) for _ in range(2)]
    teach_both(*machines, pictures(n, 4, 4, drawn["seed"]), targets(n, drawn["n_r"], drawn["seed"]), 2)
    assert_same(*machines)


@pytest.mark.parametrize("ideal", [True, False])
def test_any_order_with_repeats(build: Build, ideal):
    machines = small_twins(build, ideal=ideal)
    light, wanted, order = pictures(5, 6, 6), targets(5, 2), np.array([4, 4, 0, 2, 4, 1, 1, 3, 0])
    for i in order:
        machines[0].teach(light[i], wanted[i], str(i))
    lesson = machines[1].learn(machines[1].sense(light), wanted, order)
    assert lesson.presentations == 9
    assert lesson.corrections == lesson.corrections_of.sum() == machines[0].corrections
    assert_same(*machines)


def test_no_stimuli_teach_nothing(build: Build):
    machine = build(n_a=16, n_r=2)
    activity = machine.sense(np.empty((0, 20, 20), np.float32))
    lesson = machine.learn(activity, np.empty((0, 2), np.int8), np.empty(0, np.int64))
    assert (lesson.presentations, lesson.corrections) == (0, 0)
    assert machine.sums(activity).shape == (0, 2)


@pytest.mark.parametrize("chunk", [1, 2, 5])
@pytest.mark.parametrize("rule", ["quantized", "bivalent", "spontaneous"])
def test_a_pass_in_chunks_is_the_same_pass(build: Build, monkeypatch: pytest.MonkeyPatch, rule, chunk):
    machines = small_twins(build, noise_v=0.2, decay_per_s=0.01, rule=rule)
    light, wanted = pictures(11, 6, 6), targets(11, 2)
    activity = machines[0].sense(light)
    machines[0].learn(activity, wanted, np.arange(11))
    monkeypatch.setattr(learning, "LOG_ROWS", 2 * chunk)
    machines[1].learn(activity, wanted, np.arange(11))
    assert_same(*machines)
    assert (machines[0].log.rows == machines[1].log.rows).all()


@each("rule", ["quantized", "nonquantized"])
@each("volts", [32_000, 32_760, 40_000, 2**30 - 3])
def test_ideal_wipers_too_large_for_sixteen_bits(build: Build, volts, rule):
    machines = small_twins(build, ideal=True, rule=rule)
    for machine in machines:
        for pot in range(70):
            machine.potentiometers.set_by_hand(pot, volts * (-1) ** pot)
    n, passes = (10, 3) if rule == "quantized" else (4, 1)  # one by one, up to a thousand pulses a picture
    teach_both(*machines, pictures(n, 6, 6), targets(n, 2), passes)
    assert_same(*machines)


@pytest.mark.parametrize("rule", ["quantized", "nonquantized"])
def test_a_dial_that_came_a_long_way_by_hand_remembers_from_where(build: Build, rule):
    """The wipers fit in sixteen bits, where they came from does not."""
    machines = small_twins(build, ideal=True, rule=rule)
    for machine in machines:
        for pot in range(70):
            machine.potentiometers.set_by_hand(pot, 40_000 + pot)
            machine.potentiometers.set_by_hand(pot, pot % 3)
    teach_both(*machines, pictures(3, 6, 6), targets(3, 2), 1)
    assert_same(*machines)
    assert machines[1].potentiometers.came_from.max() > 40_000


def test_a_lesson_goes_on_from_what_was_taught_before(build: Build):
    """Parts and passes may take turns."""
    machines = small_twins(build, backlash_v=0.5)
    light, wanted = pictures(6, 6, 6), targets(6, 2)
    for turn in range(4):
        if turn % 2:
            machines.reverse()
        teach_both(*machines, light, wanted, 1)
    assert_same(*machines)


# ---- fire


@settings(max_examples=100)
@given(
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
    st.integers(1, 150),
    st.integers(0, 20),
    st.integers(0, 20),
    st.floats(-25, 25) | st.integers(-4, 8).map(float),
    st.integers(1, 140),
    st.integers(0, 2**32 - 1),
)
def test_activity_is_that_of_the_parts_at_any_size(build: Build, shape, n_a, excitatory, inhibitory, theta, n, seed):
    n_s = shape[0] * shape[1]
    excitatory, inhibitory = min(excitatory, n_s), min(inhibitory, n_s - min(excitatory, n_s))
    machine = build(
        rows=shape[0], cols=shape[1], n_a=n_a, n_r=1, excitatory=excitatory, inhibitory=inhibitory, theta=theta,
        sockets_per_s_unit=1_000_000, seed=seed,
    )  # fmt: skip
    light = np.random.default_rng(seed).integers(0, 2, (n, *shape)).astype(np.float32)
    assert (unpacked(sensed(machine, light), n_a) == [machine.activity(picture) for picture in light]).all()


@settings(max_examples=50)
@given(st.data())
def test_activity_is_that_of_the_parts_however_the_board_is_wired(build: Build, data):
    """Wires pulled and plugged until units have none, a few, or one from every cell; trims and faults of any kind."""
    machine = build(rows=3, cols=4, n_a=6, n_r=1, excitatory=2, inhibitory=2, theta=1, sockets_per_s_unit=100)
    board, signs = machine.patch_board, st.sampled_from([-1, 0, 1])
    wiring = {(s, a): data.draw(signs) for a in range(6) if data.draw(st.booleans()) for s in range(12)}
    text = "".join(f"{s},{a},{'+' if sign > 0 else '-'}\n" for (s, a), sign in wiring.items() if sign)
    board.load_csv("s,a,sign\n" + text)
    machine.association.trim[:] = data.draw(st.lists(st.integers(-14, 14), min_size=6, max_size=6))
    machine.association.dead[:] = data.draw(st.lists(st.booleans(), min_size=6, max_size=6))
    light = np.random.default_rng(len(wiring)).integers(0, 2, (70, 3, 4)).astype(np.float32)
    assert (unpacked(sensed(machine, light), 6) == [machine.activity(picture) for picture in light]).all()


@each("n", [1, 7, 8, 63, 64, 65, 2047, 2048, 2049, 16 * 2048 + 3])
def test_activity_of_any_number_of_pictures(build: Build, n):
    machine = build(rows=4, cols=4, n_a=10, n_r=1, excitatory=3, inhibitory=2, theta=1)
    light = np.random.default_rng(n).integers(0, 2, (n, 4, 4)).astype(np.float32)
    fired = unpacked(sensed(machine, light), 10)
    s = machine.retina.sense_all(light)
    signs = np.zeros((16, 10), np.int64)
    signs[machine.patch_board.s_of_wire, machine.patch_board.a_of_wire] = machine.patch_board.sign_of_wire
    assert (fired == (s @ signs >= 1)).all()


def test_a_thousand_wires_on_one_unit(build: Build):
    machine = build(rows=40, cols=40, n_a=5, n_r=1, excitatory=700, inhibitory=600, theta=20)
    light = pictures(70, 40, 40)
    fired = unpacked(sensed(machine, light), 5)
    assert (fired == [machine.activity(picture) for picture in light]).all()
    assert fired.any()
    assert not fired.all()


# ---- sums


@settings(max_examples=50)
@given(st.integers(1, 140), st.integers(1, 6), st.booleans(), st.integers(1, 20), st.integers(0, 2**32 - 1))
def test_sums_are_those_of_the_parts(build: Build, n_a, n_r, shared, n, seed):
    machine = build(
        rows=4, cols=4, n_a=max(n_a, n_r), n_r=n_r, pots="shared" if shared else "disjoint", excitatory=3, inhibitory=2,
        theta=1, sockets_per_s_unit=1000,
    )  # fmt: skip
    bank = machine.potentiometers
    bank.wiper[:] = bank.shaft[:] = np.random.default_rng(seed).integers(-11_000_000, 11_000_001, bank.n_pots)
    light = pictures(n, 4, 4, seed)
    alone = [bank.sum(machine.activity(picture)) for picture in light]
    assert (summed(machine, machine.sense(light)) == alone).all()


def test_a_hundred_thousand_full_wipers_sum_exactly(build: Build):
    machine = build(rows=4, cols=4, n_a=100_000, n_r=1, excitatory=1, inhibitory=0, theta=0, stop_v=500.0)
    machine.potentiometers.wiper[:] = machine.potentiometers.shaft[:] = 500_000_000
    activity = machine.sense(np.zeros((1, 4, 4), np.float32))
    assert summed(machine, activity).tolist() == [[50_000_000.0]]


def test_arrays_that_do_not_fit_are_refused_before_compiled_code_sees_them(build: Build):
    machine = build(n_a=64, n_r=5)
    activity, wanted, order = machine.sense(pictures(3, 20, 20)), targets(3, 5), np.arange(3)
    for bad in (np.array([10**10]), np.array([0, 3]), np.array([-1]), np.zeros((2, 2), np.int64)):
        with pytest.raises(ConfigError, match="order"):
            machine.learn(activity, wanted, bad)
    for bad in (wanted[:, :3], wanted[:2]):
        with pytest.raises(ConfigError, match="wanted"):
            machine.learn(activity, bad, order)
    for bad in (activity[:, :2], activity.astype(np.int64)):
        with pytest.raises(ConfigError, match="activity"):
            machine.learn(bad, wanted, order)
    assert machine.presentations == 0
    with pytest.raises(ConfigError, match="wanted"):
        machine.teach(np.zeros((20, 20), np.float32), np.ones(3, np.int8))
    for r in (-1, 5):
        with pytest.raises(ConfigError, match="does not exist .valid: 0 to 4"):
            machine.looks_for(r)
