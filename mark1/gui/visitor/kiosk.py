"""The kiosk: a window that stands alone in a museum. No files, the tour in a loop, and back to the start when idle."""

import re
from collections.abc import Callable, Sequence

from mark1.errors import CommandError
from mark1.gui.base.ui_state import PanelState
from mark1.gui.operator.operator import Operator
from mark1.gui.visitor.settings import Settings
from mark1.gui.visitor.tour import Tour
from mark1.panel.commands.table import COMMANDS
from mark1.panel.quoting import AMEND, words_of
from mark1.panel.session import ALBUM
from mark1.stimuli.library import OWN

START = "start"
NUMBERS = re.compile(r"\d+(?:e\d+)?")
MOST = 10_000
"""A-units, hidden units and the like that a visitor may ask for."""
HIDDEN = frozenset(
    {"header.save", "header.open", "teletype.save", "keys.full_screen", "keys.quit", "keys.offer", "keys.record"}
)


def _own(words: Sequence[str]) -> bool:
    """Whether data is of the library: its name, at most with the name of a face or a set, which is no path."""
    name, _, option = words[0].partition(":") if words else ("", "", "")
    return not words or name == ALBUM or (name in OWN and not set(option) & set("./\\~"))


def _modest(words: Sequence[str]) -> bool:
    """Whether a machine or a brain is of a size that is made at once."""
    values = [value for name, value in zip(words[-2::-2], words[::-2], strict=False) if name != "seed"]
    return all(float(number) <= MOST for number in NUMBERS.findall(" ".join(values).replace("_", "")))


FREE = (
    "amend", "teach", "step", "run", "keep", "album", "classes", "rule", "undecided", "theta", "trim",
    "plug", "unplug", "set", "why", "wait", "damage", "repair", "shift", "rotate", "scale", "blur", "noise", "exposure",
    "framing", "polarity", "reset", "undo", "redo", "draw", "aside", "back", "expect", "help",
)  # fmt: skip
"""Commands that open no file and move no motor of a rig, and end soon."""
SOMETIMES: dict[str, Callable[[Sequence[str]], bool]] = {
    "machine": _modest,
    "backend": _modest,
    "present": lambda words: words[:1] not in (["file"], ["rig"]),
    "train": _own,
    "course": _own,
    "evaluate": _own,
}


def permit(line: str) -> None:
    """Raises CommandError for a line that would touch a file or a rig, or take the computer away from the others."""
    try:
        words = words_of(line)
        words = words[1:] if words[:1] == [AMEND] else words
    except ValueError:
        return  # the panel tells
    command = words[0] if words else ""
    if command not in COMMANDS or command in FREE or (command in SOMETIMES and SOMETIMES[command](words[1:])):
        return
    reason = f"at most {MOST} of anything" if SOMETIMES.get(command) is _modest else "there are no files and no rig"
    raise CommandError(f"{command}: {reason} in this window; help lists what there is")


class Kiosk:
    """Starts the tour, lets it go on by itself, and begins anew when nobody has touched anything for a while."""

    def __init__(self, operator: Operator, state: PanelState, tour: Tour, settings: Settings) -> None:
        self.operator, self.state, self.tour, self.settings = operator, state, tour, settings
        self.idle_s = 0.0
        operator.permit = permit
        operator.ask(f"aside {START}")
        tour.begin()

    def touched(self) -> None:
        """Somebody is there."""
        self.idle_s = 0.0

    def tick(self, dt_s: float) -> None:
        """Time goes by."""
        self.idle_s += dt_s
        waited_s = min(self.idle_s, self.tour.since_s)
        if self.tour.is_over and waited_s >= self.settings.step_s:
            (self.tour.begin if self.tour.is_last else self.tour.next)()
        elif not self.tour.is_on and self.idle_s >= self.settings.idle_s:
            self._begin_anew()

    def _begin_anew(self) -> None:
        """As it was when the window was opened."""
        state, settings = self.state, self.settings
        state.theme, state.language, state.page, state.typing, state.notice = (
            settings.theme, settings.language, -1, False, None,
        )  # fmt: skip
        state.typed.clear()
        self.operator.stop()
        self.operator.ask(f"back {START}")
        self.tour.begin()
