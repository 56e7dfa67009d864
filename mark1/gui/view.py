"""View: what every part of the wall can do; and what it is handed, and answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

import pygame
from pygame import Rect

from mark1.backends.backend import Backend, Sight
from mark1.gui.operator import Operator
from mark1.gui.panel_state import PanelState, Unit
from mark1.gui.theme import Style
from mark1.machine.mark1 import MarkI
from mark1.panel.training import Course, Verdict

Place = tuple[int, int]


@dataclass(frozen=True)
class Frame:
    """What is drawn: references taken once, so that a frame shows one machine. ``dt_s``: since the last frame."""

    backend: Backend
    machine: MarkI
    sight: Sight | None
    sight_is_old: bool
    course: Course | None
    verdict: Verdict | None
    operator: Operator
    state: PanelState
    dt_s: float

    @classmethod
    def of(cls, operator: Operator, state: PanelState, dt_s: float) -> Self:
        """The present."""
        panel = operator.panel
        backend = panel.backend
        return cls(
            backend,
            backend.machine,
            panel.sight,
            panel.sight_is_old,
            panel.course,
            panel.verdict,
            operator,
            state,
            dt_s,
        )


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

    With a ``label`` it is drawn as a key, down while ``is_on``.
    """

    name: str
    rect: Rect
    line: str = ""
    label: str = ""
    action: str = ""
    is_on: Callable[[Frame], bool] = field(default=lambda frame: False)


class View(Protocol):
    """One part of the wall. It reads the machine and never writes it."""

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

    def under(self, place: Place) -> Tip | None:
        """What is at a place of the window."""
