"""View: what every part of the wall can do; and what it is handed, and answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, Self

import pygame
from pygame import Rect

from mark1.backends.backend import Backend, Sight
from mark1.gui.base.dial import Dial
from mark1.gui.base.moment import Moment
from mark1.gui.base.status import Status
from mark1.gui.base.ui_state import Notice, PanelState, Part, Unit
from mark1.gui.base.unit_grid import UnitGrid
from mark1.gui.operator.log import Log
from mark1.gui.operator.operator import Operator
from mark1.gui.paint.theme import Style
from mark1.machine.mark1 import MarkI
from mark1.training.training_run import Course

if TYPE_CHECKING:
    from mark1.gui.wall.pointers import Ask, Grip, Touch

Place = tuple[int, int]
Look = Literal["key", "knob", "selector", "field"]


@dataclass(frozen=True)
class Frame:
    """What is drawn: one moment of the machine, taken once. ``dt_s``: since the last frame; ``now()``: the same later.

    Views are handed this and nothing else: neither panel nor operator, so nothing changes under them.
    """

    moment: Moment
    status: Status
    log: Log
    state: PanelState
    dt_s: float
    now: "Callable[[], Frame]"

    @property
    def backend(self) -> Backend:
        """The brain in use."""
        return self.moment.backend

    @property
    def machine(self) -> MarkI:
        """The machine it looks through."""
        return self.moment.backend.machine

    @property
    def sight(self) -> Sight | None:
        """The picture before the camera, and what was made of it."""
        return self.moment.sight

    @property
    def course(self) -> Course | None:
        """The course of training."""
        return self.moment.course

    @classmethod
    def of(cls, operator: Operator, state: PanelState, dt_s: float) -> Self:
        """The present."""
        moment, status = operator.look()
        return cls(moment, status, operator.log, state, dt_s, lambda: cls.of(operator, state, 0.0))


@dataclass(frozen=True)
class Tip:
    """What are you, what is your value, why: for whatever is under the pointer."""

    name: str
    value: str = ""
    why: str = ""
    unit: Unit | None = None


@dataclass
class Control:
    """Something that can be focused and pressed: it stands for a line of the panel, or an action of the window by name.

    ``does`` gives the lines for now, and may set what is on screen only. With a ``label`` it is drawn as a key, down
    while ``is_on``; with a ``dial`` as a knob or a selector, whose action follows a choice; with ``typed`` as a field.
    With ``units`` it is for keys only: pointers find each unit by themselves. ``off``: why it can do nothing now, as
    the key of a notice; empty while it can.
    ``key``: its name in the catalogue, by which it can be hidden; with ``_help`` behind it, what the help page says.
    """

    name: str
    rect: Rect
    line: str = ""
    label: str = ""
    action: str = ""
    is_on: Callable[[Frame], bool] = field(default=lambda frame: False)
    key: str = ""
    dial: Dial | None = None
    look: Look = "key"
    typed: "Typed | None" = None
    does: Callable[[Frame], Sequence[str]] | None = None
    units: "Units | None" = None
    off: Callable[[Frame], str] = field(default=lambda frame: "")


def refused(control: Control, frame: Frame) -> bool:
    """Whether a control can do nothing now; the strip then says why."""
    why = control.off(frame)
    if why:
        frame.state.notice = Notice(why)
    return bool(why)


def by_rule(frame: Frame) -> str:
    """Why the Mark I's wires, motors and rule are out of reach: another brain is in use."""
    return "" if frame.backend.by_rule else "strip.other_brain"


@dataclass(frozen=True)
class Units:
    """The units of a part as one thing to focus: arrows choose one, Return does what the control does."""

    part: Part
    grid: UnitGrid

    def chosen(self, unit: Unit | None) -> int | None:
        """The number of the unit that is chosen, if it is one of these."""
        is_one = unit is not None and unit.part == self.part and unit.number < len(self.grid.places)
        return unit.number if unit is not None and is_one else None


@dataclass(frozen=True)
class Typed:
    """Text of a field: what it is, who takes it, and the line or action that Return stands for."""

    text: Callable[[], str]
    take: Callable[[str], None]
    enter: Callable[[], Sequence[str]]
    most: int = 12


class View(Protocol):
    """One part of the wall. It reads the machine and never writes it."""

    turn: float
    """0..1: when in a tenth of a second it writes its numbers."""

    @property
    def rect(self) -> Rect:
        """Where it hangs."""

    @property
    def controls(self) -> Sequence[Control]:
        """What can be focused on it."""

    def place(self, rect: Rect, style: Style) -> None:
        """Hang it there; what was drawn before is forgotten, what was seen is not."""

    def draw(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        """Draw what changed since the last frame; where."""

    def is_drawn(self, frame: Frame) -> bool:
        """Whether it was drawn for such a machine, where it hangs: only then it can be asked about a place."""

    def under(self, place: Place) -> Tip | None:
        """What is at a place of the window."""

    def grip(self, place: Place, touch: "Touch", frame: Frame) -> "Grip | None":
        """What a pointer that goes down at a place holds from then on."""

    def wheel(self, place: Place, clicks: int, frame: Frame) -> "Ask | None":
        """What turning the wheel over a place asks for."""
