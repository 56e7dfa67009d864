"""Bad pictures are left out and listed while they are few; all faults of a set come in one error."""

import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mark1.errors import BadPicturesError, PictureError, StimulusError
from mark1.stimuli.library import load
from mark1.stimuli.reading import Reading
from mark1.stimuli.reading_report import ALWAYS_ALLOWED, ReadingReport

RNG = np.random.default_rng(5)


def letters(place: Path, good: int, bad: int) -> Path:
    """A folder with two classes, the last ``bad`` files of the second of which are blank, empty, or no picture."""
    for k in range(good + bad):
        file = place / "AB"[k % 2 if k < good else 1] / f"{k:04}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(RNG.integers(0, 256, (8, 8)).astype(np.uint8)).save(file)
        if k >= good:
            kind = (k - good) % 3
            if kind == 0:
                Image.new("L", (8, 8), 255).save(file)
            else:
                file.write_bytes(b"" if kind == 1 else b"no picture at all")
    return place


def loaded(place: Path, eye, **how: object):
    return load(str(place), eye, rng=np.random.default_rng(0), reading=Reading(**how))  # type: ignore[arg-type]


def test_a_few_bad_files_are_left_out_and_listed(tmp_path: Path, eye) -> None:
    stimuli = loaded(letters(tmp_path, 10, 3), eye)
    assert len(stimuli) == 10
    assert stimuli.report is not None
    assert [bad.file for bad in stimuli.report.bad] == ["B/0010.png", "B/0011.png", "B/0012.png"]
    reasons = [bad.reason for bad in stimuli.report.bad]
    assert reasons[0].startswith("blank") and "empty" in reasons[1] and "but a text file" in reasons[2]
    assert "B/0010.png" not in stimuli.sources


@pytest.mark.parametrize(("good", "bad", "goes_on"), [(10, 3, True), (10, 4, False), (95, 5, True), (94, 6, False)])
def test_up_to_five_percent_and_always_three(tmp_path: Path, eye, good: int, bad: int, goes_on: bool) -> None:
    place = letters(tmp_path, good, bad)
    if goes_on:
        assert len(loaded(place, eye)) == good
        return
    with pytest.raises(BadPicturesError, match=f"{bad} of {good + bad} pictures cannot be used") as caught:
        loaded(place, eye)
    assert [file for file, _ in caught.value.bad] == [f"B/{k:04}.png" for k in range(good, good + bad)]


def test_all_faults_come_in_one_run(tmp_path: Path, eye) -> None:
    with pytest.raises(BadPicturesError, match=r"3 of 13 .*the first: B/0010") as caught:
        loaded(letters(tmp_path, 10, 3), eye, bad="fail")
    error = caught.value
    assert isinstance(error, PictureError) and isinstance(error, StimulusError)
    assert len(error.bad) == 3 and "--bad skip" in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_bad_is_an_argument_of_its_own_too(tmp_path: Path, eye) -> None:
    with pytest.raises(BadPicturesError):
        load(str(letters(tmp_path, 10, 1)), eye, rng=np.random.default_rng(0), bad="fail")


def test_blank_and_unfinite_pictures_of_an_array(tmp_path: Path, eye) -> None:
    x = RNG.random((100, 4, 4))
    x[8], x[20, 1, 2], x[99] = 0.5, np.nan, 0.25
    np.savez(tmp_path / "x.npz", x=x, y=np.arange(100) % 5)
    stimuli = loaded(tmp_path / "x.npz", eye)
    assert stimuli.report is not None
    assert {bad.file for bad in stimuli.report.bad} == {f"picture {i} (from 0)" for i in (8, 20, 99)}
    good = np.setdiff1d(np.arange(100), [8, 20, 99])
    assert stimuli.labels == [str(i % 5) for i in good]
    np.testing.assert_allclose(stimuli.light, x[good], atol=1e-6)
    assert stimuli.sources[8] == "picture 9 (from 0)"


def test_bad_lines_of_a_table(tmp_path: Path, eye) -> None:
    lines = [",".join(map(str, [k % 2, *RNG.integers(0, 9, 16)])) for k in range(30)]
    lines[4], lines[9] = "1,2", lines[9].replace(",", ",x", 1)
    (tmp_path / "t.csv").write_text("\n".join(lines))
    report = loaded(tmp_path / "t.csv", eye).report
    assert report is not None
    assert [bad.file for bad in report.bad] == ["line 5", "line 10 column 2"]


def test_nothing_left_is_an_error_that_says_why(tmp_path: Path, eye) -> None:
    with pytest.raises(BadPicturesError, match="not one of 2 pictures can be used; .*: A/0.png: blank"):
        for name in "AB":
            (tmp_path / name).mkdir()
            Image.new("L", (8, 8), 9).save(tmp_path / name / "0.png")
        loaded(tmp_path, eye)


def test_files_passed_over_are_counted_by_reason(tmp_path: Path, eye) -> None:
    place = letters(tmp_path, 4, 0)
    for name in ("a.svg", "b.svg", "notes.md", "Thumbs.db", ".hidden"):
        (place / "A" / name).write_bytes(b"<svg/>")
    report = loaded(place, eye).report
    assert report is not None
    assert report.passed_over == {"SVG drawings (export them as PNG)": 2, ".md files": 1}


def test_the_facts_are_json_and_the_lines_are_short() -> None:
    report = ReadingReport()
    for k in range(40):
        report.skip(f"picture {k}", f"'picture {k}' is blank")
    report.assume("the labels are in the last column", "--label-column")
    assert json.loads(json.dumps(report.facts()))["bad"][39] == {"file": "picture 39", "reason": "is blank"}
    assert report.lines(960)["left out"][0].startswith("40 of 1,000 pictures: picture 0: is blank")
    assert "and 35 more" in report.lines(960)["left out"][0]
    assert ALWAYS_ALLOWED == 3


@pytest.mark.parametrize(
    "how", [{"bad": "ignore"}, {"frame": -1}, {"frame": True}, {"transpose": "yes"}, {"part": "x"}]
)
def test_a_reading_that_cannot_be_is_refused(how: dict[str, object]) -> None:
    with pytest.raises(StimulusError, match=f"{next(iter(how))}: expected"):
        Reading(**how)  # type: ignore[arg-type]
