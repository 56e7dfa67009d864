"""The plane: what each set is, that a draw is always the same, and files of every kind."""

from pathlib import Path

import numpy as np
import pytest

from mark1.errors import StimulusError, StorageError
from mark1.stimuli.plane import FARTHEST, MOST_CLASSES, MOST_POINTS, SETS, allowed, load


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_drawn_the_same_every_time(name: str) -> None:
    one, other = load(name), load(name)
    assert np.array_equal(one.xy, other.xy) and np.array_equal(one.class_of, other.class_of)
    assert one.xy.shape == (len(one), 2) and one.xy.dtype == np.float64 and np.isfinite(one.xy).all()
    assert set(one.class_of.tolist()) == set(range(len(one.classes)))


@pytest.mark.parametrize("name", ["rings", "moons", "spiral", "blobs"])
def test_another_draw_has_other_points(name: str) -> None:
    assert not np.array_equal(load(name).xy, load(f"{name}:1").xy)
    assert np.array_equal(load(name).xy, load(f"{name}:0").xy)


@pytest.mark.parametrize(
    ("name", "truth"), [("and", [0, 0, 0, 1]), ("or", [0, 1, 1, 1]), ("xor", [0, 1, 1, 0]), ("near-xor", [0, 1, 1, 0])]
)
def test_gates_are_truth_tables(name: str, truth: list[int]) -> None:
    gate = load(name)
    assert gate.class_of.tolist() == truth
    assert np.sign(gate.xy).tolist()[:3] == [[-1, -1], [-1, 1], [1, -1]]


def test_more_points_of_a_gate_lie_round_its_corners() -> None:
    gate = load("xor", 40)
    corner = np.sign(gate.xy)
    assert np.array_equal(gate.xy[:4], load("xor").xy)
    assert np.abs(gate.xy - corner)[4:].min() > 0 and np.abs(gate.xy - corner).max() <= 0.2
    assert np.array_equal(gate.class_of, (corner[:, 0] != corner[:, 1]).astype(int))


def test_near_xor_can_be_told_apart_by_a_line_and_xor_cannot() -> None:
    """x + y + 1/32 is below 0 for the two that are off and above for the two that are on. Of xor the middles meet."""
    near, xor = load("near-xor"), load("xor")
    side = near.xy.sum(axis=1) + 1 / 32
    assert (side[near.class_of == 0] < 0).all() and (side[near.class_of == 1] > 0).all()
    assert np.array_equal(xor.xy[xor.class_of == 0].mean(axis=0), xor.xy[xor.class_of == 1].mean(axis=0))


def test_rings_have_room_between_them() -> None:
    rings = load("rings", 2000)
    r = np.hypot(*rings.xy.T)
    assert r[rings.class_of == 0].max() <= 0.7 and r[rings.class_of == 1].min() >= 1.0


def test_blobs_lie_in_three_thirds() -> None:
    blobs = load("blobs", 3000)
    middles = np.stack([blobs.xy[blobs.class_of == k].mean(axis=0) for k in range(3)])
    nearest = np.linalg.norm(blobs.xy[:, np.newaxis] - middles, axis=2).argmin(axis=1)
    assert np.array_equal(nearest, blobs.class_of)


@pytest.mark.parametrize("name", ["moons", "spiral"])
def test_of_moons_and_spirals_neighbours_are_of_one_kind(name: str) -> None:
    """The nearest neighbour is nearly always of the same class, though no line parts the two."""
    some = load(name, 400)
    apart = np.linalg.norm(some.xy[:, np.newaxis] - some.xy, axis=2) + 1e9 * np.eye(400)
    assert (some.class_of[apart.argmin(axis=1)] == some.class_of).mean() > 0.9


# ---- files


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "points.csv"


@pytest.mark.parametrize(
    "text",
    [
        "x,y,label\n1,2,b\n-3,4e0,a\n",
        "\ufefflabel;Y;X\nb;2;1\n\n a ;4;-3\n",
        "no\tx\ty\tlabel\r\n7\t1\t2\tb\r\n8\t-3\t4\ta",
    ],
)
def test_a_file_is_read_by_the_names_of_its_columns(table: Path, text: str) -> None:
    table.write_text(text, encoding="utf-8")
    some = load(str(table))
    assert (some.name, some.classes) == ("points.csv", ("a", "b"))
    assert (some.xy.tolist(), some.class_of.tolist()) == ([[1, 2], [-3, 4]], [1, 0])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no column x, y, label|expected 2 to 8 classes, got 0"),
        ("x,y,label\n", "expected 2 to 8 classes, got 0 in 0 lines"),
        ("x,y,label\n1,2,a\n3,4,a\n", "expected 2 to 8 classes, got 1 in 2 lines"),
        ("1,2,a\n3,4,b\n", "no column x, y, label; the first line names the columns"),
        ("x,label\n1,a\n2,b\n", "no column y"),
        ("x,y,label\n1,2,a\nnan,4,b\n", "line 3: expected x within .*, got 'nan'"),
        ("x,y,label\n1,2,a\n1,inf,b\n", "line 3: expected y within"),
        ("x,y,label\n1,,a\n1,2,b\n", "line 2: expected y within .*, got ''"),
        ("x,y,label\n1,2,a\n1,word,b\n", "line 3: expected y within .*, got 'word'"),
        (f"x,y,label\n1,{2 * FARTHEST},a\n1,2,b\n", "line 2: expected y within"),
        ("x,y,label\n1,2,a\n1,2\n", "line 3 has 2 cells"),
        ("x,y,label\n1,2,a\n1,2, \n", "line 3 has no label"),
        ("x,y,label\n" + "".join(f"1,2,{k}\n" for k in range(MOST_CLASSES + 1)), "expected 2 to 8 classes, got 9"),
        ("x,y,label\n" + "1,2,a\n" * (MOST_POINTS + 1), "expected at most 10000 points"),
        ("x,y,label\n1,2," + "a" * 200_000, "line 2 is not CSV"),
    ],
)
def test_a_bad_file_is_one_line_that_says_where(table: Path, text: str, says: str) -> None:
    table.write_text(text)
    with pytest.raises(StimulusError, match=says) as caught:
        load(str(table))
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 300


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    (tmp_path / "bytes.csv").write_bytes(bytes(range(256)))
    for path in (tmp_path / "nowhere.csv", tmp_path, tmp_path / "bytes.csv"):
        with pytest.raises(StorageError) as caught:
            load(str(path))
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("xro", "unknown set 'xro'. Did you mean 'xor'"),
        ("ring", "Did you mean 'rings'"),
        ("spiral:x", "expected a draw number after the colon"),
        ("spiral:-1", "after the colon"),
        ("spiral:", "after the colon"),
        ("", "unknown set ''"),
    ],
)
def test_names_that_are_none(data: str, says: str) -> None:
    with pytest.raises(StimulusError, match=says):
        load(data)
    assert all(name in allowed() for name in SETS)


@pytest.mark.parametrize("points", [-1, 0, 3, MOST_POINTS + 1])
def test_too_few_and_too_many_points(points: int) -> None:
    with pytest.raises(StimulusError, match=f"expected from 4 to {MOST_POINTS} points, got {points}"):
        load("rings", points)


def test_a_file_has_the_points_it_has(table: Path) -> None:
    table.write_text("x,y,label\n1,2,a\n3,4,b\n")
    with pytest.raises(StimulusError, match="applies only to generated sets"):
        load(str(table), 10)
