"""Reinforcement: which potentiometers turn, which way, and how long."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.machine.config import CORRECTING, TeacherConfig
from mark1.machine.correction_log import ACTIVE, INACTIVE, OUTSIDE

Pots = NDArray[np.int64]
Floats = NDArray[np.float64]

MAX_PULSES = {"quantized": 1, "nonquantized": 1000}


class Run(NamedTuple):
    """Motors that are switched on together: which, how far in pulses (below 0: down), and how long, s."""

    pots: NDArray[np.int64]
    share: float
    pulse_s: float
    part: int

    @property
    def direction(self) -> int:
        """The direction in which the motors run: +1 up, -1 down."""
        return 1 if self.share > 0 else -1


class Reinforcement:
    """What one unit of reinforcement does to the pots of a source set.

    ::

        active units of R-unit r, way +1 / -1  -->  [error correction, or alpha, beta, gamma]  -->  runs of motors

    Error correction: after a wrong answer the right one is forced, and the motors of active units turn toward it. ::

        delta v_i = eta r a_i      a_i in {0, 1};  r = +1 / -1 the wanted side;  eta one pulse of the motor

    Quantized: one pulse a correction. Non-quantized: pulses until this R-unit is right on this stimulus, the stops
    are reached, or 1,000 were given. Source: NAVY60, NOV (primary / secondary); the two names are of later usage,
    their definitions Assumed.

    The other rules reinforce whatever the answer was (see ``teacher.py``), by table 1 of R58 (primary), in pulses;
    N_ar units of the set are on, N_Ar are in it, K is ``feed``; down instead of up where the way is -1::

                                                alpha       beta        gamma
        active unit of the set                  +1          K / N_ar    +1
        inactive unit of the reinforced set      0           0          -N_ar / (N_Ar - N_ar)
        unit of a set that is not reinforced     0          K / N_Ar     0
        total of the set                        N_ar more   K more      the same

    A part of a pulse is a shorter one: its time is such that pulse and coasting together go that part of the way; a
    part shorter than the coasting is left out. Assumed: that time; K; that in a set that is not reinforced all units
    count as inactive (in R58 the dominant response inhibits them); that nothing moves where nobody is active (beta) or
    nobody is inactive (gamma); gains with a way of -1.

    Not modelled: the relays that switch the motors, motors that slow down when many run at once.
    """

    def __init__(self, config: TeacherConfig, coast_s: float = 0.0) -> None:
        self.pulse_s, self.coast_s, self.feed = config.pulse_s, coast_s, config.feed
        self.corrects = config.rule in CORRECTING
        self.max_pulses = MAX_PULSES.get(config.rule, 1)
        self.feeds_all = config.gain == "beta"
        self._gain = GAINS[config.gain]

    def shares(self, n_active: NDArray[np.int64], n_set: int) -> Floats:
        """Table 1 for sets of ``n_set`` units, ``n_active`` (n,) of them on: ndarray of shape (n, 3), pulses up.

        Columns are ACTIVE, INACTIVE, OUTSIDE.
        """
        return np.stack(self._gain(np.asarray(n_active, np.float64), float(n_set), self.feed), axis=-1)

    def lengths_s(self, shares: Floats) -> Floats:
        """How long a motor runs to go ``shares`` of a pulse and the coasting after it; 0 where that cannot be.

        length = share (pulse_s + coast_s) - coast_s, written so that a share of 1 gives exactly ``pulse_s``.
        """
        lengths = self.pulse_s + (np.abs(shares) - 1) * (self.pulse_s + self.coast_s)
        return np.where(shares == 0, 0.0, np.maximum(lengths, 0.0))

    def sets(self, directions: NDArray[np.int8]) -> Pots:
        """The R-units whose pots may move: the reinforced ones; with a constant feed all, if any is reinforced."""
        return np.flatnonzero(np.full(len(directions), True) if self.feeds_all and directions.any() else directions)

    def runs(self, active_pots: Pots, inactive_pots: Pots, direction: int) -> list[Run]:
        """The motors to run in one source set, reinforced one way (0: not reinforced)."""
        if self.corrects:
            return [Run(active_pots, float(direction), self.pulse_s, ACTIVE)]
        n_active = len(active_pots)
        shares = self.shares(np.array([n_active]), n_active + len(inactive_pots))[0]
        lengths_s = self.lengths_s(shares).tolist()
        every = np.union1d(active_pots, inactive_pots)
        groups = ((ACTIVE, active_pots), (INACTIVE, inactive_pots)) if direction else ((OUTSIDE, every),)
        return [
            Run(pots, (direction or 1) * float(shares[part]), lengths_s[part], part)
            for part, pots in groups
            if len(pots) and lengths_s[part] > 0
        ]


def _alpha(n_active: Floats, n_set: float, feed: float) -> tuple[Floats, ...]:
    """The uncompensated gain: every active unit gains one pulse."""
    return np.ones_like(n_active), np.zeros_like(n_active), np.zeros_like(n_active)


def _beta(n_active: Floats, n_set: float, feed: float) -> tuple[Floats, ...]:
    """The constant feed: every set gains ``feed`` pulses, a reinforced one shares them among its active units."""
    each = np.divide(feed, n_active, out=np.zeros_like(n_active), where=n_active > 0)
    return each, np.zeros_like(n_active), np.full_like(n_active, feed / n_set)


def _gamma(n_active: Floats, n_set: float, feed: float) -> tuple[Floats, ...]:
    """The parasitic gain: what the active units of a set gain, the inactive ones lose."""
    payers = n_set - n_active
    lost = np.divide(n_active, payers, out=np.zeros_like(n_active), where=payers > 0)
    return np.where(payers > 0, 1.0, 0.0), -lost, np.zeros_like(n_active)


GAINS = {"alpha": _alpha, "beta": _beta, "gamma": _gamma}
