"""``mark1 evaluate``: test a trained machine on labelled pictures."""

import shlex
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from mark1.cli.options import Expected, JournalFile, Json, Machine, RigPort
from mark1.cli.output import ProgressBar, as_json, say
from mark1.cli.reading import ReadingOptions, facts_of, lines_of
from mark1.cli.session import joined, taught, words_of
from mark1.cli.signature import with_options
from mark1.errors import CommandError

if TYPE_CHECKING:
    from mark1.training.evaluation import EvaluationResult


class EvaluateOptions(NamedTuple):
    """The arguments of ``mark1 evaluate``, in the order of its help."""

    machine: Machine
    data: Annotated[str, typer.Argument(metavar="DATA", help="Labelled pictures, as for 'mark1 train'.")]
    reading: ReadingOptions = ReadingOptions()
    backend: Expected = None
    rig: RigPort = None
    json: Json = False
    journal: JournalFile = None


@with_options(EvaluateOptions)
def evaluate(asked: EvaluateOptions) -> int:
    """Test a trained machine on labelled pictures. Changes no weights."""
    with ProgressBar() as bar:
        panel = taught(asked.machine, asked.journal, asked.backend, bar)
        if asked.rig is not None and not panel.backend.by_rule:
            raise CommandError(f"--rig requires a machine of back end mark1: {panel.backend.name} uses no pots")
        joined(panel, asked.rig)
        reply = panel.execute(shlex.join(["evaluate", asked.data, *words_of(asked.reading.given())]))
    evaluation, report = reply.data["evaluation"], reply.data["report"]
    if asked.json:
        classes = list(evaluation.classes)
        facts = {"accuracy": evaluation.accuracy, "confusion": evaluation.confusion, "classes": classes}
        as_json({**facts, "reading": facts_of(report)}, of=panel)
    else:
        print_evaluation(evaluation, reply.data["headline"])
        for name, lines in lines_of(report, int(evaluation.confusion.sum())).items():
            say(f"  {name:13} {lines[0]}", *lines[1:])
    return 0


def print_evaluation(evaluation: "EvaluationResult", headline: str, most: int = 12) -> None:
    """Print the accuracy, and the most frequent confusions."""
    import numpy as np

    say(headline)
    wrong = evaluation.confusion.copy()
    np.fill_diagonal(wrong, 0)
    pairs = np.dstack(np.unravel_index(np.argsort(-wrong, axis=None, kind="stable"), wrong.shape))[0][:most]
    for true, answer in pairs[[wrong[i, j] > 0 for i, j in pairs]]:
        shown = evaluation.confusion[true].sum()
        say(f"  {evaluation.classes[true]} taken for {evaluation.classes[answer]}: {wrong[true, answer]} of {shown}")
