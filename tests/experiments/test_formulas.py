"""What can be known beforehand: formulas against counting by hand, the bound, the biases that are legible."""

import itertools
import math

import numpy as np
import pytest
from loops import each

from mark1.experiments.catalogue import convergence, decay, generalisation_1958, non_separable, spontaneous_1958
from mark1.experiments.catalogue.expectation_1957 import N_S, TABLE, WITHIN, z
from mark1.experiments.catalogue.finite_retina_1957 import departure, near_from, p_a_exact
from mark1.experiments.catalogue.pa_curves_1958 import CURVES, WireCounts, binomial, p_a, pictures
from mark1.experiments.catalogue.pc_curves_1958 import changed, p_c
from mark1.experiments.catalogue.worked_example_1957 import ACTIVE, bias, units_on, values
from mark1.experiments.experiment import RunRequest
from mark1.experiments.setup import active, built
from mark1.machine.teacher import AnswerCode

SMALL = [WireCounts(2, 1, 1), WireCounts(3, 2, 2), WireCounts(2, 0, 2), WireCounts(1, 3, 0), WireCounts(2, 2, -1)]


def on(cells: tuple[bool, ...], wires: WireCounts) -> bool:
    return sum(cells[: wires.x]) - sum(cells[wires.x :]) >= wires.theta


@each("wires", SMALL)
@each("lit", [0.0, 0.3, 0.5, 1.0])
def test_p_a_is_the_sum_over_every_pattern(wires, lit):
    patterns = itertools.product((False, True), repeat=wires.x + wires.y)
    wanted = sum(math.prod(lit if cell else 1 - lit for cell in cells) for cells in patterns if on(cells, wires))
    assert p_a(lit, wires) == pytest.approx(wanted, abs=1e-12)


@each("wires", SMALL)
@each("lost, gained", [(0.0, 0.0), (0.25, 0.0), (0.5, 0.1), (1.0, 0.3)])
def test_p_c_is_the_sum_over_every_pair_of_patterns(wires, lost, gained):
    lit, both = 0.4, 0.0
    for first in itertools.product((False, True), repeat=wires.x + wires.y):
        chance = math.prod(lit if cell else 1 - lit for cell in first)
        for second in itertools.product((False, True), repeat=len(first)):
            if on(first, wires) and on(second, wires):
                moves = [
                    ((1 - lost) if then else lost) if cell else (gained if then else 1 - gained)
                    for cell, then in zip(first, second, strict=True)
                ]
                both += chance * math.prod(moves)
    assert p_c(lit, lost, gained, wires) == pytest.approx(both / p_a(lit, wires), abs=1e-12)


def test_p_c_at_its_least():
    """theta = x: all excitatory wires on, all inhibitory off; each must stay so. R58: (1 - L)^x (1 - G)^y."""
    assert p_c(0.3, 0.2, 0.1, WireCounts(4, 3, 4)) == pytest.approx(0.8**4 * 0.9**3)
    assert p_c(1e-9, 0.2, 0.1, WireCounts(4, 3, 4)) == pytest.approx(0.8**4 * 0.9**3)


@each("wires", SMALL)
@each("lit", [0, 2, 5, 9])
def test_the_exact_p_a_is_counted_picture_by_picture(wires, lit):
    """All pictures of ``lit`` of 9 cells; the unit's wires end on the first cells. Source of the formula: R57."""
    pictures_ = [[cell in chosen for cell in range(9)] for chosen in itertools.combinations(range(9), lit)]
    wanted = sum(on(tuple(cells[: wires.x + wires.y]), wires) for cells in pictures_) / len(pictures_)
    assert p_a_exact(9, lit, wires) == pytest.approx(wanted, abs=1e-15)


def test_the_binomial_form_is_the_limit_of_the_exact_one():
    """It departs as 1 / n: by half as much on twice as many cells."""
    apart = [abs(departure(n, WireCounts(10, 10, 2))[1]) for n in (400, 800, 1600)]
    assert apart[0] / apart[1] == pytest.approx(2, abs=0.1)
    assert apart[1] / apart[2] == pytest.approx(2, abs=0.1)
    assert 0.001 < apart[0] < 0.0012, "a tenth of a point on the retina of 400 cells"


def test_few_lit_cells_part_the_two_forms_by_a_factor():
    """Two cells lit of 400, theta 2, no inhibition: 45 / C(400, 2) exactly, about 45 (2 / 400)^2 by the other."""
    wires = WireCounts(10, 0, 2)
    assert p_a_exact(400, 2, wires) == 45 / math.comb(400, 2)
    assert p_a(2 / 400, wires) / p_a_exact(400, 2, wires) == pytest.approx(2, abs=0.1)
    low, high = near_from(400, wires)
    for lit in (low, high, low - 1):
        away = abs(p_a(lit / 400, wires) / p_a_exact(400, lit, wires) - 1)
        assert (away <= 0.05) == (lit >= low)


def test_design_limits_of_1957():
    """theta <= x <= (M + theta) / 2: what is printed of 10 + 10, 5 + 5 and 10 + 5 wires."""
    assert [wires.within_limits for wires in CURVES] == [True, True, False, False]


def test_binomial_by_hand():
    assert binomial(2, 0.25).tolist() == [0.5625, 0.375, 0.0625]


def test_pictures_lose_and_gain_exact_shares():
    rng = np.random.default_rng(0)
    first = pictures(np.array([0.2, 0.5]), rng)
    assert first.sum(axis=(1, 2)).tolist() == [80, 200]
    second = changed(first, np.array([0.25, 0.5]), 0.1, rng)
    assert ((first == 1) & (second == 0)).sum(axis=(1, 2)).tolist() == [20, 100]
    assert ((first == 0) & (second == 1)).sum(axis=(1, 2)).tolist() == [32, 20]


@pytest.mark.parametrize("case", TABLE, ids=str)
def test_table_1_of_1957_within_its_rounding(case):
    for n_s, printed in zip(N_S, case.printed, strict=True):
        assert z(case.p_a, case.n_a, n_s) == pytest.approx(float(printed), rel=WITHIN.agrees)


def test_z_by_hand():
    """P_a 0.5, 8 A-units, 2 stimuli: N_d 4, sigma = sqrt(2 * 2 / 4 * (1/8 - 1/16)) = 1/4, Z = 4."""
    assert z(0.5, 8, 2) == pytest.approx(4.0)
    assert z(0.5, 8, 2, p_c=0.25) == pytest.approx(3.0)


def test_the_blocks_of_1957_are_whole():
    assert {len(units_on(*block)) for block in ACTIVE} == {len(values("A", "R1"))} == {32}


def test_the_legible_biases_of_1957():
    assert [(bias("A", *block), bias("B", *block)) for block in ACTIVE] == [
        (18, 10), (6, 15), (17, 11), (13, 19), (21, 10), (14, 18),
    ]  # fmt: skip


def test_every_block_of_1957_has_ten_units_on_and_three_make_the_final_values():
    assert {int(units_on(*block).sum()) for block in ACTIVE} == {10}
    for run, response in (("A", "R1"), ("B", "R2")):
        learned = np.sum([units_on(f"S{k}", response) for k in (1, 2, 3)], axis=0)
        assert learned.tolist() == values(run, response).tolist()


# ---- overlaps


def test_overlaps_by_hand():
    """Two pictures of each class; units 0 and 1 answer to class 0, units 2 and 3 to class 1, one stays off."""
    units = np.array([[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]], bool)
    p_c11, share, p_c12 = generalisation_1958.overlaps(units, np.array([0, 0, 1, 1], np.int32))
    assert p_c11 == pytest.approx((1 / 2 + 1 + 1 + 1) / 4)
    assert share == pytest.approx(7 / 16)
    assert p_c12 == 0


# ---- convergence


def test_margin_by_hand():
    """(1, 0) wanted +1 and (0, 1) wanted -1: the best unit solution is (1, -1) / sqrt 2, its margin 1 / sqrt 2."""
    a, wanted = np.eye(2), np.array([1, -1])
    assert convergence.margin(a, wanted, 100) == pytest.approx(1 / math.sqrt(2))
    assert convergence.bound_of(a, wanted, 100) == pytest.approx(2.0)


def test_no_margin_where_nothing_splits():
    assert convergence.bound_of(np.ones((2, 3)), np.array([1, -1]), 50) == math.inf


@each("n_a", [96, 200, 512])
@each("seed", range(3))
def test_ideal_motors_never_exceed_the_bound(n_a, seed):
    bound, ideal, _, stopped, _ = convergence.measured(n_a, seed, 60)
    assert 0 < ideal <= bound
    assert stopped >= 0


def test_real_motors_exceed_it():
    """Stops within two steps: corrections go on beyond the bound."""
    bound, _, _, stopped, _ = convergence.measured(128, 0, 200)
    assert stopped > bound


def test_the_bound_is_of_the_units_that_were_on():
    stimuli = convergence.halves(0)
    machine = built(0, response__n_r=1)
    a = active(machine, stimuli.light)
    wanted = AnswerCode("binary", stimuli.classes, 1).words[stimuli.class_of][:, 0]
    assert convergence.bound_of(a, wanted, 200) >= convergence.bound_of(a, wanted, 4000) > 1


# ---- left to itself


def test_separation_by_hand():
    class_of = np.array([0, 0, 1, 1])
    assert spontaneous_1958.separation(np.array([1, 1, -1, -1]), class_of) == 1
    assert spontaneous_1958.separation(np.array([1, 1, 1, 1]), class_of) == 0
    assert spontaneous_1958.separation(np.array([1, -1, -1, -1]), class_of) == 0.5


@pytest.mark.parametrize("seed", [2, 3])
def test_values_that_decay_part_two_classes_and_others_do_not(seed):
    """The same machine, the same start, the same pictures."""
    assert spontaneous_1958.course("gamma", 0.03, 3.0, seed, 30, 60)[-1] == 1
    assert spontaneous_1958.course("gamma", 0.0, 3.0, seed, 30, 60)[-1] < 0.6


# ---- forgetting


def test_what_is_learned_whatever_the_answer_must_be_unlearned_unless_it_fades():
    """After 20 epochs of bivalent reinforcement, the other answer: at once where the values of before are gone."""
    slow, fast = (decay.learned("bivalent system, sides swapped", rate, 0, 30) for rate in (0.0, 0.03))
    assert fast < slow < 30


# ---- xor


def test_no_weights_do_xor_on_copies_of_photocells():
    """Sums add up: none + both = left + right, so one of the four must be on the wrong side."""
    stimuli, settings = non_separable.xor(), {**non_separable.IDEAL, **non_separable.COPIES}
    a = active(built(1, **settings), stimuli.light).astype(int)
    assert (a[0] + a[3] == a[1] + a[2]).all()
    assert stimuli.labels == ["off", "on", "on", "off"]


def test_order_goes_through_every_cell_and_seed():
    seen, told = [], []
    order = RunRequest(2, None, lambda done, total: told.append((done, total)))
    table = order.table(lambda letter, number, seed: seen.append((letter, number, seed)) or number, "ab", (10, 20, 30))
    assert table.shape == (2, 3, 2)
    assert table[0].tolist() == [[10, 10], [20, 20], [30, 30]]
    assert len(set(seen)) == 12 and seen[1] == ("a", 10, 1)
    assert told[0] == (0, 12) and told[-1] == (12, 12)
