"""The window: what happens to it goes through the input map to the operator, and 60 times a second it is drawn."""

import math
import shlex
from collections.abc import Callable

import pygame

from mark1.errors import DisplayError
from mark1.gui.front import Front
from mark1.gui.input_map import Meaning, line_of, meaning
from mark1.gui.operator import Operator
from mark1.gui.panel_state import PanelState
from mark1.gui.retina_view import RetinaView
from mark1.gui.theme import SIZE, THEMES
from mark1.gui.view import Control
from mark1.gui.words import LANGUAGES

HERTZ = 60
LONGEST_FRAME_S = 0.1
IDLE_MS = 50
"""While nothing moves, frames wait this long, or until something happens."""
SPEEDS = (1.0, 4.0, 16.0, 64.0, math.inf)
STROKE_S = 0.1
"""How often a drawing is shown to the machine while it is drawn: each time is a line of the journal."""
TWICE_S = 0.6
"""Escape pressed twice within this time stops everything."""
PENS = {1: 1.0, 3: 0.0}
"""Mouse buttons that draw on the retina: the left one light, the right one dark."""


def opened(size: tuple[int, int] = SIZE, *, full_screen: bool = False) -> pygame.Surface:
    """A screen to draw on; sound is never opened. Raises DisplayError where there is none."""
    try:
        pygame.display.init()
        pygame.font.init()
        pygame.display.set_caption("Mark I Perceptron")
        flags = pygame.FULLSCREEN if full_screen else pygame.RESIZABLE
        return pygame.display.set_mode((0, 0) if full_screen else size, flags)
    except pygame.error as error:
        raise DisplayError(
            f"no window can be opened ({error}): mark1 gui --screenshot FILE.png draws without one, mark1 demo "
            "--headless does without drawing"
        ) from error


class Window:
    """One window on one operator. ``run`` returns when it is closed."""

    def __init__(self, operator: Operator, state: PanelState, size: tuple[int, int] = SIZE) -> None:
        self.operator, self.state = operator, state
        self.screen = opened(size)
        self.front = Front(operator, state, self.screen.get_size())
        self.closed = self.still = False
        self._pen: float | None = None
        self._stroke = ""
        self._escaped_s = self._shown_s = -math.inf
        self._now_s = 0.0
        self.actions: dict[str, Callable[[], None]] = {
            "press": self._press_or_teach,
            "pause": self._pause,
            "faster": lambda: self._change_speed(1),
            "slower": lambda: self._change_speed(-1),
            "next": lambda: self.front.focus_next(1),
            "previous": lambda: self.front.focus_next(-1),
            "escape": self._escape,
            "stop": self.stop,
            "full screen": self._full_screen,
            "theme": self._next_theme,
            "language": self._next_language,
            "quit": self._quit,
        }
        self.events: dict[int, Callable[[pygame.Event], None]] = {
            pygame.QUIT: lambda event: self._quit(),
            pygame.KEYDOWN: self._on_key,
            pygame.MOUSEMOTION: self._on_move,
            pygame.MOUSEBUTTONDOWN: self._on_button,
            pygame.MOUSEBUTTONUP: self._on_release,
            pygame.WINDOWSIZECHANGED: lambda event: self._resized(),
            pygame.WINDOWLEAVE: lambda event: setattr(self.state, "pointer", (-1, -1)),
            pygame.DROPFILE: lambda event: self.drop(event.file),
        }

    def run(self) -> None:
        """Live until closed."""
        self.operator.start()
        clock = pygame.Clock()
        while not self.closed:
            self.frame(min(clock.tick(HERTZ) / 1000, LONGEST_FRAME_S))
            if self.still and (event := pygame.event.wait(IDLE_MS)).type != pygame.NOEVENT:
                pygame.event.post(event)
        self.operator.close()
        pygame.display.quit()

    def frame(self, dt_s: float) -> None:
        """Hear what happened, then draw."""
        self._now_s += dt_s
        for event in pygame.event.get():
            if event.type in self.events:
                self.events[event.type](event)
        changed = self.front.draw(self.screen, dt_s)
        self.still = not changed and self.operator.settled
        if changed:
            pygame.display.update(changed)

    # ---- what happens

    def _on_key(self, event: pygame.Event) -> None:
        meant = meaning(event.key, event.mod)
        if meant is not None:
            self.mean(meant)

    def mean(self, meant: Meaning) -> None:
        """Do what a key means."""
        self.state.wanted = meant.wanted or self.state.wanted
        if meant.action:
            self.actions[meant.action]()
        else:
            self.operator.ask(line_of(meant, self.state))

    def _on_move(self, event: pygame.Event) -> None:
        self.state.pointer = event.pos
        if self._pen is not None:
            self._draw_on_retina()

    def _on_button(self, event: pygame.Event) -> None:
        self.state.pointer, self.state.focus = event.pos, -1
        control = self.front.control_at(event.pos)
        if control is not None and event.button == 1:
            self.press(control)
            return
        self._pen = PENS.get(event.button) if self.retina.rect.collidepoint(event.pos) else None
        self._draw_on_retina()
        if event.button == 1 and self._pen is None:
            self.state.selected = self.state.pointed

    def _on_release(self, event: pygame.Event) -> None:
        self._pen = None
        self._show_stroke()
        self.retina.is_drawing = False

    @property
    def retina(self) -> RetinaView:
        """The view that is drawn on."""
        view = self.front.views["retina"]
        assert isinstance(view, RetinaView)
        return view

    def _draw_on_retina(self) -> None:
        if self._pen is None:
            return
        self._stroke = self.retina.draw_at(self.state.pointer, self._pen) or self._stroke
        self.retina.is_drawing = True
        if self._now_s - self._shown_s >= STROKE_S:
            self._show_stroke()

    def _show_stroke(self) -> None:
        """Let the machine see what is drawn by now."""
        if self._stroke:
            self.operator.ask(self._stroke, instead_of="drawing")
            self._stroke, self._shown_s = "", self._now_s

    def drop(self, path: str) -> None:
        """A file was dropped on the window: a saved machine is loaded, anything else is shown as a picture."""
        kind = "load" if path.endswith(".mark1") else "present file"
        self.operator.ask(f"{kind} {shlex.quote(path)}")

    def press(self, control: Control) -> None:
        """Do what a control stands for."""
        if control.action:
            self.actions[control.action]()
        else:
            self.operator.ask(control.line)

    # ---- actions

    def _press_or_teach(self) -> None:
        """Return: press what has the focus; else teach what is wanted."""
        focused = self.front.focused
        if focused is not None:
            self.press(focused)
        elif self.state.wanted:
            self.operator.ask(shlex.join(["teach", self.state.wanted]))

    def _pause(self) -> None:
        self.state.paused = not self.state.paused
        self.operator.pause(self.state.paused)

    def _change_speed(self, way: int) -> None:
        """The next of the speeds."""
        place = SPEEDS.index(self.state.speed) + way
        self.state.speed = self.operator.speed = SPEEDS[max(0, min(place, len(SPEEDS) - 1))]

    def _escape(self) -> None:
        """Once: nothing is focused or chosen any more. Twice: stop."""
        if self._now_s - self._escaped_s < TWICE_S:
            self.stop()
        self._escaped_s, self.state.focus, self.state.selected = self._now_s, -1, None

    def stop(self) -> None:
        """End what is under way; of a rig, all motors."""
        self.operator.stop()
        self.state.paused = False
        if self.operator.panel.rig is not None:
            self.operator.ask("rig stop")

    def _full_screen(self) -> None:
        self.state.full_screen = not self.state.full_screen
        self.screen = opened(full_screen=self.state.full_screen)
        self._resized()

    def _next_theme(self) -> None:
        names = list(THEMES)
        self.state.theme = names[(names.index(self.state.theme) + 1) % len(names)]
        self._resized()

    def _next_language(self) -> None:
        self.state.language = LANGUAGES[(LANGUAGES.index(self.state.language) + 1) % len(LANGUAGES)]
        self._resized()

    def _resized(self) -> None:
        self.screen = pygame.display.get_surface() or self.screen
        self.front.place(self.screen.get_size())

    def _quit(self) -> None:
        self.closed = True
