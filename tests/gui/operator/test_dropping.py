"""The lines for dropped files."""

import pytest

from mark1.gui.operator.dropping import lines_for
from mark1.panel.control_panel import ControlPanel


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("my machine.mark1", "load '{}'"),
        ("A.png", "present file {}"),
        ("A.JPG", "present file {}"),
        ("face.ttf", "course letters:{}"),
        ("digits.npz", "course {}"),
        ("train-images-idx3-ubyte.gz", "course {}"),
        ("gone", "present file {}"),
    ],
)
def test_a_file_is_opened_by_its_extension(name, line, tmp_path):
    path = str(tmp_path / name)
    assert lines_for(path) == [line.format(path)]


def test_a_dropped_folder_becomes_the_training_set(tmp_path):
    assert lines_for(str(tmp_path)) == [f"course {tmp_path}"]


def test_csv_files_are_wires_or_a_training_set(tmp_path):
    wires, table = tmp_path / "wires.csv", tmp_path / "table.csv"
    wires.write_text("s,a,sign\n1,2,+\n")
    table.write_text("label,p0\nA,1\n")
    assert lines_for(str(wires)) == [f"wire {wires}"]
    assert lines_for(str(table)) == [f"course {table}"]


def test_a_dropped_script_or_journal_is_run(tmp_path):
    script = tmp_path / "demo.txt"
    script.write_text("# hello\ntheta 3\n\npresent letter A  # look\n")
    assert lines_for(str(script)) == ["theta 3", "present letter A  # look"]
    journal = tmp_path / "j.mark1-journal"
    panel = ControlPanel()
    journal.write_text("\n".join([*panel.journal.lines, "theta 5", ""]))
    assert lines_for(str(journal)) == ["theta 5"]
    journal.write_text("theta 5\n")
    told, line = lines_for(str(journal))
    assert told.startswith("# its beginning is missing") and line == "theta 5"


@pytest.mark.parametrize("raw", [b"dear diary\n", b"\xff\xfe\x00", b"", b"theta 'open\n"])
def test_an_unknown_file_is_shown_to_the_camera_which_reports_it(raw, tmp_path):
    path = tmp_path / "thing"
    path.write_bytes(raw)
    assert lines_for(str(path)) in ([f"present file {path}"], ["theta 'open\n"], ["theta 'open"])
