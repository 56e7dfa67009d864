"""Stand: the state of the window: on the desktop, maximized or full screen; and its way back."""

import pygame

from mark1.gui.placement import Placement, Size
from mark1.gui.screen import placed

# A desktop reports a size first, and then that the window is maximized: a size counts once nothing follows it.
SETTLED_S = 0.5


class Stand:
    """``surface``: the surface to draw on. ``placement``: the placement outside full screen. ``exact``: use the first
    placement as it is, even if it does not fit.
    """

    def __init__(self, placement: Placement, screen: int, *, full_screen: bool, exact: bool) -> None:
        self.placement, self.screen = placement, screen
        self.surface = placed(placement, full_screen=full_screen, screen=screen, exact=exact)
        self.is_full = full_screen
        self._maximized = placement.maximized
        self._since_s = 0.0

    def hear(self, event: int) -> None:
        """Handle a move or resize by the desktop."""
        self._since_s = 0.0
        if not self.is_full and event in (pygame.WINDOWMAXIMIZED, pygame.WINDOWRESTORED):
            self._maximized = event == pygame.WINDOWMAXIMIZED

    def tick(self, dt_s: float) -> None:
        """Record the placement once the window has not moved for a while."""
        before, self._since_s = self._since_s, self._since_s + dt_s
        if before < SETTLED_S <= self._since_s and not self.is_full:
            self.placement = self._present()

    def _present(self) -> Placement:
        """The current placement; a maximized window keeps the size it had before."""
        if self._maximized:
            return Placement(self.placement.size, self.placement.position, maximized=True)
        return Placement(pygame.display.get_window_size(), _position())

    def turn_over(self) -> None:
        """Toggle full screen."""
        if not self.is_full:
            self.placement = self._present()
        self.is_full = not self.is_full
        self.surface = placed(self.placement, full_screen=self.is_full, screen=self.screen, exact=True)
        self._maximized, self._since_s = self.placement.maximized, 0.0

    def resized(self) -> Size:
        """Take over the surface after a resize; return its size."""
        self.surface = pygame.display.get_surface() or self.surface
        return self.surface.get_size()


def _position() -> Size | None:
    """The position of the window; None if the system does not report it."""
    try:
        x, y = pygame.display.get_window_position()
    except pygame.error:
        return None
    return x, y
