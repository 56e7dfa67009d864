"""The journal: a session replayed from its own text ends with the same bits."""

import copy
import io
import os
import pickle
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mark1 import __version__, storage
from mark1.errors import Mark1Error
from mark1.machine.config import MachineConfig
from mark1.panel import journal
from mark1.panel.control_panel import ControlPanel
from mark1.panel.journal import Journal, replayable, session_path, state_folder
from mark1.panel.quoting import lines_of

NOISY = "machine a-units 64 r-units 5 retina.noise 0.1 potentiometers.noise_v 0.05 potentiometers.decay_per_s 0.0001"
Bits = Callable[[ControlPanel], tuple[Any, ...]]


def replayed(text: str) -> ControlPanel:
    """A new panel after all the lines of a journal."""
    panel = ControlPanel()
    for _, line in lines_of(text):
        panel.execute(line)
    return panel


def test_a_whole_session_replays_to_the_same_bits(
    picture: Path, folder: Path, tmp_path: Path, bits: Bits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "session.mark1-journal"
    panel = ControlPanel(journal=Journal(path))
    for line in (
        NOISY,
        "present letter A",
        "teach A",
        "why 3",
        "train letters epochs 2 test-split 0.2",
        "evaluate letters:roman",
        "damage a 10%",
        "damage wires 7",
        "undo",
        "theta 1.5",
        "wires wires.csv",
        "damage wires 30%",
        "wire wires.csv",
        f"present file {shlex.quote(picture.name)}",
        "teach I",
        "train letters epochs 3",
        "undo",
        "save here.mark1",
        "reset",
        f"train {folder.name} epochs 3",
        "evaluate pictures",
        "load here.mark1",
        "wait 10",
        "present letter Z",
    ):
        panel.execute(line)
    for wrong in ("teach 77", "train nowhere", "theta nan", "no such command", "plug 0 0 x"):
        with pytest.raises(Mark1Error):
            panel.execute(wrong)
    monkeypatch.chdir("/")
    assert bits(replayed(storage.read_text(path))) == bits(panel)


def test_the_history_in_a_saved_file_replays_too(bits: Bits, tmp_path: Path) -> None:
    panel = ControlPanel()
    for line in ("theta 3", NOISY, "damage a 5", "undo", "present letter A", "teach A", "undo", "theta 2",
                 "machine a-units 99", "undo", "train letters epochs 2", "why 3"):  # fmt: skip
        panel.execute(line)
    panel.execute(f"save {tmp_path / 'm.mark1'}")
    meta, _ = storage.load(tmp_path / "m.mark1")
    assert "undo" not in meta["history"]
    assert bits(replayed("\n".join(meta["history"]))) == bits(panel)


def test_an_interrupted_training_replays_as_far_as_it_went(bits: Bits, interrupt_at: Callable[..., Any]) -> None:
    panel = ControlPanel(on_progress=interrupt_at("epochs", 3))
    panel.execute(NOISY)
    panel.execute("train letters epochs 50")
    assert panel.training_run is not None and panel.training_run.interrupted
    assert panel.journal.lines[-1] == "train letters epochs 4"
    assert bits(replayed("\n".join(panel.journal.lines))) == bits(panel)


@pytest.mark.parametrize(
    "name", ["two\nlines.png", "-dash.png", "#hash.png", "it's.png", "sep\u2028.png", "b\udcffd.png"]
)
def test_awkward_file_names_replay(name: str, picture: Path, tmp_path: Path, bits: Bits) -> None:
    path = tmp_path / "session.mark1-journal"
    panel = ControlPanel(journal=Journal(path))
    (tmp_path / name).write_bytes(picture.read_bytes())
    for line in ("classes A B", f"present file {shlex.quote(str(tmp_path / name))}", "teach B"):
        panel.execute(line)
    panel.execute(f"wires {shlex.quote(str(tmp_path / name) + '.csv')}")
    assert bits(replayed(storage.read_text(path))) == bits(panel)


def test_questions_are_kept_as_comments(panel: ControlPanel) -> None:
    panel.execute("why 3")
    assert panel.journal.lines[-1] == "# why 3"
    assert panel.journal.lines[0].startswith("# mark1 ")


def test_each_line_is_on_the_disk_before_the_next(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "session.mark1-journal"
    panel = ControlPanel(journal=Journal(path))
    for line in ("theta 3", "theta 4"):
        panel.execute(line)
        assert path.read_text().splitlines()[-1] == line


def test_where_no_journal_can_be_kept_the_session_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    kept = Journal(tmp_path / "file" / "session.mark1-journal")
    assert "no journal is kept" in kept.trouble and "session.mark1-journal" in kept.trouble
    panel = ControlPanel(journal=kept)
    panel.execute("theta 3")
    assert panel.journal.lines[-1] == "theta 3"


def test_old_journals_make_room(state_folder: Path) -> None:
    folder = state_folder / "journals"
    folder.mkdir()
    for number in range(journal.KEPT + 5):
        (folder / f"2026{number:04}.mark1-journal").touch()
    (folder / "notes.txt").touch()
    Journal(session_path("20270101-000000"))
    kept = sorted(path.name for path in folder.glob("*.mark1-journal"))
    assert len(kept) == journal.KEPT
    assert kept[0] == "20260006.mark1-journal" and kept[-1].startswith("20270101")
    assert (folder / "notes.txt").exists()


def test_a_journal_that_a_session_writes_is_not_tidied_away_nor_written_over(state_folder: Path) -> None:
    ours = Journal(session_path("20200101-000000"))
    assert ours.path is not None
    for number in range(journal.KEPT + 5):
        ours.record(f"theta {number}", replays=True)
        Journal(session_path(f"2026{number:04}-000000"))
    other = Journal(ours.path)
    assert f"in use by process {os.getpid()} on " in other.trouble
    other.record("theta 99", replays=True)
    assert ours.path.read_text().splitlines() == ours.lines and "theta 0" in ours.lines and not ours.trouble
    assert len(list(ours.path.parent.glob("*.mark1-journal"))) == journal.KEPT + 1
    path = ours.path
    del ours
    assert [one.name for one in path.parent.glob(".*.lock")] == []
    Journal(session_path("20270101-000000"))
    assert not path.exists()


def test_what_a_full_disk_did_not_take_is_written_later_and_until_then_the_file_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, told = tmp_path / "session.mark1-journal", []
    kept = Journal(path)
    kept.on_trouble = told.append
    kept.record("theta 1", replays=True)

    class Full(io.FileIO):
        def write(self, data: Any) -> int:  # half of it, then no room
            super().write(bytes(data)[: len(data) // 2])
            raise OSError(28, "No space left on device")

    def opened(place: Path, mode: str) -> Any:
        return Full(place, mode) if mode[0] in "aw" else open(place, mode)

    with monkeypatch.context() as patch:
        patch.setattr(journal, "open", opened, raising=False)
        for number in (20, 30):
            kept.record(f"theta {number}", replays=True)
    assert told == [f"no journal is kept: {path}: No space left on device"] and kept.trouble
    text, doubts = replayable(path.read_text())
    assert text.splitlines()[1:] == ["theta 1"]
    assert doubts == ["its last lines could not be written then, so the session went further than this"]
    kept.record("theta 4", replays=True)
    assert path.read_text().splitlines() == kept.lines and not kept.trouble
    assert replayable(path.read_text()) == (path.read_text(), [])


def test_a_journal_that_was_removed_or_cut_is_written_anew_but_not_over_another_file(tmp_path: Path) -> None:
    path = tmp_path / "session.mark1-journal"
    kept = Journal(path)
    kept.record("theta 1", replays=True)
    path.unlink()
    kept.record("theta 2", replays=True)
    assert path.read_text().splitlines() == kept.lines
    path.write_text(path.read_text()[:-3])
    kept.record("theta 3", replays=True)
    assert path.read_text().splitlines() == kept.lines
    path.write_text("a diary")
    kept.record("theta 4", replays=True)
    assert path.read_text() == "a diary" and "another file is there now" in kept.trouble


def test_a_copy_of_a_panel_does_not_write_into_its_journal(tmp_path: Path) -> None:
    path = tmp_path / "session.mark1-journal"
    kept = Journal(path)
    for copied in (copy.deepcopy(kept), pickle.loads(pickle.dumps(kept))):
        copied.record("theta 9", replays=True)
        assert copied.lines[-1] == "theta 9"
    kept.record("theta 1", replays=True)
    assert path.read_text().splitlines() == kept.lines == [kept.lines[0], "theta 1"]


HEADER = Journal().lines[0]


@pytest.mark.parametrize(
    "text, name, doubt",
    [
        (f"{HEADER}\ntheta 3\n", "a.mark1-journal", ""),
        ("theta 3", "script.txt", ""),
        ("theta 3\n", "a.mark1-journal", "its beginning is missing"),
        ("", "a.mark1-journal", "its beginning is missing"),
        (f"{HEADER}\ntheta 3\ntheta 10", "", "it was not done: theta 10"),
        (HEADER.replace(journal.__version__, "999.0") + "\ntheta 3\n", "", "written by mark1 999.0"),
        (HEADER.replace(journal.__version__, "0.0.9") + "\ntheta 3\n", "", ""),
    ],
)
def test_a_journal_that_is_not_whole_says_so(text: str, name: str, doubt: str) -> None:
    replay, doubts = replayable(text, name)
    assert len(doubts) == bool(doubt) and all(doubt in one for one in doubts)
    assert "theta 10" not in replay
    assert replayed(replay).machine.association.theta == (3 if "theta 3" in text else 2)


@pytest.mark.parametrize(
    "system, setting, ends",
    [
        ("linux", {"MARK1_STATE": "/a"}, "/a"),
        ("linux", {"XDG_STATE_HOME": "/x"}, "/x/mark1"),
        ("linux", {"XDG_STATE_HOME": ""}, "/home/.local/state/mark1"),
        ("darwin", {}, "/home/Library/Application Support/mark1"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/mark1"),
        ("win32", {}, "/home/AppData/Local/mark1"),
    ],
)
def test_the_folder_for_state(system: str, setting: dict[str, str], ends: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MARK1_STATE", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "/home", "USERPROFILE": "/home", **setting}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(journal.sys, "platform", system)
    assert state_folder().as_posix() == ends


def test_a_file_that_is_no_journal_is_never_written_over(tmp_path: Path) -> None:
    precious, older, empty = tmp_path / "precious.mark1", tmp_path / "older", tmp_path / "empty"
    precious.write_bytes(b"PK\3\4 years of work")
    older.write_text("# mark1 0.0.9 journal: and so on\ntheta 2\n")
    empty.write_bytes(b"")
    journal = Journal(precious)
    journal.record("theta 3", replays=True)
    assert "is no journal" in journal.trouble
    assert precious.read_bytes() == b"PK\3\4 years of work"
    for path in (older, empty, tmp_path / "new"):
        journal = Journal(path)
        journal.record("theta 3", replays=True)
        assert journal.trouble == "" and path.read_text().endswith("theta 3\n") and "theta 2" not in path.read_text()


# ---- journals of mark1 0.1.0


def test_a_journal_that_names_no_draw_makes_machines_of_its_time() -> None:
    first = "# mark1 0.1.0 journal: mark1 run THIS-FILE does it all again"
    lines = ["machine seed 3", "present letter A", "amend machine seed 4", "# machine seed 5", "load 'a b.mark1'"]
    for end in ("\n", "\r\n"):
        text = end.join([first, *lines, ""])
        assert [line.rstrip("\r") for _, line in lines_of(replayable(text)[0])] == [
            "machine draw 1", "machine seed 3 draw 1", "present letter A", "amend machine seed 4 draw 1",
            "# machine seed 5", "load 'a b.mark1'", "",
        ]  # fmt: skip
    for today in (Journal().lines[0], "# a script", lines[0]):
        text = "\n".join([today, *lines, ""])
        assert replayable(text) == (text, [])


def test_the_first_line_of_a_journal_names_the_draw() -> None:
    assert Journal().lines == [f"# mark1 {__version__} journal: draw 2: mark1 run THIS-FILE does it all again"]


def test_a_session_replays_with_the_draw_it_had() -> None:
    then = ControlPanel(MachineConfig(draw=1))
    then.execute("machine seed 3 draw 1")
    old = "# mark1 0.1.0 journal: again\nmachine seed 3\n"
    for text, draw in ((old, 1), ("\n".join([*then.journal.lines, ""]), 1), ("machine seed 3", 2)):
        panel = replayed(replayable(text)[0])
        assert panel.machine.config.draw == draw
        same = panel.machine.patch_board.s_of_wire == then.machine.patch_board.s_of_wire
        assert same.all() == (draw == 1)


def test_sessions_of_one_second_have_a_journal_each() -> None:
    journals = [Journal(session_path("20270101-000000")) for _ in range(3)]
    for number, one in enumerate(journals):
        one.record(f"theta {number}", replays=True)
    assert len({one.path for one in journals}) == 3
    assert [one.trouble for one in journals] == [""] * 3
