"""Sides: quadrilaterals on paper, whole, with a corner covered, and with a finger that grows from a corner."""

import numpy as np
import pytest

from mark1.machine.camera.sides import four_sides

CORNERS = np.array([[40.0, 20.0], [120.0, 30.0], [110.0, 100.0], [25.0, 90.0]])  # clockwise from the top left


def inside(corners: np.ndarray) -> np.ndarray:
    """The pixels of 120 x 160 whose middle is inside a convex polygon, its corners clockwise as the eye sees them."""
    y, x = np.mgrid[:120, :160] + 0.5
    ends = zip(corners, np.roll(corners, -1, axis=0), strict=True)
    return np.all([(b - a)[0] * (y - a[1]) >= (b - a)[1] * (x - a[0]) for a, b in ends], axis=0)


def finger(corner: np.ndarray) -> np.ndarray:
    """The pixels of a finger, 9 px wide, from an eighth of the way to the middle outwards."""
    out = (corner - CORNERS.mean(axis=0)) / np.hypot(*(corner - CORNERS.mean(axis=0)))
    aside = 4.5 * np.array([-out[1], out[0]])
    inner, outer = corner - 6 * out, corner + 30 * out
    return inside(np.array([inner - aside, outer - aside, outer + aside, inner + aside]))


def off(region: np.ndarray) -> float:
    """How far the worst of the four corners is from its place, px."""
    corners = four_sides(region)
    return np.inf if corners is None else float(np.hypot(*(corners - CORNERS).T).max())


def test_the_corners_of_a_quadrilateral_are_found() -> None:
    assert off(inside(CORNERS)) < 1


@pytest.mark.parametrize("k", range(4))
def test_a_covered_corner_is_where_its_sides_meet(k: int) -> None:
    sheet, hand = inside(CORNERS), finger(CORNERS[k])
    assert hand.any() and off(sheet & ~hand) < 1.5 and off(sheet | hand) < 1.5


def test_what_has_fewer_than_four_sides_has_no_corners() -> None:
    assert four_sides(inside(CORNERS[:3])) is None
    dot = np.zeros((120, 160), bool)
    dot[60, 80] = True
    assert four_sides(dot) is None
