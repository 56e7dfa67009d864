"""PanelState: what is only true in front of the wall: pointer, focus, what is pointed at, speed, theme, language."""

import math
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from mark1.gui.base.typing_line import TypingLine
from mark1.panel.commands.table import COMMANDS

Part = Literal["s", "a", "pot", "r", "slide"]


class Unit(NamedTuple):
    """One thing that can be pointed at: an S-unit, A-unit, potentiometer, R-unit or slide of the library, by number."""

    part: Part
    number: int


class StatusMessage(NamedTuple):
    """What the strip says: something that was done, or an offer. What went wrong it hears from the operator."""

    key: str
    value: str = ""


@dataclass
class PanelState:
    """``wanted``: the label that is taught and kept. ``speed``: machine seconds a second, inf as fast as it goes.
    ``held``: where a dial is held, while it is.

    ``board``: what hangs in the place of the patch board. ``turned``: dials that were turned and wait for the operator,
    where they were turned to. ``chosen``: where dials stand that are of the wall only, by their key. ``port``: of the
    rig, as it is typed. ``open``: the key of the selector whose list is open;
    ``menu``: the words of that list, where a key has none of its own.
    ``now_s``: of the wall. ``excites``: the sign of the next cable. ``data``: which
    pictures were chosen for a course, and which course there was then; ``beginning``: those of one that was asked for.

    ``all_of``: the key of the field all of which is selected. ``touched``: a finger was there last, and no mouse.
    ``rolled``: so many lines the teletype is rolled back; ``marked``: the first and last marked line of its log.
    ``step``: of the tour, -1 outside it; ``page``: of the help, -1 while it is closed. ``hidden``: names of controls.
    """

    theme: str = "normal"
    language: str = "en"
    pointer: tuple[int, int] = (-1, -1)
    held: tuple[int, int] | None = None
    pointed: Unit | None = None
    selected: Unit | None = None
    focus: int = -1
    wanted: str = ""
    speed: float = math.inf
    paused: bool = False
    full_screen: bool = False
    now_s: float = 0.0
    board: str = "patch_board"
    turned: dict[str, float] = field(default_factory=dict)
    chosen: dict[str, float] = field(default_factory=dict)
    port: str = ""
    open: str = ""
    menu: tuple[str, ...] = ()
    all_of: str = ""
    touched: bool = False
    data: tuple[str, str] = ("", "")
    beginning: str = ""
    excites: bool = True
    typing: bool = False
    typed: TypingLine = field(default_factory=lambda: TypingLine(list(COMMANDS)))
    rolled: int = 0
    marked: tuple[int, int] | None = None
    notice: StatusMessage | None = None
    step: int = -1
    page: int = -1
    hidden: frozenset[str] = frozenset()

    @property
    def unit(self) -> Unit | None:
        """What the wall is to explain: under the pointer, else what was chosen."""
        return self.pointed or self.selected
