"""A picture file before the camera: which part of it, which sheet, which figure, which colour.

present file IMAGE [crop X,Y,W,H] [corners X,Y,X,Y,X,Y,X,Y] [figure N|all] [channel red|green|blue]
    [frame N]
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.errors import CommandError, PictureError, expected
from mark1.machine.camera.luminance import luminance
from mark1.machine.camera.photograph import straight_page
from mark1.machine.camera.sampling import Array, coarse
from mark1.machine.camera.sheet import StraightPage, carried, straightened
from mark1.machine.optics import Optics, Scene
from mark1.panel.commands.words import to_number, to_options
from mark1.stimuli.picture_size import picture_size
from mark1.stimuli.pictures import CHANNELS, frame_note, read_picture
from mark1.stimuli.reading import Reading

USAGE = "present file IMAGE [crop X,Y,W,H] [corners X,Y,X,Y,X,Y,X,Y] [figure N|all] [channel red|green|blue] [frame N]"
ALL = "all"
COLOURFUL = 0.1  # least difference of a colour, 0..1, that is worth looking at
WORDS: dict[str, Callable[[str], Any]] = {"crop": str, "corners": str, "figure": str, "channel": str, "frame": int}


class Photo(NamedTuple):
    """Light on the retina (rows, cols), and the scene that it was cut out of."""

    light: NDArray[np.float32]
    scene: Scene


def photo(camera: Optics, path: str, words: Sequence[str]) -> Photo:
    """The picture in file ``path`` as the camera sees it with the options in ``words``.

    Raises PictureError for several separate figures, unless one or all are asked for; CommandError for bad options.
    """
    options = to_options(words, WORDS)
    channel = options.get("channel", CHANNELS[0])
    if channel not in CHANNELS:
        raise CommandError(expected("channel", f"one of {', '.join(CHANNELS)}", channel))
    frame = Reading.of_words(options).frame
    picture = luminance(read_picture(path, channel, frame))
    places = _Places(path, picture)
    page = _page(camera, picture, places, options)
    try:
        return _seen(camera, picture, page, options.get("figure"), path)
    except PictureError as error:
        hint = frame_note(path, frame) if "no figure" in str(error) else ""
        hint = hint or ("" if channel != CHANNELS[0] or "no figure" not in str(error) else _hint(path))
        raise PictureError(f"{error}{hint}") from error


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
        if not _is_convex(corners):
            raise CommandError(
                expected("corners", "those of the sheet, clockwise from its top left", options["corners"])
            )
        page, way = straightened(picture, corners)
    else:
        page, way = StraightPage(picture, np.eye(3)) if whole else straight_page(picture)
    return StraightPage(page, shift @ way)


def _is_convex(corners: Array) -> bool:
    """Whether four corners (x, y) go clockwise, y down, around an area."""
    sides = np.roll(corners, -1, axis=0) - corners
    turns = np.roll(sides, -1, axis=0)
    return bool((sides[:, 0] * turns[:, 1] - sides[:, 1] * turns[:, 0] > 1.0).all())


def _seen(camera: Optics, picture: Array, page: StraightPage, figure: str | None, path: str) -> Photo:
    """The light of one figure, or of all as one. Raises PictureError, CommandError."""
    if figure == ALL or (figure is None and camera.config.framing == "whole"):
        return Photo(camera.project(page.page, framing="fit"), _scene(camera, picture, page, path))
    figures = camera.figures(page.page)
    if figure is None:
        if len(figures) > 1:
            raise PictureError(
                f"{len(figures)} separate figures (figure N chooses one, figure all takes them for one, "
                "recognize --each answers each)"
            )
        return Photo(camera.project(page.page, framing="fit"), _scene(camera, picture, page, path))
    number = to_number(int, figure, "figure")
    if not 1 <= number <= len(figures):
        raise CommandError(expected("figure", f"a number from 1 to {len(figures)}, or all", figure))
    letter = figures[number - 1]
    light = camera.project(letter.page, framing="fit", polarity="light")
    scene = camera.scene(letter.page, framing="fit", polarity="light")
    top, left, pad = letter.box[0], letter.box[2], letter.pad
    way = page.to_picture @ np.array([[1.0, 0.0, left - pad], [0.0, 1.0, top - pad], [0.0, 0.0, 1.0]])
    return Photo(light, _placed(scene, letter.page.shape, picture, way, page, path))


def _scene(camera: Optics, picture: Array, page: StraightPage, path: str) -> Scene:
    """The scene of a whole page in its picture."""
    return _placed(camera.scene(page.page, framing="fit"), page.page.shape, picture, page.to_picture, page, path)


def _placed(
    scene: Scene, shape: tuple[int, ...], picture: Array, to_picture: Array, page: StraightPage, path: str
) -> Scene:
    """A scene of a part of a picture as one of the whole picture."""
    size = np.array(picture.shape[::-1], np.float64)
    corners = carried(np.array(scene.corners) * shape[::-1], to_picture) / size
    high, wide = page.page.shape
    sheet: Any = ()
    if page.page.shape != picture.shape:
        sheet = carried(np.array([[0.0, 0.0], [wide, 0.0], [wide, high], [0.0, high]]), page.to_picture) / size
    small = np.rint(coarse(picture[np.newaxis], max(scene.picture.shape[0], 512))[0] * 255).astype(np.uint8)
    return Scene(small, _pairs(corners), _pairs(sheet), path, picture_size(path))


def _pairs(points: Any) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in points)


def _hint(path: str) -> str:
    """A channel in which the figure is seen better than in grey, in words; empty if there is none."""
    spans = {name: float(np.ptp(coarse(luminance(read_picture(path, name))[np.newaxis], 64))) for name in CHANNELS[1:]}
    best = max(spans, key=lambda name: spans[name])
    if spans[best] < COLOURFUL:
        return ""
    return f" (its colours are equally bright, and photocells see brightness only: channel {best} tells them apart)"
