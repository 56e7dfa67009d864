"""Commands of the trainer."""

import os
import shlex
from collections.abc import Sequence
from typing import Any

import numpy as np

from mark1.errors import CommandError
from mark1.machine.config import CORRECTING, TeacherConfig
from mark1.panel.commands.words import exactly, set_values, to_options
from mark1.panel.control_panel import ALBUM, ControlPanel, Reply
from mark1.panel.training import Course, judge, passes

DEFAULT_PASSES = 100


def classes(panel: ControlPanel, words: Sequence[str]) -> Reply:
    if len(set(words)) < 2 or not all(word.strip() for word in words):
        raise CommandError("at least two classes with a name are needed, as in: classes A B C")
    note = panel.backend.adopt(tuple(dict.fromkeys(words)))
    return Reply(note or f"{len(set(words))} classes, {panel.machine.response.n_r} R-units")


def teach(panel: ControlPanel, words: Sequence[str]) -> Reply:
    (label,) = exactly(words, 1, "teach A")
    if panel.sight is None:
        raise CommandError("there is no picture to teach: present one first")
    if not panel.backend.classes:
        panel.backend.adopt(_usual_classes(label))
    sight = panel.sight
    wrong, told = panel.backend.teach(sight, label)
    after = panel.look(sight.light, sight.name)
    return Reply(told, {"corrections": wrong, **panel.backend.answer(after)})


def _usual_classes(label: str) -> tuple[str, ...]:
    from mark1.stimuli.characters import DIGITS, LETTERS

    for usual in (LETTERS, DIGITS):
        if label in usual:
            return tuple(usual)
    raise CommandError(f"no class {label!r} is known yet: name them all first, as in: classes {label} other")


def train(panel: ControlPanel, words: Sequence[str]) -> Reply:
    if not words:
        raise CommandError("what to train is needed, as in: train letters passes 10")
    options = to_options(words[1:], {"passes": int, "test-split": float})
    rule = panel.machine.config.teacher.rule if panel.backend.name == "mark1" else CORRECTING[0]
    most = options.get("passes", DEFAULT_PASSES if rule in CORRECTING else 1)
    if most < 1:
        raise CommandError(f"passes: a whole number from 1 up is allowed, {most} came")
    stimuli, test = panel.stimuli(words[0]).require_trainable(), None
    if "test-split" in options:
        stimuli, test = stimuli.split(options["test-split"], panel.rng("split"))
        stimuli.require_trainable()
    backend = panel.backend
    note = backend.adopt(stimuli.classes)
    panel.join_rig()
    course = Course(stimuli, backend.classes, most, rule)
    panel.on_progress("compiling", 0, 0, "")
    with panel.stop_request as request:
        for done in passes(backend, course, lambda: request.asked):
            wrong = f"{done.wrong[-1]} of {len(stimuli)} {'changed' if done.alone else 'wrong'}"
            panel.on_progress("passes", done.passes, most, wrong)
        if course.trouble:
            panel.leave_rig()
        course.train_accuracy = judge(backend, stimuli).accuracy
        course.test_accuracy = judge(backend, test).accuracy if test else None
    panel.course = course
    return Reply(_told(course, note), {"course": course, **_replaying_train(words, course)})


def _told(course: Course, note: str) -> str:
    if not course.wrong:
        return f"{course.stimuli.name}: no pass was finished: {course.trouble}; what was learned is kept"
    wrong = "with a wrong R-unit" if course.corrections and course.corrects else "still wrong"
    amiss = "answered otherwise than a pass before" if course.alone else wrong
    none = "no answer changed" if course.alone else "no answer is wrong"
    end = f"{course.wrong[-1]} of {len(course.stimuli)} {amiss}" if course.wrong[-1] else none
    if course.interrupted:
        end = f"{course.trouble or 'stopped on request'}, what was learned is kept; {end}"
    tested = "" if course.test_accuracy is None else f", {course.test_accuracy:.1%} of the test pictures right"
    work = f"{sum(course.corrections)} {course.work}" if course.corrections else f"loss {course.losses[-1]:.4g}"
    ends = "" if course.corrects else f"rule {course.rule} does not look at errors: it ends after the passes asked for"
    notes = "".join(f" ({said})" for said in (note, ends) if said)
    return f"{course.stimuli.name}: {course.passes} passes, {work}, {end}{tested}{notes}"


def _replaying_train(words: Sequence[str], course: Course) -> dict[str, Any]:
    """A replay does as many passes as were done, also after Ctrl-C."""
    split = [word for name, value in zip(words[1::2], words[2::2], strict=True) if name == "test-split"
             for word in (name, value)]  # fmt: skip
    return {"journal": shlex.join(["train", _anywhere(words[0]), "passes", str(max(1, course.passes)), *split])}


def _anywhere(data: str) -> str:
    """The name of a data set as it is, that of a file or folder as a full path."""
    from mark1.stimuli.library import FONT_SUFFIXES, OWN

    if data == ALBUM:
        return data
    name, _, place = data.strip().partition(":")
    if name in OWN and not place.lower().endswith(FONT_SUFFIXES):
        return data
    before, place = (f"{name}:", place) if name in OWN else ("", data.strip())
    return before + os.path.realpath(os.path.expanduser(place))


def evaluate(panel: ControlPanel, words: Sequence[str]) -> Reply:
    (data,) = exactly(words, 1, "evaluate DATA")
    if not panel.backend.classes:
        raise CommandError("the machine has learned no classes yet: train it first")
    verdict = panel.verdict = judge(panel.backend, panel.stimuli(data))
    n = int(verdict.confusion.sum())
    right = int(np.trace(verdict.confusion))
    replaying = shlex.join(["evaluate", _anywhere(data)])
    return Reply(f"{data}: {right} of {n} right, {verdict.accuracy:.1%}", {"verdict": verdict, "journal": replaying})


def rule(panel: ControlPanel, words: Sequence[str]) -> Reply:
    if not words:
        raise CommandError("a rule is needed, as in: rule forced gain gamma")
    options = to_options(words[1:], {"gain": str, "feed": str, "sign": str})
    if "feed" in options and options.get("gain") != "beta":
        raise CommandError("feed: what beta feeds: gain beta is needed with it, as in: rule forced gain beta feed 20")
    usual = {name: getattr(TeacherConfig(), name) for name in ("gain", "feed", "sign")}
    asked = {"rule": words[0], **usual, **options}
    panel.machine.instruct(set_values(panel.machine.config, {f"teacher.{name}": str(asked[name]) for name in asked}))
    return Reply(f"rule {' '.join(words)}")


def undecided(panel: ControlPanel, words: Sequence[str]) -> Reply:
    (word,) = exactly(words, 1, "undecided VOLTS")
    machine = panel.machine
    machine.instruct(set_values(machine.config, {"response.undecided_v": word}))
    machine.response.undecided_v = machine.config.response.undecided_v
    return Reply(f"sums within {machine.response.undecided_v:g} V of 0 are no answer")
