"""Ground: at which end of the scale the ground of a set of pictures is, and a warning where that is not where it was.

    pictures of fit (n, h, w)     -->  rims  -->  "dark", "light" or ""  --+
    pictures of predict (m, h, w) -->  rims  -->  "dark", "light" or ""  --+--> OtherPolarityWarning

The machine takes light as it is given: a dark figure on light ground is the one part that lights no photocell.
"""

import warnings

import numpy as np
from numpy.typing import NDArray

AT_AN_END = 0.25  # of the scale: a rim within this of dark or of light
WHOLE_SET = 0.9  # share of the pictures whose rims agree


class OtherPolarityWarning(UserWarning):
    """The pictures to be answered are light on dark and those of ``fit`` were dark on light, or the other way round."""


def ground_of(pictures: NDArray[np.float64]) -> str:
    """``dark`` or ``light``: where the rims of nine tenths of the pictures (n, h, w) of light 0..1 are; else empty."""
    rim = np.concatenate([pictures[:, [0, -1], :].reshape(len(pictures), -1), pictures[:, :, 0], pictures[:, :, -1]], 1)
    tone = np.median(rim, axis=1)
    dark, light = np.mean(tone <= AT_AN_END), np.mean(tone >= 1.0 - AT_AN_END)
    return "dark" if dark >= WHOLE_SET else "light" if light >= WHOLE_SET else ""


def warn_if_other(learned: str, pictures: NDArray[np.float64], low: float, high: float) -> None:
    """Warn if the ground of ``pictures``, of numbers ``low`` to ``high``, is not at the end that was ``learned``."""
    if (now := ground_of(pictures)) and learned and now != learned:
        warnings.warn(
            f"X has a {now} ground, but the X of fit had a {learned} one: set X to {low + high:g} - X",
            OtherPolarityWarning,
            stacklevel=3,
        )
