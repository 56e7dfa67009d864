"""Reply data: the values of a reply, by name, for programs."""

from typing import TYPE_CHECKING, Unpack

import numpy as np
from numpy.typing import NDArray

from mark1.backends.answer import AnswerFacts
from mark1.proofs.facts import ProofFacts

if TYPE_CHECKING:
    from mark1.proofs.fooling import Fooling
    from mark1.proofs.separation import Separability
    from mark1.rig.board.joined import RigFacts
    from mark1.stimuli.reading_report import ReadingReport
    from mark1.training.evaluation import EvaluationResult
    from mark1.training.training_run import TrainingRun


class ReplyData(AnswerFacts, ProofFacts, total=False):
    """The values of a reply: a plain dict. A key is there if the command gives it; most commands give none.

    present, draw               file (the picture's name), and the answer: label, margin_v ... (AnswerFacts of
                                mark1.backends.answer)
    teach                       corrections (None for a network), and the answer afterwards
    course, step, run, train    training_run
    evaluate                    evaluation, report (what the loader saw; None if it read no file)
    prove, fool, why-answer     ProofFacts of mark1.proofs.facts; proof; fooling, and of (light before the change);
                                stopped (on request)
    rig                         rig: RigFacts of mark1.rig.board.joined
    save                        file

    Of train and evaluate, ``headline`` is the result without the notes behind it. ``done`` counts the work in words;
    ``journal`` is the line that the journal keeps, where it differs from the one that was typed.
    """

    file: str
    corrections: int | None
    training_run: "TrainingRun"
    evaluation: "EvaluationResult"
    report: "ReadingReport | None"
    headline: str
    proof: "Separability"
    fooling: "Fooling"
    of: NDArray[np.float32]
    stopped: bool
    rig: "RigFacts"
    done: str
    journal: str


def reply_data(**values: Unpack[ReplyData]) -> ReplyData:
    """Values of several dicts in one: with ``{**one, **other}``, mypy would ask for all keys."""
    return values
