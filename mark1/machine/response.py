"""The response units: eight comparators at the end of the line."""

import numpy as np
from numpy.typing import NDArray

from mark1.machine.config import ResponseConfig


class ResponseUnits:
    """R-units: +1 when the sum of the wiper voltages of their active A-units is not below 0, else -1.

    ::

        sum_v (n_r,) volts  -->  [>= 0 ?]  -->  r (n_r,)  +1 / -1   (0: undecided, only with a band)

    With ``undecided_v`` above 0, a sum nearer to 0 than that gives 0: no answer. Source: eight units, WP and MAN
    notes (secondary). Assumed: what a sum of exactly 0 means; the sign convention of R58 is kept.

    Not modelled: the time a comparator takes to settle.
    """

    def __init__(self, config: ResponseConfig) -> None:
        self.n_r = config.n_r
        self.undecided_v = float(config.undecided_v)

    def reset(self) -> None:
        """R-units remember nothing between pictures."""

    def answer(self, sum_v: NDArray[np.float64]) -> NDArray[np.int8]:
        """The sides taken: ndarray of the shape of ``sum_v``, int8 of +1, -1 or (undecided) 0."""
        side = np.where(sum_v >= 0, 1, -1).astype(np.int8)
        side[np.abs(sum_v) < self.undecided_v] = 0
        return side
