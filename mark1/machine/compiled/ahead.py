"""Ahead: the uniform numbers of a generator for code that is not compiled."""

from collections.abc import Iterator

import numpy as np


class Ahead:
    """Uniform numbers of a generator, many drawn ahead: one by one they take ten times as long."""

    MANY = 1024

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng, self._left = rng, iter(())
        self.random = self._numbers().__next__

    def _numbers(self) -> Iterator[float]:
        while True:
            self._left = iter(self.rng.random(self.MANY).tolist())
            yield from self._left

    def give_back(self) -> None:
        """The generator continues where the numbers used end."""
        self.rng.bit_generator.advance(-sum(1 for _ in self._left))  # type: ignore[attr-defined]
