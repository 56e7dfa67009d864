"""Squares in blocks: one per unit, disjoint, inside their rectangle."""

import numpy as np
from loops import each
from pygame import Rect

from mark1.gui.base.unit_grid import UnitGrid, raster

ROOM = Rect(10, 20, 480, 240)


@each("groups", [[1], [4], [3, 2], [64] * 8, [20] * 26, [512], [5000], [5000] * 3, [1] * 200])
def test_every_unit_has_a_square_of_its_own_inside(groups):
    grid = UnitGrid(ROOM, groups, (6, 10), 40)
    assert len(grid.places) == sum(groups)
    assert len({tuple(place) for place in grid.places.tolist()}) == sum(groups)
    assert ROOM.contains(grid.rect)
    assert 1 <= grid.cell <= 40


def test_at_is_the_inverse_of_square():
    grid = UnitGrid(ROOM, [64] * 8, (6, 10))
    assert [grid.at(grid.square(k).center) for k in range(512)] == list(range(512))
    assert grid.at((0, 0)) is None


def test_eight_groups_of_64_are_eight_squares():
    grid = UnitGrid(Rect(0, 0, 490, 250), [64] * 8, (8, 12))
    assert (grid.columns, grid.rows, grid.across) == (8, 8, 4)


def test_a_raster_has_the_given_rows():
    grid = raster(Rect(0, 0, 100, 300), 4, 2)
    assert grid.cell == 50
    assert np.array_equal(grid.places[3] - grid.places[0], [50, 50])


def test_rows_of_blocks_are_full_if_possible():
    for room in (Rect(0, 0, 290, 96), Rect(0, 0, 290, 120), Rect(0, 0, 410, 150), Rect(0, 0, 200, 300)):
        assert 8 % UnitGrid(room, [64] * 8, (6, 14)).across == 0, room
