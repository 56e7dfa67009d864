"""docs/rig.md: its boards are virtual ones in simulated time, and every command for them prints what the page shows."""

import contextlib
import io
import re
import secrets
import shlex
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from documents import shown

from firmware_sim.__main__ import board_of
from firmware_sim.virtual_board import commands, options
from firmware_sim.virtual_board.session import BoardSession
from firmware_sim.virtual_board.session_port import SessionPort
from mark1.cli.invocation import run
from mark1.rig.board import connection, joined
from mark1.rig.doctor import computer, examination
from mark1.rig.selftest import run as selftest
from mark1.rig.wire import link, serial_port

PAGE = "docs/rig.md"
FIRST = "socket://127.0.0.1:5555"  # what the page calls PORT
BUILDS = "build"  # tests/test_documents.py compares its sizes
TIMED = (connection.Connection.__init__, link.Link.__init__, examination.Examination.__init__, selftest.run)
STATE = "~/.local/state/mark1"
ANSWERS = ("show A", "show B", None)  # what is done at the board before each answer; then no more pictures


class Boards:
    """The boards of the page by the names of their ports. Time passes only for the one in use, when somebody waits."""

    def __init__(self) -> None:
        self.boards: dict[str, BoardSession] = {}
        self.in_use: BoardSession | None = None

    def start(self, words: list[str]) -> str:
        """Start what ``mark1-board WORDS`` starts; the name of its port."""
        asked = options.board().parse_args(words)
        name = f"socket://127.0.0.1:{asked.tcp}"
        self.boards[name] = board_of(asked)
        self.boards[name].run(1000)  # nobody types the next command sooner
        if asked.show:
            commands.done(self.boards[name], commands.COMMANDS, f"show {asked.show}")
        return name

    def use(self, line: str) -> None:
        """Turn to the board whose port a command names."""
        self.in_use = next((board for name, board in self.boards.items() if name in line), None)

    def opened(self, name: str, **_: Any) -> SessionPort:
        port = SessionPort(self.boards[name])
        port.name = name
        return port

    def now_s(self) -> float:
        assert self.in_use
        return self.in_use.now_ms / 1000

    def wait(self, seconds: float) -> None:
        assert self.in_use
        self.in_use.run(max(1, round(seconds * 1000)))


class Hand:
    """Standard input: somebody who holds up a picture to the board, then presses Enter."""

    def __init__(self, boards: Boards) -> None:
        self.boards, self.answers = boards, iter(ANSWERS)

    def readline(self) -> str:
        what = next(self.answers)
        if what is not None:
            assert self.boards.in_use
            commands.done(self.boards.in_use, commands.COMMANDS, what)
        typed = "q\n" if what is None else "\n"
        sys.stderr.write(typed)  # as a terminal shows it
        return typed


@pytest.fixture
def boards(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Boards:
    """Boards, to which all of mark1 opens its ports, and whose clock it goes by."""
    boards = Boards()
    instead: dict[object, Callable[..., Any]] = {time.monotonic: boards.now_s, time.sleep: boards.wait}
    for function in TIMED:
        defaults = tuple(instead.get(value, value) for value in function.__defaults__ or ())
        monkeypatch.setattr(function, "__defaults__", defaults)
    for module in (serial_port, joined):
        monkeypatch.setattr(module, "SerialPort", boards.opened)
    bare = computer.Computer(tmp_path / "system", "linux")
    monkeypatch.setattr(computer, "Computer", lambda: bare)
    monkeypatch.setattr(secrets, "randbelow", lambda n: 0)  # the same session each time
    monkeypatch.setattr(sys, "stdin", Hand(boards))
    monkeypatch.setenv("MARK1_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return boards


def printed(line: str, state: Path) -> str:
    """What a command prints, errors and notes in between; 1 is the exit code of what a doctor finds wrong."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = run(shlex.split(line)[1:], debug=False)
    assert code in (0, 1), out.getvalue()
    return out.getvalue().replace(str(state), STATE)


def steady(text: str) -> str:
    """A text without what differs between computers: versions, the time taken."""
    text = re.sub(r"^ *elapsed .*$", "", text, flags=re.MULTILINE)
    return re.sub(r"(?<=mark1 0.1.0,)[^:]*?(?=\n  fine)", "", text)  # a narrow terminal breaks the line


def assert_shown(text: str, page: str, command: str) -> None:
    """What was printed is on the page, word by word; a line ``...`` stands for any others."""
    parts = [r"\s+".join(map(re.escape, part.split())) for part in re.split(r"^\.\.\.$", steady(page), flags=re.M)]
    pattern = r"\s*" + r"[\s\S]*".join(parts) + r"\s*"
    assert re.fullmatch(pattern, steady(text)), f"{command}\n{text}\n--- the page has\n{page}"


@pytest.mark.ci
def test_every_command_for_a_board_prints_what_the_page_shows(boards: Boards, tmp_path: Path) -> None:
    done = 0
    for command, lines in shown(PAGE):
        line = re.sub(r"\bPORT\b", FIRST, command)
        program, *words = shlex.split(line)
        page = "\n".join(lines)
        boards.use(line)
        if program == "cat":
            (tmp_path / words[0]).write_text(page + "\n")
        elif program == "mark1-board":
            assert boards.start(words) == page
        elif words[1] != BUILDS:
            assert_shown(printed(line, tmp_path / "state"), page, command)
            done += 1
    assert len(boards.boards) >= 3 and done >= 10


def test_the_page_is_compared_word_by_word() -> None:
    assert_shown("a\nb  c\nd\n", "a\n...\nd", "")
    with pytest.raises(AssertionError):
        assert_shown("49 passed, 0 failed\n", "48 passed, 0 failed", "")
