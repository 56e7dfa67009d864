"""The worked example of 1957 (report 85-460-1, appendix II), read through our own potentiometers.

64 A-units, 32 of them joined to R1 and 32 to R2. Forced learning added 1 to each active unit of the forced response's
set, once for each of six stimuli: in run A, S1 S2 S3 were forced to R1 and S4 S5 S6 to R2; in run B the reverse. The
report prints the final values, the active units of each stimulus, and the bias of both responses: the sum of the values
of their active units.

The copy of the report is poor. The final values are legible, all 128. Of the twelve blocks of active units only four
are: both halves of S1, the left half of S2 and the left half of S3. So the biases of S1 can be recomputed in full, of
S2 and S3 only that of R1. The other eight biases of each run (S2 and S3 at R2; S4, S5 and S6 at both) rest on blocks
that are illegible, and are not tested. For the same reason the training itself cannot be repeated: four of the twelve
blocks do not give the final values.
"""

import numpy as np
import pytest

from mark1.machine.config import PotentiometerConfig
from mark1.machine.potentiometers import Potentiometers

FINAL_VALUES = {
    ("A", "R1"): "2110 0020 2211 0021 0310 2002 2020 0210",
    ("A", "R2"): "2020 1212 0022 0101 0120 0211 1101 1102",
    ("B", "R1"): "1112 0012 1111 0112 0022 1102 1011 0110",
    ("B", "R2"): "2120 0212 0210 0021 0111 1211 3001 0020",
}
ACTIVE = {
    ("S1", "R1"): "OXOO OOOO XOXX OOXO OXOO OOOX XOXO OXOO",
    ("S1", "R2"): "OXOO OXXO OXOO OOXO OXOX XOXO XOOO OOOO",
    ("S2", "R1"): "XOXO OOXO OXOO OOOX OXXO XOOO OOOO OXXO",
    ("S3", "R1"): "XOOO OOXO XXOO OOXO OXOO XOOX XOXO OOOO",
}
PUBLISHED = [  # stimulus, response, bias in run A, bias in run B
    ("S1", "R1", 18, 10),
    ("S1", "R2", 6, 15),
    ("S2", "R1", 17, 11),
    ("S3", "R1", 21, 10),
]


def bank_after(run: str) -> Potentiometers:
    """The 64 pots of a run, set by hand to what was printed."""
    bank = Potentiometers(PotentiometerConfig(ideal=True), n_a=64, n_r=2, rng=np.random.default_rng(0))
    values = FINAL_VALUES[run, "R1"] + FINAL_VALUES[run, "R2"]
    for pot, volts in enumerate(values.replace(" ", "")):
        bank.set_by_hand(pot, int(volts))
    return bank


def units_on(stimulus: str) -> np.ndarray:
    """Which of the 64 A-units a stimulus turns on; a half that is illegible stays off."""
    halves = [ACTIVE.get((stimulus, response), "O" * 32) for response in ("R1", "R2")]
    return np.array([unit == "X" for unit in "".join(halves).replace(" ", "")])


def test_every_block_has_one_entry_a_unit():
    assert {len(block.replace(" ", "")) for block in [*FINAL_VALUES.values(), *ACTIVE.values()]} == {32}


def test_the_bank_is_that_of_1957():
    bank = bank_after("A")
    assert bank.n_pots == 64
    assert bank.r_of_pot.tolist() == [0] * 32 + [1] * 32


@pytest.mark.parametrize(("stimulus", "response", "run_a", "run_b"), PUBLISHED)
def test_the_published_biases_are_recomputed(stimulus, response, run_a, run_b):
    r = ("R1", "R2").index(response)
    assert bank_after("A").sum(units_on(stimulus))[r] == run_a
    assert bank_after("B").sum(units_on(stimulus))[r] == run_b


def test_the_first_stimulus_keeps_both_forced_associations():
    """S1 was forced to R1 in run A and to R2 in run B; the greater bias says so."""
    assert np.argmax(bank_after("A").sum(units_on("S1"))) == 0
    assert np.argmax(bank_after("B").sum(units_on("S1"))) == 1


def test_no_value_exceeds_the_three_reinforcements_a_set_was_given():
    for run in "AB":
        assert bank_after(run).wiper.max() == 3
        assert bank_after(run).wiper.min() == 0
