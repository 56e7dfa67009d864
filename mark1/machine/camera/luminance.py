"""Luminance: pictures of any type as numbers from 0, black, to 1, white."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.errors import PictureError
from mark1.machine.camera.sampling import Array


def luminance(pictures: NDArray[Any]) -> Array:
    """Pictures as float64 luminance 0..1, of the same shape.

    Raises:
        PictureError: a type other than uint8, uint16, bool and float, or levels that are NaN or outside 0..1.
    """
    pictures = np.asarray(pictures)
    if pictures.dtype == np.bool_:
        return pictures.astype(np.float64)
    if pictures.dtype in (np.dtype(np.uint8), np.dtype(np.uint16)):
        return np.asarray(pictures / float(np.iinfo(pictures.dtype).max), np.float64)
    if not np.issubdtype(pictures.dtype, np.floating):
        raise PictureError(f"a picture must be uint8, uint16, bool or float 0..1, not {pictures.dtype}: convert it")
    if not (pictures.min(initial=0.0) >= 0.0 and pictures.max(initial=0.0) <= 1.0):
        raise PictureError("a picture of floats must lie within 0 (black) .. 1 (white), without NaN: scale it first")
    return pictures.astype(np.float64)
