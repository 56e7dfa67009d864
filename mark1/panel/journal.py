"""The journal: every action of a session as one line of text, in a file that replays it.

Its first line says how random choices are drawn (``MachineConfig.draw``). A journal that does not say so is of mark1
0.1.0, and makes its machines as that version did.
"""

import os
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from mark1 import __version__
from mark1.machine.config import DRAW

KEPT = 50
MOST_LINES = 16  # a file may have line ends in its name
FIRST_DRAW = re.compile(r"# mark1 \S+ journal:(?!.*\(draw \d+\)$)")
"""How a journal begins that was written before there was more than one draw."""


class Journal:
    """Lines of a session, in order; with a path, each is handed to the system before the next action.

    A line that a replay need not do is kept as a comment. If the file cannot be
    written, ``trouble`` says why and the session goes on.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path, self.trouble = path, ""
        self.lines: list[str] = [f"# mark1 {__version__} journal: mark1 run THIS-FILE does it all again (draw {DRAW})"]
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
        self.lines.append(line if replays else "# " + line.replace("\n", "\n# "))
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


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """The actions of a script or journal, each with the number of its first line; a quote may go over a few.

    A journal of mark1 0.1.0 begins with a machine of that time, and makes such machines.
    """
    first_draw = FIRST_DRAW.match(text.split("\n", 1)[0].rstrip("\r")) is not None
    if first_draw:
        yield 1, "machine draw 1"
    for number, action in _actions(text):
        yield number, _of_first_draw(action) if first_draw else action


def _of_first_draw(action: str) -> str:
    """An action of mark1 0.1.0 as it is said today: a machine names its draw."""
    try:
        words = words_of(action)
    except ValueError:
        return action
    if words[:1] == ["machine"] or words[:2] == ["amend", "machine"]:
        return shlex.join([*words, "draw", "1"])
    return action


def _actions(text: str) -> Iterator[tuple[int, str]]:
    first, action = 1, ""
    for number, line in enumerate(text.split("\n"), 1):
        first, action = (first, f"{action}\n{line}") if action else (number, line)
        if _quotes_closed(action) or number - first >= MOST_LINES:
            yield first, action
            action = ""
    if action:
        yield first, action


def words_of(line: str) -> list[str]:
    """The words of an action; a ``#`` that begins a word begins a comment. Raises ValueError for an open quote."""
    for place in re.finditer(r"(?:^|(?<=\s))#", line):
        try:
            return shlex.split(line[: place.start()])
        except ValueError:
            continue  # inside quotes
    return shlex.split(line)


def _quotes_closed(line: str) -> bool:
    try:
        words_of(line)
    except ValueError:
        return False
    return True
