"""The teletype: every action as its command, typed on a roll of paper; what went wrong is marked with !."""

import pygame
from pygame import Rect

from mark1.gui.plate import Plate
from mark1.gui.view import Frame, Place, Tip

MARKS = {"line": "> ", "reply": "  ", "error": "! ", "note": "* "}


class TeletypeView(Plate):
    """The last lines of the operator's log. ``entry``: the room at the foot where lines are typed."""

    def lay_out(self, frame: Frame) -> None:
        style = self.style
        edge = style.px(10)
        side = style.px(26)
        self.paper = Rect(self.rect.x + side, self.rect.y + edge, self.rect.w - 2 * side, self.rect.h - 2 * edge)
        self.sink(self.paper, style.palette.paper)
        self.line_px = style.text(17)
        self.entry = Rect(self.paper.x, self.paper.bottom - self.line_px - style.px(3), self.paper.w, self.line_px)
        self._holes()
        self._written = -1

    def _holes(self) -> None:
        """The sprocket holes at both edges of the paper."""
        step, radius = self.style.px(16), max(1, self.style.px(3))
        for y in range(self.paper.y + step // 2, self.paper.bottom - radius, step):
            for x in (self.paper.x + 3 * radius, self.paper.right - 3 * radius):
                at = x - self.rect.x, y - self.rect.y
                pygame.draw.aacircle(self.backdrop, (120, 112, 94), at, radius)
                pygame.draw.aacircle(self.backdrop, (52, 50, 46), (at[0] + 0.5, at[1] + 0.5), radius * 0.8)

    def show(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        operator = frame.operator
        if operator.written == self._written and not self.fresh:
            return []
        self._written = operator.written
        self.wipe(surface, self.paper)
        lines = max(1, (self.paper.h - self.style.px(8)) // self.line_px)
        left = self.paper.x + self.style.px(26)
        for k, entry in enumerate(list(operator.log)[-lines:]):
            y = self.paper.y + self.style.px(5) + (k + 0.5) * self.line_px
            ink = self.style.palette.fault if entry.kind == "error" else self.style.palette.ink
            text = MARKS[entry.kind] + entry.text
            most = (self.paper.w - 2 * self.style.px(26)) // self.style.lettering.width("0", "typed", self.line_px - 2)
            text = text if len(text) <= most else text[: most - 1] + "…"
            self.style.lettering.write(surface, text, (left, y), self.line_px - 2, ink, "typed")
        return [self.paper]

    def under(self, place: Place) -> Tip | None:
        words = self.style.words
        return Tip(words("teletype.title"), "", words("teletype.why")) if self.paper.collidepoint(place) else None
