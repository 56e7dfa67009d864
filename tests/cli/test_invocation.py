"""A command line as a process: streams, locales, Ctrl-C."""

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mark1.panel.control_panel import ControlPanel

Run = Callable[..., Any]


def started(*words: str, **settings: str) -> "subprocess.Popen[bytes]":
    """The program as it is started from a shell."""
    return subprocess.Popen(
        [sys.executable, "-m", "mark1", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **settings},
    )


def test_a_reader_that_goes_away(place: Path) -> None:
    process = started("fidelity")
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 1


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_stream_that_was_closed(stream: str, place: Path) -> None:
    number = {"stdout": 1, "stderr": 2}[stream]
    done = subprocess.run(
        [sys.executable, "-m", "mark1", "digitize", "bar.png" if number == 1 else "nowhere.png"],
        preexec_fn=lambda: os.close(number),
        capture_output=True,
        check=False,
    )
    assert done.returncode == (0 if number == 1 else 2)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_an_output_that_is_full(place: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([sys.executable, "-m", "mark1", "digitize", "bar.png"], stdout=full,
                              stderr=subprocess.PIPE, text=True, check=False)  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "mark1: read or write failed (No space left on device)\n"


@pytest.mark.parametrize(
    "setting",
    [
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "utf-8"},
        {"NO_COLOR": "1", "TERM": "dumb"},
    ],
)
def test_any_locale(setting: dict[str, str], place: Path, lettered: Path) -> None:
    name = os.fsdecode(b"caf\xe9 \xff.png")
    (place / name).write_bytes((place / "bar.png").read_bytes())
    process = started("recognize", str(lettered), name, "bar.png", **setting)
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert len(out.splitlines()) == 2


def test_no_home_at_all(place: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if name not in ("HOME", "MARK1_STATE", "XDG_STATE_HOME")}
    code = (
        "import pwd, sys; pwd.getpwuid = lambda uid: {}[uid]\n"
        "from mark1.panel.journal import state_folder; print(state_folder())"
    )
    done = subprocess.run([sys.executable, "-c", code], env=bare, capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith(".local/state/mark1")


def test_an_interrupt_at_any_other_time_is_one_line(mark1: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(*given: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mark1.panel.control_panel.ControlPanel.stimuli", pressed)
    ended = mark1("train", "letters", "--json")
    assert (ended.code, ended.out) == (130, "")
    assert ended.err == "mark1: interrupted\n"


def test_nothing_of_a_file_steers_the_terminal(mark1: Run, place: Path) -> None:
    evil, panel = "\x1b[31mE\x1b]0;p\x07\n", ControlPanel()
    for line in (f"classes {shlex.quote(evil)} B", "present letter A", f"teach {shlex.quote(evil)}", "save m.mark1"):
        panel.execute(line)
    for words in (
        ("recognize", "m.mark1", "bar.png"),
        ("inspect", "m.mark1"),
        ("recognize", "m.mark1", "\x1b[31m.png"),
    ):
        ended = mark1(*words)
        assert not set(ended.out + ended.err) & {"\x1b", "\x07"}
    assert len(mark1("recognize", "m.mark1", "bar.png").out.splitlines()) == 1
