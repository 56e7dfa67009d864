"""A picture file before the camera: which part of it, which sheet, which figure, which colour.

present file IMAGE [crop X,Y,W,H] [corners X,Y,X,Y,X,Y,X,Y] [figure N|all] [channel red|green|blue]
    [frame N]
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.errors import CommandError, FramingError, PictureError, expected
from mark1.machine.camera.figures import Letter
from mark1.machine.camera.luminance import luminance
from mark1.machine.camera.photograph import straight_page
from mark1.machine.camera.sampling import Array, coarse
from mark1.machine.camera.sheet import StraightPage, carried, straightened
from mark1.machine.optics import SCENE_PX, Optics, Scene
from mark1.panel.commands.words import to_number, to_options
from mark1.stimuli.picture_size import picture_size
from mark1.stimuli.pictures import CHANNELS, frame_note, read_picture
from mark1.stimuli.reading import Reading

USAGE = "present file IMAGE [crop X,Y,W,H] [corners X,Y,X,Y,X,Y,X,Y] [figure N|all] [channel red|green|blue] [frame N]"
ALL = "all"
COLOURFUL = 0.1  # by how much more tones must differ in a colour than in grey, 0..1, to be worth looking at
WORDS: dict[str, Callable[[str], Any]] = {"crop": str, "corners": str, "figure": str, "channel": str, "frame": int}


class Photo(NamedTuple):
    """Light on the retina (rows, cols), and the scene that it was cut out of."""

    light: NDArray[np.float32]
    scene: Scene


class _Photograph(NamedTuple):
    """A picture (h, w) of a file, the page on it, and the words that said how to look at it."""

    picture: Array
    page: StraightPage
    path: str
    words: Sequence[str]


def photo(camera: Optics, path: str, words: Sequence[str]) -> Photo:
    """The picture in file ``path`` as the camera sees it with the options in ``words``.

    Raises FramingError for no figure, and for several separate ones unless one or all are asked for; PictureError for
    a file that cannot be read; CommandError for bad options.
    """
    options = to_options(words, WORDS)
    channel = options.get("channel", CHANNELS[0])
    if channel not in CHANNELS:
        raise CommandError(expected("channel", f"one of {', '.join(CHANNELS)}", channel))
    frame = Reading.of_words(options).frame
    picture = luminance(read_picture(path, channel, frame))
    taken = _Photograph(picture, _page(camera, picture, _Places(path, picture), options), path, words)
    try:
        return _seen(camera, taken, options.get("figure"))
    except PictureError as error:
        hint = frame_note(path, frame) if "no figure" in str(error) else ""
        hint = hint or ("" if channel != CHANNELS[0] or "no figure" not in str(error) else _hint(path))
        raise FramingError(f"{error}{hint}", _scene_of(taken, ())) from error


def figures_in(camera: Optics, path: str, words: Sequence[str]) -> int:
    """How many separate figures the picture shows, with the same options. Raises PictureError, CommandError."""
    options = to_options(words, WORDS)
    picture = luminance(read_picture(path, options.get("channel", CHANNELS[0]), Reading.of_words(options).frame))
    return len(camera.figures(_page(camera, picture, _Places(path, picture), options).page))


class _Places:
    """Places in pixels of a file, as pixels of the picture that was read from it, which may be smaller."""

    def __init__(self, path: str, picture: Array) -> None:
        self.size = picture_size(path)
        self.scale = picture.shape[1] / self.size[0]

    def of(self, name: str, word: str, n: int) -> Array:
        """``n`` numbers, separated by commas. Raises CommandError."""
        numbers = [to_number(float, item, name) for item in word.split(",")]
        if len(numbers) != n:
            raise CommandError(expected(name, f"{n} numbers separated by commas, in pixels", word))
        return np.asarray(np.array(numbers) * self.scale)


def _page(camera: Optics, picture: Array, places: _Places, options: Mapping[str, str]) -> StraightPage:
    """The part that was asked for, or the sheet that was found, straight. Raises CommandError."""
    height, width = picture.shape
    shift, whole = np.eye(3), camera.config.framing == "whole"
    if "crop" in options:
        x, y, w, h = (round(float(value)) for value in places.of("crop", options["crop"], 4))
        if not (0 <= x < x + w <= width and 0 <= y < y + h <= height):
            size = "{} x {}".format(*places.size)
            raise CommandError(expected("crop", f"X,Y,W,H within the {size} pixels of the picture", options["crop"]))
        picture, shift = picture[y : y + h, x : x + w], np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])
    if "corners" in options:
        corners = places.of("corners", options["corners"], 8).reshape(4, 2) - shift[:2, 2]
        if not is_convex(corners):
            raise CommandError(
                expected("corners", "those of the sheet, clockwise from its top left", options["corners"])
            )
        page = straightened(picture, corners)
    else:
        page = StraightPage(picture, np.eye(3)) if whole else straight_page(picture)
    sheet = None if page.corners is None else page.corners + shift[:2, 2]
    return StraightPage(page.page, shift @ page.to_picture, sheet)


def is_convex(corners: Array) -> bool:
    """Whether four corners (x, y) go clockwise, y down, around an area."""
    sides = np.roll(corners, -1, axis=0) - corners
    turns = np.roll(sides, -1, axis=0)
    return bool((sides[:, 0] * turns[:, 1] - sides[:, 1] * turns[:, 0] > 1.0).all())


def _seen(camera: Optics, taken: _Photograph, figure: str | None) -> Photo:
    """The light of one figure, or of all as one. Raises PictureError, CommandError."""
    page, whole = taken.page.page, camera.config.framing == "whole"
    if figure == ALL or (figure is None and whole):
        return _as_one(camera, taken)
    figures = camera.figures(page)
    if figure is None:
        if len(figures) > 1:
            raise PictureError(
                f"{len(figures)} separate figures (figure N chooses one, figure all takes them for one, "
                "recognize --each answers each)"
            )
        light, scene = _as_one(camera, taken)
        return Photo(light, scene._replace(wide=_wide(figures[0])))
    number = to_number(int, figure, "figure")
    if not 1 <= number <= len(figures):
        raise CommandError(expected("figure", f"a number from 1 to {len(figures)}, or all", figure))
    letter = figures[number - 1]
    light = camera.project(letter.page, framing="fit", polarity="light")
    scene = camera.scene(letter.page, framing="fit", polarity="light")
    top, left, pad = letter.box[0], letter.box[2], letter.pad
    way = taken.page.to_picture @ np.array([[1.0, 0.0, left - pad], [0.0, 1.0, top - pad], [0.0, 0.0, 1.0]])
    corners = carried(np.array(scene.corners) * letter.page.shape[::-1], way)
    return Photo(light, _scene_of(taken, corners)._replace(wide=_wide(letter)))


def _wide(figure: Letter) -> float:
    """How many times as wide as high a figure is."""
    top, bottom, left, right = figure.box
    return (right - left) / max(1, bottom - top)


def _as_one(camera: Optics, taken: _Photograph) -> Photo:
    """The light of a whole page, and its scene. Raises PictureError."""
    page, way, _ = taken.page
    corners = np.array(camera.scene(page, framing="fit", is_page=True).corners) * page.shape[::-1]
    return Photo(camera.project(page, framing="fit", is_page=True), _scene_of(taken, carried(corners, way)))


def _scene_of(taken: _Photograph, corners: Any) -> Scene:
    """The scene of a photograph, with the retina's corners (4, 2) in pixels of the picture; () if nothing is seen."""
    picture, page, path, words = taken
    size, sheet = np.array(picture.shape[::-1], np.float64), page.corners
    if sheet is None and page.page.shape != picture.shape:
        high, wide = page.page.shape
        sheet = carried(np.array([[0.0, 0.0], [wide, 0.0], [wide, high], [0.0, high]]), page.to_picture)
    small = np.rint(coarse(picture[np.newaxis], SCENE_PX)[0] * 255).astype(np.uint8)
    shares = [() if points is None or not len(points) else _pairs(points / size) for points in (corners, sheet)]
    return Scene(small, shares[0], shares[1], path, picture_size(path), tuple(words))


def _pairs(points: Any) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in points)


def _hint(path: str) -> str:
    """A channel in which the figure is seen better than in grey, in words; empty if there is none."""
    spans = {name: float(np.ptp(coarse(luminance(read_picture(path, name))[np.newaxis], 64))) for name in CHANNELS}
    grey = spans.pop(CHANNELS[0])
    best = max(spans, key=lambda name: spans[name])
    if spans[best] - grey < COLOURFUL:
        return ""
    return f" (its colours are equally bright, and photocells see brightness only: channel {best} tells them apart)"
