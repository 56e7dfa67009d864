"""Simulated line faults: bytes corrupted at random on the cable."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class FaultConfig:
    """Probabilities per byte, 0 to 1.

    ``flip`` inverts one bit, ``drop`` loses the byte, ``duplicate`` sends it twice, ``delay`` holds it and all
    following bytes up for ``delay_ms``.
    """

    flip: float = 0.0
    drop: float = 0.0
    duplicate: float = 0.0
    delay: float = 0.0
    delay_ms: int = 20


class Faults:
    """One direction of a bad cable."""

    def __init__(self, config: FaultConfig, rng: np.random.Generator) -> None:
        self.config, self.rng = config, rng

    def spoil(self, data: bytes) -> bytes:
        """The bytes that come out at the other end."""
        chance = self.config
        if not (data and (chance.flip or chance.drop or chance.duplicate)):
            return data
        draws = self.rng.random((3, len(data)))
        flips = (1 << self.rng.integers(0, 8, len(data))) * (draws[0] < chance.flip)
        times = (draws[1] >= chance.drop).astype(np.int64) + (draws[2] < chance.duplicate)
        return np.repeat(np.frombuffer(data, np.uint8) ^ flips.astype(np.uint8), times).tobytes()

    def held_ms(self, n_bytes: int) -> int:
        """The delay of the line, in ms, when ``n_bytes`` pass."""
        if not (self.config.delay and n_bytes):
            return 0
        return self.config.delay_ms * int(self.rng.random() < 1 - (1 - self.config.delay) ** n_bytes)
