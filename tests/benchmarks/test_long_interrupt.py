"""Learning cut short at bytecodes chosen by chance; ``python -m benchmarks long interrupt`` does it 200 times each."""

import pytest

from benchmarks.long import interrupt
from benchmarks.rounds import DisagreementError
from mark1.machine.simulated_time import seconds


def test_whatever_is_cut_short_leaves_a_state_that_an_undisturbed_run_passes() -> None:
    told: list[str] = []
    outcome = interrupt.run(4, 0, told.append)
    assert outcome["failures"] == []
    assert len(told) == len(outcome["bytecodes"]) == len(interrupt.KINDS) and min(outcome["bytecodes"].values()) > 100


def test_one_that_writes_bit_by_bit_is_caught() -> None:
    def two_steps(both: list[int]) -> None:
        both[0] += 1
        seconds(1.0)  # some bytecodes of the program's own
        both[1] += 1

    kind = interrupt.Subject(lambda: [0, 0], (two_steps,), tuple)
    with pytest.raises(DisagreementError, match="leaves a state of its own"):
        interrupt.interrupted(kind, 1, 0)
