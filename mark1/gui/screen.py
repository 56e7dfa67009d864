"""The screen: what is drawn on. One of this computer's, or memory under the dummy driver."""

import os
import sys

import pygame

from mark1.errors import DisplayError
from mark1.gui.icon import icon
from mark1.gui.theme import SIZE

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")


def opened(size: tuple[int, int] = SIZE, *, full_screen: bool = False, screen: int = 0) -> pygame.Surface:
    """A surface to draw on, on one of the screens, from 0; sound is never opened. Raises DisplayError where none is.

    On Linux without a display server that is the screen itself: what SDL would take else is seen by nobody.
    """
    if sys.platform == "linux" and not any(os.environ.get(name) for name in DISPLAYS):
        os.environ["SDL_VIDEODRIVER"] = "kmsdrm"
    try:
        pygame.display.init()
        pygame.font.init()
        pygame.display.set_caption("Mark I Perceptron")
        pygame.display.set_icon(icon())
        screens = pygame.display.get_desktop_sizes()
        if not 0 <= screen < len(screens):
            raise DisplayError(f"screen: 0 to {len(screens) - 1} is allowed here, {screen} came")
        flags = pygame.FULLSCREEN if full_screen else pygame.RESIZABLE
        return pygame.display.set_mode(screens[screen] if full_screen else size, flags, display=screen)
    except pygame.error as error:
        raise DisplayError(
            f"no window can be opened here ({error}): mark1 gui --screenshot FILE.png draws without one, "
            "mark1 demo --headless learns without one"
        ) from error
