"""Chance: the generator of random numbers that a machine's parts are handed.

    PCG64  -->  64 bits, shifted right by 11, times 2^-53: u, 0 <= u < 1  -->  normal deviate: one for each u

NumPy's own ``standard_normal`` asks the system's library for logarithms, which differ in the last bit. Here a normal
deviate is the inverse of the normal distribution at one uniform number, see ``normal.py``. Any language gives the same
bits, and one deviate always takes one number.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.machine.compiled import chosen
from mark1.machine.config import DRAW

Floats = NDArray[np.float64]

WORK_EACH = 0.2  # of one deviate without compiled code, in microseconds


class Chance(np.random.Generator):
    """NumPy's generator with normal deviates of its own, see above; all else, whole numbers too, is NumPy's."""

    def __reduce__(self) -> Any:
        """Copied and pickled as what it is."""
        return Chance, (self.bit_generator,)

    def standard_normal(self, size: Any = None, dtype: Any = np.float64, out: Any = None) -> Any:
        """Normal deviates of mean 0 and variance 1: a float, or ndarray of shape ``size`` and type ``dtype``.

        Raises TypeError for ``out``, which is not supported.
        """
        if out is not None:
            raise TypeError("standard_normal: out is not supported here")
        deviates = normal_at(np.atleast_1d(self.random(size))).astype(dtype, copy=False)
        return deviates[0].item() if size is None else deviates

    def normal(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        """Normal deviates of mean ``loc`` and standard deviation ``scale``, both numbers."""
        return loc + scale * self.standard_normal(size)


def generator(seed: Any, draw: int = DRAW) -> np.random.Generator:
    """The generator of one part: ``draw`` 1 has NumPy's normal deviates, as mark1 0.1.0 had."""
    kind = np.random.Generator if draw == 1 else Chance
    return kind(np.random.PCG64(seed))


def normal_at(u: Floats) -> Floats:
    """The inverse of the normal distribution at ``u``, 0 <= u < 1, of any shape: ndarray of the same shape."""
    deviates = np.empty_like(u)
    chosen.kernels_for(u.size * WORK_EACH).fill_normal(u.reshape(-1), deviates.reshape(-1))
    return deviates
