# ruff: noqa: N803 - X is scikit-learn's name
"""Ground: at which end of the scale the ground of a set of pictures is, and what to do where it is not where it was.

    X of fit (n, side * side)     -->  rims  -->  "dark", "light" or ""  --+         polarity "auto": low + high - X
    X of predict (m, side * side) -->  rims  -->  "dark", "light" or ""  --+--> other? --> "given": OtherPolarityWarning

A classifier takes numbers as they are given: a dark figure on light ground is another picture than a light one on dark.
"""

import warnings
from math import isqrt
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

SMALLEST_PICTURE = 8  # pixels along a side from which a row of numbers may be a picture
AT_AN_END = 0.25  # of the scale: a rim within this of dark or of light
WHOLE_SET = 0.9  # share of the pictures whose rims agree
GIVEN, AUTO = "given", "auto"  # the values of the parameter ``polarity``


class OtherPolarityWarning(UserWarning):
    """The pictures to be answered are light on dark and those of ``fit`` were dark on light, or the other way round."""


class PictureGround(NamedTuple):
    """The pictures of ``fit``: their side in pixels, the range of their numbers, and where their ``ground`` is."""

    side: int
    low: float
    high: float
    ground: str

    @classmethod
    def of(cls, X: NDArray[Any]) -> Self | None:
        """That of a set (n, side * side); None if its rows are no squares, or have no ground in common."""
        side, low, high = isqrt(X.shape[1]), float(X.min()), float(X.max())
        if side**2 != X.shape[1] or side < SMALLEST_PICTURE or not low < high or not np.isfinite(low + high):
            return None
        kind = cls(side, low, high, "")
        ground = kind.ground_of(X)
        return kind._replace(ground=ground) if ground else None

    def ground_of(self, X: NDArray[Any]) -> str:
        """``dark`` or ``light``: where the rims of nine tenths of the pictures are; else empty."""
        pictures = X.reshape(-1, self.side, self.side)
        rim = np.concatenate([pictures[:, 0], pictures[:, -1], pictures[:, :, 0], pictures[:, :, -1]], axis=1)
        half_span = self.high / 2 - self.low / 2  # halves: the whole may be more than a float can hold
        tone = np.median(rim.astype(np.float64) / 2 - self.low / 2, axis=1) / half_span
        dark, light = np.mean(tone <= AT_AN_END), np.mean(tone >= 1.0 - AT_AN_END)
        return "dark" if dark >= WHOLE_SET else "light" if light >= WHOLE_SET else ""

    def as_learned(self, X: NDArray[Any], polarity: str) -> NDArray[Any]:
        """A set of the other polarity turned round, if ``polarity`` is ``auto``; with a warning as it is, if not."""
        now = self.ground_of(X)
        if not now or now == self.ground:
            return X
        if polarity == AUTO:
            return np.asarray(self.low + self.high - X)
        warnings.warn(
            f"X has a {now} ground, but the X of fit had a {self.ground} one: "
            f"set polarity='{AUTO}', or X to {self.low + self.high:g} - X",
            OtherPolarityWarning,
            stacklevel=7,  # who called predict
        )
        return X
