"""The journal: every action of a session as one line of text, in a file that replays it."""

import os
import re
import sys
from pathlib import Path

from mark1 import __version__
from mark1.text import printable

KEPT = 50


class Journal:
    """Lines of a session, in order; with a path, each is handed to the system before the next action.

    A line that a replay need not do is kept as a comment. If the file cannot be
    written, ``trouble`` says why and the session goes on.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path, self.trouble = path, ""
        self.lines: list[str] = [f"# mark1 {__version__} journal: mark1 run THIS-FILE does it all again"]
        self._begin()

    def _begin(self) -> None:
        """Write the first line, over an older journal but over no other file."""
        try:
            if self.path is not None and self.path.stat().st_size and not _is_journal(self.path):
                self.trouble = f"no journal is kept: {self.path}: it is there and is no journal, name another file"
        except OSError:
            pass  # not there, or not to be read: writing tells
        self._write(self.lines[0], "w")

    def record(self, line: str, *, replays: bool) -> None:
        """Add one line."""
        self.lines.append(line if replays else f"# {printable(line)}")
        self._write(self.lines[-1], "a")

    def _write(self, line: str, mode: str) -> None:
        if self.path is None or self.trouble:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with open(self.path, mode, encoding="utf-8", errors="surrogateescape", newline="\n") as file:
                file.write(line + "\n")
        except OSError as error:
            self.trouble = f"no journal is kept: {self.path}: {error.strerror}"


def _is_journal(path: Path) -> bool:
    """Whether the file begins as a journal does."""
    with open(path, "rb") as file:
        return re.match(rb"# mark1 \S+ journal:", file.read(80)) is not None


def session_path(stamp: str) -> Path:
    """Where a session's journal goes: the user's folder for state; the oldest beyond 50 make room."""
    folder = state_folder() / "journals"
    try:
        for old in sorted(folder.glob("*.mark1-journal"))[: -KEPT + 1]:
            old.unlink(missing_ok=True)
    except OSError:
        pass  # what cannot be tidied is left; writing the journal reports its own trouble
    return folder / f"{stamp}-{os.getpid()}.mark1-journal"


def state_folder() -> Path:
    """Where this system keeps what a program remembers between sessions. ``MARK1_STATE`` names another place."""
    if os.environ.get("MARK1_STATE"):
        return Path(os.environ["MARK1_STATE"])
    home = Path(os.path.expanduser("~"))
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "mark1"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "mark1"
    return Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state") / "mark1"
