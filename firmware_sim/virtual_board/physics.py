"""The hardware around the board: photocells, and potentiometers turned by geared motors."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firmware_sim.virtual_board.sizes import Sizes
from mark1.rig.workshop import values

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class PhysicsConfig:
    """Assumed throughout: a small geared motor on a rotary potentiometer, a photocell with a resistor.

    Of the ADC's range of 1024 counts: ``speed_per_ms`` counts, ``spread`` of it from motor to motor, ``play`` counts,
    ``noise`` counts (standard deviation of one reading). ``coast_ms``: time constant of speeding up and down.
    ``row_ohm``: of what drives a row. ``column_pf``: of the wires of a column. ``settle_us``: from the choice of a
    column until it is sampled, which is up to the firmware.
    """

    speed_per_ms: float = 0.25
    spread: float = 0.1
    coast_ms: float = 8.0
    play: float = 6.0
    noise: float = 0.5
    dark: float = 0.05
    bright: float = 0.95
    row_ohm: float = values.ROW_DRIVER_OHM
    column_pf: float = values.COLUMN_PF
    settle_us: float = values.SETTLE_US


class Physics:
    """Light in, drive in, readings out; one step is a millisecond.

    ::

        light (rows, cols) 0..1 --> row driver --> column --->  cells()   counts
                                    sags           settles
        drive (pots,) -1 0 +1  -->  speed --> shaft --> wiper -->  wipers()  counts
                                    coasts    ends      play        noise

    ``stuck`` (pots,): the motor does not turn. ``lie`` (pots,) counts: the reading is off by so much. ``adc_dead``: no
    reading arrives.

    Not modelled: load on the supply, the charge that a wiper's capacitor takes over, a motor that warms up.
    """

    def __init__(self, sizes: Sizes, rng: np.random.Generator, config: PhysicsConfig | None = None) -> None:
        self.sizes, self.rng, self.config = sizes, rng, config or PhysicsConfig()
        self.scale = (sizes.full + 1) / 1024
        self.share = -math.expm1(-1 / self.config.coast_ms) if self.config.coast_ms else 1.0
        tolerance = np.maximum(0.2, 1 + self.config.spread * rng.standard_normal(sizes.pots))
        self.speed_per_ms = self.config.speed_per_ms * self.scale * tolerance
        self.stuck = np.zeros(sizes.pots, bool)
        self.lie = np.zeros(sizes.pots)
        self.adc_dead = False
        of_common = values.MUX_COMMON_PF / (self.config.column_pf + values.MUX_COMMON_PF)
        settling_us = values.COLUMN_OHM * (self.config.column_pf + values.MUX_COMMON_PF) * 1e-6
        self.crosstalk = of_common * math.exp(-self.config.settle_us / settling_us)
        self.reset()

    def reset(self) -> None:
        """All wipers to the middle, motors at rest, darkness; tolerances and faults stay."""
        self.light = np.zeros((self.sizes.rows, self.sizes.cols))
        self.velocity = np.zeros(self.sizes.pots)
        self.shaft = np.full(self.sizes.pots, self.sizes.full / 2)
        self.wiper = self.shaft.copy()

    @property
    def moving(self) -> bool:
        return bool(self.velocity.any())

    def step(self, drive: NDArray[np.int8]) -> None:
        """One millisecond with the motors driven down, not at all, or up (-1, 0, +1)."""
        if not (drive.any() or self.moving):
            return
        self.velocity += (drive * self.speed_per_ms - self.velocity) * self.share
        self.velocity[self.stuck | (np.abs(self.velocity) < 1e-4 * self.scale)] = 0
        wanted = self.shaft + self.velocity
        self.shaft = within(0, wanted, self.sizes.full)
        self.velocity[wanted != self.shaft] = 0
        half = self.config.play * self.scale / 2
        self.wiper = within(0, within(self.shaft - half, self.wiper, self.shaft + half), self.sizes.full)

    def turn(self, pot: int, counts: float) -> None:
        """A hand turns a knob: the wiper is at ``counts``, and the motor at rest."""
        self.shaft[pot] = self.wiper[pot] = counts
        self.velocity[pot] = 0

    def wipers(self) -> Counts:
        """One reading of every wiper: ndarray of shape (pots,), counts."""
        return self._read(self.wiper + self.lie)

    def cells(self, first: int, count: int) -> Counts:
        """One reading of photocells ``first`` to ``first + count - 1``: ndarray of shape (count,), counts."""
        level = (self.config.dark + (self.config.bright - self.config.dark) * self.light) * self.sizes.full
        through_driver = level.sum(axis=1, keepdims=True) / self.sizes.full
        sag = 1 + self.config.row_ohm * through_driver / values.COLUMN_OHM
        settled = (level / sag).ravel()[first : first + count]
        before = np.concatenate((settled[:1], settled[:-1]))
        return self._read(settled + self.crosstalk * (before - settled))

    def _read(self, level: Floats) -> Counts:
        noisy = level + self.config.noise * self.scale * self.rng.standard_normal(level.shape)
        return within(0, np.rint(noisy), self.sizes.full).astype(np.int64)


def within(low: Floats | float, value: Floats, high: Floats | float) -> Floats:
    """``np.clip`` of small arrays, in a third of its time: a board does this five times per millisecond."""
    return np.minimum(np.maximum(value, low), high)
