"""Measuring a board: its motors' ends, speeds and directions, its noise, its photocells dark and lit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mark1.rig.board.board import Board
from mark1.rig.board.calibration import DEAD_BAND, Calibration, Channel
from mark1.rig.wire.protocol import MAX_RUN_MS, Pulse

SHORT_MS, LONG_MS = 150, 450  # two runs tell speed and coasting apart
LEAST = 8  # counts: a motor that moved its wiper less in SHORT_MS does not turn
INSIDE = 12  # counts kept from an end that was found: the firmware stops a motor 8 from the end of the track
READINGS = 24
AT_A_TIME = 16  # motors on one supply
COAST_S = 0.1

Counts = NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """One channel, and what is wrong with it, if something is."""

    channel: Channel
    fault: str = ""


def measure_motors(board: Board, known: Calibration, told: Callable[[int], None]) -> tuple[Calibration, list[Measured]]:
    """Turn every motor to both ends and back to the middle: the calibration, and what was found.

    ``told`` hears how many pots are done. Raises RigError.
    """
    pots = range(board.hello.pots)
    dead_band = _dead_band(board)
    found: list[Measured] = []
    for first in range(0, len(pots), AT_A_TIME):
        found += _measure(board, list(pots[first : first + AT_A_TIME]), dead_band)
        told(len(found))
    channels = tuple(one.channel for one in found)
    return replace(known, measured=True, channels=channels, dead_band=dead_band), found


def measure_cells(board: Board, known: Calibration, level: str) -> Calibration:
    """The photocells as they are now: covered for *dark*, in full light for *bright*. Moves nothing."""
    counts = np.mean([board.cells() for _ in range(READINGS // 4)], axis=0)
    levels = tuple(round(float(one), 1) for one in counts.ravel())
    return replace(known, dark=levels) if level == "dark" else replace(known, bright=levels)


def _measure(board: Board, pots: Sequence[int], dead_band: int) -> list[Measured]:
    """A few motors at a time: their direction, then each end, and the speed away from it."""
    up, down = _run(board, dict.fromkeys(pots, 1), SHORT_MS), _run(board, dict.fromkeys(pots, -1), SHORT_MS)
    turns = np.maximum(np.abs(up), np.abs(down)) >= LEAST
    right, wrong = ([pot for pot in pots if turns[pot] and (up[pot] > down[pot]) == good] for good in (True, False))
    rising, falling = dict.fromkeys(right, 1), dict.fromkeys(right, -1)
    low, (up_per_ms, coast_ms) = _end(board, falling), _speed(board, rising)
    high, (down_per_ms, _) = _end(board, rising), _speed(board, falling)
    found = [_still(pot, board.full, pot in wrong) for pot in pots if pot not in right]
    for pot in right:
        ends = float(low[pot]) + INSIDE, float(high[pot]) - INSIDE
        speeds = float(up_per_ms[pot]), float(down_per_ms[pot])
        found.append(_checked(Channel(pot, *ends, 1, *speeds, float(coast_ms[pot])), board.full))
    middle = {one.channel.pot: round((one.channel.low + one.channel.high) / 2) for one in found if not one.fault}
    if middle:
        board.seek(middle, dead_band)
    return sorted(found, key=lambda one: one.channel.pot)


def _still(pot: int, full: int, backwards: bool) -> Measured:
    """A pot that cannot be measured; one that turns in the wrong direction would run into an end and stay there."""
    fault = "turns in the wrong direction: swap its two motor leads"
    if not backwards:
        fault = "does not turn, or its wiper is not read: motor, driver, wiper wire"
    return Measured(Channel(pot, 0.0, float(full), -1 if backwards else 1, works=False), fault)


def _checked(channel: Channel, full: int) -> Measured:
    if channel.high - channel.low >= full / 4 and min(channel.up_per_ms, channel.down_per_ms) > 0:
        return Measured(channel)
    fault = f"goes from {channel.low:.0f} to {channel.high:.0f} only: its ends, its coupling, its supply"
    return Measured(replace(channel, low=0.0, high=float(full), works=False), fault)


def _end(board: Board, direction_of: dict[int, int]) -> Counts:
    """Every reading after these motors ran to an end, where the firmware switches them off."""
    if direction_of:
        board.pulse([Pulse(pot, direction, MAX_RUN_MS) for pot, direction in direction_of.items()])
    return _steady(board)


def _speed(board: Board, direction_of: dict[int, int]) -> tuple[Counts, Counts]:
    """Of every pot, counts a ms and ms of coasting; the first run takes up the play."""
    _run(board, direction_of, SHORT_MS)
    short, long = np.abs(_run(board, direction_of, SHORT_MS)), np.abs(_run(board, direction_of, LONG_MS))
    per_ms = (long - short) / (LONG_MS - SHORT_MS)
    coast_ms = np.divide(short, per_ms, out=np.zeros(len(short)), where=per_ms > 0) - SHORT_MS
    return per_ms.round(5), np.clip(coast_ms, 0, SHORT_MS).round(2)


def _run(board: Board, direction_of: dict[int, int], ms: int) -> Counts:
    """How far every wiper went in a run of ``ms``: ndarray of shape (pots,), counts."""
    before = _steady(board)
    if direction_of:
        board.pulse([Pulse(pot, direction, ms) for pot, direction in direction_of.items()])
    return _steady(board) - before


def _steady(board: Board, readings: int = 4) -> Counts:
    """Every wiper at rest, without most of the noise: ndarray of shape (pots,), counts."""
    board.pause(COAST_S)
    return np.asarray(np.mean([board.wipers() for _ in range(readings)], axis=0))


def _dead_band(board: Board) -> int:
    """Wide enough for the noise of the readings: four standard deviations of the noisiest pot."""
    noise = np.std([board.wipers() for _ in range(READINGS)], axis=0)
    return int(np.clip(np.ceil(4 * noise.max(initial=0.0)), max(2, DEAD_BAND * (board.full + 1) // 1024), 64))
