"""Tables of pixels: CSV files as people write them, and what is wrong with the others."""

from pathlib import Path

import numpy as np
import pytest

from mark1.errors import StimulusError, StorageError
from mark1.stimuli.reading import Reading
from mark1.stimuli.tables import load_csv

ROWS = [[200, 255, 7, 9], [255, 0, 101, 202], [3, 104, 0, 255]]
LABELS = ["7", "0", "7"]


def table(path: Path, *lines: str, end: str = "\n") -> Path:
    """A text file of the lines."""
    path.write_bytes(end.join((*lines, "")).encode())
    return path


def joined(*cells: object, separator: str = ",") -> str:
    """One line of a table."""
    return separator.join(map(str, cells))


WITH_LABELS_FIRST = [joined(label, *row) for label, row in zip(LABELS, ROWS, strict=True)]


def check(path: Path, eye) -> None:
    """The file holds ``ROWS`` and ``LABELS``."""
    stimuli = load_csv(path, eye)
    assert stimuli.labels == LABELS
    expected = np.array(ROWS, np.uint8).reshape(3, 2, 2)
    np.testing.assert_array_equal(stimuli.light, eye.project_all(expected))
    assert eye.asked[0] == ("whole", "auto", "uint8", 3)


@pytest.mark.parametrize(
    "header",
    [None, "label,p0,p1,p2,p3", "y,a,b,c,d", "0,1,2,3,4", "label,0,1,2,3", "label,1,2,3,4", "digit,1x1,1x2,2x1,2x2"],
)
def test_labels_stand_first_with_any_header_or_none(tmp_path: Path, eye, header: str | None) -> None:
    check(table(tmp_path / "t.csv", *([header] if header else []), *WITH_LABELS_FIRST), eye)


@pytest.mark.parametrize("name", ["label", "Class", "TARGET", " y "])
def test_the_header_names_the_labels_anywhere(tmp_path: Path, eye, name: str) -> None:
    lines = [joined(*row[:2], label, *row[2:]) for label, row in zip(LABELS, ROWS, strict=True)]
    check(table(tmp_path / "t.csv", f"p0,p1,{name},p2,p3", *lines), eye)


def test_words_in_the_last_column_are_the_labels(tmp_path: Path, eye) -> None:
    stimuli = load_csv(table(tmp_path / "t.csv", "0,1,1,0,cat", "1,0,0,1,dog"), eye)
    assert stimuli.labels == ["cat", "dog"]
    stimuli = load_csv(table(tmp_path / "t.csv", "cat,0,1,1,0", "dog,1,0,0,1"), eye)
    assert stimuli.labels == ["cat", "dog"]


@pytest.mark.parametrize("separator", [",", ";", "\t", ", "])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separators_and_line_ends(tmp_path: Path, eye, separator: str, end: str) -> None:
    lines = [joined(label, *row, separator=separator) for label, row in zip(LABELS, ROWS, strict=True)]
    check(table(tmp_path / "t.csv", *lines, "", end=end), eye)


def test_quotes_a_byte_order_mark_and_points(tmp_path: Path, eye) -> None:
    lines = [
        joined(f'"{label}.0"', *(f'"{value}.0"' for value in row)) for label, row in zip(LABELS, ROWS, strict=True)
    ]
    check(table(tmp_path / "t.csv", "\ufefflabel,a,b,c,d", *lines), eye)


@pytest.mark.parametrize(("largest", "full"), [(1, 1), (0.5, 1), (16, 16), (12.5, 16), (255, 255), (254.5, 255)])
def test_the_largest_value_tells_the_scale(tmp_path: Path, eye, largest: float, full: float) -> None:
    light = load_csv(table(tmp_path / "t.csv", f"a,0,{largest},0,0", "b,1,0,0,0"), eye).light
    assert light.max() == pytest.approx(max(largest, 1) / full)


def test_a_picture_may_have_the_shape_of_the_retina(tmp_path: Path, wide_eye) -> None:
    assert load_csv(table(tmp_path / "t.csv", joined("a", *range(9, -1, -1))), wide_eye).light.shape == (1, 2, 5)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "no pictures"),
        (["label,a,b,c,d"], "no pictures"),
        (["", "  ", ",,"], "no pictures"),
        (["1,0,1,1,0", "2,1,0,0"], "line 2: has 4 cells, the first has 5"),
        (["1,0,1,1,0", "", "2,1,0,0,1,1"], "line 3: has 6 cells"),
        (["1,0,1,1,0", "2,1,x,0,1"], "line 2 column 3: expected a finite number, got 'x'"),
        (["1,0,1,1,0", "2,1,0,,1"], "line 2 column 4: .* got an empty cell"),
        (["1,0,1,1,0", "2,nan,0,1,1"], "line 2 column 2: expected a finite number, got 'nan'"),
        (["1,0,1,1,0", "2,1,0,1,inf"], "line 2 column 5: expected a finite number, got 'inf'"),
        (["a,b,label,c,d", "1,0,3,1,?"], "line 2 column 5: expected a finite number, got '\\?'"),
        (["a,b,label,c,d", "?,0,3,1,0"], "line 2 column 1: expected a finite number, got '\\?'"),
        (["1,0,1,1,0", ",1,0,1,1"], "line 2 column 1: '' is no label"),
        (["0.5,0,1,1,0"], "line 1 column 1: '0.5' is no label"),
        (["1e999,0,1,1,0"], "is no label"),
        (["nan,0,1,1,0"], "is no label"),
        (["1,0,1,1"], "expected a square number of pixels .* 16 = 4 x 4 of the retina, got 3"),
        (["1", "2"], "pixels per picture.*, got 0"),
        (["1,0,1,1,256"], "pixel values from 0 to 1, 16 or 255, got 256"),
        (["1,0,1,1,1e300"], "line 1 column 5: expected a finite number, got '1e300'"),
        (["inf,inf,inf,inf,inf", "1,2,3,4,5"], "is no label"),
        (["1,0,1,1,-0.5"], "pixel values from 0 up, got -0.5"),
        (['1,"0,1,1,1', "2,0,1,1,1"], "not a CSV file"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(tmp_path: Path, eye, lines: list[str], words: str) -> None:
    with pytest.raises(StimulusError, match=words) as caught:
        load_csv(table(tmp_path / "bad.csv", *lines), eye, reading=Reading(bad="fail"))
    assert "bad.csv" in str(caught.value)


def test_what_is_no_text_is_refused(tmp_path: Path, eye) -> None:
    for content in (b"\xff\xfe\x00\x01,1\n", b"1," + b"9" * 200_000 + b"\n", b"1,2\0,3\n"):
        (tmp_path / "bad.csv").write_bytes(content)
        with pytest.raises(StimulusError, match=r"bad\.csv"):
            load_csv(tmp_path / "bad.csv", eye)
    with pytest.raises(StorageError, match="absent"):
        load_csv(tmp_path / "absent.csv", eye)


def test_whole_numbers_are_kept_as_bytes_and_blocks_join(tmp_path: Path, eye) -> None:
    rows = np.random.default_rng(0).integers(0, 256, (1100, 16))
    path = table(tmp_path / "long.csv", *(joined("a", *row) for row in rows))
    stimuli = load_csv(path, eye)
    assert [asked[2:] for asked in eye.asked] == [("uint8", 1024), ("uint8", 76)]
    np.testing.assert_array_equal(stimuli.light.reshape(1100, 16), rows.astype(np.float32) / np.float32(255))
