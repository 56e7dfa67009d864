"""PanelState: the state of the window alone: pointer, focus, selection, speed, theme, language."""

import math
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from mark1.gui.base.typing_line import TypingLine
from mark1.panel.commands.table import COMMANDS

Part = Literal["s", "a", "pot", "r", "slide"]


class Unit(NamedTuple):
    """One thing that can be pointed at: an S-unit, A-unit, potentiometer, R-unit or library picture, by number."""

    part: Part
    number: int


OwnPoint = tuple[float, float, str]  # x, y and class of a point that was clicked into the plane


class StatusMessage(NamedTuple):
    """A message of the status bar: what was done, or an offer. Errors come from the operator."""

    key: str
    value: str = ""


@dataclass
class PanelState:
    """``wanted``: the target that is taught or kept. ``speed``: machine seconds per second, inf for no limit. ``held``:
    where a dial is being dragged.

    ``board``: which view replaces the patch board. ``turned``: the values of dials whose turns are pending, by key.
    ``chosen``: the values of dials that exist on the wall only, by key. ``port``: the text of the rig's port field.
    ``open``: the key of the selector whose list is open; ``menu``: the words of that list, if its control is a key.
    ``now_s``: time since the window was opened. ``excites``: the sign of the next cable. ``data``: the training set
    that was chosen, and the one in use at that time; ``beginning``: the training set of a run that was requested.

    ``all_of``: the key of the field whose text is selected. ``touched``: the last pointer was a finger. ``rolled``: the
    number of lines the teletype is scrolled back; ``marked``: the first and last selected line of its log. ``step``: of
    the tour, -1 outside it; ``page``: of the help, -1 while it is closed. ``hidden``: names of controls.
    ``drawing``: clicks on the plane set points; ``own``: these points.
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
    drawing: bool = False
    own: tuple[OwnPoint, ...] = ()
    hidden: frozenset[str] = frozenset()

    @property
    def unit(self) -> Unit | None:
        """The unit to explain: the one under the pointer, else the selected one."""
        return self.pointed or self.selected
