"""The training controls: training set, rule, speed, target; and the lines that the keys stand for."""

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
SPEEDS = {"1x": 1.0, "10x": 10.0, "100x": 100.0, "fast": math.inf}  # machine seconds per second


def data_of(frame: FrameContext) -> str:
    """The training set of the current run, or the one chosen since."""
    begun = frame.training_run.stimuli.name if frame.training_run else ""
    chosen, before = frame.state.data
    return chosen if chosen and before == begun else begun or COURSES[0]


def choose(frame: FrameContext, data: str) -> None:
    """Choose a training set, until another run begins."""
    frame.state.data = (data, frame.training_run.stimuli.name if frame.training_run else "")


def resuming(frame: FrameContext, with_line: str = "run") -> list[str]:
    """The lines that resume training; they start a new training run if none is left to resume."""
    course, data = frame.training_run, data_of(frame)
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
    """The dial of training sets; its last word is a set from elsewhere."""
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
    """The dial of machine time."""
    state, speeds = frame.state, tuple(SPEEDS.values())

    def take(number: int) -> str:
        state.speed = speeds[number]
        return ""

    return choice("speed", tuple(SPEEDS), lambda now: bisect(speeds, now.state.speed) - 1, take)


# ---- the target


def wanted_now(frame: FrameContext) -> str:
    """The right answer to the current picture, as the machine spells it."""
    return known_as(wanted_as_typed(frame), frame.backend.classes or LETTERS)


def wanted_as_typed(frame: FrameContext) -> str:
    """The target as it was typed; during training, that of the training set."""
    course, observation = frame.training_run, frame.observation
    shown = None if course is None or course.showing is None else name_of(course.stimuli, course.showing)
    if course is not None and observation is not None and observation.name == shown:
        return course.wanted or ""
    return frame.state.wanted


def known_as(label: str, classes: Sequence[str]) -> str:
    """A label as the machine spells it: case does not matter, unless both cases exist."""
    same = [each for each in classes if each.casefold() == label.casefold()]
    return same[0] if len(same) == 1 else label


def teach(frame: FrameContext) -> Sequence[str]:
    """The line that teaches the target; if it is unknown, the status bar asks for it."""
    label = wanted_now(frame)
    return (shlex.join(["teach", label]),) if label else _asks(frame, "strip.teach_what")


def right(frame: FrameContext, answer: str | None) -> Sequence[str]:
    """Confirm the answer: it becomes the target."""
    if answer is None:
        return _asks(frame, "strip.no_answer")
    frame.state.wanted = answer
    return (shlex.join(["teach", answer]),)


def wrong(frame: FrameContext, answer: str | None) -> Sequence[str]:
    """Correct the answer: teach the target, or of two classes the other one."""
    others = [label for label in frame.backend.classes if label != answer]
    if len(others) == 1:
        frame.state.wanted = others[0]
    if answer is not None and wanted_now(frame) == answer:
        return _asks(frame, "strip.wrong_what", answer)
    return teach(frame)


def _asks(frame: FrameContext, key: str, value: str = "") -> Sequence[str]:
    """No lines: the status bar explains what is needed first."""
    frame.state.notice = StatusMessage(key, value)
    return ()
