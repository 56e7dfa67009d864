"""Labels: none is cut, at any size, in any theme and language; those of one plate have one size."""

import itertools
import math
from collections import defaultdict

import numpy as np
import pygame
import pytest

from mark1.gui.paint.button import labelled, letters
from mark1.gui.paint.lettering import Lettering
from mark1.gui.paint.meter import MeterFace
from mark1.gui.paint.paper import wrapped
from mark1.gui.paint.selector import selector
from mark1.gui.paint.theme import THEMES, Style
from mark1.gui.paint.words import LANGUAGES, Words
from mark1.gui.screen import opened
from mark1.gui.views import rig as rig_view
from mark1.gui.views.boards import BOARDS
from mark1.gui.views.header import by_commas
from mark1.gui.visitor.tour import STEPS
from mark1.gui.wall.guide_card import GuideCard

SIZES = [(1024, 640), (1024, 768), (1366, 768), (1600, 900), (2560, 1080), (3840, 2160)]
MOST_WORDS = 16  # A dial with more steps counts; its ends are the longest
LOOKS = [(theme, language) for theme in THEMES for language in LANGUAGES]
# Where room is scarcest, every look; in a larger window (``LARGER``), every theme and every language.
SCENES = [(SIZES[0], *look) for look in LOOKS]
LARGER = list(zip(SIZES[1:], itertools.cycle(THEMES), itertools.cycle(LANGUAGES), strict=False))


class Printed:
    """What was written: each text with its sizes, and what was cut."""

    def __init__(self):
        self.cut, self.sizes = [], defaultdict(set)

    def watch(self, monkeypatch):
        fitting, write = Lettering.fitting, Lettering.write

        def fitted(lettering, text, *args, **kwargs):
            made = fitting(lettering, text, *args, **kwargs)
            self.cut += [text] if made[0] != text else []
            return made

        def written(lettering, surface, text, place, size, *args, **kwargs):
            self.sizes[text].add(size)
            return write(lettering, surface, text, place, size, *args, **kwargs)

        monkeypatch.setattr(Lettering, "fitting", fitted)
        monkeypatch.setattr(Lettering, "write", written)
        return self


@pytest.fixture
def printed(monkeypatch):
    return Printed().watch(monkeypatch)


def standings(dial):
    """The values a dial is tried at: each of its words, or its ends."""
    steps = round((dial.high - dial.low) / dial.step)
    return range(steps + 1) if steps < MOST_WORDS else (0, steps)


def turn_everything(wall):
    """Turn every selector to every word."""
    for view in wall.wall.views.values():
        for control in view.controls:
            if control.dial is not None and control.look == "selector":
                for step in standings(control.dial):
                    text = control.dial.text(control.dial.low + step * control.dial.step)
                    selector(control.rect.size, text, wall.wall.style)


def taught(make_wall, size, theme, language, *lines):
    wall = make_wall(size=size, theme=theme, language=language)
    return wall.do(*lines, "course letters", "step", "evaluate letters", "present letter W")


@pytest.mark.parametrize(("size", "theme", "language"), SCENES + LARGER)
def test_nothing_is_cut_on_any_board(size, theme, language, make_wall, printed):
    wall = taught(make_wall, size, theme, language)
    for board in BOARDS:
        wall.state.board = board
        wall.draw()
        turn_everything(wall)
    assert printed.cut == []


@pytest.mark.parametrize("backend", ["mlp", "logistic"])
@pytest.mark.parametrize(("size", "theme", "language"), [*SCENES, *LARGER[2:3]])
def test_nothing_is_cut_with_another_backend(size, theme, language, backend, make_wall, printed):
    wall = taught(make_wall, size, theme, language, f"backend {backend}")
    wall.draw()
    assert printed.cut == []
    assert all(len(f"{value:+.1f}") < 6 for value in wall.view("response")._volts)


@pytest.mark.parametrize("rule", ["forced", "spontaneous", "bivalent"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_where_every_answer_is_reinforced(rule, language, make_wall, printed):
    taught(make_wall, SIZES[0], "large-text", language, f"rule {rule}").draw()
    assert printed.cut == []


@pytest.mark.parametrize(("size", "theme", "language"), [*SCENES, *LARGER[2:3]])
def test_nothing_of_a_rigs_status_is_cut(size, theme, language, make_wall, printed, monkeypatch):
    facts = dict.fromkeys(rig_view.FACTS, 1234) | {"port": "/dev/ttyACM0", "board": "56310001", "calibrated": False}
    monkeypatch.setattr(rig_view, "facts_of", lambda frame: facts | {"stuck": {"3": 0, "17": 0}})
    make_wall(size=size, theme=theme, language=language, board="rig").draw()
    assert any("/dev/ttyACM0" in text for text in printed.sizes)
    assert printed.cut == []


@pytest.mark.parametrize(("size", "theme", "language"), [*SCENES, *LARGER[2:3]])
def test_nothing_is_cut_in_overlays(size, theme, language, make_wall, printed):
    wall = make_wall(size=size, theme=theme, language=language)
    wall.draw()
    for step in range(len(STEPS)):
        card = GuideCard()
        card.draw(wall.screen, step, wall.view("retina").rect, wall.wall.style)
        assert wall.screen.get_rect().contains(card.rect)
    wall.state.page = 0
    wall.draw()
    while wall.state.page < wall.wall.help.pages:
        wall.draw()
        wall.state.page += 1
    assert printed.cut == []


@pytest.mark.parametrize(("size", "theme", "language"), [*SCENES, *LARGER[2:3]])
def test_keys_of_a_plate_have_letters_of_one_size(size, theme, language, make_wall, printed):
    wall = make_wall(size=size, theme=theme, language=language)
    wall.draw()
    for name, view in wall.wall.views.items():
        printed.sizes.clear()
        view.place(view.rect, wall.wall.style)
        view.draw(wall.wall.canvas, wall.wall.now)
        labels = {control.label for control in view.controls if control.label}
        names = {size for text in labels for size in printed.sizes[text]}
        assert len(names) == (1 if labels else 0), name


def style_of(theme):
    opened(SIZES[0])
    return Style(THEMES[theme], 1.0, Lettering(), Words("en"))


def test_the_bar_of_a_pressed_key_does_not_touch_its_letters():
    for theme in THEMES:
        style = style_of(theme)
        for size in (60, 22), (90, style.text(24)), (120, 38):
            height = letters([("RINGS", size[0])], style)
            made = labelled(size, "RINGS", style, height, down=True)
            lit = np.abs(pygame.surfarray.array3d(made).astype(int) - style.palette.lamp_on).sum(axis=2) < 160
            rows = np.flatnonzero(lit.any(axis=0))
            assert np.diff(rows).max() > 2, (theme, size)  # two dark rows between letters and bar
            assert rows[0] > 0 and rows[-1] < size[1] - 1, (theme, size)


def test_the_header_text_is_broken_after_commas_only():
    style = style_of("large-text")
    for words in (Words("en"), Words("it")):
        text = by_commas(words.said("512 A-units, 10 + 10 wires each, theta 2, 512 pots, 8 R-units"))
        for room in (230, 260, 300, 340):
            lines = wrapped(text, 18, room, style, "typed")
            assert len(lines) > 1 and all(line.endswith(",") for line in lines[:-1]), lines


def test_the_scale_of_a_meter_is_as_wide_as_its_face_however_flat():
    for size in (80, 54), (98, 25), (114, 31):
        face = MeterFace(size, style_of("normal"))
        assert 2 * face.reach * math.sin(face.sweep_rad) > 0.7 * size[0], size
        assert face.pivot[1] - face.reach > 0.2 * size[1], size
