"""Commands that prove: what a machine can learn, what changes its answer, and how an answer comes about."""

from collections.abc import Sequence
from copy import deepcopy

from mark1.backends.backend import Observation
from mark1.backends.mark1 import Mark1Backend
from mark1.errors import CommandError, expected
from mark1.panel.commands import data
from mark1.panel.commands.rig import as_hex
from mark1.panel.commands.words import exactly, to_options
from mark1.panel.reply import Reply
from mark1.panel.reply_data import reply_data
from mark1.panel.session import Session
from mark1.proofs.budget import LIMIT_S, Budget
from mark1.stimuli.stimulus_set import StimulusSet

SHOW, ALL = "show", "all"


def prove(session: Session, words: Sequence[str]) -> Reply:
    from mark1.proofs.improvement import improvement
    from mark1.proofs.report import facts, lines
    from mark1.proofs.separation import separability

    if not words:
        raise CommandError("expected a data set, as in: prove letters limit 60")
    limit_s = to_options(words[1:], {"limit": float}).get("limit", LIMIT_S)
    if not session.backend.by_rule:
        raise CommandError(
            f"prove: {session.backend.name} has no weights that a proof could be about: 'backend mark1' has; "
            "'fool' asks any back end how little changes its answer"
        )
    stimuli = session.stimuli(words[0]).require_trainable()
    with session.stop_request as request:
        budget = Budget(limit_s, lambda: request.asked)
        pupil = _pupil(session, stimuli)
        proof = separability(pupil.machine, stimuli, pupil.code, budget)
        assert pupil.code is not None
        better = improvement(pupil.machine, proof, pupil.code, budget)
        stopped = request.asked
    return Reply.of_lines(lines(proof, better), reply_data(**facts(proof), proof=proof, stopped=stopped))


def _pupil(session: Session, stimuli: StimulusSet) -> Mark1Backend:
    """The Mark I as it would begin to learn the pictures: a copy, grown if a code needs more R-units."""
    pupil: Mark1Backend = deepcopy(session.backend.front)
    if pupil.code is None or not set(stimuli.classes) <= set(pupil.code.classes):
        pupil.reset()
        pupil.adopt(stimuli.classes)
    return pupil


def fool(session: Session, words: Sequence[str]) -> Reply:
    from mark1.proofs.fooling import CHANGES, fool
    from mark1.proofs.fooling_report import lines

    if words and words[0] == ALL:
        return _fool_all(session, words[1:])
    change, rest = (words[0], words[1:]) if words and words[0] in CHANGES else (CHANGES[0], words)
    show = list(rest[-1:]) == [SHOW]
    options = to_options(rest[: len(rest) - show], {"to": str, "max": float, "limit": float})
    seen, most = _seen(session, "fool"), options.get("max", float("inf"))
    if not most > 0:
        raise CommandError(expected("max", "a number above 0", options["max"]))
    if show and change not in CHANGES[:2]:
        raise CommandError(f"fool: {change} cannot be shown on the retina: 'show' follows {' or '.join(CHANGES[:2])}")
    with session.stop_request as request:
        budget = Budget(options.get("limit", LIMIT_S), lambda: request.asked)
        found = fool(session.backend, seen.light, change, options.get("to"), most, budget)
        data = reply_data(**found.facts, fooling=found, of=seen.light, stopped=request.asked)
    if show and found.light is not None:
        session.look(found.light, f"{seen.name}, {change} changed")
        data["journal"] = f"present light {as_hex(found.light)}"
    return Reply.of_lines(lines(found, seen.name), data)


def _fool_all(session: Session, words: Sequence[str]) -> Reply:
    from mark1.proofs.fragility import facts, fragility, lines

    if not words:
        raise CommandError("expected a data set, as in: fool all letters")
    limit_s = to_options(words[1:], {"limit": float}).get("limit", LIMIT_S)
    stimuli = session.stimuli(words[0])
    with session.stop_request as request:
        report = fragility(session.backend, stimuli, Budget(limit_s, lambda: request.asked))
        stopped = request.asked
    return Reply.of_lines(lines(report), reply_data(**facts(report), stopped=stopped))


def reaches_out(words: Sequence[str]) -> bool:
    """Whether a line ``fool`` may read a file: for all pictures of a set."""
    return list(words[:1]) == [ALL] and data.reaches_out(words[1:])


def why_answer(session: Session, words: Sequence[str]) -> Reply:
    from mark1.proofs.working import facts, lines, working

    exactly(words, 0, "why-answer")
    seen = _seen(session, "why-answer")
    if not session.backend.in_volts:
        raise CommandError(
            f"'why-answer': {session.backend.name} has no volts to add up; 'fool' asks how little changes its answer"
        )
    work = working(session.backend.front, seen)
    return Reply.of_lines(lines(work), reply_data(file=work.name, **facts(work)))


def _seen(session: Session, command: str) -> Observation:
    """The picture before the camera. Raises CommandError if there is none."""
    if session.observation is None:
        raise CommandError(f"{command}: there is no picture: present one first")
    return session.observation
