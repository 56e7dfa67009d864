"""The photo board: the last photograph, large, with the frames found on it, and what moves its corners."""

import os
from collections.abc import Callable, Sequence
from functools import partial

import pygame
from pygame import Rect

from mark1.backends.answer import WIDEST
from mark1.gui.base.base_view import NOWHERE
from mark1.gui.base.contract import Control, Dial, DragHandler, FrameContext, Place, PointerEvent, choice
from mark1.gui.paint.paper import wrapped
from mark1.gui.views.photograph import WHOLE, FrameDrag, PhotographView, PlacedScene, Points, box, line_for, outline
from mark1.machine.optics import Scene

STEPS = 200  # of a corner, across the picture
LINES = 4  # of the text below the picture
CORNERS = ("photo.corner_1", "photo.corner_2", "photo.corner_3", "photo.corner_4")


class PhotoView(PhotographView):
    """The photograph on dark glass; below it what was found, three dials for one corner at a time, and two keys."""

    title = "photo.title"

    def __init__(self) -> None:
        super().__init__()
        self.glass = self.strip = NOWHERE
        self._shown: tuple[Scene | None, Points | None] = (None, None)

    def shape(self, frame: FrameContext) -> object:
        scene = frame.status.photograph
        return (scene.file, scene.size) if scene else None

    def lay_out(self, frame: FrameContext) -> None:
        style, room, gap = self.style, self.inside, self.style.px(4)
        key_h, cap, line = style.text(24), style.text(12), style.text(16)
        self._lay_out_keys(Rect(room.x, room.bottom - key_h, room.w, key_h), gap)
        dials = Rect(room.x, room.bottom - 2 * key_h - cap - 2 * gap, room.w, cap + key_h)
        self._lay_out_dials(dials, cap, frame)
        self.strip = Rect(room.x, dials.y - LINES * line - 3 * gap, room.w, LINES * line + 2 * gap)
        self.glass = Rect(room.x, room.y, room.w, self.strip.y - room.y - gap)
        self.sink(self.glass)
        self.sink(self.strip)

    def _lay_out_keys(self, row: Rect, gap: int) -> None:
        """The keys that find the sheet again, and that take the whole picture."""
        does = {"photo.find": _find, "photo.whole": _whole}
        labels = [self.style.words(key) for key in does]
        for rect, label, key in zip(self.keys_in(row, labels, gap), labels, does, strict=True):
            self.controls.append(Control(label, rect, "", label, does=does[key], key=key, off=_without))

    def _lay_out_dials(self, row: Rect, cap: int, frame: FrameContext) -> None:
        """Which corner, and its place across and down, each below its name: for the keyboard."""
        words, gap, names = self.style.words, self.style.px(4), []
        x, least = row.x, (row.w - 2 * gap) * 28 // 100
        for k, (key, dial) in enumerate(_dials(frame, [words(key) for key in CORNERS]).items()):
            width = least if k else row.w - 2 * (least + gap)  # the names of the corners are longer than numbers
            rect = Rect(x, row.y + cap, width, row.h - cap)
            x += width + gap
            names.append((words(key), (rect.centerx, row.y + cap / 2), width))
            self.controls.append(Control(words(key), rect, dial=dial, look="selector", key=key, off=_without))
        self.caption(names, 10)

    def drag(self, place: Place, event: PointerEvent, frame: FrameContext) -> DragHandler | None:
        """A corner is dragged; a press beside them begins a new frame."""
        handler, photograph = super().drag(place, event, frame), self.photograph
        if handler is not None or photograph is None or self.held or not self.glass.collidepoint(place):
            return handler
        return FrameDrag(self, photograph, place, partial(box, photograph.point(place)))

    def show(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        scene = frame.status.photograph
        if scene is self._shown[0] and self.dragged is self._shown[1] and not self.fresh:
            return []
        self._shown = scene, self.dragged
        self.wipe(surface, self.glass)
        self.wipe(surface, self.strip)
        room = self.glass.inflate(*[-self.style.px(16)] * 2)
        self.photograph = PlacedScene.within(scene, room) if scene else None
        if self.photograph is not None and scene is not None:
            glass = surface.subsurface(self.glass)
            self.photograph.draw(glass, self.glass)
            if scene.corners and self.dragged is None:
                places = [(x - self.glass.x, y - self.glass.y) for x, y in self.photograph.places(scene.corners)]
                outline(glass, places, self.style.palette.focus, self.style)
            self.draw_sheet(surface, self.glass)
        self._write(surface, scene)
        return [self.glass, self.strip]

    def _write(self, surface: pygame.Surface, scene: Scene | None) -> None:
        """Write the name of the photograph, and what was found on it."""
        style, size = self.style, self.style.text(14)
        name = os.path.basename(scene.file) if scene else ""
        lines = wrapped(style.words(state_of(scene)), size, self.strip.w - style.px(12), style, "typed")[: LINES - 1]
        for k, line in enumerate(filter(None, (name, *lines))):
            at = self.strip.centerx, self.strip.y + style.px(4) + (k + 0.5) * style.text(16)
            style.lettering.write(surface, line, at, size, style.palette.legend, "typed", align="centre",
                                  room=self.strip.w - style.px(12))  # fmt: skip


def state_of(scene: Scene | None) -> str:
    """What was found on a photograph, as the key of a text."""
    if scene is None:
        return "photo.none"
    if not scene.corners:
        return "photo.unseen"
    if scene.wide > WIDEST:
        return "photo.wide"
    if "corners" in scene.words or "crop" in scene.words:
        return "photo.by_hand"
    return "photo.found" if scene.sheet else "photo.no_sheet"


def _without(frame: FrameContext) -> str:
    """Why the controls are disabled: there is no photograph."""
    return "" if frame.status.photograph else "strip.no_photograph"


def _find(frame: FrameContext) -> Sequence[str]:
    scene = frame.status.photograph
    return (line_for(scene),) if scene else ()


def _whole(frame: FrameContext) -> Sequence[str]:
    scene = frame.status.photograph
    return (line_for(scene, WHOLE),) if scene else ()


def _dials(frame: FrameContext, names: Sequence[str]) -> dict[str, Dial]:
    """The selector of a corner, and its coordinates, in pixels of the file."""
    state, scene = frame.state, frame.status.photograph

    def number() -> int:
        return round(state.chosen.get("corner", 0))

    def choose(corner: int) -> str:
        state.chosen["corner"] = corner
        return ""

    def value(axis: int) -> Callable[[FrameContext], float]:
        return lambda now: _pixels(now.status.photograph, number(), axis)

    def turn(axis: int) -> Callable[[float], str]:
        return lambda pixels: _moved(frame.now().status.photograph, number(), axis, pixels)

    wide, high = scene.size if scene else (1, 1)
    return {
        "photo.corner": choice("corner", tuple(names), lambda now: number(), choose),
        "photo.across": Dial("corner_x", value(0), turn(0), 0, wide, wide / STEPS, text="{:.0f}".format),
        "photo.down": Dial("corner_y", value(1), turn(1), 0, high, high / STEPS, text="{:.0f}".format),
    }


def _pixels(scene: Scene | None, number: int, axis: int) -> float:
    """A coordinate of a corner, in pixels of the file."""
    return (scene.sheet or WHOLE)[number][axis] * scene.size[axis] if scene else 0.0


def _moved(scene: Scene | None, number: int, axis: int, pixels: float) -> str:
    """The line that moves a corner along one axis."""
    if scene is None:
        return ""
    corners = [list(corner) for corner in scene.sheet or WHOLE]
    corners[number][axis] = pixels / scene.size[axis]
    return line_for(scene, tuple((x, y) for x, y in corners))
