"""Pictures of the states of the wall, in every size, theme and language, for visual checks.

python -m tests.gui.pictures FOLDER [STATE]...
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"

from mark1.gui.base.ui_state import PanelState
from mark1.gui.film.picture_of_wall import save
from mark1.gui.operator.operator import Operator
from mark1.gui.paint.theme import THEMES
from mark1.gui.paint.words import LANGUAGES
from mark1.gui.screen import opened
from mark1.gui.wall.wall import Wall
from mark1.panel.control_panel import ControlPanel

# Window sizes on common screens, below a title bar on the smaller two.
SIZES = (1366, 749), (1600, 881), (1920, 1080)
TAUGHT = "train letters epochs 12", "present letter R", "evaluate letters"
# The view in place of the patch board, and the lines that lead to the state.
STATES = {
    "no-picture": ("patch_board", ()),
    "not-taught": ("patch_board", ("present letter A",)),
    "right": ("patch_board", TAUGHT),
    "old-verdict": ("patch_board", (*TAUGHT, "theta 5", "present letter R")),
    "old-accuracy": ("patch_board", ("course letters", "run", "theta 5", "present letter R")),
    "first-epoch": ("library", ("course letters", "step 15")),
    "epoch-under-way": ("library", ("course letters", "step 150")),
    "run-again": ("patch_board", ("course letters", "run", "unplug {s} 100", "course letters", "run")),
    "map": ("plane", ("course plane:rings", "step 300")),
    "map-done": ("plane", ("course plane:moons", "run", "evaluate plane:moons")),
    "network": (
        "patch_board",
        (
            "backend mlp hidden 24",
            "course letters epochs 6",
            "run",
            "course letters epochs 4",
            "run",
            "evaluate letters",
            "present letter R",
        ),
    ),
    "network-first": ("patch_board", ("backend logistic rate 0.0001", "course letters epochs 9", "step")),
    "reset": ("patch_board", (*TAUGHT, "reset")),
    "greyed": ("patch_board", (*TAUGHT,)),
}


def operator_after(lines: Sequence[str]) -> Operator:
    """An operator that has run these lines."""
    panel = ControlPanel()
    operator = Operator(panel)
    s = int(panel.machine.patch_board.s_of_wire[panel.machine.patch_board.a_of_wire == 100][0])
    for line in lines:
        operator.do(line.format(s=s))
    return operator


def draw(folder: Path, name: str) -> None:
    """All pictures of one state."""
    board, lines = STATES[name]
    operator = operator_after(lines)
    for size in SIZES:
        screen = opened(size)
        for theme in THEMES:
            for language in LANGUAGES:
                state = PanelState(board=board, theme=theme, language=language, wanted="R")
                wall = Wall(operator, state, size)
                if name == "greyed":
                    wall.operator = operator_after(lines)  # a log of its own, with one fault in it
                    wall.views["response"].show = lambda *_: 1 / 0
                for _ in range(45):
                    wall.draw(screen, 1 / 60)
                save(screen, str(folder / f"{name}-{size[0]}-{theme}-{language}.png"))


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for state_name in sys.argv[2:] or STATES:
        draw(target, state_name)
