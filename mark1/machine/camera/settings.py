"""Settings: whether those of a camera are within their ranges."""

from typing import get_args

from mark1 import arguments
from mark1.errors import ConfigError, Described, expected
from mark1.machine.config import Framing, OpticsConfig, Polarity

MAX_CELLS = 256  # longest side of a retina, in cells


def check_settings(config: OpticsConfig, rows: int, cols: int) -> None:
    """Raise ConfigError at the first setting out of its range."""
    if not (1 <= rows <= MAX_CELLS and 1 <= cols <= MAX_CELLS):
        sizes = f"1 x 1 to {MAX_CELLS} x {MAX_CELLS} cells"
        raise ConfigError(expected("retina", sizes, Described(f"{rows} x {cols}")))
    for name, low, high in (
        ("margin", 0.0, 0.45),
        ("blur_cells", 0.0, float(MAX_CELLS)),
        ("shift_x_cells", -float(MAX_CELLS), float(MAX_CELLS)),
        ("shift_y_cells", -float(MAX_CELLS), float(MAX_CELLS)),
        ("rotation_deg", -3600.0, 3600.0),
        ("scale", 0.01, 100.0),
        ("exposure", 0.0, 1e6),
    ):
        value = getattr(config, name)
        if value is not None and not low <= value <= high:
            raise ConfigError(expected(f"optics.{name}", f"a number from {low:g} to {high:g}", value))
    for name, allowed in (("framing", ("auto", "whole", "fit")), ("polarity", ("auto", "light", "dark"))):
        if getattr(config, name) not in allowed:
            raise ConfigError(expected(f"optics.{name}", f"one of {', '.join(allowed)}", getattr(config, name)))


def check_wishes(framing: object, polarity: object) -> None:
    """Raises ConfigError unless these are words that a source of pictures may ask for."""
    arguments.word("framing", framing, get_args(Framing))
    arguments.word("polarity", polarity, get_args(Polarity))
