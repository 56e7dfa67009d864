"""Bad input of every kind: one line on stderr, exit code 2 or 1, nothing on stdout, and the disk as it was."""

import os
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

Run = Callable[..., Any]
MISUSE, FAILURE = 2, 1


def png(width: int, height: int) -> bytes:
    """A picture file whose header claims any size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def idx(shape: tuple[int, ...], values: bytes) -> bytes:
    return struct.pack(f">BBBB{len(shape)}I", 0, 0, 8, len(shape), *shape) + values


@pytest.fixture
def bad(place: Path, lettered: Path) -> Path:
    """The folder to work in, with everything that is wrong in it, and ``good.mark1``."""
    good, bar = lettered.read_bytes(), (place / "bar.png").read_bytes()
    (place / "good.mark1").write_bytes(good)
    for name, data in {
        "truncated.mark1": good[: len(good) // 2],
        "flipped.mark1": good[:3000] + bytes([good[3000] ^ 0xFF]) + good[3001:],
        "empty.mark1": b"",
        "text.mark1": b"not a machine",
        "truncated.png": bar[:60],
        "text.png": b"not a picture",
        "empty.png": b"",
        "zero.png": png(0, 0),
        "bomb.png": png(60_000, 60_000),
        "lie-images-idx3-ubyte": idx((10**6, 5, 5), bytes(250)),
        "lie-labels-idx1-ubyte": idx((10,), bytes(10)),
        "few-images-idx3-ubyte": idx((10, 5, 5), bytes(range(250))),
        "few-labels-idx1-ubyte": idx((9,), bytes([0, 1] * 4 + [0])),
        "nan.csv": b"label,a,b,c,d\n0,1,2,3,4\n1,1,nan,3,4\n",
        "many.csv": b"label,a,b,c,d\n" + b"".join(b"%d,%d,%d,0,9\n" % (n, n % 7, n % 43) for n in range(300)),
        "failing.script": b"theta 3\nexpect theta = 4\n",
        "wrong.script": b"theta 3\ntheta x\n",
    }.items():
        (place / name).write_bytes(data)
    Image.new("L", (40, 40), 255).save(place / "blank.png")
    for name in ("empty", "one/a", "mixed/a", "mixed/b"):
        (place / name).mkdir(parents=True)
    for name in ("one/a/1.png", "mixed/a/1.png"):
        (place / name).write_bytes(bar)
    (place / "mixed/b/1.png").write_bytes(b"not a picture")
    return place


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


TRAIN, ASK, SEE = ("train", "letters", "--json"), ("recognize", "good.mark1", "--json"), ("digitize", "--json")
CASES: list[tuple[tuple[object, ...], int, str]] = [
    # pictures
    *(
        (("recognize", "good.mark1", name, "--json"), MISUSE, says)
        for name, says in {
            "nowhere.png": "no such picture: 'nowhere.png'",
            "empty": "'empty' is a directory",
            "text.png": "'text.png' is not a picture",
            "truncated.png": "'truncated.png' is a damaged or incomplete picture",
            "empty.png": r"'empty.png' is empty",
            "zero.png": "'zero.png'",
            "bomb.png": "'bomb.png' is too large .* at most 64,000,000 pixels",
            "blank.png": "'?blank.png'?: no figure found",
            "/dev/zero": "'/dev/zero' is a device",
            "": "is a directory",
        }.items()
    ),
    ((*SEE, "blank.png"), MISUSE, "'?blank.png'?: no figure found"),
    ((*SEE, "nowhere.png"), MISUSE, "no such picture"),
    # data sets
    *(
        (("train", data, "--json"), MISUSE, says)
        for data, says in {
            "nowhere": "no data set, file or folder called 'nowhere' .data sets: letters",
            "leters": "Did you mean 'letters'",
            "letters:nowhere": "no face 'nowhere'; allowed are",
            "empty": "empty: .*sub-folder per class.* empty",
            "one": "only one class .'a'.",
            "many.csv": "300 classes need 9 R-units, the machine has 8: more R-units",
            "mixed": "the first: b/1.png: is not a picture",
            "lie-images-idx3-ubyte": "the header asks for 25000000 bytes .* the file holds 250",
            "few-images-idx3-ubyte": "9 labels for the 10 pictures",
            "nan.csv": "nan.csv: .*the first: line 3 column 3: expected a finite number, got 'nan'",
            "bar.png": "one picture is no data set",
            "good.mark1": "not a kind of file",
            "~nobody/x": "'~nobody/x'",
            "": "no data set",
        }.items()
    ),
    (("evaluate", "good.mark1", "digits", "--json"), MISUSE, "no class '0': the machine was taught A B C"),
    (("evaluate", "good.mark1", "nowhere", "--json"), MISUSE, "no data set"),
    # machines
    *(
        (words, FAILURE, says)
        for name, says in {
            "truncated.mark1": "truncated.mark1: not a valid .mark1 file",
            "flipped.mark1": "flipped.mark1: not a valid .mark1 file",
            "empty.mark1": "empty.mark1: not a valid .mark1 file",
            "text.mark1": "text.mark1: not a valid .mark1 file",
            "bar.png": "bar.png: not a valid .mark1 file",
            "nowhere.mark1": "nowhere.mark1: .*no such file",
            "empty": "is a directory, not a file",
            "/dev/zero": "is a device, not a file",
        }.items()
        for words in (
            ("inspect", name, "--json"),
            ("recognize", name, "bar.png", "--json"),
            ("evaluate", name, "letters", "--json"),
        )
    ),
    # targets
    *(
        ((*TRAIN, "--save", target), FAILURE, "cannot be written .*; write it elsewhere")
        for target in ("empty", "/dev/full", "n" * 300, "")
    ),
    ((*TRAIN, "--save", "bar.png/m.mark1"), FAILURE, "cannot create directory"),
    ((*TRAIN, "--journal", "empty"), FAILURE, "no journal is kept: empty"),
    ((*TRAIN, "--journal", "/dev/full"), FAILURE, "no journal is kept: /dev/full"),
    (("demo", "--json", "--out", "bar.png"), FAILURE, "bar.png"),
    # numbers and words
    *(
        ((*TRAIN, *words.split()), MISUSE, says)
        for words, says in {
            "--a-units 0": "n_a: expected a whole number from 1 to 100000, got 0",
            "--a-units 100001": "expected a whole number from 1 to 100000, got 100001",
            "--a-units nan": "--a-units",
            "--a-units 0x10": "--a-units",
            "--a-units 5": "8 R-units need at least as many A-units",
            "--r-units 0": "n_r: .* 1 to 1024",
            "--r-units 1025": "1024",
            "--r-units 1e999": "--r-units",
            "--test-split 0": "must lie between 0 and 1",
            "--test-split 1": "must lie between 0 and 1",
            "--test-split -1": "must lie between 0 and 1",
            "--test-split nan": "test-split: expected a finite number",
            "--epochs 0": "epochs: expected a whole number from 1 up, got 0",
            "--epochs -1": "from 1 up",
            "--theta nan": "theta: expected a finite number",
            "--theta 1e999": "theta: expected a finite number",
            "--theta 1e300": "theta: expected a number from -10000 to 10000",
            "--seed -1": "--seed",
            "--seed 1.5": "--seed",
            "--seed": "--seed.* requires an argument",
            "--excitatory 401": "the retina has 400: fewer wires",
            "--excitatory -1": "from 0 to 4096",
            "--pots half": "--pots.*'half' is not one of 'disjoint', 'shared'",
            "--code gray": "--code",
            "--framing tight": "--framing",
            "--code onehot --r-units 8": "26 classes need 26 R-units, the machine has 8",
            "--set retina.nois=1": "unknown setting 'retina.nois'. Did you mean 'retina.noise'",
            "--set retna.noise=1": "Did you mean 'retina.noise'",
            "--set noise=1": "expected PART.NAME=VALUE",
            "--set retina.noise": "expected PART.NAME=VALUE",
            "--set retina.rows.x=1": "unknown setting",
            "--set .=1": "unknown setting",
            "--set retina.noise=much": "retina.noise: expected a number, got 'much'",
            "--set retina.rows=0": r"retina\.rows: .* 1 to 256",
            "--set potentiometers.ideal=2": "expected on or off",
            "--sed 3": "No such option",
        }.items()
    ),
    (("demo", "--seed", "-1", "--json"), MISUSE, "--seed"),
    ((*SEE, "-bar.png"), MISUSE, "No such option"),
    (("nowhere",), MISUSE, "No such command 'nowhere'"),
    (("recognize", "good.mark1"), MISUSE, "expected pictures"),
    (("inspect", "good.mark1", "another"), MISUSE, "unexpected extra argument"),
    # scripts
    (("run", "failing.script", "--json"), FAILURE, "failing.script line 2: expect theta = 4: got 3"),
    (("run", "wrong.script", "--json"), MISUSE, "wrong.script line 2: .*theta: expected a number, got 'x'"),
    (("run", "nowhere", "--json"), FAILURE, "nowhere: .*no such file"),
    (("run", "empty", "--json"), FAILURE, "is a directory, not a file"),
    (("run", "bar.png", "--json"), FAILURE, "bar.png: not a text file"),
]


@pytest.mark.parametrize("words, code, says", CASES, ids=[" ".join(map(str, words))[:60] for words, _, _ in CASES])
def test_one_line_that_says_what(words: tuple[object, ...], code: int, says: str, mark1: Run, bad: Path) -> None:
    before = contents(bad)
    ended = mark1(*words)
    assert (ended.code, ended.out) == (code, "")
    assert ended.err.startswith("mark1: ") and ended.err.count("\n") == 1
    assert re.search(says, ended.err), ended.err
    assert contents(bad) == before


def test_without_a_command_help_is_shown(mark1: Run) -> None:
    ended = mark1()
    assert ended.code == MISUSE and "Usage" in ended.out + ended.err


def test_a_full_disk_leaves_the_old_file(mark1: Run, bad: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(bad)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mark1.storage.os.fsync", full)
    ended = mark1(*TRAIN, "--save", "good.mark1")
    assert (ended.code, ended.out) == (FAILURE, "")
    assert "good.mark1: cannot be written (No space left on device); nothing there was changed" in ended.err
    assert contents(bad) == before


def test_too_little_memory_is_said(mark1: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: Any) -> None:
        raise MemoryError

    monkeypatch.setattr("mark1.panel.control_panel.ControlPanel.execute", full)
    ended = mark1(*TRAIN)
    assert (ended.code, ended.out) == (FAILURE, "") and "not enough memory" in ended.err


def test_of_several_pictures_the_good_ones_are_answered(mark1: Run, bad: Path) -> None:
    ended = mark1("recognize", "good.mark1", "nowhere.png", "bar.png", "blank.png")
    assert ended.code == MISUSE
    assert len(ended.out.splitlines()) == 1 and ended.out.startswith("bar.png")
    assert [("nowhere.png" in line, "blank.png" in line) for line in ended.err.splitlines()] == [
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize("name", ["a b.png", "two\nlines.png", "#hash.png", "it's.png", "-dash.png", "\udcff.png"])
def test_any_file_name_works(name: str, mark1: Run, bad: Path) -> None:
    (bad / name).write_bytes((bad / "bar.png").read_bytes())
    ended = mark1("recognize", "good.mark1", "--json", "--", name)
    assert ended.value[0]["file"] == name
    for words in (("recognize", "good.mark1", "--", f"no{name}"), ("inspect", "--", f"no{name}")):
        assert mark1(*words).err.count("\n") == 1


def test_a_folder_with_a_name_that_is_no_unicode(mark1: Run, place: Path) -> None:
    for number, label in enumerate((os.fsdecode(b"\xff\xfe"), "b")):
        (place / "set" / label).mkdir(parents=True)
        image = Image.open(place / "bar.png").rotate(90 * number)
        image.save(place / "set" / label / "1.png")
    assert mark1("train", "set", "--save", "m.mark1", "--json").value["classes"] == 2
    assert mark1("recognize", "m.mark1", "bar.png", "--json").value[0]["label"] == "\udcff\udcfe"
    assert os.fsdecode(b"\xff\xfe") in mark1("inspect", "m.mark1", "--json").value["classes"]


def test_a_state_folder_that_cannot_be_written_is_said_once(
    mark1: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARK1_STATE", str(place / "bar.png"))
    ended = mark1("digitize", "bar.png", "--json")
    assert ended.code == 0 and len(ended.out.splitlines()) == 1
    assert ended.err.startswith("mark1: no journal is kept:") and ended.err.count("\n") == 1


def test_a_journal_that_is_not_whole_is_replayed_as_far_as_it_goes_and_says_so(mark1: Run, place: Path) -> None:
    (place / "amid.mark1-journal").write_text("theta 3\n")
    ended = mark1("run", "amid.mark1-journal")
    assert ended.code == 0 and "> theta 3" in ended.out
    assert ended.err.startswith("mark1: amid.mark1-journal: its beginning is missing")
    assert mark1("run", "amid.mark1-journal", "--journal", "amid.mark1-journal").code == FAILURE
    assert (place / "amid.mark1-journal").read_text() == "theta 3\n"


def test_debug_shows_where(capsys: pytest.CaptureFixture[str]) -> None:
    from mark1.cli.invocation import run

    assert run(["digitize", "nowhere.png"], debug=True) == MISUSE
    assert "Traceback" in capsys.readouterr().err
