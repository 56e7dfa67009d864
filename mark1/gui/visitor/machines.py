"""Machines: saved ones to choose from, and where the next one is saved."""

import os
import shlex
import time
from pathlib import Path

from mark1.gui.base.contract import Dial, choice
from mark1.gui.base.ui_state import PanelState
from mark1.panel.journal import state_folder

MOST = 40
CHOSEN = "machine"


def saved() -> list[Path]:
    """The newest machines of the folder where the program was started, and those that earlier sessions left."""
    here = sorted(Path.cwd().glob("*.mark1"), key=lambda path: -os.stat(path).st_mtime)[:MOST]
    left = [state_folder() / f"{name}.mark1" for name in ("last", "recovered")]
    return [*here, *(path for path in left if path.exists())]


def menu_of(paths: list[Path], title: str) -> tuple[str, ...]:
    """The words of a list of machines below its title."""
    return title, *(path.name if path.parent == Path.cwd() else str(path) for path in paths)


def dial_of(state: PanelState) -> Dial:
    """What the list turns; what is chosen waits until it is confirmed."""

    def take(number: int) -> str:
        state.chosen[CHOSEN] = number
        return ""

    return choice(CHOSEN, state.menu, lambda frame: round(frame.state.chosen.get(CHOSEN, 0)), take)


def load_lines(paths: list[Path], state: PanelState) -> list[str]:
    """The line that goes on with the machine that is chosen; none, where only the title is."""
    number = round(state.chosen.get(CHOSEN, 0))
    return [shlex.join(["load", str(paths[number - 1])])] if number else []


def new_path() -> Path:
    """A name that is not taken, in the folder where the program was started."""
    stamp = time.strftime("mark1-%Y%m%d-%H%M%S")
    names = (Path.cwd() / f"{stamp}{more}.mark1" for more in ("", *(f"-{number}" for number in range(2, 1000))))
    return next(path for path in names if not path.exists())
