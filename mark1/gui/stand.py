"""Stand: where the window stands: on the desktop, maximized or over the full screen; and back to where it was."""

import pygame

from mark1.gui.placement import Placement, Size
from mark1.gui.screen import placed

# A desktop tells the size first, and then that it is the maximized one: the size counts when nothing followed.
SETTLED_S = 0.5


class Stand:
    """``surface``: what is drawn on. ``placement``: as it is when it is not over the full screen. ``exact``: the first
    placement is taken as it is, whatever fits.
    """

    def __init__(self, placement: Placement, screen: int, *, full_screen: bool, exact: bool) -> None:
        self.placement, self.screen = placement, screen
        self.surface = placed(placement, full_screen=full_screen, screen=screen, exact=exact)
        self.is_full = full_screen
        self._maximized = placement.maximized
        self._since_s = 0.0

    def hear(self, event: int) -> None:
        """The desktop moved the window, or made it larger or smaller."""
        self._since_s = 0.0
        if not self.is_full and event in (pygame.WINDOWMAXIMIZED, pygame.WINDOWRESTORED):
            self._maximized = event == pygame.WINDOWMAXIMIZED

    def tick(self, dt_s: float) -> None:
        """Time goes by: once nothing moves the window any more, that is where it stands."""
        before, self._since_s = self._since_s, self._since_s + dt_s
        if before < SETTLED_S <= self._since_s and not self.is_full:
            self.placement = self._present()

    def _present(self) -> Placement:
        """As it stands now; a maximized one has the size it had before."""
        if self._maximized:
            return Placement(self.placement.size, self.placement.position, maximized=True)
        return Placement(pygame.display.get_window_size(), _position())

    def turn_over(self) -> None:
        """From the desktop to all of the screen; then back to where it was."""
        if not self.is_full:
            self.placement = self._present()
        self.is_full = not self.is_full
        self.surface = placed(self.placement, full_screen=self.is_full, screen=self.screen, exact=True)
        self._maximized, self._since_s = self.placement.maximized, 0.0

    def resized(self) -> Size:
        """The desktop gave it another size: which."""
        self.surface = pygame.display.get_surface() or self.surface
        return self.surface.get_size()


def _position() -> Size | None:
    """Of the window; None where the system does not tell."""
    try:
        x, y = pygame.display.get_window_position()
    except pygame.error:
        return None
    return x, y
