"""The camera: what its lens throws on the ground glass before the photocells, and what it is a picture of."""

import numpy as np
import pygame
from pygame import Rect

from mark1.gui.paint import metal
from mark1.gui.paint.canvas import sheet, shine, surface, tone
from mark1.gui.plate import Plate
from mark1.gui.view import Frame, Place, Tip


class CameraView(Plate):
    """The picture, finely drawn from the light on the retina; its name on a strip below."""

    title = "camera.title"

    def __init__(self) -> None:
        super().__init__()
        self._light: object = None
        self._name = ""

    def lay_out(self, frame: Frame) -> None:
        room, strip = self.inside, self.style.text(20)
        side = min(room.w - self.style.px(16), room.h - strip - self.style.px(12))
        self.glass = Rect(0, 0, side, side)
        self.glass.midtop = (room.centerx, room.y + (room.h - side - strip - self.style.px(4)) // 2)
        frame_px = self.style.px(5)
        self.strip = Rect(room.x, self.glass.bottom + self.style.px(9), side + 2 * frame_px, strip)
        self.strip.centerx = room.centerx
        bezel = self.glass.inflate(2 * frame_px, 2 * frame_px)
        steel = metal.steel(bezel.size, (58, 58, 56), self.style.unit, texture=self.style.theme.texture)
        self.backdrop.blit(steel, self.on_plate(bezel))
        self.sink(self.strip)
        self._light, self._corners = None, self._vignette()
        rows, cols = frame.machine.retina.config.rows, frame.machine.retina.config.cols
        self._dark = np.zeros((rows, cols), np.float32)

    def shape(self, frame: Frame) -> object:
        config = frame.machine.retina.config
        return config.rows, config.cols

    def show(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        sight = frame.sight
        light = sight.light if sight is not None else self._dark
        if light is self._light:
            return []
        self._light, self._name = light, sight.name if sight is not None else ""
        surface.blit(self._picture(light), self.glass)
        self.wipe(surface, self.strip)
        text, palette = self._name or self.style.words("camera.dark"), self.style.palette
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

    def _picture(self, light: np.ndarray) -> pygame.Surface:
        """The light as a warm picture on ground glass, darker towards the corners."""
        small = sheet(light.shape, (20, 22, 22)) + np.clip(light, 0, 1)[..., np.newaxis] * tone((228, 214, 176))
        picture = pygame.transform.smoothscale(surface(small), self.glass.size)
        picture.blit(self._corners, (0, 0))
        return picture

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
        return Tip(words("camera.title"), self._name or words("camera.dark"), words("camera.why"))
