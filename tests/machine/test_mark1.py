"""MarkI: the sentence, the whole against the slow reference, why a dial moved, what a unit looks for, seeds, sizes."""

import ast
import dataclasses
import inspect
import re
import textwrap
from collections.abc import Callable

import numpy as np
import pytest
from loops import each
from slow_machine import SlowMachine

from mark1.errors import ConfigError
from mark1.machine.config import MachineConfig
from mark1.machine.mark1 import MarkI

Build = Callable[..., MarkI]
TOP = np.array([[1, 1], [0, 0]], np.float32)
BOTTOM = np.array([[0, 0], [1, 1]], np.float32)
LEFT = np.array([[1, 0], [1, 0]], np.float32)


def word(side: int) -> np.ndarray:
    return np.array([side], np.int8)


def pictures(n: int, rows: int, cols: int, seed: int = 0) -> np.ndarray:
    """Light of random strength on a random half of the cells."""
    rng = np.random.default_rng(seed)
    return ((rng.random((n, rows, cols)) < 0.5) * rng.uniform(0.4, 1.0, (n, rows, cols))).astype(np.float32)


def targets(n: int, n_r: int, seed: int = 0, sides: tuple[int, ...] = (-1, 0, 1)) -> np.ndarray:
    return np.random.default_rng(seed + 1).choice(sides, (n, n_r)).astype(np.int8)


def damaged(machine: MarkI) -> MarkI:
    """Faults of every kind."""
    machine.retina.dead[::11], machine.retina.stuck[::13] = True, True
    machine.association.dead[::9] = True
    machine.association.trim[::5] = 1.5
    machine.association.trim[2::7] = -1
    machine.potentiometers.stuck[::6] = True
    return machine


# ---- the sentence


def test_respond_is_six_lines_in_the_order_of_the_signal():
    source = textwrap.dedent(inspect.getsource(MarkI.respond))
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    said, *sentence = function.body
    assert isinstance(said, ast.Expr), "the docstring comes first"
    calls = [ast.unparse(statement.value.func) for statement in sentence]  # type: ignore[attr-defined]
    assert calls == [
        "self.optics.project",
        "self.retina.sense",
        "self.patch_board.carry",
        "self.association.fire",
        "self.potentiometers.sum",
        "self.response.answer",
    ]
    for statement in sentence:
        assert statement.lineno == statement.end_lineno
        assert re.search(r"# \(\w+.*\)", source.splitlines()[statement.lineno - 1]), "each says the shape it yields"


def test_the_tiny_machine_answers_as_on_paper(tiny):
    for pot, volts in enumerate((2, -1, -1)):
        tiny.potentiometers.set_by_hand(pot, volts)
    assert tiny.activity(TOP).tolist() == [True, False, False]
    assert tiny.activity(BOTTOM).tolist() == [False, True, True]
    assert tiny.activity(LEFT).tolist() == [False, False, True]
    assert tiny.respond(TOP).tolist() == [1]  # 2
    assert tiny.respond(BOTTOM).tolist() == [-1]  # -1 - 1
    assert tiny.respond(LEFT).tolist() == [-1]  # -1
    assert tiny.respond(np.zeros((2, 2))).tolist() == [1]  # nothing on: 0, which answers +1


def test_a_picture_goes_through_the_optics(tiny):
    """4 x 4 pixels on 2 x 2 cells: the top half lit is TOP."""
    for pot, volts in enumerate((2, -1, -1)):
        tiny.potentiometers.set_by_hand(pot, volts)
    picture = np.zeros((4, 4), np.uint8)
    picture[:2] = 255
    assert tiny.respond(picture).tolist() == [1]
    assert tiny.respond(picture[::-1]).tolist() == [-1]


# ---- the whole against the slow reference


def settings_of(ideal: bool, **more) -> dict:
    motors = {} if ideal else {"backlash_v": 0.3, "stop_v": 3.0, "speed_spread": 0.2, "coast_s": 0.1}
    return {
        "rows": 6, "cols": 5, "n_a": 44, "n_r": 3, "excitatory": 4, "inhibitory": 3, "theta": 1.0,
        "ideal": ideal, "gain_spread": 0.1, "seed": 3,
    } | motors | more  # fmt: skip


IMPERFECTIONS = {
    "none": {},
    "band": {"undecided_v": 0.7},
    "all": {"noise": 0.2, "noise_v": 0.3, "decay_per_s": 0.02, "undecided_v": 0.7},
}


@each("imperfection", ["none", "band", "all"])
@each("rule", ["quantized", "nonquantized"])
@each("pots", ["disjoint", "shared"])
@each("ideal", [True, False])
def test_teaching_and_answering_equal_the_slow_reference(build: Build, ideal, pots, rule, imperfection):
    faults = IMPERFECTIONS[imperfection]
    if ideal:  # ideal motors neither decay nor jitter
        faults = {name: value for name, value in faults.items() if name not in ("noise_v", "decay_per_s")}
    machine = damaged(build(**settings_of(ideal, pots=pots, rule=rule, **faults)))
    slow = SlowMachine(machine)
    light, wanted = pictures(10, 6, 5), targets(10, 3)
    for _ in range(3):
        for picture, target in zip(light, wanted, strict=True):
            assert machine.teach(picture, target) == slow.teach(picture, target.tolist())
    assert machine.corrections == slow.corrections > 20
    assert machine.machine_time_s == pytest.approx(slow.machine_time_s)
    assert machine.potentiometers.wiper.tolist() == [pot.wiper for pot in slow.pots]
    assert machine.potentiometers.shaft.tolist() == [pot.shaft for pot in slow.pots]
    assert len(np.unique(machine.potentiometers.wiper)) > 4
    for picture in light:
        seen = machine.optics.project(picture)
        assert machine.respond(picture).tolist() == slow.respond(seen)


REINFORCING = [("forced", "positive"), ("bivalent", "positive"), ("bivalent", "negative"), ("spontaneous", "positive")]


@each("pots, imperfection", [("disjoint", "none"), ("shared", "all")])
@each("gain", ["ideal alpha", "alpha", "beta", "gamma"])
@each("rule, sign", REINFORCING)
def test_reinforcing_equals_the_slow_reference(build: Build, rule, sign, gain, pots, imperfection):
    ideal, faults = gain == "ideal alpha", IMPERFECTIONS[imperfection]
    if ideal:
        faults = {name: value for name, value in faults.items() if name not in ("noise_v", "decay_per_s")}
    taught = {"rule": rule, "sign": sign, "gain": gain.removeprefix("ideal "), "feed": 4.0}
    machine = damaged(build(**settings_of(ideal, pots=pots, **taught, **faults)))
    slow = SlowMachine(machine)
    for pot, its in enumerate(slow.pots):  # answers of both kinds from the start
        machine.potentiometers.set_by_hand(pot, pot % 5 - 2)
        its.wiper = its.shaft = int(machine.potentiometers.wiper[pot])
    light, wanted = pictures(10, 6, 5), targets(10, 3)
    for _ in range(2):
        for picture, target in zip(light, wanted, strict=True):
            assert machine.teach(picture, target) == slow.teach(picture, target.tolist())
    assert machine.corrections == slow.corrections > 15
    assert machine.machine_time_s == pytest.approx(slow.machine_time_s)
    assert machine.potentiometers.wiper.tolist() == [pot.wiper for pot in slow.pots]
    assert machine.potentiometers.shaft.tolist() == [pot.shaft for pot in slow.pots]
    assert len(np.unique(machine.potentiometers.wiper)) > 4


@pytest.mark.parametrize("seed", range(5))
def test_an_untrained_machine_answers_as_the_slow_reference(build: Build, seed):
    machine = build(seed=seed, rows=7, cols=4, n_a=30, n_r=4, excitatory=3, inhibitory=2, theta=1)
    machine.potentiometers.turn(np.arange(0, 30, 2), 1, 1.0)
    machine.potentiometers.turn(np.arange(1, 30, 2), -1, 1.0)
    slow = SlowMachine(machine)
    for mine, theirs in zip(machine.potentiometers.wiper.tolist(), slow.pots, strict=True):
        theirs.wiper = mine
    answers = [machine.respond(picture).tolist() for picture in pictures(20, 7, 4, seed)]
    assert answers == [slow.respond(machine.optics.project(p)) for p in pictures(20, 7, 4, seed)]
    assert len({tuple(answer) for answer in answers}) > 2


def test_teaching_until_nothing_is_wrong(build: Build):
    machine = build(n_a=256, n_r=4, excitatory=5, inhibitory=5)
    light, wanted = pictures(12, 20, 20), targets(12, 4, sides=(-1, 1))
    for _ in range(50):
        if sum(machine.teach(picture, target) for picture, target in zip(light, wanted, strict=True)) == 0:
            break
    sums = np.array([machine.potentiometers.sum(machine.activity(picture)) for picture in light])
    assert (sums * wanted > 0).all()


def test_teaching_waits_for_motors_that_still_run(tiny):
    for run in (tiny.teach, lambda light, w: tiny.learn(tiny.sense(light[np.newaxis]), w[np.newaxis], np.array([0]))):
        tiny.reset()
        tiny.potentiometers.start(np.array([0]), 1, 1.0)
        tiny.potentiometers.step(0.5)
        run(TOP, word(+1))
        assert tiny.potentiometers.wiper_v.tolist() == [1, 0, 0]
        assert (tiny.presentations, tiny.corrections) == (1, 0), "the pulse under way makes the answer right"


# ---- looks for


def test_what_a_unit_looks_for_by_hand(tiny):
    assert tiny.looks_for(0).tolist() == [[0, 0], [0, 0]]
    tiny.teach(TOP, word(+1))  # A0 = + S0 + S1 - S2 at 1 V
    assert tiny.looks_for(0).tolist() == [[1, 1], [-1, 0]]
    tiny.teach(BOTTOM, word(-1))  # A1 = + S2 + S3 - S0 and A2 = + S0 + S3 - S1 at -1 V
    assert tiny.looks_for(0).tolist() == [[1 + 1 - 1, 1 + 1], [-1 - 1, -1 - 1]]


@pytest.mark.parametrize("pots", ["disjoint", "shared"])
def test_what_a_unit_looks_for_is_a_sum_over_wires_and_its_own_pots(build: Build, pots):
    machine = build(**settings_of(True, pots=pots))
    for pot in range(machine.potentiometers.n_pots):
        machine.potentiometers.set_by_hand(pot, pot % 7 - 3)
    board, bank = machine.patch_board, machine.potentiometers
    joints = [(int(a), int(r), volts) for a, r, volts in zip(bank.a_of_pot, bank.r_of_pot, bank.wiper_v, strict=True)]
    for r in range(3):
        expected = [0.0] * 30
        for s, a, sign in zip(board.s_of_wire, board.a_of_wire, board.sign_of_wire, strict=True):
            expected[s] += sum(sign * volts for *joint, volts in joints if joint == [a, r])
        assert machine.looks_for(r).ravel().tolist() == pytest.approx(expected)


# ---- why


NUMBER = r"([+-]?\d+(?:\.\d+)?)"
MOVED = re.compile(
    rf"Pot (\d+) joins A-unit (\d+) to R-unit (\d+) and stands at {NUMBER} V\. It last moved at presentation (\d+), "
    rf"(.+): the (\d+) active A-units of R-unit (\d+) summed to {NUMBER} V and {NUMBER} was wanted, so the motors of "
    rf"those pots ran (up|down), (\d+) x {NUMBER} s\. (.+) {NUMBER} V -> {NUMBER} V\."
)
MOTOR = re.compile(
    rf"Its motor goes {NUMBER} V/s and coasts for {NUMBER} s more: {NUMBER} x (\d+) x {NUMBER} x "
    rf"\({NUMBER} \+ {NUMBER}\) = {NUMBER} V at the shaft, of which play takes up to {NUMBER} V and the stop at "
    rf"{NUMBER} V what is beyond it;"
)


@pytest.mark.parametrize("rule", ["quantized", "nonquantized"])
@pytest.mark.parametrize("pots", ["disjoint", "shared"])
def test_why_is_arithmetic_that_can_be_checked(build: Build, pots, rule):
    """Every number of the sentence is recomputed from the sentence, or compared with the machine before the pulse."""
    machine = build(**settings_of(False, pots=pots, rule=rule, speed_spread=0.2, undecided_v=0.2))
    light, wanted = pictures(8, 6, 5), targets(8, 3)
    bank, before, moved = machine.potentiometers, {}, set()
    for turn in range(16):
        i = turn % 8
        a, then_v = machine.activity(light[i]), bank.wiper_v.copy()
        sums = bank.sum(a)
        machine.teach(light[i], wanted[i], f"picture {i}")
        for r in np.flatnonzero(machine.teacher.wrong(sums, wanted[i])):
            for pot in bank.active_pots(a, int(r)):
                before[pot] = (turn + 1, f"picture {i}", len(bank.active_pots(a, int(r))), sums[r], then_v[pot])
                moved.add(pot)
    assert len(moved) > 20
    for pot in moved:
        found = MOVED.fullmatch(machine.why(int(pot)))
        assert found, machine.why(int(pot))
        joint, (presentation, name, active), (r_again, sum_v, side, way), (pulses, pulse_s, motor, old, new) = (
            found.groups()[first:last] for first, last in ((0, 4), (4, 7), (7, 11), (11, 16))
        )
        number, a, r, stands = joint
        assert (int(number), int(a), int(r)) == (pot, bank.a_of_pot[pot], bank.r_of_pot[pot])
        assert r_again == r
        assert (int(presentation), name, int(active)) == before[pot][:3]
        assert float(sum_v) == pytest.approx(before[pot][3], abs=0.0005)
        assert float(old) == pytest.approx(before[pot][4], abs=0.0005)
        assert stands == new == f"{bank.wiper_v[pot]:+.3f}"
        assert float(sum_v) * float(side) <= 0.2 + 0.0005
        assert way == ("up" if float(side) > 0 else "down")
        check_motor(motor, float(side), int(pulses), float(pulse_s), float(new) - float(old), float(new))


def check_motor(motor: str, side: float, pulses: int, pulse_s: float, change_v: float, now_v: float) -> None:
    """The product is right, and play and stop account for what is missing of it."""
    found = MOTOR.fullmatch(motor)
    assert found, motor
    speed, coast, sign, times, speed_again, on, more, way_v, play_v, stop_v = map(float, found.groups())
    assert (sign, times, speed_again, on, more) == (side, pulses, speed, pulse_s, coast)
    assert way_v == pytest.approx(sign * times * speed * (on + more), abs=0.0005 + times * (on + more) * 0.00005)
    missing = abs(way_v) - abs(change_v)
    assert missing >= -0.002
    assert change_v * side >= -0.001
    assert missing <= play_v + 0.002 or abs(now_v) == stop_v


def test_why_of_an_ideal_motor_by_hand(tiny):
    tiny.teach(TOP, word(-1), "the top")
    assert tiny.why(0) == (
        "Pot 0 joins A-unit 0 to R-unit 0 and stands at -1.000 V. It last moved at presentation 1, the top: the 1 "
        "active A-units of R-unit 0 summed to +0.000 V and -1 was wanted, so the motors of those pots ran down, 1 x 1 "
        "s. An ideal motor goes 1 V per pulse: -1 x 1 V; +0.000 V -> -1.000 V."
    )


def taught_by(build: Build, rule: str, gain: str, sign: str = "positive") -> MarkI:
    """Pots 0 to 2 are the set of R-unit 0, 3 to 5 that of R-unit 1; motors go 1 V per pulse. A1, A2, A4, A5 are on."""
    exact = {"speed_v_per_s": 1.0, "speed_spread": 0.0, "coast_s": 0.0, "backlash_v": 0.0}
    sizes = {"rows": 1, "cols": 2, "excitatory": 1, "inhibitory": 0, "n_a": 6, "n_r": 2, "theta": 1.0}
    machine = build(rule=rule, gain=gain, sign=sign, feed=3.0, **sizes, **exact)
    machine.patch_board.load_csv("s,a,sign\n0,0,+\n1,1,+\n1,2,+\n0,3,+\n1,4,+\n1,5,+\n")
    machine.teach(np.array([[0, 1]], np.float32), np.array([1, -1], np.int8), "one cell")
    return machine


ON = "this one was on and goes"
OFF = "this one was off, so it goes 2 / (3 - 2) = 2 pulses against them."


@each("rule, gain, pot, event, part, ran",
    [
        ("forced", "alpha", 1, "R-unit 0 was forced to +1", f"{ON} 1 pulse.", "up, 1 x 1 s."),
        ("forced", "beta", 1, "R-unit 0 was forced to +1", f"{ON} 3 / 2 = 1.5 pulses.", "up, 1 x 1.5 s."),
        ("forced", "beta", 3, "another R-unit than R-unit 1 was reinforced",
         "each of its 3 units is fed 3 / 3 = 1 pulses.", "up, 1 x 1 s."),
        ("forced", "gamma", 0, "R-unit 0 was forced to +1", OFF, "down, 1 x 2 s."),
        ("bivalent", "alpha", 4, "positive reinforcement of -1 at R-unit 1", f"{ON} 1 pulse.", "down, 1 x 1 s."),
        ("bivalent", "gamma", 3, "positive reinforcement of -1 at R-unit 1", OFF, "up, 1 x 2 s."),
        ("bivalent negative", "alpha", 1, "negative reinforcement of +1 at R-unit 0", f"{ON} 1 pulse.",
         "down, 1 x 1 s."),
        ("bivalent negative", "gamma", 3, "negative reinforcement of -1 at R-unit 1", OFF, "down, 1 x 2 s."),
        ("spontaneous", "alpha", 5, "R-unit 1 answered +1 of itself and was reinforced", f"{ON} 1 pulse.",
         "up, 1 x 1 s."),
    ],
)  # fmt: skip
def test_why_by_every_rule(build: Build, rule, gain, pot, event, part, ran):
    machine = taught_by(build, rule.split()[0], gain, "negative" if "negative" in rule else "positive")
    said = f"{event}, with 2 of its 3 A-units on; {part} Its motor ran {ran}"
    told = machine.why(pot)
    assert f"It last moved at presentation 1, one cell: {said}" in told
    value = machine.potentiometers.wiper_v[pot]
    assert f"= {value:+.3f} V at the shaft" in told
    assert told.endswith(f" +0.000 V -> {value:+.3f} V.")


def test_why_by_another_rule_than_that_on_the_dial_now(build: Build):
    machine = taught_by(build, "forced", "alpha")
    told = machine.why(1)
    teacher = dataclasses.replace(machine.config.teacher, rule="quantized")
    machine.instruct(dataclasses.replace(machine.config, teacher=teacher))
    assert machine.why(1) == told
    assert "when R-unit 0 was wrong" in machine.why(0)
    teacher = dataclasses.replace(teacher, rule="forced")
    machine.instruct(dataclasses.replace(machine.config, teacher=teacher))
    assert machine.why(0).endswith("It has not moved: A-unit 0 was never on when R-unit 0 was reinforced.")


def test_why_of_a_dial_that_never_moved(tiny):
    tiny.teach(TOP, word(+1))
    assert tiny.why(1) == (
        "Pot 1 joins A-unit 1 to R-unit 0 and stands at +0.000 V. It has not moved: A-unit 1 was never on when R-unit "
        "0 was wrong."
    )


def test_why_of_a_dial_set_by_hand(tiny):
    tiny.teach(TOP, word(+1))
    tiny.potentiometers.set_by_hand(0, 5)
    assert tiny.why(0).endswith("stands at +5.000 V. It was set by hand, from +1.000 V.")


def test_why_of_a_dial_whose_motor_was_run(tiny):
    tiny.teach(TOP, word(+1))
    tiny.potentiometers.start(np.array([0]), -1, 1.0)
    tiny.potentiometers.step(1.0)
    assert tiny.why(0).endswith("stands at +0.000 V. Its motor was run without a correction, from +1.000 V.")
    tiny.teach(TOP, word(+1))
    assert "It last moved at presentation 2" in tiny.why(0)


@pytest.mark.parametrize("ideal", [True, False])
def test_why_of_a_stuck_motor(build: Build, ideal):
    machine = build(n_a=1, n_r=1, excitatory=1, inhibitory=0, theta=0, ideal=ideal)
    machine.potentiometers.stuck[0] = True
    machine.teach(np.zeros((20, 20), np.float32), word(+1))
    assert machine.why(0).endswith("This motor is stuck now; +0.000 V -> +0.000 V.")


def test_why_owns_up_to_decay(build: Build):
    """The value has decayed since the pulse, so the sum does not come out; the sentence must say so."""
    machine = build(n_a=1, n_r=1, excitatory=1, inhibitory=0, theta=0, decay_per_s=0.1)
    dark = np.zeros((20, 20), np.float32)
    for _ in range(5):
        machine.teach(dark, word(+1))
    assert machine.potentiometers.wiper_v[0] < 0.7
    assert "decay of 0.1 a second" in machine.why(0)


@pytest.mark.parametrize("pot", [-1, 3, 10**9])
def test_why_of_a_pot_that_is_not_there(tiny, pot):
    with pytest.raises(ConfigError, match=rf"pot {pot} does not exist \(valid: 0 to 2\)"):
        tiny.why(pot)


# ---- reset, seeds, sizes


def test_reset_forgets_what_was_learned_and_keeps_the_machine(build: Build):
    machine = damaged(build(**settings_of(False)))
    wires, speeds = machine.patch_board.to_csv(), machine.potentiometers.speed_v_per_s.copy()
    for picture, target in zip(pictures(5, 6, 5), targets(5, 3), strict=True):
        machine.teach(picture, target)
    machine.reset()
    assert not machine.potentiometers.wiper.any()
    assert (machine.presentations, machine.corrections, machine.machine_time_s) == (0, 0, 0.0)
    assert machine.why(1).startswith("Pot 1 joins")
    assert "It has not moved" in machine.why(1)
    assert machine.patch_board.to_csv() == wires
    assert (machine.potentiometers.speed_v_per_s == speeds).all()
    assert machine.association.dead.any()


def everything(machine: MarkI) -> list[bytes]:
    light, wanted = pictures(6, 6, 5), targets(6, 3)
    for picture, target in zip(light, wanted, strict=True):
        machine.teach(picture, target)
    parts = (machine.retina, machine.patch_board, machine.association, machine.potentiometers)
    arrays = [vars(part)[name] for part in parts for name in vars(part) if isinstance(vars(part)[name], np.ndarray)]
    assert len(arrays) > 12
    return [array.tobytes() for array in arrays]


def test_same_seed_same_bits_other_seed_other_bits(build: Build):
    imperfect = settings_of(False, **IMPERFECTIONS["all"])
    assert everything(build(**imperfect)) == everything(build(**imperfect))
    other = everything(build(**imperfect | {"seed": 4}))
    assert sum(x != y for x, y in zip(everything(build(**imperfect)), other, strict=True)) >= 4


@pytest.mark.parametrize(
    ("name", "value"), [("noise", 0.3), ("gain_spread", 0.0), ("speed_spread", 0.0), ("theta", 9.0), ("n_r", 5)]
)
def test_a_setting_of_one_part_leaves_the_wires_as_they_are(build: Build, name, value):
    assert (
        build(**settings_of(False) | {name: value}).patch_board.to_csv()
        == build(**settings_of(False)).patch_board.to_csv()
    )


def test_the_default_machine_is_the_mark_i():
    machine = MarkI()
    assert machine.config == MachineConfig()
    assert (machine.retina.n_s, machine.association.n_a, machine.response.n_r) == (400, 512, 8)
    assert machine.potentiometers.n_pots == 512
    assert len(machine.patch_board.s_of_wire) == 512 * 20


@pytest.mark.parametrize(
    "sizes",
    [
        {"rows": 256, "cols": 256, "n_a": 100_000, "n_r": 1024},
        {"rows": 1, "cols": 1, "n_a": 1, "n_r": 1, "excitatory": 1, "inhibitory": 0},
        {"rows": 3, "cols": 200, "n_a": 65, "n_r": 65},
        {"n_a": 7, "n_r": 1024, "pots": "shared"},
    ],
    ids=["largest", "smallest", "oblong", "more R than A"],
)
def test_a_machine_of_any_size_can_be_built_and_answers(build: Build, sizes):
    machine = build(exposure=1.0, polarity="light", **sizes)
    rows, cols = machine.config.retina.rows, machine.config.retina.cols
    light = pictures(1, rows, cols)[0]
    answer = machine.respond(light)
    assert answer.shape == (machine.config.response.n_r,)
    assert set(answer.tolist()) <= {-1, 1}
    wanted = targets(1, machine.config.response.n_r, sides=(-1, 1))
    machine.teach(light, wanted[0])
    activity = machine.sense(light[np.newaxis])
    assert (machine.sums(activity)[0] == machine.potentiometers.sum(machine.activity(light))).all()


def test_a_machine_that_cannot_be_is_refused(build: Build):
    with pytest.raises(ConfigError, match="use shared"):
        build(n_a=7, n_r=8)
    with pytest.raises(ConfigError, match="fewer wires, or a larger retina"):
        build(rows=4, cols=4)


def test_a_config_is_only_read(build: Build):
    config = MachineConfig()
    before = dataclasses.asdict(config)
    machine = MarkI(config)
    machine.teach(pictures(1, 20, 20)[0], targets(1, 8)[0])
    machine.association.theta = 5.0
    assert dataclasses.asdict(config) == before
