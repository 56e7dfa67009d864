"""The picture desk: knobs of camera and projector, and the key that puts the light out."""

import pygame
from pygame import Rect

from mark1.gui.paint.knob import knob
from mark1.gui.plate import Plate
from mark1.gui.view import Control, Frame, Place, Tip

KNOBS = (
    ("picture.shift_x", "shift_x_cells", 5.0),
    ("picture.shift_y", "shift_y_cells", 5.0),
    ("picture.turn", "rotation_deg", 45.0),
    ("picture.scale", "scale", 2.0),
    ("picture.blur", "blur_cells", 3.0),
)
"""Name, setting of the optics, and where the scale of its knob ends."""


class PictureView(Plate):
    """Knobs that stand where the optics are set."""

    def lay_out(self, frame: Frame) -> None:
        style = self.style
        room = self.rect.inflate(-style.px(30), -style.px(14))
        label = style.text(13)
        width = room.w // len(KNOBS)
        key_h = style.text(22)
        side = min(width, room.h - label - key_h - style.px(6))
        self.knobs = []
        for k, (key, _, _) in enumerate(KNOBS):
            rect = Rect(room.x + k * width + (width - side) // 2, room.y + label, side, side)
            self.engrave(style.words(key), (rect.centerx, room.y + label / 2), 10, align="centre", room=width - 2)
            self.knobs.append(rect)
        for k, (key, line) in enumerate((("picture.dark", "present dark"), ("picture.square", "present shape square"))):
            rect = Rect(room.x + k * (room.w // 2), room.bottom - key_h, room.w // 2 - style.px(4), key_h)
            self.controls.append(Control(style.words(key), rect, line, style.words(key)))
        self._turned: object = None

    def show(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        self._optics = frame.machine.config.optics
        if self._optics == self._turned and not self.fresh:
            return []
        self._turned = self._optics
        for rect, (_, setting, end) in zip(self.knobs, KNOBS, strict=True):
            self.wipe(surface, rect)
            value = getattr(self._optics, setting)
            share = value - 1 if setting == "scale" else 2 * value / end - 1 if setting == "blur_cells" else value / end
            surface.blit(knob(rect.w, share, self.style, 7), rect)
        return list(self.knobs)

    def under(self, place: Place) -> Tip | None:
        for rect, (key, setting, _) in zip(self.knobs, KNOBS, strict=True):
            if rect.collidepoint(place):
                return Tip(
                    self.style.words(key), f"{getattr(self._optics, setting):g}", self.style.words("picture.why")
                )
        return super().under(place)
