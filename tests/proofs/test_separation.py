"""What is proved of machines and sets: against trying everything, another solver, and the machine itself."""

import numpy as np
import pytest

from benchmarks.long import prove
from mark1.errors import ConfigError, StimulusError
from mark1.machine.config import (
    AssociationConfig,
    MachineConfig,
    PatchBoardConfig,
    PotentiometerConfig,
    ResponseConfig,
)
from mark1.machine.mark1 import MarkI
from mark1.proofs import Budget, decision, separability, separation
from mark1.proofs.capacity import learnable_share
from mark1.proofs.certificate import certificate_of
from mark1.proofs.solver import WidestGap
from mark1.stimuli.library import load
from mark1.stimuli.stimulus_set import StimulusSet


def machine_of(n_a=64, n_r=1, wires=(1, 0), theta=1, **more):
    return MarkI(
        MachineConfig(
            association=AssociationConfig(n_a=n_a, theta=theta),
            patch_board=PatchBoardConfig(excitatory=wires[0], inhibitory=wires[1]),
            response=ResponseConfig(n_r=n_r, undecided_v=more.pop("undecided_v", 0.0)),
            potentiometers=PotentiometerConfig(**more),
        )
    )


def one_lamp_each(*rows, labels):
    """A machine whose A-unit i repeats photocell i, and pictures that light the cells of each row."""
    machine = machine_of(n_a=4, ideal=True)
    cells = np.arange(4, dtype=np.int32)
    machine.patch_board.rewire(cells, cells, np.ones(4, np.int8))
    light = np.zeros((len(rows), 20, 20), np.float32)
    for picture, row in zip(light, rows, strict=True):
        picture.flat[list(row)] = 1.0
    return machine, StimulusSet.labelled("cells", light, labels)


def letters(machine, name="letters"):
    return load(name, machine.optics, rng=np.random.Generator(np.random.PCG64(0)))


def test_small_sets_agree_with_trying_all_weights_and_with_training():
    outcome = prove.run(16, 0, lambda text: None)
    assert outcome["failures"] == [] and outcome["separable"] >= 2 and outcome["not separable"] >= 2


def test_the_certificate_of_xor_is_its_four_pictures_once():
    machine = machine_of()
    (unit,) = separability(machine, letters(machine, "xor")).r_units
    assert unit.separable is False and unit.certificate.multipliers == (1, 1, 1, 1)
    assert sorted(unit.certificate.pictures) == [0, 1, 2, 3] and sum(unit.certificate.sides) == 0
    assert set(unit.certificate.turns.values()) == {1}


def test_a_picture_of_weight_three():
    """By hand: A = {0}, B = {1}, C = {2}; wanted +1 each; {0, 1, 2} wanted -1 once, so 1 + 1 + 1 = 1."""
    machine, stimuli = one_lamp_each({0}, {1}, {2}, {0, 1, 2}, labels="BBBA")
    (unit,) = separability(machine, stimuli).r_units
    assert unit.certificate.multipliers == (1, 1, 1, 1)
    machine, stimuli = one_lamp_each({0, 1}, {1, 2}, {0, 2}, {0, 1, 2}, labels="BBBA")
    (unit,) = separability(machine, stimuli).r_units
    assert dict(zip(unit.certificate.pictures, unit.certificate.multipliers, strict=True)) == {0: 1, 1: 1, 2: 1, 3: 2}
    assert unit.certificate.turns == {0: 2, 1: 2, 2: 2}


def test_a_dark_picture_is_a_certificate_alone_if_minus_is_wanted():
    machine, stimuli = one_lamp_each((), {0}, labels="AB")
    (unit,) = separability(machine, stimuli).r_units
    assert (unit.certificate.pictures, unit.certificate.multipliers, unit.certificate.turns) == ([0], (1,), {})


def test_a_dark_picture_wanted_plus_is_right_but_is_corrected_for_ever():
    machine, stimuli = one_lamp_each({0}, (), labels="AB")
    (unit,) = separability(machine, stimuli).r_units
    assert unit.separable is True and unit.dichotomy.silent.tolist() == [1]
    assert not prove.converges(machine, stimuli)


def test_with_a_dead_band_a_dark_picture_cannot_be_learned():
    machine, stimuli = one_lamp_each({0}, (), labels="AB")
    banded = MarkI(MachineConfig(
        association=machine.config.association, patch_board=machine.config.patch_board,
        potentiometers=machine.config.potentiometers, response=ResponseConfig(n_r=1, undecided_v=1.0),
    ))  # fmt: skip
    banded.patch_board.rewire(
        machine.patch_board.s_of_wire, machine.patch_board.a_of_wire, machine.patch_board.sign_of_wire
    )
    (unit,) = separability(banded, stimuli).r_units
    assert unit.separable is False and unit.certificate.pictures == [1]


def test_the_letters_can_be_learned_and_the_bounds_hold():
    machine = MarkI(MachineConfig(potentiometers=PotentiometerConfig(ideal=True)))
    proof = separability(machine, letters(machine))
    assert proof.separable is True and len(proof.r_units) == 8
    for unit in proof.r_units:
        assert 0.99 < float(unit.margin.below / unit.margin.above) <= 1
        assert 0 < unit.corrections <= unit.margin.bound and unit.stops.fits


def test_another_solver_agrees_on_larger_sets():
    """scipy's linear programs, with another formulation: weights with side x sum of at least 1."""
    from scipy.optimize import linprog

    answers = []
    for seed in range(3):
        machine = MarkI(MachineConfig(association=AssociationConfig(n_a=60), response=ResponseConfig(n_r=3), seed=seed))
        rng = np.random.Generator(np.random.PCG64(seed))
        light = (rng.random((16 + 16 * seed, 20, 20)) < 0.5).astype(np.float32)
        proof = separability(machine, StimulusSet.labelled("noise", light, rng.choice(list("ABCDEFGH"), len(light))))
        for unit in proof.r_units:
            rows = -unit.dichotomy.signed.astype(float)
            status = linprog(np.zeros(rows.shape[1]), rows, -np.ones(len(rows)), bounds=(None, None)).status
            assert unit.separable is (status == 0)
            answers.append(unit.separable)
    assert set(answers) == {True, False}


def test_wrong_labels_are_named():
    """In a set that could be learned, every certificate needs a wrong label; a copy is found as such."""
    machine = MarkI(MachineConfig(association=AssociationConfig(n_a=1000)))
    clean = letters(machine, "letters:all")
    assert separability(machine, clean).separable is True
    labels, wrong = clean.labels, (3, 20, 41)
    for i in wrong:
        labels[i] = "Q" if labels[i] != "Q" else "A"
    light = np.concatenate([clean.light, clean.light[7:8]])
    planted = StimulusSet.labelled("planted", light, [*labels, "Z"])
    proof = separability(machine, planted)
    assert proof.retina.contradictions == [[7, len(clean)]]
    named = {i for unit in proof.r_units if unit.certificate for i in unit.certificate.pictures}
    assert proof.separable is False and named & {*wrong, len(clean)}
    for unit in proof.r_units:
        assert unit.certificate is None or {*wrong, 7, len(clean)} & set(unit.certificate.pictures)


def test_duplicates_are_named():
    machine = MarkI()
    once = letters(machine)
    proof = separability(machine, once.joined(once.take([4, 9])))
    assert proof.retina.duplicates == [[4, 26], [9, 27]] and proof.retina.contradictions == []


def test_the_stops_are_too_near_for_a_hard_set():
    """By hand: w0 <= -1, w1 <= -1 and w0 + w1 + w2 >= 0 ask for w2 >= 2 steps; one step of 0.84 V fits in 1 V."""
    machine, stimuli = one_lamp_each({0}, {1}, {0, 1, 2}, labels="AAB")
    for stop_v, fits in ((1.0, False), (2.0, True)):
        near = MarkI(MachineConfig(
            association=machine.config.association, patch_board=machine.config.patch_board,
            potentiometers=PotentiometerConfig(stop_v=stop_v), response=machine.config.response,
        ))  # fmt: skip
        board = machine.patch_board
        near.patch_board.rewire(board.s_of_wire, board.a_of_wire, board.sign_of_wire)
        (unit,) = separability(near, stimuli).r_units
        assert unit.separable is True and unit.stops.fits is fits
        assert fits or (unit.stops.needed, unit.stops.found, unit.stops.room) == (2, 2, 1)


def test_weights_of_one_step_are_found_where_the_stops_are_near():
    """Ideal training needs up to five steps for these; one step of 0.84 V fits in 0.9 V."""
    machine = MarkI(MachineConfig(potentiometers=PotentiometerConfig(stop_v=0.9), response=ResponseConfig(n_r=5)))
    stimuli = letters(machine)
    proof = separability(machine, stimuli.take(range(12)))
    assert [unit.stops.found for unit in proof.r_units] == [1] * 5 and all(unit.stops.fits for unit in proof.r_units)


def test_what_the_solver_says_is_never_believed(monkeypatch):
    machine = machine_of(n_a=30, wires=(10, 10), theta=2)
    rng = np.random.Generator(np.random.PCG64(3))
    hard = StimulusSet.labelled("noise", rng.random((120, 20, 20)).astype(np.float32), rng.choice(["A", "B"], 120))
    honest = separability(machine, hard).separable
    assert honest is False

    def liar(signed, *words, **options):
        return WidestGap(rng.standard_normal(signed.shape[1]), rng.random(len(signed)), 0.5)

    monkeypatch.setattr(decision, "widest_gap", liar)
    assert separability(machine, hard).separable is None
    monkeypatch.setattr(decision, "widest_gap", lambda *words, **options: None)  # an unknown status
    assert separability(machine, hard).separable is None


def test_a_search_that_is_stopped_says_that_it_does_not_know():
    machine = machine_of(n_a=30, wires=(10, 10), theta=2)
    rng = np.random.Generator(np.random.PCG64(3))
    hard = StimulusSet.labelled("noise", rng.random((120, 20, 20)).astype(np.float32), rng.choice(["A", "B"], 120))
    assert separability(machine, hard, budget=Budget(None, lambda: True)).separable is None


def test_more_pictures_than_fit_into_a_first_program(monkeypatch):
    """Constraint by constraint, the same answers."""
    machine = machine_of(n_a=30, wires=(10, 10), theta=2)
    rng = np.random.Generator(np.random.PCG64(5))
    sets = [
        StimulusSet.labelled(
            "noise", rng.random((n, 20, 20)).astype(np.float32), [*"AB", *rng.choice(["A", "B"], n - 2)]
        )
        for n in (20, 100)
    ]
    whole = [separability(machine, stimuli).separable for stimuli in sets]
    monkeypatch.setattr(decision, "AT_FIRST", 1)
    monkeypatch.setattr(separation, "ideal_training", no_training)
    assert [separability(machine, stimuli).separable for stimuli in sets] == whole


def no_training(machine, activity, wanted, rng, budget):
    n_r = wanted.shape[1]
    return separation.IdealTraining(
        np.full(n_r, -1), np.zeros(wanted.shape, np.int64), np.zeros(machine.potentiometers.n_pots, np.int64)
    )


def test_a_dead_motor_and_a_dead_unit_cannot_help():
    machine, stimuli = one_lamp_each({0}, {1}, labels="AB")
    assert separability(machine, stimuli).separable is True
    machine.potentiometers.stuck[0] = True
    assert separability(machine, stimuli).separable is False
    machine.potentiometers.stuck[0], machine.association.dead[0] = False, True
    assert separability(machine, stimuli).separable is False


def test_the_machine_is_left_alone_with_noise_too():
    machine = MarkI()
    machine.retina.config = machine.config.retina.__class__(noise=0.1)
    before = machine.retina.rng.bit_generator.state
    separability(machine, letters(machine))
    assert machine.retina.rng.bit_generator.state == before and not machine.potentiometers.wiper.any()


def test_bad_input_is_refused():
    machine = MarkI()
    with pytest.raises(StimulusError, match="only one class"):
        separability(machine, letters(machine).take([0]))
    with pytest.raises(ConfigError, match="R-units"):
        separability(machine_of(), letters(machine))
    with pytest.raises(ConfigError, match="GiB, and hours"):
        separation.require_size(machine_of(n_a=100_000, wires=(1, 0)), 1000)
    with pytest.raises(ConfigError, match="time limit"):
        Budget(0)


def test_rows_that_give_no_certificate():
    machine, stimuli = one_lamp_each({0}, {1}, {0, 1}, labels="ABB")
    (unit,) = separability(machine, stimuli).r_units
    assert certificate_of(unit.dichotomy, np.array([0, 1])) is None
    assert certificate_of(unit.dichotomy, np.array([0, 1, 2])) is None  # a relation, with a minus in it


def test_covers_count():
    """Cover 1965: all, half at twice as many as weights, and 14 of 16 for four points with three weights."""
    assert learnable_share(5, 5) == 1.0 and learnable_share(10, 5) == 0.5 and learnable_share(4, 3) == 14 / 16
    assert learnable_share(2000, 64) < 1e-19


def test_without_the_solver_training_still_proves(monkeypatch):
    monkeypatch.setattr("mark1.proofs.solver.find_spec", lambda name: None)
    machine = MarkI()
    assert separability(machine, letters(machine).take(range(8))).separable is True
    with pytest.raises(ConfigError, match=r"pip install '(mark1|\.)\[proofs\]'"):
        separability(machine_of(), letters(machine, "xor"))
