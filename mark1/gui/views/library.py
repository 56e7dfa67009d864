"""The library: sheets of pictures to choose from: letters and digits of each typeface, shapes, the training set."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from mark1.gui.base.base_view import NOWHERE, BaseView
from mark1.gui.base.contract import (
    Ask,
    Control,
    Dial,
    DragHandler,
    FrameContext,
    Place,
    PointerEvent,
    Tip,
    Units,
    choice,
)
from mark1.gui.base.identity import Identity
from mark1.gui.base.presenting import presenting
from mark1.gui.base.unit_grid import UnitGrid
from mark1.gui.paint.canvas import sheet, surface, tone
from mark1.stimuli import characters, shapes

# The sheets, and their names.
SHEETS = {
    "letters grotesque": "library.letters",
    "letters roman": "library.letters_roman",
    "digits grotesque": "library.digits",
    "digits roman": "library.digits_roman",
    "shapes": "library.shapes",
    "course": "library.course",
}
A_PAGE = 120


class Thumbnail(NamedTuple):
    """One picture: its image, the line that presents it, and its label."""

    light: NDArray[np.float32]
    line: str
    label: str


class LibraryView(BaseView):
    """Small pictures in rows; a click presents one and makes its label the target."""

    title = "library.title"

    def __init__(self) -> None:
        super().__init__()
        self.field = NOWHERE
        self.slides: Sequence[Thumbnail] = ()
        self.grid: UnitGrid | None = None

    def shape(self, frame: FrameContext) -> object:
        chosen = frame.state.chosen
        of_course = frame.training_run.stimuli if frame.training_run and self._sheet(frame) == "course" else None
        return chosen.get("sheet", 0), chosen.get("page", 0), Identity(of_course)

    def _sheet(self, frame: FrameContext) -> str:
        return list(SHEETS)[round(frame.state.chosen.get("sheet", 0))]

    def lay_out(self, frame: FrameContext) -> None:
        style, room, state = self.style, self.inside, frame.state
        strip, gap = style.text(22), style.px(5)
        name = self._sheet(frame)
        slides, n_pages = slides_of(name, frame)

        def take(number: int) -> str:
            state.chosen["sheet"], state.chosen["page"] = number, 0
            return ""

        def turn(number: float) -> str:
            state.chosen["page"] = number
            return ""

        half = (room.w - gap) * 3 // 4
        sheets = choice("sheet", tuple(style.words(key) for key in SHEETS.values()),
                        lambda now: round(state.chosen.get("sheet", 0)), take)  # fmt: skip
        pages = Dial("page", lambda now: min(n_pages - 1.0, state.chosen.get("page", 0)), turn, 0, n_pages - 1,
                     text=lambda page: f"{page + 1:g} / {n_pages}")  # fmt: skip
        for rect, key, dial in (
            (Rect(room.x, room.y, half, strip), "library.sheet", sheets),
            (Rect(room.x + half + gap, room.y, room.w - half - gap, strip), "library.page", pages),
        ):
            self.controls.append(Control(style.words(key), rect, dial=dial, look="selector", key=key))
        self.field = Rect(room.x, room.y + strip + gap, room.w, room.h - strip - gap)
        self.sink(self.field)
        self.slides = slides
        self._hang_slides()
        if self.grid is not None:
            units = Units("slide", self.grid)
            name_of_all = style.words("library.slides")
            self.controls.append(
                Control(name_of_all, self.grid.rect, does=self._show_chosen, key="library.slides", units=units)
            )

    def _show_chosen(self, frame: FrameContext) -> Sequence[str]:
        """The line that presents the selected picture."""
        unit = frame.state.selected
        number = unit.number if unit and unit.part == "slide" and unit.number < len(self.slides) else 0
        return presenting(frame, self.slides[number].line, self.slides[number].label)

    def _hang_slides(self) -> None:
        """Draw all pictures of the page."""
        style, middle = self.style, self.on_plate(self.field).center
        if not self.slides:
            text = style.words("library.empty")
            style.lettering.write(self.backdrop, text, middle, style.text(15), style.palette.faint, align="centre",
                                  room=self.field.w - style.px(20))  # fmt: skip
            self.grid = None
            return
        self.grid = UnitGrid(self.field.inflate(-style.px(12), -style.px(12)), [len(self.slides)], most_px=style.px(76))
        edge = max(1, self.grid.cell // 14)
        for number, slide in enumerate(self.slides):
            rect = self.on_plate(self.grid.square(number)).inflate(-2 * edge, -2 * edge)
            self.backdrop.blit(pygame.transform.smoothscale(as_slide(slide.light), rect.size), rect)

    def under(self, place: Place) -> Tip | None:
        number = self.grid.at(place) if self.grid else None
        if number is None:
            return super().under(place)
        return Tip(self.style.words.label(self.slides[number].label), "", self.style.words("library.why"))

    def drag(self, place: Place, event: PointerEvent, frame: FrameContext) -> DragHandler | None:
        number = self.grid.at(place) if self.grid else None
        return super().drag(place, event, frame) if number is None else Pick(self, number)


class Pick:
    """A press on a picture: released on it, the picture is presented."""

    def __init__(self, view: LibraryView, number: int) -> None:
        self.view, self.number, self.slide = view, number, view.slides[number]

    def move(self, place: Place, frame: FrameContext) -> Ask | None:
        return None

    def release(self, place: Place, frame: FrameContext) -> Ask | None:
        if self.view.grid is None or self.view.grid.at(place) != self.number:
            return None
        return Ask(tuple(presenting(frame, self.slide.line, self.slide.label)))


def slides_of(name: str, frame: FrameContext) -> tuple[Sequence[Thumbnail], int]:
    """The pictures of one page of a sheet, and the number of pages."""
    kind, _, face = name.partition(" ")
    if kind == "shapes":
        return [Thumbnail(shapes.draw(shape), f"present shape {shape}", shape) for shape in shapes.SHAPES], 1
    if kind == "course":
        return _of_course(frame)
    glyphs, wanted = characters.glyphs(face), characters.LETTERS if kind == "letters" else characters.DIGITS
    return [Thumbnail(glyphs[label], f"present {kind[:-1]} {label} {face}", label) for label in wanted], 1


def _of_course(frame: FrameContext) -> tuple[Sequence[Thumbnail], int]:
    """The pictures of the training run, as the camera saw them."""
    if frame.training_run is None:
        return [], 1
    stimuli, n_pages = frame.training_run.stimuli, -(-len(frame.training_run.stimuli) // A_PAGE)
    first = A_PAGE * min(n_pages - 1, round(frame.state.chosen.get("page", 0)))
    fits = stimuli.light.shape[1:] == (frame.machine.retina.config.rows, frame.machine.retina.config.cols)
    return [
        Thumbnail(
            stimuli.light[i],
            f"present light {bytes((stimuli.light[i] * 255).round().astype(int).ravel().tolist()).hex()}",
            stimuli.classes[stimuli.class_of[i]],
        )
        for i in range(first, min(first + A_PAGE, len(stimuli)))
        if fits
    ], n_pages


def as_slide(light: NDArray[np.float32]) -> pygame.Surface:
    """Warm light on dark glass."""
    return surface(sheet(light.shape, (34, 35, 35)) + np.clip(light, 0, 1)[..., np.newaxis] * tone((214, 202, 168)))
