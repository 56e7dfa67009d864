"""BaseView: what the views of the wall have in common: a steel plate with a nameplate, and controls on it."""

from collections.abc import Sequence
from itertools import pairwise

import pygame
from pygame import Rect

from mark1.gui.base.contract import Ask, Control, DragHandler, FrameContext, Place, PointerEvent, Tip, refused
from mark1.gui.base.turning import Turning, current_value, turned
from mark1.gui.paint import metal
from mark1.gui.paint.button import labelled, letters
from mark1.gui.paint.knob import turned_knob
from mark1.gui.paint.lettering import SPACED, WIDE, Align
from mark1.gui.paint.selector import field as text_field
from mark1.gui.paint.selector import selector
from mark1.gui.paint.theme import Style, usual_style

NOT_LAID_OUT = object()
OFF = (140, 140, 140)  # brightness of a disabled control, of 255
NOWHERE = Rect(0, 0, 0, 0)  # where things are before the first layout; never modified
READ_S = 0.1  # how often numbers are rewritten: nobody reads faster


class BaseView:
    """The base of all views: a plate with a nameplate, drawn once and kept as ``backdrop``.

    ``lay_out`` places everything and paints what never changes; ``show`` draws what does. ``fresh`` is true in the
    first frame after a layout, ``reading`` ten times per second. ``turn``: 0..1, when in a tenth of a second; views
    take turns, so that no frame writes the numbers of all of them.
    """

    title = ""
    turn = 0.0

    def __init__(self) -> None:
        self.rect, self.style = Rect(0, 0, 1, 1), usual_style()
        self.backdrop = pygame.Surface((1, 1))
        self.controls: list[Control] = []
        self._keys: dict[int, tuple[object, bool]] = {}
        self._label_px = 0
        self.fresh = self.reading = True
        self._since_s = 0.0
        self._shape: object = NOT_LAID_OUT

    def place(self, rect: Rect, style: Style) -> None:
        """Place the view at a rectangle, in a style."""
        self.rect, self.style, self._shape = rect, style, NOT_LAID_OUT

    def draw(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        """Draw what changed; everything if the sizes of the machine changed."""
        shape = self.shape(frame)
        self.fresh, self._shape = shape != self._shape, shape
        self._since_s += frame.dt_s
        self.reading = self.fresh or self._since_s >= READ_S
        if self.fresh:
            self._since_s = -READ_S * self.turn
            self._lay_out_anew(frame)
            surface.blit(self.backdrop, self.rect)
        elif self.reading:
            self._since_s %= READ_S
        changed = self.show(surface, frame) + self._show_keys(surface, frame)
        return [self.rect.copy()] if self.fresh else changed

    def _lay_out_anew(self, frame: FrameContext) -> None:
        """Lay out plate and controls again for another shape."""
        self.title = self.title_for(frame)
        self.backdrop, self.controls = self._plate(), []
        self.lay_out(frame)
        self.controls = [control for control in self.controls if control.key not in frame.state.hidden]
        self._keys = {}
        self._label_px = letters(
            ((control.label, control.rect.w) for control in self.controls if control.label), self.style
        )

    def _show_keys(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        """Draw the controls that changed since they were last drawn."""
        changed = []
        for number, control in enumerate(self.controls):
            now, is_off = seen(control, frame), bool(control.off(frame))
            if now is not None and self._keys.get(number) != (now, is_off):
                self._keys[number] = now, is_off
                self.wipe(surface, control.rect)
                self._paint(surface, control, now)
                if is_off:
                    surface.fill(OFF, control.rect, pygame.BLEND_RGB_MULT)
                changed.append(control.rect)
        return changed

    def _paint(self, surface: pygame.Surface, control: Control, now: object) -> None:
        """Draw a control in its current state."""
        style, rect = self.style, control.rect
        if control.dial is not None:
            assert isinstance(now, float)
            dial, value = control.dial, style.words.said(control.dial.text(now))
            if control.look == "knob":
                surface.blit(turned_knob(rect.size, dial.share(now), dial.n_steps, value, style), rect)
            else:
                surface.blit(selector(rect.size, value, style), rect)
        elif control.typed is not None:
            text, selected = now if isinstance(now, tuple) else (str(now), False)
            surface.blit(text_field(rect.size, text, style, selected=selected), rect)
        else:
            surface.blit(labelled(rect.size, control.label, style, self._label_px, down=bool(now)), rect)

    def is_drawn(self, frame: FrameContext) -> bool:
        """Whether the view is laid out for the machine of this frame."""
        return self._shape == self.shape(frame)

    def under(self, place: Place) -> Tip | None:
        """The tip of the control at a place, if there is one."""
        control = self.control_at(place)
        if control is None:
            return None
        return self._tip_of(control)

    def _tip_of(self, control: Control) -> Tip:
        """What a control does; for a dial also its name and value. A key has its name on it."""
        words = self.style.words
        held = self._keys.get(self.controls.index(control))
        why = [words(f"{control.key}_help"), words("tip.off") if held and held[1] else ""]
        if control.dial is None:
            return Tip("" if control.look == "key" else control.name, "", " ".join(filter(None, why)))
        why.append(words("tip.knob") if control.look == "knob" else "")
        value = words.said(control.dial.text(float(str(held[0])))) if held else ""
        return Tip(control.name, value, " ".join(filter(None, why)))

    def control_at(self, place: Place) -> Control | None:
        """The control at a place."""
        return next((control for control in self.controls if control.rect.collidepoint(place)), None)

    def drag(self, place: Place, event: PointerEvent, frame: FrameContext) -> DragHandler | None:
        """Start turning the dial at a place. A selector steps back at its left end, forward at its right end, and opens
        its list in between.
        """
        control = self.control_at(place)
        if control is None or control.dial is None or refused(control, frame):
            return None
        if control.look != "selector":
            return Turning(control.dial, place, self.style.unit)
        return Turning(control.dial, place, self.style.unit, end_at(control.rect, place), control.key)

    def wheel(self, place: Place, clicks: int, frame: FrameContext) -> Ask | None:
        """Turn the dial at a place, one step per click."""
        control = self.control_at(place)
        if control is None or control.dial is None or refused(control, frame):
            return None
        return turned(control.dial, current_value(control.dial, frame) + clicks * control.dial.step, frame)

    # ---- for the views

    def update(self, frame: FrameContext) -> None:
        """Update the state of the view once per frame; nothing by default."""

    def title_for(self, frame: FrameContext) -> str:
        """The catalogue key of the nameplate."""
        return self.title

    def shape(self, frame: FrameContext) -> object:
        """A value that causes a new layout when it changes."""
        return None

    def lay_out(self, frame: FrameContext) -> None:
        """Place everything, and paint what never changes onto ``backdrop``."""

    def show(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        """Draw what changed; return the rectangles drawn."""
        return []

    @property
    def inside(self) -> Rect:
        """The room below the nameplate, in the window."""
        edge, top, foot = self.style.px(12), self.style.text(17) + self.style.px(13), self.style.px(18)
        return Rect(self.rect.x + edge, self.rect.y + top, self.rect.w - 2 * edge, self.rect.h - top - foot)

    def on_plate(self, rect: Rect) -> Rect:
        """A rectangle of the window in coordinates of the backdrop."""
        return rect.move(-self.rect.x, -self.rect.y)

    def sink(self, rect: Rect, colour: tuple[int, int, int] | None = None) -> None:
        """Paint a recess into the plate."""
        floor = colour or self.style.palette.well
        self.backdrop.blit(metal.well(rect.size, floor, self.style.unit), self.on_plate(rect))

    def engrave(
        self,
        text: str,
        place: tuple[float, float],
        height: float,
        *,
        align: Align = "left",
        tracking: float = 0,
        room: int | None = None,
        px: int | None = None,
    ) -> None:
        """Cut text into the plate at a place of the window; ``px``: its height, if not chosen to fit."""
        at, palette = (place[0] - self.rect.x, place[1] - self.rect.y), self.style.palette
        self.style.lettering.engrave(
            self.backdrop,
            text,
            at,
            self.style.text(height) if px is None else px,
            palette.engraved,
            palette.engraved_light,
            align=align,
            tracking=tracking,
            room=room,
        )

    def caption(self, labels: Sequence[tuple[str, tuple[float, float], int]], height: float) -> None:
        """Write names side by side in one size: each a text, its middle and its room."""
        px = self.style.lettering.common(
            ((text, room) for text, _, room in labels), "engraved", self.style.text(height)
        )
        for text, middle, room in labels:
            self.engrave(text, middle, height, align="centre", room=room, px=px)

    def keys_in(self, room: Rect, labels: Sequence[str], gap: int) -> list[Rect]:
        """A row of keys that fills the room, each with equal space beside its label."""
        style, n = self.style, len(labels)
        bare = room.w - gap * (n - 1)
        size = style.lettering.common([("".join(labels), bare - n * style.px(16))], "engraved", style.text(12), SPACED)
        widths = [style.lettering.width(text, "engraved", size, SPACED) for text in labels]
        ends = [round(sum(widths[:k]) + k * ((bare - sum(widths)) / n + gap)) for k in range(n + 1)]
        return [Rect(room.x + a, room.y, b - a - gap, room.h) for a, b in pairwise(ends)]

    def wipe(self, surface: pygame.Surface, rect: Rect) -> None:
        """Restore the bare plate in a rectangle."""
        surface.blit(self.backdrop, rect, self.on_plate(rect))

    def _plate(self) -> pygame.Surface:
        """The plate with its nameplate."""
        style, palette = self.style, self.style.palette
        plate = pygame.Surface(self.rect.size).convert()
        plate.fill(palette.wall)
        plate.blit(metal.plate(self.rect.size, palette.plate, style.unit, texture=style.theme.texture), (0, 0))
        if self.title:
            name_tag(plate, style.words(self.title), (self.rect.w / 2, style.px(8) + style.text(17) / 2), style)
        return plate


def end_at(rect: Rect, place: Place) -> int:
    """Which end of a selector a place is at: -1, +1; 0 between them."""
    reach = min(rect.h, rect.w // 3)
    return -1 if place[0] < rect.x + reach else 1 if place[0] >= rect.right - reach else 0


def seen(control: Control, frame: FrameContext) -> object:
    """The visible state of a control; None for controls that others draw."""
    if control.dial is not None:
        return float(current_value(control.dial, frame))
    if control.typed is not None:
        return control.typed.text(), frame.state.all_of == control.key
    return control.is_on(frame) if control.label else None


def name_tag(surface: pygame.Surface, text: str, middle: tuple[float, float], style: Style) -> Rect:
    """A black nameplate with cream letters."""
    size, tracking = style.text(15), WIDE
    room = surface.get_width() - style.px(70)
    text, size = style.lettering.fitting(text, "engraved", size, room, tracking)
    width = style.lettering.width(text, "engraved", size, tracking) + style.px(22)
    tag = Rect(0, 0, width, style.text(18))
    tag.center = (round(middle[0]), round(middle[1]))
    surface.blit(metal.plate(tag.size, (29, 29, 29), style.unit * 0.5, texture=False), tag)
    style.lettering.write(surface, text, tag.center, size, style.palette.legend, align="centre", tracking=tracking)
    return tag
