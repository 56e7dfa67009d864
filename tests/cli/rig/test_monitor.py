"""``mark1 rig monitor``: a line each look, values, and in place on a terminal."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import Any

import pytest

from firmware_sim.virtual_board.session import BoardSession, new_session
from mark1.cli.rig import monitor
from mark1.rig.wire.protocol import State

Run = Callable[..., Any]


def test_monitor_a_line_each_look(
    mark1: Run, board: str, session: BoardSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monitor, "EVERY_S", 0.01)
    session.board.motors[3].stalled = True
    ended = mark1("rig", "monitor", "--port", board, "--lines", 3)
    assert (ended.code, ended.err, ended.out.count("\n")) == (0, "", 3)
    assert ended.out.startswith("state safe (reset)  up 0 s  to board ") and "stalled 3" in ended.out
    assert session.board.state == State.SAFE


def test_monitor_json_is_a_value_a_line(mark1: Run, board: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitor, "EVERY_S", 0.01)
    lines = mark1("rig", "monitor", "--port", board, "--lines", 2, "--json").out.splitlines()
    assert [json.loads(line)["answered"] for line in lines] == [2, 4]


def test_monitor_for_some_seconds(mark1: Run, board: str) -> None:
    assert mark1("rig", "monitor", "--port", board, "--seconds", 0).out.count("\n") == 1


def pauses(monkeypatch: pytest.MonkeyPatch, *happens: Callable[[], object]) -> None:
    """What happens between the looks of a monitor."""
    steps = iter(happens)
    monkeypatch.setattr(monitor, "time", SimpleNamespace(monotonic=time.monotonic, sleep=lambda s: next(steps)()))


def test_monitor_ends_well_at_ctrl_c(mark1: Run, board: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    pauses(monkeypatch, lambda: None, interrupt)
    ended = mark1("rig", "monitor", "--port", board)
    assert (ended.code, ended.err, ended.out.count("\n")) == (0, "", 2)


def test_monitor_waits_for_a_board_that_is_unplugged(
    mark1: Run, serving: Callable[..., AbstractContextManager[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, again = serving(new_session()), None
    name = first.__enter__()
    again = serving(new_session(), int(name.rpartition(":")[2]))
    pauses(monkeypatch, lambda: first.__exit__(None, None, None), lambda: None, again.__enter__)
    ended = mark1("rig", "monitor", "--port", name, "--lines", 4)
    again.__exit__(None, None, None)
    lines = ended.out.splitlines()
    assert (ended.code, ended.err) == (0, "")
    assert [line.split()[0] for line in lines] == ["state", "away", "away", "state"]
    assert f"port {name} is gone" in lines[1] and "cannot be opened" in lines[2]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_monitor_on_a_terminal_stays_in_place(board: str) -> None:
    import pty

    near, far = pty.openpty()
    command = [sys.executable, "-m", "mark1", "rig", "monitor", "--port", board]
    settings = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    running = subprocess.Popen(command, stdout=far, stderr=subprocess.PIPE, env=settings, preexec_fn=hear_interrupts)
    os.close(far)
    shown = b""
    while shown.count(b"round trip") < 3:
        shown += os.read(near, 4096)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate()
    os.close(near)
    assert (running.returncode, err) == (0, b"")
    assert b"\x1b[1A" in shown  # the cursor goes up again
    assert b"safe (reset)" in shown


def hear_interrupts() -> None:
    """Ctrl-C is heard, also where the tests themselves were started with it shut off."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
