"""Placement: position and size of the window, kept between sessions; and what fits on a screen.

A window that is larger than what panels and title bars leave of the screen is opened maximized: only the desktop knows
how much they take. Without a desktop (a bare display) it is as large as fits with room for them.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mark1 import storage
from mark1.errors import StorageError, expected
from mark1.gui.paint.theme import LEAST_SIZE, SIZE

Size = tuple[int, int]
TAKEN = (16, 88)  # Assumed: room for title bar, borders and a panel of the desktop, pixels
GRIP_PX = 100  # least part of a window that must be on a screen, else its position is not restored
MOST_PX = 32_767
FILE = "window.json"


@dataclass(frozen=True)
class Placement:
    """``size`` of the window when it is neither maximized nor full screen. ``position`` None: the desktop chooses."""

    size: Size = SIZE
    position: Size | None = None
    maximized: bool = False

    def on(self, screens: list[Size], screen: int) -> "Placement":
        """This placement, moved and made smaller until it fits on the given screen (0 is the first)."""
        wide, high = screens[screen]
        room = max(1, wide - TAKEN[0]), max(1, high - TAKEN[1])
        least = min(LEAST_SIZE[0], wide), min(LEAST_SIZE[1], high)
        size = tuple(max(few, min(want, most)) for few, want, most in zip(least, self.size, room, strict=True))
        fits = size == self.size
        position = self.position if fits and self._is_seen(screens) else None
        return Placement((size[0], size[1]), position, self.maximized or not fits)

    def _is_seen(self, screens: list[Size]) -> bool:
        """Whether enough of the window to drag it is on one of the screens, which are side by side."""
        if self.position is None:
            return False
        wide, high = sum(screen[0] for screen in screens), max(screen[1] for screen in screens)
        return 0 <= self.position[0] <= wide - GRIP_PX and 0 <= self.position[1] <= high - GRIP_PX


def kept(folder: Path) -> Placement | None:
    """The placement of the last session; None if there is none, or its file is unusable."""
    try:
        plain: Any = json.loads(storage.read_text(str(folder / FILE)))
        size, position = _pair(plain["size"]), plain.get("position")
        placed = None if position is None else _pair(position)
        return Placement(size, placed, plain.get("maximized") is True) if min(size) > 0 else None
    except (StorageError, ValueError, KeyError, TypeError, AttributeError):
        return None


def keep(placement: Placement, folder: Path) -> None:
    """Save the placement for the next session. Raises StorageError."""
    text = json.dumps(asdict(placement)).encode()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder}: {error.strerror}") from error
    storage.write_file(str(folder / FILE), lambda file: file.write(text))


def _pair(plain: Any) -> Size:
    """Parse two whole numbers. Raises ValueError, TypeError."""
    x, y = plain
    if not all(type(number) is int and abs(number) <= MOST_PX for number in (x, y)):
        raise ValueError(expected("size", "two numbers of pixels", plain))
    return x, y
