"""Learning cut short at bytecodes chosen by chance, 40 times in all; ``benchmarks.interrupt.run`` does it 200 times."""

import pytest

from benchmarks import interrupt
from benchmarks.rounds import DisagreementError
from mark1.machine.lapse import seconds


def test_whatever_is_cut_short_leaves_a_state_that_an_undisturbed_run_passes() -> None:
    for name, kind in interrupt.KINDS.items():
        assert interrupt.interrupted(kind, count=4 if name != "panel" else 8) > 100, name


def test_one_that_writes_bit_by_bit_is_caught() -> None:
    def two_steps(both: list[int]) -> None:
        both[0] += 1
        seconds(1.0)  # some bytecodes of the program's own
        both[1] += 1

    kind = interrupt.Kind(lambda: [0, 0], (two_steps,), tuple)
    with pytest.raises(DisagreementError, match="leaves a state of its own"):
        interrupt.interrupted(kind, count=1)
