"""What was learned is kept: after Ctrl-C, and where there is no room."""

import errno
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.mark.usefixtures("interrupted_after_two")
def test_what_an_interrupted_train_learned_is_kept_even_if_nobody_asked(
    mark1: Run, place: Path, state_folder: Path
) -> None:
    ended = mark1("train", "letters", "--json")
    kept = state_folder / "interrupted.mark1"
    assert ended.err == f"mark1: stopped on request after 2 epochs; the machine is saved in {kept}\n"
    assert mark1("inspect", kept, "--json").value["presentations"] == 52


@pytest.mark.usefixtures("interrupted_after_two")
def test_where_nothing_can_be_kept_that_is_said(
    mark1: Run, place: Path, monkeypatch: pytest.MonkeyPatch, state_folder: Path
) -> None:
    (state_folder / "interrupted.mark1").mkdir(parents=True)
    ended = mark1("train", "letters", "--json")
    assert ended.code == 130 and "the machine is lost: " in ended.err and ended.err.count("\n") == 1


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
    (place / "script").write_text("train letters epochs 2\nsave m.mark1\n")
    asked = {
        "train": ("train", "letters", "--epochs", 2, "--save", "m.mark1", "--json"),
        "run": ("run", "script", "--json"),
    }
    ended, kept = mark1(*asked[by]), state_folder / "unsaved.mark1"
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "No space left on device" in ended.err and ended.err.endswith(f"the machine is saved in {kept}\n")
    assert not (place / "m.mark1").exists()
    assert mark1("inspect", kept, "--json").value["presentations"] == 52


@pytest.mark.usefixtures("full_once")
def test_where_there_is_no_room_at_all_that_is_said(mark1: Run, place: Path, state_folder: Path) -> None:
    (state_folder / "unsaved.mark1").mkdir(parents=True)
    ended = mark1("train", "letters", "--epochs", 1, "--save", "m.mark1", "--json")
    assert (ended.code, ended.err.count("\n")) == (1, 1) and "the machine is lost: " in ended.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit for the size of a file")
def test_a_file_that_the_system_cuts_off(place: Path, state_folder: Path) -> None:
    """A real write fails, in a program of its own: no file may be larger than a journal needs, until it has failed."""
    program = (
        "import resource, sys; from mark1.cli import invocation, session\n"
        "kept, most = session.kept, resource.getrlimit(resource.RLIMIT_FSIZE)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (9000, most[1]))\n"
        "session.kept = lambda *given: (resource.setrlimit(resource.RLIMIT_FSIZE, most), kept(*given))[1]\n"
        "sys.exit(invocation.run(['train', 'letters', '--epochs', '1', '--save', 'm.mark1'], debug=False))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 1 and "File too large" in ended.stderr, ended.stderr
    assert f"the machine is saved in {state_folder / 'unsaved.mark1'}" in ended.stderr
    assert (state_folder / "unsaved.mark1").stat().st_size > 9000 and not (place / "m.mark1").exists()
