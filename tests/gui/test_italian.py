"""The wall in Italian: everything that is written on it, the panel's replies included, and no English among it."""

import ast
import re
from pathlib import Path

import pygame
import pytest

import mark1
from mark1.errors import Mark1Error
from mark1.gui.paint.lettering import Lettering
from mark1.gui.words import PLACE, Words, catalogue, sentences
from mark1.panel.commands.table import COMMANDS

ROOM = Path(mark1.__file__).parent
SPOKEN = (
    "panel", "backends", "machine/config.py", "machine/mark1.py", "machine/patch_board.py", "machine/potentiometers.py",
    "machine/teacher.py", "stimuli/pictures.py", "stimuli/library.py", "rig/board/board.py", "rig/board/joined.py",
    "gui/kiosk.py", "storage.py",
)  # fmt: skip
"""Where what a visitor reads comes from; what only a programmer or the command line can hear is left out."""
UNHEARD = {
    "arrays of a brain that learned nothing",
    "patch_board.{}: more wires than pairs of units",
    "the layers have {} weights, fewer came",
    "{} is missing",
    "{}: larger than {} numbers",
    "{}: {} values are needed, {} of shape {} came",
    "draw: expected 1 or {}, got {}",
    "{}: no setting is called {}: known are {}",
    # of files of other programs, and of calls from Python
    "{} of {} {}",  # what is damaged: each of them is there
    "a code is binary or onehot, for two different classes or more",
    "a brain tells two different classes or more apart",
    "a picture of {} pixels",
    "wanted: +1, -1 or 0 for each of {} R-units is needed",
    "{}: {} cannot follow {}{}",
    "{}: not a kind of file that holds labelled pictures; allowed are {}",
    "features: one of {} is allowed, {} came{}",
    "input: one of {} is allowed, {} came",
}
ENGLISH = frozenset(
    re.findall(
        "[a-z]+",
        """the is are was were of and it its to with first needed came wrong right from at by this
        that not there here what which when until while nothing answer picture pictures wire wires
        unit units board machine learned learn teach taught shown show present again letter letters
        already joined undone done kept saved stays stay must cannot one each other others pass
        passes correction corrections light dark drawing""",
    )
)
"""Words that are English and not Italian."""


def skeleton(text):
    return re.sub(r"(\{\})+", "{}", PLACE.sub("{}", text))


def text_of(node):
    """A sentence of the source with {} where something is put in; None for what is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def spoken(source):
    """The sentences that are raised, replied, noted, or the help of a command."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            yield text_of(node.exc.args[0])
        elif isinstance(node, ast.Call) and node.args:
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in ("Reply", "note", "tell", "Command"):
                yield text_of(node.args[name == "Command"])


def test_every_sentence_of_the_panel_is_in_the_catalogue():
    assert list(spoken('raise CommandError(f"no {a} of {b!r}")\nCommand("a", "b")')) == ["no {} of {}", "b"]
    known, missing = UNHEARD | {skeleton(english) for english in sentences("it")}, []
    for place in SPOKEN:
        files = sorted((ROOM / place).rglob("*.py")) if (ROOM / place).is_dir() else [ROOM / place]
        for path in files:
            found = {skeleton(text) for text in spoken(path.read_text("utf-8")) if text} - known
            missing += [f"{path.name}: {text}" for text in sorted(found) if re.search("[a-z]{2,} [a-z]", text)]
    assert missing == []


def test_both_languages_have_the_same_places():
    for english, italian in sentences("it").items():
        assert set(PLACE.findall(english)) >= set(PLACE.findall(italian)), english
        assert len(PLACE.findall(english)) == len(set(PLACE.findall(english))), english
        assert italian.strip() or not english.strip()


LINES = (
    "present letter A", "teach A", "teach B", "why 3", "set 3 2", "why 3", "plug 0 0 +", "plug 0 0 +",
    "unplug 0 0", "unplug 0 0", "theta 3", "theta much", "trim 3 1", "trim 900 1", "undo", "undo", "redo",
    "redo", "redo", "shift 1 2", "rotate 10", "scale 0.9", "blur 1", "noise 0.1", "noise 0", "exposure 2",
    "framing fit", "polarity dark", "keep A", "album", "train letters passes 1", "evaluate letters",
    "damage a 10%", "damage wires 1", "damage motors 200%", "repair", "rule forced gain gamma",
    "rule quantized", "rule hebbian", "undecided 0.5", "present dark", "present again", "present lettr A",
    "present letter", "present file nowhere.png", "load nowhere.mark1", "save /nowhere/m.mark1",
    "course letters passes 2", "step 3", "why 40", "run", "run", "step", "train digits", "classes A",
    "classes x y", "aside mine", "back yours", "back mine", "backend", "backend mlp", "train letters passes 2",
    "present letter A", "teach A", "backend logistic", "train letters passes 1", "backend mark1", "reset",
    "rig", "rig stop", "rig arm", "rig off", "wait 2", "wait x", "machine a-units 0", "machine seed 3",
    "machine a-unit 5", "expect theta = 2", "expect theta = 9", "amend", "teech A", "theta '3",
    "album clear", "train album",
)  # fmt: skip


def test_no_reply_is_left_in_english(make_wall):
    """Every line is done in one panel; what it says is said again in Italian."""
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
    assert left == []


def english_in(text):
    """Words of a text that are English; what is quoted was typed by somebody, and commands are English."""
    listed = "(ci sono|c'è|nessun tipo|annullato|rifatto|per esempio|uno di|oppure|come in)[: ].*"
    bare = re.sub(rf"'[^' ]*'|\S*[/.]\S+|{listed}", " ", text)
    bare = re.sub(r"(unplug|course|keep|rig) [\w ]+", " ", bare)
    return sorted(set(re.findall(r"[^\W\d_]+", bare)) & ENGLISH)


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
    "auto",
    "same",
    "same_",
    "different",
    "different_",
}
NOT_OF_THE_WALL = re.compile(r"[>=].*|.*(/tmp|\.mark1|grotesque|\(same\)).*|Ctrl.*|POT .*|\d+  .*|[^A-Za-zÀ-ÿ]*")
"""Commands, files, numbers, keys, and the labels of data."""


def walk(one, written):
    """A visit to everything that can be read: boards, tips, strip, help, tour, another brain."""
    for board in ("patch_board", "library", "plane", "rig"):
        one.state.board = board
        one.frames(8)
        tips = [view.under(control.rect.center) for view in one.front.views.values() for control in view.controls]
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
    for _ in range(one.front.help.pages):
        one.press(pygame.K_RIGHT)
    one.press(pygame.K_F1).press(pygame.K_F3).frames(10)


def test_nothing_on_the_wall_is_the_same_in_italian_as_in_english(visit, written):
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
