"""The focus ring: around the control that has the focus, or around its selected unit."""

import pygame
from pygame import Rect

from mark1.gui.base.contract import Control
from mark1.gui.base.ui_state import Unit
from mark1.gui.paint.theme import Style


def ringed(control: Control, selected: Unit | None) -> Rect:
    """The rectangle that the ring surrounds."""
    if control.units is None:
        return control.rect
    return control.units.grid.square(control.units.chosen(selected) or 0)


def ring(screen: pygame.Surface, rect: Rect, style: Style) -> Rect:
    """Draw the ring around a rectangle; return where."""
    width = style.px(3)
    outer = rect.inflate(2 * width, 2 * width)
    pygame.draw.rect(screen, (0, 0, 0), outer, width + 2, border_radius=2 * width)
    pygame.draw.rect(screen, style.palette.focus, outer, width, border_radius=2 * width)
    return outer.inflate(4, 4)
