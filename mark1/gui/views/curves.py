"""The curves of a network: loss and share of right answers, epoch by epoch."""

import numpy as np
import pygame
from pygame import Rect

from mark1.gui.base.base_view import BaseView
from mark1.gui.base.contract import FrameContext, Place, Tip
from mark1.gui.paint import chart


class CurvesView(BaseView):
    """Two charts, side by side."""

    title = "curves.title"

    def __init__(self) -> None:
        super().__init__()
        self.charts: dict[str, Rect] = {}
        self._plotted: object = None

    def lay_out(self, frame: FrameContext) -> None:
        room, gap = self.inside, self.style.px(8)
        half = (room.w - gap) // 2
        self.charts = {
            "curves.loss": Rect(room.x, room.y, half, room.h),
            "curves.right": Rect(room.right - half, room.y, half, room.h),
        }
        for rect in self.charts.values():
            self.sink(rect, self.style.palette.paper)
        self._plotted = None

    def show(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        course = frame.training_run
        if not self.reading:
            return []
        epochs, before = (course.curve, len(course.before)) if course else (np.zeros((0, 2)), 0)
        now = epochs.tobytes(), before
        if now == self._plotted and not self.fresh:
            return []
        self._plotted = now
        for (key, rect), values, top in zip(self.charts.items(), epochs.T, (0.0, 1.0), strict=True):
            self.wipe(surface, rect)
            chart.squares(surface, rect, self.style)
            chart.curve(surface, rect, chart.ChartCurve(values, before, top=top), self.style)
            chart.note(surface, rect, self.style.words(key), self.style)
        return list(self.charts.values())

    def under(self, place: Place) -> Tip | None:
        key = next((key for key, rect in self.charts.items() if rect.collidepoint(place)), None)
        return Tip(self.style.words(key), "", self.style.words("curves.why")) if key else super().under(place)
