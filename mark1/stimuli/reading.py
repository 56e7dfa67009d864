"""Reading: what a user can say about how labelled pictures are read.

    --bad skip --frame 1 --labels A-Z --only A-P ...  -->  Reading  -->  every loader

Every field has an option of the same name on the command line and in the panel (``bad skip``), so that a journal
replays with the same pictures.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Literal

from mark1.errors import StimulusError, expected, unknown

Part = Literal["train", "test"]
CHOICES: Mapping[str, tuple[str, ...]] = {
    "bad": ("skip", "fail"),
    "transpose": ("auto", "on", "off"),
    "empty": ("skip", "allow"),
    "part": ("train", "test"),
}
_RANGES = re.compile(r"(?:(.)-(.))+", re.DOTALL)


@dataclass(frozen=True)
class Reading:
    """How labelled pictures are read; the standard value of each field is to judge by the file.

    ``bad``: *skip* leaves out pictures that cannot be used, as long as they are few, and lists them; *fail* ends.
    ``frame``: of a file with several frames or pages, counted from 0. ``transpose``: *on* exchanges rows and columns of
    every picture of an array; *auto* does so for EMNIST's own files. ``labels``: names of classes that are numbered in
    the file, such as ``A-Z``. ``label_column``: of a table, by its name, its number from 1, ``first`` or ``last``.
    ``only``: the classes to be read, such as ``A-P``. ``empty``: *allow* keeps class folders without pictures as
    classes. ``part``: of a set with parts of its own, which one.

    Raises StimulusError for a value that is not allowed.
    """

    bad: str = "skip"
    frame: int = 0
    transpose: str = "auto"
    labels: str = ""
    label_column: str = ""
    only: str = ""
    empty: str = "skip"
    part: str = "train"

    def __post_init__(self) -> None:
        for name, allowed in CHOICES.items():
            if not isinstance(getattr(self, name), str) or getattr(self, name) not in allowed:
                raise StimulusError(expected(name, f"one of {', '.join(allowed)}", getattr(self, name)))
        for name in ("labels", "label_column", "only"):
            if not isinstance(getattr(self, name), str):
                raise StimulusError(expected(name, "a text", getattr(self, name)))
        whole: object = self.frame
        if isinstance(whole, bool) or not isinstance(whole, int) or whole < 0:
            raise StimulusError(expected("frame", "a whole number from 0 up", self.frame))

    @classmethod
    def of_words(cls, words: Mapping[str, object]) -> "Reading":
        """The reading of a panel's options (``label-column``), others left alone. Raises StimulusError."""
        return cls(**{name: words[word] for name, word in OPTIONS.items() if word in words})  # type: ignore[arg-type]

    @property
    def named_classes(self) -> list[str]:
        """The names in ``labels``, one by one."""
        return spelled_out(self.labels)

    def wants(self, name: str) -> bool:
        """Whether the class of this name is to be read."""
        return not self.only or name in spelled_out(self.only)

    def require_known(self, classes: Iterable[str], source: str) -> None:
        """Raises StimulusError if ``only`` names a class that is not there."""
        known = list(classes)
        for name in spelled_out(self.only):
            if name not in known:
                raise StimulusError(f"{source}: only: {unknown('class', name, known)}")


# The panel's words; the part follows from the command.
OPTIONS: Mapping[str, str] = {
    field.name: field.name.replace("_", "-") for field in fields(Reading) if field.name != "part"
}
AS_USUAL = Reading()


def spelled_out(text: str) -> list[str]:
    """The names in a text: ``A-C`` and ``0-9A-Za-z`` are ranges of characters, ``alpha,beta`` are names."""
    names: list[str] = []
    for item in filter(None, text.split(",")):
        if _RANGES.fullmatch(item):
            for first, last in zip(item[::3], item[2::3], strict=True):
                names += map(chr, range(ord(first), ord(last) + 1))
        else:
            names.append(item)
    return list(dict.fromkeys(names))


def as_ranges(characters: Iterable[str]) -> str:
    """The shortest text that ``spelled_out`` turns into these characters: ``A-PR-Z``."""
    runs: list[list[str]] = []
    for character in sorted(characters):
        if runs and ord(character) == ord(runs[-1][-1]) + 1:
            runs[-1].append(character)
        else:
            runs.append([character])
    return "".join(f"{run[0]}-{run[-1]}" for run in runs)
