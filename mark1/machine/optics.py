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
Assumed: everything else here, for no source describes framing, exposure, or the polarity of the slides.

Exposure. The light on the cells falls into two heaps, ground and figure, parted where Otsu's criterion says. Automatic
exposure sets the mean of the ground at 0 and the mean of the figure at 1, so a cell is lit past 0.5 when it is nearer
to the figure than to the ground, however thin the strokes or grey the ink. A picture of zeros and ones stays as it is.

Not modelled: lens distortion, depth of field, colour, flicker of the lights; paper lit unevenly under ink that runs off
its border.
"""

import math
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1 import arguments
from mark1.errors import PictureError
from mark1.machine.camera.figure_ground import FAINTEST, Box, Figures, figure_boxes, ink_box, ink_boxes, see_figures
from mark1.machine.camera.figures import Letter, cut_out
from mark1.machine.camera.heaps import LEVELS, fixed_exposure, two_heaps
from mark1.machine.camera.luminance import luminance
from mark1.machine.camera.no_figure import no_figure, noise
from mark1.machine.camera.photograph import straight_page
from mark1.machine.camera.sampling import Array, blur_matrix, coarse, coverage
from mark1.machine.camera.settings import check_settings, check_wishes
from mark1.machine.camera.sheet import StraightPage, carried
from mark1.machine.config import Framing, OpticsConfig, Polarity
from mark1.machine.elementary import cos_sin

Light = NDArray[np.float32]

CHUNK_PX = 2**19  # pixels worked on at once; bounds the memory and keeps it in the cache
NOISE_MARGIN = 3.0  # A faint figure (below FAINT) must stand out from the noise of a cell this many times
FAINT = 0.1
FINEST = 8  # points per cell and direction when a picture is turned
FIGURES_PX = 192  # longest side of the look in which separate figures are counted
SCENE_PX = 512  # longest side of a picture that is kept to be looked at


class Crop(NamedTuple):
    """Where the retina lies on the picture: its centre and the side of a cell, in pixels."""

    centre_y: float
    centre_x: float
    cell: float


class Scene(NamedTuple):
    """A picture before the camera, for people to look at: luminance (height, width), uint8, at most 512 px a side.

    ``corners``: those of the retina as it lies on the picture, (x, y) in shares of width and height, clockwise from the
    top left cell. Beyond 0..1 they are off the picture. ``sheet``: those of the sheet of paper that was straightened,
    or of the part asked for; empty if all was used. Of a file also its name, its width and height in pixels, the
    ``words`` that said how to look at it, and how many times as ``wide`` as high its figure is, 0 if not asked.
    """

    picture: NDArray[np.uint8]
    corners: tuple[tuple[float, float], ...]
    sheet: tuple[tuple[float, float], ...] = ()
    file: str = ""
    size: tuple[int, int] = (0, 0)
    words: tuple[str, ...] = ()
    wide: float = 0.0


class Optics:
    """The camera. State: none but its settings."""

    def __init__(self, config: OpticsConfig, rows: int, cols: int) -> None:
        """A camera onto a retina of ``rows`` x ``cols`` photocells.

        Raises:
            ConfigError: a setting out of its range, or a retina that is not 1 x 1 .. 256 x 256.
        """
        check_settings(config, rows, cols)
        self.config = config
        self.rows = rows
        self.cols = cols

    def project(
        self, picture: NDArray[Any], *, framing: Framing = "whole", polarity: Polarity = "auto", is_page: bool = False
    ) -> Light:
        """Light on the photocells, 0 dark .. 1 lit, ndarray of shape (rows, cols), float32.

        ``picture``, of shape (height, width), is uint8, uint16, bool or float 0..1. ``framing`` and ``polarity`` suit
        its source; a setting of the config other than ``auto`` wins. ``is_page``: no sheet is searched in it.

        Raises:
            PictureError: a wrong shape or type, levels out of 0..1, or no figure found under automatic exposure.
        """
        picture = arguments.anything(picture)
        if picture.ndim != 2:
            raise PictureError(f"a picture must have 2 dimensions (height, width), not {picture.shape}: make it grey")
        if picture.size == 0:
            raise PictureError(f"a picture must be at least 1 pixel high and 1 wide, not {picture.shape}")
        (light,) = self._light(luminance(picture[np.newaxis]), None, framing, polarity, is_page=is_page)
        return np.asarray(light, np.float32)

    def project_all(self, pictures: NDArray[Any], *, framing: Framing = "whole", polarity: Polarity = "auto") -> Light:
        """Light of many pictures, ndarray of shape (n, rows, cols), float32: each as ``project`` gives it, bit for bit.

        Raises:
            PictureError: as ``project``; the text says which picture, counted from 0.
        """
        pictures = arguments.anything(pictures)
        if pictures.ndim != 3 or 0 in pictures.shape[1:]:
            raise PictureError(f"pictures must have the shape (n, height, width), not {pictures.shape}")
        light = np.empty((len(pictures), self.rows, self.cols), np.float32)
        step = max(1, CHUNK_PX // max(pictures[0].size if len(pictures) else 1, self.rows * self.cols))
        for first in range(0, len(pictures), step):
            chunk = luminance(pictures[first : first + step])
            light[first : first + step] = self._light(chunk, first, framing, polarity, is_page=False)
        return light

    def scene(
        self, picture: NDArray[Any], *, framing: Framing = "whole", polarity: Polarity = "auto", is_page: bool = False
    ) -> Scene:
        """What ``project`` cuts the light out of, and where. Raises PictureError, as ``project``."""
        page = luminance(np.asarray(picture))
        framing = framing if self.config.framing == "auto" else self.config.framing
        check_wishes(framing, polarity)
        polarity = polarity if self.config.polarity == "auto" else self.config.polarity
        height, width = page.shape
        frame, to_picture = self._whole(height, width), np.eye(3)
        if framing == "fit":
            inner, to_picture, _ = self._page(page, polarity, is_page=is_page)
            box = ink_box(self._figures(inner[np.newaxis], polarity).contrast[0])
            if box is None:
                raise no_figure(inner, None)
            frame = self._fit(box)
        flat = np.array(self._corners(frame._replace(cell=frame.cell / self.config.scale)))
        corners = carried(flat, to_picture).tolist()
        small = np.rint(coarse(page[np.newaxis], SCENE_PX)[0] * 255).astype(np.uint8)
        return Scene(small, tuple((x / width, y / height) for x, y in corners))

    def figures(self, page: NDArray[Any], *, polarity: Polarity = "auto") -> list[Letter]:
        """The separate figures of a page (h, w), each on a page of its own, in reading order.

        The page is one that ``straight_page`` returned. Raises PictureError, as ``project``.
        """
        page = luminance(np.asarray(page))
        check_wishes("whole", polarity)
        polarity = polarity if self.config.polarity == "auto" else self.config.polarity
        (contrast,), _ = self._figures(page[np.newaxis], polarity)
        box = ink_box(contrast)
        if box is None:
            raise no_figure(page, None)
        pad = 4 * max(box[1] - box[0], box[3] - box[2]) / FIGURES_PX  # so that no figure is at the edge of the look
        top, left = max(0, int(box[0] - pad)), max(0, int(box[2] - pad))
        closer = contrast[top : math.ceil(box[1] + pad), left : math.ceil(box[3] + pad)]
        boxes = figure_boxes(closer, FIGURES_PX) + np.array([top, top, left, left])
        return [cut_out(contrast, box) for box in boxes]

    def _corners(self, frame: Crop) -> list[tuple[float, float]]:
        """Where the corners of the retina lie on the picture: (x, y) in pixels, carried back as ``_turned`` does."""
        config, (cos, sin) = self.config, cos_sin(self.config.rotation_deg)
        found = []
        for right, down in ((0, 0), (1, 0), (1, 1), (0, 1)):
            x = (self.cols * (right - 0.5) - config.shift_x_cells) * frame.cell
            y = (self.rows * (down - 0.5) - config.shift_y_cells) * frame.cell
            found.append((y * -sin + x * cos + frame.centre_x, y * cos + x * sin + frame.centre_y))
        return found

    def _light(self, chunk: Array, first: int | None, framing: Framing, polarity: Polarity, *, is_page: bool) -> Light:
        """Light of a chunk of luminances; ``first`` is the number of its first picture, None of a picture alone."""
        check_wishes(framing, polarity)
        polarity = polarity if self.config.polarity == "auto" else self.config.polarity
        framing = framing if self.config.framing == "auto" else self.config.framing
        if framing == "fit":
            return self._fitted(chunk, first, polarity, is_page=is_page)
        whole = self._whole(*chunk.shape[1:])
        return self._exposed(chunk, self._figures(chunk, polarity), [whole] * len(chunk), first)

    def _page(self, picture: Array, polarity: Polarity, *, is_page: bool) -> StraightPage:
        """The page on a picture (h, w); all of it if it is one already, or is light on dark or dark on light."""
        return straight_page(picture) if polarity == "auto" and not is_page else StraightPage(picture, np.eye(3))

    def _whole(self, height: int, width: int) -> Crop:
        """The retina around the whole picture."""
        return Crop(height / 2, width / 2, max(height / self.rows, width / self.cols))

    def _fitted(self, chunk: Array, first: int | None, polarity: Polarity, *, is_page: bool) -> Light:
        """Light of pictures, each framed on its ink, ndarray of shape (n, rows, cols)."""
        pages = [self._page(page, polarity, is_page=is_page).page for page in chunk]
        light, done = [], 0
        for _, alike in groupby(pages, np.shape):  # nearly always all
            stack = np.stack(list(alike))
            number = None if first is None else first + done
            light.append(self._framed(stack, self._figures(stack, polarity), number))
            done += len(stack)
        return np.concatenate(light)

    def _framed(self, pages: Array, figures: Figures, first: int | None) -> Light:
        """Light of pages (n, h, w), each framed on its ink. Raises PictureError for the first that cannot be seen."""
        boxes = ink_boxes(figures.contrast)
        blank = boxes.index(None) if None in boxes else len(boxes)
        seen = Figures(figures.contrast[:blank], figures.ground[:blank])
        light = self._exposed(pages[:blank], seen, [self._fit(box) for box in boxes[:blank] if box], first)
        if blank < len(boxes):
            raise no_figure(pages[blank], None if first is None else first + blank)
        return light

    def _fit(self, box: Box) -> Crop:
        """The retina around the ink of a picture."""
        top, bottom, left, right = box
        share = 1.0 - 2.0 * self.config.margin
        cell = max((bottom - top) / (self.rows * share), (right - left) / (self.cols * share))
        return Crop((top + bottom) / 2, (left + right) / 2, cell)

    def _figures(self, pages: Array, polarity: Polarity) -> Figures:
        return see_figures(pages, polarity, flatten=self.config.exposure is None)

    def _exposed(self, pages: Array, figures: Figures, frames: list[Crop], first: int | None) -> Light:
        """Light after the shutter: the sampled figure under fixed or automatic exposure, shape (n, rows, cols)."""
        cells = self._sampled(figures.contrast, frames)
        if self.config.exposure is not None:
            return fixed_exposure(cells + figures.ground[:, np.newaxis, np.newaxis], self.config.exposure)
        levels = np.rint(np.maximum(cells, 0.0) * LEVELS).reshape(-1, self.rows * self.cols)
        dark, lit = two_heaps(levels)
        for i in np.flatnonzero(lit - dark < FAINT * LEVELS):
            if (lit[i] - dark[i]) / LEVELS < max(FAINTEST, NOISE_MARGIN * noise(pages[i]) / max(frames[i].cell, 1.0)):
                number = None if first is None else first + int(i)
                raise no_figure(pages[i], number, astray=self._astray(pages[i]))
        light = (levels - dark[:, np.newaxis]) / (lit - dark)[:, np.newaxis]
        return np.asarray(np.clip(light, 0.0, 1.0).reshape(cells.shape), np.float32)

    def _astray(self, page: Array) -> bool:
        """Whether a camera that is not shifted, turned, enlarged or blurred would see more of the page (h, w)."""
        straight = OpticsConfig(self.config.framing, self.config.polarity, margin=self.config.margin)
        try:
            return straight != self.config and Optics(straight, self.rows, self.cols).project(page) is not None
        except PictureError:
            return False

    def _sampled(self, contrast: Array, frames: list[Crop]) -> Array:
        """Mean contrast over the area of each cell, ndarray of shape (n, rows, cols); 0 off the picture.

        Area and Gaussian blur are separable: ``down @ picture @ across.T``, one small product for each picture.
        """
        config = self.config
        frames = [frame._replace(cell=frame.cell / config.scale) for frame in frames]
        soft_y, soft_x = blur_matrix(self.rows, config.blur_cells), blur_matrix(self.cols, config.blur_cells)
        if config.rotation_deg % 360.0 and frames:
            turned = [self._turned(picture, frame) for picture, frame in zip(contrast, frames, strict=True)]
            return np.asarray(soft_y @ np.stack(turned) @ soft_x.T)
        _, height, width = contrast.shape
        centre_y, centre_x, cell = np.array(frames, np.float64).reshape(-1, 3).T
        top = centre_y - cell * (self.rows / 2 + config.shift_y_cells)
        left = centre_x - cell * (self.cols / 2 + config.shift_x_cells)
        down = soft_y @ coverage(top, cell, self.rows, height)
        across = soft_x @ coverage(left, cell, self.cols, width)
        return np.asarray(down @ contrast @ np.ascontiguousarray(across.transpose(0, 2, 1)))

    def _turned(self, picture: Array, frame: Crop) -> Array:
        """Mean of the turned picture at 8 x 8 points of each cell, ndarray of shape (rows, cols).

        Every point is carried back onto the picture; y points down, so that a positive angle is counter-clockwise.
        """
        height, width = picture.shape
        points_across = math.ceil(max(height, width) * FINEST / max(frame.cell, FINEST))
        picture = coarse(picture[np.newaxis], points_across)[0]
        config, (cos, sin) = self.config, cos_sin(self.config.rotation_deg)
        y = ((np.arange(self.rows * FINEST) + 0.5) / FINEST - self.rows / 2 - config.shift_y_cells) * frame.cell
        x = ((np.arange(self.cols * FINEST) + 0.5) / FINEST - self.cols / 2 - config.shift_x_cells) * frame.cell
        back_y = np.add.outer(y * cos, x * sin) + frame.centre_y
        back_x = np.add.outer(y * -sin, x * cos) + frame.centre_x
        row = np.floor(back_y * picture.shape[0] / height).astype(np.int64) + 1
        col = np.floor(back_x * picture.shape[1] / width).astype(np.int64) + 1
        bordered = np.pad(picture, 1)
        row, col = row.clip(0, bordered.shape[0] - 1), col.clip(0, bordered.shape[1] - 1)
        points = bordered[row, col].reshape(self.rows, FINEST, self.cols, FINEST)
        return np.asarray(points.mean(axis=(1, 3)))
