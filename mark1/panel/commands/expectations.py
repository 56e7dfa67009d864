"""What a script may expect; an expectation that does not hold makes it fail."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from mark1.backends.backend import Observation
from mark1.errors import CommandError, ExpectationError
from mark1.machine.config import CORRECTING
from mark1.panel.commands.words import OLD_WORDS, exactly, to_number
from mark1.panel.reply import Reply
from mark1.panel.session import Session
from mark1.training.training_run import WORKS


def expect(session: Session, words: Sequence[str]) -> Reply:
    *name, relation, wanted = words if len(words) >= 3 else ("", "", "")
    name[:1] = [OLD_WORDS.get(word, word) for word in name[:1]]
    if relation not in RELATIONS or " ".join(name[:1]) not in VALUES:
        raise CommandError(f"expect NAME {'|'.join(RELATIONS)} VALUE, where NAME is one of {', '.join(VALUES)}")
    came = VALUES[name[0]](session, *name[1:])
    holds, shown = RELATIONS[relation], wanted
    if isinstance(came, str):
        good = relation in ("=", "!=") and holds(came, wanted)
    else:
        good = holds(came, to_number(float, wanted, "expect"))
    if not good:
        came_text = (came or "no answer") if isinstance(came, str) else f"{came:.12g}"
        raise ExpectationError(f"expect {' '.join(name)} {relation} {shown}: got {came_text}")
    return Reply(f"as expected: {' '.join(words)}")


RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}


def _value(get: Callable[[Session], Any], missing: str) -> Callable[..., Any]:
    """A value without arguments; ``missing`` says what must come first."""

    def value(session: Session, *words: str) -> Any:
        exactly(words, 0, "expect accuracy >= 0.9")
        try:
            found = get(session)
        except AttributeError:
            found = None
        if found is None:
            raise CommandError(f"nothing to expect yet: {missing} first")
        return found

    return value


def _indexed(get: Callable[[Session, int], float], count: Callable[[Session], int]) -> Callable[..., Any]:
    """A value of one of many."""

    def value(session: Session, *words: str) -> float:
        (word,) = exactly(words, 1, "expect pot 17 > 0")
        number, n = to_number(int, word, "expect"), count(session)
        if not 0 <= number < n:
            raise CommandError(f"expect: number {number} does not exist (valid: 0 to {n - 1})")
        return get(session, number)

    return value


def _sum_v(session: Session, r: int) -> float:
    observation = _seen(session)
    if observation is None or observation.sum_v is None:
        raise CommandError("nothing to expect yet: present a picture to the mark1 back end first")
    return float(observation.sum_v[r])


def _seen(session: Session) -> Observation | None:
    """The picture before the camera as the machine sees it now. Raises CommandError if that is not known any more."""
    if session.observation is not None and session.observation_is_old:
        raise CommandError(f"the machine has changed since it saw {session.observation.name}: present it again first")
    return session.observation


def _answer(session: Session) -> Any:
    """The class; an empty word where there is no answer."""
    observation = _seen(session)
    return (session.answer(observation)["label"] or "") if observation and session.backend.classes else None


def _count(get: Callable[[Observation], Any]) -> Callable[[Session], int | None]:
    """How many units of the observation are on."""

    def count(session: Session) -> int | None:
        observation = _seen(session)
        return None if observation is None else int(get(observation).sum())

    return count


def _done(work: str, session: Session) -> int | None:
    """Number of corrections or reinforcements, whichever the current rule makes."""
    makes = WORKS[session.machine.config.teacher.rule not in CORRECTING]
    return session.machine.corrections if work == makes else None


VALUES: dict[str, Callable[..., Any]] = {
    "answer": _value(_answer, "present a picture and teach"),
    "accuracy": _value(lambda p: p.evaluation and p.evaluation.accuracy, "evaluate"),
    "train-accuracy": _value(lambda p: p.training_run and p.training_run.train_accuracy, "train"),
    "test-accuracy": _value(lambda p: p.training_run and p.training_run.test_accuracy, "train with test-split"),
    "epochs": _value(lambda p: p.training_run and p.training_run.epochs, "train"),
    "place": _value(lambda p: p.training_run and p.training_run.place, "course letters"),
    "wrong": _value(lambda p: p.training_run and next(reversed(p.training_run.wrong), None), "train"),
    **{work: _value(partial(_done, work), "train by a rule that makes them") for work in WORKS},
    "presentations": _value(lambda p: p.machine.presentations, "train"),
    "machine-time": _value(lambda p: p.machine.machine_time_s, "train"),
    "cells": _value(_count(lambda observation: observation.s), "present a picture"),
    "active": _value(_count(lambda observation: observation.a), "present a picture"),
    "theta": _value(lambda p: p.machine.association.theta, ""),
    "wires": _value(lambda p: len(p.machine.patch_board.s_of_wire), ""),
    "pot": _indexed(lambda p, i: float(p.machine.potentiometers.wiper_v[i]), lambda p: p.machine.potentiometers.n_pots),
    "sum": _indexed(_sum_v, lambda p: p.machine.response.n_r),
}
