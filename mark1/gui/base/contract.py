"""View: what every part of the wall can do; and what it is handed, and answers."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol, Self

import pygame
from pygame import Rect

from mark1.backends.backend import Backend, Observation
from mark1.gui.base.moment import Moment
from mark1.gui.base.status import OperatorStatus
from mark1.gui.base.ui_state import PanelState, Part, StatusMessage, Unit
from mark1.gui.base.unit_grid import UnitGrid
from mark1.gui.operator.log import TeletypeLog
from mark1.gui.operator.operator import Operator
from mark1.gui.paint.theme import Style
from mark1.machine.mark1 import MarkI
from mark1.training.training_run import TrainingRun

Place = tuple[int, int]
Look = Literal["key", "knob", "selector", "field"]
FULL_WAY_PX = 240
MOST_WORDS = 600
# So far a hand moves from stop to stop, and at most so far from step to step; pixels of the 1600 x 900 wall.
MOST_PX = 22


@dataclass(frozen=True)
class FrameContext:
    """What is drawn: one moment of the machine, taken once. ``dt_s``: since the last frame; ``now()``: the same later.

    Views are handed this and nothing else: neither panel nor operator, so nothing changes under them.
    """

    moment: Moment
    status: OperatorStatus
    log: TeletypeLog
    state: PanelState
    dt_s: float
    now: "Callable[[], FrameContext]"

    @property
    def backend(self) -> Backend:
        """The brain in use."""
        return self.moment.backend

    @property
    def machine(self) -> MarkI:
        """The machine it looks through."""
        return self.moment.backend.machine

    @property
    def sight(self) -> Observation | None:
        """The picture before the camera, and what was made of it."""
        return self.moment.sight

    @property
    def course(self) -> TrainingRun | None:
        """The course of training."""
        return self.moment.course

    @classmethod
    def of(cls, operator: Operator, state: PanelState, dt_s: float) -> Self:
        """The present."""
        moment, status = operator.look()
        return cls(moment, status, operator.log, state, dt_s, lambda: cls.of(operator, state, 0.0))


@dataclass(frozen=True)
class Dial:
    """Something that can be turned: where it stands, where its stops are, and the line that turns it.

    ``turn`` gives the line for a value, or sets what is on screen only and gives none.

    ``key``: turns of one dial replace each other while they wait. ``rest``: where it stands by itself. ``text``: the
    value as it is read. ``shows``: after it was turned, the camera shows its picture again.
    """

    key: str
    value: Callable[[FrameContext], float]
    turn: Callable[[float], str]
    low: float
    high: float
    step: float = 1.0
    rest: float = 0.0
    text: Callable[[float], str] = "{:g}".format
    shows: bool = False

    def held(self, value: float) -> float:
        """The nearest step between the stops."""
        steps = round((min(max(value, self.low), self.high) - self.low) / self.step)
        return min(self.high, round(self.low + steps * self.step, 9))

    @property
    def n_steps(self) -> int:
        """At how many places it can stand."""
        return round((self.high - self.low) / self.step) + 1

    @property
    def words(self) -> list[str]:
        """The text of every step, none twice; nothing, where nobody would read so many."""
        n = self.n_steps
        texts = [self.text(self.low + number * self.step) for number in range(n)] if n <= MOST_WORDS else []
        return list(dict.fromkeys(texts))

    def share(self, value: float) -> float:
        """Where a value is between the stops: -1..1."""
        return min(1.0, max(-1.0, 2 * (value - self.low) / ((self.high - self.low) or 1.0) - 1))

    def steps(self, way_px: float) -> int:
        """So many steps are ``way_px`` of the 1600 x 900 wall."""
        a_step_px = min(MOST_PX, FULL_WAY_PX * self.step / ((self.high - self.low) or 1.0))
        return math.trunc(way_px / a_step_px)


def choice(
    key: str,
    words: tuple[str, ...],
    value: Callable[[FrameContext], int],
    turn: Callable[[int], str],
    *,
    shows: bool = False,
) -> Dial:
    """A dial with a word at each step."""
    last = len(words) - 1
    return Dial(
        key,
        value,
        lambda number: turn(round(number)),
        0,
        max(0, last),
        text=lambda number: words[min(last, max(0, round(number)))],
        shows=shows,
    )


class PointerEvent(NamedTuple):
    """How something is touched: which button, and what is held beside it."""

    button: int = 1
    shift: bool = False
    ctrl: bool = False


class Ask(NamedTuple):
    """Lines for the operator; ``gesture``: see ``Operator.ask_all``."""

    lines: tuple[str, ...]
    gesture: str = ""


class DragHandler(Protocol):
    """What a pointer holds."""

    def move(self, place: Place, frame: FrameContext) -> Ask | None:
        """The pointer moved."""

    def release(self, place: Place, frame: FrameContext) -> Ask | None:
        """The pointer let go."""


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
    is_on: Callable[[FrameContext], bool] = field(default=lambda frame: False)
    key: str = ""
    dial: Dial | None = None
    look: Look = "key"
    typed: "Typed | None" = None
    does: Callable[[FrameContext], Sequence[str]] | None = None
    units: "Units | None" = None
    off: Callable[[FrameContext], str] = field(default=lambda frame: "")


def refused(control: Control, frame: FrameContext) -> bool:
    """Whether a control can do nothing now; the strip then says why."""
    why = control.off(frame)
    if why:
        frame.state.notice = StatusMessage(why)
    return bool(why)


def by_rule(frame: FrameContext) -> str:
    """Why the Mark I's wires, motors and rule are out of reach: another brain is in use."""
    return "" if frame.backend.by_rule else "strip.other_backend"


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

    turn: float  # 0..1: when in a tenth of a second it writes its numbers

    @property
    def rect(self) -> Rect:
        """Where it hangs."""

    @property
    def controls(self) -> Sequence[Control]:
        """What can be focused on it."""

    def place(self, rect: Rect, style: Style) -> None:
        """Hang it there; what was drawn before is forgotten, what was seen is not."""

    def update(self, frame: FrameContext) -> None:
        """Time goes by, once a frame, before it is drawn: what is no longer so is forgotten."""

    def draw(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        """Draw what changed since the last frame; where. Nothing but the picture becomes another."""

    def is_drawn(self, frame: FrameContext) -> bool:
        """Whether it was drawn for such a machine, where it hangs: only then it can be asked about a place."""

    def under(self, place: Place) -> Tip | None:
        """What is at a place of the window."""

    def drag(self, place: Place, event: PointerEvent, frame: FrameContext) -> DragHandler | None:
        """What a pointer that goes down at a place holds from then on."""

    def wheel(self, place: Place, clicks: int, frame: FrameContext) -> Ask | None:
        """What turning the wheel over a place asks for."""
