"""Shapes: areas by school geometry, places, turns, and what may be left and right."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loops import each
from numpy.typing import NDArray

from mark1.errors import StimulusError
from mark1.stimuli.shapes import SHAPES, draw, left_right_squares, scattered

Light = NDArray[np.float32]

# Areas of shapes of size 12: side 12; diameter 12; equilateral of side 12; 12 x 3; two bars of 12 x 4 less 4 x 4; the
# diamond is half of 12 x 8.
AREA_OF_12 = {
    "square": 144.0,
    "circle": 36 * math.pi,
    "triangle": 36 * math.sqrt(3),
    "bar": 36.0,
    "cross": 80.0,
    "diamond": 48.0,
}


def centroid(light: Light) -> tuple[float, float]:
    """Row and column of the middle of the light, in cells from the upper left corner."""
    row, col = (np.arange(n) + 0.5 for n in light.shape)
    total = float(light.sum())
    return float(light.sum(axis=1) @ row) / total, float(light.sum(axis=0) @ col) / total


def test_a_square_of_two_cells_lights_the_four_cells_about_its_centre() -> None:
    np.testing.assert_array_equal(
        draw("square", 4, 4, (2, 2), 2.0),
        np.array([[0, 0, 0, 0], [0, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 0]], np.float32),
    )


def test_a_cell_on_the_edge_gets_the_share_that_is_covered() -> None:
    # A square of side 2 about (1.5, 1.25): rows 0.5..2.5, columns 0.25..2.25.
    by_row, by_col = [0.5, 1, 0.5], [0.75, 1, 0.25]
    np.testing.assert_array_equal(draw("square", 3, 3, (1.5, 1.25), 2.0), np.outer(by_row, by_col))


def test_an_outline_is_one_cell_wide_inside_the_edge() -> None:
    ring = draw("square", 6, 6, size_cells=4.0, filled=False)
    np.testing.assert_array_equal(ring[1:5, 1:5], [[1, 1, 1, 1], [1, 0, 0, 1], [1, 0, 0, 1], [1, 1, 1, 1]])
    assert ring.sum() == 12


def test_a_bar_lies_flat_and_stands_when_turned() -> None:
    lying = draw("bar", 8, 8, size_cells=8.0)
    np.testing.assert_array_equal(lying.any(axis=1), [False, False, False, True, True, False, False, False])
    np.testing.assert_array_equal(draw("bar", 8, 8, size_cells=8.0, turn_deg=90.0), lying.T)


def test_turns_are_counter_clockwise_and_a_triangle_points_up() -> None:
    up = draw("triangle", size_cells=12.0)
    widths = up.sum(axis=1)[up.any(axis=1)]
    assert (np.diff(widths)[:-1] > 0).all()
    np.testing.assert_array_equal(up, up[:, ::-1])
    np.testing.assert_allclose(draw("triangle", size_cells=12.0, turn_deg=90.0), np.rot90(up), atol=0.13)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_light_of_a_shape_is_its_area_wherever_and_however_it_lies(shape: str) -> None:
    for centre, turn_deg in [((10.0, 10.0), 0.0), ((8.3, 11.9), 33.0), ((11.21, 9.77), -128.0)]:
        light = draw(shape, centre=centre, size_cells=12.0, turn_deg=turn_deg)
        assert light.sum() == pytest.approx(AREA_OF_12[shape], rel=0.03)
        assert centroid(light) == pytest.approx(centre, abs=0.1)


@pytest.mark.parametrize("shape", SHAPES)
def test_an_outline_is_part_of_the_shape_and_leaves_its_middle_dark(shape: str) -> None:
    full = draw(shape, 30, 30, size_cells=24.0, turn_deg=10.0)
    outline = draw(shape, 30, 30, size_cells=24.0, turn_deg=10.0, filled=False)
    assert (outline <= full).all()
    assert outline[15, 15] == 0.0 < full[15, 15]
    assert 0 < outline.sum() < full.sum()


def test_shapes_differ_from_each_other_at_the_same_place_and_size() -> None:
    drawn = [draw(shape) for shape in SHAPES]
    assert all(np.abs(a - b).sum() > 5 for i, a in enumerate(drawn) for b in drawn[:i])


def test_what_lies_outside_the_retina_is_cut_off() -> None:
    assert draw("circle", centre=(0.0, 0.0), size_cells=8.0).sum() == pytest.approx(4 * math.pi, rel=0.03)
    assert not draw("cross", centre=(-50.0, 3.0)).any()
    assert draw("square", 3, 5, size_cells=100.0).all()


@given(
    st.sampled_from(SHAPES),
    st.integers(1, 25),
    st.integers(1, 25),
    st.floats(-30, 30),
    st.floats(0.01, 40),
    st.floats(-720, 720),
    st.booleans(),
)
def test_any_shape_is_light_of_the_asked_form(
    shape: str, rows: int, cols: int, row: float, size_cells: float, turn_deg: float, filled: bool
) -> None:
    light = draw(shape, rows, cols, (row, cols / 2), size_cells, turn_deg, filled)
    assert light.shape == (rows, cols)
    assert light.dtype == np.float32
    assert light.min() >= 0
    assert light.max() <= 1


@each(
    "arguments, said",
    [
        ({"shape": "sqare"}, r"no shape 'sqare': .*; did you mean 'square'\?"),
        ({"shape": "Circle"}, r"did you mean 'circle'\?"),
        ({"shape": "zzz"}, "the shapes are square, circle, triangle, bar, cross, diamond$"),
        ({"size_cells": 0.0}, "size must be above 0 cells, got 0.0"),
        ({"size_cells": -1.0}, "size must be above 0"),
        ({"size_cells": math.nan}, "size must be above 0"),
        ({"size_cells": math.inf}, "size must be above 0"),
        ({"turn_deg": math.inf}, "finite numbers"),
        ({"centre": (math.nan, 1.0)}, "finite numbers"),
        ({"rows": 0}, "at least 1 x 1 cells, got 0 x 20"),
        ({"cols": -3}, "at least 1 x 1 cells, got 20 x -3"),
    ],
)
def test_what_cannot_be_drawn_is_refused(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(StimulusError, match=said):
        draw(**({"shape": "square"} | arguments))  # type: ignore[arg-type]


@given(st.integers(0, 2**32), st.sampled_from([(20, 20), (9, 31), (40, 12)]))
def test_scattered_shapes_lie_fully_inside(seed: int, size: tuple[int, int]) -> None:
    rows, cols = size
    pictures, labels = scattered(SHAPES, 2, np.random.default_rng(seed), rows, cols)
    assert pictures.shape == (12, rows, cols)
    assert pictures.dtype == np.float32
    assert labels == [shape for shape in SHAPES for _ in range(2)]
    short = min(rows, cols)
    for light, shape in zip(pictures, labels, strict=True):
        # Inside means that no area is lost: at least that of the smallest size, at most that of the largest.
        smallest, largest = (AREA_OF_12[shape] * (share * short / 12) ** 2 for share in (0.35, 0.6))
        assert 0.85 * smallest <= light.sum() <= 1.15 * largest


def test_scattered_shapes_are_the_same_for_the_same_seed_and_unlike_among_each_other() -> None:
    first, _ = scattered(["circle"], 5, np.random.default_rng(7))
    again, _ = scattered(["circle"], 5, np.random.default_rng(7))
    np.testing.assert_array_equal(first, again)
    assert len(np.unique(first.reshape(5, -1), axis=0)) == 5


def test_what_cannot_be_scattered_is_refused() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(StimulusError, match="no shapes to scatter"):
        scattered([], 3, rng)
    with pytest.raises(StimulusError, match="did you mean 'bar'"):
        scattered(["square", "bars"], 3, rng)
    with pytest.raises(StimulusError, match="at least 1, got 0"):
        scattered(["square"], 0, rng)


@given(st.integers(0, 2**32), st.integers(1, 9), st.sampled_from([(20, 20), (7, 15), (6, 12)]))
def test_squares_keep_to_their_half(seed: int, n: int, size: tuple[int, int]) -> None:
    rows, cols = size
    pictures, labels = left_right_squares(n, np.random.default_rng(seed), rows, cols, size_cells=6.0)
    assert pictures.shape == (n, rows, cols)
    assert labels.count("left") == (n + 1) // 2
    assert labels.count("right") == n // 2
    for light, label in zip(pictures, labels, strict=True):
        assert light.sum() == pytest.approx(36.0, abs=2.0)
        middle = centroid(light)[1]
        assert (middle < cols / 2) == (label == "left")
        far_half = light[:, (cols + 1) // 2 :] if label == "left" else light[:, : cols // 2]
        assert not far_half.any()


def test_squares_come_in_random_order_and_at_many_places() -> None:
    pictures, labels = left_right_squares(40, np.random.default_rng(1))
    assert labels not in (sorted(labels), sorted(labels, reverse=True), ["left", "right"] * 20)
    assert len(np.unique(pictures.reshape(40, -1), axis=0)) == 40


def test_squares_that_do_not_fit_are_refused() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(StimulusError, match=r"half a retina of 20 x 20 must be above 0 and up to 10 cells, got 10.5"):
        left_right_squares(2, rng, size_cells=10.5)
    with pytest.raises(StimulusError, match="above 0 and up to 10"):
        left_right_squares(2, rng, size_cells=0.0)
    with pytest.raises(StimulusError, match="above 0 and up to 10"):
        left_right_squares(2, rng, size_cells=math.nan)
    with pytest.raises(StimulusError, match="at least 1, got 0"):
        left_right_squares(0, rng)
