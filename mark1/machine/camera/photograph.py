"""Photograph: a picture as it was taken, and the page in it as it is seen from above.

picture (h, w) --> open scanner lid cut off, or sheet on a table straightened --> page, and the way back
"""

import numpy as np

from mark1.machine.camera.figure_ground import inside_scanner_frame
from mark1.machine.camera.sampling import Array
from mark1.machine.camera.sheet import StraightPage, find_sheet, straightened


def straight_page(picture: Array) -> StraightPage:
    """The page in a luminance (h, w), and the matrix (3, 3) that carries its points (x, y, 1) to the picture."""
    inner = inside_scanner_frame(picture)
    if inner.shape != picture.shape:
        cut_y, cut_x = ((whole - part) / 2 for whole, part in zip(picture.shape, inner.shape, strict=True))
        return StraightPage(inner, np.array([[1.0, 0.0, cut_x], [0.0, 1.0, cut_y], [0.0, 0.0, 1.0]]))
    corners = find_sheet(picture)
    return StraightPage(picture, np.eye(3)) if corners is None else straightened(picture, corners)
