"""The current work in words."""

from mark1.gui.base.status import Progress
from mark1.gui.paint.words import Words

PROGRESS = {
    "pictures": "progress.pictures",
    "compiling": "progress.compiling",
    "epochs": "progress.epochs",
    "motors": "progress.motors",
}


def doing(progress: Progress, words: Words) -> str:
    """The current work and its progress."""
    total = f"{progress.done} / {progress.total}" if progress.total else ""
    return "  ".join(
        filter(None, (words(PROGRESS.get(progress.what, "progress.other")), total, words.said(progress.note)))
    )
