"""Sets of pictures on the panel: a test set by name, held out, or the data's own; and how files are read."""

import shlex
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mark1.errors import BadPicturesError, CommandError, ConfigError, StimulusError
from mark1.panel.commands.data import anywhere, reaches_out
from mark1.panel.control_panel import ControlPanel

SMALL = "machine a-units 40 rows 8 cols 8 excitatory 4 inhibitory 3 seed 1"


def bars(place: Path, n: int, seed: int = 0, blank: int = 0) -> Path:
    """A folder of standing and lying bars, and blank pictures."""
    rng = np.random.default_rng(seed)
    for k in range(n + blank):
        page = np.full((16, 16), 255, np.uint8)
        at, length = rng.integers(2, 12), rng.integers(8, 13)
        if k < n:
            page[(slice(2, length), slice(at, at + 3))[:: 1 if k % 2 else -1]] = 0
        file = place / ("standing", "lying")[k % 2] / f"{k}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(page).save(file)
    return place


@pytest.fixture
def panel() -> ControlPanel:
    panel = ControlPanel()
    panel.execute(SMALL)
    return panel


def run(panel: ControlPanel, *words: object):
    return panel.execute(shlex.join(map(str, words)))


def test_a_test_set_by_name(panel: ControlPanel, tmp_path: Path) -> None:
    train, test = bars(tmp_path / "train-bars", 20), bars(tmp_path / "more", 8, seed=1)
    run(panel, "train", train, "epochs", 2, "test", test)
    course = panel.training_run
    assert course is not None and course.test is not None
    assert (len(course.stimuli), len(course.test)) == (20, 8)
    assert course.test_accuracy == run(panel, "evaluate", test).data["evaluation"].accuracy
    assert f"test {test}" in panel.journal.lines[-2]


def test_the_data_bring_their_own_test_set(panel: ControlPanel, tmp_path: Path) -> None:
    bars(tmp_path / "root/train", 20)
    bars(tmp_path / "root/test", 6, seed=1)
    run(panel, "train", tmp_path / "root", "epochs", 1)
    assert panel.training_run is not None and panel.training_run.test is not None and len(panel.training_run.test) == 6
    assert run(panel, "evaluate", tmp_path / "root").data["evaluation"].confusion.sum() == 6
    run(panel, "train", tmp_path / "root", "epochs", 1, "test-split", 0.25)
    assert (len(panel.training_run.stimuli), len(panel.training_run.test)) == (15, 5)


def test_what_does_not_go_together_changes_nothing(panel: ControlPanel, tmp_path: Path) -> None:
    train = bars(tmp_path / "bars", 10)
    before = panel.machine.potentiometers.wiper.copy()
    with pytest.raises(CommandError, match="give one of the two"):
        run(panel, "train", train, "test", train, "test-split", 0.2)
    with pytest.raises(ConfigError, match="A"):
        run(panel, "train", train, "test", "letters")
    with pytest.raises(StimulusError, match="bad: expected one of skip, fail"):
        run(panel, "train", train, "bad", "ignore")
    assert (panel.machine.potentiometers.wiper == before).all() and panel.training_run is None


def test_bad_pictures_are_said_and_the_line_replays(panel: ControlPanel, tmp_path: Path) -> None:
    train = bars(tmp_path / "bars", 20, blank=2)
    with pytest.raises(BadPicturesError, match="2 of 22 pictures cannot be used, --bad skip leaves them out"):
        run(panel, "train", train, "bad", "fail")
    assert "2 bad pictures left out" in run(panel, "train", train, "epochs", 1, "bad", "skip").text
    assert panel.journal.lines[-1].endswith("epochs 1 bad skip")
    again = ControlPanel()
    for line in (SMALL, panel.journal.lines[-1]):
        again.execute(line)
    assert (again.machine.potentiometers.wiper == panel.machine.potentiometers.wiper).all()


def test_the_same_picture_with_two_labels_is_said(panel: ControlPanel, tmp_path: Path) -> None:
    place = bars(tmp_path / "bars", 6)
    (place / "lying" / "twin.png").write_bytes((place / "standing" / "0.png").read_bytes())
    text = run(panel, "train", place, "epochs", 1).text
    assert "a picture has two labels or more" in text and "lying/twin.png (lying)" in text


def test_a_split_that_cannot_be_stratified_is_said(panel: ControlPanel) -> None:
    text = panel.execute("train letters epochs 1 test-split 0.2").text
    assert "the split is not stratified: 5 classes with a single picture cannot be in both parts: " in text
    assert "stratified" not in panel.execute("train letters:all epochs 1 test-split 0.2").text


def test_only_some_letters(panel: ControlPanel) -> None:
    panel.execute("train letters epochs 1 only A-D")
    assert panel.training_run is not None and panel.training_run.stimuli.labels == list("ABCD")


@pytest.mark.parametrize(
    ("line", "reaches"),
    [
        ("letters", False), ("letters:roman epochs 3", False), ("album", False), ("my/folder", True),
        ("letters:x.ttf", True), ("letters test digits", False), ("letters epochs 3 test my.csv", True), ("", False),
    ],
)  # fmt: skip
def test_which_lines_may_open_a_file(line: str, reaches: bool) -> None:
    assert reaches_out(line.split()) is reaches


def test_places_are_whole_paths_in_the_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert anywhere("letters:roman") == "letters:roman"
    assert anywhere("bars") == str(tmp_path / "bars")
    assert anywhere("letters:x.ttc#1") == f"letters:{tmp_path}/x.ttc#1"
