"""The plane: points with two coordinates, and the regions of a back end's answers, which change as it learns."""

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from mark1.gui.base.base_view import NOWHERE, BaseView
from mark1.gui.base.contract import Control, DragHandler, FrameContext, Place, PointerEvent, Tip
from mark1.gui.paint.canvas import surface
from mark1.gui.paint.paper import wrapped
from mark1.gui.views.plane_points import (
    LABELS,
    PointClick,
    begin,
    begin_own,
    build,
    is_on_plane,
    model_of,
    network_dials,
)
from mark1.gui.views.plane_regions import SIDE, UNDECIDED, Regions, taken_for
from mark1.stimuli import plane
from mark1.stimuli.plane import PlaneSet
from mark1.stimuli.thermometer_code import REACH

SETS = ("xor", "rings", "moons", "spiral", "blobs")
TINTS = np.array(
    [(238, 205, 150), (150, 178, 212), (206, 196, 132), (196, 158, 178), (150, 196, 168), (222, 170, 140),
     (176, 172, 214), (200, 200, 194)], np.float32,
)  # fmt: skip
PLAIN = np.array((232, 228, 218), np.float32)  # where no class is preferred
INK = np.array((44, 38, 34), np.float32)
HATCH = 0.16  # darkness of the lines of a hatched region
SIGN, RIM = 1.2, 1.6  # greatest extent of a sign relative to its size; its black rim, pixels


class PlaneView(BaseView):
    """The regions on paper, each class with its tint and its hatching; the points, each class with its own sign."""

    title = "plane.title"

    def __init__(self) -> None:
        super().__init__()
        self.paper = self.inner = self.legend = NOWHERE
        self.points: PlaneSet | None = None
        self.regions: Regions | None = None
        self._drawn = -1
        self._taken_for = np.zeros((0, 0), np.int64)

    def shape(self, frame: FrameContext) -> object:
        retina, course = frame.machine.retina.config, frame.training_run
        name = course.stimuli.name if course and is_on_plane(frame) else ""
        own = frame.state.own if frame.state.drawing else None
        return name, frame.backend.name, frame.backend.classes, retina.rows, retina.cols, own

    def lay_out(self, frame: FrameContext) -> None:
        style, room = self.style, self.inside
        key_h, cap, gap = style.text(24), style.text(12), style.px(4)
        self._lay_out_sets(Rect(room.x, room.y, room.w, key_h), gap)
        self._lay_out_network(Rect(room.x, room.y + key_h + gap, room.w, cap + key_h), cap, frame)
        self._lay_out_keys(Rect(room.x, room.y + 2 * (key_h + gap) + cap, room.w, key_h), gap)
        top = room.y + 3 * (key_h + gap) + cap
        room = Rect(room.x, top, room.w, room.bottom - top)
        legend_h = style.text(30)
        side = min(room.w, room.h - legend_h)
        self.paper = Rect(0, 0, side, side)
        self.paper.midtop = room.midtop
        self.sink(self.paper)
        self.inner = self.paper.inflate(-style.px(6), -style.px(6))
        self.legend = Rect(room.x, self.paper.bottom + gap, room.w, legend_h)
        self._explain(Rect(room.x, self.legend.bottom, room.w, room.bottom - self.legend.bottom))
        self.points, self.regions, self._drawn = points_of(frame), None, -1
        retina, classes = frame.machine.retina.config, frame.backend.classes
        if self.points is not None and set(self.points.classes) <= set(classes):
            self.regions = Regions(retina.rows, retina.cols, len(classes), self.points.xy)
            self.regions.finish(frame)

    def _lay_out_sets(self, row: Rect, gap: int) -> None:
        """The keys of the sets."""
        labels = [self.style.words.said(name.upper()) for name in SETS]
        for rect, name, label in zip(self.keys_in(row, labels, gap), SETS, labels, strict=True):
            line, begins = f"course plane:{name}", partial(_begin, name)
            self.controls.append(Control(name, rect, line, label, does=begins, is_on=_learns(name), key="plane.set"))

    def _lay_out_keys(self, row: Rect, gap: int) -> None:
        """The keys of one's own points, and the one that builds the network."""
        does = {"plane.own": _draw_own, "plane.clear": _clear, "plane.build": build}
        labels = list(map(self.style.words, does))
        for rect, label, key in zip(self.keys_in(row, labels, gap), labels, does, strict=True):
            is_on = _draws if key == "plane.own" else _never
            self.controls.append(Control(label, rect, "", label, does=does[key], is_on=is_on, key=key))

    def _lay_out_network(self, row: Rect, cap: int, frame: FrameContext) -> None:
        """The dials of the network, each below its name."""
        style, gap, names = self.style, self.style.px(4), []
        dials = network_dials(frame.state)
        width = (row.w - gap * (len(dials) - 1)) // len(dials)
        for k, (key, dial) in enumerate(dials.items()):
            rect = Rect(row.x + k * (width + gap), row.y + cap, width, row.h - cap)
            names.append((style.words(key), (rect.centerx, row.y + cap / 2), width))
            self.controls.append(Control(names[-1][0], rect, dial=dial, look="selector", key=key))
        self.caption(names, 10)

    def _explain(self, room: Rect) -> None:
        """Write an explanation where there is room."""
        style, pitch = self.style, self.style.text(17)
        lines = [style.words(key) for key in ("plane.lecture", "plane.light", "plane.sum", "plane.bends")]
        places = [(room.centerx, room.y + style.px(18) + k * pitch) for k in range(len(lines))]
        shown = [place for place in places if place[1] + pitch < room.bottom]
        self.caption([(line, place, room.w) for line, place in zip(lines, shown, strict=False)], 13)

    def show(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        if self.regions is None or self.points is None:
            return self._show_nothing(surface, frame)
        if not self.fresh:
            self.regions.go_on(frame)
        if not self.reading or (self.regions.whole == self._drawn and not self.fresh):
            return []
        self._drawn = self.regions.whole
        self._taken_for, picture = ground(self.regions.scores, self.inner.size)
        surface.blit(picture, self.inner)
        self._draw_points(surface, self.points, frame.backend.classes)
        return [self.paper, self._show_legend(surface, self.points, self.regions.taken, frame)]

    def _show_legend(
        self, surface: pygame.Surface, points: PlaneSet, taken: NDArray[np.int64], frame: FrameContext
    ) -> Rect:
        """Draw the sign of each class, the model, and the number of misclassified points."""
        style, rect, classes = self.style, self.legend, frame.backend.classes
        self.wipe(surface, rect)
        if rect.bottom > self.rect.bottom - style.px(8):
            return rect
        meant = np.array([classes.index(label) for label in points.classes])[points.class_of]
        wrong = int((taken != meant).sum())
        labels = [style.words.label(label) for label in points.classes]
        text = style.words("plane.wrong", model=model_of(frame, style.words), n=wrong, most=len(points))
        room = rect.w - style.px(16) - len(labels) * style.px(34)
        size = style.lettering.common([("".join([*labels, text]), room)], "engraved", style.text(14))
        x = rect.x + style.px(12)
        for label, name in zip(points.classes, labels, strict=True):
            sign(surface, (x, rect.centery), style.px(6), classes.index(label))
            at = x + style.px(12), rect.centery
            x = style.lettering.write(surface, name, at, size, style.palette.engraved).right + style.px(22)
        at = rect.right - style.px(4), rect.centery
        style.lettering.write(surface, text, at, size, style.palette.engraved, align="right")
        return rect

    def _show_nothing(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        """An empty plane: what to do, and the points that were clicked so far."""
        if not self.fresh:
            return []
        style, own = self.style, frame.state.own if frame.state.drawing else ()
        size = style.text(15)
        text = style.words("plane.draw" if frame.state.drawing else "plane.none")
        lines = wrapped(text, size, self.inner.w - style.px(24), style, "typed")
        for k, line in enumerate(lines):
            at = self.paper.centerx, self.paper.centery + (k - (len(lines) - 1) / 2) * size * 1.3
            style.lettering.write(surface, line, at, size, style.palette.legend, "typed", align="centre")
        for x, y, label in own:
            sign(surface, self._on_paper(x, y), max(3.0, style.unit * 9), LABELS.index(label))
        return [self.paper]

    def _on_paper(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the plane lies."""
        px = self.inner.w / (2 * REACH)
        return self.inner.x + (x + REACH) * px, self.inner.y + (REACH - y) * px

    def _in_plane(self, place: Place) -> tuple[float, float]:
        """The point of the plane at a place of the window; beyond the edge, at the edge."""
        shares = ((p - q) / self.inner.w for p, q in zip(place, self.inner.topleft, strict=True))
        x, y = (min(1.0, max(0.0, share)) * 2 * REACH - REACH for share in shares)
        return x, -y

    def drag(self, place: Place, event: PointerEvent, frame: FrameContext) -> DragHandler | None:
        """While points are drawn, a press on the paper sets or changes one."""
        if frame.state.drawing and self.inner.collidepoint(place):
            return PointClick(self._in_plane, self.style.px(12) / self.inner.w * 2 * REACH)
        return super().drag(place, event, frame)

    def _draw_points(self, target: pygame.Surface, points: PlaneSet, classes: Sequence[str]) -> None:
        """Draw a sign per point, its shape by class. A point beyond the thermometers' range has the light of the edge,
        and is drawn there.
        """
        size = max(3.0, self.style.unit * (9 if len(points) <= 8 else 4.2))
        at = (points.xy * np.array([1, -1]) + REACH) / (2 * REACH) * self.inner.w + np.array(self.inner.topleft)
        room = self.inner.inflate(*[-2 * math.ceil(SIGN * (size + RIM))] * 2)
        at = np.clip(at, room.topleft, room.bottomright)
        for (x, y), k in zip(at.tolist(), points.class_of.tolist(), strict=True):
            sign(target, (x, y), size, classes.index(points.classes[k]))

    def under(self, place: Place) -> Tip | None:
        if not self.inner.collidepoint(place) or self.regions is None or self.points is None:
            return super().under(place)
        words = self.style.words
        x, y = self._in_plane(place)
        taken = self._taken_for[place[1] - self.inner.y, place[0] - self.inner.x]
        label = self._shape[2][taken] if isinstance(self._shape, tuple) and taken != UNDECIDED else ""
        value = words("plane.taken", label=words.label(label)) if label else words("plane.undecided")
        return Tip(f"({x:+.2f}, {y:+.2f})", value, words("plane.why"))


def points_of(frame: FrameContext) -> PlaneSet | None:
    """The points of the training run, if it is on the plane; while points are drawn, only if it is on these."""
    name = frame.training_run.stimuli.name.partition(":")[2] if frame.training_run and is_on_plane(frame) else ""
    if frame.state.drawing and name != plane.typed(frame.state.own):
        return None
    return plane.load(name) if plane.is_typed(name) or name.partition(":")[0] in plane.SETS else None


def ground(scores: NDArray[np.float32], size: tuple[int, int]) -> tuple[NDArray[np.int64], pygame.Surface]:
    """Scores on the lattice interpolated to pixels: the class of each (h, w), and the picture of it."""
    width, height = size
    across, down = between(width), between(height)
    fine = np.stack([down @ scores[..., k] @ across.T for k in range(scores.shape[-1])], axis=-1)
    taken = taken_for(fine)
    rgb = np.where((taken == UNDECIDED)[..., np.newaxis], PLAIN, TINTS[taken % len(TINTS)])
    step = max(4, width // 48)
    line = np.add.outer(np.arange(height), np.arange(width)) % step < max(1, step // 5)
    cross = np.subtract.outer(np.arange(height), np.arange(width)) % step < max(1, step // 5)
    hatched = (line & (taken % 3 == 1) | cross & (taken % 3 == 2)) & (taken != UNDECIDED)
    rgb = rgb * (1 - HATCH * hatched)[..., np.newaxis]
    edge = np.zeros(taken.shape, bool)
    for step, axis in ((1, 0), (1, 1), (2, 0), (2, 1)):
        edge |= taken != np.roll(taken, step, axis)
    edge[:2], edge[:, :2] = False, False
    return taken, surface(np.where(edge[..., np.newaxis], INK, rgb).astype(np.float32))


def between(n: int) -> NDArray[np.float32]:
    """Linear interpolation weights between the points of the lattice: ndarray of shape (n, SIDE)."""
    at = np.clip((np.arange(n) + 0.5) / n * SIDE - 0.5, 0, SIDE - 1)
    return np.asarray(np.maximum(0, 1 - np.abs(at[:, np.newaxis] - np.arange(SIDE))), np.float32)


def sign(target: pygame.Surface, at: tuple[float, float], size: float, kind: int) -> None:
    """Discs, squares, triangles, crosses: white in black."""
    (x, y), white, black = at, (252, 250, 244), (24, 22, 20)
    for grow, colour in ((RIM, black), (0.0, white)):
        r = size + grow
        if kind % 4 == 0:
            pygame.draw.aacircle(target, colour, at, r)
        elif kind % 4 == 1:
            pygame.draw.rect(target, black if grow == 0 else white, (x - r, y - r, 2 * r, 2 * r))
        elif kind % 4 == 2:
            pygame.draw.polygon(
                target, colour, [(x, y - SIGN * r), (x + 1.1 * r, y + 0.8 * r), (x - 1.1 * r, y + 0.8 * r)]
            )
        else:
            for sign_y in (1, -1):
                pygame.draw.line(target, colour, (x - r, y - sign_y * r), (x + r, y + sign_y * r), max(2, round(r / 2)))


def _begin(name: str, frame: FrameContext) -> Sequence[str]:
    """Start training on a set of points."""
    frame.state.drawing = False
    return begin(name, frame)


def _draw_own(frame: FrameContext) -> Sequence[str]:
    """From now on, clicks set points."""
    frame.state.drawing = True
    return begin_own(frame)


def _clear(frame: FrameContext) -> Sequence[str]:
    """Remove one's own points."""
    frame.state.drawing, frame.state.own = True, ()
    return ()


def _draws(frame: FrameContext) -> bool:
    return frame.state.drawing


def _never(frame: FrameContext) -> bool:
    return False


def _learns(name: str) -> Callable[[FrameContext], bool]:
    return lambda frame: frame.training_run is not None and frame.training_run.stimuli.name == f"plane:{name}"
