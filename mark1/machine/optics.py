"""Optics: the camera that throws a picture onto the photocells.

The thing was a camera in front of a scene lit by strong lights; its lens formed an image on the square of photocells.
Later a projector and a hand on the slide did what the controls here do: shift, turn, enlarge, put out of focus.

```
picture (height, width)        figure = how far each pixel is from its ground
   |                              |
   v                              v
+----------+   +---------+   +---------+   +-----------------+   +----------+
| polarity |-->| framing |-->| lens    |-->| cells           |-->| exposure |--> light (rows, cols)
| ground   |   | whole   |   | shift   |   | mean over exact |   | auto or  |    0 dark .. 1 lit
| paper    |   | or fit  |   | turn    |   | area of cell    |   | fixed    |
+----------+   +---------+   | scale   |   +-----------------+   +----------+
                             | blur    |
                             +---------+
```

Shapes and units: a picture is uint8, uint16 or bool (scaled by the largest value of its type) or floats 0..1, 0 black.
Light is float32, 0..1. Whatever the polarity of the picture, the figure (ink) is lit and the ground is dark.

Source: 20 x 20 photocells, scene lit by strong lights, image focused by a camera: Bishop 2006, fig. 4.8 (secondary).
Assumed: everything else here, for no source tells of framing, exposure, or the polarity of the slides.

Exposure. The light on the cells falls into two heaps, ground and figure, parted where Otsu's criterion says. Automatic
exposure sets the mean of the ground at 0 and the mean of the figure at 1, so a cell is lit past 0.5 when it is nearer to
the figure than to the ground, however thin the strokes or grey the ink. A picture of zeros and ones stays as it is.

Not modelled: lens distortion, depth of field, colour, flicker of the lights; a dark band along one edge of a scan;
paper lit unevenly under ink that runs off its border.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.errors import ConfigError, PictureError
from mark1.machine.config import Framing, OpticsConfig, Polarity

Array = NDArray[np.float64]
Light = NDArray[np.float32]

MAX_CELLS = 256
"""Longest side of a retina, in cells."""
LEVELS = 4096
"""Steps of light a cell is read in: sums over them are exact, so a picture alone and in a batch give the same bits."""
LOOK_PX = 64
"""Longest side of the coarse look from which ground, polarity and framing are decided; averaging hides noise."""
CHUNK_PX = 2**19
"""Pixels worked on at once; bounds the memory and keeps it in the cache."""
FAINTEST = 0.02
"""Least difference of figure and ground, on a scale of black 0 to white 1, that counts as something to see."""
NOISE_MARGIN = 3.0
"""A faint figure (below FAINT) must stand out from the noise of a cell this many times."""
FAINT = 0.1
SPECK = 0.02
"""Blots smaller than this share of the largest one are dust, when a picture is framed to fit."""
FRAME_DEPTH = 0.1
"""A scanner's dark frame is at most this share of the picture deep, on each side."""
FINEST = 8
"""Points per cell and direction when a picture is turned."""


class Frame(NamedTuple):
    """Where the retina lies on the picture: its centre and the side of a cell, in pixels."""

    centre_y: float
    centre_x: float
    cell: float


class Figures(NamedTuple):
    """Pictures seen as figure on ground."""

    contrast: Array
    """How far each pixel is from its ground, towards the figure, ndarray of shape (n, height, width)."""
    ground: Array
    """Light of the ground when the figure is the lighter of the two, 0..1, ndarray of shape (n,)."""


class Optics:
    """The camera. State: none but its settings."""

    def __init__(self, config: OpticsConfig, rows: int, cols: int) -> None:
        """A camera onto a retina of ``rows`` x ``cols`` photocells.

        Raises:
            ConfigError: a setting out of its range, or a retina that is not 1 x 1 .. 256 x 256.
        """
        _check(config, rows, cols)
        self.config = config
        self.rows = rows
        self.cols = cols

    def project(self, picture: NDArray[Any], *, framing: Framing = "whole", polarity: Polarity = "auto") -> Light:
        """Light on the photocells, 0 dark .. 1 lit, ndarray of shape (rows, cols), float32.

        ``picture``, of shape (height, width), is uint8, uint16, bool or float 0..1. ``framing`` and ``polarity`` are what
        suits its source; a setting of the config other than ``auto`` wins over them.

        Raises:
            PictureError: a wrong shape or type, levels out of 0..1, or nothing to see under automatic exposure.
        """
        picture = np.asarray(picture)
        if picture.ndim != 2:
            raise PictureError(f"a picture must have 2 dimensions (height, width), not {picture.shape}: make it grey")
        (light,) = self.project_all(picture[np.newaxis], framing=framing, polarity=polarity)
        return np.asarray(light, np.float32)

    def project_all(self, pictures: NDArray[Any], *, framing: Framing = "whole", polarity: Polarity = "auto") -> Light:
        """Light of many pictures, ndarray of shape (n, rows, cols), float32: each as ``project`` gives it, bit for bit.

        Raises:
            PictureError: as ``project``; the text says which picture.
        """
        pictures = np.asarray(pictures)
        if pictures.ndim != 3 or 0 in pictures.shape[1:]:
            raise PictureError(f"pictures must have the shape (n, height, width), not {pictures.shape}")
        light = np.empty((len(pictures), self.rows, self.cols), np.float32)
        step = max(1, CHUNK_PX // max(pictures[0].size if len(pictures) else 1, self.rows * self.cols))
        for first in range(0, len(pictures), step):
            chunk = luminance(pictures[first : first + step])
            light[first : first + step] = self._light(chunk, first, framing, polarity)
        return light

    def _light(self, chunk: Array, first: int, framing: Framing, polarity: Polarity) -> Light:
        """Light of a chunk of luminances; ``first`` is the number of its first picture."""
        polarity = polarity if self.config.polarity == "auto" else self.config.polarity
        framing = framing if self.config.framing == "auto" else self.config.framing
        if framing == "fit":
            return np.concatenate([self._fitted(page, first + i, polarity) for i, page in enumerate(chunk)])
        _, height, width = chunk.shape
        whole = Frame(height / 2, width / 2, max(height / self.rows, width / self.cols))
        return self._exposed(chunk, self._figures(chunk, polarity), whole, first)

    def _fitted(self, page: Array, number: int, polarity: Polarity) -> Light:
        """Light of one picture framed on its ink, ndarray of shape (1, rows, cols)."""
        page = inside_scanner_frame(page) if polarity == "auto" else page
        figures = self._figures(page[np.newaxis], polarity)
        box = ink_box(figures.contrast[0])
        if box is None:
            raise _nothing_to_see(number)
        top, bottom, left, right = box
        share = 1.0 - 2.0 * self.config.margin
        cell = max((bottom - top) / (self.rows * share), (right - left) / (self.cols * share))
        frame = Frame((top + bottom) / 2, (left + right) / 2, cell)
        return self._exposed(page[np.newaxis], figures, frame, number)

    def _figures(self, pages: Array, polarity: Polarity) -> Figures:
        return see_figures(pages, polarity, flatten=self.config.exposure is None)

    def _exposed(self, pages: Array, figures: Figures, frame: Frame, first: int) -> Light:
        """Light after the shutter: the sampled figure under fixed or automatic exposure, shape (n, rows, cols)."""
        cells = self._sampled(figures.contrast, frame)
        if self.config.exposure is not None:
            return fixed_exposure(cells + figures.ground[:, np.newaxis, np.newaxis], self.config.exposure)
        levels = np.rint(np.maximum(cells, 0.0) * LEVELS).reshape(len(cells), -1)
        dark, lit = two_heaps(levels)
        for i in np.flatnonzero(lit - dark < FAINT * LEVELS):
            if (lit[i] - dark[i]) / LEVELS < max(FAINTEST, NOISE_MARGIN * noise(pages[i]) / max(frame.cell, 1.0)):
                raise _nothing_to_see(first + int(i))
        light = (levels - dark[:, np.newaxis]) / (lit - dark)[:, np.newaxis]
        return np.asarray(np.clip(light, 0.0, 1.0).reshape(cells.shape), np.float32)

    def _sampled(self, contrast: Array, frame: Frame) -> Array:
        """Mean contrast over the area of each cell, ndarray of shape (n, rows, cols); 0 off the picture.

        Area and Gaussian blur are separable: ``down @ picture @ across.T``, one small product for each picture.
        """
        config = self.config
        frame = frame._replace(cell=frame.cell / config.scale)
        soft_y, soft_x = blur_matrix(self.rows, config.blur_cells), blur_matrix(self.cols, config.blur_cells)
        if config.rotation_deg % 360.0:
            turned = [self._turned(picture, frame) for picture in contrast]
            return np.asarray(soft_y @ np.stack(turned) @ soft_x.T)
        _, height, width = contrast.shape
        top = frame.centre_y - frame.cell * (self.rows / 2 + config.shift_y_cells)
        left = frame.centre_x - frame.cell * (self.cols / 2 + config.shift_x_cells)
        down = soft_y @ coverage(top, frame.cell, self.rows, height)
        across = soft_x @ coverage(left, frame.cell, self.cols, width)
        return np.asarray(down @ contrast @ np.ascontiguousarray(across.T))

    def _turned(self, picture: Array, frame: Frame) -> Array:
        """Mean of the turned picture at 8 x 8 points of each cell, ndarray of shape (rows, cols).

        Every point is carried back onto the picture; y points down, so that a positive angle is counter-clockwise.
        """
        height, width = picture.shape
        points_across = math.ceil(max(height, width) * FINEST / max(frame.cell, FINEST))
        picture = _coarse(picture[np.newaxis], points_across)[0]
        config, angle = self.config, math.radians(self.config.rotation_deg)
        y = ((np.arange(self.rows * FINEST) + 0.5) / FINEST - self.rows / 2 - config.shift_y_cells) * frame.cell
        x = ((np.arange(self.cols * FINEST) + 0.5) / FINEST - self.cols / 2 - config.shift_x_cells) * frame.cell
        back_y = np.add.outer(y * math.cos(angle), x * math.sin(angle)) + frame.centre_y
        back_x = np.add.outer(y * -math.sin(angle), x * math.cos(angle)) + frame.centre_x
        row = np.floor(back_y * picture.shape[0] / height).astype(np.int64) + 1
        col = np.floor(back_x * picture.shape[1] / width).astype(np.int64) + 1
        bordered = np.pad(picture, 1)
        row, col = row.clip(0, bordered.shape[0] - 1), col.clip(0, bordered.shape[1] - 1)
        points = bordered[row, col].reshape(self.rows, FINEST, self.cols, FINEST)
        return np.asarray(points.mean(axis=(1, 3)))


def luminance(pictures: NDArray[Any]) -> Array:
    """Pictures as float64 luminance 0..1, of the same shape.

    Raises:
        PictureError: a type other than uint8, uint16, bool and float, or levels that are NaN or outside 0..1.
    """
    if pictures.dtype == np.bool_:
        return pictures.astype(np.float64)
    if pictures.dtype in (np.dtype(np.uint8), np.dtype(np.uint16)):
        return np.asarray(pictures / float(np.iinfo(pictures.dtype).max), np.float64)
    if not np.issubdtype(pictures.dtype, np.floating):
        raise PictureError(f"a picture must be uint8, uint16, bool or float 0..1, not {pictures.dtype}: convert it")
    if not (pictures.min(initial=0.0) >= 0.0 and pictures.max(initial=0.0) <= 1.0):
        raise PictureError("a picture of floats must lie within 0 (black) .. 1 (white), without NaN: scale it first")
    return pictures.astype(np.float64)


def coverage(start: float, cell: float, n_cells: int, n_px: int) -> Array:
    """Share of each cell that each pixel covers, along one side, ndarray of shape (n_cells, n_px).

    Cell i lies from ``start + i * cell`` to ``start + (i + 1) * cell``, in pixels. A row sums to 1, or to less when
    part of the cell lies off the picture.
    """
    edges = start + cell * np.arange(n_cells + 1)
    pixels = np.arange(n_px)
    overlap = np.minimum(edges[1:, np.newaxis], pixels + 1) - np.maximum(edges[:-1, np.newaxis], pixels)
    return np.asarray(np.maximum(overlap, 0.0) / cell)


def blur_matrix(n_cells: int, sigma: float) -> Array:
    """Gaussian blur along one side, ndarray of shape (n_cells, n_cells); light that leaves the retina is lost."""
    if sigma == 0.0:
        return np.eye(n_cells)
    reach = np.arange(-math.ceil(5 * sigma), math.ceil(5 * sigma) + 1)
    total = np.exp(-0.5 * (reach / sigma) ** 2).sum()
    apart = np.arange(n_cells)[:, np.newaxis] - np.arange(n_cells)
    near = np.abs(apart) <= math.ceil(5 * sigma)
    return np.asarray(np.where(near, np.exp(-0.5 * (apart / sigma) ** 2), 0.0) / total)


def fixed_exposure(cells: Array, exposure: float) -> Light:
    """Light of an aperture that stays as it is: ``clip(exposure * cells, 0, 1)``, in steps of 1/4096."""
    return np.asarray(np.clip(exposure * np.rint(cells * LEVELS) / LEVELS, 0.0, 1.0), np.float32)


def two_heaps(levels: Array) -> tuple[Array, Array]:
    """Mean of the dark and of the lit heap of each row of ``levels`` (n, m), parted by Otsu's criterion, each (n,).

    The split is the one with the largest variance between heaps, ``k (m - k) (lit - dark)^2`` with k in the dark heap.
    Levels are whole numbers, so every sum is exact. Of a row of one level, or one cell, both heaps are that level.
    """
    n, m = levels.shape
    if m == 1:
        return np.zeros(n), levels[:, 0].astype(np.float64)
    ordered = np.sort(levels.astype(np.int32), axis=1)
    below = np.cumsum(ordered, axis=1, dtype=np.int64)
    k = np.arange(1, m)
    dark = below[:, :-1] / k
    lit = (below[:, -1:] - below[:, :-1]) / (m - k)
    best = np.argmax(k * (m - k) * (lit - dark) ** 2, axis=1)[:, np.newaxis]
    return np.take_along_axis(dark, best, 1)[:, 0], np.take_along_axis(lit, best, 1)[:, 0]


def see_figures(pages: Array, polarity: Polarity, *, flatten: bool) -> Figures:
    """Figure and ground of luminances (n, h, w). The ground is what lines the border; ``flatten`` evens out its light."""
    look = _coarse(pages)
    rim = _border(look)
    ground, dark = _ground(look, rim, polarity)
    sign = np.where(dark, -1.0, 1.0)
    contrast = (pages - ground[:, np.newaxis, np.newaxis]) * sign[:, np.newaxis, np.newaxis]
    span = np.ptp(look, axis=(1, 2))
    astray = np.percentile(np.abs(rim - np.median(rim, axis=1)[:, np.newaxis]), 75.0, axis=1)
    for i in np.flatnonzero((astray > 0.05 * span) & (astray > FAINTEST)) if flatten else ():
        even = _flattened(pages[i], look[i], rim[i], polarity)
        contrast[i] = contrast[i] if even is None else even
    return Figures(contrast, np.where(dark, 1.0 - ground, ground))


def _ground(look: Array, rim: Array, polarity: Polarity) -> tuple[Array, NDArray[np.bool_]]:
    """Luminance of the ground, and whether the figure is darker than it, each of shape (n,).

    The ground is the median of the border; the figure is towards the extreme that is farther from it. When neither is,
    the majority of pixels is ground. When the polarity is given and the border disagrees, the ground is the other extreme.
    """
    low, high = look.min(axis=(1, 2)), look.max(axis=(1, 2))
    middle, ground = (low + high) / 2, np.median(rim, axis=1)
    tie = np.abs(ground - middle) < 1e-9
    most = np.median(look[tie].reshape(np.count_nonzero(tie), -1), axis=1) if tie.any() else ground[tie]
    ground[tie] = np.where(most > middle[tie], high[tie], low[tie])
    light_ground = ground > middle
    if polarity == "auto":
        return ground, light_ground
    dark = np.full(len(look), polarity == "dark")
    return np.where(light_ground == dark, ground, high if polarity == "dark" else low), dark


def _flattened(page: Array, look: Array, rim: Array, polarity: Polarity) -> Array | None:
    """Contrast of a page against its own uneven ground (h, w).

    None when the border is uneven for another reason, or when the given polarity is not what the border shows.
    """
    surface = _ground_surface(look, rim)
    if surface is None:
        return None
    over = look - _terms(look.shape) @ surface
    ground = np.maximum(_terms(page.shape) @ surface, FAINTEST)
    dark = bool(-over.min() > over.max())
    if polarity not in ("auto", "dark" if dark else "light"):
        return None
    return np.asarray((ground - page) / ground * ground.mean() if dark else page - ground)


def _ground_surface(look: Array, rim: Array) -> Array | None:
    """Six coefficients of a quadratic surface through the ground, or None when no smooth surface explains the border.

    Nine tenths of the border must come three times nearer to the surface than to a level, and nothing on it may jump:
    light on paper changes gradually, a figure that reaches the border does not.
    """
    if _steepest(look) > np.ptp(rim) / 2.0:
        return None
    terms = _terms(look.shape)
    around = _border(terms.transpose(2, 0, 1)).T
    surface = _trimmed_fit(around, rim)
    off = float(np.percentile(np.abs(rim - around @ surface), 90.0))
    if off > np.percentile(np.abs(rim - np.median(rim)), 90.0) / 3.0:
        return None
    for _ in range(2):
        paper = np.abs(look - terms @ surface) <= 3.0 * off + FAINTEST
        surface = _least_squares(terms[paper], look[paper])
    return surface


def _steepest(look: Array) -> float:
    """Largest change along an eighth of a side (at least one pixel), on the border of a page (h, w)."""
    sides = (look[[0, -1], :], look[:, [0, -1]].T)
    apart = (np.abs(side[:, max(1, side.shape[1] // 8) :] - side[:, : -max(1, side.shape[1] // 8)]) for side in sides)
    return max(float(change.max(initial=0.0)) for change in apart)


def _trimmed_fit(terms: Array, values: Array) -> Array:
    """Least squares through the three quarters of ``values`` that agree best."""
    kept = np.ones(len(values), np.bool_)
    for _ in range(6):
        fit = _least_squares(terms[kept], values[kept])
        off = np.abs(values - terms @ fit)
        kept = off <= np.percentile(off, 75.0)
    return fit


def _least_squares(terms: Array, values: Array) -> Array:
    return np.asarray(np.linalg.lstsq(terms, values, rcond=None)[0], np.float64)


def _terms(shape: tuple[int, ...]) -> Array:
    """1, y, x, xy, y^2, x^2 at the middle of each pixel, with y and x from -1 to 1, ndarray of shape (h, w, 6)."""
    height, width = shape
    y, x = np.meshgrid(*((2 * np.arange(n) + 1) / n - 1.0 for n in (height, width)), indexing="ij")
    return np.stack([np.ones(shape), y, x, x * y, y * y, x * x], axis=-1)


def _border(pages: Array) -> Array:
    """The outermost pixels of each page (n, h, w), ndarray of shape (n, 2 h + 2 w); corners count twice."""
    return np.concatenate([pages[:, 0, :], pages[:, -1, :], pages[:, :, 0], pages[:, :, -1]], axis=1)


def _coarse(pages: Array, longest: int = LOOK_PX) -> Array:
    """Pages of shape (n, h, w) averaged down to at most ``longest`` pixels a side; smaller ones as they are."""
    _, height, width = pages.shape
    cell = max(height, width) / longest
    if cell <= 1.0:
        return pages
    rows, cols = max(1, round(height / cell)), max(1, round(width / cell))
    down = coverage(0.0, height / rows, rows, height)
    return np.asarray(down @ pages @ np.ascontiguousarray(coverage(0.0, width / cols, cols, width).T))


def ink_box(contrast: Array) -> tuple[float, float, float, float] | None:
    """Top, bottom, left and right of the ink of one picture (h, w), in pixels; None when there is none.

    Found on a coarse look and, in a large picture, found again closer by. Blots far smaller than the largest are dust.
    """
    box = _box_within(contrast)
    for _ in range(2):
        if box is None or max(contrast.shape) <= LOOK_PX:
            break
        top, bottom, left, right = box
        pad = max(bottom - top, right - left) / 8 + 2 * max(contrast.shape) / LOOK_PX / LOOK_PX
        y, x = max(0, math.floor(top - pad)), max(0, math.floor(left - pad))
        closer = _box_within(contrast[y : math.ceil(bottom + pad), x : math.ceil(right + pad)])
        box = box if closer is None else (closer[0] + y, closer[1] + y, closer[2] + x, closer[3] + x)
    return box


def _box_within(contrast: Array) -> tuple[float, float, float, float] | None:
    """Box of the ink as one coarse look shows it, in pixels of ``contrast``, or None."""
    look = _coarse(contrast[np.newaxis])[0]
    levels = np.rint(np.maximum(look, 0.0) * LEVELS)
    dark, lit = (float(heap[0]) for heap in two_heaps(levels.reshape(1, -1)))
    if lit - dark < FAINTEST * LEVELS:
        return None
    ink = without_dust(levels > (dark + lit) / 2)
    rows, cols = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    y, x = contrast.shape[0] / look.shape[0], contrast.shape[1] / look.shape[1]
    return float(rows[0] * y), float((rows[-1] + 1) * y), float(cols[0] * x), float((cols[-1] + 1) * x)


def without_dust(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The ink (h, w) without the blots smaller than 2 % of the largest; pixels that touch, also at a corner, are one."""
    blots = _blots(ink)
    sizes = np.bincount(blots[ink], minlength=ink.size)
    return np.asarray(ink & (sizes[blots] >= SPECK * sizes.max()))


def _blots(ink: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Number of the blot each pixel of ``ink`` (h, w) belongs to: the place of its first pixel.

    Each pixel takes the least number around it, then that number's own number, until nothing changes.
    """
    nowhere = ink.size
    number = np.where(ink, np.arange(ink.size).reshape(ink.shape), nowhere)
    while True:
        spread = np.pad(number, 1, constant_values=nowhere)
        spread = np.minimum(np.minimum(spread[:-2], spread[1:-1]), spread[2:])
        spread = np.minimum(np.minimum(spread[:, :-2], spread[:, 1:-1]), spread[:, 2:])
        known = np.append(np.where(ink, spread, nowhere).ravel(), nowhere)
        least = known[known][:-1].reshape(ink.shape)
        if np.array_equal(least, number):
            return np.where(ink, number, 0)
        number = least


def inside_scanner_frame(page: Array) -> Array:
    """A page (h, w) without a frame of the other polarity all around it, as an open scanner lid leaves; else as it is.

    A frame: the border is one heap, the ring a tenth of the picture inside is the other, and so is most of the picture.
    """
    look = _coarse(page[np.newaxis])[0]
    dark, lit = two_heaps(np.rint(look * LEVELS).reshape(1, -1))
    light = look * LEVELS > (dark[0] + lit[0]) / 2
    deep_y, deep_x = (max(1, round(n * FRAME_DEPTH)) for n in light.shape)
    ring = light[deep_y:-deep_y, deep_x:-deep_x]
    if not ring.size or not 0.5 < np.mean(ring == ring[0, 0]) < 1.0:
        return page
    outer, inner = (_border(part[np.newaxis].astype(np.float64)).mean() for part in (light, ring))
    if not ((outer < 0.05 and inner > 0.95) or (outer > 0.95 and inner < 0.05)):
        return page
    cut_y, cut_x = (math.ceil(n * FRAME_DEPTH) for n in page.shape)
    return page[cut_y:-cut_y, cut_x:-cut_x]


def noise(page: Array) -> float:
    """Standard deviation of a pixel's noise: the median step between neighbours in a row, over 0.954 (Gaussian)."""
    return float(np.median(np.abs(np.diff(page, axis=1))) / 0.954) if page.shape[1] > 1 else 0.0


def _nothing_to_see(number: int) -> PictureError:
    return PictureError(
        f"nothing to see: picture {number} is blank, or its figure is too faint or off the retina: "
        "show a picture with more contrast, move the projector back, or set a fixed exposure"
    )


def _check(config: OpticsConfig, rows: int, cols: int) -> None:
    """Raise ConfigError at the first setting out of its range."""
    if not (1 <= rows <= MAX_CELLS and 1 <= cols <= MAX_CELLS):
        raise ConfigError(f"optics: a retina of {rows} x {cols} cells: allowed are 1 x 1 to {MAX_CELLS} x {MAX_CELLS}")
    for name, low, high in (
        ("margin", 0.0, 0.45),
        ("blur_cells", 0.0, float(MAX_CELLS)),
        ("shift_x_cells", -float(MAX_CELLS), float(MAX_CELLS)),
        ("shift_y_cells", -float(MAX_CELLS), float(MAX_CELLS)),
        ("rotation_deg", -3600.0, 3600.0),
        ("scale", 0.01, 100.0),
        ("exposure", 0.0, 1e6),
    ):
        value = getattr(config, name)
        if value is not None and not low <= value <= high:
            raise ConfigError(f"optics {name} is {value}: allowed is {low:g} to {high:g}")
    for name, allowed in (("framing", ("auto", "whole", "fit")), ("polarity", ("auto", "light", "dark"))):
        if getattr(config, name) not in allowed:
            raise ConfigError(f"optics {name} is {getattr(config, name)!r}: allowed are {', '.join(allowed)}")
