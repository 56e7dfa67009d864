"""Mind: how a Mark I turns the counts of its R-units into an answer, for many counts at once. Exact."""

import numpy as np
from numpy.typing import NDArray

from mark1.backends.mark1 import Mark1Backend

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


class Mind:
    """The answer ``label`` (an index into the classes) and what must become of it: any other, or the class ``to``.

    A class wins if its code word fits the counts of the decided R-units better than any other. ``wipers`` (n_a, n_r):
    counts that each A-unit adds when it is on.
    """

    def __init__(self, backend: Mark1Backend, label: int, to: int | None) -> None:
        assert backend.code is not None
        self.machine, self.label, self.to = backend.machine, label, to
        self.words = backend.code.words.astype(np.int64)
        bank = self.machine.potentiometers
        self.wipers = np.zeros((bank.n_a, bank.n_r), np.int64)
        self.wipers[bank.a_of_pot, bank.r_of_pot] = bank.wiper
        self.band = self.machine.response.undecided_v * bank.counts_per_v
        others = [index for index in range(len(self.words)) if index != label]
        self.rivals = others if to is None else [to]

    def fits(self, counts: Numbers) -> Numbers:
        """How well each class fits: (n, n_r) -> (n, n_classes)."""
        return np.asarray(np.where(np.abs(counts) < self.band, 0, counts) @ self.words.T, np.int64)

    def satisfied(self, counts: Numbers) -> NDArray[np.bool_]:
        """Whether the answer has become what it must: (n, n_r) -> (n,)."""
        fits = self.fits(counts)
        best = fits.max(axis=1, initial=np.iinfo(np.int64).min)
        alone = (fits == best[:, np.newaxis]).sum(axis=1) == 1
        winner = fits.argmax(axis=1)
        return np.asarray(alone & (winner != self.label if self.to is None else winner == self.to))

    def opponent(self, counts: Numbers, rival: int) -> int:
        """The class that the rival must overtake: the present answer, or, if it must win, whoever is ahead of it."""
        if self.to is None:
            return self.label
        fits = self.fits(counts[np.newaxis])[0]
        fits[rival] = np.iinfo(np.int64).min
        return int(fits.argmax())

    def difference(self, rival: int, opponent: int) -> Numbers:
        """The rival's lead for each count of an R-unit: (n_r,), -2 to 2."""
        return np.asarray(self.words[rival] - self.words[opponent])

    def deficit(self, counts: Numbers, difference: Numbers) -> float:
        """What the lead lacks to be at least 1; less what the undecided band may hide."""
        hidden = float(np.ceil(self.band) * np.abs(difference).sum()) if self.band else 0.0
        return float(1 - difference @ counts) - hidden
