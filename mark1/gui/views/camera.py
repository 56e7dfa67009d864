"""The camera: the picture as given, with the square that falls on the photocells, and its name."""

import numpy as np
import pygame
from pygame import Rect

from mark1.backends.backend import Observation
from mark1.gui.base.base_view import NOWHERE
from mark1.gui.base.contract import Ask, DragHandler, FrameContext, Place, PointerEvent, Tip
from mark1.gui.paint import metal
from mark1.gui.paint.canvas import sheet, shine, surface
from mark1.gui.views.photograph import BLACK, PhotographView, PlacedScene, Points, cells, outline


class CameraView(PhotographView):
    """The picture in front of the lens with the retina's frame; its name below.

    A picture without a scene (drawn by hand, or from a set) is shown as cells. On a photograph, the corners of the
    sheet can be dragged; a press beside them shows it large.
    """

    title = "camera.title"

    def __init__(self) -> None:
        super().__init__()
        self.glass = self.strip = NOWHERE
        self._ground = pygame.Surface((1, 1))
        self._sight: Observation | None = None
        self._outlined: Points | None = None
        self.whole = ()  # too near to the frame of the retina; the photo board has them
        self._name = ""

    def lay_out(self, frame: FrameContext) -> None:
        room, strip = self.inside, self.style.text(20)
        side = min(room.w - self.style.px(16), room.h - strip - self.style.px(12))
        self.glass = Rect(0, 0, side, side)
        self.glass.midtop = (room.centerx, room.y + (room.h - side - strip - self.style.px(4)) // 2)
        frame_px = self.style.px(5)
        self.strip = Rect(room.x, self.glass.bottom + self.style.px(9), room.w, strip)
        bezel = self.glass.inflate(2 * frame_px, 2 * frame_px)
        steel = metal.steel(bezel.size, (58, 58, 56), self.style.unit, texture=self.style.theme.texture)
        self.backdrop.blit(steel, self.on_plate(bezel))
        self.sink(self.strip)
        self._ground = self._vignette()

    def show(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        observation = frame.observation
        if observation is self._sight and self.dragged is self._outlined and not self.fresh:
            return []
        self._sight, self._name = observation, observation.name if observation is not None else ""
        self._outlined = self.dragged
        surface.blit(self._picture(observation), self.glass)
        self.draw_sheet(surface, self.glass)
        self.wipe(surface, self.strip)
        text, palette = self.style.words.picture(self._name) or self.style.words("camera.dark"), self.style.palette
        self.style.lettering.write(
            surface,
            text,
            self.strip.center,
            self.style.text(14),
            palette.legend,
            "typed",
            align="centre",
            room=self.strip.w - self.style.px(10),
        )
        return [self.glass, self.strip]

    def _picture(self, observation: Observation | None) -> pygame.Surface:
        """The picture in front of the lens, warm on ground glass, darker towards the corners."""
        glass = surface(sheet(self.glass.size[::-1], BLACK))
        self.photograph = None
        if observation is not None:
            scene = observation.scene or cells(observation.light)
            shown = PlacedScene.within(scene, self.glass.inflate(*[-self.style.px(8)] * 2), scene.corners)
            shown.draw(glass, self.glass)
            self._frame(glass, [(x - self.glass.x, y - self.glass.y) for x, y in shown.places(scene.corners)])
            self.photograph = shown if scene.file else None
        glass.blit(self._ground, (0, 0))
        return glass

    def _frame(self, glass: pygame.Surface, places: list[tuple[float, float]]) -> None:
        """Draw the frame of the retina, with a mark at its top left."""
        if not places:
            return
        outline(glass, places, self.style.palette.focus, self.style)
        (x, y), radius = places[0], self.style.px(5) / 2
        pygame.draw.aacircle(glass, (0, 0, 0), (x, y), radius + 1)
        pygame.draw.aacircle(glass, self.style.palette.focus, (x, y), radius)

    def _vignette(self) -> pygame.Surface:
        side = self.glass.w
        at = (np.arange(side, dtype=np.float32) + 0.5) / side * 2 - 1
        away = np.hypot(at[:, np.newaxis], at)
        cross = np.minimum(np.abs(at), np.abs(at)[:, np.newaxis]) < 1.2 / side
        ring = np.abs(away - 0.62) < 1.2 / side
        black = sheet((side, side), (0, 0, 0))
        shine(black, (cross | ring) * np.float32(0.6))
        return surface(black, np.clip((away - 0.75) * 0.8, 0, 0.6) + 0.16 * (cross | ring))

    def drag(self, place: Place, event: PointerEvent, frame: FrameContext) -> DragHandler | None:
        handler = super().drag(place, event, frame)
        if handler is None and self.photograph is not None and self.glass.collidepoint(place):
            return Press(self.glass)
        return handler

    def under(self, place: Place) -> Tip | None:
        words, tip = self.style.words, super().under(place)
        if tip is not None or not self.glass.collidepoint(place):
            return tip
        why = "camera.why_photo" if self.photograph is not None else "camera.why"
        return Tip(words("camera.title"), words.picture(self._name) or words("camera.dark"), words(why))


class Press:
    """A press on a photograph: released on it, it is shown large."""

    def __init__(self, glass: Rect) -> None:
        self.glass = glass

    def move(self, place: Place, frame: FrameContext) -> Ask | None:
        return None

    def release(self, place: Place, frame: FrameContext) -> Ask | None:
        if self.glass.collidepoint(place):
            frame.state.board = "photo"
        return None
