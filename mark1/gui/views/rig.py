"""The rig: a real board connected by its port; the state of the link; real wipers beside the simulated ones."""

import shlex
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from mark1.gui.base.base_view import NOWHERE, BaseView
from mark1.gui.base.contract import Control, Dial, FrameContext, Place, Tip, Typed, choice
from mark1.gui.base.ui_state import PanelState
from mark1.gui.paint.paper import wrapped

MOTIONS, SHADOWS = ("seek", "pulse"), ("off", "on")
LONGEST_PORT = 120
IN_A_COLUMN = 20
ROWS = 6.5  # of the facts
# The facts of the link, and their names.
FACTS = {
    "port": "rig.port",
    "board": "rig.board",
    "calibrated": "rig.calibrated",
    "motion": "rig.motion",
    "shadow": "rig.shadow",
    "pots_on_board": "rig.pots_on_board",
    "motions": "rig.motions",
    "retries": "rig.retries",
    "stopped": "rig.stopped",
}


class RigView(BaseView):
    """A field for the port, keys, the state of the link, and a scale per pot with two pointers."""

    title = "rig.title"

    def __init__(self) -> None:
        super().__init__()
        self.paper = self.scales = NOWHERE
        self._shown_facts: object = None
        self._pointers: object = None

    def shape(self, frame: FrameContext) -> object:
        return len(volts(frame)[0])

    def lay_out(self, frame: FrameContext) -> None:
        style, room, words, state = self.style, self.inside, self.style.words, frame.state
        row, gap, cap = style.text(24), style.px(5), style.text(14)
        self.engrave(words("rig.port"), (room.x + style.px(4), room.y + cap / 2), 12, room=room.w)
        field = Rect(room.x, room.y + cap, room.w, row)
        typed = Typed(lambda: state.port, lambda text: setattr(state, "port", text), lambda: join(state), LONGEST_PORT)
        self.controls.append(Control(words("rig.port"), field, look="field", typed=typed, key="rig.port"))
        y = field.bottom + gap
        half = (room.w - gap) // 2
        for k, (key, choices) in enumerate((("rig.motion", MOTIONS), ("rig.shadow", SHADOWS))):
            rect = Rect(room.x + k * (half + gap), y + cap, half, row)
            self.engrave(words(key), (rect.centerx, y + cap / 2), 12, align="centre", room=half)
            self.controls.append(
                Control(words(key), rect, dial=_choice(state, key.partition(".")[2], choices), look="selector", key=key)
            )
        y += cap + row + gap
        keys: tuple[tuple[str, str, str, Callable[[FrameContext], Sequence[str]] | None], ...] = (
            ("rig.join", "", "", lambda now: join(now.state)),
            ("rig.leave", "rig off", "", None),
            ("rig.look", "present rig", "", None),
            ("rig.stop", "", "stop", None),
            ("rig.arm", "rig arm", "", None),
        )
        rects = self.keys_in(Rect(room.x, y, room.w, row), [words(key) for key, *_ in keys], gap)
        for rect, (key, line, action, does) in zip(rects, keys, strict=True):
            self.controls.append(Control(words(key), rect, line, words(key), action=action, does=does, key=key))
        y += row + gap
        self.paper = Rect(room.x, y, room.w, round(style.text(17) * ROWS))
        self.sink(self.paper, style.palette.paper)
        self.scales = Rect(room.x, self.paper.bottom + gap, room.w, room.bottom - self.paper.bottom - gap)
        self.sink(self.scales)
        self._shown_facts = self._pointers = None

    def show(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        return self._show_facts(surface, frame) + self._show_scales(surface, frame) if self.reading else []

    def _show_facts(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        """Write the state of the link: its port, then the other facts in two columns."""
        words, facts = self.style.words, facts_of(frame)
        lines = [f"{words(name)}: {self._word(facts.get(key))}" for key, name in FACTS.items()] if facts else []
        stuck = [words("rig.stuck", pots=", ".join(facts["stuck"]))] if facts.get("stuck") else []
        if (lines, stuck) == self._shown_facts and not self.fresh:
            return []
        self._shown_facts = lines, stuck
        self.wipe(surface, self.paper)
        if lines:
            self._print(surface, [lines[:1], lines[1:5], lines[5:], stuck])
        else:
            self._print(surface, [self._lines(words("rig.none")), [], [], []])
        return [self.paper]

    def _word(self, fact: object) -> str:
        """A fact in the language of the wall."""
        if isinstance(fact, bool):
            return self.style.words("rig.yes" if fact else "rig.no")
        return "-" if fact is None else self.style.words.said(str(fact))

    def _lines(self, text: str) -> list[str]:
        return wrapped(text, self.style.text(14), self.paper.w - self.style.px(20), self.style, "typed")

    def _print(self, surface: pygame.Surface, blocks: Sequence[Sequence[str]]) -> None:
        """Write lines at the top, two columns below them, and lines at the bottom."""
        style, top, pitch = self.style, self.paper.y, self.style.text(17)
        whole = self.paper.w - style.px(20)
        half = whole // 2 - style.px(6)
        columns = [(text, half) for text in (*blocks[1], *blocks[2])]
        size = style.lettering.common(columns, "typed", style.text(14))
        for block, (x, row, room) in zip(
            blocks, ((0, 0, whole), (0, 1, half), (whole - half, 1, half), (0, 5, whole)), strict=True
        ):
            for k, text in enumerate(block):
                at = self.paper.x + style.px(10) + x, top + pitch * (row + k + 0.75)
                style.lettering.write(surface, text, at, size, style.palette.ink, "typed", room=room)

    def _show_scales(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        """Draw each pot of the board: the simulated wiper above the line, the real one below it."""
        simulated, real, stop_v = volts(frame)
        now = simulated.tobytes(), real.tobytes()
        if now == self._pointers and not self.fresh:
            return []
        self._pointers = now
        self.wipe(surface, self.scales)
        style, n = self.style, len(real)
        if n == 0:
            return [self.scales]
        columns = -(-n // IN_A_COLUMN)
        inner = self.scales.inflate(-style.px(16), -style.px(14))
        width, rows = inner.w // columns, -(-n // columns)
        pitch = min(inner.h / rows, style.px(30))
        for k in range(n):
            row = Rect(
                inner.x + k // rows * width, round(inner.y + pitch * (k % rows)), width - style.px(8), round(pitch)
            )
            self._show_scale(surface, row, k, (simulated[k] / stop_v, real[k] / stop_v), f"{real[k]:+.2f} V")
        return [self.scales]

    def _show_scale(
        self, surface: pygame.Surface, row: Rect, number: int, shares: tuple[float, float], text: str
    ) -> None:
        """Draw one pot: its number, a line with two pointers, and volts where there is room for them."""
        style, palette, y = self.style, self.style.palette, row.centery
        height = min(style.text(13), max(8, row.h))
        left, size = row.x + style.text(22), max(3.0, min(row.h * 0.4, style.unit * 7))
        volts_w = style.text(56) if row.w > style.text(200) else 0
        wide = row.right - left - volts_w - size
        style.lettering.write(surface, f"{number}", (row.x, y), height, palette.faint)
        pygame.draw.line(surface, palette.faint, (left, y), (left + wide, y))
        pygame.draw.line(surface, palette.faint, (left + wide / 2, y - size), (left + wide / 2, y + size))
        for share, side, colour in ((shares[0], -1, palette.legend), (shares[1], 1, palette.lamp_on)):
            x = left + wide * (np.clip(share, -1, 1) + 1) / 2
            corners = [(x, y), (x - size * 0.8, y + side * size), (x + size * 0.8, y + side * size)]
            pygame.draw.polygon(surface, colour, corners)
        if volts_w:
            style.lettering.write(surface, text, (row.right, y), height, palette.lamp_on, "typed", align="right")

    def under(self, place: Place) -> Tip | None:
        words = self.style.words
        if self.scales.collidepoint(place):
            return Tip(words("rig.wipers"), "", words("rig.wipers_why"))
        return super().under(place)


def join(state: PanelState) -> Sequence[str]:
    """The line that connects the board at the typed port."""
    options = [
        f"motion {MOTIONS[round(state.chosen.get('motion', 0))]}",
        f"shadow {SHADOWS[round(state.chosen.get('shadow', 0))]}",
    ]
    return (" ".join(["rig", shlex.quote(state.port), *options]),) if state.port.strip() else ("rig",)


def facts_of(frame: FrameContext) -> dict[str, Any]:
    """The status of the rig; empty without one."""
    return frame.moment.rig or {}


def volts(frame: FrameContext) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Simulated and real wipers of the pots on a board (n_real,), V, and the stops."""
    bank, real = frame.machine.potentiometers, frame.moment.board_v
    return bank.wiper_v[: len(real)], real, float(bank.config.stop_v)


def _choice(state: PanelState, key: str, choices: tuple[str, ...]) -> Dial:
    def take(number: int) -> str:
        state.chosen[key] = number
        return ""

    return choice(key, choices, lambda now: round(state.chosen.get(key, 0)), take)
