"""The compiled generator beside NumPy's: seeds, numbers, orders."""

import numpy as np
import pytest

from mark1.machine.compiled import pcg64


@pytest.mark.parametrize("seed", [0, 1, 2**31, 2**32 - 1, 2**32 + 5, 2**100 + 3, 2**128 - 1])
def test_a_part_draws_what_numpy_draws(seed: int) -> None:
    words = np.array([seed >> 32 * i & 0xFFFFFFFF for i in range(4)], np.uint32)
    for part, of_part in enumerate(np.random.SeedSequence(seed).spawn(5)):
        theirs, ours = np.random.Generator(np.random.PCG64(of_part)), np.empty(pcg64.STATE, np.uint64)
        pcg64.seed_part(words, part, ours)
        assert [pcg64.random(ours) for _ in range(9)] == theirs.random(9).tolist()
        for n in (2, 26, 33, 26, 1000, 1):  # a kept half of a number in between
            order = np.arange(n)
            pcg64.shuffle(ours, order)
            assert order.tolist() == theirs.permutation(n).tolist()
        state = theirs.bit_generator.state
        assert [int(word) for word in ours[4:]] == [state["has_uint32"], state["uinteger"]] or not ours[4]
        assert pcg64.random(ours) == theirs.random()
