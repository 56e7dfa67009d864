"""The answer: a letter lit from behind, how sure the machine is, and the nearest classes."""

from collections.abc import Mapping
from typing import NamedTuple

import pygame
from pygame import Rect

from mark1.backends.answer import NoAnswer
from mark1.gui.base.base_view import NOWHERE, BaseView
from mark1.gui.base.contract import FrameContext
from mark1.gui.base.identity import Identity
from mark1.gui.paint import metal
from mark1.gui.paint.canvas import mixed
from mark1.gui.paint.paper import wrapped
from mark1.gui.paint.words import Words
from mark1.gui.views.nearest_list import NearestList
from mark1.gui.views.outputs import fits

MOST_LETTERS = 128
LEAST_PX, PITCH = 8, 1.2  # smallest letters of an explanation, and the distance of its lines relative to them
LEAST_NEAREST = 3  # number of nearest classes below the letter
SILENCES: dict[object, str] = {
    NoAnswer.NO_LIGHT: "response.no_light",
    NoAnswer.NO_A_UNIT: "response.no_a_unit",
    NoAnswer.NO_DECIDING_A_UNIT: "response.no_deciding_a_unit",
    NoAnswer.UNDECIDED: "response.undecided",
    NoAnswer.TIE: "response.tie",
    NoAnswer.UNKNOWN: "response.unknown",
}


class AnswerShown(NamedTuple):
    """What is shown: ``label`` in the window, or ``silence``, the reason why there is none; below it ``nearest``, how
    far a picture that the machine does not know is from the one it would be taken for.
    """

    label: str
    silence: str
    nearest: str
    sure: str
    range_v: float
    is_old: bool
    observation: Identity


class AnswerWindow:
    """A column of a plate, from above: a window with the ``glass`` in it, ``sure``, the ``nearest`` classes, and
    ``range``, that of the meters beside it. ``shown``: what is shown now, None before the first drawing.
    """

    def __init__(self, plate: BaseView) -> None:
        self.plate = plate
        self.rect = self.glass = self.sure = self.range = NOWHERE
        self.nearest = NearestList(NOWHERE, plate.style)
        self.shown: AnswerShown | None = None
        self._letters: dict[tuple[str, bool], pygame.Surface] = {}

    def lay_out(self, room: Rect) -> None:
        """Cut the window into the plate; ``rect`` is its place."""
        plate, style = self.plate, self.plate.style
        under = style.px(18) + style.text(22) + style.text(16) + NearestList.height(LEAST_NEAREST, style)
        self.rect = Rect(room.x, room.y, room.w, min(room.h - under, round(room.w * 1.02)))
        bezel = metal.steel(self.rect.size, (62, 62, 60), style.unit, texture=style.theme.texture)
        plate.backdrop.blit(bezel, plate.on_plate(self.rect))
        self.glass = self.rect.inflate(-style.px(12), -style.px(12))
        plate.sink(self.glass, (14, 14, 14))
        self.sure = Rect(room.x, self.rect.bottom + style.px(8), room.w, style.text(22))
        plate.sink(self.sure)
        self.range = Rect(room.x, room.bottom - style.text(16), room.w, style.text(16))
        left = Rect(room.x, self.sure.bottom + style.px(6), room.w, 0)
        left.h = max(1, self.range.y - style.px(4) - left.y)
        self.nearest = NearestList(left, style)
        if self.nearest.lines:
            plate.sink(left)
        self.shown, self._letters = None, {}

    def show(self, surface: pygame.Surface, frame: FrameContext, range_v: float) -> list[Rect]:
        """Draw the answer if it changed; return where."""
        now = self._now(frame, range_v)
        if now == self.shown:
            return []
        self.shown = now
        plate, style = self.plate, self.plate.style
        plate.wipe(surface, self.glass)
        if now.label:
            surface.blit(self._letter(now.label, dim=now.is_old), self.glass)
        else:
            self._explain(surface, now)
        plate.wipe(surface, self.sure)
        style.lettering.write(
            surface, now.sure, self.sure.center, style.text(14), style.palette.legend, "typed", align="centre",
            room=self.sure.w - style.px(8),
        )  # fmt: skip
        plate.wipe(surface, self.nearest.rect)
        self.nearest.draw(surface, frame, lit=bool(now.label))
        plate.wipe(surface, self.range)
        if frame.backend.in_volts:
            style.lettering.engrave(
                surface, style.words("response.range", volts=f"{range_v:g}"), self.range.center, style.text(12),
                style.palette.engraved, style.palette.engraved_light, align="centre", room=self.range.w,
            )  # fmt: skip
        return [self.rect, self.sure, self.nearest.rect, self.range]

    def _now(self, frame: FrameContext, range_v: float) -> AnswerShown:
        words = self.plate.style.words
        answer = frame.moment.answer(frame.observation) if frame.observation is not None and fits(frame) else {}
        silence = SILENCES.get(answer.get("reason"))
        return AnswerShown(
            words.label(answer.get("label") or ""),
            words(silence) if silence else "",
            how_far(answer, words),
            how_sure(answer, frame, words),
            range_v,
            frame.moment.observation_is_old and not frame.status.busy,
            Identity(frame.observation),
        )

    @property
    def said(self) -> str:
        """The label, or why there is none."""
        return (self.shown.label or f"{self.shown.silence} {self.shown.nearest}".strip()) if self.shown else ""

    def _explain(self, surface: pygame.Surface, now: AnswerShown) -> None:
        """Write in the window why there is no answer; a picture that the machine does not know gets a large word."""
        style, palette, room = self.plate.style, self.plate.style.palette, self.glass.w - self.plate.style.px(10)
        word = style.words("response.unknown_word") if now.nearest else ""
        word, high = style.lettering.fitting(word, "engraved", min(style.text(26), self.glass.h // 4), room)
        high = high if word else 0
        for size in range(style.prose(12), LEAST_PX, -1):
            lines = wrapped(now.nearest or now.silence, size, room, style, "typed")
            if high + len(lines) * size * PITCH <= self.glass.h:
                break
        y = self.glass.centery - (len(lines) * size * PITCH + high) / 2
        at = self.glass.centerx, y + high / 2
        style.lettering.write(surface, word, at, high or 1, palette.lamp_on, align="centre")
        for k, line in enumerate(lines):
            at = self.glass.centerx, y + high + (k + 0.5) * size * PITCH
            style.lettering.write(surface, line, at, size, palette.legend, "typed", align="centre", room=room)

    def _letter(self, label: str, *, dim: bool) -> pygame.Surface:
        """The letter on a transparent background, cached."""
        if (label, dim) not in self._letters:
            if len(self._letters) >= MOST_LETTERS:
                self._letters.clear()
            self._letters[label, dim] = self._lit_letter(label, dim=dim)
        return self._letters[label, dim]

    def _lit_letter(self, label: str, *, dim: bool) -> pygame.Surface:
        """A warm letter with its glow."""
        style, middle = self.plate.style, (self.glass.w / 2, self.glass.h * 0.5)
        colour = mixed((255, 226, 170), (0, 0, 0), 0.45 if dim else 1.0)
        size = round(self.glass.h * (1.16 if len(label) == 1 else 0.6))
        text, size = style.lettering.fitting(label, "engraved", size, self.glass.w - style.px(12))
        letter = pygame.Surface(self.glass.size, pygame.SRCALPHA)
        style.lettering.write(letter, text, middle, size, style.palette.lamp_on, align="centre")
        glow = pygame.transform.gaussian_blur(letter, max(2, self.glass.h // 12))
        glow.set_alpha(60 if dim else 190)
        letter = pygame.Surface(self.glass.size, pygame.SRCALPHA)
        letter.blit(glow, (0, 0))
        style.lettering.write(letter, text, middle, size, colour, align="centre")
        return letter


def how_far(answer: Mapping[str, object], words: Words) -> str:
    """How far a picture that the machine does not know is from the nearest training picture; else empty."""
    if "taken_for" not in answer:
        return ""
    return words("response.nearest", label=words.label(str(answer["taken_for"])), cells=f"{answer['distance']:.2f}")


def how_sure(answer: Mapping[str, object], frame: FrameContext, words: Words) -> str:
    """The margin, probability or score; "no answer" if the classes tie."""
    if answer.get("reason") in SILENCES:
        return words("response.silent")
    for measure, key in (
        ("margin_v", "response.margin"),
        ("probability", "response.probability"),
        ("score", "response.score"),
    ):
        value = answer.get(measure)
        if isinstance(value, float):
            return words(key, value=f"{value:+.2f}" if measure != "probability" else f"{value:.1%}")
    is_seen = frame.observation is not None and (fits(frame) or not frame.backend.classes)
    return words("response.nothing" if is_seen else "response.no_picture")
