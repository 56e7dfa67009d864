"""The wall in Italian: everything written on it, including the panel's replies, without English."""

import re

import pygame
import pytest

from mark1.errors import Mark1Error
from mark1.gui.paint.lettering import Lettering
from mark1.gui.paint.words import PLACE, Words, catalogue, sentences
from mark1.panel.commands.table import COMMANDS
from tests.gui.italian import english_in


def test_both_languages_have_the_same_placeholders():
    for english, italian in sentences("it").items():
        assert set(PLACE.findall(english)) >= set(PLACE.findall(italian)), english
        assert len(PLACE.findall(english)) == len(set(PLACE.findall(english))), english
        assert italian.strip() or not english.strip()


LINES = (
    "present letter A", "teach A", "teach B", "why 3", "set 3 2", "why 3", "plug 0 0 +", "plug 0 0 +",
    "unplug 0 0", "unplug 0 0", "theta 3", "theta much", "trim 3 1", "trim 900 1", "undo", "undo", "redo",
    "redo", "redo", "shift 1 2", "rotate 10", "scale 0.9", "blur 1", "noise 0.1", "noise 0", "exposure 2",
    "framing fit", "polarity dark", "keep A", "album", "train letters epochs 1", "evaluate letters",
    "damage a 10%", "damage wires 1", "damage motors 200%", "repair", "rule forced gain gamma",
    "rule quantized", "rule hebbian", "undecided 0.5", "present dark", "present again", "present lettr A",
    "present letter", "present file nowhere.png", "load nowhere.mark1", "save /nowhere/m.mark1",
    "course letters epochs 2", "step 3", "why 40", "run", "run", "step", "train digits", "classes A",
    "classes x y", "snapshot mine", "restore yours", "restore mine", "backend", "backend mlp", "train letters epochs 2",
    "present letter A", "teach A", "backend logistic", "train letters epochs 1", "backend mark1", "reset",
    "rig", "rig stop", "rig arm", "rig off", "wait 2", "wait x", "machine a-units 0", "machine seed 3",
    "machine a-unit 5", "expect theta = 2", "expect theta = 9", "amend", "teech A", "theta '3",
    "album clear", "train album",
    "classes A B", "present letter A", "teach B", "why 40", "machine ideal off seed 3", "classes A B",
    "present letter A", "teach B", "why 40", "rule forced gain beta feed 20", "teach B", "why 40", "why 41",
    "rule forced gain gamma", "teach B", "why 0", "why 3", "rule bivalent sign negative", "teach B", "why 40",
    "rule spontaneous", "teach A", "why 40", "damage motors 100%", "why 40", "wait 5", "why 40",
    "album a b", "machine draw 7", "present light 00",
)  # fmt: skip


def test_no_reply_is_left_in_english(make_wall):
    """Every line is run in one panel, and its reply translated."""
    panel, words, left = make_wall().panel, Words("it"), []
    for line in LINES:
        try:
            text = panel.execute(line).text
        except (Mark1Error, OSError) as error:
            text = str(error)
        left += [f"{line}: {found} in: {words.said(text)}" for found in english_in(words.said(text))]
    for command in COMMANDS.values():
        said = words.said(f"{command.usage:40}  {command.help}")
        assert said.startswith(command.usage)
        left += [f"{command.usage}: {found}" for found in english_in(said.removeprefix(command.usage))]
    assert not left, "\n".join(left)


@pytest.fixture
def written(monkeypatch):
    """All texts that are written on any surface."""
    found = set()
    for name in ("write", "engrave"):
        original = getattr(Lettering, name)

        def noted(self, surface, text, *args, original=original, **kwargs):
            found.add(text)
            return original(self, surface, text, *args, **kwargs)

        monkeypatch.setattr(Lettering, name, noted)
    return found


SAME = {
    "XOR",
    "MARK I PERCEPTRON",
    "MARK I",
    "MLP",
    "STOP",
    "theta",
    "ALBUM",
    "album",
    "xor",
    "RETINA",
    "tanh",
    "auto",
    "same",
    "same_",
    "different",
    "different_",
}
# Commands, files, numbers, keys, and the labels of data.
NOT_OF_THE_WALL = re.compile(r"[>=].*|.*(/tmp|\.mark1|grotesque|\(same\)).*|Ctrl.*|POT .*|\d+  .*|[^A-Za-zÀ-ÿ]*")


def walk(one, written):
    """A visit to everything that has text: boards, tips, status bar, help, tour, another back end."""
    for board in ("patch_board", "library", "plane", "rig"):
        one.state.board = board
        one.frames(8)
        tips = [view.under(control.rect.center) for view in one.wall.views.values() for control in view.controls]
        written.update(text for tip in tips if tip for text in (tip.name, tip.value, tip.why))
    for line in ("present letter A", "teach A", "why 3", "undo", "theta much", "course xor", "run", "backend mlp",
                 "backend mark1", "plug 0 0 +", "plug 0 0 +"):  # fmt: skip
        one.operator.ask(line)
        one.settle().frames(7)
    for key in ("teacher.course", "teacher.rule", "picture.framing", "picture.polarity", "patch_board.part"):
        one.state.board, one.state.open = "patch_board", key
        one.frames(2)
    one.state.open = ""
    for key in ("teacher.right", "teacher.wrong", "teacher.teach"):
        one.state.wanted = ""
        one.click(one.control(key).rect.center)
    one.press(pygame.K_F1)
    for _ in range(one.wall.help.pages):
        one.press(pygame.K_RIGHT)
    one.press(pygame.K_F1).press(pygame.K_F3).frames(10)


def test_every_text_of_the_wall_is_translated(visit, written):
    seen = {}
    for language in ("en", "it"):
        written.clear()
        walk(visit(language=language), written)
        seen[language] = set(written)
    assert len(seen["it"]) > 250
    labels = set(COMMANDS) | {text.split()[0] for text in COMMANDS} | SAME
    labels |= {catalogue("it")[key] for key, text in catalogue("en").items() if catalogue("it")[key] == text}
    same = {
        text for text in seen["it"] & seen["en"]
        if not NOT_OF_THE_WALL.fullmatch(text) and text not in labels and re.search(r"[A-Za-z]{3}", text)
    }  # fmt: skip
    assert same == set()
    english = {text: found for text in seen["it"] if not text.startswith(">") and (found := english_in(text))}
    assert english == {}
