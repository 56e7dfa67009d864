"""The wall: all views on one surface, tip and focus ring over them. No events, no clock."""

from collections.abc import Callable
from typing import NamedTuple

import pygame
from pygame import Rect

from mark1.gui.base.contract import Control, Dial, FrameContext, Place, Tip, View
from mark1.gui.base.guard import Guard
from mark1.gui.base.turning import current_value, forget_turned
from mark1.gui.base.ui_state import PanelState, StatusMessage
from mark1.gui.operator.operator import Operator
from mark1.gui.paint import metal
from mark1.gui.paint.lettering import Lettering
from mark1.gui.paint.theme import LEAST_SIZE, Style, theme_named, unit_of, usual_style
from mark1.gui.paint.words import Words
from mark1.gui.views.teletype import TeletypeView
from mark1.gui.visitor import machines
from mark1.gui.visitor.tour import STEPS
from mark1.gui.wall.drop_down import DropDown
from mark1.gui.wall.focus_ring import ring, ringed
from mark1.gui.wall.guide_card import GuideCard, dim
from mark1.gui.wall.hanging import PLACES, all_views, hanging
from mark1.gui.wall.help_page import HelpPage
from mark1.gui.wall.layout import layout
from mark1.gui.wall.status_bar import StatusBar, notice
from mark1.gui.wall.tip_card import TipCard

LETTERING = Lettering()  # shared by all walls: glyphs are rendered once


class Overlay(NamedTuple):
    """What is drawn over the wall: the tip and its place, the message of the status bar, the step of the tour, the
    focus, the open list, and the opacity of the tip.
    """

    tip: Tip | None
    asked: Place | None
    message: StatusMessage | None
    step: int
    focus: tuple[int, ...] | None
    open: str
    opacity: int


class Wall:
    """``views``: the view at each place, by the name of the place; ``all_views``: all views by their own names.

    They draw on ``canvas``, which keeps what they drew; tip and focus ring are drawn on a copy.
    """

    def __init__(self, operator: Operator, state: PanelState, size: tuple[int, int]) -> None:
        self.operator, self.state = operator, state
        self.all_views, self.views = all_views(), dict[str, View]()
        self.tip_card, self.status_bar, self.guide, self.help = TipCard(), StatusBar(), GuideCard(), HelpPage()
        self.drop_down, self.guard = DropDown(), Guard(self._report)
        self.size, self.style, self.canvas = size, usual_style(), pygame.Surface((1, 1))
        self._looks = "", ""
        self._all = True
        self._covered: object = None
        self._wondered: object = None
        self._overlay: Overlay | None = None
        self._over: list[Rect] = []
        self.place(size)

    def place(self, size: tuple[int, int]) -> None:
        """Lay the wall out for a window of ``size``, in the theme and language of the state."""
        theme = theme_named(self.state.theme)
        self._looks = self.state.theme, self.state.language
        self.size = max(size[0], LEAST_SIZE[0]), max(size[1], LEAST_SIZE[1])
        self.style = Style(theme, unit_of(self.size), LETTERING, Words(self.state.language))
        self.canvas = metal.ground(self.size, theme.palette.wall, texture=theme.texture)
        for name, rect in layout(self.size, theme.text_scale).items():
            reach = self.style.px(6)
            self.canvas.blit(metal.shadow(rect.size, reach), rect.move(-reach + reach // 3, -reach + reach // 2))
            self.views[name] = self.all_views[hanging(name, self.now)]
            self.views[name].place(rect, self.style)
        self.guard.greyed.clear()
        self.drop_down.close()
        self._over, self._overlay, self._all = [], None, True

    def _report(self, name: str, error: Exception) -> None:
        """Log an error in English, as the log always is; the wall translates it."""
        title = getattr(self.views.get(name), "title", "")
        what = f"{Words()(title)}: this part failed" if title else "a part of the window failed"
        self.operator.report(f"{what}; see the journal", error)

    @property
    def now(self) -> FrameContext:
        """The present, as the views see it."""
        return FrameContext.of(self.operator, self.state, 0.0)

    def _hang(self, frame: FrameContext) -> bool:
        """Replace the views that should be others now; return whether any was."""
        now = {place: self.all_views[hanging(place, frame)] for place in PLACES}
        others = {place: view for place, view in now.items() if view is not self.views[place]}
        for place, view in others.items():
            view.place(self.views[place].rect, self.style)
        self.views.update(others)
        return bool(others)

    def draw(self, screen: pygame.Surface, dt_s: float) -> list[Rect]:
        """Bring the screen up to date; return the rectangles that changed."""
        if (self.state.theme, self.state.language) != self._looks:
            self.place(screen.get_size())
        focused, frame = self.focused, self._update(dt_s)
        exchanged = self._hang(frame)
        self.guard.try_again(self.views, frame, self.style)
        self.guard.safely("drop-down", lambda: self._drop_down(frame), None)
        if self.state.page >= 0 and not self._all:
            return self.guard.safely("help", lambda: self._help(screen, frame), list[Rect]())
        self._all, self._covered = self._all or self._covered is not None, None
        tip = self.point(frame)
        changed = [rect for place, view in self.views.items()
                   for rect in self.guard.draw(place, view, self.canvas, frame, self.style)]  # fmt: skip
        if exchanged:
            self._focus_again(focused)
        return self._finish(screen, tip, changed)

    def _update(self, dt_s: float) -> FrameContext:
        """Advance time; return what to draw."""
        self.state.now_s += dt_s
        frame = FrameContext.of(self.operator, self.state, dt_s)
        forget_turned(frame)
        return frame

    def _finish(self, screen: pygame.Surface, tip: Tip | None, changed: list[Rect]) -> list[Rect]:
        """Copy what changed to the screen, and draw the overlay; return the rectangles of both."""
        overlay = self._overlay_for(tip)
        if overlay == self._overlay and not changed and not self._all and not self.state.open:
            return []
        is_all = self._all or self._overlay is None or self._overlay.step != overlay.step
        self._overlay, self._all = overlay, False
        changed = [screen.get_rect()] if is_all else changed + self._over
        self._show(screen, changed)
        over: dict[str, Callable[[], list[Rect]]] = {
            "guide and status bar": lambda: self._lay_over(screen, overlay.message),
            "focus": lambda: self._ring(screen),
            "tip": lambda: self.tip_card.draw(screen, tip, self.asked, self.style, overlay.opacity),
            "list": lambda: self.drop_down.draw(screen, self.style),
        }
        self._over = [rect for name, draw in over.items() for rect in self.guard.safely(name, draw, ())]
        return changed + self._over

    # ---- overlays

    def _overlay_for(self, tip: Tip | None) -> Overlay:
        """What is over the wall now; a tip only as long as it takes to read it, and not under a finger."""
        state, focused, opacity = self.state, self.focused, 0
        if not state.touched:
            self.tip_card.ask(tip, self.asked, state.now_s)
            opacity = self.tip_card.opacity(state.now_s)
        shown, asked = (tip, self.asked) if opacity else (None, None)
        focus = None if focused is None else tuple(ringed(focused, self.state.selected))
        return Overlay(shown, asked, self._said, state.step, focus, state.open, opacity)

    def _show(self, screen: pygame.Surface, changed: list[Rect]) -> None:
        """Copy the wall to the screen; during the tour dimmed, except for the part being explained."""
        step = self.state.step
        for rect in changed:
            screen.blit(self.canvas, rect, rect)
            if step >= 0:
                dim(screen, rect, self.views[STEPS[step].part].rect)

    def _lay_over(self, screen: pygame.Surface, message: StatusMessage | None) -> list[Rect]:
        """Draw guide card and status bar."""
        step, foot = self.state.step, self.all_views["teletype"]
        assert isinstance(foot, TeletypeView)
        lit = self.views[STEPS[step].part].rect
        notice_at = self.status_bar.draw(screen, message, foot.log_room, self.style)
        return self.guide.draw(screen, step, lit, self.style) + notice_at

    @property
    def _said(self) -> StatusMessage | None:
        """The message of the status bar."""
        return notice(self.operator.trouble, self.operator.waits, self.state.notice)

    def _drop_down(self, frame: FrameContext) -> None:
        """Open the list that was requested, at the value of its selector; close it when it no longer is."""
        control, dial = self.opened, self.open_dial
        if control is None or dial is None:
            self.state.open, self.state.menu = "", ()
            self.drop_down.close()
            return
        now = round((current_value(dial, frame) - dial.low) / dial.step)
        self.drop_down.show(
            [self.style.words.said(word) for word in dial.words], now, control.rect, self.size, self.style
        )

    @property
    def opened(self) -> Control | None:
        """The selector or key whose list is open."""
        if not self.state.open or self.state.page >= 0:
            return None
        controls = (control for control in self.controls if control.key == self.state.open)
        return next((each for each in controls if (each.dial and each.dial.words) or self.state.menu), None)

    @property
    def open_dial(self) -> Dial | None:
        """The dial that the open list turns."""
        opened = self.opened
        if opened is None:
            return None
        return machines.dial_of(self.state) if self.state.menu else opened.dial

    def _help(self, screen: pygame.Surface, frame: FrameContext) -> list[Rect]:
        """Draw the help page instead of the wall, if page or focus changed."""
        if self._covered == (self.state.page, self.state.focus):
            return []
        self._covered = self.state.page, self.state.focus
        views = {hanging(name, frame): (view.rect, view.controls) for name, view in self.views.items()}
        self.help.draw(screen, self.state.page, views, self.style)
        self._ring(screen)
        return [screen.get_rect()]

    def covers(self, place: Place) -> bool:
        """Whether something covers the wall at a place."""
        return self.state.page >= 0 or any(
            card.rect.collidepoint(place) for card in (self.guide, self.status_bar, self.drop_down)
        )

    @property
    def asked(self) -> Place:
        """The place to explain: the unit that has the focus, else what is dragged, else the pointer."""
        focused = self.focused
        if focused is None or focused.units is None:
            return self.state.held or self.state.pointer
        return ringed(focused, self.state.selected).center

    def point(self, frame: FrameContext) -> Tip | None:
        """The tip under the pointer; None where nothing is. All views are told which unit it is about."""
        tip = self.under(self.asked, frame)
        unit = tip.unit if tip else None
        wondered = (unit, tip.value if tip else "", frame.moment.origin)
        if wondered != self._wondered and unit is not None and unit.part == "pot":
            self.operator.wonder(unit.number)
        self._wondered = wondered
        self.state.pointed = unit
        return tip

    def under(self, place: Place, frame: FrameContext | None = None) -> Tip | None:
        """The tip of the view at a place."""
        if self._all or self.state.open or self.covers(place):
            return None
        return self.guard.safely("pointer", lambda: self._under(place, frame or self.now), None)

    def _under(self, place: Place, frame: FrameContext) -> Tip | None:
        view = self.view_at(place, frame)
        return view.under(place) if view else None

    def view_at(self, place: Place, frame: FrameContext) -> View | None:
        """The view at a place, once it is drawn for the machine of a frame."""
        names = (name for name, view in self.views.items() if view.rect.collidepoint(place))
        name = next((name for name in names if name not in self.guard.greyed), None)
        return self.views[name] if name is not None and self.views[name].is_drawn(frame) else None

    # ---- controls

    @property
    def controls(self) -> list[Control]:
        """Everything that can be focused, in the order of the signal; overlays come first."""
        if self.state.page >= 0:
            return self.help.controls
        hung = [control for view in self.views.values() for control in view.controls]
        return self.guide.controls + hung + self.status_bar.controls

    def control_at(self, place: Place) -> Control | None:
        """The control at a place."""
        is_on_bar = self.status_bar.rect.collidepoint(place) and self.state.page < 0
        controls = self.status_bar.controls if is_on_bar else self.controls
        return next((each for each in controls if each.units is None and each.rect.collidepoint(place)), None)

    def focus_next(self, direction: int) -> None:
        """Move the focus to the next (+1) or previous (-1) control."""
        n = len(self.controls)
        self.state.focus = (self.state.focus + direction) % n if self.state.focus >= 0 or direction > 0 else n - 1

    def focus(self, control: Control) -> None:
        """Give a control the focus."""
        self.state.focus = next((k for k, each in enumerate(self.controls) if each is control), -1)

    def _focus_again(self, control: Control | None) -> None:
        """Keep the focus on a control after controls before it changed, if it still exists."""
        key = control.key if control else ""
        self.state.focus = next((k for k, each in enumerate(self.controls) if key and each.key == key), -1)

    @property
    def focused(self) -> Control | None:
        """The control that has the focus."""
        controls = self.controls
        return controls[self.state.focus] if 0 <= self.state.focus < len(controls) else None

    def _ring(self, screen: pygame.Surface) -> list[Rect]:
        """Draw the focus ring."""
        focused = self.focused
        return [] if focused is None else [ring(screen, ringed(focused, self.state.selected), self.style)]
