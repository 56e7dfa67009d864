"""Guard: a fault in a plate, a tip or a button does not end the window. The plate is greyed; the log tells once."""

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
    """``failures``: what ever went wrong in front of the wall, by where. ``greyed``: the places whose view could not be
    drawn, and for which machine; it is tried again for another one. ``report(name, error)`` tells of a new fault.
    """

    def __init__(self, report: Callable[[str, Exception], None]) -> None:
        self.report = report
        self.failures: dict[str, Exception] = {}
        self.greyed: dict[str, object] = {}

    def safely(self, name: str, act: Callable[[], Result], otherwise: Otherwise) -> Result | Otherwise:
        """What ``act`` returns, or ``otherwise`` where it raises."""
        try:
            return act()
        except Exception as error:  # noqa: BLE001  # whatever it is, the window goes on
            before, self.failures[name] = self.failures.get(name), error
            if before is None or str(before) != str(error):
                self.report(name, error)
            return otherwise

    def draw(self, place: str, view: View, surface: pygame.Surface, frame: FrameContext, style: Style) -> list[Rect]:
        """Let time go by for the view that hangs in a place, and draw it; where."""
        if place in self.greyed:
            return []
        changed = self.safely(place, lambda: up_to_date(view, surface, frame), None)
        if changed is not None:
            return changed
        self.greyed[place] = machine_of(frame)
        grey_out(surface, view.rect, style)
        return [view.rect]

    def try_again(self, views: Mapping[str, View], frame: FrameContext, style: Style) -> None:
        """Hang the views anew that could not be drawn for another machine than there is now."""
        for place in [place for place, machine in self.greyed.items() if machine != machine_of(frame)]:
            del self.greyed[place]
            views[place].place(views[place].rect, style)


def machine_of(frame: FrameContext) -> object:
    """For which machine, and which brain, something is drawn."""
    return frame.moment.origin, frame.backend.name


def up_to_date(view: View, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
    """A view with a frame gone by; where it was drawn."""
    view.update(frame)
    return view.draw(surface, frame)


def grey_out(surface: pygame.Surface, rect: Rect, style: Style) -> None:
    """A plate that could not be drawn: dark, with where to read why."""
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
