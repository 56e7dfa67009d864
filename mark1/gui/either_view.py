"""EitherView: one place on the wall, one view there for the Mark I, another for a network."""

from collections.abc import Sequence

import pygame
from pygame import Rect

from mark1.gui.theme import Style
from mark1.gui.view import Control, Frame, Place, Tip, View


class EitherView:
    """Shows the one that fits the brain in use."""

    def __init__(self, mark1: View, network: View) -> None:
        self.mark1, self.network = mark1, network
        self.shown = mark1

    @property
    def rect(self) -> Rect:
        """Where both hang."""
        return self.shown.rect

    @property
    def controls(self) -> Sequence[Control]:
        """Of the one that is shown."""
        return self.shown.controls

    def place(self, rect: Rect, style: Style) -> None:
        """Hang both there."""
        self._style = style
        for view in (self.mark1, self.network):
            view.place(rect, style)

    def draw(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        """Draw the one that fits; the other, when its turn comes, draws all of itself."""
        fitting = self.mark1 if frame.backend.name == "mark1" else self.network
        if fitting is not self.shown:
            fitting.place(self.shown.rect, self._style)
            self.shown = fitting
        return self.shown.draw(surface, frame)

    def under(self, place: Place) -> Tip | None:
        """What the one that is shown says."""
        return self.shown.under(place)
