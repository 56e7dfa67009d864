"""The retina: a square of cadmium sulphide photocells, the machine's S-units."""

import numpy as np
from numpy.typing import NDArray

from mark1 import arguments
from mark1.machine.config import RetinaConfig
from mark1.machine.elementary import expm1

Light = NDArray[np.float32]
Bits = NDArray[np.bool_]


class Retina:
    """20 x 20 photocells behind the camera; each is on or off, nothing between.

    ::

        light (rows, cols) 0..1  -->  [x gain + noise >= threshold]  -->  s (n_s,) on / off

    The figure is the lit part. ``gain`` is each cell's sensitivity (1 is nominal), ``dead`` cells never answer,
    ``stuck`` cells always do. Source: 20 x 20 CdS cells, PRML fig. 4.8 (secondary); all or nothing, R58 (primary).
    Assumed: threshold, spread, noise, lag.

    Not modelled: spectral response, temperature, fatigue, a response that depends on the history of the light
    beyond one time constant.
    """

    def __init__(self, config: RetinaConfig, rng: np.random.Generator) -> None:
        self.config, self.rng = config, rng
        self.n_s = config.rows * config.cols
        self.gain = np.maximum(0.0, 1.0 + config.gain_spread * rng.standard_normal(self.n_s)).astype(np.float32)
        self.dead = np.zeros(self.n_s, bool)
        self.stuck = np.zeros(self.n_s, bool)
        self.level = np.zeros(self.n_s, np.float32)

    def reset(self) -> None:
        """Forget all light seen; the cells and their faults stay."""
        self.level[:] = 0.0

    def sense(self, light: Light) -> Bits:
        """On or off of every cell after the light has settled: ndarray of shape (n_s,), bool."""
        light = arguments.light("light", light, (self.config.rows, self.config.cols))
        s: Bits = self._sensed(light[np.newaxis])[0]
        return s

    def sense_all(self, light: Light) -> Bits:
        """Which S-units are on for many pictures: light (n, rows, cols) -> ndarray of shape (n, n_s), bool.

        Noise is drawn picture by picture in order, so n pictures at once and one by one give the same bits. Raises
        ConfigError for light outside 0 to 1.
        """
        return self._sensed(arguments.light("light", light, (None, self.config.rows, self.config.cols)))

    def _sensed(self, light: Light) -> Bits:
        seen = light.reshape(len(light), self.n_s) * self.gain
        if self.config.noise:
            seen += self.config.noise * self.rng.standard_normal(seen.shape)
        return (seen >= np.float32(self.config.threshold)) & ~self.dead | self.stuck

    def step(self, light: Light, dt_s: float) -> Bits:
        """Let the cells see ``light`` for ``dt_s`` seconds: they follow it with the time constant ``lag_s``."""
        rows, cols, lag_s = self.config.rows, self.config.cols, self.config.lag_s
        seen, dt_s = arguments.light("light", light, (rows, cols)).reshape(self.n_s), arguments.real("dt_s", dt_s, 0)
        follow = np.float32(1.0 if lag_s == 0 else -expm1(-dt_s / lag_s))
        self.level[:] = np.where(follow == 1, seen, self.level + follow * (seen - self.level))
        return self.sense(self.level.reshape(rows, cols))
