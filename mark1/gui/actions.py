"""Actions of a visitor: typing, copying, saving and opening machines, reading help, taking the tour.

The window merges them into its table; ``modes.py`` defines what keys mean in each mode.
"""

import shlex
import time
from collections.abc import Callable
from pathlib import Path

import pygame

from mark1 import storage
from mark1.errors import DisplayError, StorageError
from mark1.gui.base.contract import Units
from mark1.gui.base.ui_state import PanelState, StatusMessage, Unit
from mark1.gui.operator.autosave import RETRY_S, UNFINISHED, Autosave, Offer
from mark1.gui.operator.operator import Operator
from mark1.gui.views.teletype import rolled_by, text_of
from mark1.gui.visitor import clipboard, machines
from mark1.gui.visitor.input_map import KeyPress
from mark1.gui.visitor.kiosk import HIDDEN, Kiosk
from mark1.gui.visitor.modes import TYPING
from mark1.gui.visitor.settings import UserSettings
from mark1.gui.visitor.tour import Tour
from mark1.gui.wall.status_bar import OFFERS
from mark1.gui.wall.wall import Wall
from mark1.machine.optics import Scene

ROLL_LINES = 5


class Actions:
    """What a visitor can do. ``by_name``: the actions; ``kiosk``: None outside kiosk mode."""

    def __init__(
        self, operator: Operator, state: PanelState, wall: Wall, settings: UserSettings, autosave: Autosave | None
    ) -> None:
        self.operator, self.state, self.wall, self.autosave = operator, state, wall, autosave
        self.tour = Tour(operator, state)
        self.kiosk = Kiosk(operator, state, self.tour, settings) if settings.kiosk else None
        state.hidden = frozenset(settings.hide) | (HIDDEN if settings.kiosk else frozenset())
        self._offered: Offer | None = None
        self._trouble = ""
        self._saving: Path | None = None
        self._machines: list[Path] = []
        self._photograph: Scene | None = None
        if autosave is not None:
            autosave.waits = lambda: state.step >= 0
            operator.on_pause = lambda: self._keep(autosave.keep)
            self._offer(autosave)
        self.by_name: dict[str, Callable[[], None]] = {
            "type": self._type,
            "enter": self._enter,
            "paste": lambda: self.write(clipboard.pasted()),
            "copy": self._copy,
            "save log": self._save_log,
            "roll up": lambda: self.roll(ROLL_LINES),
            "roll down": lambda: self.roll(-ROLL_LINES),
            "help": self._help,
            "help next": lambda: self._turn(1),
            "help back": lambda: self._turn(-1),
            "tour": self._begin_tour,
            "tour next": self.tour.next,
            "tour back": self.tour.previous,
            "tour leave": self.tour.leave,
            "take offer": self._take_offer,
            "leave offer": self._leave_offer,
            "close status bar": self.seen,
            "save machine": self._save_machine,
            "open machine": self._open_machine,
        }

    # ---- typing

    def write(self, text: str) -> None:
        """Insert text from the keyboard or the clipboard into the line that is being typed."""
        if self.state.typing:
            self.state.typed.insert(text)

    def edit(self, key: KeyPress) -> bool:
        """Apply a key to the line that is being typed; return whether it did anything."""
        if not self.state.typing or key not in TYPING:
            return False
        getattr(self.state.typed, TYPING[key])()
        return True

    def _type(self) -> None:
        self.state.typing, self.state.rolled = True, 0
        pygame.key.start_text_input()

    def _enter(self) -> None:
        line = self.state.typed.take()
        self.state.rolled = 0
        if line:
            self.operator.ask(line)

    def chosen(self, units: Units, direction: tuple[int, int]) -> Unit:
        """The unit next to the selected one in a direction; the first one if none of them is selected."""
        number = units.chosen(self.state.selected)
        return Unit(units.part, 0 if number is None else units.grid.next_to(number, direction))

    # ---- the log

    def roll(self, lines: int) -> None:
        """Scroll the paper back (positive) or forward."""
        self.state.rolled = rolled_by(lines, self.state, self.operator.log)

    def _copy(self) -> None:
        try:
            clipboard.copy(text_of(self.operator.log, self.state))
        except DisplayError as error:
            self.operator.trouble = str(error)
        else:
            self.state.notice = StatusMessage("strip.copied")

    def _save_log(self) -> None:
        path = Path.cwd() / time.strftime("mark1-%Y%m%d-%H%M%S.txt")
        text = text_of(self.operator.log, self.state).encode("utf-8", "surrogateescape")
        try:
            storage.write_file(str(path), lambda file: file.write(text))
        except StorageError as error:
            self.operator.trouble = str(error)
        else:
            self.state.notice = StatusMessage("strip.saved", str(path))

    # ---- machines

    def _save_machine(self) -> None:
        """Save the machine; the status bar reports it once it is done."""
        self._saving = machines.new_path()
        self.operator.ask(shlex.join(["save", str(self._saving)]))

    def _open_machine(self) -> None:
        """Open the list of saved machines until one is chosen."""
        self._machines = machines.saved()
        if not self._machines:
            self.state.notice = StatusMessage("strip.no_machines", str(Path.cwd()))
            return
        self.state.menu = machines.menu_of(self._machines, self.wall.style.words("header.open"))
        self.state.chosen[machines.CHOSEN] = 0
        self.state.open = "header.open"

    def choose_machine(self) -> None:
        """Load the machine that was chosen from the list."""
        self.state.menu = ()
        self.operator.ask_all(machines.load_lines(self._machines, self.state))

    def _report_saved(self) -> None:
        if self._saving is not None and self.operator.settled:
            path, self._saving = self._saving, None
            if path.exists():
                self.state.notice = StatusMessage("strip.machine_saved", str(path))

    def _open_unseen(self) -> None:
        """Show a photograph on which no figure was found, or several, so that it can be framed by hand."""
        before, self._photograph = self._photograph, self.operator.presented.photograph
        if self._photograph is not None and self._photograph is not before and not self._photograph.corners:
            self.state.board = "photo"

    # ---- the status bar

    def seen(self) -> None:
        """Dismiss the message of the status bar after a key or a click. An offer stays."""
        self.operator.trouble = ""
        if self.kiosk is not None:
            self.kiosk.touched()
        if self.state.notice is not None and self.state.notice.key not in OFFERS:
            self.state.notice = None

    def tick(self, dt_s: float) -> None:
        """Advance the tour and the kiosk by ``dt_s``, report a finished save, and show a refused photograph."""
        self.tour.tick(dt_s)
        self._report_saved()
        self._open_unseen()
        if self.kiosk is not None:
            self.kiosk.tick(dt_s)

    def close(self) -> None:
        """Close down: restore the visitor's machine, stop the operator, and save."""
        self.tour.leave()
        self.operator.close()
        if self.autosave is not None and self.operator.has_ended:
            self._keep(self.autosave.finish)

    # ---- autosave

    def _keep(self, save: Callable[[], float | None]) -> float | None:
        """Save; log a repeated error only once, and return after how many seconds to try again."""
        try:
            again_s = save()
        except (StorageError, MemoryError) as error:
            if str(error) != self._trouble:
                self.operator.tell(str(error))
            self._trouble = str(error)
            return RETRY_S
        self._trouble = ""
        return again_s

    def _offer(self, autosave: Autosave) -> None:
        self._offered = offer = autosave.offered()
        if offer is not None:
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(offer.saved_s))
            self.state.notice = StatusMessage(OFFERS[offer.kind != UNFINISHED], when)

    def _take_offer(self) -> None:
        path = self._put_offer_away()
        if path is not None:
            self.operator.ask(shlex.join(["load", str(path)]))

    def _leave_offer(self) -> None:
        self._put_offer_away()

    def _put_offer_away(self) -> Path | None:
        """Withdraw the offer; return where its machine is."""
        offer, self._offered = self._offered, None
        self.state.notice = None
        if offer is None or self.autosave is None:
            return None
        try:
            return self.autosave.take(offer)
        except StorageError as error:
            self.operator.trouble = str(error)
            return None

    # ---- help and tour

    def _help(self) -> None:
        self.state.page = 0 if self.state.page < 0 else -1
        self.state.focus, self.state.typing = -1, False

    def _turn(self, pages: int) -> None:
        self.state.page = (self.state.page + pages) % self.wall.help.pages

    def _begin_tour(self) -> None:
        self.state.typing, self.state.page = False, -1
        if self.autosave is not None:
            self.autosave.hurry()
        self.tour.begin()

    def leave(self) -> bool:
        """Leave what was entered last, on Escape; return whether there was anything to leave."""
        state = self.state
        if state.open:
            state.open, state.menu = "", ()
        elif state.typing:
            state.typing = False
        elif self._offered is not None:
            self._put_offer_away()
        elif state.page >= 0:
            state.page, state.focus = -1, -1
        elif self.tour.is_on:
            self.tour.leave()
        else:
            return False
        return True
