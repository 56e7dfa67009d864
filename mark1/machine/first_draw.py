"""The first draw: how mark1 0.1.0 drew its wires, for machines and sessions of that time (``draw`` 1).

All wires at once, then the faulty ones again, until none is. What it draws depends on NumPy's ``permutation`` and, on
a constrained board, on the sines of the system's library.
"""

import numpy as np
from numpy.typing import NDArray

from mark1.errors import ConfigError

REDRAWS = 1000
Wires = NDArray[np.int64]


class FirstDraw:
    """One board's draw. ``reach_cells`` 0: random wiring."""

    def __init__(
        self, rng: np.random.Generator, shape: tuple[int, int], n_a: int, sockets: int, reach_cells: float
    ) -> None:
        self.rng, (self.rows, self.cols), self.n_a, self.sockets = rng, shape, n_a, sockets
        self.reach_cells, self.n_s = reach_cells, shape[0] * shape[1]

    def s_of_wire(self, fan_in: int) -> Wires:
        """S-units for every A-unit's wires, none twice on one A-unit, no S-unit beyond its sockets.

        Raises ConfigError if a constrained board finds none within reach.
        """
        a = np.repeat(np.arange(self.n_a), fan_in)
        centre = self.rng.uniform(0, 1, (self.n_a, 2)) * (self.rows, self.cols)
        s = self._proposed(np.asarray(centre[a]))
        for _ in range(REDRAWS):
            again = self._faulty(s, a)
            if not len(again):
                return s
            s[again] = self._proposed(centre[a[again]])
        if not self.reach_cells and self._squeezed_in(s, a):
            return s
        raise ConfigError(
            f"patch board: {self.n_a} x {fan_in} wires found no free sockets within reach "
            f"({self.n_s} S-units, {self.sockets} sockets each): fewer wires, more sockets, or a longer reach"
        )

    def _squeezed_in(self, s: Wires, a: Wires) -> bool:
        """Places for the last wires of a full board, one by one: where none is free, another wire moves on to make one.

        Changes ``s``; whether all wires found a place.
        """
        last = self._faulty(s, a)
        s[last] = -1
        for wire in last:
            free = np.bincount(s[s >= 0], minlength=self.n_s) < self.sockets
            others = np.flatnonzero(~np.isin(s, s[a == a[wire]]))
            for mover in [wire, *self.rng.permutation(others)]:
                places = np.setdiff1d(np.flatnonzero(free), s[a == a[mover]])
                if len(places):
                    s[wire], s[mover] = s[mover], self.rng.choice(places)
                    break
            else:
                return False
        return True

    def _proposed(self, centre: NDArray[np.float64]) -> Wires:
        """One S-unit for each wire; -1 where a constrained wire would land beside the retina."""
        if not self.reach_cells:
            return self.rng.integers(0, self.n_s, len(centre))
        # Density exp(-d / reach) in the plane means a Gamma(2) distance at a uniform angle.
        distance = self.rng.gamma(2.0, self.reach_cells, len(centre))
        angle = self.rng.uniform(0, 2 * np.pi, len(centre))
        row = np.floor(centre[:, 0] + distance * np.sin(angle)).astype(np.int64)
        col = np.floor(centre[:, 1] + distance * np.cos(angle)).astype(np.int64)
        inside = (row >= 0) & (row < self.rows) & (col >= 0) & (col < self.cols)
        return np.where(inside, row * self.cols + col, -1)

    def _faulty(self, s: Wires, a: Wires) -> Wires:
        """Wires to draw again: beside the retina, double on an A-unit, or too many on an S-unit."""
        order = np.argsort(a * (self.n_s + 1) + s, kind="stable")
        pair = (a * (self.n_s + 1) + s)[order]
        faulty = s < 0
        faulty[order[1:]] |= pair[1:] == pair[:-1]
        sound = np.flatnonzero(~faulty)
        shuffled = sound[self.rng.permutation(len(sound))]
        by_s = shuffled[np.argsort(s[shuffled], kind="stable")]
        rank = np.arange(len(by_s)) - np.searchsorted(s[by_s], s[by_s])
        faulty[by_s[rank >= self.sockets]] = True
        return np.flatnonzero(faulty)
