"""Kiosk mode, for a museum: no files, the tour in a loop, and a restart when idle."""

import re
from collections.abc import Sequence

from mark1.errors import CommandError
from mark1.gui.base.ui_state import PanelState
from mark1.gui.operator.operator import Operator
from mark1.gui.visitor.settings import UserSettings
from mark1.gui.visitor.tour import Tour
from mark1.panel.commands.table import command_named
from mark1.panel.quoting import amended, words_of

START = "start"
NUMBERS = re.compile(r"\d+(?:e\d+)?")
MOST = 10_000  # limit of A-units, hidden units and other sizes for a visitor
HIDDEN = frozenset(
    {
        "header.save",
        "header.open",
        "boards.photo",
        "teletype.save",
        "keys.full_screen",
        "keys.quit",
        "keys.offer",
        "keys.record",
    }
)


def _modest(words: Sequence[str]) -> bool:
    """Whether a machine or network is small enough to be built without a wait."""
    values = [value for name, value in zip(words[-2::-2], words[::-2], strict=False) if name != "seed"]
    return all(float(number) <= MOST for number in NUMBERS.findall(" ".join(values).replace("_", "")))


def permit(line: str) -> None:
    """Raise CommandError for a line that would touch a file or a rig, or occupy the computer for long."""
    try:
        _, (word, *words) = amended(words_of(line) or [""])
    except ValueError:
        return  # the panel reports it
    command = command_named(word)
    if command is None:
        return
    if command.reaches_out(words):
        raise _refusal(word, "files and rigs are disabled")
    if command.sized and not _modest(words):
        raise _refusal(word, f"the limit is {MOST}")


def _refusal(word: str, reason: str) -> CommandError:
    return CommandError(f"{word}: {reason} in this window; type help for the commands")


class Kiosk:
    """Starts the tour, advances it, and starts again when nobody has touched anything for a while."""

    def __init__(self, operator: Operator, state: PanelState, tour: Tour, settings: UserSettings) -> None:
        self.operator, self.state, self.tour, self.settings = operator, state, tour, settings
        self.idle_s = 0.0
        operator.permit = permit
        operator.ask(f"snapshot {START}")
        tour.begin()

    def touched(self) -> None:
        """Note that somebody is there."""
        self.idle_s = 0.0

    def tick(self, dt_s: float) -> None:
        """Advance time: the next step of the tour, or a restart."""
        self.idle_s += dt_s
        waited_s = min(self.idle_s, self.tour.since_s)
        if self.tour.is_over and waited_s >= self.settings.step_s:
            (self.tour.begin if self.tour.is_last else self.tour.next)()
        elif not self.tour.is_on and self.idle_s >= self.settings.idle_s:
            self._begin_anew()

    def _begin_anew(self) -> None:
        """Restore the state in which the window was opened."""
        state, settings = self.state, self.settings
        state.theme, state.language, state.page, state.typing, state.notice = (
            settings.theme, settings.language, -1, False, None,
        )  # fmt: skip
        state.typed.clear()
        self.operator.stop()
        self.operator.ask(f"restore {START}")
        self.tour.begin()
