"""ReadingReport: what happened while a set of pictures was read, for the user to judge.

loader --> bad pictures (file, reason), files passed over by reason, what was assumed, what looks odd
       --> report of ``train``, ``--json``, or one error that names all faults
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mark1.errors import BadPicturesError
from mark1.stimuli.reading import Reading
from mark1.text import counted, short

MOST_BAD = 0.05  # of the pictures of a set
ALWAYS_ALLOWED = 3  # bad pictures, however few there are in all
LISTED = 5  # faults in one line of text; the lists for programs are complete


class BadPicture(NamedTuple):
    """A picture that cannot be used: its file or number, and why."""

    file: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.reason}"


@dataclass
class ReadingReport:
    """What a loader saw. ``passed_over`` counts files that are no pictures of this set, by reason; ``assumed`` says
    what was guessed and which option overrides it; ``odd`` what may be a mistake in the data."""

    bad: list[BadPicture] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
    assumed: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)

    def skip(self, file: str, reason: object) -> None:
        """Note a picture that cannot be used."""
        text = " ".join(str(reason).split())
        for name in (f"{file}: ", f"{file!r} "):
            text = text.removeprefix(name)
        self.bad.append(BadPicture(file, text))

    def assume(self, what: str, option: str) -> None:
        """Note a guess, and the option that overrides it."""
        self.assumed.append(f"{what} ({option} overrides)")

    def settle(self, source: str, n: int, reading: Reading) -> None:
        """Of ``n`` pictures some are bad: are they few enough to go on? Raises BadPicturesError that lists them."""
        most = max(ALWAYS_ALLOWED, int(n * MOST_BAD))
        if not self.bad or (reading.bad == "skip" and len(self.bad) <= most and len(self.bad) < n):
            return
        first = self.bad[0]
        text = (
            f"{source}: not one of {counted(n, 'picture')} can be used; this is what is wrong with the first: {first}"
        )
        if len(self.bad) < n:
            limit = "--bad skip leaves them out" if len(self.bad) <= most else f"at most {most} may be left out"
            bad = f"{len(self.bad)} of {counted(n, 'picture')}"
            text = f"{source}: {bad} cannot be used, {limit}; this is what is wrong with the first: {first}"
        raise BadPicturesError(text, tuple((bad.file, bad.reason) for bad in self.bad))

    def lines(self, n: int) -> dict[str, list[str]]:
        """The report in words, by heading; ``n`` pictures were read. Empty if there is nothing to say."""
        passed = [f"{reason}: {counted(count, 'file')}" for reason, count in self.passed_over.items()]
        bad = [f"{len(self.bad)} of {counted(n + len(self.bad), 'picture')}: {listed(self.bad)}"] if self.bad else []
        by_heading = {"left out": bad, "passed over": passed, "assumed": self.assumed, "note": self.odd}
        return {heading: lines for heading, lines in by_heading.items() if lines}

    def facts(self) -> dict[str, object]:
        """The whole report for ``--json``."""
        return {
            "bad": [{"file": bad.file, "reason": bad.reason} for bad in self.bad],
            "passed_over": dict(self.passed_over),
            "assumed": self.assumed,
            "odd": self.odd,
        }

    def summary(self) -> str:
        """The report in a few words for one line; empty if all was well."""
        bad = [f"{counted(len(self.bad), 'bad picture')} left out"] if self.bad else []
        passed = sum(self.passed_over.values())
        return "; ".join([*bad, *([f"{counted(passed, 'other file')} passed over"] if passed else []), *self.odd])


def listed(bad: Sequence[BadPicture], most: int = LISTED) -> str:
    """The first of the faults, one after another, and the number of the others."""
    more = f"; and {len(bad) - most:,} more" if len(bad) > most else ""
    return "; ".join(short(str(fault), 160) for fault in bad[:most]) + more
