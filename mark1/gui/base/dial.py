"""Dial: something that can be turned: where it stands, where its stops are, and the line that turns it."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mark1.gui.base.contract import Frame

FULL_WAY_PX = 240
MOST_WORDS = 600
MOST_PX = 22
"""So far a hand moves from stop to stop, and at most so far from step to step; pixels of the 1600 x 900 wall."""


@dataclass(frozen=True)
class Dial:
    """``turn`` gives the line for a value, or sets what is on screen only and gives none.

    ``key``: turns of one dial replace each other while they wait. ``rest``: where it stands by itself. ``text``: the
    value as it is read. ``shows``: after it was turned, the camera shows its picture again.
    """

    key: str
    value: "Callable[[Frame], float]"
    turn: Callable[[float], str]
    low: float
    high: float
    step: float = 1.0
    rest: float = 0.0
    text: Callable[[float], str] = "{:g}".format
    shows: bool = False

    def held(self, value: float) -> float:
        """The nearest step between the stops."""
        steps = round((min(max(value, self.low), self.high) - self.low) / self.step)
        return min(self.high, round(self.low + steps * self.step, 9))

    @property
    def words(self) -> list[str]:
        """The text of every step, none twice; nothing, where nobody would read so many."""
        n = round((self.high - self.low) / self.step) + 1
        texts = [self.text(self.low + number * self.step) for number in range(n)] if n <= MOST_WORDS else []
        return list(dict.fromkeys(texts))

    def share(self, value: float) -> float:
        """Where a value is between the stops: -1..1."""
        return min(1.0, max(-1.0, 2 * (value - self.low) / ((self.high - self.low) or 1.0) - 1))

    def steps(self, way_px: float) -> int:
        """So many steps are ``way_px`` of the 1600 x 900 wall."""
        a_step_px = min(MOST_PX, FULL_WAY_PX * self.step / ((self.high - self.low) or 1.0))
        return math.trunc(way_px / a_step_px)


def choice(
    key: str,
    words: tuple[str, ...],
    value: "Callable[[Frame], int]",
    turn: Callable[[int], str],
    *,
    shows: bool = False,
) -> Dial:
    """A dial with a word at each step."""
    last = len(words) - 1
    return Dial(
        key,
        value,
        lambda number: turn(round(number)),
        0,
        max(0, last),
        text=lambda number: words[min(last, max(0, round(number)))],
        shows=shows,
    )
