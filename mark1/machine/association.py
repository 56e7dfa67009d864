"""The association units: 512 relays that fire when enough of their wires agree."""

import numpy as np
from numpy.typing import NDArray

from mark1.machine.config import AssociationConfig

Bits = NDArray[np.bool_]


class AssociationUnits:
    """A-units: on if the excitatory signals outweigh the inhibitory ones by theta.

    ::

        excitation (n_a,) = excitatory - inhibitory  -->  [>= theta + trim]  -->  a (n_a,) on / off

    ``theta`` is common to all and may be fractional; ``trim`` (n_a,) is added for one unit; ``dead`` units never
    fire. Source: the rule, R58 p. 389 (primary); 512 units, WP and TAP (secondary). Assumed: theta.

    Not modelled: relay bounce and pick-up time.
    """

    def __init__(self, config: AssociationConfig) -> None:
        self.n_a = config.n_a
        self.theta = float(config.theta)
        self.trim = np.zeros(self.n_a, np.float64)
        self.dead = np.zeros(self.n_a, bool)

    def reset(self) -> None:
        """A-units remember nothing between pictures; their trim and faults stay."""

    @property
    def least(self) -> NDArray[np.int64]:
        """The least whole excitation that fires each unit: ndarray of shape (n_a,)."""
        return np.ceil(self.theta + self.trim).astype(np.int64)

    def fire(self, excitation: NDArray[np.int64]) -> Bits:
        """Which units are on: ndarray of shape (n_a,), bool."""
        return (excitation >= self.least) & ~self.dead
