"""What the package logs: through ``mark1``, nothing unless somebody listens, and nothing is printed."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from firmware_sim.virtual_board.session import new_session
from firmware_sim.virtual_board.session_port import SessionPort
from mark1.cli.invocation import run
from mark1.panel.control_panel import ControlPanel
from mark1.rig.wire.link import Link
from mark1.rig.wire.protocol import Type

SMALL = "machine a-units 64 r-units 5 excitatory 5 inhibitory 5 seed 3"
Records = list[tuple[str, int, str]]


def taught(folder: Path) -> None:
    panel = ControlPanel()
    for line in (SMALL, "train letters:roman epochs 2", f"save {folder}/a.mark1", f"load {folder}/a.mark1"):
        panel.execute(line)


def test_a_program_hears_lines_files_sets_and_runs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "mark1"):
        taught(tmp_path)
    heard: Records = caplog.record_tuples
    assert {name for name, _, _ in heard} == {
        f"mark1.{name}" for name in ("storage", "panel.control_panel", "panel.session", "training.training_run")
    }
    assert ("mark1.storage", logging.INFO, f"wrote {tmp_path}/a.mark1") in heard
    assert ("mark1.storage", logging.INFO, f"reading {tmp_path}/a.mark1") in heard
    assert ("mark1.panel.session", logging.INFO, "letters:roman: 26 pictures, 26 classes") in heard
    assert ("mark1.training.training_run", logging.DEBUG, "letters:roman: from epoch 0, at most 2") in heard


def test_nothing_is_heard_unless_somebody_listens(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    taught(tmp_path)
    assert capfd.readouterr() == ("", "")
    assert any(isinstance(handler, logging.NullHandler) for handler in logging.getLogger("mark1").handlers)


def test_the_command_line_shows_it_on_stderr_and_forgets_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["train", "letters:roman", "--epochs", "1", "--a-units", "64", "--save", "a.mark1", "--json"]
    said: Callable[..., Any] = capsys.readouterr
    assert run(words, debug=False, verbose=True) == 0
    out, err = said()
    assert out.count("\n") == 1 and all(line.startswith("mark1: ") for line in err.splitlines())
    assert "mark1: storage: wrote a.mark1\n" in err and "training_run" not in err
    assert run(words, debug=True) == 0
    assert "mark1: training.training_run: letters:roman: 26 pictures shown, 1 epochs done\n" in said().err
    assert run(words, debug=False) == 0
    assert said().err == ""
    assert logging.getLogger("mark1").level == logging.NOTSET


def test_a_request_that_is_sent_again_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    port = SessionPort(new_session())
    link = Link(port, 1, port.now_s)
    link.hello()
    put, pieces = port.session.to_board.put, iter(range(1000))
    port.session.to_board.put = lambda data: put(b"" if data and next(pieces) == 0 else data)  # type: ignore[method-assign]
    with caplog.at_level(logging.DEBUG, "mark1.rig"):
        assert link.ask(Type.PING, b"mark") == b"mark"
    again = [text for _, _, text in caplog.record_tuples]
    assert len(again) == link.counters.retries == 1
    assert again[0].endswith(": PING sent again, try 2")
