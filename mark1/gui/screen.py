"""The screen: what is drawn on. One of this computer's, or memory under the dummy driver."""

import os
import sys
import warnings
from typing import Any

import pygame

from mark1.errors import DisplayError
from mark1.gui.icon import icon
from mark1.gui.paint.theme import LEAST_SIZE, SIZE
from mark1.gui.placement import Placement, Size

HERTZ = 60  # frames a second
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")
IN_MEMORY = ("dummy", "offscreen")


def headless() -> None:
    """Draw in memory: no display is needed, none is touched. Before the first window only."""
    os.environ["SDL_VIDEODRIVER"] = "dummy"


def opened(size: Size = SIZE, *, full_screen: bool = False, screen: int = 0) -> pygame.Surface:
    """A surface to draw on, just so large, on one of the screens, from 0; sound is never opened.

    On Linux without a display server that is the screen itself: what SDL would take else is seen by nobody. Raises
    DisplayError where none is.
    """
    return placed(Placement(size), full_screen=full_screen, screen=screen, exact=True)


def placed(placement: Placement, *, full_screen: bool = False, screen: int = 0, exact: bool = False) -> pygame.Surface:
    """A window to draw on, where it was and as large; unless ``exact``, never larger than what fits.

    Raises DisplayError where none is.
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
            raise DisplayError(f"screen {screen} does not exist (valid: 0 to {len(screens) - 1})")
        if full_screen:
            return pygame.display.set_mode(screens[screen], pygame.FULLSCREEN, display=screen)
        exact = exact or pygame.display.get_driver() in IN_MEMORY
        placement = placement if exact else placement.on(screens, screen)
        surface = pygame.display.set_mode(placement.size, pygame.RESIZABLE, display=screen)
        if placement.position is not None:
            pygame.display.set_window_position(placement.position)
        _frame(placement, screens[screen])
        return pygame.display.get_surface() or surface
    except pygame.error as error:
        raise DisplayError(
            f"no window can be opened here ({error}): mark1 gui --screenshot FILE.png draws without a display, "
            "mark1 demo --headless trains without one"
        ) from error


def _frame(placement: Placement, desktop: Size) -> None:
    """The least size that hands can pull the window to; and maximized, if it is to be."""
    window = _window()
    if window is not None:
        window.minimum_size = min(LEAST_SIZE[0], desktop[0]), min(LEAST_SIZE[1], desktop[1])
        if placement.maximized:
            window.maximize()


def _window() -> Any:
    """The window behind the surface, for what pygame.display cannot do; None where pygame gives none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the other way cannot update single rectangles
        try:
            return pygame.Window.from_display_module()
        except (AttributeError, pygame.error):
            return None
