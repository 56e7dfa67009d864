"""The sizes of a board: what its HELLO reports."""

from dataclasses import dataclass
from functools import reduce

from mark1.errors import ConfigError, expected
from mark1.rig.wire.protocol import Capability

# The most that fits HELLO, STATUS and LAMPS.
LIMITS = {
    "rows": (0, 32),
    "cols": (0, 32),
    "pots": (0, 232),
    "a_lamps": (0, 1000),
    "r_lamps": (0, 64),
    "adc_bits": (8, 16),
}
ALL = reduce(lambda some, one: some | one, Capability)


@dataclass(frozen=True)
class Sizes:
    """Defaults: the largest board a sketch drives. ``capabilities`` may be less than all: the rest is absent.

    Raises ConfigError beyond LIMITS.
    """

    rows: int = 20
    cols: int = 20
    pots: int = 64
    a_lamps: int = 64
    r_lamps: int = 8
    adc_bits: int = 10
    capabilities: Capability = ALL
    board_id: int = 0x5631_0001
    rx_buffer: int = 256

    def __post_init__(self) -> None:
        for name, (least, most) in LIMITS.items():
            if not least <= (value := getattr(self, name)) <= most:
                raise ConfigError(expected(f"virtual board: {name}", f"{least} to {most}", value))

    @property
    def cells(self) -> int:
        return self.rows * self.cols

    @property
    def full(self) -> int:
        """The largest reading of the ADC."""
        return (1 << self.adc_bits) - 1

    @property
    def wiring(self) -> int:
        """FNV-1a of the sizes: a virtual board has no other wiring."""
        text = f"{self.rows} {self.cols} {self.pots} {self.a_lamps} {self.r_lamps} {self.adc_bits}".encode()
        return reduce(lambda code, byte: (code ^ byte) * 0x01000193 & 0xFFFF_FFFF, text, 0x811C9DC5)
