"""Pictures of the wall without a display: run lines one by one, then draw frames. Reproducible bit for bit."""

import io
from collections.abc import Iterable

import pygame

from mark1 import storage
from mark1.gui.base.ui_state import PanelState
from mark1.gui.operator.operator import Operator
from mark1.gui.screen import HERTZ, headless, opened
from mark1.gui.wall.wall import Wall
from mark1.kind import PNG
from mark1.panel.control_panel import ControlPanel

FRAMES = 60  # one second: lamps and needles are at rest


def picture(
    panel: ControlPanel, lines: Iterable[str], state: PanelState, size: tuple[int, int], frames: int = FRAMES
) -> pygame.Surface:
    """The wall of ``panel`` after some lines and ``frames`` frames. Raises Mark1Error for a line that fails."""
    headless()
    screen, operator = opened(size), Operator(panel)
    for line in lines:
        words = line.split()
        state.wanted = words[2] if words[:2] == ["present", "letter"] and len(words) > 2 else state.wanted
        operator.do(line)
    wall = Wall(operator, state, size)
    for _ in range(max(1, frames)):
        wall.draw(screen, 1 / HERTZ)
    return screen


def save(screen: pygame.Surface, path: str) -> None:
    """Write a surface as PNG. Raises StorageError."""
    held = io.BytesIO()
    pygame.image.save(screen, held, "wall.png")
    storage.write_file(path, lambda file: file.write(held.getvalue()), PNG)
