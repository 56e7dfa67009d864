"""The potentiometers: 512 rotary resistors turned by motors. They are the weights."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1 import arguments
from mark1.commit import commit, elements
from mark1.errors import ConfigError, Described, expected
from mark1.machine.config import PotentiometerConfig
from mark1.machine.elementary import expm1

Bits = NDArray[np.bool_]
Pots = NDArray[np.int64]
Seconds = NDArray[np.float64] | np.float64

MICROVOLTS = 1_000_000
SHORTEST_S, LONGEST_S = 1e-9, 3600 * 100_000  # of a pulse: the longest is the largest feed of the longest pulses
REST_AFTER = 16  # time constants after which a coasting motor has less than a count to go
NEVER, BY_HAND, BY_MOTOR = -1, -2, -3


class Potentiometers:
    """A bank of motor-driven potentiometers; each joins one A-unit to one R-unit.

    ::

        a (n_a,) on / off  -->  [wipers of active units, -11 V .. +11 V]  -->  sum_v (n_r,) volts
                                        ^ gear with play
                             pulse  -->  motor  (runs, then coasts)

    Pots are in the order of the R-units: those of R-unit r are ``start_of_r[r]`` to ``start_of_r[r + 1]`` and belong
    to consecutive A-units from ``first_a[r]`` on. *disjoint*: n_a pots, each A-unit on one R-unit (the source sets
    of R58). *shared*: n_a x n_r pots, every A-unit on every R-unit (counterfactual).

    ``wiper`` and ``shaft`` (n_pots,) int32 are positions in counts of 1 microvolt, so sums are exact and the same
    bits on every computer; ``wiper_v`` gives volts. A motor at ``speed_v_per_s`` (spread from pot to pot) moves the
    shaft during a pulse and while coasting after it (exponentially, ``coast_s``); the wiper follows when the play
    ``backlash_v`` is taken up; at a stop a clutch slips. An *ideal* bank counts steps of 1 V: one per pulse, no stops.

    Source: -11 V to +11 V with stops, JD26 (secondary); 512, JD26, MAN, R58 (secondary); that motors turn them,
    PRML (secondary). Assumed: speed, spread, coasting, backlash, noise, decay, the clutch.

    Not modelled: positions finer than a microvolt, load on the supply, a wiper lifting off its track.
    """

    in_closed_form = True  # a pass over many stimuli may be compiled; motors of metal must be waited for

    def __init__(self, config: PotentiometerConfig, n_a: int, n_r: int, rng: np.random.Generator) -> None:
        self.config, self.n_a, self.n_r, self.rng = config, n_a, n_r, rng
        if config.pots == "shared":
            self.start_of_r, self.first_a = np.arange(n_r + 1) * n_a, np.zeros(n_r, np.int64)
        else:
            if n_a < n_r:
                raise ConfigError(f"disjoint pots: {n_r} R-units need at least as many A-units, got {n_a}: use shared")
            self.start_of_r = np.arange(n_r + 1) * n_a // n_r
            self.first_a = self.start_of_r[:-1]
        self.n_pots = int(self.start_of_r[-1])
        self.counts_per_v = 1 if config.ideal else MICROVOLTS
        self.half_lash = 0 if config.ideal else round(config.backlash_v * MICROVOLTS / 2)
        self.limit = 2**30 if config.ideal else round(config.stop_v * MICROVOLTS) + self.half_lash
        spread = 0.0 if config.ideal else config.speed_spread
        tolerance = np.maximum(0.0, 1 + spread * rng.standard_normal(self.n_pots, np.float32))
        self.speed_v_per_s = (config.speed_v_per_s * tolerance).astype(np.float32)
        self.stuck = np.zeros(self.n_pots, bool)
        self.wiper = np.zeros(self.n_pots, np.int32)
        self.shaft = np.zeros(self.n_pots, np.int32)
        self.came_from = np.zeros(self.n_pots, np.int32)
        self.moved_by = np.full(self.n_pots, NEVER, np.int32)
        self.direction = np.zeros(self.n_pots, np.int8)
        self.run_s = np.zeros(self.n_pots)
        self.pulse_s = np.zeros(self.n_pots)
        self.run_from = np.zeros(self.n_pots, np.int32)

    def reset(self) -> None:
        """All wipers to the middle, motors at rest; tolerances and faults stay."""
        middle = [elements(array, 0) for array in (self.wiper, self.shaft, self.came_from)]
        commit([*middle, elements(self.moved_by, NEVER)])
        self._rest(np.arange(self.n_pots))

    @property
    def a_of_pot(self) -> NDArray[np.int64]:
        """The A-unit of each pot: ndarray of shape (n_pots,)."""
        r = self.r_of_pot
        return np.arange(self.n_pots) - self.start_of_r[r] + self.first_a[r]

    @property
    def r_of_pot(self) -> NDArray[np.int64]:
        """The R-unit of each pot: ndarray of shape (n_pots,)."""
        return np.repeat(np.arange(self.n_r), np.diff(self.start_of_r))

    @property
    def wiper_v(self) -> NDArray[np.float64]:
        """Wiper voltages: ndarray of shape (n_pots,), V."""
        return self.wiper / self.counts_per_v

    # ---- the signal

    def read(self) -> None:
        """Bring ``wiper`` up to date; here it always is."""

    def halt(self) -> None:
        """All motors come to rest; those of a board at once, and they stay off until they are armed again."""
        self.settle()

    def sum(self, a: Bits) -> NDArray[np.float64]:
        """Sum of the wiper voltages of active A-units at each R-unit: ndarray of shape (n_r,), V."""
        a = arguments.bits("a", a, (self.n_a,))
        counts = np.array([self.wiper[self.active_pots(a, r)].sum(dtype=np.int64) for r in range(self.n_r)])
        if self.config.noise_v:
            counts += self.jitter(np.array([[len(self.active_pots(a, r)) for r in range(self.n_r)]]))[0]
        return counts / self.counts_per_v

    def jitter(self, active: NDArray[np.int64]) -> NDArray[np.int64]:
        """Noise of the sums of ``active`` (n, n_r) wipers, in counts: independent, so it grows with the root."""
        noise_counts = self.config.noise_v * self.counts_per_v
        return np.rint(self.rng.standard_normal(active.shape) * noise_counts * np.sqrt(active)).astype(np.int64)

    def counts_up_to(self, volts: float) -> int:
        """The most counts that are not above ``volts``."""
        counts = math.ceil(volts * self.counts_per_v) + 1
        while counts / self.counts_per_v > volts:
            counts -= 1
        return counts

    def active_pots(self, a: Bits, r: int) -> Pots:
        """The pots of R-unit ``r`` whose A-unit is on: their numbers."""
        lo, hi, first = self.start_of_r[r], self.start_of_r[r + 1], self.first_a[r]
        return np.asarray(lo + np.flatnonzero(a[first : first + hi - lo]))

    # ---- whole pulses, in closed form

    def travel(self, pulse_s: float) -> NDArray[np.int32]:
        """Counts each shaft goes in a pulse of ``pulse_s`` and the coasting after it: ndarray of shape (n_pots,)."""
        if self.config.ideal:
            counts = np.ones(self.n_pots)
        else:
            counts = np.rint(self.speed_v_per_s.astype(np.float64) * self.full_speed_s(pulse_s) * MICROVOLTS)
        return np.where(self.stuck, 0, np.minimum(counts, 2 * self.limit)).astype(np.int32)

    def full_speed_s(self, pulse_s: float) -> float:
        """How long a motor would run at full speed to go as far as a pulse of ``pulse_s`` and the coasting after it."""
        return float(pulse_s) + self._coast_s

    def turn(self, pots: Pots, direction: int, pulse_s: float) -> bool:
        """Run the motors of ``pots`` one way (+1 or -1) for ``pulse_s`` seconds until they rest; whether any moved."""
        self.settle()
        old = self.shaft[pots]
        self.switch_on(pots, direction, pulse_s)
        self.settle()
        return bool((self.shaft[pots] != old).any())

    def set_by_hand(self, pot: int, volts: float) -> None:
        """Turn one wiper to ``volts``: in an ideal bank whole ones.

        Raises ConfigError beyond the stops, between the steps of an ideal bank, or if there is no such pot.
        """
        pot = self.check(pot)
        volts = arguments.real(f"pot {pot}", volts)
        stop_v = float(self.limit) if self.config.ideal else self.config.stop_v
        if not abs(volts) <= stop_v:
            raise ConfigError(expected(f"pot {pot}", f"-{stop_v:g} to +{stop_v:g} V", Described(f"{volts:g}")))
        if self.config.ideal and volts != round(volts):
            raise ConfigError(f"pot {pot}: an ideal bank moves in steps of 1 V, got {volts:g}")
        self.settle()
        counts, before = round(volts * self.counts_per_v), self.wiper[pot].copy()
        of_log = [elements(self.came_from, before, pot), elements(self.moved_by, BY_HAND, pot)]
        commit([*of_log, elements(self.wiper, counts, pot), elements(self.shaft, counts, pot)])

    def weights(self) -> NDArray[np.float64]:
        """The wipers by R-unit and A-unit, V; NaN where no pot joins them: ndarray of shape (n_r, n_a)."""
        weights = np.full((self.n_r, self.n_a), np.nan)
        weights[self.r_of_pot, self.a_of_pot] = self.wiper_v
        return weights

    def set_weights(self, weights: NDArray[Any]) -> None:
        """Turn wipers by hand to ``weights`` (n_r, n_a), V; those that stand there already are not touched.

        Where no pot joins two units, NaN or 0 is expected. Raises ConfigError, and then turns none, for another shape,
        a voltage beyond the stops, or one between the steps of an ideal bank.
        """
        weights = arguments.array("weights", weights, (self.n_r, self.n_a), "volts").astype(np.float64)
        at_pot = np.zeros(weights.shape, bool)
        at_pot[self.r_of_pot, self.a_of_pot] = True
        for r, a in np.argwhere(~at_pot & ~np.isnan(weights) & (weights != 0))[:1]:
            where, got = f"weights[{r}, {a}]", float(weights[r, a])
            raise arguments.refusal(where, "NaN or 0, for no pot joins these units", got)
        volts, stop_v = weights[at_pot], float(self.limit) if self.config.ideal else self.config.stop_v
        for v in volts[~(np.abs(volts) <= stop_v)][:1]:
            raise arguments.refusal("weights", f"-{stop_v:g} to +{stop_v:g} V at every pot", float(v))
        if self.config.ideal and (volts != np.rint(volts)).any():
            raise arguments.refusal("weights", "steps of 1 V (ideal)", float(volts[volts != np.rint(volts)][0]))
        self.settle()
        counts = np.rint(volts * self.counts_per_v).astype(np.int32)
        pots = np.flatnonzero(counts != self.wiper)
        of_log = [elements(self.came_from, self.wiper[pots], pots), elements(self.moved_by, BY_HAND, pots)]
        commit([*of_log, elements(self.wiper, counts[pots], pots), elements(self.shaft, counts[pots], pots)])

    def check(self, pot: int) -> int:
        """The number of a pot. Raises ConfigError if there is none of this number."""
        pot = arguments.whole("pot", pot)
        if not 0 <= pot < self.n_pots:
            raise ConfigError(f"pot {pot} does not exist (valid: 0 to {self.n_pots - 1})")
        return pot

    def decay(self, dt_s: float) -> None:
        """Every wiper loses the share 1 - exp(-decay_per_s dt_s) of its voltage, and the shaft goes with it."""
        dt_s = arguments.real("dt_s", dt_s, 0)
        if self.config.decay_per_s:
            lost = np.rint(self.wiper * -expm1(-self.config.decay_per_s * dt_s)).astype(np.int32)
            commit([elements(self.wiper, self.wiper - lost), elements(self.shaft, self.shaft - lost)])
            pots = np.flatnonzero(self.direction)
            gone = self._travelled(pots, self.pulse_s[pots], self.run_s[pots])
            self.run_from[pots] = self.shaft[pots] - self.direction[pots] * gone

    # ---- through time

    def start(self, pots: Pots, direction: int, pulse_s: float) -> None:
        """Switch motors on as ``switch_on`` does, and note that they moved these pots."""
        self.came_from[pots], self.moved_by[pots] = self.wiper[pots], BY_MOTOR
        self.switch_on(pots, direction, pulse_s)

    def switch_on(self, pots: Pots, direction: int, pulse_s: float) -> None:
        """Switch the motors of ``pots`` on, one way, for ``pulse_s`` seconds; ``step`` then moves them."""
        if direction not in (1, -1):
            raise arguments.refusal("direction", "+1 or -1", direction)
        pulse_s = arguments.real("pulse_s", pulse_s, SHORTEST_S, LONGEST_S)
        self.pulse_s[pots], self.run_s[pots], self.run_from[pots] = pulse_s, 0.0, self.shaft[pots]
        self.direction[pots] = direction  # last: it is what says that a motor runs

    @property
    def moving(self) -> Bits:
        """Which shafts are turning, powered or coasting: ndarray of shape (n_pots,), bool."""
        return np.asarray(self.direction != 0)

    def step(self, dt_s: float) -> None:
        """Move all running motors on by ``dt_s`` seconds. Exact, so the size of the steps does not matter."""
        pots, dt_s = np.flatnonzero(self.direction), arguments.real("dt_s", dt_s, 0)
        self.run_s[pots] += dt_s
        travelled = self._travelled(pots, self.pulse_s[pots], self.run_s[pots])
        self._move(pots, self.run_from[pots], self.direction[pots] * travelled)
        self._rest(pots[self.run_s[pots] - self.pulse_s[pots] >= REST_AFTER * self._coast_s])

    def settle(self) -> None:
        """Let every running motor finish its pulse and come to rest."""
        if self.direction.any():
            self.step(math.inf)

    def follows(self) -> bool:
        """Whether every wiper is within the play of its shaft."""
        play = self.wiper.astype(np.int64) - self.shaft
        return bool((np.abs(play) <= self.half_lash).all())

    # ---- inside

    @property
    def _coast_s(self) -> float:
        return 0.0 if self.config.ideal else self.config.coast_s

    def _rest(self, pots: Pots) -> None:
        """These motors stand still, and remember nothing of how they ran."""
        self.direction[pots], self.run_s[pots], self.pulse_s[pots], self.run_from[pots] = 0, 0.0, 0.0, 0

    def _travelled(self, pots: Pots, pulse_s: Seconds, run_s: Seconds) -> NDArray[np.int32]:
        """Counts travelled ``run_s`` after a pulse of ``pulse_s`` began; at rest, exactly the whole way."""
        powered_s = np.minimum(run_s, pulse_s)
        if self.config.ideal:
            counts = np.floor(powered_s / pulse_s) * np.ones(len(pots))
        else:
            rolled_s = self._rolled(np.subtract(run_s, powered_s))
            counts = np.rint(self.speed_v_per_s[pots].astype(np.float64) * (powered_s + rolled_s) * MICROVOLTS)
        return np.where(self.stuck[pots], 0, np.minimum(counts, 2 * self.limit)).astype(np.int32)

    def _rolled(self, coasting_s: Seconds) -> Seconds:
        """Time at full speed that would take a motor as far as ``coasting_s`` seconds of coasting did."""
        coast_s = self._coast_s
        if coast_s == 0:
            return np.zeros_like(coasting_s)
        rolling = -np.where(coasting_s >= REST_AFTER * coast_s, np.inf, coasting_s) / coast_s
        return np.asarray(-coast_s * expm1(rolling))

    def _move(self, pots: Pots, shaft_from: NDArray[np.int32], by: NDArray[np.int32]) -> None:
        """Shafts to ``shaft_from + by``, no further than the stops; wipers follow once the play is taken up."""
        shaft = np.clip(shaft_from + by, -self.limit, self.limit)
        wiper = np.clip(self.wiper[pots], shaft - self.half_lash, shaft + self.half_lash)
        commit([elements(self.shaft, shaft, pots), elements(self.wiper, wiper, pots)])
