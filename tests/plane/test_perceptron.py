"""The perceptron algorithm: by hand, against loops over fractions, its bound, its cycles, and the machine."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mark1.machine.config import MachineConfig, PotentiometerConfig, ResponseConfig
from mark1.machine.mark1 import MarkI
from mark1.plane.features import AUnits, feature_map
from mark1.plane.perceptron import (
    Learner,
    MultiClassPerceptron,
    Perceptron,
    criterion,
    mistakes,
    one_epoch,
    perceptron,
    teach,
)
from mark1.stimuli.characters import glyphs
from mark1.stimuli.plane import load


def test_and_by_hand() -> None:
    """Rows 1, x, y; t = -1 -1 -1 +1; from zero.

    Epoch 1: w = 000, sum 0 on (-1, -1): a mistake, w = -1 +1 +1. (-1, 1): sum -1, right. (1, -1): sum -1, right.
    (1, 1): sum +1, right. Epoch 2: (-1, -1): sum -3, and the rest as before: no correction.
    """
    and_ = load("and")
    learner = perceptron(2, 3)
    course = teach(learner, feature_map("raw")(and_.xy).astype(np.int64), and_.class_of, 10)
    assert learner.w.tolist() == [-1, 1, 1] and learner.w.dtype == np.int64
    assert (course.corrections, course.wrong, course.criterion) == ([1, 0], [4, 0, 0], [0, 0, 0])
    assert course.settled and course.cycle is None


def test_the_criterion_by_hand() -> None:
    """w = (1, 2): sums 1, -2, 5, 0 for t = -1, -1, +1, +1. Wrong are the first, by 1, and the last, by 0: E_P = 1."""
    learner = Perceptron(np.array([1, 2]))
    phi, class_of = np.array([[1, 0], [0, -1], [1, 2], [2, -1]]), np.array([0, 0, 1, 1])
    assert learner.scores(phi).tolist() == [[-1, 1], [2, -2], [-5, 5], [0, 0]]
    assert mistakes(learner, phi, class_of).tolist() == [True, False, False, True]
    assert criterion(learner, phi, class_of) == 1


def test_three_classes_by_hand() -> None:
    """From zero, phi = (1, 2) of class 2: a tie, so a mistake; row 2 gains it, row 0, the first of equals, loses it."""
    learner = MultiClassPerceptron(np.zeros((3, 2), np.int64))
    phi, class_of = np.array([[1, 2]]), np.array([2])
    assert one_epoch(learner, phi, class_of) == 1
    assert learner.w.tolist() == [[-1, -2], [0, 0], [1, 2]]
    assert learner.shortfall(phi, class_of).tolist() == [-5] and learner.shortfall(phi, np.array([0])).tolist() == [10]
    assert criterion(learner, phi, np.array([0])) == 10


# ---- the obvious reference: loops, fractions, one weight vector a class or one for two


def slow(phi: Sequence[Sequence[float]], class_of: Sequence[int], n_classes: int, epochs: int) -> Any:
    """Weights and corrections of each epoch."""
    exact = [[Fraction(value) for value in row] for row in phi]
    w = [[Fraction(0)] * len(exact[0]) for _ in range(1 if n_classes == 2 else n_classes)]
    corrections: list[int] = []
    while len(corrections) < epochs and corrections[-1:] != [0]:
        corrections.append(0)
        for row, k in zip(exact, class_of, strict=True):
            sums = [sum(a * b for a, b in zip(each, row, strict=True)) for each in w]
            if n_classes == 2:
                t = 1 if k == 1 else -1
                moves = {0: t} if t * sums[0] <= 0 else {}
            else:
                best = max((j for j in range(n_classes) if j != k), key=lambda j: (sums[j], -j))
                moves = {k: 1, best: -1} if sums[k] <= sums[best] else {}
            corrections[-1] += bool(moves)
            for j, sign in moves.items():
                w[j] = [a + sign * b for a, b in zip(w[j], row, strict=True)]
    return w, corrections


points = st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4), st.integers(0, 3)), min_size=1, max_size=90)


@settings(max_examples=60, deadline=None)
@given(points, st.sampled_from([2, 3, 4]))
def test_the_same_as_loops_over_fractions(rows: list[tuple[int, int, int]], n_classes: int) -> None:
    phi = np.array([(1, x, y) for x, y, _ in rows])
    class_of = np.array([k % n_classes for _, _, k in rows])
    learner = perceptron(n_classes, 3)
    course = teach(learner, phi, class_of, 6)
    w, corrections = slow(phi.tolist(), class_of.tolist(), n_classes, 6)
    assert np.array_equal(learner.w.reshape(-1, 3), np.array(w, np.int64)) and course.corrections == corrections
    assert learner.w.dtype == np.int64


def test_two_classes_as_many_draw_the_same_line() -> None:
    """With a row for each of two classes, their difference is twice the one row."""
    rings = load("moons")
    phi = feature_map("poly")(rings.xy)
    phi = np.round(phi * 64) / 64  # short fractions: exact either way
    one, two = Perceptron(np.zeros(10)), MultiClassPerceptron(np.zeros((2, 10)))
    assert teach(one, phi, rings.class_of, 20).corrections == teach(two, phi, rings.class_of, 20).corrections
    assert np.array_equal(two.w[1] - two.w[0], 2 * one.w)


@pytest.mark.parametrize("n_classes", [2, 3])
def test_drawn_weights_are_short_and_the_seed_decides(n_classes: int) -> None:
    def drawn(seed: int) -> Learner:
        return perceptron(n_classes, 5, np.random.default_rng(seed))

    assert np.array_equal(drawn(1).w, drawn(1).w) and not np.array_equal(drawn(1).w, drawn(2).w)
    assert (drawn(1).w * 64 % 1 == 0).all() and np.abs(drawn(1).w).max() <= 1


# ---- settling, or not


def test_corrections_stay_below_the_bound() -> None:
    """Separable with margin gamma and longest input R, from zero: at most (R / gamma)^2 corrections (NOV)."""
    rng = np.random.default_rng(5)
    truth = np.array([0.2, -0.7, 0.4])
    truth /= np.linalg.norm(truth)
    phi = np.insert(rng.uniform(-1, 1, (400, 2)), 0, 1.0, axis=1)
    phi = phi[np.abs(phi @ truth) > 0.05]
    class_of = (phi @ truth > 0).astype(np.int64)
    bound = (np.linalg.norm(phi, axis=1).max() / np.abs(phi @ truth).min()) ** 2
    for _ in range(5):
        order = rng.permutation(len(phi))
        course = teach(perceptron(2, 3), phi[order], class_of[order], 1000)
        assert course.settled and 0 < sum(course.corrections) <= bound


def test_it_never_settles_on_xor_and_proves_it() -> None:
    xor = load("xor")
    phi = feature_map("raw")(xor.xy).astype(np.int64)
    for order in (range(4), (3, 1, 0, 2), (2, 0, 3, 1)):
        learner = perceptron(2, 3)
        course = teach(learner, phi[list(order)], xor.class_of[list(order)], 200)
        assert not course.settled and min(course.corrections) > 0 and min(course.wrong) > 0
        assert len(course.corrections) == 200 and course.cycle is not None
        one, other = perceptron(2, 3), perceptron(2, 3)
        for learner, epochs in zip((one, other), course.cycle, strict=True):
            teach(learner, phi[list(order)], xor.class_of[list(order)], epochs)
        assert np.array_equal(one.w, other.w)


def test_a_slow_case_looks_the_same_for_a_while() -> None:
    """Near-xor: for more than 100 epochs every epoch corrects; then it settles. No cycle is seen."""
    near = load("near-xor")
    learner = perceptron(2, 3)
    course = teach(learner, feature_map("raw")(near.xy), near.class_of, 2000)
    assert course.settled and course.cycle is None and len(course.corrections) > 100
    assert min(course.corrections[:-1]) > 0
    assert not mistakes(learner, feature_map("raw")(near.xy), near.class_of).any()


@pytest.mark.parametrize("name", ["polar", "poly"])
def test_features_make_the_rings_separable(name: str) -> None:
    rings = load("rings")
    raw = teach(perceptron(2, 3), feature_map("raw")(rings.xy), rings.class_of, 100)
    phi = feature_map(name)(rings.xy)
    bent = teach(perceptron(2, phi.shape[1]), phi, rings.class_of, 100)
    assert not raw.settled and raw.wrong[-1] > 20
    assert bent.settled and bent.wrong[-1] == 0 and bent.criterion[-1] == 0


def test_three_blobs_settle() -> None:
    blobs = load("blobs")
    learner = perceptron(3, 3)
    course = teach(learner, feature_map("raw")(blobs.xy), blobs.class_of, 100)
    assert course.settled
    assert np.array_equal(learner.scores(feature_map("raw")(blobs.xy)).argmax(axis=1), blobs.class_of)


def test_nothing_to_learn_from_one_epoch_that_is_right() -> None:
    learner = Perceptron(np.array([0, 1]))
    course = teach(learner, np.array([[1, 2], [1, -2]]), np.array([1, 0]), 50)
    assert (course.corrections, course.wrong, learner.w.tolist()) == ([0], [0, 0], [0, 1])


# ---- and the machine


def test_an_ideal_machine_is_a_perceptron_behind_its_a_units() -> None:
    """One R-unit, ideal motors: after each epoch the dials stand where the weights do."""
    config = MachineConfig(
        potentiometers=PotentiometerConfig(ideal=True, pots="shared"), response=ResponseConfig(n_r=1), seed=4
    )
    machine = MarkI(config)
    light = np.stack([machine.optics.project(glyph) for glyph in glyphs("grotesque").values()])[:26]
    phi = AUnits(machine, constant=False)(light)
    class_of = np.arange(26) % 2
    learner = perceptron(2, 512)
    for _ in range(3):
        wanted = (2 * class_of[:, np.newaxis] - 1).astype(np.int8)
        taught = sum(map(machine.teach, light, wanted))
        assert one_epoch(learner, phi, class_of) == taught > 0
        assert np.array_equal(learner.w, machine.potentiometers.wiper_v)


def test_the_letters_behind_a_units() -> None:
    machine = MarkI(MachineConfig(seed=1))
    light = np.stack([machine.optics.project(glyph) for glyph in glyphs("grotesque").values()])[:26]
    phi, class_of = AUnits(machine)(light), np.arange(26)
    learner = perceptron(26, phi.shape[1])
    course = teach(learner, phi, class_of, 100)
    assert course.settled and learner.w.dtype == np.int64
    assert np.array_equal(learner.scores(phi).argmax(axis=1), class_of)
