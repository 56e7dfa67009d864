"""Polarities: which pictures of a set are dark on light and which are light on dark, judged as from one hand.

odds of every picture (n,) --> those of the set --> dark (n,) --> eye
                                     +--> tally for the report: how many of either, and the doubtful ones
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.machine.camera.figure_ground import dark_odds
from mark1.machine.camera.luminance import luminance
from mark1.machine.camera.polarity import CLEAR, SHAPED_PX, of_one_hand
from mark1.machine.config import Polarity
from mark1.text import counted

SAMPLE = 2048  # pictures that speak for a large array, if they agree
SIDES: tuple[Polarity, ...] = ("auto", "light", "dark")
MOST_AGAINST = 0.9  # of a set that looks otherwise than asked, before it is said
MAJORITY = 0.5  # three quarters, less one quarter
LISTED = 5  # doubtful pictures in one line; the list for programs is complete


@dataclass
class PolarityTally:
    """How the pictures of a set were taken, in ``dark`` and ``light`` figures, and which by number are ``doubtful``;
    ``names`` are those of the doubtful ones.

    ``against``: the polarity that was asked for, if the set looks like the other one; else empty.
    """

    dark: int = 0
    light: int = 0
    doubtful: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    against: str = ""

    def line(self) -> str:
        """The tally in words. Empty before anything was judged."""
        if not self.dark + self.light:
            return ""
        if self.against:
            other = "dark on light" if self.against == "light" else "light on dark"
            return f"taken as {self.against} figures as asked, but they look {other}: polarity auto reads either"
        doubt = ", ".join(self.names[:LISTED]) + (", ..." if len(self.doubtful) > LISTED else "")
        taken = f"{self.dark} dark on light, {self.light} light on dark"
        return taken + (f"; {counted(len(self.doubtful), 'doubtful picture')}: {doubt}" if doubt else "")

    def name(self, name_of: Callable[[int], str]) -> None:
        """Give the doubtful pictures their names, which they keep whatever becomes of the set."""
        self.names = [name_of(i) for i in self.doubtful]

    def facts(self) -> dict[str, Any]:
        """The tally for ``--json``."""
        counts = {"dark_on_light": self.dark, "light_on_dark": self.light}
        return {**counts, "doubtful": self.names, "asked_otherwise": self.against or None}

    def judge(self, odds: NDArray[np.float64], asked: Polarity) -> NDArray[np.int8]:
        """How to take each picture, by its own odds and by all others: index into ``SIDES``, (n,); and count them.

        Doubtful: the set overrules clear evidence of the picture's own, or nothing is clear; that one is left to the
        camera.
        """
        together = of_one_hand(odds)
        dark, unclear = together > 0.0, np.abs(together) < CLEAR
        overruled = (dark != (odds > 0.0)) & (np.abs(odds) >= CLEAR)
        self.doubtful = np.flatnonzero(overruled | unclear).tolist()
        self.dark, self.light = int(dark.sum()), int((~dark).sum())
        share = {"auto": 0.0, "dark": self.light, "light": self.dark}[asked] / len(odds)
        self.against = asked if share > MOST_AGAINST else ""
        judged = np.where(unclear, SIDES.index("auto"), np.where(dark, SIDES.index("dark"), SIDES.index("light")))
        return np.asarray(judged if asked == "auto" else np.full(len(odds), SIDES.index(asked)), np.int8)


def array_odds(luminances: Callable[[slice], NDArray[Any]], n: int, step: int) -> NDArray[np.float64]:
    """The odds of ``n`` pictures of an array, (n,): those of a sample, if it is of one polarity; else each judged.

    ``luminances`` returns the pictures of a slice, as the optics take them. Very small ones all follow their majority.
    """
    stride = max(1, n // SAMPLE)
    first = luminances(slice(0, n, stride))
    sample = dark_odds(luminance(first))
    if min(first.shape[1:]) < SHAPED_PX:
        return np.full(n, sample.mean() if abs(sample.mean()) >= MAJORITY * 2 * CLEAR else 0.0)
    together = of_one_hand(sample)
    if stride == 1:
        return sample
    if (together > 0).all() or (together < 0).all():
        return np.full(n, np.median(sample))
    return np.concatenate([dark_odds(luminance(luminances(slice(k, k + step)))) for k in range(0, n, step)])
