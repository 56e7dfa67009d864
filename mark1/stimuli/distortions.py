"""Distortions: one picture in, the same picture displaced, turned, thickened, blurred or spoiled out.

```
picture --> stroke weight --> turn, scale, shift --> blur --> occlusion --> noise --> picture
            (pen)             (place)                (lens)   (a hand)      (film)
```

Every function takes light of shape (rows, cols), 0 dark .. 1 lit, and returns a new float32 array of that shape and
range. Darkness enters from outside the edges. An amount of zero gives the same picture, to the bit.
"""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mark1.errors import StimulusError

Light = NDArray[np.float32]

# Beyond these nothing of a picture is left to see, and the arithmetic would overflow.
FARTHEST = 1e6
LARGEST_FACTOR = 1e3

# A Gaussian is cut off at 4 sigma (1 part in 10,000), and is one cell alone when its neighbours get under 1e-80.
BLUR_REACH_SIGMAS = 4.0
LEAST_BLUR_CELLS = 0.05

# The sides of an occluding rectangle are share**u and share**(1 - u) of the picture's, u between these.
OCCLUSION_ASPECT = (0.3, 0.7)


def shift(picture: ArrayLike, dx_cells: float, dy_cells: float) -> Light:
    """The picture moved ``dx_cells`` to the right and ``dy_cells`` down; parts of cells by bilinear interpolation.

    Raises StimulusError: not a picture, an amount that is not finite or beyond a million cells.
    """
    return _moved(picture, dx_cells=dx_cells, dy_cells=dy_cells)


def rotate(picture: ArrayLike, deg: float) -> Light:
    """The picture turned counter-clockwise about its centre, bilinear.

    Raises StimulusError: not a picture, an angle that is not finite or beyond a million degrees.
    """
    return _moved(picture, deg=deg)


def scale(picture: ArrayLike, factor: float) -> Light:
    """The picture ``factor`` times as large, about its centre, bilinear.

    Raises StimulusError: not a picture, a factor outside 1/1000 to 1000.
    """
    return _moved(picture, factor=factor)


def stroke_weight(picture: ArrayLike, cells: float) -> Light:
    """The picture with every edge of the lit parts moved out (``cells`` > 0, thicker) or in (< 0, thinner).

    Grey-scale dilation, the brightest cell within a disc, or erosion, the darkest; a disc of a fractional radius is the
    blend of its two whole neighbours.

    Raises StimulusError: not a picture, or ``cells`` larger than the picture.
    """
    light = _light(picture)
    most = max(light.shape)
    if not abs(cells) <= most:
        raise StimulusError(f"strokes must change by -{most} to {most} cells in this picture, got {cells}")
    whole = math.floor(abs(cells))
    part = abs(cells) - whole
    thinner = cells < 0
    near = _brightest_or_darkest(light, whole, thinner)
    if part == 0:
        return near
    return np.asarray((1 - part) * near + part * _brightest_or_darkest(light, whole + 1, thinner), np.float32)


def blur(picture: ArrayLike, sigma_cells: float) -> Light:
    """The picture convolved with a Gaussian, rows then columns; light that leaves over the edges is lost.

    Raises StimulusError: not a picture, sigma below 0 or larger than the picture.
    """
    light = _light(picture)
    rows, cols = light.shape
    most = max(rows, cols)
    if not 0 <= sigma_cells <= most:
        raise StimulusError(f"the sigma of a blur must be 0 to {most} cells in this picture, got {sigma_cells}")
    if sigma_cells < LEAST_BLUR_CELLS:
        return light
    return _clipped(_gaussian(rows, sigma_cells) @ light.astype(np.float64) @ _gaussian(cols, sigma_cells))


def noise(picture: ArrayLike, sigma: float, rng: np.random.Generator) -> Light:
    """The picture with Gaussian noise of standard deviation ``sigma`` (in light, a pure number), clipped to 0..1.

    Raises StimulusError: not a picture, sigma below 0 or not finite.
    """
    light = _light(picture)
    if not (math.isfinite(sigma) and sigma >= 0):
        raise StimulusError(f"the sigma of noise must be a number from 0, got {sigma}")
    return _clipped(light + sigma * rng.standard_normal(light.shape))


def occlude(picture: ArrayLike, fraction: float, rng: np.random.Generator) -> Light:
    """The picture behind a dark rectangle of ``fraction`` of its area, at a random place and of random proportions.

    Cells under the rectangle's edge keep the light of the share that is free, so the covered area is exact.

    Raises StimulusError: not a picture, a fraction outside 0..1.
    """
    light = _light(picture)
    if not 0 <= fraction <= 1:
        raise StimulusError(f"the occluded fraction must be 0 to 1, got {fraction}")
    aspect, top, left = rng.uniform(*OCCLUSION_ASPECT), rng.uniform(), rng.uniform()
    covered_rows = _covered(light.shape[0], fraction**aspect, top)
    covered_cols = _covered(light.shape[1], fraction ** (1 - aspect), left)
    return _clipped(light * (1 - np.outer(covered_rows, covered_cols)))


def distorted(
    picture: ArrayLike,
    rng: np.random.Generator,
    *,
    shift_cells: float = 0.0,
    rotation_deg: float = 0.0,
    scale_spread: float = 0.0,
    stroke_cells: float = 0.0,
    blur_cells: float = 0.0,
    noise: float = 0.0,
    occlusion: float = 0.0,
) -> Light:
    """The picture under all distortions at once, each drawn evenly within its given amount.

    Shift (each way), turn and stroke weight are within plus or minus the amount; the scale factor is between
    1 / (1 + ``scale_spread``) and 1 + ``scale_spread``, its logarithm drawn evenly; blur, noise and occlusion are
    between 0 and the amount. The number of draws does not depend on the amounts: changing one leaves the others as
    they were.

    Raises StimulusError: not a picture, an amount that is negative, not finite or beyond its function's limit.
    """
    amounts = (shift_cells, rotation_deg, scale_spread, stroke_cells, blur_cells, noise, occlusion)
    if not all(math.isfinite(amount) and amount >= 0 for amount in amounts):
        raise StimulusError(f"the amounts of a distortion must be numbers from 0, got {amounts}")
    dx, dy, deg, log_factor, cells = rng.uniform(-1.0, 1.0, 5) * (
        shift_cells,
        shift_cells,
        rotation_deg,
        math.log1p(scale_spread),
        stroke_cells,
    )
    sigma_cells, fraction, sigma = rng.uniform(0.0, 1.0, 3) * (blur_cells, occlusion, noise)
    light = stroke_weight(picture, cells)
    light = _moved(light, deg=deg, factor=math.exp(log_factor), dx_cells=dx, dy_cells=dy)
    return _spoiled(blur(light, sigma_cells), fraction, sigma, rng)


def _spoiled(light: Light, fraction: float, sigma: float, rng: np.random.Generator) -> Light:
    """Light behind a dark rectangle, and under noise."""
    return noise(occlude(light, fraction, rng), sigma, rng)


def _light(picture: ArrayLike) -> Light:
    """A copy of the picture as float32. Raises StimulusError when it is not two-dimensional light."""
    light = np.array(picture, np.float32)
    if light.ndim != 2 or not light.size:
        raise StimulusError(f"a picture must have shape (rows, cols), got {light.shape}")
    if not (light.min() >= 0 and light.max() <= 1):
        raise StimulusError(f"the light of a picture must be 0 to 1, got {light.min():g} to {light.max():g}")
    return light


def _clipped(light: NDArray[np.float64]) -> Light:
    """Light within 0..1, as float32."""
    return np.clip(light, 0.0, 1.0).astype(np.float32)


def _moved(
    picture: ArrayLike, *, deg: float = 0.0, factor: float = 1.0, dx_cells: float = 0.0, dy_cells: float = 0.0
) -> Light:
    """The picture turned and scaled about its centre, then shifted, in one interpolation.

    Each cell looks up where it came from: p = turn(-deg) (q - shift) / factor.
    """
    light = _light(picture)
    if not all(abs(amount) <= FARTHEST for amount in (deg, dx_cells, dy_cells)):
        given = f"{dx_cells}, {dy_cells} cells and {deg} deg"
        raise StimulusError(f"shifts and angles must be -{FARTHEST:g} to {FARTHEST:g}, got {given}")
    if not 1 / LARGEST_FACTOR <= factor <= LARGEST_FACTOR:
        raise StimulusError(f"a scale factor must be {1 / LARGEST_FACTOR:g} to {LARGEST_FACTOR:g}, got {factor}")
    mid_row, mid_col = (light.shape[0] - 1) / 2, (light.shape[1] - 1) / 2
    y = (np.arange(light.shape[0]) - mid_row - dy_cells)[:, None]
    x = (np.arange(light.shape[1]) - mid_col - dx_cells)[None, :]
    cos, sin = math.cos(math.radians(deg)), math.sin(math.radians(deg))
    return _bilinear(light, (x * sin + y * cos) / factor + mid_row, (x * cos - y * sin) / factor + mid_col)


def _bilinear(light: Light, row: NDArray[np.float64], col: NDArray[np.float64]) -> Light:
    """Light at places between the cells, darkness outside; ``row`` and ``col`` of shape (rows, cols), in cells."""
    ringed = np.pad(light.astype(np.float64), 1)
    r, down = _cell_and_part(row, light.shape[0])
    c, right = _cell_and_part(col, light.shape[1])
    upper = ringed[r, c] * (1 - right) + ringed[r, c + 1] * right
    lower = ringed[r + 1, c] * (1 - right) + ringed[r + 1, c + 1] * right
    return _clipped(upper * (1 - down) + lower * down)


def _cell_and_part(place: NDArray[np.float64], n_cells: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Places as an index into the picture with its dark ring, and how far on to the next cell, 0..1."""
    in_ring = np.clip(place + 1, 0, n_cells + 1)
    cell = np.minimum(in_ring.astype(np.intp), n_cells)
    return cell, in_ring - cell


def _brightest_or_darkest(light: Light, radius: int, darkest: bool) -> Light:
    """The brightest (or darkest) cell within a disc of whole radius about every cell."""
    rows, cols = light.shape
    ringed = np.pad(light, radius)
    choose = np.minimum if darkest else np.maximum
    chosen = light
    for row, col in _disc(radius):
        chosen = choose(chosen, ringed[row : row + rows, col : col + cols])
    return chosen


def _disc(radius: int) -> Iterator[tuple[int, int]]:
    """Rows and columns of the cells of a disc, counted from the corner of its square."""
    for row in range(2 * radius + 1):
        for col in range(2 * radius + 1):
            if (row - radius) ** 2 + (col - radius) ** 2 <= radius**2:
                yield row, col


def _gaussian(n_cells: int, sigma_cells: float) -> NDArray[np.float64]:
    """What each cell of a line gives to each other, shape (n_cells, n_cells), symmetric."""
    reach = math.ceil(BLUR_REACH_SIGMAS * sigma_cells)
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma_cells) ** 2)
    distance = abs(np.arange(n_cells)[:, None] - np.arange(n_cells)[None, :])
    reached = distance <= reach
    return np.asarray(np.where(reached, bell[reach + np.minimum(distance, reach)], 0.0) / bell.sum())


def _covered(n_cells: int, share: float, place: float) -> NDArray[np.float64]:
    """The covered part of each cell of a line, by a stretch of ``share`` of it; ``place`` 0 start .. 1 end."""
    length = share * n_cells
    start = place * (n_cells - length)
    cell = np.arange(n_cells)
    return np.asarray(np.clip(np.minimum(cell + 1, start + length) - np.maximum(cell, start), 0.0, 1.0))
