"""Words: every text of the wall, from one catalogue a language."""

import tomllib
from importlib import resources

from mark1.errors import ConfigError

LANGUAGES = ("en", "it")


class Words:
    """``words("camera.title")`` is the text; ``{name}`` in it is filled in."""

    def __init__(self, language: str = "en") -> None:
        if language not in LANGUAGES:
            raise ConfigError(f"language: one of {', '.join(LANGUAGES)} is allowed, {language!r} came")
        self.language, self.texts = language, catalogue(language)

    def __call__(self, key: str, **values: object) -> str:
        """The text of ``key``."""
        return self.texts[key].format(**values) if values else self.texts[key]


def catalogue(language: str) -> dict[str, str]:
    """All texts of a language by key: the table and the name in it."""
    text = resources.files(__package__).joinpath(f"strings/{language}.toml").read_text("utf-8")
    return {f"{part}.{key}": value for part, texts in tomllib.loads(text).items() for key, value in texts.items()}
