"""The catalogues: the same keys in every language, each used, each with the same placeholders."""

import ast
import re
import string
from pathlib import Path

import pytest

import mark1.gui
from mark1.errors import ConfigError
from mark1.gui.paint.words import LANGUAGES, Words, catalogue
from mark1.gui.wall.hanging import VIEWS
from mark1.stimuli import plane, shapes

ROOM = Path(mark1.gui.__file__).parent


def blanks(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_and_blanks(language):
    english, other = catalogue("en"), catalogue(language)
    assert set(other) == set(english)
    assert {key: blanks(text) for key, text in other.items()} == {key: blanks(text) for key, text in english.items()}
    assert all(text.strip() for text in other.values())


def test_every_key_is_used_and_every_used_key_is_there():
    source = "\n".join(path.read_text("utf-8") for path in sorted(ROOM.rglob("*.py")))
    parts = {key.split(".")[0] for key in catalogue("en")}
    quoted = set(re.findall(rf'"((?:{"|".join(parts)})\.[a-z_0-9]+)"', source))
    quoted = {key for key in quoted if not key.endswith(".json")}
    spelled = {f"potentiometers.{state}" for state in ("rest", "running", "stop", "stuck")}
    views = {f"{part}.{key}" for part in VIEWS for key in ("title", "about")}
    notices = {f"{key}_text" for key in quoted if key.startswith(("strip.", "guide."))}
    named = {f"{key}_help" for key in quoted} | {key.removesuffix("_help") for key in catalogue("en") if "_help" in key}
    sets = [entry.classes for entry in plane.SETS.values()]
    classes = {f"class.{label}" for labels in (*sets, shapes.SHAPES) for label in labels}
    assert classes <= set(catalogue("en"))
    derived = spelled | views | notices | named | classes
    assert quoted <= set(catalogue("en"))
    of_page = {key for key in catalogue("en") if key.startswith("page")}  # tests/page/test_page.py
    assert set(catalogue("en")) - of_page <= quoted | derived
    helped = {key for key in catalogue("en") if key.endswith("_help")}
    assert {key.removesuffix("_help") for key in helped} <= quoted


# Functions that write on the wall, and their argument that is text; of a tip all arguments.
SAID = {"write": 1, "engrave": 0, "labelled": 1, "wrapped": 0, "print_lines": 1, "name_tag": 1, "Tip": 0, "Control": 0}


def literals(source):
    """Words that are written on the wall and do not come from the catalogue."""
    for node in ast.walk(ast.parse(source)):
        name = isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2]
        if name in SAID:
            for argument in node.args if name == "Tip" else node.args[SAID[name] : SAID[name] + 1]:
                held = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
                yield from (
                    one.value
                    for one in held
                    if isinstance(one, ast.Constant)
                    and re.search("[A-Za-zÀ-ÿ]{2}", str(one.value))
                    and one.value not in catalogue("en")
                )


def test_all_texts_of_the_wall_are_in_the_catalogue():
    assert list(literals('write(s, f"{n} volts", at)\nTip(words("a.b"), "two")')) == [" volts", "two"]
    assert {path.name: found for path in ROOM.rglob("*.py") if (found := list(literals(path.read_text("utf-8"))))} == {}


def test_an_unknown_language_is_an_error():
    with pytest.raises(ConfigError, match="language: expected one of en, it"):
        Words("xx")


def test_built_in_classes_are_translated_and_others_are_not():
    words = Words("it")
    assert [words.label(one) for one in ("upper", "square", "A", "mine")] == ["sopra", "quadrato", "A", "mine"]
    assert words.picture("(-1.79, +0.37) (upper)") == "(-1.79, +0.37) (sopra)"
    assert words.picture("letter A") == "lettera A"
    assert Words("en").picture("(-1.79, +0.37) (upper)") == "(-1.79, +0.37) (upper)"


def test_numbers_in_italian_have_no_comma_and_one_is_singular():
    words = Words("it")
    assert words.said("4,758 corrections") == "4\u00a0758 correzioni"
    assert words.said("letters: 1 of 26 still wrong") == "lettere: 1 su 26 ancora sbagliata"
    assert words.said("letters: 11 of 26 still wrong") == "lettere: 11 su 26 ancora sbagliate"


def test_a_picture_of_a_set_is_named_in_italian():
    words = Words("it")
    assert words.said("E grotesque (E)") == "E senza grazie (E)"
    assert words.said("7 roman (7)") == "7 con grazie (7)"
    told = words.said("epoch 1, picture 3 of 26, E grotesque (E): 14 corrections")
    assert told == "epoca 1, immagine 3 di 26, E senza grazie (E): 14 correzioni"
