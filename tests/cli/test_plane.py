"""``mark1 plane``: what it prints and draws, bad input, and every command and number in docs/plane.md."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from loops import each
from PIL import Image

from mark1.plane import report as plane_report

Run = Callable[..., Any]
DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "plane.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "facts"),
    [
        ("xor", {"settled": False, "epochs": 1000, "backend": "perceptron", "dataset": "xor", "points": 4}),
        ("rings --features polar", {"settled": True, "train_accuracy": 1.0, "features": "polar", "wrong": 0}),
        ("rings --backend mlp --hidden 8 --epochs 300", {"settled": True, "train_accuracy": 1.0, "hidden": 8}),
        ("rings --backend mlp --hidden 8,4 --activation relu,tanh --epochs 9", {"hidden": [8, 4], "batch": 32}),
        (
            "blobs --backend logistic --loss hinge --epochs 50 --test-points 60",
            {"loss_function": "hinge", "test_points": 60},
        ),
        ("xor --backend logistic", {"undecided": True, "train_accuracy": 0.0, "wrong": 4}),
        ("xor --features polar", {"best_right": 3, "settled": False}),
        ("blobs --backend logistic --epochs 100 --seed 3", {"train_accuracy": 1.0, "seed": 3, "hidden": 0}),
        ("moons --backend mlp --l2 0.01 --epochs 20 --points 30", {"l2": 0.01, "points": 30, "activation": "tanh"}),
    ],
)
def test_one_value_on_stdout(mark1: Run, place: Path, words: str, facts: dict[str, Any]) -> None:
    value = mark1("plane", *words.split(), "--json").value
    assert {name: value[name] for name in facts} == facts
    assert value["picture"] is None


def test_a_picture_is_drawn_where_it_is_asked_for(mark1: Run, place: Path) -> None:
    assert mark1("plane", "xor", "--epochs", 20, "--out", "plane.png", "--json").value["picture"] == "plane.png"
    with Image.open(place / "plane.png") as picture:
        assert (picture.format, picture.size) == ("PNG", (1600, 1000))


def test_a_list_is_a_run_each(mark1: Run, place: Path) -> None:
    value = mark1(
        "plane", "moons", "--backend", "mlp", "--vary", "hidden=1,2,3", "--epochs", 3, "--out", "r.png", "--json"
    ).value
    assert [run["hidden"] for run in value] == [1, 2, 3]
    twice = mark1("plane", "moons", "--backend", "mlp", "--hidden", "4,2", "--hidden", 3, "--epochs", 1, "--json").value
    assert [run["hidden"] for run in twice] == [[4, 2], 3]
    assert [run["dataset"] for run in mark1("plane", "and,or", "--json").value] == ["and", "or"]
    assert [path.name for path in place.glob("*.png")] == ["bar.png", "r.png"] or (place / "r.png").exists()


def test_a_file_of_points(mark1: Run, place: Path) -> None:
    (place / "my,points.csv").write_text("x,y,label\n0,0,no\n1,1,yes\n")
    value = mark1("plane", "my,points.csv", "--json").value
    assert (value["dataset"], value["classes"], value["train_accuracy"]) == ("my,points.csv", ["no", "yes"], 1.0)


def test_nothing_is_drawn_unless_asked_for(mark1: Run, place: Path) -> None:
    ended = mark1("plane", "and")
    assert (ended.code, ended.err) == (0, "") and "no figure" in ended.out
    assert [path.name for path in place.iterdir()] == ["bar.png"]


def test_a_setting_that_is_not_for_this_back_end_is_said(mark1: Run, place: Path) -> None:
    ended = mark1("plane", "and", "--hidden", "4")
    assert (ended.code, ended.err, ended.out) == (2, "mark1: --hidden requires --backend mlp\n", "")


# ---- bad input

FILES = {
    "nan.csv": "x,y,label\n1,nan,a\n1,2,b\n",
    "one.csv": "x,y,label\n1,2,a\n3,4,a\n",
    "two-columns.csv": "x,y\n1,2\n",
    "empty.csv": "",
}
BAD = [
    ("xro", 2, "unknown set 'xro'. Did you mean 'xor'?"),
    ("xor --backend perceptorn", 2, "did you mean 'perceptron'?"),
    ("xor --features polr", 2, "did you mean 'polar'?"),
    ("xor --backend mlp --activation tann", 2, "did you mean 'tanh'?"),
    ("xor --backend mlp --hidden 0", 2, "plane.hidden: expected a whole number from 1 to 1024, got 0"),
    ("xor --backend mlp --hidden many", 2, "hidden: expected a whole number, got 'many'"),
    ("xor --backend mlp --hidden 2,", 2, "hidden: expected a whole number, got ''"),
    ("xor --backend mlp --l2 nan", 2, "l2: expected a finite number"),
    ("xor --epochs 0", 2, "plane.epochs"),
    ("xor --seed -1", 2, "plane.seed"),
    ("xor --points 3", 2, "expected from 4 to 10000 points, got 3"),
    ("xor --backend mlp --hidden 2,2 --activation relu,tanh,elu", 2, "one per hidden layer (2)"),
    ("xor --backend logistic --loss hinges", 2, "did you mean 'hinge'?"),
    ("xor --vary hidden", 2, "--vary: expected an option and its values, as in hidden=1,2,4, got 'hidden'"),
    ("xor --vary hiden=1,2", 2, "unknown option 'hiden'. Did you mean 'hidden'?"),
    ("xor --seed 1 --vary seed=1,2", 2, "--vary seed: --seed is given too"),
    ("near-xor --test-points 30", 2, "test points: expected a set that is generated"),
    ("xor --test-points 3", 2, "expected from 4 to 10000 points, got 3"),
    ("xor --seed 1,2 --epochs 3,4", 2, "only one option may be a list"),
    ("xor --seed 1,2,3,4,5,6,7", 2, "expected 2 to 6 values, got 7"),
    ("nan.csv", 2, "nan.csv: line 2: expected y within"),
    ("one.csv", 2, "one.csv: expected 2 to 8 classes, got 1"),
    ("two-columns.csv", 2, "two-columns.csv: no column label"),
    ("empty.csv", 2, "empty.csv: "),
    ("nowhere.csv", 1, "nowhere.csv: no such file"),
    (". ", 1, "is a directory, not a file"),
    ("xor --out nan.csv/x.png", 1, "nan.csv: cannot create directory"),
    ("xor --out .", 1, "is a directory"),
]


@each("words, code, says", BAD)
@each("json", [[], ["--json"]])
def test_bad_input_is_one_line(mark1: Run, place: Path, words: str, code: int, says: str, json: list[str]) -> None:
    for name, text in FILES.items():
        (place / name).write_text(text)
    before = sorted(path.name for path in place.iterdir())
    ended = mark1("plane", *words.split(), *json)
    assert (ended.code, ended.out) == (code, "")
    assert says in ended.err and ended.err.startswith("mark1: ") and ended.err.count("\n") == 1
    assert sorted(path.name for path in place.iterdir()) == before


# ---- docs/plane.md

BLOCKS = [
    (command, told.splitlines())
    for block in re.findall(r"^```\n(\$ .*?)^```$", PAGE, re.M | re.S)
    for command, told in re.findall(r"^\$ (.*)\n((?:[^$].*\n)*)", block, re.M)
]


def test_the_page_has_commands_and_pictures() -> None:
    assert len(BLOCKS) >= 7
    drawn = {name for command, _ in BLOCKS for name in re.findall(r"--out (plane_\S+\.png)", command)}
    shown = set(re.findall(r"\]\(images/(\S+?)\)", PAGE))
    assert drawn == shown == {path.name for path in (DOCS / "images").glob("plane_*.png")}


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pictures that are asked for; none is drawn."""
    asked: list[str] = []
    monkeypatch.setattr(plane_report, "draw_plane", lambda record, out: asked.append(str(out)))
    monkeypatch.setattr(plane_report, "draw_planes", lambda records, names, title, out: asked.append(str(out)))
    return asked


@pytest.mark.parametrize(("command", "told"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_a_command_of_the_page_prints_what_it_says(
    mark1: Run, place: Path, asked_for: list[str], command: str, told: list[str]
) -> None:
    """A perceptron's words and numbers to the letter; of a network, whose sums depend on the processor, nearly."""
    (place / "docs/images").mkdir(parents=True)
    ended = mark1(*shlex.split(command)[1:])
    assert (ended.code, ended.err) == (0, "")
    assert asked_for == re.findall(r"--out (\S+)", command)
    if "--backend mlp" not in command:
        assert ended.out.splitlines() == told
        return
    number = re.compile(r"\d[\d,.]*\d|\d|below 0\.001|every point right|\d+ of \d+ points wrong")
    for line, wanted in zip(ended.out.splitlines(), told, strict=True):
        assert _near(line, wanted), f"{line}\n{wanted}"
        assert number.search(line) or line == wanted


def _near(line: str, wanted: str) -> bool:
    """The same words; losses within a quarter (or next to nothing), points within 4."""
    loss = r"data loss is (below )?([\d.]*\d)(, λR [\d.]+ \(λ = [\d.]+\), the total [\d.]*\d)?"
    one, other = (float(match[2]) if (match := re.search(loss, text)) else 0.0 for text in (line, wanted))
    points = [
        int(match[1]) if (match := re.search(r"(\d+) of \d+ points wrong", text)) else 0 for text in (line, wanted)
    ]
    test = r"Of 1,000 test points, [\d.]+% are right."  # within a few points
    rest = [
        re.sub(r"every point right|\d+ of \d+ points wrong", "", re.sub(f"{loss}|{test}", "", text))
        for text in (line, wanted)
    ]
    rest = [text.replace(" The hidden units bend the plane until a line is enough.", "") for text in rest]
    return rest[0] == rest[1] and abs(one - other) <= max(0.25 * other, 0.005) and abs(points[0] - points[1]) <= 4


@pytest.mark.parametrize("name", sorted(path.name for path in (DOCS / "images").glob("plane_*.png")))
def test_the_pictures_of_the_page_are_whole(name: str) -> None:
    with Image.open(DOCS / "images" / name) as picture:
        picture.load()
        assert picture.format == "PNG" and picture.width == 1600


def test_the_old_name_of_epochs(mark1: Run) -> None:
    told = mark1("plane", "xor", "--passes", 5, "--json").value
    assert told["epochs"] == told["passes"] == 5
    ended = mark1("plane", "xor", "--passes", 5, "--epochs", "5")
    assert ended.code == 2 and "--passes is the old name of --epochs" in ended.err
    assert "--passes" not in mark1("plane", "--help").out
