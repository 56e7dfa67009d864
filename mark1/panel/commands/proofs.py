"""Commands that prove: what a machine can learn, what changes its answer, and how an answer comes about."""

from collections.abc import Sequence
from copy import deepcopy

from mark1.backends.mark1 import Mark1Backend
from mark1.errors import CommandError
from mark1.panel.commands.words import to_options
from mark1.panel.reply import Reply
from mark1.panel.session import Session
from mark1.proofs.budget import LIMIT_S, Budget
from mark1.stimuli.stimulus_set import StimulusSet


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
    return Reply.of_lines(lines(proof, better), facts(proof))


def _pupil(session: Session, stimuli: StimulusSet) -> Mark1Backend:
    """The Mark I as it would begin to learn the pictures: a copy, grown if a code needs more R-units."""
    pupil: Mark1Backend = deepcopy(session.backend.front)
    if pupil.code is None or not set(stimuli.classes) <= set(pupil.code.classes):
        pupil.reset()
        pupil.adopt(stimuli.classes)
    return pupil
