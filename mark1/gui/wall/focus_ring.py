"""The focus ring: round the control that has the focus; of many units, round the one that is chosen."""

import pygame
from pygame import Rect

from mark1.gui.base.contract import Control
from mark1.gui.base.ui_state import Unit
from mark1.gui.paint.theme import Style


def ringed(control: Control, selected: Unit | None) -> Rect:
    """What the ring goes round."""
    if control.units is None:
        return control.rect
    return control.units.grid.square(control.units.chosen(selected) or 0)


def ring(screen: pygame.Surface, rect: Rect, style: Style) -> Rect:
    """Draw it round a rectangle; where."""
    width = style.px(3)
    outer = rect.inflate(2 * width, 2 * width)
    pygame.draw.rect(screen, (0, 0, 0), outer, width + 2, border_radius=2 * width)
    pygame.draw.rect(screen, style.palette.focus, outer, width, border_radius=2 * width)
    return outer.inflate(4, 4)
