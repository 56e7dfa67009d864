"""Guard: an exception in a view, a tip or a button does not close the window. The view is greyed and the error logged
once.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

import pygame
from pygame import Rect

from mark1.gui.base.contract import FrameContext, View
from mark1.gui.paint.paper import wrapped
from mark1.gui.paint.theme import Style

Result = TypeVar("Result")
Otherwise = TypeVar("Otherwise")
VEIL, VEIL_ALPHA, INK = (60, 60, 60), 200, (220, 220, 220)


class Guard:
    """``failures``: every error by where it occurred. ``greyed``: the places whose view could not be drawn, with the
    machine it was drawn for; another machine is a new try. ``report(name, error)`` reports a new error.
    """

    def __init__(self, report: Callable[[str, Exception], None]) -> None:
        self.report = report
        self.failures: dict[str, Exception] = {}
        self.greyed: dict[str, object] = {}

    def safely(self, name: str, act: Callable[[], Result], otherwise: Otherwise) -> Result | Otherwise:
        """The result of ``act``, or ``otherwise`` if it raises."""
        try:
            return act()
        except Exception as error:  # noqa: BLE001  # whatever fails, the window stays open
            before, self.failures[name] = self.failures.get(name), error
            if before is None or str(before) != str(error):
                self.report(name, error)
            return otherwise

    def draw(self, place: str, view: View, surface: pygame.Surface, frame: FrameContext, style: Style) -> list[Rect]:
        """Update and draw the view at a place; return the rectangles drawn."""
        if place in self.greyed:
            return []
        changed = self.safely(place, lambda: up_to_date(view, surface, frame), None)
        if changed is not None:
            return changed
        self.greyed[place] = machine_of(frame)
        grey_out(surface, view.rect, style)
        return [view.rect]

    def try_again(self, views: Mapping[str, View], frame: FrameContext, style: Style) -> None:
        """Place the greyed views again if there is another machine now."""
        for place in [place for place, machine in self.greyed.items() if machine != machine_of(frame)]:
            del self.greyed[place]
            views[place].place(views[place].rect, style)


def machine_of(frame: FrameContext) -> object:
    """The machine and back end that a frame shows."""
    return frame.moment.origin, frame.backend.name


def up_to_date(view: View, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
    """Update and draw a view; return the rectangles drawn."""
    view.update(frame)
    return view.draw(surface, frame)


def grey_out(surface: pygame.Surface, rect: Rect, style: Style) -> None:
    """Darken a view that could not be drawn, and write where the reason is."""
    veil = pygame.Surface(rect.size)
    veil.fill(VEIL)
    veil.set_alpha(VEIL_ALPHA)
    surface.blit(veil, rect)
    size = style.text(14)
    lines = wrapped(style.words("window.greyed"), size, rect.w - style.px(40), style)
    wide = max(style.lettering.width(line, "plain", size) for line in lines) + style.px(16)
    box = Rect(0, 0, wide, len(lines) * size + style.px(12))
    box.center = rect.center
    surface.fill(VEIL, box.clip(rect))
    for k, line in enumerate(lines):
        at = box.centerx, box.y + style.px(6) + (k + 0.5) * size
        style.lettering.write(surface, line, at, size, INK, "plain", align="centre")
