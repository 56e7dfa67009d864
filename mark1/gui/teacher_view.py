"""The teacher: what is wanted and whether it came, corrections a pass on chart paper, accuracy, confusion."""

from itertools import pairwise

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from mark1.gui.outputs import said
from mark1.gui.paint.canvas import surface, tone
from mark1.gui.paint.lamp import LEVELS, lamps
from mark1.gui.plate import Plate
from mark1.gui.progress_words import doing
from mark1.gui.view import Control, Frame, Place, Tip
from mark1.panel.training import Course, Verdict

KEYS = (
    ("teacher.train", "train letters"),
    ("teacher.evaluate", "evaluate letters"),
    ("teacher.undo", "undo"),
    ("teacher.reset", "reset"),
)


class TeacherView(Plate):
    """A desk: lamps right and wrong, the curve, counters, the confusion matrix, keys."""

    title = "teacher.title"

    def lay_out(self, frame: Frame) -> None:
        style, room = self.style, self.inside
        key_h, gap = style.text(26), style.px(6)
        self._lay_out_keys(Rect(room.x, room.bottom - key_h, room.w, key_h))
        room = Rect(room.x, room.y, room.w, room.h - key_h - 2 * gap)
        side = min(round(room.w * 0.45), room.h - style.text(16) - style.text(26) - gap)
        self.matrix = Rect(room.right - side, room.y + style.text(15) + style.px(2), side, side)
        self.engrave(
            style.words("teacher.confusion"),
            (self.matrix.centerx, room.y + style.text(6)),
            12,
            align="centre",
            room=side,
        )
        self.sink(self.matrix)
        left = Rect(room.x, room.y, room.w - side - 2 * gap, room.h)
        self._lay_out_desk(Rect(left.x, left.y, left.w, style.text(56)))
        self.chart = Rect(left.x, left.y + style.text(56) + gap, left.w, left.h - style.text(56) - gap)
        self.sink(self.chart, style.palette.paper)
        self._desk: object = None
        self._plotted: object = None
        self._counted: Verdict | None = None

    def _lay_out_keys(self, room: Rect) -> None:
        gap, words = self.style.px(6), self.style.words
        width = (room.w - gap * (len(KEYS) - 1)) // len(KEYS)
        for k, (key, line) in enumerate(KEYS):
            rect = Rect(room.x + k * (width + gap), room.y, width, room.h)
            self.controls.append(Control(words(key), rect, line, words(key)))

    def _lay_out_desk(self, room: Rect) -> None:
        """Wanted, right, wrong; the counter of passes, and under the matrix that of right answers."""
        style, gap = self.style, self.style.px(6)
        cap = style.text(14)
        box = Rect(room.x, room.y + cap, style.text(40), room.h - cap)
        self.wanted_at = box
        self.sink(box)
        self.engrave(
            style.words("teacher.wanted"), (box.centerx, room.y + cap / 2 - 1), 11, align="centre", room=box.w + gap
        )
        lamp = min(style.px(24), (room.h - cap) // 2)
        self.lamp_at = [
            Rect(box.right + 2 * gap, box.y + k * (box.h // 2) + (box.h // 2 - lamp) // 2, lamp, lamp) for k in (0, 1)
        ]
        self.lamps = lamps(lamp, style.palette.lamp_off, style.palette.lamp_on, style.palette.plate)
        for rect, key in zip(self.lamp_at, ("teacher.right", "teacher.wrong"), strict=True):
            self.engrave(style.words(key), (rect.right + gap, rect.centery), 12, room=style.text(52))
        left = self.lamp_at[0].right + style.text(62)
        passes = Rect(left, room.y + cap, room.right - left, style.text(28))
        self.engrave(
            style.words("teacher.passes"), (passes.centerx, room.y + cap / 2 - 1), 11, align="centre", room=passes.w
        )
        below = Rect(self.matrix.x, self.matrix.bottom + gap, self.matrix.w, style.text(26))
        right = Rect(below.centerx, below.y, below.w // 2, below.h)
        self.engrave(
            style.words("teacher.accuracy"), (right.x - gap, right.centery), 12, align="right", room=below.w // 2 - gap
        )
        self.counters = [passes, right]
        for counter in self.counters:
            self.sink(counter)

    def show(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        self._frame = frame
        if not self.reading:
            return []
        return self._show_desk(surface, frame) + self._show_chart(surface, frame) + self._show_matrix(surface, frame)

    def _show_desk(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        """The wanted letter, the two lamps, the two counters."""
        course, style, wanted = frame.course, self.style, frame.state.wanted
        answer = said(frame)
        right = None if not wanted or answer is None else answer == wanted
        passes = course.passes if course else 0
        accuracy = frame.verdict.accuracy if frame.verdict else course.train_accuracy if course else None
        now = wanted, right, passes, accuracy
        if now == self._desk and not self.fresh:
            return []
        self._desk = now
        for rect, on in zip(self.lamp_at, (right is True, right is False), strict=True):
            surface.blit(self.lamps[LEVELS - 1 if on else 0], rect)
        shown = (
            (self.wanted_at, wanted or "·", 30),
            (self.counters[0], f"{passes}", 21),
            (self.counters[1], "·" if accuracy is None else f"{accuracy:.1%}", 21),
        )
        for rect, text, height in shown:
            self.wipe(surface, rect)
            style.lettering.write(
                surface,
                text,
                rect.center,
                style.text(height),
                style.palette.legend,
                "typed",
                align="centre",
                room=rect.w - 4,
            )
        return [self.wanted_at, *self.lamp_at, *self.counters]

    # ---- the chart

    def _show_chart(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        course, progress = frame.course, frame.operator.progress
        values, key = plotted(course)
        now = id(course), len(values), progress
        if now == self._plotted and not self.fresh:
            return []
        self._plotted = now
        self.wipe(surface, self.chart)
        self._rule(surface)
        note = self.style.words(key)
        if progress is not None:
            note = doing(progress, self.style.words)
        self._plot(surface, values)
        style = self.style
        at = self.chart.right - style.px(8), self.chart.y + style.text(11)
        style.lettering.write(
            surface,
            note,
            at,
            style.text(12),
            style.palette.ink,
            "typed",
            align="right",
            room=self.chart.w - style.px(16),
        )
        return [self.chart]

    def _rule(self, surface: pygame.Surface) -> None:
        """The fine squares of chart paper."""
        step, line = max(5, self.style.px(11)), self.style.palette.paper_line
        inner = self.chart.inflate(-4, -4)
        for x in range(inner.x + step, inner.right, step):
            pygame.draw.line(surface, line, (x, inner.y), (x, inner.bottom - 1))
        for y in range(inner.bottom - step, inner.y, -step):
            pygame.draw.line(surface, line, (inner.x, y), (inner.right - 1, y))

    def _plot(self, surface: pygame.Surface, values: NDArray[np.float64]) -> None:
        """The curve in ink, from the first pass to the last."""
        if not len(values):
            return
        style, inner = self.style, self.chart.inflate(-self.style.px(22), -self.style.px(26))
        inner.move_ip(0, style.px(5))
        top = float(values.max()) or 1.0
        x = inner.x + inner.w * (np.arange(len(values)) + 0.5) / max(8, len(values))
        y = inner.bottom - inner.h * values / top
        points = np.stack([x, y], axis=1).tolist()
        for start, end in pairwise(points):
            pygame.draw.aaline(surface, style.palette.ink, start, end, max(1, style.px(2)))
        if len(points) <= 40:
            for point in points:
                pygame.draw.aacircle(surface, style.palette.ink, point, max(2, style.px(3)))
        last = f"{values[-1]:.3g}"
        at = points[-1][0] + style.px(4), max(inner.y, points[-1][1] - style.text(14))
        style.lettering.write(surface, last, at, style.text(13), style.palette.ink, "typed", align="right")

    # ---- the confusion matrix

    def _show_matrix(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        verdict = frame.verdict
        if verdict is self._counted and not self.fresh:
            return []
        self._counted = verdict
        self.wipe(surface, self.matrix)
        if verdict is not None:
            inner = self.matrix.inflate(-self.style.px(8), -self.style.px(8))
            surface.blit(matrix(verdict.confusion, inner.size, self.style.palette.lamp_on), inner)
        return [self.matrix]

    def under(self, place: Place) -> Tip | None:
        words = self.style.words
        if self.matrix.collidepoint(place):
            return Tip(words("teacher.confusion"), self._cell(place), words("teacher.confusion_why"))
        if self.chart.collidepoint(place):
            key = plotted(self._frame.course)[1]
            return Tip(words("teacher.curve"), words(key), words("teacher.curve_why"))
        return super().under(place)

    def _cell(self, place: Place) -> str:
        """Which class was taken for which, how often."""
        verdict, inner = self._counted, self.matrix.inflate(-self.style.px(8), -self.style.px(8))
        if verdict is None or not inner.collidepoint(place):
            return self.style.words("teacher.no_verdict")
        n = len(verdict.classes)
        i, j = (place[1] - inner.y) * n // inner.h, (place[0] - inner.x) * n // inner.w
        return self.style.words(
            "teacher.cell",
            wanted=verdict.classes[i],
            came=verdict.classes[j],
            n=int(verdict.confusion[i, j]),
        )


def plotted(course: Course | None) -> tuple[NDArray[np.float64], str]:
    """The curve of a course and the key of its name: corrections, losses, or wrong answers a pass."""
    if course is None:
        return np.zeros(0), "teacher.corrections"
    series = (course.corrections, "teacher.corrections"), (course.losses, "teacher.losses")
    values, key = next((one for one in series if one[0]), (course.wrong, "teacher.errors"))
    return np.array(values, np.float64), key


def matrix(confusion: NDArray[np.int64], size: tuple[int, int], on: tuple[int, int, int]) -> pygame.Surface:
    """Rows: what was shown; columns: what was answered. Right ones lie on the diagonal; brighter is more."""
    share = confusion / np.maximum(confusion.sum(1, keepdims=True), 1)
    shade = np.sqrt(share).astype(np.float32)[..., np.newaxis]
    rgb = tone((44, 42, 40)) + shade * (tone(on) - tone((44, 42, 40)))
    n, (width, height) = len(confusion), size
    made = pygame.transform.scale(surface(rgb.astype(np.float32)), size)
    if width // n >= 5:
        for k in range(1, n):
            pygame.draw.line(made, (20, 20, 20), (k * width // n, 0), (k * width // n, height))
            pygame.draw.line(made, (20, 20, 20), (0, k * height // n), (width, k * height // n))
    return made
