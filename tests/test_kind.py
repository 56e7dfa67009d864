"""What a command writes over: files of its own kind, in their own folder, and no others."""

import os
from pathlib import Path

import pytest

from mark1 import kind, storage
from mark1.errors import CommandError, Mark1Error, StorageError
from mark1.panel.control_panel import ControlPanel
from mark1.panel.journal import Journal


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def test_a_line_writes_its_own_kind_of_ending_and_adds_it(panel: ControlPanel, here: Path) -> None:
    names = {"save a": "a.mark1", "wires b": "b.csv", "save C.MARK1": "C.MARK1", "save again": "again.mark1"}
    for line, name in names.items():
        assert name in panel.execute(line).text
        assert (here / name).stat().st_size
    for line in ("save thesis.tex", "wires x.mark1", "save v1.2", "wires authorized_keys.pub"):
        with pytest.raises(CommandError, match="expected a name that ends in"):
            panel.execute(line)
    assert sorted(os.listdir(here)) == ["C.MARK1", "a.mark1", "again.mark1", "b.csv"]


def test_no_file_of_another_kind_is_replaced_whatever_it_is_called(panel: ControlPanel, here: Path) -> None:
    text = "a diary"
    for line in ("save a.mark1", "save a.mark1 again", "save a", "wires a.csv", "wires a.csv again"):
        name = here / ("a.csv" if "wires" in line else "a.mark1")
        name.write_text(text)
        with pytest.raises(StorageError, match="there already, and not"):
            panel.execute(line)
        assert name.read_text() == text
    (here / "a.mark1").write_bytes(b"")
    panel.execute("save a.mark1")


def test_a_file_of_another_session_is_replaced_when_asked_again(panel: ControlPanel, here: Path) -> None:
    for line in ("save 'my machine.mark1'", "wires w.csv"):
        panel.execute(line)
        panel.execute(line)  # its own
        before = {path.name: path.read_bytes() for path in here.iterdir()}
        other = ControlPanel()
        with pytest.raises(CommandError, match="already exists; to replace it") as told:
            other.execute(line)
        assert {path.name: path.read_bytes() for path in here.iterdir()} == before
        other.execute(str(told.value).split("to replace it: ")[1])
        other.execute(line)
    (here / "l.mark1").write_bytes((here / "my machine.mark1").read_bytes())
    for line in ("load l.mark1", "theta 3", "save l.mark1"):
        other.execute(line)


def test_no_link_out_of_the_folder_is_followed(panel: ControlPanel, here: Path) -> None:
    outside = here.parent / "machine.mark1"
    panel.save(str(outside))
    before = outside.read_bytes()
    (here / "link.mark1").symlink_to(outside)
    (here / "new.csv").symlink_to(here.parent / "new.csv")
    (here / "keys").symlink_to(here.parent / "keys")
    (here.parent / "keys").touch()
    for line in ("save link.mark1", "save link.mark1 again", "wires new.csv"):
        with pytest.raises(StorageError, match="outside its folder"):
            panel.execute(line)
    assert "outside its folder" in Journal(here / "keys").trouble
    assert outside.read_bytes() == before and not (here.parent / "keys").stat().st_size
    assert not (here.parent / "new.csv").exists()
    panel.execute("save here.mark1")
    (here / "inside.mark1").symlink_to(here / "here.mark1")
    panel.execute("save inside.mark1")


def test_every_kind_knows_what_is_written_as_it(panel: ControlPanel, here: Path) -> None:
    """Each file can be written twice, and not over one of any other kind."""
    png, gif = b"\x89PNG\r\n\x1a\n.", b"GIF89a"
    contents = {".png": png, ".gif": gif, ".webp": b"RIFF\1\1\1\1WEBP", ".svg": b"<?xml ", ".parquet": b"PAR1",
                ".html": b"<!doctype html>", ".md": b"# Title", ".json": b"{}", ".cpp": b"// it", ".elf": b"\x7fELF",
                ".hex": b":10", ".csv": b"chart,line,style,x,seed,y\n"}  # fmt: skip
    for ending, content in contents.items():
        path = here / f"file{ending}"
        storage.write_bytes(path, content)
        storage.write_bytes(path, content)
        path.write_bytes(b"another thing")
        for write in (storage.require_writable, lambda path: storage.write_bytes(path, b"")):
            with pytest.raises(Mark1Error):
                write(path)
        assert path.read_bytes() == b"another thing"
    storage.write_bytes("table.csv", b"a,seed,program\n1,2,mark1\n", kind.TABLE)
    storage.write_bytes("table.csv", b"a,seed,program\n1,2,mark1\n", kind.TABLE)
    for other in (kind.WIRES, None):
        with pytest.raises(StorageError, match="there already"):
            storage.write_bytes("table.csv", b"s,a,sign\n", other)


def test_a_replay_writes_no_file(panel: ControlPanel, here: Path) -> None:
    for line in ("save a.mark1", "theta 3", "save a.mark1", "wires w.csv"):
        panel.execute(line)
    assert [line for line in panel.journal.lines if "a.mark1" in line or "w.csv" in line] == [
        "# save a.mark1", "# save a.mark1", "# wires w.csv"]  # fmt: skip


def test_training_replaces_a_machine_and_nothing_else(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from mark1.cli import invocation

    train = ["train", "left-right", "--passes", "1", "--a-units", "64", "--json", "--save"]
    for name in ("m.mark1", "m.mark1", "m"):
        assert invocation.run([*train, name], debug=False) == 0
    assert os.listdir(here) == ["m.mark1"]
    (here / "d.mark1").write_text("a diary")
    for name, code in (("thesis.tex", 2), ("d.mark1", 1), ("d.mark1/m.mark1", 1)):
        assert invocation.run([*train, name], debug=False) == code
        assert not capsys.readouterr().err.count("epoch")
    assert (here / "d.mark1").read_text() == "a diary"
