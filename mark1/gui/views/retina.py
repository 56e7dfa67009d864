"""The retina: its photocells, each with the light on it and whether it is on. Draw on it with mouse or fingers."""

from collections.abc import Sequence

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from mark1.gui.base.base_view import NOWHERE, BaseView
from mark1.gui.base.contract import Ask, Control, DragHandler, FrameContext, Place, PointerEvent, Tip, Units
from mark1.gui.base.presenting import draws
from mark1.gui.base.turning import HOLDS
from mark1.gui.base.ui_state import Unit
from mark1.gui.base.unit_grid import NO_UNITS, raster
from mark1.gui.paint.lettering import SPACED
from mark1.gui.paint.photocell import LEVELS, photocells
from mark1.gui.paint.sprite_field import SpriteField, no_sprites
from mark1.gui.views.brush import Spot, brush

OFF, ON, DEAD, STUCK = range(4)
BRUSHES = ("1", "2", "3", "5")
USUAL_BRUSH = 1  # widths of the brush in cells; and the initial one
TOLD_EVERY_S = 0.1  # how often the machine observes a drawing in progress


class RetinaView(BaseView):
    """The cells, and what is being drawn on them: ``drawing`` (rows, cols) 0..1, None when nobody draws."""

    title = "retina.title"

    def __init__(self) -> None:
        super().__init__()
        self.grid, self.cells, self.count = NO_UNITS, no_sprites(), NOWHERE
        self.drawing: NDArray[np.float32] | None = None
        self.pens = 0
        self._light, self._s = np.zeros(0, np.float32), np.zeros(0, bool)
        self._faults = np.zeros(0, bool), np.zeros(0, bool)
        self._threshold, self._gain = 0.0, np.zeros(0, np.float32)
        self._shape_of_light = (0, 0)
        self._told = ""

    def update(self, frame: FrameContext) -> None:
        """Forget the drawing once the machine has observed it, or if the cells changed."""
        is_seen = frame.status.settled and not self.pens
        if self.drawing is not None and (is_seen or not self.is_drawn(frame)):
            self.drawing = None

    def shape(self, frame: FrameContext) -> object:
        config = frame.machine.retina.config
        return config.rows, config.cols

    def lay_out(self, frame: FrameContext) -> None:
        config, palette = frame.machine.retina.config, self.style.palette
        foot = self.style.text(16)
        room = self.inside
        self.grid = raster(Rect(room.x, room.y, room.w, room.h - foot), config.rows, config.cols)
        self.sink(self.grid.rect.inflate(self.style.px(6), self.style.px(6)))
        sprites = photocells(self.grid.cell, palette.lamp_on, palette.well, palette.legend)
        self.cells = SpriteField(self.grid.places, sprites)
        self.count = Rect(room.x, room.bottom - foot + self.style.px(4), room.w, foot)
        self._told = ""
        self._shape_of_light = (config.rows, config.cols)
        self.controls.append(
            Control(
                self.style.words("retina.cells"), self.grid.rect, key="retina.cells", does=self._turn_light,
                units=Units("s", self.grid),
            )
        )  # fmt: skip

    def show(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        self._light, self._s = self._seen(frame)
        retina = frame.machine.retina
        kind = np.where(retina.dead, DEAD, np.where(retina.stuck, STUCK, self._s.astype(np.int64)))
        level = np.clip(np.rint(self._light * (LEVELS - 1)), 0, LEVELS - 1).astype(np.int64)
        changed = self.cells.draw(surface, kind * LEVELS + level)
        self._threshold, self._gain = retina.config.threshold, retina.gain
        self._faults = retina.dead, retina.stuck
        return changed + self._tell(surface, f"{int(self._s.sum())} / {len(self._s)}")

    def _seen(self, frame: FrameContext) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Light (n_s,) and on / off (n_s,) as shown."""
        n_s, observation = frame.machine.retina.n_s, frame.observation
        if self.drawing is not None:
            light = self.drawing.ravel()
            return light, light >= frame.machine.retina.config.threshold
        if observation is None or len(observation.s) != n_s:
            return np.zeros(n_s, np.float32), np.zeros(n_s, bool)
        return observation.light.ravel(), observation.s

    def _tell(self, surface: pygame.Surface, count: str) -> list[Rect]:
        if not self.reading or (count == self._told and not self.fresh):
            return []
        self._told = count
        self.wipe(surface, self.count)
        palette, style = self.style.palette, self.style
        text = style.words("retina.on", count=count)
        style.lettering.engrave(
            surface, text, self.count.center, style.text(13), palette.engraved, palette.engraved_light,
            align="centre", tracking=SPACED, room=self.count.w,
        )  # fmt: skip
        return [self.count]

    # ---- drawing

    def drag(self, place: Place, event: PointerEvent, frame: FrameContext) -> DragHandler | None:
        """Start a pen: light with the first button, dark with another or with Shift."""
        if not self.grid.rect.collidepoint(place):
            return super().drag(place, event, frame)
        draws(frame)
        width = float(BRUSHES[round(frame.state.chosen.get("brush", USUAL_BRUSH))])
        return Pen(self, self.spot(place), width, event.button == 1 and not event.shift)

    def spot(self, place: Place) -> Spot:
        """A place of the window in cells."""
        rect, cell = self.grid.rect, self.grid.cell
        return (place[0] - rect.x) / cell, (place[1] - rect.y) / cell

    def sheet(self) -> NDArray[np.float32]:
        """The light to draw on."""
        if self.drawing is None:
            self.drawing = self._light.reshape(self._shape_of_light).astype(np.float32).copy()
        return self.drawing

    def _turn_light(self, frame: FrameContext) -> Sequence[str]:
        """Toggle the light on the selected cell."""
        unit = frame.state.selected
        if unit is None or unit.part != "s":
            return ()
        draws(frame)
        sheet = self.sheet()
        sheet.flat[unit.number] = sheet.flat[unit.number] < frame.machine.retina.config.threshold
        return (self.line(),)

    def line(self) -> str:
        """The panel line for the drawing."""
        levels = (self.sheet() * 255).round().astype(int).ravel().tolist()
        return f"draw {bytes(levels).hex()}"

    def under(self, place: Place) -> Tip | None:
        number = self.grid.at(place)
        if number is None:
            return super().under(place)
        words, light = self.style.words, float(self._light[number])
        dead, stuck = self._faults
        why = "retina.dead" if dead[number] else "retina.stuck" if stuck[number] else "retina.why"
        row, col = divmod(number, self._shape_of_light[1])
        return Tip(
            words("retina.cell", number=number, row=row, col=col),
            words("retina.is_on" if self._s[number] else "retina.is_off", light=f"{light:.2f}"),
            words(why, light=f"{light:.2f}", gain=f"{self._gain[number]:.2f}", threshold=f"{self._threshold:g}"),
            Unit("s", number),
        )


class Pen:
    """A pointer that draws on the retina."""

    def __init__(self, view: RetinaView, at: Spot, width: float, lit: bool) -> None:
        self.view, self.at, self.width, self.lit = view, at, width, lit
        self.told_s, self.hold = 0.0, next(HOLDS)
        view.pens += 1
        self._draw_to(at)

    def _draw_to(self, spot: Spot) -> None:
        brush(self.view.sheet(), self.at, spot, self.width, self.lit)
        self.at = spot

    def move(self, place: Place, frame: FrameContext) -> Ask | None:
        self._draw_to(self.view.spot(place))
        if frame.state.now_s - self.told_s < TOLD_EVERY_S:
            return None
        self.told_s = frame.state.now_s
        return Ask((self.view.line(),), f"drawing {self.hold}")

    def release(self, place: Place, frame: FrameContext) -> Ask | None:
        self._draw_to(self.view.spot(place))
        self.view.pens -= 1
        return Ask((self.view.line(),), f"drawing {self.hold}")
