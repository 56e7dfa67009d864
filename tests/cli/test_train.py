"""``mark1 train``: what it tells, keeps, and writes into its journal; Ctrl-C."""

import contextlib
import fcntl
import json
import os
import pty
import signal
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mark1.panel.control_panel import ControlPanel
from mark1.training.training_run import WORKS

Run = Callable[..., Any]


def test_train_json(mark1: Run, of_a_course: set[str]) -> None:
    told = mark1("train", "letters", "--seed", 3, "--json").value
    assert told.keys() >= of_a_course
    assert (told["backend"], told["stimuli"], told["classes"], told["seed"]) == ("mark1", 26, 26, 3)
    assert told["presentations"] == 26 * told["epochs"]
    assert told["corrections"] == sum(told["corrections_per_epoch"])
    assert told["machine_time_s"] > told["presentations"]
    assert (told["train_accuracy"], told["test_accuracy"]) == (1.0, None)


@pytest.mark.parametrize(("rule", "did", "did_not"), [("quantized", *WORKS), ("bivalent", *WORKS[::-1])])
def test_what_a_rule_does_has_its_name(mark1: Run, rule: str, did: str, did_not: str) -> None:
    told = mark1("train", "letters", f"--set=teacher.rule={rule}", "--epochs", 2, "--json").value
    assert told["rule"] == rule and told[did] == sum(told[f"{did}_per_epoch"]) > 0
    assert told[did_not] is told[f"{did_not}_per_epoch"] is None


def test_a_board_larger_than_the_mark_i_had_is_told(mark1: Run) -> None:
    words = ("train", "letters", "--a-units", "2000", "--epochs", "1")
    assert "125 sockets per S-unit (the Mark I had 40)" in " ".join(mark1(*words).out.split())
    assert mark1(*words, "--json").value["sockets_per_s_unit"] == 125
    assert "sockets" not in mark1("train", "letters", "--epochs", "1").out


def test_the_journal_of_a_command_replays_to_the_same_machine(mark1: Run, place: Path) -> None:
    options = ("--a-units", 300, "--r-units", 6, "--excitatory", 7, "--inhibitory", 5, "--theta", 1.5, "--seed", 4,
               "--test-split", 0.25, "--set", "potentiometers.backlash_v=0.2", "--epochs", 3)  # fmt: skip
    told = mark1("train", "letters:all", *options, "--save", "a.mark1", "--journal", "new/j", "--json")
    assert (told.code, told.err) == (0, "mark1: journal: new/j\n")
    told = json.loads(told.out)
    assert told["files"] == ["a.mark1"]
    assert (told["a_units"], told["r_units"], told["epochs"]) == (300, 6, 3)
    with open("new/j", "a") as journal:
        journal.write("save b.mark1\n")
    assert mark1("run", "new/j").code == 0
    assert Path("a.mark1").read_bytes() == Path("b.mark1").read_bytes()


@pytest.mark.usefixtures("interrupted_after_two")
def test_an_interrupted_train_keeps_saves_and_says_so(mark1: Run, place: Path) -> None:
    ended = mark1("train", "letters", "--save", "m.mark1", "--json")
    assert ended.code == 130
    assert ended.err == "mark1: stopped on request after 2 epochs; the machine is saved in m.mark1\n"
    assert '"interrupted": true' in ended.out and '"epochs": 2' in ended.out
    assert mark1("inspect", "m.mark1", "--json").value["presentations"] == 52


def hear_interrupts() -> None:
    """Ctrl-C is heard, also where the tests themselves were started with it shut off."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def rest_of(terminal: int) -> bytes:
    """What a terminal shows until the program has gone; a program waits while its terminal is full of unread text."""
    shown = b""
    with contextlib.suppress(OSError):  # Linux says so when nobody is left at the other end
        while more := os.read(terminal, 100_000):
            shown += more
    return shown


def test_interrupting_the_training_keeps_what_was_learned(place: Path) -> None:
    """Eight A-units cannot learn the letters, so it trains until Ctrl-C, once the terminal shows that it trains."""
    terminal, its_end = pty.openpty()
    words = ("train", "letters", "--a-units", "8", "--epochs", "1000000000", "--save", "m.mark1", "--json")
    process = subprocess.Popen([sys.executable, "-m", "mark1", *words], stdout=subprocess.PIPE, stderr=its_end,
                               env={**os.environ, "TERM": "xterm"}, preexec_fn=hear_interrupts)  # fmt: skip
    os.close(its_end)
    shown = b""
    while b"training" not in shown:
        shown += os.read(terminal, 1000)
    process.send_signal(signal.SIGINT)
    shown = rest_of(terminal)
    out, _ = process.communicate()
    told = json.loads(out)
    os.close(terminal)
    assert process.returncode == 130
    assert told["interrupted"] and told["epochs"] >= 1
    assert b"mark1: stopped on request after" in shown and b"is saved in m.mark1" in shown
    panel = ControlPanel()
    panel.execute("load m.mark1")
    panel.execute(f"expect presentations = {26 * told['epochs']}")


def test_the_old_name_of_epochs_and_of_its_keys(mark1: Run) -> None:
    told = mark1("train", "letters", "--passes", 2, "--json").value
    assert told["epochs"] == told["passes"] == 2
    for what in ("corrections", "reinforcements", "wrong", "loss"):
        assert told[f"{what}_per_pass"] == told[f"{what}_per_epoch"]
    ended = mark1("train", "letters", "--passes", 2, "--epochs", 2)
    assert ended.code == 2 and "--passes is the old name of --epochs" in ended.err
    assert "--passes" not in mark1("train", "--help").out


def in_a_session_of_its_own() -> None:
    """The terminal at stderr is this program's own: when that is closed, the system says so, also under nohup."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    os.setsid()
    fcntl.ioctl(2, termios.TIOCSCTTY, 0)


@pytest.mark.parametrize("ending", ["SIGTERM", "SIGHUP", "terminal closed"])
def test_what_ends_a_program_ends_the_training_and_saves(place: Path, ending: str) -> None:
    """Also where a closed terminal takes no word any more, and everybody who notices sends SIGHUP."""
    terminal, its_end = pty.openpty()
    words = ("train", "letters", "--a-units", "8", "--epochs", "1000000000", "--save", "m.mark1")
    process = subprocess.Popen([sys.executable, "-m", "mark1", *words], stdout=its_end, stderr=its_end,
                               env={**os.environ, "TERM": "xterm"}, preexec_fn=in_a_session_of_its_own)  # fmt: skip
    os.close(its_end)
    shown = b""
    while b"training" not in shown:
        shown += os.read(terminal, 1000)
    if ending == "terminal closed":
        os.close(terminal)
        for _ in range(3):
            process.send_signal(signal.SIGHUP)
    else:
        process.send_signal(getattr(signal, ending))
        assert b"the machine is saved in m.mark1" in rest_of(terminal)
        os.close(terminal)
    code = process.wait()
    assert code == (1 if ending == "terminal closed" else 130)
    panel = ControlPanel()
    panel.execute("load m.mark1")
    panel.execute("expect presentations >= 26")
