"""Autosave: the machine in the state folder, every so often and at the end; after a crash the last one is offered.

unfinished-PID.mark1   while a session is under way: it is there at the next start only if that ended badly
last.mark1             when a session ended well
recovered.mark1        an unfinished one that was offered
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

from mark1.errors import StorageError
from mark1.panel.control_panel import ControlPanel


class Autosave:
    """Of one session on ``panel``. ``waits()``: the machine is not the visitor's now."""

    def __init__(self, panel: ControlPanel, folder: Path, every_s: float) -> None:
        self.panel, self.folder, self.every_s = panel, folder, every_s
        self.waits: Callable[[], bool] = lambda: False
        self.unfinished = folder / f"unfinished-{os.getpid()}.mark1"
        self._saved_s = time.monotonic()
        self._saved = panel.history

    def keep(self) -> None:
        """Save, if it is time and there is something new, also amid long work. Raises StorageError."""
        is_time = time.monotonic() - self._saved_s >= self.every_s
        amid = self.panel.under_way
        if not is_time or self.waits() or (self.panel.history is self._saved and not amid):
            return
        self._saved_s, self._saved = time.monotonic(), [] if amid else self.panel.history
        self._save(self.unfinished, amid)

    def finish(self) -> None:
        """The session ends well. Raises StorageError."""
        if self.panel.history:
            self._save(self.folder / "last.mark1")
        self.unfinished.unlink(missing_ok=True)

    def offered(self) -> Path | None:
        """What the latest session that did not end well left."""
        left = [path for path in self.folder.glob("unfinished-*.mark1") if path != self.unfinished]
        return max(left, key=lambda path: path.stat().st_mtime, default=None)

    def take(self, path: Path) -> Path:
        """It has been offered: it is not offered again, and is there under this name. Raises StorageError."""
        kept = self.folder / "recovered.mark1"
        try:
            path.replace(kept)
        except OSError as error:
            raise StorageError(f"{path}: {error.strerror}") from error
        return kept

    def _save(self, path: Path, amid: str = "") -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"{self.folder}: {error.strerror}") from error
        self.panel.save(str(path), amid)
