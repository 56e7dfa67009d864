"""The journal: every action of a session as one line of text, in a file that replays it.

Its first line says how random choices are drawn (``MachineConfig.draw``). A journal that does not say so is of mark1
0.1.0, and makes its machines as that version did.
"""

import contextlib
import os
import re
import shlex
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from mark1.commit import Change, commit
from mark1.errors import CommandError, StorageError
from mark1.kind import leads_out
from mark1.lock import Lock
from mark1.machine.config import DRAW
from mark1.panel.quoting import amended, lines_of, words_of
from mark1.text import printable
from mark1.version import __version__

KEPT = 50
SUFFIX = ".mark1-journal"
FIRST = f"# mark1 {__version__} journal: draw {DRAW}: "
WHOLE = "mark1 run THIS-FILE does it all again"
# What the first line says instead, written over it: that needs no room on a full disk.
CUT = "its last lines could not be written".ljust(len(WHOLE))
HEADER = re.compile(r"# mark1 (?P<version>\S+) journal: (?:draw (?P<draw>\d+): )?(?P<says>.*)")


class Journal:
    """Lines of a session, in order; with a path, each is handed to the system before the next action.

    A line that a replay need not do is kept as a comment. If the file cannot be written, ``trouble`` says why and
    ``on_trouble(text)`` is called; the session continues, and missing lines are written with the next one. The file is
    locked: no other program writes over it or tidies it away.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path, self.trouble = path, ""
        self.on_trouble: Callable[[str], None] = lambda text: None
        self.lines: list[str] = [FIRST + WHOLE]
        self._lock = self._claimed()
        self._written = self._size = 0
        self.catch_up()

    def __getstate__(self) -> dict[str, Any]:
        """A copy keeps its lines in memory: the file is the original's."""
        return self.__dict__ | {"path": None, "_lock": None, "on_trouble": None, "trouble": ""}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__ |= state | {"on_trouble": lambda text: None}

    def record(self, line: str, *, replays: bool) -> None:
        """Add one line."""
        commit([self.adding(line, replays=replays)])
        self.catch_up()

    def adding(self, line: str, *, replays: bool) -> Change:
        """What ``record`` adds, for a commit; ``catch_up`` then writes it."""
        return partial(self.lines.append, line if replays else f"# {printable(line)}")

    def _claimed(self) -> Lock | None:
        """The lock on the file, once it is ours: new, empty, or an older journal that nobody writes."""
        if self.path is None or os.fspath(self.path) == os.devnull:
            return None
        lock, why = Lock(self.path), ""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if leads_out(self.path):
                why = f"a link to {os.path.realpath(self.path)}, outside its folder"
            elif not _may_become_journal(self.path):
                why = "it is there and is no journal, name another file"
            elif not lock.acquire():
                why = f"in use by {lock.holder}, name another file"
        except (OSError, StorageError) as error:
            why = getattr(error, "strerror", None) or str(error)
        self._say(why)
        return None if why else lock

    def catch_up(self) -> None:
        """Write the lines that are not in the file yet: all of them, if it is not as it was left."""
        if self.path is None or self._lock is None:
            return
        try:
            if not self.path.exists() or self.path.stat().st_size != self._size:
                self._written = self._size = 0
                if not _may_become_journal(self.path):
                    return self._say("another file is there now")
            new = "".join(f"{line}\n" for line in self.lines[self._written :])
            data = new.encode(errors="surrogateescape")
            with open(self.path, "ab" if self._written else "wb") as file:
                file.write(data)
            if self.trouble:
                self._head(WHOLE)
        except OSError as error:
            self._cut()
            self._say(error.strerror or str(error))
        else:
            self._written, self._size, self.trouble = len(self.lines), self._size + len(data), ""

    def _cut(self) -> None:
        """No half line stays in the file, and its first line says that the last ones are missing."""
        assert self.path is not None
        with contextlib.suppress(OSError):
            os.truncate(self.path, self._size)
            if self._size:
                self._head(CUT)

    def _head(self, says: str) -> None:
        """Write over what the first line says. Raises OSError."""
        assert self.path is not None
        with open(self.path, "r+b") as file:
            file.seek(len(FIRST))
            file.write(says.encode())

    def _say(self, why: str) -> None:
        trouble = why and f"no journal is kept: {self.path}: {why}"
        if trouble and trouble != self.trouble:
            self.on_trouble(trouble)
        self.trouble = trouble


def _may_become_journal(path: Path) -> bool:
    """Whether nothing is there, an empty file, or one that begins as a journal does. Raises OSError."""
    if not path.exists():
        return True
    if not path.is_file():
        return False
    with open(path, "rb") as file:
        start = file.read(80)
    return not start or re.match(rb"# mark1 \S+ journal:", start) is not None


def session_path(stamp: str) -> Path:
    """Where a session's journal goes: a new file in the user's folder for state, also for a program's second session
    in one second. The oldest beyond 50 that no session writes make room.
    """
    folder = state_folder() / "journals"
    for old in sorted(folder.glob(f"*{SUFFIX}"))[: -KEPT + 1]:
        with contextlib.suppress(OSError, StorageError):  # what cannot be tidied is left
            lock = Lock(old)
            if lock.acquire():
                old.unlink(missing_ok=True)
                lock.release()
    again = ["", *(f"-{number}" for number in range(2, KEPT))]
    paths = [folder / f"{stamp}-{os.getpid()}{number}{SUFFIX}" for number in again]
    return next((path for path in paths if not path.exists() and not Lock(path).probe()), paths[0])


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


def replayable(text: str, name: str = "") -> tuple[str, list[str]]:
    """What to replay of a script or of the journal in file ``name``, and why that may not be the whole session.

    The machines of a journal are drawn as they were when it was written.
    """
    header = HEADER.match(text)
    if header is None:
        amid = (
            name.endswith(SUFFIX)
            and "its beginning is missing: what follows was done to another machine than a new one"
        )
        return text, [amid] if amid else []
    doubts = []
    version, draw = header["version"], int(header["draw"] or 1)
    if _numbers(version) > _numbers(__version__):
        doubts.append(f"written by mark1 {version}, this is {__version__}: update mark1 if a line cannot be done")
    if header["says"].strip() == CUT.strip():
        doubts.append("its last lines could not be written then, so the session went further than this")
    whole, _, rest = text.rpartition("\n")
    if rest:
        doubts.append(f"its last line has no end, so it may have been cut off; it was not done: {rest[:80]}")
    return whole + "\n" if draw == DRAW else _drawn_as(whole, draw) + "\n", doubts


def _drawn_as(journal: str, draw: int) -> str:
    """A journal in which every machine names its draw, the first one in place of the header."""
    _, *actions = (action for _, action in lines_of(journal))
    return "\n".join([f"machine draw {draw}", *(_with_draw(action, draw) for action in actions)])


def _with_draw(action: str, draw: int) -> str:
    try:
        words = words_of(action)
    except CommandError:
        return action
    if amended(words)[1][:1] == ["machine"]:
        return shlex.join([*words, "draw", str(draw)])
    return action


def _numbers(version: str) -> list[int]:
    """The numbers that a version begins with: ``0.10.0.dev3`` is 0, 10, 0."""
    return [int(number) for number in re.sub(r"[^\d.].*", "", version).split(".") if number]
