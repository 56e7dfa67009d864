"""The window: what happens to it goes through the input map to the operator, and 60 times a second it is drawn."""

import math
import threading
import time
from bisect import bisect
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pygame

from mark1.errors import StorageError
from mark1.gui.actions import Desk
from mark1.gui.base.contract import Control, Place, refused
from mark1.gui.base.presenting import typed_over
from mark1.gui.base.ui_state import Notice, PanelState
from mark1.gui.film.recording import keep_picture
from mark1.gui.operator.autosave import Autosave
from mark1.gui.operator.dropping import lines_for
from mark1.gui.operator.operator import Operator
from mark1.gui.paint.theme import SIZE, THEMES
from mark1.gui.paint.words import LANGUAGES
from mark1.gui.placement import Placement, Size
from mark1.gui.screen import HERTZ
from mark1.gui.stand import Stand
from mark1.gui.views.retina import RetinaView
from mark1.gui.views.teaching_controls import SPEEDS, going_on, teach
from mark1.gui.visitor.input_map import Meaning, line_of, pressed
from mark1.gui.visitor.modes import table
from mark1.gui.visitor.settings import Settings
from mark1.gui.wall.pointers import Hands, Touch, turns
from mark1.gui.wall.wall import Front
from mark1.panel.commands.camera import PICTURE_WORDS, presented
from mark1.panel.journal import state_folder

LONGEST_FRAME_S = 0.1
NAPS, NAP_S = 8, 0.01
"""While nothing moves, a frame waits so many naps, or until something happened: ``pygame.event.wait`` wakes up every
millisecond."""
TWICE_S = 0.6
"""Escape pressed twice within this time stops everything."""
MOUSE = "mouse"
POINTERS = (
    pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP, pygame.MOUSEWHEEL,
    pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.FINGERUP,
)  # fmt: skip
MOVES = pygame.WINDOWMOVED, pygame.WINDOWMAXIMIZED, pygame.WINDOWRESTORED
WAYS = {pygame.K_RIGHT: (1, 0), pygame.K_LEFT: (-1, 0), pygame.K_DOWN: (0, 1), pygame.K_UP: (0, -1)}
IN_LIST = {pygame.K_DOWN: pygame.K_RIGHT, pygame.K_UP: pygame.K_LEFT}
"""Further down a list is further on."""
BUTTONS = (1, 2, 3)
"""Of the mouse; what has a higher number is a wheel."""


class Window:
    """One window on one operator. ``run`` returns when it is closed.

    ``size``: just so large; or a placement, of which as much is kept as fits on the screen.
    """

    def __init__(
        self,
        operator: Operator,
        state: PanelState,
        size: Size | Placement = SIZE,
        settings: Settings | None = None,
        autosave: Autosave | None = None,
    ) -> None:
        self.operator, self.state = operator, state
        settings = settings or Settings()
        state.full_screen = settings.kiosk
        exact = not isinstance(size, Placement)
        placement = size if isinstance(size, Placement) else Placement(size)
        self.stand = Stand(placement, settings.screen, full_screen=settings.kiosk, exact=exact)
        self.front = Front(operator, state, self.screen.get_size())
        self.closed = self.still = False
        self.hands = Hands(self.front)
        self.desk = Desk(operator, state, self.front, settings, autosave)
        self.pictures = Path(settings.pictures).expanduser() if settings.pictures else state_folder() / "pictures"
        self._escaped_s = -math.inf
        self._now_s = 0.0
        self.actions: dict[str, Callable[[], None]] = {
            "press": self._press_or_teach,
            "pause": self._pause,
            "faster": lambda: self._change_speed(1),
            "slower": lambda: self._change_speed(-1),
            "next": lambda: self._focus_next(1),
            "previous": lambda: self._focus_next(-1),
            "escape": self._escape,
            "stop": self.stop,
            "pulse": self._pulse,
            "run": self._run,
            "full screen": self._full_screen,
            "theme": self._next_theme,
            "language": self._next_language,
            "record": self._record,
            "quit": self._quit,
            **self.desk.actions,
        }
        self.events: dict[int, Callable[[pygame.Event], None]] = {
            pygame.QUIT: lambda event: self._quit(),
            pygame.KEYDOWN: self._on_key,
            pygame.TEXTINPUT: self._on_text,
            pygame.MOUSEMOTION: self._on_move,
            pygame.MOUSEBUTTONDOWN: self._on_button,
            pygame.MOUSEBUTTONUP: self._on_release,
            pygame.MOUSEWHEEL: self._on_wheel,
            pygame.FINGERDOWN: self._on_finger,
            pygame.FINGERMOTION: lambda event: self._move(event.finger_id, self._at(event)),
            pygame.FINGERUP: lambda event: self.hands.up(event.finger_id, self._at(event)),
            pygame.WINDOWSIZECHANGED: lambda event: self._resized(),
            **dict.fromkeys(MOVES, lambda event: self.stand.hear(event.type)),
            pygame.WINDOWLEAVE: lambda event: setattr(self.state, "pointer", (-1, -1)),
            pygame.DROPFILE: lambda event: self.drop(event.file),
        }

    @property
    def screen(self) -> pygame.Surface:
        """What is drawn on."""
        return self.stand.surface

    def run(self) -> None:
        """Live until closed."""
        self.operator.start()
        clock = pygame.Clock()
        while not self.closed:
            self.live(clock)
        self.desk.close()
        pygame.display.quit()

    def live(self, clock: pygame.Clock) -> None:
        """One frame when it is due; while nothing moves, rest after it."""
        self.frame(min(clock.tick(HERTZ) / 1000, LONGEST_FRAME_S))
        for _ in range(NAPS):
            if not self.still or pygame.event.peek():
                break
            time.sleep(NAP_S)

    def frame(self, dt_s: float) -> None:
        """Hear what happened, then draw."""
        self._now_s += dt_s
        self.stand.tick(dt_s)
        for event in pygame.event.get():
            self.front.guard.safely(pygame.event.event_name(event.type), partial(self._hear, event), None)
        self.state.held = self.hands.turning
        self.front.guard.safely("tour", lambda: self.desk.tick(dt_s), None)
        self.operator.pace.speed = self.state.speed
        changed = self.front.guard.safely("wall", lambda: self.front.draw(self.screen, dt_s), list[pygame.Rect]())
        at_rest = self.operator.settled or self.state.paused
        self.still = not changed and at_rest and not self.desk.tour.is_on
        if changed:
            pygame.display.update(changed)

    # ---- what happens

    def _hear(self, event: pygame.Event) -> None:
        if not self._taken_by_list(event) and event.type in self.events:
            self.events[event.type](event)

    def _taken_by_list(self, event: pygame.Event) -> bool:
        """Whether an event is for the list that is open: pointers on it choose, pointers beside it close it."""
        control, dial = (self.front.opened, self.front.open_dial) if self.front.drop_down.is_open else (None, None)
        is_for_it = event.type in POINTERS or event.type >= pygame.USEREVENT
        if control is None or dial is None or not is_for_it:
            return False
        if event.type == pygame.MOUSEBUTTONDOWN and not self.front.drop_down.rect.collidepoint(event.pos):
            self.state.open, self.state.menu = "", None
            return True
        number = self.front.drop_down.hear(event)
        if number is not None:
            self.hands.turn(dial, dial.low + number * dial.step)
            self._chosen(control)
        return True

    def _chosen(self, control: Control) -> None:
        """Close the list of a selector: the choice is made."""
        self.state.open = ""
        if self.state.menu is not None:
            self.desk.choose_machine()
        elif control.action:
            self.actions[control.action]()

    def _on_key(self, event: pygame.Event) -> None:
        self.desk.seen()
        if self._worked_by_key(event):
            return
        key = pressed(event.key, event.mod, getattr(event, "unicode", "") if not self.state.typing else "")
        meant = table(self.state).get(key)
        if not self.desk.edit(key) and meant is not None and meant.key not in self.state.hidden:
            self.mean(meant)

    def mean(self, meant: Meaning) -> None:
        """Do what a key means."""
        if meant.action:
            self.actions[meant.action]()
        elif meant.wanted and presented(meant.line) in PICTURE_WORDS:
            self.operator.ask_all(typed_over(self.front.now, meant.line, meant.wanted))
        else:
            self.state.wanted = meant.wanted or self.state.wanted
            self.operator.ask(line_of(meant, self.state))

    def _worked_by_key(self, event: pygame.Event) -> bool:
        """Whether a key turned the dial, or was typed into the field, that has the focus."""
        focused = None if self.state.typing or self.state.page >= 0 else self.front.focused
        focused = self.front.opened if self.state.menu is not None else focused
        if focused is None:
            return False
        if focused.units is not None and event.key in WAYS:
            self.state.selected = self.desk.chosen(focused.units, WAYS[event.key])
            return True
        dial = self.front.open_dial if self.state.menu is not None else focused.dial
        if dial is not None and turns(event.key):
            if refused(focused, self.front.now):
                return True
            self.hands.key(dial, IN_LIST.get(event.key, event.key) if self.state.open else event.key)
            return True
        return focused.typed is not None and write(focused, self.state, event)

    def _on_text(self, event: pygame.Event) -> None:
        self.desk.write(event.text)

    def _on_move(self, event: pygame.Event) -> None:
        if not getattr(event, "touch", False):
            self.state.touched = False
            self._move(MOUSE, event.pos)

    def _on_button(self, event: pygame.Event) -> None:
        if not getattr(event, "touch", False) and event.button in BUTTONS:
            self._down(MOUSE, event.pos, event.button)

    def _on_finger(self, event: pygame.Event) -> None:
        self.state.touched = True
        self._down(event.finger_id, self._at(event), 1)

    def _on_release(self, event: pygame.Event) -> None:
        if not getattr(event, "touch", False) and event.button in BUTTONS:
            self.hands.up(MOUSE, event.pos)

    def _on_wheel(self, event: pygame.Event) -> None:
        if not self.front.covers(self.state.pointer):
            self.hands.wheel(self.state.pointer, event.y or event.x)

    def _at(self, event: pygame.Event) -> Place:
        """Where a finger is."""
        width, height = self.screen.get_size()
        return round(event.x * width), round(event.y * height)

    def _move(self, who: object, place: Place) -> None:
        self.state.pointer = place
        self.hands.move(who, place)

    def _down(self, who: object, place: Place, button: int) -> None:
        """A pointer goes down: it presses, or takes hold; else what it points at is chosen."""
        self.state.pointer, self.state.focus, self.state.typing, self.state.all_of = place, -1, False, ""
        self.desk.seen()
        control = self.front.control_at(place)
        if control is not None and control.dial is None:
            if button == 1:
                self.press(control)
            return
        if self.front.covers(place):
            return
        if control is not None:
            self.front.focus(control)
        held = pygame.key.get_mods()
        self.hands.down(who, place, Touch(button, bool(held & pygame.KMOD_SHIFT), bool(held & pygame.KMOD_CTRL)))
        if button == 1 and who not in self.hands.held:
            tip = self.front.under(place)
            self.state.selected = tip.unit if tip else None

    @property
    def retina(self) -> RetinaView:
        """The view that is drawn on."""
        view = self.front.views["retina"]
        assert isinstance(view, RetinaView)
        return view

    def drop(self, path: str) -> None:
        """A file or folder was dropped on the window."""
        self.operator.ask_all(lines_for(path))

    def press(self, control: Control) -> None:
        """Do what a control stands for; a dial or a field only takes the focus, and what is in a field is selected."""
        if refused(control, self.front.now):
            return
        if control.does:
            self.operator.ask_all(control.does(self.front.now))
        elif control.action:
            self.actions[control.action]()
        elif control.line:
            self.operator.ask(control.line)
        else:
            self.front.focus(control)
            self.state.all_of = control.key if control.typed else ""

    # ---- actions

    def _press_or_teach(self) -> None:
        """Return: press what has the focus, if it can be pressed; without a focus, teach what is wanted."""
        focused, opened = self.front.focused, self.front.opened
        if opened is not None and self.state.menu is not None:
            self._chosen(opened)
        elif focused is not None and focused.typed is not None:
            self.operator.ask_all(focused.typed.enter())
        elif focused is not None and focused.look == "selector":
            if self.state.open:
                self._chosen(focused)
            else:
                self.state.open = focused.key
        elif focused is None:
            self.operator.ask_all(teach(self.front.now))
        elif focused.dial is None:
            self.press(focused)

    def _focus_next(self, way: int) -> None:
        """The focus moves on; what is in a field is selected."""
        self.front.focus_next(way)
        focused = self.front.focused
        self.state.all_of = focused.key if focused is not None and focused.typed else ""

    def _pause(self) -> None:
        self.state.paused = not self.state.paused
        self.operator.pace.pause(self.state.paused)

    def _pulse(self) -> None:
        """Let one exposure, or one pulse of all motors, pass; of a course that stands, the next one's."""
        self.state.paused = True
        self.operator.pace.pass_phase()
        if self.operator.settled:
            self.operator.ask_all(going_on(self.front.now))

    def _run(self) -> None:
        """Go on with the course; a new one, where none is left to go on with."""
        self.state.paused = False
        self.operator.pace.pause(False)
        if self.operator.panel.under_way != "run":
            self.operator.ask_all(going_on(self.front.now))

    def _change_speed(self, way: int) -> None:
        """The next of the speeds."""
        place = bisect(tuple(SPEEDS.values()), self.state.speed) - 1 + way
        self.state.speed = list(SPEEDS.values())[max(0, min(place, len(SPEEDS) - 1))]

    def _escape(self) -> None:
        """Once: nothing is focused or chosen any more. Twice: stop."""
        if self._now_s - self._escaped_s < TWICE_S:
            self.stop()
        self._escaped_s = self._now_s
        if not self.desk.leave():
            self.state.focus, self.state.selected, self.state.marked = -1, None, None

    def stop(self) -> None:
        """End what is under way; of a rig, all motors."""
        self.operator.stop()
        self.operator.pace.pause(False)
        self.state.paused = False
        if self.operator.panel.rig is not None:
            self.operator.ask("rig stop")

    def _full_screen(self) -> None:
        """All of the screen; then as large as it was before."""
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
        self.front.place(self.stand.resized())

    def _record(self) -> None:
        """Keep a picture of now. No frame waits for the disk."""
        threading.Thread(target=self._keep, args=(self.screen.copy(),), name="picture").start()

    def _keep(self, picture: pygame.Surface) -> None:
        try:
            path = keep_picture(picture, self.pictures, time.strftime("%Y%m%d-%H%M%S"))
        except StorageError as error:
            self.operator.trouble = str(error)
        else:
            self.state.notice = Notice("strip.pictured", str(path))

    def _quit(self) -> None:
        self.closed = True


def write(control: Control, state: PanelState, event: pygame.Event) -> bool:
    """Type into the field that has the focus, over what is selected; whether it took the key."""
    typed, held = getattr(event, "unicode", ""), event.mod & (pygame.KMOD_CTRL | pygame.KMOD_GUI | pygame.KMOD_ALT)
    field, erases = control.typed, event.key == pygame.K_BACKSPACE
    if field is None or (not erases and (held or not typed or not typed.isprintable())):
        return False
    before = "" if state.all_of == control.key else field.text()
    state.all_of = ""
    field.take(before[:-1] if erases else (before + typed)[: field.most])
    return True
