"""Data: the sets of pictures that a line names, with the options that say how they are read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mark1.backends.backend import indices_in
from mark1.errors import CommandError
from mark1.panel.session import ALBUM, Session
from mark1.stimuli.reading import OPTIONS, Reading
from mark1.stimuli.stimulus_set import StimulusSet

TEST, SPLIT = "test", "test-split"
READING_OPTIONS: Mapping[str, Any] = {word: int if word == "frame" else str for word in OPTIONS.values()}
TRAINING_OPTIONS: Mapping[str, Any] = {SPLIT: float, TEST: str, **READING_OPTIONS}


def training_data(session: Session, data: str, options: Mapping[str, Any]) -> tuple[StimulusSet, StimulusSet | None]:
    """The training set and the test set, if there is one: by name, held out, or the data's own. The report of the
    training set says what may be a mistake in both. Raises what loading does, CommandError."""
    from mark1.stimuli.twins import oddities, untrained

    if TEST in options and SPLIT in options:
        raise CommandError(f"{TEST} names a test set, {SPLIT} holds one out: give one of the two")
    reading, test, odd = Reading.of_words(options), None, list[str]()
    stimuli = session.stimuli(data, reading).require_trainable()
    if SPLIT in options:
        stimuli, test = stimuli.split(options[SPLIT], session.rng("split"))
        stimuli.require_trainable()
        odd = untrained(stimuli, test)
    elif TEST in options:
        test = session.stimuli(options[TEST], _of_test(options[TEST], reading))
    elif _has_own_test(data):
        test = session.stimuli(data, replace(reading, part="test"))
    if stimuli.report is not None:
        odd += oddities(stimuli, test)
    if odd:
        stimuli = stimuli.with_oddities(odd)
    return stimuli, test


def evaluation_data(session: Session, data: str, options: Mapping[str, Any]) -> StimulusSet:
    """The pictures to evaluate with: the data's own test set, or all. Raises what loading does."""
    return session.stimuli(data, _of_test(data, Reading.of_words(options)))


def said_of(stimuli: StimulusSet) -> str:
    """What is to be said of the pictures of a set, in a few words; empty if all is well."""
    against = stimuli.tally.line() if stimuli.tally and stimuli.tally.against else ""
    return "; ".join(filter(None, [stimuli.report.summary() if stimuli.report else "", against]))


def require_classes(session: Session, test: StimulusSet | None) -> None:
    """Raises ConfigError if the machine does not know a class of the test set."""
    if test is not None:
        indices_in(session.backend.classes, test)


def _has_own_test(data: str) -> bool:
    from mark1.stimuli.library import has_own_test

    return data != ALBUM and has_own_test(data)


def _of_test(data: str, reading: Reading) -> Reading:
    """The reading for a test set."""
    return replace(reading, part="test") if _has_own_test(data) else reading


def replayed(options: Sequence[str]) -> list[str]:
    """The options of a line as the journal has them, with full paths."""
    pairs = list(zip(options[::2], options[1::2], strict=True))
    return [word for option, value in pairs if option in TRAINING_OPTIONS
            for word in (option, anywhere(value) if option == TEST else value)]  # fmt: skip


def anywhere(data: str) -> str:
    """The name of a data set as it is, that of a file or folder as a full path."""
    from mark1.stimuli.library import anywhere as place_anywhere

    return data if data == ALBUM else place_anywhere(data)


def reaches_out(words: Sequence[str]) -> bool:
    """Whether a line's data, or its test set, may be a file."""
    named = dict(zip(words[1::2], words[2::2], strict=False))
    return _may_be_file(words[0] if words else ALBUM) or (TEST in named and _may_be_file(named[TEST]))


def _may_be_file(data: str) -> bool:
    """Whether data have no name of the library's, or more with it than that of a face or a set."""
    from mark1.stimuli.library import is_set
    from mark1.stimuli.plane import is_typed

    name, _, option = data.partition(":")
    names_a_file = bool(set(option) & set("./\\~")) and not is_typed(option)
    return name != ALBUM and (not is_set(name) or names_a_file)
