"""The teacher: target and answer, corrections per epoch on chart paper, accuracy, confusion."""

import shlex
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import pygame
from pygame import Rect

from mark1.gui.base.base_view import NOWHERE, BaseView
from mark1.gui.base.contract import Control, FrameContext, Place, Tip, Typed, by_rule
from mark1.gui.base.ui_state import PanelState
from mark1.gui.paint import chart
from mark1.gui.paint.confusion import confusion_matrix
from mark1.gui.paint.lamp import LEVELS, lamps
from mark1.gui.views.outputs import answer_of
from mark1.gui.views.progress_words import doing
from mark1.gui.views.tally import accuracy_of, corrected, corrects, name_of_curve, plotted
from mark1.gui.views.training_controls import (
    course_dial,
    data_of,
    resuming,
    right,
    rule_dial,
    speed_dial,
    teach,
    wanted_as_typed,
    wanted_now,
    wrong,
)
from mark1.training.evaluation import EvaluationResult

# The name of the counter, by whether the rule corrects errors or reinforces every answer.
COUNTERS = {
    True: ("teacher.epochs", "teacher.picture", "teacher.corrected", "teacher.accuracy"),
    False: ("teacher.epochs", "teacher.picture", "teacher.reinforced", "teacher.accuracy"),
}
# The names of curves, and their explanations.
CURVES = {
    "teacher.corrections": "teacher.curve_why",
    "teacher.reinforcements": "teacher.reinforced_why",
    "teacher.losses": "teacher.curve_why",
}
COLUMNS, KEYS_IN_A_ROW = 4, 5
OLD_ALPHA = 140  # brightness of a matrix that is out of date, of 255


class LabelKey(NamedTuple):
    """A key of the plate: its name in the catalogue, and what it stands for."""

    name: str
    line: str = ""
    action: str = ""
    does: Callable[[FrameContext], Sequence[str]] | None = None
    is_on: Callable[[FrameContext], bool] | None = None


KEYS = (
    LabelKey("teacher.run", "", "run", is_on=lambda frame: frame.status.under_way == "run"),
    LabelKey("teacher.step", does=lambda frame: resuming(frame, "step")),
    LabelKey("teacher.pulse", "", "pulse"),
    LabelKey("teacher.pause", "", "pause", is_on=lambda frame: frame.state.paused),
    LabelKey("teacher.teach", does=teach),
    LabelKey("teacher.evaluate", does=lambda frame: (shlex.join(["evaluate", data_of(frame)]),)),
    LabelKey("teacher.undo", "undo"),
    LabelKey("teacher.redo", "redo"),
    LabelKey("teacher.reset", "reset"),
)


class TeacherView(BaseView):
    """Target, right and wrong, counters; the curve and the confusion matrix; selectors and keys."""

    title = "teacher.title"

    def __init__(self) -> None:
        super().__init__()
        self.matrix = self.cells = self.chart = NOWHERE
        self.lamps: Sequence[pygame.Surface] = ()
        self.lamp_at: list[Rect] = []
        self.counters: list[Rect] = []
        self._shown_counts: object = None
        self._accuracy_is_old = False
        self._curve = "teacher.corrections"
        self._plotted: object = None
        self._counted: tuple[EvaluationResult | None, bool] = None, False

    def shape(self, frame: FrameContext) -> object:
        return corrects(frame)

    def lay_out(self, frame: FrameContext) -> None:
        style, room = self.style, self.inside
        key_h, gap, cap = style.text(23), style.px(5), style.text(12)
        counters_h, strip_h = cap + style.text(21), style.text(20)
        self._lay_out_target([column.move(0, gap // 2) for column in self._columns(room, key_h)], frame)
        top = room.y + key_h + gap
        self._lay_out_counters(self._columns(Rect(room.x, top, room.w, 0), counters_h), cap, frame)
        top, foot = top + counters_h + gap, room.bottom - 2 * key_h - cap - strip_h - 3 * gap
        middle = Rect(room.x, top + gap // 2, room.w, foot - top)
        side = min(middle.h, round(room.w * 0.45))
        self.matrix = Rect(room.right - side, middle.centery - side // 2, side, side)
        self.sink(self.matrix)
        self.chart = Rect(room.x, middle.y, room.w - side - 2 * gap, middle.h)
        self.sink(self.chart, style.palette.paper)
        self._lay_out_selectors(Rect(room.x, middle.bottom + gap, room.w, cap + strip_h), cap, frame)
        for row, first in enumerate((0, KEYS_IN_A_ROW)):
            keys = KEYS[first : first + KEYS_IN_A_ROW]
            line = Rect(room.x, room.bottom - 2 * key_h - gap + row * (key_h + gap), room.w, 0)
            self._lay_out_keys(self._columns(line, key_h, len(keys)), keys)
        self._shown_counts = self._plotted = None
        self._accuracy_is_old, self._counted = False, (None, False)

    def _columns(self, room: Rect, height: int, n: int = COLUMNS) -> list[Rect]:
        """A row of the plate, in columns of one width."""
        gap = self.style.px(5)
        width = (room.w - gap * (n - 1)) // n
        return [Rect(room.x + k * (width + gap), room.y, width, height) for k in range(n)]

    def _lay_out_target(self, columns: Sequence[Rect], frame: FrameContext) -> None:
        """Lay out the target, and the keys RIGHT and WRONG beside their lamps."""
        style, words, now = self.style, self.style.words, frame.now
        name, box = columns[0], columns[1]
        self.engrave(words("teacher.wanted"), name.center, 11, align="centre", room=name.w)
        typed = Typed(lambda: wanted_as_typed(now()), partial(_want, frame.state), lambda: teach(now()))
        self.controls.append(Control(words("teacher.wanted"), box, look="field", typed=typed, key="teacher.wanted"))
        lamp = min(style.px(22), box.h - 2)
        self.lamps = lamps(lamp, style.palette.lamp_off, style.palette.lamp_on, style.palette.plate)
        self.lamp_at = []
        for (key, does), room in zip((("teacher.right", right), ("teacher.wrong", wrong)), columns[2:], strict=True):
            self.lamp_at.append(Rect(room.x, room.centery - lamp // 2, lamp, lamp))
            cap = Rect(room.x + lamp + style.px(5), room.y, room.w - lamp - style.px(5), room.h)
            self.controls.append(Control(words(key), cap, label=words(key), does=partial(_judged, does), key=key))

    def _lay_out_counters(self, columns: Sequence[Rect], cap: int, frame: FrameContext) -> None:
        """Lay out the counters, each below its name."""
        names = COUNTERS[corrects(frame)]
        middles = [(room.centerx, room.y + cap / 2 - 1) for room in columns]
        self.caption([(self.style.words(k), at, columns[0].w) for k, at in zip(names, middles, strict=True)], 11)
        self.counters = [Rect(room.x, room.y + cap, room.w, room.h - cap) for room in columns]
        for counter in self.counters:
            self.sink(counter)

    def _lay_out_selectors(self, room: Rect, cap: int, frame: FrameContext) -> None:
        """Lay out the selectors of training set, rule and speed."""
        gap, x, names = self.style.px(5), room.x, []
        dials = (
            ("teacher.course", 0.36, course_dial(frame)),
            ("teacher.rule", 0.38, rule_dial()),
            ("teacher.speed", 0.26, speed_dial(frame)),
        )
        for key, share, dial in dials:
            rect = Rect(x, room.y + cap, round((room.w - 2 * gap) * share), room.h - cap)
            names.append((self.style.words(key), (rect.centerx, room.y + cap / 2 - 1), rect.w))
            off = by_rule if key == "teacher.rule" else _always
            self.controls.append(Control(names[-1][0], rect, dial=dial, look="selector", key=key, off=off))
            x = rect.right + gap
        self.caption(names, 10)

    def _lay_out_keys(self, columns: Sequence[Rect], keys: Sequence[LabelKey]) -> None:
        for rect, key in zip(columns, keys, strict=True):
            name, is_on = self.style.words(key.name), key.is_on or _never
            self.controls.append(
                Control(name, rect, key.line, name, action=key.action, does=key.does, is_on=is_on, key=key.name)
            )

    def show(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        self._curve = name_of_curve(frame.training_run, corrects(frame))
        if not self.reading:
            return []
        return self._show_tally(surface, frame) + self._show_chart(surface, frame) + self._show_matrix(surface, frame)

    def _show_tally(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        """Draw the two lamps and the counters."""
        course, style, wanted, answer = frame.training_run, self.style, wanted_now(frame), answer_of(frame)
        is_right = None if not wanted or answer is None else answer == wanted
        (accuracy, is_old), work = accuracy_of(frame), corrected(frame)
        counts = (
            f"{course.epochs}" if course else "0",
            f"{course.place}/{len(course.stimuli)}" if course else "·",
            "·" if work is None else f"{work}",
            "·" if accuracy is None else f"{accuracy:.1%}",
        )
        if (is_right, counts, is_old) == self._shown_counts and not self.fresh:
            return []
        self._shown_counts, self._accuracy_is_old = (is_right, counts, is_old), is_old
        for rect, on in zip(self.lamp_at, (is_right is True, is_right is False), strict=True):
            self.wipe(surface, rect)
            surface.blit(self.lamps[LEVELS - 1 if on else 0], rect)
        longest = counts[0], f"{len(course.stimuli)}/{len(course.stimuli)}" if course else "", *counts[2:]
        room = self.counters[0].w - style.px(6)
        size = style.lettering.common(((text, room) for text in longest), "typed", style.text(18))
        inks = [style.palette.legend] * 3 + [style.palette.faint if is_old else style.palette.legend]
        for rect, text, ink in zip(self.counters, counts, inks, strict=True):
            self.wipe(surface, rect)
            style.lettering.write(surface, text, rect.center, size, ink, "typed", align="centre", room=room)
        return [*self.lamp_at, *self.counters]

    # ---- the chart

    def _show_chart(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        course, progress = frame.training_run, frame.status.progress
        curve, key = plotted(course, corrects(frame))
        now = curve.all.tobytes(), curve.before, curve.going, key, progress
        if now == self._plotted and not self.fresh:
            return []
        self._plotted = now
        self.wipe(surface, self.chart)
        chart.squares(surface, self.chart, self.style)
        chart.curve(surface, self.chart, curve, self.style)
        text = doing(progress, self.style.words) if progress is not None else self.style.words(key)
        chart.note(surface, self.chart, text, self.style)
        return [self.chart]

    # ---- the confusion matrix

    def _show_matrix(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        evaluated = frame.moment.evaluation
        dimmed = evaluated is not None and frame.moment.evaluation_is_old
        if (evaluated, dimmed) == self._counted and not self.fresh:
            return []
        self._counted = evaluated, dimmed
        self.wipe(surface, self.matrix)
        self.cells = self.matrix.inflate(-self.style.px(8), -self.style.px(8))
        if dimmed:
            self.cells = self._say_old(surface, self.cells)
        if evaluated is not None:
            drawn = confusion_matrix(evaluated.confusion, self.cells.size, self.style.palette.lamp_on)
            drawn.set_alpha(OLD_ALPHA if dimmed else 255)
            surface.blit(drawn, self.cells)
        return [self.matrix]

    def _say_old(self, surface: pygame.Surface, room: Rect) -> Rect:
        """Write at the bottom of the well that the matrix is out of date; return the square that is left for the
        matrix.
        """
        style, size = self.style, self.style.text(11)
        text = style.words("teacher.old")
        if style.lettering.width(text, "engraved", size) > room.w:
            text = style.words("teacher.old_short")
        at, side = (room.centerx, room.bottom - size // 2), room.h - size - style.px(3)
        style.lettering.write(surface, text, at, size, style.palette.legend, align="centre", room=room.w)
        return Rect(room.centerx - side // 2, room.y, side, side)

    def under(self, place: Place) -> Tip | None:
        words = self.style.words
        if self.matrix.collidepoint(place):
            why = words("teacher.old_why" if self._counted[1] else "teacher.confusion_why")
            return Tip(words("teacher.confusion"), self._cell(place), why)
        if self._accuracy_is_old and self.counters[-1].collidepoint(place):
            return Tip(words("teacher.accuracy"), "", words("teacher.old_why"))
        if self.chart.collidepoint(place):
            return Tip(words("teacher.curve"), words(self._curve), words(CURVES[self._curve]))
        return super().under(place)

    def _cell(self, place: Place) -> str:
        """Which class was taken for which, and how often."""
        evaluated, inner = self._counted[0], self.cells
        if evaluated is None or not inner.collidepoint(place):
            return self.style.words("teacher.no_verdict")
        n = len(evaluated.classes)
        i, j = (place[1] - inner.y) * n // inner.h, (place[0] - inner.x) * n // inner.w
        return self.style.words(
            "teacher.cell",
            wanted=self.style.words.label(evaluated.classes[i]),
            came=self.style.words.label(evaluated.classes[j]),
            n=int(evaluated.confusion[i, j]),
        )


def _never(frame: FrameContext) -> bool:
    return False


def _always(frame: FrameContext) -> str:
    """Enabled with every back end."""
    return ""


def _want(state: PanelState, label: str) -> None:
    state.wanted = label


def _judged(does: Callable[[FrameContext, str | None], Sequence[str]], frame: FrameContext) -> Sequence[str]:
    """Judge the current answer right or wrong."""
    return does(frame, answer_of(frame))
