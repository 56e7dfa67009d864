"""Words: every text of the wall, from one catalogue a language; and what the panel says, in that language.

    strings/en.toml, it.toml   camera.title = "FOTOCAMERA"            the texts of the wall, by key
    strings/said_it.toml       "undone: {change}" = "annullato: {change}"     the panel's sentences, by their English

The panel, the journal and the command line speak English; only the wall says it in another language.
"""

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources

from mark1.errors import ConfigError

LANGUAGES = ("en", "it")
WORD = re.compile(r"[^\W\d_]{2}")
PLACE = re.compile(r"\{(\w+)\}")
# What stands in a place: a number where its name begins with n_, spaces for ``gap``, one ``character``, else anything
NUMBER, GAP, ANYTHING = r"[-+]?\d[\d.,:/e+-]*%?", r"\s{2,}", r".*?"
THOUSANDS, HARD_SPACE = re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), "\u00a0"
# Places of what is not the panel's: a command, a file, a label, what was typed.
AS_IT_IS = ("line", "usage", "path", "label", "names", "word", "port", "near")


class Words:
    """``words("camera.title")`` is the text; ``{name}`` in it is filled in."""

    def __init__(self, language: str = "en") -> None:
        if language not in LANGUAGES:
            raise ConfigError(f"language: expected one of {', '.join(LANGUAGES)}, got {language!r}")
        self.language, self.texts = language, catalogue(language)

    def __call__(self, key: str, **values: object) -> str:
        """The text of ``key``."""
        return self.texts[key].format(**values) if values else self.texts[key]

    def label(self, label: str) -> str:
        """A class by its name in this language, where it is of our own sets; commands and files keep its own."""
        return self.texts.get(f"class.{label}", label)

    def picture(self, name: str) -> str:
        """What a picture is of; a point of the plane has its class behind it, in brackets."""
        text, bracket, label = self.said(name).partition(") (")
        return f"{text}{bracket}{self.label(label[:-1])})" if bracket else text

    def said(self, text: str) -> str:
        """What the panel said, in this language; as it is, where it is no sentence of the panel's."""
        return said(text, self.language)


@cache
def catalogue(language: str) -> dict[str, str]:
    """All texts of a language by key: the table and the name in it."""
    texts = tomllib.loads(_file(f"{language}.toml"))
    return {f"{part}.{key}": value for part, some in texts.items() for key, value in some.items()}


def _file(name: str) -> str:
    return resources.files("mark1.gui").joinpath(f"strings/{name}").read_text("utf-8")


# ---- what the panel says


@cache
def sentences(language: str) -> dict[str, str]:
    """The panel's sentences in a language, by their English, and the names of the plates; none for English."""
    if language == "en":
        return {}
    titles = {title: catalogue(language)[key] for key, title in catalogue("en").items() if key.endswith(".title")}
    return titles | tomllib.loads(_file(f"said_{language}.toml"))


@cache
def _ordered(language: str) -> list[tuple[str, str, str]]:
    """Every sentence, behind the longest of its pieces; a line of the help first, then those with more words of their
    own."""
    by_words = sorted(
        sentences(language).items(), key=lambda pair: ("{gap}" not in pair[0], -len(PLACE.sub("", pair[0])))
    )
    return [(max(PLACE.split(english)[::2], key=len), english, other) for english, other in by_words]


@cache
def pattern_of(sentence: str) -> re.Pattern[str]:
    """A sentence with anything in its places."""
    literals = [re.escape(text) for text in PLACE.split(sentence)[::2]]
    names = [f"(?P<{name}>{_kind(name)})" for name in PLACE.findall(sentence)]
    return re.compile("".join(a + b for a, b in zip(literals, [*names, ""], strict=True)), re.DOTALL)


def _kind(name: str) -> str:
    return NUMBER if name.startswith("n_") else GAP if name == "gap" else "." if name == "character" else ANYTHING


@lru_cache(maxsize=4096)
def said(text: str, language: str) -> str:
    """What the panel said in a language; so is what stands in the places of a sentence."""
    if not WORD.search(text):
        return text
    for piece, english, other in _ordered(language):
        if piece in text and (found := pattern_of(english).fullmatch(text)):
            return other.format(**{name: _put(name, value, language) for name, value in found.groupdict().items()})
    return text


def _put(name: str, value: str, language: str) -> str:
    """What stands in a place of a sentence, in a language."""
    if name in AS_IT_IS:
        return value
    return thousands(value) if name.startswith("n_") else said(value, language)


def thousands(number: str) -> str:
    """A number as it is written where a comma is no thousands sign: 4,758 is 4 758. Its point stays, as on the meters;
    so a point always is the decimal one.
    """
    return THOUSANDS.sub(HARD_SPACE, number)
