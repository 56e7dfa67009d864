"""PotHistory: the positions of every wiper over time, as many as the strip of paper shows."""

import numpy as np
from numpy.typing import NDArray

LENGTH = 240
MOST_POTS = 8192
EVERY_S = 0.1


class PotHistory:
    """A ring of the last ``LENGTH`` states of all wipers, V; empty for a machine of more than ``MOST_POTS``.

    A state is recorded when a wiper moved, at most every ``EVERY_S`` seconds. ``length``: the number of states recorded
    in all.
    """

    def __init__(self) -> None:
        self.length = 0
        self._origin: object = None
        self._volts = no_states(0)
        self._since_s = EVERY_S

    def note(self, wiper_v: NDArray[np.float64], origin: object, dt_s: float) -> None:
        """Record the wipers, ``dt_s`` after the last call; another ``origin`` is another machine."""
        if origin is not self._origin or self._volts.shape[1] != len(wiper_v):
            self._origin, self._volts = origin, no_states(len(wiper_v))
            self.length, self._since_s = 0, EVERY_S
        self._since_s += dt_s
        if not len(self._volts) or self._since_s < EVERY_S:
            return
        now = wiper_v.astype(np.float32)
        if self.length == 0 or (now != self._volts[(self.length - 1) % LENGTH]).any():
            self._volts[self.length % LENGTH] = now
            self.length, self._since_s = self.length + 1, 0.0

    def of(self, pot: int) -> NDArray[np.float32]:
        """The states of one wiper, oldest first, V; none for one without a history."""
        if pot >= self._volts.shape[1]:
            return np.zeros(0, np.float32)
        if self.length <= len(self._volts):
            return self._volts[: self.length, pot]
        first = self.length % LENGTH
        return np.concatenate([self._volts[first:, pot], self._volts[:first, pot]])


def no_states(n_pots: int) -> NDArray[np.float32]:
    """Room for the states of ``n_pots`` wipers: ndarray of shape (LENGTH, n_pots), or empty for too many."""
    return np.zeros((LENGTH if n_pots <= MOST_POTS else 0, n_pots), np.float32)
