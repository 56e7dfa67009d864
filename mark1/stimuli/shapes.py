"""Shapes: squares, circles, triangles, bars, crosses and diamonds, anywhere on the retina, of any size and turn.

```
  square   circle   triangle    bar      cross   diamond
  ######    ####       ##                 ##       ##
  ######   ######     ####    ######    ######    ####
  ######   ######    ######   ######    ######    ####
  ######    ####    ########              ##       ##
```

Places are in cells from the upper left corner of the retina, so the middle of 20 x 20 is (10, 10) and the square of
side 2 there fills four cells. A cell on the edge of a shape gets light by the share of its area inside, counted on
8 x 8 points.
"""

import difflib
import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from mark1.errors import StimulusError

Light = NDArray[np.float32]
Coordinates = NDArray[np.float64]

POINTS_PER_CELL = 8
OUTLINE_CELLS = 1.0

# Parts of a shape as shares of its size: how thick a bar is, how thick the arms of a cross, how wide a diamond.
BAR_THICKNESS = 1 / 4
ARM_THICKNESS = 1 / 3
DIAMOND_WIDTH = 2 / 3

# Sizes that `scattered` draws from, as shares of the shorter side of the retina. Even the largest square fits however
# it is turned: 0.6 * sqrt(2) < 1.
SCATTERED_SIZES = (0.35, 0.6)


def _box(x: Coordinates, y: Coordinates, half_width: float, half_height: float) -> Coordinates:
    return np.minimum(half_width - abs(x), half_height - abs(y))


def _circle(x: Coordinates, y: Coordinates, size: float) -> Coordinates:
    return np.asarray(size / 2 - np.hypot(x, y))


def _triangle(x: Coordinates, y: Coordinates, size: float) -> Coordinates:
    inner_radius = size / (2 * math.sqrt(3))
    sides_deg = (30.0, 150.0, 270.0)
    return np.asarray(
        np.min(
            [inner_radius - x * math.cos(math.radians(a)) - y * math.sin(math.radians(a)) for a in sides_deg], axis=0
        )
    )


def _cross(x: Coordinates, y: Coordinates, size: float) -> Coordinates:
    arm = size * ARM_THICKNESS / 2
    return np.maximum(_box(x, y, size / 2, arm), _box(x, y, arm, size / 2))


def _diamond(x: Coordinates, y: Coordinates, size: float) -> Coordinates:
    a, b = size * DIAMOND_WIDTH / 2, size / 2
    return np.asarray((a * b - b * abs(x) - a * abs(y)) / math.hypot(a, b))


# How deep a point (x to the right, y up, in cells from the centre) lies inside a shape, in cells; below 0 is outside.
DEPTH: dict[str, Callable[[Coordinates, Coordinates, float], Coordinates]] = {
    "square": lambda x, y, size: _box(x, y, size / 2, size / 2),
    "circle": _circle,
    "triangle": _triangle,
    "bar": lambda x, y, size: _box(x, y, size / 2, size * BAR_THICKNESS / 2),
    "cross": _cross,
    "diamond": _diamond,
}

# How far the farthest point of a shape of size 1 lies from its centre.
REACH: dict[str, float] = {
    "square": math.sqrt(2) / 2,
    "circle": 1 / 2,
    "triangle": 1 / math.sqrt(3),
    "bar": math.hypot(1, BAR_THICKNESS) / 2,
    "cross": math.hypot(1, ARM_THICKNESS) / 2,
    "diamond": 1 / 2,
}

SHAPES: tuple[str, ...] = tuple(DEPTH)


def draw(
    shape: str,
    rows: int = 20,
    cols: int = 20,
    centre: tuple[float, float] | None = None,
    size_cells: float = 8.0,
    turn_deg: float = 0.0,
    filled: bool = True,
) -> Light:
    """One shape as light; what lies outside the retina is cut off.

    Args:
        shape: one of SHAPES.
        centre: (row, column) in cells from the upper left corner; by default the middle. A triangle's is where its
            medians meet.
        size_cells: side of the square and the triangle, diameter of the circle, length of the bar and of the cross's
            arms, height of the diamond.
        turn_deg: counter-clockwise; at 0 a bar lies flat, a triangle points up and a diamond is upright.
        filled: or an outline one cell wide, inside the shape's edge.

    Returns:
        ndarray of shape (rows, cols), float32, 0..1.

    Raises:
        StimulusError: an unknown shape, a size not above 0, an empty retina, a number that is not finite.
    """
    _check_shape(shape)
    _check_retina(rows, cols)
    row, col = (rows / 2, cols / 2) if centre is None else centre
    if not all(map(math.isfinite, (row, col, turn_deg))):
        raise StimulusError(f"a shape's place and turn must be finite numbers, got ({row}, {col}) and {turn_deg} deg")
    if not (math.isfinite(size_cells) and size_cells > 0):
        raise StimulusError(f"a shape's size must be above 0 cells, got {size_cells}")
    x, y = _turned(_points(cols) - col, row - _points(rows), turn_deg)
    depth = DEPTH[shape](x, y, size_cells)
    lit = (depth >= 0) & (filled | (depth < OUTLINE_CELLS))
    cells = lit.reshape(rows, POINTS_PER_CELL, cols, POINTS_PER_CELL)
    return np.asarray(cells.mean(axis=(1, 3), dtype=np.float32))


def scattered(
    shapes: Sequence[str], n_each: int, rng: np.random.Generator, rows: int = 20, cols: int = 20
) -> tuple[Light, list[str]]:
    """``n_each`` pictures of every shape, shape after shape, each of random place, size and turn, fully inside.

    Sizes are 0.35 to 0.6 of the retina's shorter side.

    Returns:
        (ndarray of shape (n, rows, cols), float32, 0..1; the n names of the shapes).

    Raises:
        StimulusError: no shapes, an unknown one, ``n_each`` below 1, an empty retina.
    """
    if not shapes:
        raise StimulusError(f"no shapes to scatter: name some of {', '.join(SHAPES)}")
    _check_count(n_each, "pictures of each shape")
    _check_retina(rows, cols)
    for shape in shapes:
        _check_shape(shape)
    labels = [shape for shape in shapes for _ in range(n_each)]
    return np.stack([_anywhere(shape, rng, rows, cols) for shape in labels]), labels


def left_right_squares(
    n: int, rng: np.random.Generator, rows: int = 20, cols: int = 20, size_cells: float = 6.0
) -> tuple[Light, list[str]]:
    """Upright squares wholly in the left or the right half of the retina, half of them in each, in random order.

    The task with which the perceptron, simulated on an IBM 704, was shown to the press in July 1958: to tell cards
    marked on the left from cards marked on the right. Source: NYT58 (primary). Assumed: the size of the squares, and
    that they may stand anywhere in their half. With an odd ``n`` there is one more on the left.

    Returns:
        (ndarray of shape (n, rows, cols), float32, 0..1; the n labels "left" and "right").

    Raises:
        StimulusError: ``n`` below 1, or squares too large for half the retina.
    """
    _check_count(n, "pictures")
    _check_retina(rows, cols)
    largest = min(rows, cols / 2)
    if not 0 < size_cells <= largest:
        raise StimulusError(
            f"squares in half a retina of {rows} x {cols} must be above 0 and up to {largest:g} cells, got {size_cells}"
        )
    on_right = rng.permutation(np.arange(n) % 2)
    margin = size_cells / 2
    row = rng.uniform(margin, rows - margin, n)
    col = rng.uniform(margin, cols / 2 - margin, n) + on_right * cols / 2
    pictures = [draw("square", rows, cols, centre, size_cells) for centre in zip(row, col, strict=True)]
    return np.stack(pictures), ["right" if right else "left" for right in on_right]


def exclusive_or(rows: int = 20, cols: int = 20) -> tuple[Light, list[str]]:
    """Two squares, left and right, each high or low: "same" where they are level, else "different".

    ```
      # #      . .      # .      . #
      . .      # #      . #      # .
      same     same     different
    ```

    No weights of single cells tell them apart: w(left high) + w(right high) > 0 and w(left low) + w(right low) > 0
    would be the answer to two pictures, and the same four weights, added otherwise, would have to be below 0.

    Returns:
        (ndarray of shape (4, rows, cols), float32, 0..1; the 4 labels).

    Raises:
        StimulusError: an empty retina.
    """
    _check_retina(rows, cols)
    places = ((0.25, 0.25), (0.75, 0.75), (0.25, 0.75), (0.75, 0.25))  # rows of the left and the right square
    pictures = [_pair((left * rows, right * rows), rows, cols) for left, right in places]
    return np.stack(pictures), ["same", "same", "different", "different"]


def _pair(at_rows: tuple[float, float], rows: int, cols: int) -> Light:
    """A square in the left and one in the right half."""
    size = 0.3 * min(rows, cols)
    left, right = (
        draw("square", rows, cols, (row, col * cols), size) for row, col in zip(at_rows, (0.25, 0.75), strict=True)
    )
    return np.maximum(left, right)


def _anywhere(shape: str, rng: np.random.Generator, rows: int, cols: int) -> Light:
    """A shape of random size and turn, at a random place where it is inside however it is turned."""
    size = min(rows, cols) * rng.uniform(*SCATTERED_SIZES)
    reach = size * REACH[shape]
    centre = rng.uniform(reach, rows - reach), rng.uniform(reach, cols - reach)
    return draw(shape, rows, cols, centre, size, rng.uniform(0.0, 360.0))


def _points(n_cells: int) -> Coordinates:
    """Where the points of a row of cells lie, in cells from its start, shape (8 * n_cells,)."""
    return (np.arange(n_cells * POINTS_PER_CELL) + 0.5) / POINTS_PER_CELL


def _turned(x: Coordinates, y: Coordinates, turn_deg: float) -> tuple[Coordinates, Coordinates]:
    """Every point (x, y) of the grid, turned clockwise: what a shape that is turned the other way sees."""
    cos, sin = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    return x[None, :] * cos + y[:, None] * sin, y[:, None] * cos - x[None, :] * sin


def _check_shape(shape: str) -> None:
    if shape not in SHAPES:
        near = difflib.get_close_matches(str(shape), SHAPES, n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise StimulusError(f"no shape {shape!r}: the shapes are {', '.join(SHAPES)}{hint}")


def _check_retina(rows: int, cols: int) -> None:
    if rows < 1 or cols < 1:
        raise StimulusError(f"a retina must be at least 1 x 1 cells, got {rows} x {cols}")


def _check_count(n: int, what: str) -> None:
    if n < 1:
        raise StimulusError(f"the number of {what} must be at least 1, got {n}")
