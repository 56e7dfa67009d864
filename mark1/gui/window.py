"""The window: input goes through the input map to the operator, and the wall is drawn 60 times per second."""

import math
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pygame

from mark1.gui.actions import Actions
from mark1.gui.base.contract import Control, refused
from mark1.gui.base.ui_state import PanelState
from mark1.gui.film.snapshots import Snapshots
from mark1.gui.keyboard import Keyboard
from mark1.gui.operator.autosave import Autosave
from mark1.gui.operator.dropping import lines_for
from mark1.gui.operator.operator import Operator
from mark1.gui.paint.theme import SIZE, THEMES
from mark1.gui.paint.words import LANGUAGES
from mark1.gui.placement import Placement, Size
from mark1.gui.pointing import Pointing
from mark1.gui.screen import HERTZ
from mark1.gui.stand import Stand
from mark1.gui.switches import Switches
from mark1.gui.views.retina import RetinaView
from mark1.gui.views.training_controls import teach
from mark1.gui.visitor.settings import UserSettings
from mark1.gui.wall.pointers import PointerTracker
from mark1.gui.wall.wall import Wall
from mark1.panel.journal import state_folder

LONGEST_FRAME_S = 0.1
# While nothing moves, a frame sleeps up to NAPS times, until an event arrives: ``pygame.event.wait`` would wake up
# every millisecond.
NAPS, NAP_S = 8, 0.01
TWICE_S = 0.6  # escape pressed twice within this time stops everything
POINTERS = (
    pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP, pygame.MOUSEWHEEL,
    pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.FINGERUP,
)  # fmt: skip
MOVES = pygame.WINDOWMOVED, pygame.WINDOWMAXIMIZED, pygame.WINDOWRESTORED


class Window:
    """One window for one operator. ``run`` returns when it is closed.

    ``size``: exactly that size; or a placement, applied as far as it fits on the screen.
    """

    def __init__(
        self,
        operator: Operator,
        state: PanelState,
        size: Size | Placement = SIZE,
        settings: UserSettings | None = None,
        autosave: Autosave | None = None,
    ) -> None:
        self.operator, self.state = operator, state
        settings = settings or UserSettings()
        state.full_screen = settings.kiosk
        exact = not isinstance(size, Placement)
        placement = size if isinstance(size, Placement) else Placement(size)
        self.stand = Stand(placement, settings.screen, full_screen=settings.kiosk, exact=exact)
        self.wall = Wall(operator, state, self.screen.get_size())
        self.closed = self.still = False
        self.pointers = PointerTracker(self.wall)
        self.actions = Actions(operator, state, self.wall, settings, autosave)
        self.switches = Switches(self.wall)
        pictures = Path(settings.pictures).expanduser() if settings.pictures else state_folder() / "pictures"
        self.snapshots = Snapshots(operator, state, pictures)
        self.by_name = {**self._own_actions(), **self.switches.by_name, **self.actions.by_name}
        self.keyboard = Keyboard(self.wall, self.pointers, self.actions, self.by_name)
        self.pointing = Pointing(self.wall, self.pointers, self.actions, self.press, lambda: self.screen.get_size())
        self.events = {**self._events(), **self.pointing.events}
        self._escaped_s = -math.inf
        self._now_s = 0.0

    def _own_actions(self) -> dict[str, Callable[[], None]]:
        """The actions of the window itself, by name."""
        return {
            "press": self._press_or_teach,
            "next": lambda: self._focus_next(1),
            "previous": lambda: self._focus_next(-1),
            "escape": self._escape,
            "full screen": self._full_screen,
            "theme": self._next_theme,
            "language": self._next_language,
            "record": lambda: self.snapshots.take(self.screen),
            "quit": self._quit,
        }

    def _events(self) -> dict[int, Callable[[pygame.Event], None]]:
        """The handler of each event type, except for pointers."""
        return {
            pygame.QUIT: lambda event: self._quit(),
            pygame.KEYDOWN: self.keyboard.press,
            pygame.TEXTINPUT: self.keyboard.type,
            pygame.WINDOWSIZECHANGED: lambda event: self._resized(),
            **dict.fromkeys(MOVES, lambda event: self.stand.hear(event.type)),
            pygame.DROPFILE: lambda event: self.operator.ask_all(lines_for(event.file)),
        }

    @property
    def screen(self) -> pygame.Surface:
        """The surface to draw on."""
        return self.stand.surface

    def run(self) -> None:
        """Run until the window is closed."""
        self.operator.start()
        clock = pygame.Clock()
        try:
            while not self.closed:
                self.live(clock)
        except KeyboardInterrupt:  # Ctrl-C, or the system ends the program: motors before anything else
            self.operator.stop()
            self.actions.close()
            raise
        self.actions.close()
        pygame.display.quit()

    def live(self, clock: pygame.Clock) -> None:
        """Draw one frame when it is due; rest after it while nothing moves."""
        self.frame(min(clock.tick(HERTZ) / 1000, LONGEST_FRAME_S))
        for _ in range(NAPS):
            if not self.still or pygame.event.peek():
                break
            time.sleep(NAP_S)

    def frame(self, dt_s: float) -> None:
        """Handle events, then draw."""
        self._now_s += dt_s
        self.stand.tick(dt_s)
        for event in pygame.event.get():
            self.wall.guard.safely(pygame.event.event_name(event.type), partial(self._hear, event), None)
        self.state.held = self.pointers.turning
        self.wall.guard.safely("tour", lambda: self.actions.tick(dt_s), None)
        self.operator.pace.speed = self.state.speed
        changed = self.wall.guard.safely("wall", lambda: self.wall.draw(self.screen, dt_s), list[pygame.Rect]())
        at_rest = self.operator.settled or self.state.paused
        self.still = not changed and at_rest and not self.actions.tour.is_on
        if changed:
            pygame.display.update(changed)

    # ---- events

    def _hear(self, event: pygame.Event) -> None:
        if not self._taken_by_list(event) and event.type in self.events:
            self.events[event.type](event)

    def _taken_by_list(self, event: pygame.Event) -> bool:
        """Whether an event is for the open list: pointers on it choose, pointers beside it close it."""
        control, dial = (self.wall.opened, self.wall.open_dial) if self.wall.drop_down.is_open else (None, None)
        if control is None or dial is None or event.type not in POINTERS:
            return False
        if event.type == pygame.MOUSEBUTTONDOWN and not self.wall.drop_down.rect.collidepoint(event.pos):
            self.state.open, self.state.menu = "", ()
            return True
        number = self.wall.drop_down.hear(event)
        if number is not None:
            self.pointers.turn(dial, dial.low + number * dial.step)
            self._chosen(control)
        return True

    def _chosen(self, control: Control) -> None:
        """Close the list of a selector after a choice, and act on it."""
        self.state.open = ""
        if self.state.menu:
            self.actions.choose_machine()
        elif control.action:
            self.by_name[control.action]()

    @property
    def retina(self) -> RetinaView:
        """The view that is drawn on."""
        view = self.wall.views["retina"]
        assert isinstance(view, RetinaView)
        return view

    def press(self, control: Control) -> None:
        """Do what a control stands for; a dial or field only takes the focus, and the text of a field is selected."""
        if refused(control, self.wall.now):
            return
        if control.does:
            self.operator.ask_all(control.does(self.wall.now))
        elif control.action:
            self.by_name[control.action]()
        elif control.line:
            self.operator.ask(control.line)
        else:
            self.wall.focus(control)
            self.state.all_of = control.key if control.typed else ""

    # ---- actions

    def _press_or_teach(self) -> None:
        """Return: press the control that has the focus; without a focus, teach the target."""
        focused, opened = self.wall.focused, self.wall.opened
        if opened is not None and self.state.menu:
            self._chosen(opened)
        elif focused is not None and focused.typed is not None:
            self.operator.ask_all(focused.typed.enter())
        elif focused is not None and focused.look == "selector":
            if self.state.open:
                self._chosen(focused)
            else:
                self.state.open = focused.key
        elif focused is None:
            self.operator.ask_all(teach(self.wall.now))
        elif focused.dial is None:
            self.press(focused)

    def _focus_next(self, direction: int) -> None:
        """Move the focus; the text of a field is selected."""
        self.wall.focus_next(direction)
        focused = self.wall.focused
        self.state.all_of = focused.key if focused is not None and focused.typed else ""

    def _escape(self) -> None:
        """Once: leave, or clear focus and selection. Twice: stop."""
        if self._now_s - self._escaped_s < TWICE_S:
            self.switches.stop()
        self._escaped_s = self._now_s
        if not self.actions.leave():
            self.state.focus, self.state.selected, self.state.marked = -1, None, None

    def _full_screen(self) -> None:
        """Toggle full screen."""
        self.stand.turn_over()
        self.state.full_screen = self.stand.is_full
        self._resized()

    def _next_theme(self) -> None:
        names = list(THEMES)
        self.state.theme = names[(names.index(self.state.theme) + 1) % len(names)]

    def _next_language(self) -> None:
        self.state.language = LANGUAGES[(LANGUAGES.index(self.state.language) + 1) % len(LANGUAGES)]

    def _resized(self) -> None:
        self.stand.hear(pygame.WINDOWSIZECHANGED)
        self.wall.place(self.stand.resized())

    def _quit(self) -> None:
        self.closed = True
