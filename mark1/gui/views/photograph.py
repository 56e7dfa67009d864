"""The photograph: where it lies on a view, the frames on it, and the corners of its sheet, which are dragged.

press -> move: the outline follows -> release: present file IMAGE corners X,Y,X,Y,X,Y,X,Y
"""

import math
import shlex
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple, Self

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from mark1.gui.base.base_view import BaseView
from mark1.gui.base.contract import Ask, DragHandler, FrameContext, Place, PointerEvent, Tip
from mark1.gui.base.turning import HOLDS
from mark1.gui.base.ui_state import StatusMessage
from mark1.gui.paint.canvas import Colour, sheet, surface, tone
from mark1.gui.paint.theme import Style
from mark1.machine.optics import Scene
from mark1.panel.commands.photo import is_convex

Point = tuple[float, float]
Points = tuple[Point, ...]

WHOLE: Points = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
BLACK, WARM = (20, 22, 22), (248, 236, 198)
BEYOND = 0.75  # how far a frame beyond the picture is shown
HANDLE, REACH, FINGER = 5, 12, 26  # radius of a handle; how far from it a mouse or a finger may press
FRAMES = ("crop", "corners", "figure")  # words of a line that another frame replaces


class PlacedScene(NamedTuple):
    """A scene of ``width`` x ``height`` pixels at (``x``, ``y``) of the window."""

    scene: Scene
    x: float
    y: float
    width: float
    height: float

    @classmethod
    def within(cls, scene: Scene, room: Rect, beyond: Points = ()) -> Self:
        """As large as it fits in a room together with the points ``beyond``, in shares of its sides."""
        high, wide = scene.picture.shape
        across, down = zip((0.0, 0.0), (1.0, 1.0), *beyond, strict=True)
        left, top = max(min(across), -BEYOND), max(min(down), -BEYOND)
        right, bottom = min(max(across), 1 + BEYOND), min(max(down), 1 + BEYOND)
        zoom = min(room.w / ((right - left) * wide), room.h / ((bottom - top) * high))
        x = room.x + room.w / 2 - (left + right) / 2 * wide * zoom
        y = room.y + room.h / 2 - (top + bottom) / 2 * high * zoom
        return cls(scene, x, y, wide * zoom, high * zoom)

    def places(self, points: Points) -> list[Point]:
        """Where points of the picture lie in the window."""
        return [(self.x + x * self.width, self.y + y * self.height) for x, y in points]

    def point(self, place: Place) -> Point:
        """The point of the picture at a place; beyond its edge, at the edge."""
        x, y = (place[0] - self.x) / self.width, (place[1] - self.y) / self.height
        return min(1.0, max(0.0, x)), min(1.0, max(0.0, y))

    def draw(self, target: pygame.Surface, room: Rect) -> None:
        """Draw the picture, warm on ground glass; ``target`` shows the room."""
        picture = self.scene.picture / np.float32(255)
        small = surface(sheet(picture.shape, BLACK) + picture[..., np.newaxis] * (tone(WARM) - tone(BLACK)))
        scale = pygame.transform.smoothscale if self.width < picture.shape[1] else pygame.transform.scale
        size = max(1, round(self.width)), max(1, round(self.height))
        target.blit(scale(small, size), (round(self.x - room.x), round(self.y - room.y)))


class PhotographView(BaseView):
    """A view with a photograph. ``dragged``: the corners of its sheet while one of them is dragged, and until the
    machine has seen it; ``whole``: where they are on a photograph without a sheet.
    """

    def __init__(self) -> None:
        super().__init__()
        self.photograph: PlacedScene | None = None
        self.dragged: Points | None = None
        self.held, self.whole = 0, WHOLE

    def update(self, frame: FrameContext) -> None:
        """Forget a dragged corner once the machine has seen the picture with it."""
        if self.dragged is not None and frame.status.settled and not self.held:
            self.dragged = None

    @property
    def corners(self) -> Points:
        """The corners that can be dragged: those of the sheet, or else ``whole``."""
        return self.dragged or (self.photograph.scene.sheet if self.photograph else ()) or self.whole

    def corner_at(self, place: Place, *, touched: bool = False) -> int | None:
        """The number of the corner at a place."""
        if self.photograph is None or not self.corners:
            return None
        away = [math.dist(place, corner) for corner in self.photograph.places(self.corners)]
        nearest = int(np.argmin(away))
        return nearest if away[nearest] <= self.style.px(FINGER if touched else REACH) else None

    def drag(self, place: Place, event: PointerEvent, frame: FrameContext) -> DragHandler | None:
        """Start dragging the corner at a place."""
        number = self.corner_at(place, touched=frame.state.touched)
        if number is None or self.photograph is None or self.held:
            return super().drag(place, event, frame)
        return FrameDrag(self, self.photograph, place, partial(_with_corner, self.corners, number))

    def draw_sheet(self, target: pygame.Surface, room: Rect) -> None:
        """Draw the outline of the sheet with its handles; in the colour of a fault if it cannot be one."""
        if self.photograph is None or not self.corners:
            return
        palette, scene = self.style.palette, self.photograph.scene
        places = self.photograph.places(self.corners)
        good = is_convex(np.array(self.corners) * scene.size)
        colour = palette.inhibits if good else palette.fault
        before = target.get_clip()
        target.set_clip(room)
        if self.dragged or scene.sheet:
            outline(target, places, colour, self.style)
        for at in places:
            handle(target, at, colour, self.style)
        target.set_clip(before)

    def under(self, place: Place) -> Tip | None:
        number = self.corner_at(place)
        if number is None or self.photograph is None:
            return super().under(place)
        words, size = self.style.words, self.photograph.scene.size
        x, y = (share * side for share, side in zip(self.corners[number], size, strict=True))
        return Tip(words(f"photo.corner_{number + 1}"), f"{x:.0f}, {y:.0f}", words("photo.corner_why"))


class FrameDrag:
    """A frame under a pointer; ``frame_to(point)``: its corners, once the pointer is at a point of the picture."""

    def __init__(
        self, view: PhotographView, photograph: PlacedScene, start: Place, frame_to: Callable[[Point], Points]
    ) -> None:
        self.view, self.scene, self.start, self.frame_to = view, photograph.scene, start, frame_to
        self.moved = False
        view.held += 1

    def _is_there(self) -> bool:
        """Whether the view still shows this photograph."""
        return self.view.photograph is not None and self.view.photograph.scene.file == self.scene.file

    def move(self, place: Place, frame: FrameContext) -> Ask | None:
        self.moved = self.moved or place != self.start
        if self.moved and self.view.photograph is not None and self._is_there():
            self.view.dragged = self.frame_to(self.view.photograph.point(place))
        return None

    def release(self, place: Place, frame: FrameContext) -> Ask | None:
        """Present the photograph with this frame, unless another has taken its place."""
        self.move(place, frame)
        self.view.held -= 1
        if not self.moved:
            return None
        if not self._is_there() or self.view.dragged is None:
            self.view.dragged = None
            frame.state.notice = StatusMessage("strip.other_photograph")
            return None
        return Ask((line_for(self.scene, self.view.dragged),), f"corner {next(HOLDS)}")


def _with_corner(corners: Points, number: int, point: Point) -> Points:
    """Corners, one of which is elsewhere."""
    return (*corners[:number], point, *corners[number + 1 :])


def box(corner: Point, opposite: Point) -> Points:
    """The corners of an upright rectangle, clockwise from the top left."""
    (left, right), (top, bottom) = (sorted(pair) for pair in zip(corner, opposite, strict=True))
    return (left, top), (right, top), (right, bottom), (left, bottom)


def line_for(scene: Scene, corners: Points = ()) -> str:
    """The line that presents a photograph with these corners of its sheet; with none, as it is found."""
    words = [word for pair in zip(scene.words[::2], scene.words[1::2], strict=True) if pair[0] not in FRAMES
             for word in pair]  # fmt: skip
    if corners:
        pixels = [share * side for point in corners for share, side in zip(point, scene.size, strict=True)]
        words += ["corners", ",".join(f"{round(value, 1):g}" for value in pixels)]
    return shlex.join(["present", "file", scene.file, *words])


def outline(target: pygame.Surface, places: Sequence[Point], colour: Colour, style: Style) -> None:
    """Draw a closed outline: a dark line beside a light one is visible on any picture."""
    line = style.px(1)
    for width, shade in ((line + 2, (0, 0, 0)), (line, colour)):
        pygame.draw.lines(target, shade, True, places, width)


def handle(target: pygame.Surface, at: Point, colour: Colour, style: Style) -> None:
    """Draw the handle of a corner."""
    radius = style.px(HANDLE)
    pygame.draw.aacircle(target, (0, 0, 0), at, radius + 1)
    pygame.draw.aacircle(target, colour, at, radius)
    pygame.draw.aacircle(target, (0, 0, 0), at, max(1, radius // 3))


def cells(light: NDArray[np.float32]) -> Scene:
    """Light on photocells as a scene."""
    return Scene(np.rint(np.clip(light, 0, 1) * 255).astype(np.uint8), ())
