"""Report: pictures of the promised size, the same bytes twice, what they show, and old files that survive a failure."""

import warnings
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from mark1.errors import StorageError
from mark1.figures import report
from mark1.figures.dial_panel import dials
from mark1.figures.learning_panel import ticks
from mark1.figures.page import Page
from mark1.figures.r_unit_panel import field
from mark1.figures.report import DRAWN, SIZES, TrainingRecord, write_pictures
from mark1.figures.retina_panel import plate
from mark1.paper import Box, best_grid, fitted, wrapped


def record(
    n: int = 6, rows: int = 20, cols: int = 20, n_r: int = 8, n_pots: int = 512, epochs: int = 5, **changed: Any
) -> TrainingRecord:
    """A run on random pictures, one class each unless ``labels`` says otherwise."""
    rng = np.random.default_rng(0)
    per_epoch = [40 // 2**i for i in range(epochs - 1)] + [0] * (epochs > 0)
    run: dict[str, Any] = {
        "name": "letters",
        "light": rng.random((n, rows, cols), np.float32),
        "labels": [chr(65 + i) for i in range(n)],
        "corrections_per_epoch": per_epoch,
        "wrong_per_epoch": [k // 2 for k in per_epoch],
        "corrections_of": rng.integers(0, 9, n),
        "looks_for": rng.normal(0, 3, (n_r, rows, cols)),
        "wiper_v": rng.uniform(-11, 11, n_pots),
        "stop_v": 11.0,
        "machine_time_s": 739.0,
        "seconds": 0.8,
        "seed": 0,
        "settings": "512 A-units, 8 R-units",
    }
    return TrainingRecord(**run | changed)


def drawn(draw: Callable[[Page], object], width: int = 200, height: int = 200) -> NDArray[np.int16]:
    """What ``draw`` puts on an empty page, (height, width, 3)."""
    page = Page(width, height)
    draw(page)
    with Image.open(BytesIO(page.png())) as picture:
        return np.asarray(picture.convert("RGB"), np.int16)


def inked(page: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Where a page is darker than its paper."""
    return np.asarray(page.sum(axis=-1) < 400)


@pytest.fixture(scope="module")
def drawn_once(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pictures of ``record()`` by name. Not to be written."""
    return {path.stem: path for path in write_pictures(record(), tmp_path_factory.mktemp("drawn") / "deep" / "folder")}


# --- files --------------------------------------------------------------------------------------------------------


def test_every_picture_opens_at_its_size_and_says_nothing_of_the_time(drawn_once: dict[str, Path]) -> None:
    assert list(drawn_once) == list(SIZES)
    for path in drawn_once.values():
        with Image.open(path) as picture:
            picture.load()
            assert (picture.format, picture.size) == ("PNG", SIZES[path.stem])
            assert set(picture.info) <= {"dpi"}
    assert set(drawn_once["poster"].parent.iterdir()) == set(drawn_once.values())


def test_the_same_record_gives_the_same_bytes(drawn_once: dict[str, Path], tmp_path: Path) -> None:
    report.draw_poster(record(), tmp_path / "again.png")
    assert (tmp_path / "again.png").read_bytes() == drawn_once["poster"].read_bytes()


def test_the_settings_of_matplotlib_are_neither_changed_nor_obeyed(drawn_once: dict[str, Path], tmp_path: Path) -> None:
    with matplotlib.rc_context({"text.usetex": True, "path.sketch": (3, 9, 1), "savefig.bbox": "tight"}):
        before = dict(matplotlib.rcParams)
        report.draw_hardest(record(), tmp_path / "odd.png")
        assert dict(matplotlib.rcParams) == before
    assert (tmp_path / "odd.png").read_bytes() == drawn_once["hardest"].read_bytes()


@pytest.mark.usefixtures("sheets")
@pytest.mark.parametrize("name", DRAWN)
def test_a_folder_that_is_not_there_is_a_storage_error(name: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"nowhere/x\.png: cannot be written"):
        DRAWN[name](record(), tmp_path / "nowhere" / "x.png")


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(StorageError, match="out: cannot create directory"):
        write_pictures(record(), tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.usefixtures("sheets")
def test_a_failure_keeps_the_old_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "poster.png"
    before = b"\x89PNG\r\n\x1a\nold"
    old.write_bytes(before)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageError, match=r"poster\.png: cannot be written \(No space left on device\)") as caught:
        report.draw_poster(record(), old)
    assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["poster.png"] and old.read_bytes() == before


# --- what they show -----------------------------------------------------------------------------------------------


def dial(volts: float) -> NDArray[np.int16]:
    return drawn(lambda page: dials(page, Box(20, 20, 160, 160), np.array([volts]), 11.0))


def test_a_needle_points_where_its_wiper_is() -> None:
    """One dial, 64 px, centre (52, 52): -11 V points to the lower left, 0 V up, +11 V to the lower right."""
    for volts, (down, right) in {-11.0: (1, -1), 11.0: (1, 1)}.items():
        page = dial(volts)
        here, mirrored = 52 + 12 * down, 52 + 12 * right
        assert np.abs(page[here, mirrored] - page[here, 52 - 12 * right]).sum() > 200
        assert np.abs(page[here, mirrored] - dial(0.0)[here, mirrored]).sum() > 200
    assert np.abs(dial(0.0)[36, 52] - dial(11.0)[36, 52]).sum() > 100


def test_a_needle_stays_at_the_end_of_its_scale() -> None:
    np.testing.assert_array_equal(dial(11.0), dial(300.0))
    assert record(wiper_v=np.array([-40.0, 3.0])).scale_v == 40
    assert record(wiper_v=np.array([-4.0, 3.0])).scale_v == 11


def test_signs_of_an_r_unit_can_be_read_without_colour() -> None:
    """Two cells of 80 px: the middle of a + is full, the middle of a - is paper and its ring is ink."""
    page = drawn(lambda page: field(page, Box(20, 20, 160, 80), np.array([[5.0, -5.0]]), 5.0))
    plus, minus = inked(page)[20:100, 20:100], inked(page)[20:100, 100:180]
    assert plus[40, 40] and plus[8, 8] and not minus[40, 40] and not minus[8, 8] and minus[40, 5]


def test_the_area_of_a_mark_is_the_voltage() -> None:
    page = drawn(lambda page: field(page, Box(20, 20, 160, 80), np.array([[4.0, 1.0]]), 4.0))
    strong, weak = inked(page)[20:100, 20:100].sum(), inked(page)[20:100, 100:180].sum()
    assert strong == pytest.approx(4 * weak, rel=0.1)


def test_a_large_retina_is_averaged_into_blocks() -> None:
    """256 cells in 160 px: the left half is +1 and the right half -1 in every block."""
    volts = np.ones((256, 256))
    volts[:, 128:] = -1
    page = inked(drawn(lambda page: field(page, Box(20, 20, 160, 160), volts, 1.0)))
    assert page[20:180, 22:98].mean() > 0.8 and 0.1 < page[20:180, 102:178].mean() < 0.8


def test_a_plate_is_lit_where_the_retina_is() -> None:
    light = np.zeros((20, 20), np.float32)
    light[5, 7] = 1
    lit = plate(light, 60, (20, 20))
    assert lit.shape == (60, 60, 3)
    assert lit[15, 21].min() > 0.8 and lit[5, 5].max() < 0.2
    assert np.argwhere(lit[..., 0] > 0.8).tolist() == [[15, 21], [15, 22], [16, 21], [16, 22]]
    assert plate(np.ones((256, 100), np.float32), 40, (256, 100)).shape == (40, 16, 3)


def test_the_pictures_follow_the_record(drawn_once: dict[str, Path], tmp_path: Path) -> None:
    """Other figures, other pictures."""
    for name, other in {
        "hardest": {"corrections_of": np.array([9, 1, 0, 0, 0, 0])},
        "learning_curve": {"epochs": 2},
        "retina": {"light": np.zeros((6, 20, 20), np.float32)},
        "r_units": {"looks_for": -record().looks_for},
        "potentiometers": {"wiper_v": -record().wiper_v},
        "poster": {"seed": 7},
    }.items():
        DRAWN[name](record(**other), tmp_path / "other.png")
        assert drawn_once[name].read_bytes() != (tmp_path / "other.png").read_bytes(), name


def test_the_margin_stays_empty(sheets: list[NDArray[np.uint8]], tmp_path: Path) -> None:
    """Nothing is clipped: no ink within 30 px of the edge, even with names and numbers far too long."""
    long = record(
        n=40,
        labels=[f"a class of a very long name, number {i % 20}" for i in range(40)],
        name="folder/" * 60,
        settings="setting " * 60,
        corrections_per_epoch=[123_456_789] * 700,
        wrong_per_epoch=[40] * 700,
        machine_time_s=9e9,
        seconds=9e6,
    )
    for path, page in zip(write_pictures(long, tmp_path), sheets, strict=True):
        page[30:-20, 30:-30] = page[0, 0]
        assert (page == page[0, 0]).all(), path.name


# --- odd records --------------------------------------------------------------------------------------------------

SCRIPTS = ["α", "字", "😀", "$x_1$", "a\nb\x1b[31m", "\udcff" * 30]
# Oddities of the pictures, of the units and of the course, some to a record: each shows in panels of its own.
ODD: dict[str, dict[str, Any]] = {
    "24 classes of 20, 1,024 R-units": {
        "n": 480,
        "labels": [f"character{i // 20:02}" for i in range(480)],
        "n_r": 1024,
        "n_pots": 4096,
    },
    "10,000 digits, many epochs": {
        "n": 10_000,
        "rows": 28,
        "cols": 28,
        "name": "digits",
        "labels": [str(i % 10) for i in range(10_000)],
        "corrections_per_epoch": [3] * 3000,
        "wrong_per_epoch": [2] * 3000,
    },
    "two classes, one R-unit": {"n": 2, "labels": ["left", "right"], "n_r": 1},
    "tall, all light, shared": {
        "rows": 30,
        "cols": 5,
        "light": np.ones((6, 30, 5), bool),
        "n_r": 20,
        "n_pots": 20 * 512,
    },
    "a strip, fewer pots than R-units": {"rows": 1, "cols": 7, "n_r": 8, "n_pots": 3},
    "one cell, one pot": {"rows": 1, "cols": 1, "n_r": 1, "n_pots": 1},
    "huge, unbalanced": {"n": 40, "labels": ["a"] * 37 + ["b"] * 2 + ["c"], "rows": 256, "cols": 256, "n_r": 2},
    "scripts, wide, not taught": {
        "labels": SCRIPTS,
        "name": "字/$\\frac$",
        "rows": 5,
        "cols": 30,
        "epochs": 0,
        "corrections_of": np.zeros(6, int),
        "looks_for": np.zeros((8, 5, 30)),
    },
    "many classes, right at once": {
        "n": 400,
        "labels": [f"class {i}" for i in range(400)],
        "rows": 4,
        "cols": 4,
        "epochs": 1,
        "corrections_of": np.zeros(400, int),
        "wiper_v": np.zeros(512),
    },
    "many classes, two each": {"n": 400, "labels": [f"class {i // 2}" for i in range(400)], "rows": 4, "cols": 4},
}


@pytest.mark.parametrize("name", ODD)
def test_odd_records(name: str, sheets: list[NDArray[np.uint8]], tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        write_pictures(record(**ODD[name]), tmp_path)
    assert [sheet.shape[1::-1] for sheet in sheets] == list(SIZES.values())
    assert all((sheet != sheet[0, 0]).any() for sheet in sheets)


# --- words --------------------------------------------------------------------------------------------------------


def test_text_that_is_too_wide_keeps_both_ends() -> None:
    page = Page(200, 200)
    cut = fitted(page, "a long name that ends in 17", 80, 15)
    assert cut.startswith("a ") and cut.endswith("7") and "…" in cut and page.width_of(cut, 15) <= 80
    assert fitted(page, "short", 80, 15) == "short"
    assert wrapped(page, "one two three", 1, 15) == ["one", "two", "three"]


def test_ticks_are_round_and_few() -> None:
    assert ticks(95, 4) == [20, 40, 60, 80]
    assert ticks(3, 6) == [1, 2, 3]
    assert ticks(1, 2) == [1]
    assert len(ticks(123_456_789, 3)) <= 3


def test_the_largest_grid_is_found() -> None:
    """26 squares in 714 x 260 with 12 between and 26 under each: 3 rows, 260 / 3 - 26 = 60 high, 9 columns."""
    assert best_grid(26, 714, 260, 12, 26, 180) == (9, 60)
    assert best_grid(1, 100, 50, 0, 0, 30) == (1, 30)
