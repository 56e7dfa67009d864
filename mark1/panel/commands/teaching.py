"""Commands of the trainer."""

import shlex
from collections.abc import Sequence
from contextlib import closing

import numpy as np

from mark1.errors import CommandError, expected
from mark1.machine.config import TeacherConfig
from mark1.machine.simulated_time import Process
from mark1.panel.commands.data import READING_OPTIONS, anywhere, evaluation_data, replayed, said_of
from mark1.panel.commands.words import exactly, set_values, to_number, to_options
from mark1.panel.reply import Reply
from mark1.panel.reply_data import ReplyData, reply_data
from mark1.panel.session import Session
from mark1.text import counted
from mark1.training.evaluation import evaluation_of
from mark1.training.novelty import AUTO, OFF


def classes(session: Session, words: Sequence[str]) -> Reply:
    if len(set(words)) < 2 or not all(word.strip() for word in words):
        raise CommandError("expected at least two classes, as in: classes A B C")
    note = session.backend.adopt(tuple(dict.fromkeys(words)))
    return Reply(note or f"{len(set(words))} classes, {counted(session.machine.response.n_r, 'R-unit')}")


def teach(session: Session, words: Sequence[str]) -> Process[Reply]:
    (label,) = exactly(words, 1, "teach A")
    if session.observation is None:
        raise CommandError("there is no picture to teach: present one first")
    if not session.backend.classes:
        session.backend.adopt(_usual_classes(label))
    observation = session.observation
    teaching = session.backend.teach(observation, label)
    with closing(teaching):
        try:
            session.observation = next(teaching)
            while True:
                session.observation = teaching.send((yield))
        except StopIteration as ended:
            wrong, told = ended.value
    after = session.look(observation.light, observation.name, observation.scene)
    done = (
        "" if wrong is None else counted(wrong, "correction" if session.machine.teacher.corrects else "reinforcement")
    )
    return Reply(told, reply_data(corrections=wrong, done=done, **session.answer(after)))


def _usual_classes(label: str) -> tuple[str, ...]:
    from mark1.stimuli.characters import DIGITS, LETTERS

    for usual in (LETTERS, DIGITS):
        if label in usual:
            return tuple(usual)
    raise CommandError(f"class {label!r} is not defined; define all classes first, as in: classes {label} other")


def evaluate(session: Session, words: Sequence[str]) -> Reply:
    if not words:
        raise CommandError("expected a data set, as in: evaluate letters")
    data, options = words[0], to_options(words[1:], dict(READING_OPTIONS))
    if not session.backend.classes:
        raise CommandError("the machine is not trained; train it first")
    stimuli = evaluation_data(session, data, options)
    evaluated = session.evaluation = evaluation_of(session.backend, stimuli)
    session.evaluation_is_old = False
    n = int(evaluated.confusion.sum())
    right = int(np.trace(evaluated.confusion))
    replaying = shlex.join(["evaluate", anywhere(data), *replayed(words[1:])])
    told, said = f"{data}: {right} of {n} right, {evaluated.accuracy:.1%}", said_of(stimuli)
    facts: ReplyData = {"evaluation": evaluated, "journal": replaying, "report": stimuli.report, "headline": told}
    return Reply(f"{told} ({said})" if said else told, facts)


def rule(session: Session, words: Sequence[str]) -> Reply:
    if not words:
        raise CommandError("expected a rule, as in: rule forced gain gamma")
    options = to_options(words[1:], {"gain": str, "feed": str, "sign": str})
    if "feed" in options and options.get("gain") != "beta":
        raise CommandError("'feed' applies only to gain beta, as in: rule forced gain beta feed 20")
    usual = {name: getattr(TeacherConfig(), name) for name in ("gain", "feed", "sign")}
    asked = {"rule": words[0], **usual, **options}
    session.machine.instruct(
        set_values(session.machine.config, {f"teacher.{name}": str(asked[name]) for name in asked})
    )
    return Reply(f"rule {' '.join(words)}")


def unknown(session: Session, words: Sequence[str]) -> Reply:
    (word,) = exactly(words, 1, "unknown off|auto|CELLS")
    if word not in (OFF, AUTO) and to_number(float, word, "unknown") < 0:
        raise CommandError(expected("unknown", "off, auto, or a distance in cells from 0 up", word))
    session.unknown_cells = word if word in (OFF, AUTO) else float(word)
    if session.unknown_cells == OFF:
        return Reply("every picture gets an answer")
    return Reply(f"no answer to a picture unlike those of the training set: unknown {word}")


def undecided(session: Session, words: Sequence[str]) -> Reply:
    (word,) = exactly(words, 1, "undecided VOLTS")
    machine = session.machine
    machine.instruct(set_values(machine.config, {"response.undecided_v": word}))
    machine.response.undecided_v = machine.config.response.undecided_v
    return Reply(f"sums within {machine.response.undecided_v:g} V of 0 give no answer")
