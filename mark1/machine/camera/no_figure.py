"""No figure: why nothing is seen in a picture, in words, and how strong its noise is."""

import numpy as np

from mark1.errors import PictureError
from mark1.machine.camera.figure_ground import FAINTEST, LOOK_PX
from mark1.machine.camera.sampling import Array, coarse


def no_figure(page: Array, number: int | None, *, astray: bool = False) -> PictureError:
    """The error for a page (h, w) without a figure: what keeps it from being seen, and what to do.

    ``number``: of the picture among several. ``astray``: a camera set straight would see it.
    """
    which = "the picture" if number is None else f"picture {number}"
    if astray:
        why = f"that of {which} is off the retina, too small or too blurred: set shift, turn, scale and blur back"
    else:
        why = _why_none(page, which)
    return PictureError(f"no figure found: {why}")


def _why_none(page: Array, which: str) -> str:
    tones, look = float(np.ptp(page)), coarse(page[np.newaxis], LOOK_PX)[0]
    if tones == 0:
        return f"{which} is all one tone: show one with a figure"
    if tones < FAINTEST:
        return (
            f"the tones of {which} differ by {tones:.2%} of black to white, expected at least {FAINTEST:.0%}: "
            "show one with more contrast, or set a fixed exposure"
        )
    steps = [np.abs(np.diff(page, axis=axis)).mean() for axis in (0, 1) if page.shape[axis] > 1]
    if np.mean(steps) >= FAINTEST:
        return (
            f"light and dark change from pixel to pixel in {which} and average out over a photocell "
            "(noise, or too fine a pattern): show a larger figure, or set a fixed exposure"
        )
    if np.ptp(look) < FAINTEST:
        return f"what is on the ground of {which} is too small for a photocell: cut the picture closer to it"
    return (
        f"nothing in {which} stands out from its ground over a whole photocell: show a larger figure with more "
        "contrast, or set a fixed exposure"
    )


def noise(page: Array) -> float:
    """Standard deviation of a pixel's noise: the median step between neighbours in a row, over 0.954 (Gaussian)."""
    return float(np.median(np.abs(np.diff(page, axis=1))) / 0.954) if page.shape[1] > 1 else 0.0
