"""The screen: the surface to draw on, on a display of this computer, or in memory under the dummy driver."""

import os
import sys
import warnings
from typing import Any

import pygame

from mark1.errors import DisplayError
from mark1.gui.icon import icon
from mark1.gui.paint.theme import LEAST_SIZE, SIZE
from mark1.gui.placement import Placement, Size

HERTZ = 60  # frames per second
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")
IN_MEMORY = ("dummy", "offscreen")


def headless() -> None:
    """Draw in memory, without a display. Call it before the first window is opened."""
    os.environ["SDL_VIDEODRIVER"] = "dummy"


def opened(size: Size = SIZE, *, full_screen: bool = False, screen: int = 0) -> pygame.Surface:
    """A surface of exactly ``size`` on a display (0 is the first); sound is never opened.

    On Linux without a display server it uses kmsdrm, the screen itself: SDL would otherwise choose an invisible driver.
    Raises DisplayError if no display can be opened.
    """
    return placed(Placement(size), full_screen=full_screen, screen=screen, exact=True)


def placed(placement: Placement, *, full_screen: bool = False, screen: int = 0, exact: bool = False) -> pygame.Surface:
    """A window at ``placement``; never larger than what fits, unless ``exact``.

    Raises DisplayError if no display can be opened.
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
    """Set the least size that the window can be resized to, and maximize it if asked."""
    window = _window()
    if window is not None:
        window.minimum_size = min(LEAST_SIZE[0], desktop[0]), min(LEAST_SIZE[1], desktop[1])
        if placement.maximized:
            window.maximize()


def _window() -> Any:
    """The pygame.Window of the surface, for what pygame.display cannot do; None if pygame gives none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the newer API cannot update single rectangles
        try:
            return pygame.Window.from_display_module()
        except (AttributeError, pygame.error):
            return None
