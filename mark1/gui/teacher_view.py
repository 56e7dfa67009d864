"""The teacher: what is wanted and whether it came, corrections a pass on chart paper, accuracy, confusion."""

import shlex
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from mark1.gui.course_desk import (
    course_dial,
    data_of,
    going_on,
    right,
    rule_dial,
    speed_dial,
    teach,
    wanted_now,
    wrong,
)
from mark1.gui.outputs import said
from mark1.gui.paint import chart
from mark1.gui.paint.canvas import surface, tone
from mark1.gui.paint.lamp import LEVELS, lamps
from mark1.gui.panel_state import PanelState
from mark1.gui.plate import Plate
from mark1.gui.progress_words import doing
from mark1.gui.view import Control, Frame, Place, Tip, Typed
from mark1.panel.training import Course, Verdict

COUNTERS = ("teacher.passes", "teacher.picture", "teacher.corrected", "teacher.accuracy")
IN_A_ROW = 4


class Key(NamedTuple):
    """A key of the desk: its name in the catalogue, and what it stands for."""

    name: str
    line: str = ""
    action: str = ""
    does: Callable[[Frame], Sequence[str]] | None = None
    is_on: Callable[[Frame], bool] | None = None


KEYS = (
    Key("teacher.run", "run", "run", is_on=lambda frame: frame.operator.panel.under_way == "run"),
    Key("teacher.step", "step", does=lambda frame: going_on(frame, "step")),
    Key("teacher.pulse", "", "pulse"),
    Key("teacher.pause", "", "pause", is_on=lambda frame: frame.state.paused),
    Key("teacher.teach", "teach {wanted}", does=teach),
    Key("teacher.evaluate", "evaluate DATA", does=lambda frame: (shlex.join(["evaluate", data_of(frame)]),)),
    Key("teacher.undo", "undo"),
    Key("teacher.reset", "reset"),
)


class TeacherView(Plate):
    """Wanted, right and wrong, counters; the curve and the confusion matrix; selectors and keys."""

    title = "teacher.title"

    def lay_out(self, frame: Frame) -> None:
        style, room = self.style, self.inside
        key_h, gap, cap = style.text(24), style.px(5), style.text(12)
        desk_h, strip_h = style.text(50), style.text(20)
        foot = 2 * key_h + 2 * gap + cap + strip_h
        self._lay_out_desk(Rect(room.x, room.y, room.w, desk_h), frame)
        middle = Rect(room.x, room.y + desk_h + gap, room.w, room.h - desk_h - foot - 2 * gap)
        side = min(middle.h, round(room.w * 0.45))
        self.matrix = Rect(room.right - side, middle.centery - side // 2, side, side)
        self.sink(self.matrix)
        self.chart = Rect(room.x, middle.y, room.w - side - 2 * gap, middle.h)
        self.sink(self.chart, style.palette.paper)
        self._lay_out_selectors(Rect(room.x, middle.bottom + gap, room.w, cap + strip_h), cap, frame)
        self._lay_out_keys(Rect(room.x, room.bottom - 2 * key_h - gap, room.w, key_h), gap)
        self._desk: object = None
        self._plotted: object = None
        self._counted: Verdict | None = None

    def _lay_out_desk(self, room: Rect, frame: Frame) -> None:
        """What is wanted, and whether it came, as keys beside their lamps; counters."""
        style, gap, words, now = self.style, self.style.px(6), self.style.words, frame.now
        cap = style.text(13)
        box = Rect(room.x, room.y + cap, style.text(64), room.h - cap)
        self.engrave(words("teacher.wanted"), (box.centerx, room.y + cap / 2), 11, align="centre", room=box.w)
        typed = Typed(lambda: wanted_now(now()), partial(_want, frame.state), lambda: teach(now()))
        self.controls.append(Control(words("teacher.wanted"), box, look="field", typed=typed, key="teacher.wanted"))
        lamp = min(style.px(22), room.h // 2 - 2)
        self.lamps = lamps(lamp, style.palette.lamp_off, style.palette.lamp_on, style.palette.plate)
        width, self.lamp_at = style.text(62), []
        for k, (key, does) in enumerate((("teacher.right", right), ("teacher.wrong", wrong))):
            at = Rect(box.right + 2 * gap, room.y + k * room.h // 2 + (room.h // 2 - lamp) // 2, lamp, lamp)
            self.lamp_at.append(at)
            cap_key = Rect(at.right + gap, room.y + k * room.h // 2 + 1, width, room.h // 2 - 2)
            self.controls.append(Control(words(key), cap_key, label=words(key), does=partial(_judged, does), key=key))
        left = self.lamp_at[0].right + gap + width + 2 * gap
        self._lay_out_counters(Rect(left, room.y, room.right - left, room.h), cap)

    def _lay_out_counters(self, room: Rect, cap: int) -> None:
        gap, words = self.style.px(5), self.style.words
        width = (room.w - gap * (len(COUNTERS) - 1)) // len(COUNTERS)
        self.counters = []
        for k, key in enumerate(COUNTERS):
            counter = Rect(room.x + k * (width + gap), room.y + cap, width, room.h - cap)
            self.engrave(words(key), (counter.centerx, room.y + cap / 2), 11, align="centre", room=width)
            self.sink(counter)
            self.counters.append(counter)

    def _lay_out_selectors(self, room: Rect, cap: int, frame: Frame) -> None:
        """Which pictures, which rule, how fast."""
        gap, x = self.style.px(5), room.x
        dials = (
            ("teacher.course", 0.36, course_dial(frame)),
            ("teacher.rule", 0.38, rule_dial()),
            ("teacher.speed", 0.26, speed_dial(frame)),
        )
        for key, share, dial in dials:
            rect = Rect(x, room.y + cap, round((room.w - 2 * gap) * share), room.h - cap)
            name = self.style.words(key)
            self.engrave(name, (rect.centerx, room.y + cap / 2 - 1), 10, align="centre", room=rect.w)
            self.controls.append(Control(name, rect, dial=dial, look="selector", key=key))
            x = rect.right + gap

    def _lay_out_keys(self, room: Rect, gap: int) -> None:
        words = self.style.words
        width = (room.w - gap * (IN_A_ROW - 1)) // IN_A_ROW
        for k, key in enumerate(KEYS):
            rect = Rect(room.x + k % IN_A_ROW * (width + gap), room.y + k // IN_A_ROW * (room.h + gap), width, room.h)
            name = words(key.name)
            self.controls.append(
                Control(
                    name,
                    rect,
                    key.line,
                    name,
                    action=key.action,
                    does=key.does,
                    is_on=key.is_on or _never,
                    key=key.name,
                )
            )

    def show(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        self._frame = frame
        if not self.reading:
            return []
        return self._show_desk(surface, frame) + self._show_chart(surface, frame) + self._show_matrix(surface, frame)

    def _show_desk(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        """The two lamps, the counters."""
        course, style, wanted, answer = frame.course, self.style, wanted_now(frame), said(frame)
        is_right = None if not wanted or answer is None else answer == wanted
        accuracy = frame.verdict.accuracy if frame.verdict else course.train_accuracy if course else None
        told = (
            f"{course.passes}" if course else "0",
            f"{course.place}/{len(course.stimuli)}" if course else "·",
            f"{frame.machine.corrections}" if frame.backend.name == "mark1" else "·",
            "·" if accuracy is None else f"{accuracy:.1%}",
        )
        if (is_right, told) == self._desk and not self.fresh:
            return []
        self._desk = is_right, told
        for rect, on in zip(self.lamp_at, (is_right is True, is_right is False), strict=True):
            self.wipe(surface, rect)
            surface.blit(self.lamps[LEVELS - 1 if on else 0], rect)
        for rect, text in zip(self.counters, told, strict=True):
            self.wipe(surface, rect)
            style.lettering.write(
                surface, text, rect.center, style.text(18), style.palette.legend, "typed", align="centre",
                room=rect.w - 6,
            )  # fmt: skip
        return [*self.lamp_at, *self.counters]

    # ---- the chart

    def _show_chart(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        course, progress = frame.course, frame.operator.progress
        values, key = plotted(course)
        now = id(course), len(values), values[-1:].tolist(), progress
        if now == self._plotted and not self.fresh:
            return []
        self._plotted = now
        self.wipe(surface, self.chart)
        chart.squares(surface, self.chart, self.style)
        chart.curve(surface, self.chart, values, self.style)
        text = doing(progress, self.style.words) if progress is not None else self.style.words(key)
        chart.note(surface, self.chart, text, self.style)
        return [self.chart]

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
    """The curve of a course and the key of its name: corrections, losses, or wrong answers a pass.

    Corrections and wrong answers of a pass that is not over are the last point.
    """
    if course is None:
        return np.zeros(0), "teacher.corrections"
    if course.losses:
        return np.array(course.losses), "teacher.losses"
    values = [*course.corrections, course.corrections_now] if course.place < len(course.order) else course.corrections
    return np.array(values, np.float64), "teacher.corrections"


def _never(frame: Frame) -> bool:
    return False


def _want(state: PanelState, label: str) -> None:
    state.wanted = label


def _judged(does: Callable[[Frame, str | None], Sequence[str]], frame: Frame) -> Sequence[str]:
    """Say right or wrong to the answer there is."""
    return does(frame, said(frame))


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
