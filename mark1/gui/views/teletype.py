"""The teletype: every action as its command, typed on a roll of paper; errors are marked with !.

> train letters                                          the log, from the newest line upwards, scrolled
  letters: converged after 16 epochs (365 corrections), 0 errors      back if the user did
> pres_                       present letter A [FACE] ...    the line being typed, and its possible continuation
"""

import textwrap
from itertools import islice

import pygame
from pygame import Rect

from mark1.gui.base.base_view import NOWHERE, BaseView
from mark1.gui.base.contract import Ask, Control, Dial, DragHandler, FrameContext, Place, PointerEvent, Tip, choice
from mark1.gui.base.ui_state import PanelState
from mark1.gui.operator.log import LogEntry, TeletypeLog
from mark1.gui.paint.words import Words
from mark1.panel.commands.table import COMMANDS

MARKS = {"line": "> ", "reply": "  ", "error": "! ", "note": "* "}
MOST_ROWS = 3  # most rows per line of the log; the copy has all of it
NEARLY = 0.35  # of a line: if only this much is missing, the lines are set closer to make room
WHEEL_LINES = 3
BLINK_S = 0.5
KEYS = (("teletype.copy", "copy"), ("teletype.save", "save log"))
NAMES = tuple(sorted(COMMANDS))


class TeletypeView(BaseView):
    """The last lines of the operator's log. ``entry``: the room at the bottom where lines are typed."""

    def __init__(self) -> None:
        super().__init__()
        self.paper = self.room = self.entry = NOWHERE
        self.line_px, self.columns = 1, 20
        self._rows: list[tuple[int, int]] = []
        self._shown: object = None
        self._typed: object = None
        self._blink_s = 0.0

    def lay_out(self, frame: FrameContext) -> None:
        style = self.style
        edge, side = style.px(10), style.px(26)
        keys = Rect(0, self.rect.y + edge, style.text(94), self.rect.h - 2 * edge)
        keys.right = self.rect.right - side
        self.paper = Rect(self.rect.x + side, keys.y, keys.x - self.rect.x - side - edge, keys.h)
        self.sink(self.paper, style.palette.paper)
        foot = style.text(17) + style.px(5)
        left = self.paper.x + style.px(26)
        self.room = Rect(left, self.paper.y + style.px(3), self.paper.right - style.px(26) - left, 0)
        self.room.h = self.paper.h - foot - 2 * style.px(3)
        lines = max(1, int(self.room.h / style.text(17) + NEARLY))
        self.line_px = min(style.text(17), self.room.h // lines)
        self.entry = Rect(left, self.paper.bottom - foot, self.room.w, foot)
        self.columns = max(20, self.room.w // style.lettering.width("m", "typed", self.line_px - 2))
        self._holes()
        words = style.words
        self.controls.append(Control(words("teletype.entry"), self.entry, action="type", key="teletype.entry"))
        self._lay_out_keys(keys, frame)
        self._shown = self._typed = None
        self._rows, self._blink_s = [], 0.0

    @property
    def log_room(self) -> Rect:
        """The paper above the line being typed, from hole to hole: no control is there."""
        return Rect(self.paper.x, self.rect.y, self.paper.w, self.entry.y - self.rect.y)

    def _lay_out_keys(self, room: Rect, frame: FrameContext) -> None:
        """Lay out the selector of commands, and the keys for the log."""
        gap, words = self.style.px(6), self.style.words
        height, name = min(self.style.text(30), (room.h - 2 * gap) // 3), words("teletype.commands")
        dial, rect = command_dial(frame.state, name), Rect(room.x, room.y, room.w, height)
        self.controls.append(Control(name, rect, action="type", dial=dial, look="selector", key="teletype.commands"))
        for key, action in KEYS:
            rect = rect.move(0, height + gap)
            self.controls.append(Control(words(key), rect, label=words(key), action=action, key=key))

    def _holes(self) -> None:
        """The sprocket holes at both edges of the paper."""
        step, radius = self.style.px(16), max(1, self.style.px(3))
        for y in range(self.paper.y + step // 2, self.paper.bottom - radius, step):
            for x in (self.paper.x + 3 * radius, self.paper.right - 3 * radius):
                at = x - self.rect.x, y - self.rect.y
                pygame.draw.aacircle(self.backdrop, (120, 112, 94), at, radius)
                pygame.draw.aacircle(self.backdrop, (52, 50, 46), (at[0] + 0.5, at[1] + 0.5), radius * 0.8)

    def show(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        state, changed = frame.state, []
        if (frame.log.edition, state.rolled, state.marked) != self._shown or self.fresh:
            log = frame.log.taken()
            changed += self._show_log(surface, log, state)
            self._shown = log.edition, state.rolled, state.marked
        return changed + self._show_entry(surface, frame)

    # ---- the log

    def _show_log(self, surface: pygame.Surface, log: TeletypeLog, state: PanelState) -> list[Rect]:
        """Draw lines from the bottom upwards."""
        self.wipe(surface, self.room)
        self._rows, y = [], self.room.bottom
        rolled = rolled_by(0, state, log)
        entries = list(islice(reversed(log), rolled, rolled + self.room.h // self.line_px))
        for k, entry in enumerate(entries):
            rows = self._wrapped(entry)
            if y - self.line_px * len(rows) < self.room.y:
                break
            y -= self.line_px * len(rows)
            number = log.written - 1 - rolled - k
            self._rows.append((y, number))
            self._print(surface, entry, rows, y, is_marked=state.marked is not None and in_marked(state, number))
        return [self.room]

    def _wrapped(self, entry: LogEntry) -> list[str]:
        text = MARKS[entry.kind] + said_of(entry, self.style.words)
        if len(text) <= self.columns:
            return [text]
        rows = textwrap.wrap(text[: self.columns * MOST_ROWS], self.columns, subsequent_indent="    ")
        if len(text) > self.columns * MOST_ROWS:
            rows = [*rows[: MOST_ROWS - 1], rows[min(len(rows), MOST_ROWS) - 1][: self.columns - 1] + "…"]
        return rows[: MOST_ROWS if entry.kind != "line" else 1]

    def _print(self, surface: pygame.Surface, entry: LogEntry, rows: list[str], y: int, *, is_marked: bool) -> None:
        palette = self.style.palette
        ink = palette.fault_ink if entry.kind == "error" else palette.ink
        if is_marked:
            surface.fill(palette.ink, (self.room.x, y, self.room.w, self.line_px * len(rows)))
            ink = palette.paper
        for k, row in enumerate(rows):
            at = self.room.x, y + (k + 0.5) * self.line_px
            self.style.lettering.write(surface, row, at, self.line_px - 2, ink, "typed")

    def line_at(self, place: Place) -> int | None:
        """The number of the line of the log at a place."""
        if not self.room.collidepoint(place) or not self._rows:
            return None
        return next((number for y, number in self._rows if place[1] >= y), self._rows[-1][1])

    def drag(self, place: Place, event: PointerEvent, frame: FrameContext) -> DragHandler | None:
        """Select lines, starting at a place."""
        number = self.line_at(place)
        return super().drag(place, event, frame) if number is None else Marking(self, number, frame)

    def wheel(self, place: Place, clicks: int, frame: FrameContext) -> Ask | None:
        """Scroll the paper."""
        if not self.room.collidepoint(place):
            return super().wheel(place, clicks, frame)
        frame.state.rolled = rolled_by(WHEEL_LINES * clicks, frame.state, frame.log)
        return None

    # ---- the line being typed

    def _show_entry(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        state, typed = frame.state, frame.state.typed
        self._blink_s = (self._blink_s + frame.dt_s) % (2 * BLINK_S)
        caret = typed.caret if state.typing and self._blink_s < BLINK_S else None
        now = state.typing, typed.text, caret, typed.offered
        if now == self._typed and not self.fresh:
            return []
        self._typed = now
        self.wipe(surface, self.entry)
        style, left = self.style, self.entry.x
        pygame.draw.line(surface, style.palette.paper_line, self.entry.topleft, (self.entry.right, self.entry.y))
        first = max(0, typed.caret - self.columns + 6)
        text = "> " + typed.text[first : first + self.columns - 3]
        size, middle = self.line_px - 2, self.entry.centery + 1
        written = style.lettering.write(surface, text, (left, middle), size, style.palette.ink, "typed")
        if caret is not None:
            x = left + style.lettering.width(text[: 2 + caret - first], "typed", size)
            surface.fill(style.palette.ink, (x, written.y, max(2, style.px(2)), written.h))
        self._hint(surface, frame, self.entry.right - written.right - style.px(24))
        return [self.entry]

    def _hint(self, surface: pygame.Surface, frame: FrameContext, room: int) -> None:
        """Write at the right how the line can continue."""
        style, state = self.style, frame.state
        hint = hint_for(state) if state.typing else style.words("teletype.prompt")
        if hint and room > style.text(120):
            style.lettering.write(
                surface, hint, (self.entry.right, self.entry.centery + 1), self.line_px - 3, style.palette.ink_faint,
                "typed", align="right", room=room,
            )  # fmt: skip

    def under(self, place: Place) -> Tip | None:
        words = self.style.words
        if self.room.collidepoint(place):
            return Tip(words("teletype.title"), "", words("teletype.why"))
        return super().under(place)


class Marking:
    """A pointer that selects the lines it passes over. A click without movement selects none."""

    def __init__(self, view: TeletypeView, number: int, frame: FrameContext) -> None:
        self.view, self.first = view, number
        frame.state.marked = None

    def move(self, place: Place, frame: FrameContext) -> Ask | None:
        last = self.view.line_at(place)
        if last is not None and (last != self.first or frame.state.marked is not None):
            frame.state.marked = self.first, last
        return None

    def release(self, place: Place, frame: FrameContext) -> Ask | None:
        return None


def said_of(entry: LogEntry, words: Words) -> str:
    """A line of the log in the language of the wall; commands are not translated, comments are."""
    mark, comment = entry.text[:2], entry.text[2:]
    if entry.kind == "line":
        return mark + words.said(comment) if mark == "# " else entry.text
    return words.said(entry.text)


def rolled_by(lines: int, state: PanelState, log: TeletypeLog) -> int:
    """The number of lines the paper is scrolled back after ``lines`` more (negative: forward), within the paper."""
    most = max(0, len(log) - 1)
    return max(0, min(min(state.rolled, most) + lines, most))


def in_marked(state: PanelState, number: int) -> bool:
    """Whether a line of the log is selected."""
    return state.marked is not None and min(state.marked) <= number <= max(state.marked)


def text_of(log: TeletypeLog, state: PanelState) -> str:
    """The selected lines of the log, or all of them, in the panel's own English."""
    log = log.taken()
    lines = enumerate(log, log.written - len(log))
    return "".join(
        f"{MARKS[entry.kind]}{entry.text}\n"
        for number, entry in lines
        if state.marked is None or in_marked(state, number)
    )


def command_dial(state: PanelState, name: str) -> Dial:
    """Every command of the panel: a chosen one is typed, with its usage beside it; at rest the dial shows ``name``."""

    def number_of(frame: FrameContext) -> int:
        word = frame.state.typed.text.split(" ")[0]
        return NAMES.index(word) + 1 if word in NAMES else 0

    def type_it(number: int) -> str:
        state.typed.clear()
        state.typed.insert(f"{NAMES[number - 1]} " if number else "")
        return ""

    return choice("command", (name, *NAMES), number_of, type_it)


def hint_for(state: PanelState) -> str:
    """The completions of Tab, or the usage of the command being typed."""
    if state.typed.offered:
        return "  ".join(state.typed.offered)
    command = COMMANDS.get(state.typed.text.split(" ")[0])
    return command.usage if command else ""
