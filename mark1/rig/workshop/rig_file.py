"""The rig file: what a maker built, in TOML. Every key may be left out.

::

    board = "nano"                  # uno, nano, mega
    baud = 115200                   # or 250000, which is exact at 16 MHz, if the USB chip can do it
    rows = 4                        # photocells
    cols = 4
    pots = 8                        # motor-driven potentiometers
    a_lamps = 8
    r_lamps = 1
    photocell = "GL5528"            # names for the bill of materials
    potentiometer = "10 kΩ linear, motor-driven"
    motor_v = 5                     # of one motor
    motor_ma = 150
    motor_stall_ma = 900            # standing still, as at the start; 0: six times motor_ma

Without a file: an Uno with the sizes of ``firmware_sim/mark1_rig/board.h``, all that a board can drive but for the
rows and columns beyond 20.
"""

import os
import tomllib
from dataclasses import dataclass, fields
from typing import Any

from mark1 import storage
from mark1.errors import ConfigError, expected, unknown
from mark1.rig.wire.rates import RATES, USUAL
from mark1.rig.workshop.arduinos import ARDUINOS, Arduino

# From three row registers, two column multiplexers, four wiper multiplexers; the motors' from their drivers.
LIMITS = {
    "rows": (1, 24),
    "cols": (1, 32),
    "pots": (1, 64),
    "a_lamps": (0, 64),
    "r_lamps": (0, 8),
    "motor_v": (3, 11),
    "motor_ma": (10, 1000),
    "motor_stall_ma": (0, 1800),  # what a driver gives
}
STALL_TIMES = 6
LONGEST_NAME = 40
LONGEST_FILE = 65_536


@dataclass(frozen=True)
class RigSizes:
    """The sizes of a rig and the parts it is made of. Raises ConfigError for what no board can drive."""

    board: str = "uno"
    rows: int = 20
    cols: int = 20
    pots: int = 64
    a_lamps: int = 64
    r_lamps: int = 8
    photocell: str = "GL5528"
    potentiometer: str = "10 kΩ linear, motor-driven"
    motor_v: int = 5
    motor_ma: int = 150
    motor_stall_ma: int = 0
    baud: int = USUAL

    def __post_init__(self) -> None:
        for key in fields(self):
            value = getattr(self, key.name)
            if allowed := _refusal(key.name, value):
                raise ConfigError(expected(f"rig: {key.name}", allowed, value))
        if 0 < self.motor_stall_ma < self.motor_ma:
            allowed = f"at least the {self.motor_ma} mA of motor_ma"
            raise ConfigError(expected("rig: motor_stall_ma", allowed, self.motor_stall_ma))

    @property
    def arduino(self) -> Arduino:
        return ARDUINOS[self.board]

    @property
    def stall_ma(self) -> int:
        """Of a motor that stands still. Assumed, unless the file says it: six times that of one that turns."""
        return self.motor_stall_ma or min(STALL_TIMES * self.motor_ma, LIMITS["motor_stall_ma"][1])

    @property
    def cells(self) -> int:
        return self.rows * self.cols


KEYS = [key.name for key in fields(RigSizes)]


def read(path: str | os.PathLike[str]) -> RigSizes:
    """The rig of a file. Raises StorageError if it cannot be read, ConfigError for what is in it."""
    text = storage.read_text(path, LONGEST_FILE)
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: not TOML: {str(error) or 'nested too deep'}") from error
    for key in table:
        if key not in KEYS:
            raise ConfigError(f"{path}: {unknown('key', key, KEYS)}")
    try:
        return RigSizes(**table)
    except ConfigError as error:
        raise ConfigError(f"{path}: {str(error).removeprefix('rig: ')}") from None


def _refusal(name: str, value: Any) -> str:
    """What would have been allowed; empty if ``value`` is."""
    if name == "board":
        return "" if isinstance(value, str) and value in ARDUINOS else f"one of {', '.join(ARDUINOS)}"
    if name == "baud":
        return "" if type(value) is int and value in RATES else f"one of {', '.join(map(str, RATES))}"
    if name in LIMITS:
        least, most = LIMITS[name]
        fits = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return "" if fits else f"a whole number from {least} to {most}"
    fits = isinstance(value, str) and value.isprintable() and 0 < len(value.strip()) <= LONGEST_NAME
    return "" if fits else f"a name of up to {LONGEST_NAME} letters"
