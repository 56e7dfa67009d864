"""The trainer's desk: which course, which rule, how fast; what is wanted; and the lines that his keys stand for."""

import math
import shlex
from bisect import bisect
from collections.abc import Sequence
from typing import get_args

from mark1.gui.base.contract import Dial, FrameContext, choice
from mark1.gui.base.ui_state import StatusMessage
from mark1.machine.config import Rule
from mark1.stimuli.characters import LETTERS
from mark1.training.training_run import name_of

COURSES = (
    "letters", "letters:roman", "letters:all", "digits", "digits:roman", "shapes", "left-right", "album", "xor",
    "plane:xor", "plane:rings", "plane:moons", "plane:spiral", "plane:blobs",
)  # fmt: skip
RULES: tuple[str, ...] = get_args(Rule)
SPEEDS = {"1x": 1.0, "10x": 10.0, "100x": 100.0, "fast": math.inf}  # machine seconds a second


def data_of(frame: FrameContext) -> str:
    """The pictures of the present course, or those that were chosen since."""
    begun = frame.course.stimuli.name if frame.course else ""
    chosen, before = frame.state.data
    return chosen if chosen and before == begun else begun or COURSES[0]


def choose(frame: FrameContext, data: str) -> None:
    """These pictures are chosen, until another course begins."""
    frame.state.data = (data, frame.course.stimuli.name if frame.course else "")


def going_on(frame: FrameContext, with_line: str = "run") -> list[str]:
    """The lines that go on with the course; before them one that begins it, if none is left to go on with."""
    course, data = frame.course, data_of(frame)
    begun = (
        course is not None
        and not course.over
        and course.stimuli.name == data
        and course.classes == frame.backend.classes
    )
    waits = frame.state.beginning == data and not frame.status.settled
    if begun or waits:
        return [with_line]
    frame.state.beginning = data
    return [shlex.join(["course", data]), with_line]


def course_dial(frame: FrameContext) -> Dial:
    """Which pictures; the last word is that of a course from elsewhere."""
    now = frame.now

    def number_of(data: str) -> int:
        return COURSES.index(data) if data in COURSES else len(COURSES)

    def take(number: float) -> str:
        choose(now(), COURSES[min(round(number), len(COURSES) - 1)])
        return ""

    return Dial(
        "course",
        lambda present: number_of(data_of(present)),
        take,
        0,
        len(COURSES),
        text=lambda number: COURSES[round(number)] if number < len(COURSES) else data_of(now()),
    )


def rule_dial() -> Dial:
    """The dial of learning rules."""
    return choice(
        "rule",
        RULES,
        lambda frame: RULES.index(frame.machine.config.teacher.rule),
        lambda number: f"rule {RULES[number]}",
    )


def speed_dial(frame: FrameContext) -> Dial:
    """How fast machine time passes."""
    state, speeds = frame.state, tuple(SPEEDS.values())

    def take(number: int) -> str:
        state.speed = speeds[number]
        return ""

    return choice("speed", tuple(SPEEDS), lambda now: bisect(speeds, now.state.speed) - 1, take)


# ---- what is wanted


def wanted_now(frame: FrameContext) -> str:
    """The right answer to the picture before the camera, as the machine knows it."""
    return known_as(wanted_as_typed(frame), frame.backend.classes or LETTERS)


def wanted_as_typed(frame: FrameContext) -> str:
    """What is wanted as it was typed; the course's, if it is one of its pictures."""
    course, sight = frame.course, frame.sight
    shown = None if course is None or course.showing is None else name_of(course.stimuli, course.showing)
    if course is not None and sight is not None and sight.name == shown:
        return course.wanted or ""
    return frame.state.wanted


def known_as(label: str, classes: Sequence[str]) -> str:
    """A label as the machine knows it: upper or lower case does not matter, unless there are both."""
    same = [one for one in classes if one.casefold() == label.casefold()]
    return same[0] if len(same) == 1 else label


def teach(frame: FrameContext) -> Sequence[str]:
    """Say what is wanted; where nobody knows, the strip asks."""
    label = wanted_now(frame)
    return (shlex.join(["teach", label]),) if label else _asks(frame, "strip.teach_what")


def right(frame: FrameContext, answer: str | None) -> Sequence[str]:
    """The answer was right: it is what is wanted."""
    if answer is None:
        return _asks(frame, "strip.no_answer")
    frame.state.wanted = answer
    return (shlex.join(["teach", answer]),)


def wrong(frame: FrameContext, answer: str | None) -> Sequence[str]:
    """The answer was wrong: what is wanted is taught; of two classes, the other."""
    others = [label for label in frame.backend.classes if label != answer]
    if len(others) == 1:
        frame.state.wanted = others[0]
    if answer is not None and wanted_now(frame) == answer:
        return _asks(frame, "strip.wrong_what", answer)
    return teach(frame)


def _asks(frame: FrameContext, key: str, value: str = "") -> Sequence[str]:
    """There is nothing to do yet: the strip says what comes first."""
    frame.state.notice = StatusMessage(key, value)
    return ()
