"""Calibration: for each channel of a board, how counts of the ADC and volts of the machine belong together."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from mark1 import storage
from mark1.errors import StorageError
from mark1.rig.wire.protocol import Hello

DEAD_BAND = 4  # counts; Assumed: noise of the ADC and the last burst of a motor
MARGIN = 16  # counts kept from the ends of the track, where a motor is switched off
SPEED_PER_MS = 0.25  # counts; Assumed, until it is measured
MICROVOLTS = 1_000_000


@dataclass(frozen=True)
class Channel:
    """One motor potentiometer of the board.

    ``low``, ``high``: counts where the machine's stops are. ``way`` -1: its motor leads are swapped. ``up_per_ms``,
    ``down_per_ms``: counts a ms of drive; ``coast_ms``: how much longer than the drive the way is.
    """

    pot: int
    low: float
    high: float
    way: int = 1
    up_per_ms: float = SPEED_PER_MS
    down_per_ms: float = SPEED_PER_MS
    coast_ms: float = 0.0
    works: bool = True


@dataclass(frozen=True)
class Calibration:
    """What is known of a board; ``dark`` and ``bright``: readings of each photocell, or nothing."""

    board_id: int
    wiring: int
    full: int
    measured: bool
    channels: tuple[Channel, ...]
    dead_band: int = DEAD_BAND
    dark: tuple[float, ...] = field(default=())
    bright: tuple[float, ...] = field(default=())

    @classmethod
    def assumed(cls, hello: Hello) -> Self:
        """For a board that was never measured: all channels alike."""
        full = (1 << hello.adc_bits) - 1
        scale = (full + 1) / 1024
        margin, speed = MARGIN * scale, SPEED_PER_MS * scale
        channels = tuple(
            Channel(pot, margin, full - margin, up_per_ms=speed, down_per_ms=speed) for pot in range(hello.pots)
        )
        return cls(hello.board_id, hello.wiring, full, False, channels, max(1, round(DEAD_BAND * scale)))

    def usable(self) -> tuple[Channel, ...]:
        """The channels that can hold a weight: they work, and turn the right way."""
        return tuple(one for one in self.channels if one.works and one.way > 0)

    def light(self, cells: NDArray[np.int64]) -> NDArray[np.float32]:
        """Readings (rows, cols) as light 0 to 1, in steps of 1/255: the same after it was written down."""
        dark, bright = (np.reshape(level, cells.shape) if level else None for level in (self.dark, self.bright))
        low = np.zeros(cells.shape) if dark is None else dark
        high = np.full(cells.shape, float(self.full)) if bright is None else bright
        share = np.clip((cells - low) / np.maximum(high - low, 1.0), 0.0, 1.0)
        return np.asarray(np.rint(share * 255) / 255, np.float32)

    # ---- kept by the board's id

    def save(self, folder: Path) -> Path:
        """Write it to ``folder``. Raises StorageError."""
        path = _path(folder, self.board_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        storage.write_text(path, json.dumps(asdict(self), indent=1) + "\n")
        return path

    @classmethod
    def of_board(cls, hello: Hello, folder: Path) -> Self:
        """The calibration kept for this board and wiring, or the assumed one. Raises StorageError if it is damaged."""
        path = _path(folder, hello.board_id)
        if not path.exists():
            return cls.assumed(hello)
        kept = cls._from(storage.read_text(path, storage.SETTINGS_LIMIT), path)
        fits = (kept.wiring, kept.full, len(kept.channels)) == (hello.wiring, (1 << hello.adc_bits) - 1, hello.pots)
        return kept if fits else cls.assumed(hello)

    @classmethod
    def _from(cls, text: str, path: Path) -> Self:
        try:
            plain: dict[str, Any] = json.loads(text)
            channels = tuple(Channel(**one) for one in plain.pop("channels"))
            dark, bright = (tuple(map(float, plain.pop(name))) for name in ("dark", "bright"))
            kept = cls(**plain, channels=channels, dark=dark, bright=bright)
            _check(kept)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise StorageError(
                f"{path}: not a calibration ({error}): delete it, and calibrate the board again"
            ) from error
        return kept


def counts_of(channels: Sequence[Channel], wiper: NDArray[np.int32], stop_uv: int) -> NDArray[np.int64]:
    """Wipers (n,) in microvolts as counts of their channels."""
    low, high = _ends(channels)
    return np.rint(low + (wiper / stop_uv + 1) / 2 * (high - low)).astype(np.int64)


def wipers_of(channels: Sequence[Channel], counts: NDArray[np.int64], stop_uv: int) -> NDArray[np.int32]:
    """Counts (n,) as wipers in microvolts, between the stops."""
    low, high = _ends(channels)
    share = 2 * (counts - low) / (high - low) - 1
    return np.rint(np.clip(share, -1, 1) * stop_uv).astype(np.int32)


def _ends(channels: Sequence[Channel]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    ends = np.array([(one.low, one.high) for one in channels], np.float64).reshape(-1, 2)
    return ends[:, 0], ends[:, 1]


def _check(kept: Calibration) -> None:
    """Raises ValueError for numbers that cannot be."""
    numbers: list[Any] = [
        value for one in kept.channels for value in (one.low, one.high, one.up_per_ms, one.down_per_ms)
    ]
    if not all(isinstance(value, (int, float)) and 0 <= value <= 65535 for value in numbers):
        raise ValueError("a number out of range")
    if not all(one.low < one.high and one.way in (1, -1) for one in kept.channels) or not 1 <= kept.dead_band <= 255:
        raise ValueError("invalid ends, directions or dead band")


def _path(folder: Path, board_id: int) -> Path:
    return folder / f"board-{board_id:08x}.json"
