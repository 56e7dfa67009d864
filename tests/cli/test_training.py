"""What is told of training: the figures, the report, the verdict, and Ctrl-C."""

import errno
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mark1.cli import training
from mark1.panel.control_panel import ControlPanel
from mark1.training.evaluation import judge
from mark1.training.training_run import Course

Run = Callable[..., Any]


@pytest.fixture
def taught() -> tuple[ControlPanel, Course]:
    """A small machine after three passes over two faces, a quarter kept for testing."""
    panel = ControlPanel()
    panel.execute("machine a-units 100 seed 2")
    panel.execute("train letters:all passes 3 test-split 0.25")
    assert panel.course is not None
    return panel, panel.course


@pytest.fixture
def interrupted_after_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is pressed in the second pass."""
    learn, seen = "mark1.machine.mark1.MarkI.learn", []
    from mark1.machine.mark1 import MarkI

    whole = MarkI.learn

    def pressed(machine: MarkI, *given: Any) -> Any:
        seen.append(machine)
        if len(seen) == 2:
            signal.raise_signal(signal.SIGINT)
        return whole(machine, *given)

    monkeypatch.setattr(learn, pressed)


def test_the_figures_are_those_of_the_machine(taught: tuple[ControlPanel, Course]) -> None:
    panel, course = taught
    told = training.summary(panel, course)
    assert (told["data"], told["stimuli"], told["passes"]) == ("letters:all", 39, 3)
    assert told["presentations"] == panel.machine.presentations == 117
    assert told["corrections"] == panel.machine.corrections == sum(course.corrections)
    assert told["machine_time_s"] == panel.machine.machine_time_s
    assert told["train_accuracy"] == judge(panel.backend, course.stimuli).accuracy
    assert told["test_accuracy"] == course.test_accuracy


def test_the_record_fits_together(taught: tuple[ControlPanel, Course]) -> None:
    record = training.record(*taught)
    assert record.light.shape == (39, 20, 20) and len(record.labels) == len(record.corrections_of) == 39
    assert sum(record.corrections_of) == sum(record.corrections_per_pass)
    assert record.looks_for.shape == (8, 20, 20)


def test_the_report_has_the_figures(taught: tuple[ControlPanel, Course], capsys: pytest.CaptureFixture[str]) -> None:
    panel, course = taught
    training.print_report(panel, course, "told", Path("m.mark1"))
    out = capsys.readouterr().out
    for part in ("told", "39 pictures, 26 classes", f"{course.test_accuracy:.1%} right", "m.mark1", "100 A-units"):
        assert part in out


def test_the_verdict_names_what_was_taken_for_what(mark1: Run, lettered: Path) -> None:
    out = mark1("evaluate", lettered, "letters:roman").out.splitlines()
    right = int(out[0].split()[1])
    assert out[0].endswith(f"{right} of 26 right, {right / 26:.1%}")
    assert len(out) == 1 + min(12, 26 - right)
    assert all(" taken for " in line and line.endswith(": 1 of 1") for line in out[1:])


@pytest.mark.usefixtures("interrupted_after_two")
def test_an_interrupted_train_keeps_saves_and_says_so(mark1: Run, place: Path) -> None:
    ended = mark1("train", "letters", "--save", "m.mark1", "--json")
    assert ended.code == 130
    assert ended.err == "mark1: stopped on request after 2 passes; what was learned is kept in m.mark1\n"
    assert '"interrupted": true' in ended.out and '"passes": 2' in ended.out
    assert mark1("inspect", "m.mark1", "--json").value["presentations"] == 52


@pytest.mark.usefixtures("interrupted_after_two")
def test_an_interrupted_demo_still_shows_what_it_has(mark1: Run, place: Path) -> None:
    ended = mark1("demo", "--json")
    assert ended.code == 130 and '"passes": 2' in ended.out
    assert ended.err.startswith("mark1: stopped on request after 2 passes") and ended.err.count("\n") == 1


@pytest.mark.usefixtures("interrupted_after_two")
def test_an_interrupted_script_ends_there(mark1: Run, place: Path) -> None:
    (place / "s").write_text("train letters\nsave m.mark1\n")
    ended = mark1("run", "s", "--json")
    assert ended.code == 130
    assert "the rest of s was not done" in ended.err and ended.err.count("\n") == 1
    assert not (place / "m.mark1").exists()


def test_an_interrupt_at_any_other_time_is_one_line(mark1: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(*given: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mark1.panel.control_panel.ControlPanel.stimuli", pressed)
    ended = mark1("train", "letters", "--json")
    assert (ended.code, ended.out) == (130, "")
    assert ended.err == "mark1: interrupted: the work under way was given up\n"


@pytest.mark.usefixtures("interrupted_after_two")
def test_what_an_interrupted_train_learned_is_kept_even_if_nobody_asked(
    mark1: Run, place: Path, state_folder: Path
) -> None:
    ended = mark1("train", "letters", "--json")
    kept = state_folder / "interrupted.mark1"
    assert ended.err == f"mark1: stopped on request after 2 passes; what was learned is kept in {kept}\n"
    assert mark1("inspect", kept, "--json").value["presentations"] == 52


@pytest.mark.usefixtures("interrupted_after_two")
def test_where_nothing_can_be_kept_that_is_said(
    mark1: Run, place: Path, monkeypatch: pytest.MonkeyPatch, state_folder: Path
) -> None:
    (state_folder / "interrupted.mark1").mkdir(parents=True)
    ended = mark1("train", "letters", "--json")
    assert ended.code == 130 and "what was learned is lost: " in ended.err and ended.err.count("\n") == 1


@pytest.fixture
def full_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk without room for the first file; for the next there is."""
    from mark1 import storage

    sync, full = storage.os.fsync, [True]

    def fsync(handle: int) -> None:
        if full:
            full.clear()
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(handle)

    monkeypatch.setattr("mark1.storage.os.fsync", fsync)


@pytest.mark.usefixtures("full_once")
@pytest.mark.parametrize("by", ["train", "run"])
def test_on_a_full_disk_what_was_learned_is_kept_elsewhere(
    mark1: Run, place: Path, state_folder: Path, by: str
) -> None:
    (place / "script").write_text("train letters passes 2\nsave m.mark1\n")
    asked = {
        "train": ("train", "letters", "--passes", 2, "--save", "m.mark1", "--json"),
        "run": ("run", "script", "--json"),
    }
    ended, kept = mark1(*asked[by]), state_folder / "unsaved.mark1"
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "No space left on device" in ended.err and ended.err.endswith(f"what was learned is kept in {kept}\n")
    assert not (place / "m.mark1").exists()
    assert mark1("inspect", kept, "--json").value["presentations"] == 52


@pytest.mark.usefixtures("full_once")
def test_where_there_is_no_room_at_all_that_is_said(mark1: Run, place: Path, state_folder: Path) -> None:
    (state_folder / "unsaved.mark1").mkdir(parents=True)
    ended = mark1("train", "letters", "--passes", 1, "--save", "m.mark1", "--json")
    assert (ended.code, ended.err.count("\n")) == (1, 1) and "what was learned is lost: " in ended.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit for the size of a file")
def test_a_file_that_the_system_cuts_off(place: Path, state_folder: Path) -> None:
    """A real write fails, in a program of its own: no file may be larger than a journal needs, until it has failed."""
    program = (
        "import resource, sys; from mark1.cli import app, session\n"
        "kept, most = session.kept, resource.getrlimit(resource.RLIMIT_FSIZE)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (9000, most[1]))\n"
        "session.kept = lambda *given: (resource.setrlimit(resource.RLIMIT_FSIZE, most), kept(*given))[1]\n"
        "sys.exit(app.run(['train', 'letters', '--passes', '1', '--save', 'm.mark1'], debug=False))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 1 and "File too large" in ended.stderr, ended.stderr
    assert f"what was learned is kept in {state_folder / 'unsaved.mark1'}" in ended.stderr
    assert (state_folder / "unsaved.mark1").stat().st_size > 9000 and not (place / "m.mark1").exists()
