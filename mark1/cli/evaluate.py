"""``mark1 evaluate``: labelled pictures shown to a trained machine, and counted."""

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
    data: Annotated[str, typer.Argument(metavar="DATA", help="As for train.")],
    backend: Expected = None,
    rig: RigPort = None,
    json: Json = False,
    journal: JournalFile = None,
) -> None:
    """Show a trained machine labelled pictures, without teaching, and count."""
    with ProgressBar() as bar:
        panel = taught(machine, journal, backend, bar)
        joined(panel, rig)
        reply = panel.execute(shlex.join(["evaluate", data]))
    verdict = reply.data["verdict"]
    if json:
        as_json({"accuracy": verdict.accuracy, "confusion": verdict.confusion, "classes": list(verdict.classes)})
    else:
        print_verdict(verdict, reply.text)


def print_verdict(verdict: "EvaluationResult", told: str, most: int = 12) -> None:
    """How many were right, class by class, and which were taken for which."""
    import numpy as np

    say(told)
    wrong = verdict.confusion.copy()
    np.fill_diagonal(wrong, 0)
    pairs = np.dstack(np.unravel_index(np.argsort(-wrong, axis=None, kind="stable"), wrong.shape))[0][:most]
    for true, taken in pairs[[wrong[i, j] > 0 for i, j in pairs]]:
        shown = verdict.confusion[true].sum()
        say(f"  {verdict.classes[true]} taken for {verdict.classes[taken]}: {wrong[true, taken]} of {shown}")
