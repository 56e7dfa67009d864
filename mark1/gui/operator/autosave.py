"""Autosave: saves the machine to the state folder regularly and at the end, and offers it at the next start.

unfinished-*.mark1   while a session runs, which holds a lock on it: without a lock, its session crashed
last.mark1           after a session that ended normally
recovered.mark1      an unfinished one that was offered
"""

import contextlib
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from mark1.errors import StorageError
from mark1.lock import Lock
from mark1.panel.control_panel import ControlPanel

UNFINISHED, LAST = "unfinished", "last"
RETRY_S = 1.0  # after a save that failed
STALE_S = 3600.0  # longer than any file takes to write


class Offer(NamedTuple):
    """A machine that an earlier session left: its file, when it was saved, and its kind, ``unfinished`` or ``last``."""

    path: Path
    kind: str
    saved_s: float


class Autosave:
    """The autosave of one session on ``panel``. ``waits()``: the machine is not the visitor's at the moment."""

    def __init__(self, panel: ControlPanel, folder: Path, every_s: float) -> None:
        self.panel, self.folder, self.every_s = panel, folder, every_s
        self.waits: Callable[[], bool] = lambda: False
        self.unfinished = folder / f"{UNFINISHED}-{secrets.token_hex(4)}.mark1"
        self.last, self.recovered = folder / f"{LAST}.mark1", folder / "recovered.mark1"
        self._lock = Lock(self.unfinished)
        self._saved_s = time.monotonic()
        self._saved = panel.history

    # ---- this session

    def keep(self) -> float | None:
        """Save if it is time and something changed, even during long work. Raises StorageError.

        Returns after how many seconds to call again if nothing happens until then; None: no need to.
        """
        amid = self.panel.under_way
        if self.waits() or (self.panel.history is self._saved and not amid):
            return None
        left_s = self._saved_s + self.every_s - time.monotonic()
        if left_s > 0:
            return left_s
        self._saved_s = time.monotonic()
        self._save(amid)
        self._saved = [] if amid else self.panel.history
        return self.every_s if amid else None

    def hurry(self) -> None:
        """Save changes at the next pause, because the machine is about to be replaced for a while."""
        self._saved_s = -self.every_s

    def finish(self) -> None:
        """End the session normally. Raises StorageError."""
        if self.panel.history:
            self._save()
            self._move(self.unfinished, self.last)
        self.unfinished.unlink(missing_ok=True)
        self._lock.release()

    def _save(self, amid: str = "") -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"{self.folder}: {error.strerror}") from error
        if not self._lock.acquire():
            raise StorageError(f"{self.unfinished}: in use by {self._lock.holder}")
        self.panel.save(str(self.unfinished), amid)

    # ---- earlier sessions

    def offered(self) -> Offer | None:
        """The machine to offer at the start: of the latest session that crashed, else of the last one.

        Never the file of a session that is still running, here or on another computer.
        """
        self._tidy()
        free = [path for path in self.folder.glob(f"{UNFINISHED}-*.mark1") if not Lock(path).probe()]
        left = [(UNFINISHED, path) for path in free] or [(LAST, self.last)]
        offers = []
        for kind, path in left:
            with contextlib.suppress(OSError):  # gone, or taken meanwhile
                offers.append(Offer(path, kind, path.stat().st_mtime))
        return max(offers, key=lambda offer: offer.saved_s, default=None)

    def take(self, offer: Offer) -> Path:
        """Move the offered machine to where it is kept, and return that path; it is not offered again. Raises
        StorageError.
        """
        if offer.kind == LAST:
            return offer.path
        lock = Lock(offer.path)
        if not lock.acquire():
            raise StorageError(f"{offer.path}: in use by {lock.holder}")
        try:
            self._move(offer.path, self.recovered)
        finally:
            lock.release()
        return self.recovered

    def _move(self, path: Path, to: Path) -> None:
        try:
            path.replace(to)
        except OSError as error:
            raise StorageError(f"{path}: {error.strerror}") from error

    def _tidy(self) -> None:
        """Remove partial files of programs that were killed while writing, but no machine: those are offered first."""
        for part in self.folder.glob(".*.part"):
            with contextlib.suppress(OSError):
                owner = self.folder / part.name[1:].rpartition("-")[0]
                mine = owner.name.startswith(f"{UNFINISHED}-")
                if not Lock(owner).probe() if mine else time.time() - part.stat().st_mtime > STALE_S:
                    part.unlink()
        for claim in self.folder.glob(f".{UNFINISHED}-*.lock"):
            owner = self.folder / claim.name[1:].removesuffix(".lock")
            if not owner.exists():
                with contextlib.suppress(StorageError):
                    Lock(owner).probe()
