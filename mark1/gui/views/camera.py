"""The camera: the picture as given, with the square that falls on the photocells, and its name."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from mark1.backends.backend import Observation
from mark1.gui.base.base_view import NOWHERE, BaseView
from mark1.gui.base.contract import FrameContext, Place, Tip
from mark1.gui.paint import metal
from mark1.gui.paint.canvas import sheet, shine, surface, tone

BLACK, WARM = (20, 22, 22), (248, 236, 198)
BEYOND = 0.75  # how far a frame beyond the picture is shown


class CameraView(BaseView):
    """The picture in front of the lens with the retina's frame; its name below.

    A picture without a scene (drawn by hand, or from a set) is shown as cells.
    """

    title = "camera.title"

    def __init__(self) -> None:
        super().__init__()
        self.glass = self.strip = NOWHERE
        self._ground = pygame.Surface((1, 1))
        self._sight: Observation | None = None
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
        if observation is self._sight and not self.fresh:
            return []
        self._sight, self._name = observation, observation.name if observation is not None else ""
        surface.blit(self._picture(observation), self.glass)
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
        if observation is not None and observation.scene is not None:
            self._throw(glass, observation.scene.picture / np.float32(255), observation.scene.corners)
        elif observation is not None:
            self._throw(glass, np.clip(observation.light, 0, 1), ())
        glass.blit(self._ground, (0, 0))
        return glass

    def _throw(self, glass: pygame.Surface, picture: NDArray[Any], corners: Sequence[tuple[float, float]]) -> None:
        """Draw a picture 0..1 as large as it fits on the glass together with its frame of ``corners``."""
        high, wide = picture.shape
        x, y = zip((0.0, 0.0), (1.0, 1.0), *corners, strict=True)
        left, top = max(min(x), -BEYOND), max(min(y), -BEYOND)
        right, bottom = min(max(x), 1 + BEYOND), min(max(y), 1 + BEYOND)
        side = self.glass.w - self.style.px(8)
        zoom = side / max((right - left) * wide, (bottom - top) * high)
        middle = (left + right) / 2 * wide, (top + bottom) / 2 * high
        at = self.glass.w / 2 - middle[0] * zoom, self.glass.h / 2 - middle[1] * zoom
        size = max(1, round(wide * zoom)), max(1, round(high * zoom))
        small = surface(sheet(picture.shape, BLACK) + picture[..., np.newaxis] * (tone(WARM) - tone(BLACK)))
        scale = pygame.transform.smoothscale if zoom < 1 else pygame.transform.scale
        glass.blit(scale(small, size), (round(at[0]), round(at[1])))
        places = [(at[0] + share_x * size[0], at[1] + share_y * size[1]) for share_x, share_y in corners]
        if places:
            self._frame(glass, places)

    def _frame(self, glass: pygame.Surface, places: list[tuple[float, float]]) -> None:
        """Draw the frame of the retina: a dark line beside a light one is visible on any picture; its top left is
        marked.
        """
        line, mark = self.style.px(1), self.style.px(5)
        for width, colour in ((line + 2, (0, 0, 0)), (line, self.style.palette.focus)):
            pygame.draw.lines(glass, colour, True, places, width)
        (x, y), radius = places[0], mark / 2
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

    def under(self, place: Place) -> Tip | None:
        words = self.style.words
        if not self.glass.collidepoint(place):
            return super().under(place)
        return Tip(words("camera.title"), words.picture(self._name) or words("camera.dark"), words("camera.why"))
