"""``mark1 evaluate``: test a trained machine on labelled pictures."""

import shlex
from typing import TYPE_CHECKING, Annotated

import typer

from mark1.cli.options import Expected, JournalFile, Json, Machine, RigPort
from mark1.cli.output import ProgressBar, as_json, say
from mark1.cli.session import joined, taught

if TYPE_CHECKING:
    from mark1.training.evaluation import EvaluationResult


def evaluate(
    machine: Machine,
    data: Annotated[str, typer.Argument(metavar="DATA", help="Labelled pictures, as for 'mark1 train'.")],
    backend: Expected = None,
    rig: RigPort = None,
    json: Json = False,
    journal: JournalFile = None,
) -> None:
    """Test a trained machine on labelled pictures. Changes no weights."""
    with ProgressBar() as bar:
        panel = taught(machine, journal, backend, bar)
        joined(panel, rig)
        reply = panel.execute(shlex.join(["evaluate", data]))
    evaluation = reply.data["evaluation"]
    if json:
        classes = list(evaluation.classes)
        as_json({"accuracy": evaluation.accuracy, "confusion": evaluation.confusion, "classes": classes})
    else:
        print_evaluation(evaluation, reply.text)


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
