"""Curves of a sweep: the numbers, the words, and where the ink is."""

from pathlib import Path

import pytest
from PIL import Image
from sweeps import SMALL, sweep_of

from mark1.errors import ConfigError, StorageError
from mark1.sweep import run as sweep
from mark1.sweep.curves import MOST_CURVES, Curves, Point, curves_of
from mark1.sweep.plot import SIZE, draw, in_words, positions, round_values, shape

HEAD = "data,wanted_epochs,a-units,wiring,seed,epochs,corrections,wrong,loss,settled,train_accuracy,test_accuracy,"
HEAD += "machine_time_s,took_s,error,program\n"


def line(a_units: int, wiring: str, seed: int, epochs: int, settled: str = "true", error: str = "") -> str:
    results = f"{epochs},1,0,,{settled},1.0,,9.0,0.1," if not error else ",,,,,,,,,"
    return f"letters,9,{a_units},{wiring},{seed},{results}{error},mark1 0.1.0\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    rows = [
        line(n, wiring, seed, n + seed) for wiring in ("random", "constrained") for n in (128, 64) for seed in (1, 3)
    ]
    path.write_text(HEAD + "".join(rows) + line(64, "random", 7, 0, error="cannot be"))
    return path


def test_a_curve_for_each_of_the_other_settings(table: Path) -> None:
    curves = curves_of(table, "a-units", "epochs")
    assert (curves.by, curves.xs) == (("wiring",), ("64", "128"))
    assert [curve.name for curve in curves.curves] == ["wiring random", "wiring constrained"]
    assert curves.curves[0].points == (Point("64", 66, 65, 67, 2), Point("128", 130, 129, 131, 2))


def test_switches_count_as_a_share(table: Path) -> None:
    table.write_text(HEAD + line(64, "random", 1, 5) + line(64, "random", 2, 5, settled="false"))
    assert curves_of(table, "a-units", "settled").curves[0].points == (Point("64", 0.5, 0, 1, 2),)


def test_by_takes_the_mean_over_the_rest(table: Path) -> None:
    (curve,) = curves_of(table, "a-units", "epochs", by="data").curves
    assert curve.points[0] == Point("64", 66, 65, 67, 4)
    assert [curve.points[0].n for curve in curves_of(table, "wiring", "epochs").curves] == [2, 2]


def test_in_words(table: Path) -> None:
    assert curves_of(table, "a-units", "epochs").lines()[:3] == [
        "epochs over a-units, wiring random",
        "   64  66  (65 to 67, 2 runs)",
        "  128  130  (129 to 131, 2 runs)",
    ]


@pytest.mark.parametrize(
    ("x", "y", "by", "says"),
    [
        ("a-unit", "epochs", None, "--x: unknown column 'a-unit'. Did you mean 'a-units'?"),
        ("a-units", "epohcs", None, "--y: unknown column 'epohcs'. Did you mean 'epochs'?"),
        ("a-units", "epochs", "wirring", "--by: unknown column 'wirring'"),
        ("a-units", "error", None, "a column of numbers"),
        ("a-units", "loss", None, "no row has a value"),
    ],
)
def test_columns_that_are_not_there(table: Path, x: str, y: str, by: str | None, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        curves_of(table, x, y, by)


def test_too_many_curves_ask_for_one(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEAD + "".join(line(64, f"kind {i}", 1, 5) for i in range(9)))
    with pytest.raises(ConfigError, match="9 curves .* --by"):
        curves_of(path, "a-units", "epochs")


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", HEAD])
def test_a_file_that_is_no_table(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(StorageError, match=r"not a sweep table|no rows yet"):
        curves_of(tmp_path / "t.csv", "a-units", "epochs")


def test_parquet_is_drawn_as_well(tmp_path: Path) -> None:
    sweep.run(sweep_of(SMALL), tmp_path / "t.parquet", processes=1)
    sweep.run(sweep_of(SMALL), tmp_path / "t.csv", processes=1)
    both = [curves_of(tmp_path / name, "a-units", "train_accuracy") for name in ("t.parquet", "t.csv")]
    assert both[0].curves == both[1].curves


def drawn(curves: Curves, path: Path) -> Image.Image:
    draw(curves, path)
    with Image.open(path) as picture:
        return picture.convert("RGB")


def test_the_page_shows_the_curves(table: Path, tmp_path: Path) -> None:
    page = drawn(curves_of(table, "a-units", "epochs"), tmp_path / "p.png")
    assert page.size == SIZE
    colours = {colour for _, colour in page.getcolors(1 << 20) or []}
    assert {(0xB3, 0x40, 0x2A), (0x22, 0x28, 0x2E)} <= colours  # the second curve, and the first
    one = drawn(curves_of(table, "a-units", "epochs", by="data"), tmp_path / "q.png")
    assert (0xB3, 0x40, 0x2A) not in {colour for _, colour in one.getcolors(1 << 20) or []}


def test_every_curve_has_a_mark_of_its_own_without_colour() -> None:
    assert len({shape(i) for i in range(MOST_CURVES)}) == MOST_CURVES


def test_names_are_words() -> None:
    assert [in_words(name) for name in ("train_accuracy", "machine_time_s", "a-units")] == [
        "train accuracy", "machine time (s)", "a-units",
    ]  # fmt: skip


def test_whole_numbers_have_no_point(table: Path) -> None:
    table.write_text(HEAD.replace("wiring", "theta") + line(64, "2.0", 1, 5) + line(64, "2.5", 1, 5))
    assert [curve.name for curve in curves_of(table, "a-units", "epochs").curves] == ["theta 2", "theta 2.5"]


def test_scales() -> None:
    assert positions(("1", "2", "3")) == [0, 0.5, 1]
    assert positions(("0%", "10%", "40%")) == [0, 0.25, 1]
    assert positions(("1", "10", "100")) == pytest.approx([0, 0.5, 1])
    assert positions(("random", "constrained", "x")) == [0, 0.5, 1]
    assert positions(("7",)) == [0.5]
    assert round_values(0, 1) == [0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert round_values(0, 0)[0] == 0 < round_values(0, 0)[-1]
    assert round_values(-3, 12) == [-4, -2, 0, 2, 4, 6, 8, 10, 12]


def test_a_table_with_the_old_names_of_its_columns(table: Path) -> None:
    new = curves_of(table, "a-units", "epochs")
    table.write_text(table.read_text().replace("epochs", "passes"))
    assert "wanted_passes" in table.read_text()
    assert curves_of(table, "a-units", "epochs") == curves_of(table, "a-units", "passes") == new
