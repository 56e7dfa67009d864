"""Figure files: whether a PNG picture can be drawn and written, asked before any work is done."""

from pathlib import Path

from mark1.install_hint import require


def prepare_figure(path: Path) -> None:
    """Make room for the picture of ``--out``. Raises MissingLibraryError, StorageError."""
    from mark1.kind import PNG
    from mark1.storage import prepare

    require("matplotlib", f"--out {path}")
    prepare(path, PNG)
