"""Machines: saved machines to choose from, and the path of the next one."""

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
    """The newest machines of the folder the program was started in, and those of earlier sessions."""
    here = sorted(Path.cwd().glob("*.mark1"), key=lambda path: -os.stat(path).st_mtime)[:MOST]
    left = [state_folder() / f"{name}.mark1" for name in ("last", "recovered")]
    return [*here, *(path for path in left if path.exists())]


def menu_of(paths: list[Path], title: str) -> tuple[str, ...]:
    """The words of a list of machines below its title."""
    return title, *(path.name if path.parent == Path.cwd() else str(path) for path in paths)


def dial_of(state: PanelState) -> Dial:
    """The dial of the list; a choice waits until it is confirmed."""

    def take(number: int) -> str:
        state.chosen[CHOSEN] = number
        return ""

    return choice(CHOSEN, state.menu, lambda frame: round(frame.state.chosen.get(CHOSEN, 0)), take)


def load_lines(paths: list[Path], state: PanelState) -> list[str]:
    """The line that loads the chosen machine; none if the title is chosen."""
    number = round(state.chosen.get(CHOSEN, 0))
    return [shlex.join(["load", str(paths[number - 1])])] if number else []


def new_path() -> Path:
    """An unused name in the folder the program was started in."""
    stamp = time.strftime("mark1-%Y%m%d-%H%M%S")
    names = (Path.cwd() / f"{stamp}{more}.mark1" for more in ("", *(f"-{number}" for number in range(2, 1000))))
    return next(path for path in names if not path.exists())
