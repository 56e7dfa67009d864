"""The picture controls: knobs and switches of camera and projector; brush, album, and the key of the library."""

import shlex
from collections.abc import Callable, Sequence
from functools import partial

from pygame import Rect

from mark1.gui.base.base_view import BaseView
from mark1.gui.base.contract import Control, Dial, FrameContext, Look, Place, choice
from mark1.gui.base.ui_state import StatusMessage
from mark1.gui.views.retina import BRUSHES, USUAL_BRUSH
from mark1.gui.views.training_controls import wanted_now

MOST = 172  # least height in which rows keep their usual share; larger letters do not exceed it
EXPOSURES = ("auto", "0.5", "0.7", "1", "1.5", "2", "4")
KNOBS = {
    "shift_x": "picture.shift_x",
    "shift_y": "picture.shift_y",
    "turn": "picture.turn",
    "scale": "picture.scale",
    "blur": "picture.blur",
    "noise": "picture.noise",
}
# Settings of the optics that are words: their names and words.
SWITCHES = {
    "exposure": ("picture.exposure", EXPOSURES),
    "framing": ("picture.framing", ("auto", "whole", "fit")),
    "polarity": ("picture.polarity", ("auto", "light", "dark")),
}


Does = Callable[[FrameContext], Sequence[str]]


def optics(setting: str) -> Callable[[FrameContext], float]:
    """The value of a setting of the optics."""
    return lambda frame: float(getattr(frame.machine.config.optics, setting))


def shifted(axis: str, value: float, of: Callable[[], tuple[float, float]]) -> str:
    """The line that shifts the picture along one axis."""
    x, y = of()
    return f"shift {value:g} {y:g}" if axis == "x" else f"shift {x:g} {value:g}"


def word_of(setting: str, frame: FrameContext) -> int:
    """The number of the word that a setting in ``SWITCHES`` has; 0 for any other."""
    value = getattr(frame.machine.config.optics, setting)
    word = "auto" if value is None else f"{value:g}" if isinstance(value, float) else value
    words = SWITCHES[setting][1]
    return words.index(word) if word in words else 0


class PictureView(BaseView):
    """Two rows of knobs, switches below them, keys at the bottom: all in three columns."""

    def lay_out(self, frame: FrameContext) -> None:
        style = self.style
        room, gap = self.rect.inflate(-style.px(24), -style.px(18)), style.px(4)
        room.h -= style.px(9)  # above the screws
        key_h, label, strip = (min(style.text(h), round(room.h * h / MOST)) for h in (21, 12, 19))
        knobs_h = (room.h - 2 * key_h - strip - label - 4 * gap) // 2
        names: list[tuple[str, Place, int]] = []
        for k, dial in enumerate(knobs(frame)):
            cell = in_three(Rect(room.x, room.y + k // 3 * (knobs_h + gap), room.w, knobs_h), k, gap)
            names.append(self._add(cell, label, KNOBS[dial.key], dial, "knob"))
        row = Rect(room.x, room.y + 2 * (knobs_h + gap), room.w, label + strip)
        for k, (setting, (key, words)) in enumerate(SWITCHES.items()):
            dial = choice(setting, words, partial(word_of, setting), partial(_said, setting, words), shows=True)
            names.append(self._add(in_three(row, k, gap), label, key, dial, "selector"))
        self.caption(names, 10)
        self._lay_out_keys(Rect(room.x, room.bottom - 2 * key_h - gap, room.w, key_h), gap, frame)

    def _add(self, cell: Rect, label: int, key: str, dial: Dial, look: Look) -> tuple[str, Place, int]:
        """Add a dial in a cell, below its name ``label`` pixels high; return the name, its middle and its room."""
        name, rect = self.style.words(key), Rect(cell.x, cell.y + label, cell.w, cell.h - label)
        self.controls.append(Control(name, rect, dial=dial, look=look, key=key))
        return name, (cell.centerx, cell.y + label // 2 - self.style.px(2)), cell.w

    def _lay_out_keys(self, room: Rect, gap: int, frame: FrameContext) -> None:
        """Lay out the brush and the keys for pictures."""
        words, state = self.style.words, frame.state

        def take_brush(number: int) -> str:
            state.chosen["brush"] = number
            return ""

        brushes = tuple(words("picture.cells", n=n) for n in BRUSHES)
        dial = choice("brush", brushes, lambda now: round(state.chosen.get("brush", USUAL_BRUSH)), take_brush)
        rects = [in_three(room.move(0, k // 3 * (room.h + gap)), k, gap) for k in range(6)]
        self.controls.append(Control(words("picture.brush"), rects[0], dial=dial, look="selector", key="picture.brush"))
        keys: tuple[tuple[str, str, Does | None], ...] = (
            ("picture.dark", "present dark", None),
            ("picture.library", "", _library),
            ("picture.keep", "", self._keep),
            ("picture.train", "train album", None),
            ("picture.forget", "album clear", None),
        )
        for rect, (key, line, does) in zip(rects[1:], keys, strict=True):
            self.controls.append(Control(words(key), rect, line, words(key), does=does, key=key))

    def _keep(self, frame: FrameContext) -> Sequence[str]:
        """The line that adds the picture to the album with the target."""
        label = wanted_now(frame)
        if not label:
            frame.state.notice = StatusMessage("strip.keep_what")
            return ()
        return (shlex.join(["keep", label]),)


def in_three(row: Rect, number: int, gap: int) -> Rect:
    """A third of a row, counted across rows."""
    return Rect(row.x + number % 3 * (row.w + gap) // 3, row.y, (row.w - 2 * gap) // 3, row.h)


def _said(setting: str, words: Sequence[str], number: int) -> str:
    return f"{setting} {words[number]}"


def knobs(frame: FrameContext) -> list[Dial]:
    """The knobs of camera, projector and photocells."""

    def now() -> tuple[float, float]:
        optics, turned = frame.now().machine.config.optics, frame.state.turned
        return turned.get("shift_x", optics.shift_x_cells), turned.get("shift_y", optics.shift_y_cells)

    return [
        Dial("shift_x", optics("shift_x_cells"), lambda v: shifted("x", v, now), -10, 10, 0.5, shows=True),
        Dial("shift_y", optics("shift_y_cells"), lambda v: shifted("y", v, now), -10, 10, 0.5, shows=True),
        Dial("turn", optics("rotation_deg"), "rotate {:g}".format, -180, 180, 5, text="{:g}°".format, shows=True),
        Dial("scale", optics("scale"), "scale {:g}".format, 0.2, 3, 0.05, 1.0, shows=True),
        Dial("blur", optics("blur_cells"), "blur {:g}".format, 0, 5, 0.1, shows=True),
        Dial("noise", lambda now: now.machine.retina.config.noise, "noise {:g}".format, 0, 1, 0.05, shows=True),
    ]


def _library(frame: FrameContext) -> Sequence[str]:
    """Show the library in place of the patch board, or hide it."""
    frame.state.board = "patch_board" if frame.state.board == "library" else "library"
    return ()
