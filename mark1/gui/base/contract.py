"""The contract of a view: what every part of the wall can do, what it is given, and what it returns."""

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
FULL_TRAVEL_PX = 240  # pointer travel for the full range of a dial, in pixels of the 1600 x 900 wall
MOST_WORDS = 600  # most steps of a dial that are listed
MOST_STEP_PX = 22  # most pointer travel per step


@dataclass(frozen=True)
class FrameContext:
    """What is drawn in a frame: one moment of the machine. ``dt_s``: since the last frame; ``now()``: a later moment.

    Views are given this instead of panel or operator, so that nothing changes while they draw.
    """

    moment: Moment
    status: OperatorStatus
    log: TeletypeLog
    state: PanelState
    dt_s: float
    now: "Callable[[], FrameContext]"

    @property
    def backend(self) -> Backend:
        """The back end in use."""
        return self.moment.backend

    @property
    def machine(self) -> MarkI:
        """The machine of the back end."""
        return self.moment.backend.machine

    @property
    def observation(self) -> Observation | None:
        """The picture before the camera, as the machine observed it."""
        return self.moment.observation

    @property
    def training_run(self) -> TrainingRun | None:
        """The current training run."""
        return self.moment.training_run

    @classmethod
    def of(cls, operator: Operator, state: PanelState, dt_s: float) -> Self:
        """The context of the present moment."""
        moment, status = operator.look()
        return cls(moment, status, operator.log, state, dt_s, lambda: cls.of(operator, state, 0.0))


@dataclass(frozen=True)
class Dial:
    """Something that can be turned: its value, its limits, and the panel line that sets a value.

    ``turn`` returns the line for a value, or an empty one if it only changes the screen.

    ``key``: pending turns of one dial replace each other. ``rest``: the value after a double click. ``text``: formats a
    value. ``shows``: present the picture again after each turn.
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
        """The nearest step within the limits."""
        steps = round((min(max(value, self.low), self.high) - self.low) / self.step)
        return min(self.high, round(self.low + steps * self.step, 9))

    @property
    def n_steps(self) -> int:
        """The number of values the dial can have."""
        return round((self.high - self.low) / self.step) + 1

    @property
    def words(self) -> list[str]:
        """The distinct texts of all steps; none if there are more than MOST_WORDS steps."""
        n = self.n_steps
        texts = [self.text(self.low + number * self.step) for number in range(n)] if n <= MOST_WORDS else []
        return list(dict.fromkeys(texts))

    def share(self, value: float) -> float:
        """The position of a value between the limits: -1..1."""
        return min(1.0, max(-1.0, 2 * (value - self.low) / ((self.high - self.low) or 1.0) - 1))

    def steps(self, travel_px: float) -> int:
        """The number of steps for a pointer travel of ``travel_px``, in pixels of the 1600 x 900 wall."""
        step_px = min(MOST_STEP_PX, FULL_TRAVEL_PX * self.step / ((self.high - self.low) or 1.0))
        return math.trunc(travel_px / step_px)


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
    """A press of a pointer: the button, and the modifier keys held."""

    button: int = 1
    shift: bool = False
    ctrl: bool = False


class Ask(NamedTuple):
    """Lines for the operator; ``gesture``: see ``Operator.ask_all``."""

    lines: tuple[str, ...]
    gesture: str = ""


class DragHandler(Protocol):
    """What a pointer drags from its press to its release."""

    def move(self, place: Place, frame: FrameContext) -> Ask | None:
        """The pointer moved."""

    def release(self, place: Place, frame: FrameContext) -> Ask | None:
        """The pointer was released."""


@dataclass(frozen=True)
class Tip:
    """The explanation of what is under the pointer: its name, its value, and why it has it."""

    name: str
    value: str = ""
    why: str = ""
    unit: Unit | None = None


@dataclass
class Control:
    """Something that can be focused and pressed: it stands for a panel line, or a named action of the window.

    ``does`` returns the lines to run, and may change the screen. A control with a ``label`` is drawn as a key, pressed
    while ``is_on``; with a ``dial`` as a knob or selector, whose action follows a choice; with ``typed`` as a field.
    With ``units`` it is for the keyboard only: pointers find each unit directly. ``off``: why it is disabled, as the
    key of a message; empty if it is enabled. ``key``: its name in the catalogue, by which it can be hidden; with
    ``_help`` appended, the key of its explanation.
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
    """Whether a control is disabled; the status bar then explains why."""
    why = control.off(frame)
    if why:
        frame.state.notice = StatusMessage(why)
    return bool(why)


def by_rule(frame: FrameContext) -> str:
    """Why wires, motors and rule of the Mark I are disabled: another back end is in use."""
    return "" if frame.backend.by_rule else "strip.other_backend"


@dataclass(frozen=True)
class Units:
    """The units of a part as one focus stop: arrow keys select a unit, Return does what the control does."""

    part: Part
    grid: UnitGrid

    def chosen(self, unit: Unit | None) -> int | None:
        """The number of the selected unit, if it belongs to this part."""
        is_one = unit is not None and unit.part == self.part and unit.number < len(self.grid.places)
        return unit.number if unit is not None and is_one else None


@dataclass(frozen=True)
class Typed:
    """The text of a field: how to read it, how to set it, and the lines or action that Return stands for."""

    text: Callable[[], str]
    take: Callable[[str], None]
    enter: Callable[[], Sequence[str]]
    most: int = 12


class View(Protocol):
    """One part of the wall. It reads the machine and never changes it."""

    turn: float  # 0..1: when in each tenth of a second it writes its numbers

    @property
    def rect(self) -> Rect:
        """Where the view is."""

    @property
    def controls(self) -> Sequence[Control]:
        """The controls that can be focused."""

    def place(self, rect: Rect, style: Style) -> None:
        """Place the view at a rectangle; what was drawn is discarded, its other state is kept."""

    def update(self, frame: FrameContext) -> None:
        """Update the state once per frame before drawing, and discard what is out of date."""

    def draw(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        """Draw what changed since the last frame, and return where. Changes nothing but the picture."""

    def is_drawn(self, frame: FrameContext) -> bool:
        """Whether it was drawn at its place for such a machine; only then can it be asked about a place."""

    def under(self, place: Place) -> Tip | None:
        """What is at a place of the window."""

    def drag(self, place: Place, event: PointerEvent, frame: FrameContext) -> DragHandler | None:
        """The drag that a press at a place starts."""

    def wheel(self, place: Place, clicks: int, frame: FrameContext) -> Ask | None:
        """The lines that turning the wheel over a place asks for."""
