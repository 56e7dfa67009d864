"""The catalogues: the same keys in every language, each used, each with the same blanks."""

import re
import string
from pathlib import Path

import pytest

import mark1.gui
from mark1.errors import ConfigError
from mark1.gui.words import LANGUAGES, Words, catalogue

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
    spelled = {f"potentiometers.{state}" for state in ("rest", "running", "stop", "stuck")}
    assert quoted | spelled == set(catalogue("en"))


def test_an_unknown_language_is_refused():
    with pytest.raises(ConfigError, match="language: one of en, it"):
        Words("xx")
