"""Words: every text of the wall, from one catalogue per language; and the panel's sentences in that language.

    strings/en.toml, it.toml   camera.title = "FOTOCAMERA"            the texts of the wall, by key
    strings/said_it.toml       "undone: {change}" = "annullato: {change}"     the panel's sentences, by their English

The panel, the journal and the command line speak English; only the wall translates.
"""

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources

from mark1.errors import ConfigError, expected

LANGUAGES = ("en", "it")
WORD = re.compile(r"[^\W\d_]{2}")
PLACE = re.compile(r"\{(\w+)\}")
# Values of a placeholder: a number if its name begins with n_, spaces for ``gap``, one ``character``, else anything
NUMBER, GAP, ANYTHING = r"[-+]?\d[\d.,:/e+-]*%?", r"\s{2,}", r".*?"
THOUSANDS, HARD_SPACE = re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), "\u00a0"
# Placeholders that are not translated: a command, a file, a label, what was typed.
AS_IT_IS = ("line", "usage", "path", "label", "names", "word", "port", "near")


class Words:
    """``words("camera.title")`` is the text of that key, with ``{name}`` filled in."""

    def __init__(self, language: str = "en") -> None:
        if language not in LANGUAGES:
            raise ConfigError(expected("language", f"one of {', '.join(LANGUAGES)}", language))
        self.language, self.texts = language, catalogue(language)

    def __call__(self, key: str, **values: object) -> str:
        """The text of ``key``."""
        return self.texts[key].format(**values) if values else self.texts[key]

    def label(self, label: str) -> str:
        """The name of a class in this language, if it belongs to a built-in set; commands and files keep the English
        one.
        """
        return self.texts.get(f"class.{label}", label)

    def picture(self, name: str) -> str:
        """The name of a picture; a point of the plane has its class in brackets."""
        text, bracket, label = self.said(name).partition(") (")
        return f"{text}{bracket}{self.label(label[:-1])})" if bracket else text

    def said(self, text: str) -> str:
        """A sentence of the panel in this language; unchanged if it has no translation."""
        return said(text, self.language)


@cache
def catalogue(language: str) -> dict[str, str]:
    """All texts of a language by key: table and name."""
    texts = tomllib.loads(_file(f"{language}.toml"))
    return {f"{part}.{key}": value for part, table in texts.items() for key, value in table.items()}


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
    """Every sentence with the longest of its pieces; lines of the help first, then those with the most words."""
    by_words = sorted(
        sentences(language).items(), key=lambda pair: ("{gap}" not in pair[0], -len(PLACE.sub("", pair[0])))
    )
    return [(max(PLACE.split(english)[::2], key=len), english, other) for english, other in by_words]


@cache
def pattern_of(sentence: str) -> re.Pattern[str]:
    """A pattern that matches a sentence with anything in its placeholders."""
    literals = [re.escape(text) for text in PLACE.split(sentence)[::2]]
    names = [f"(?P<{name}>{_kind(name)})" for name in PLACE.findall(sentence)]
    return re.compile("".join(a + b for a, b in zip(literals, [*names, ""], strict=True)), re.DOTALL)


def _kind(name: str) -> str:
    return NUMBER if name.startswith("n_") else GAP if name == "gap" else "." if name == "character" else ANYTHING


@lru_cache(maxsize=4096)
def said(text: str, language: str) -> str:
    """A sentence of the panel in a language, with the values of its placeholders translated too."""
    if not WORD.search(text):
        return text
    for piece, english, other in _ordered(language):
        if piece in text and (match := pattern_of(english).fullmatch(text)):
            return other.format(**{name: _put(name, value, language) for name, value in match.groupdict().items()})
    return text


def _put(name: str, value: str, language: str) -> str:
    """The value of a placeholder in a language."""
    if name in AS_IT_IS:
        return value
    return thousands(value) if name.startswith("n_") else said(value, language)


def thousands(number: str) -> str:
    """A number in a language where a comma does not separate thousands: 4,758 becomes 4 758. The decimal point stays,
    as on the meters.
    """
    return THOUSANDS.sub(HARD_SPACE, number)
