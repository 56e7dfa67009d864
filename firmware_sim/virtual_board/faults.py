"""Faults on purpose: bytes spoilt on the cable by chance."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class FaultConfig:
    """What a cable does to bytes: each share is the chance of one byte, 0 to 1.

    ``flip`` turns one bit over, ``drop`` loses the byte, ``duplicate`` sends it twice, ``delay`` holds it and all
    behind it up for ``delay_ms``.
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
        luck = self.rng.random((3, len(data)))
        flips = (1 << self.rng.integers(0, 8, len(data))) * (luck[0] < chance.flip)
        times = (luck[1] >= chance.drop).astype(np.int64) + (luck[2] < chance.duplicate)
        return np.repeat(np.frombuffer(data, np.uint8) ^ flips.astype(np.uint8), times).tobytes()

    def held_ms(self, n_bytes: int) -> int:
        """How long the line is held up while ``n_bytes`` pass."""
        if not (self.config.delay and n_bytes):
            return 0
        return self.config.delay_ms * int(self.rng.random() < 1 - (1 - self.config.delay) ** n_bytes)
