"""Width: no output is wider than 60, 80 or 120 columns, or what a pipe is given, and none breaks a word.

What is printed at a narrow width must consist of the words that are printed at a very wide one.
"""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mark1.cli.common import EXAMPLES
from mark1.cli.layout import PIPED, columns, table, wrapped

Run = Callable[..., Any]
WIDTHS = (60, 80, 120, None)  # None: a pipe
WIDEST = 10_000
PICTURES = ("demo",)  # what they draw has as many characters as there is room for
SLOW = ("demo", "rig build --out rig")
CHEAP = ("about", "fidelity", "commands", "config", "experiment list", "lecture", "rig wiring", "inspect L")
OTHERS = (
    "demo",
    "train L:roman --epochs 2",
    "train letters --backend mlp --epochs 1",
    "evaluate L letters:roman",
    "recognize L bar.png",
    "fool L bar.png",
    "prove letters --a-units 64",
    "digitize bar.png",
    "plane xor",
    "run s.mark1-script",
    "page L --out p.html",
    "experiment left-right-1958 --seeds 1",
    "sweep s.toml --out t.csv --jobs 1",
    "sweep plot t.csv --x theta --y epochs --out t.png",
    "rig ports",
    "rig doctor --port socket://127.0.0.1:9",
    "rig build --out rig",
)
WRONG = (
    "prove nowhere",
    "train nowhere",
    "train letters --hiden 3",
    "train letters --backend nobody",
    "experiment nothing",
    "evaluate L digits",
    "rig hello",
    "plane nothing",
    "recognize L nothing.png",
    "config thme",
)


def words_of(text: str) -> set[str]:
    return {word.strip("│╭╮╰╯─") for word in text.split()}


def too_wide(text: str, width: int) -> list[str]:
    """The lines with several words that are wider."""
    return [line for line in text.split("\n") if len(line.rstrip()) > width and len(line.split()) > 1]


@pytest.fixture
def said(mark1: Run, place: Path, lettered: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int | None], str]:
    """What a line prints at a width, without what passes from one run to the next."""
    (place / "s.mark1-script").write_text("train letters:roman epochs 1\nwhy pot 3\nexpect epochs = 1\n")
    (place / "s.toml").write_text("epochs = 1\n[grid]\ntheta = [1, 2]\n")
    (place / "letters.mark1").write_bytes(lettered.read_bytes())

    def run(line: str, width: int | None) -> str:
        monkeypatch.setenv("COLUMNS", str(width or ""))
        ended = mark1(*line.replace(" L", " letters.mark1").replace("letters.mark1:", "letters:").split())
        assert ended.code in (0, 1, 2), ended.err
        text: str = ended.out + ended.err
        return "\n".join(row for row in text.split("\n") if not row.strip().startswith(("elapsed", "time here")))

    return run


def check(said: Callable[[str, int | None], str], line: str, widths: tuple[int | None, ...]) -> None:
    wide = words_of(said(line, WIDEST))
    for width in widths:
        text = said(line, width)
        messages = text.startswith("mark1: ") and width is None  # in a pipe, an error is one line
        assert messages or too_wide(text, width or PIPED) == [], (line, width)
        assert line in PICTURES or words_of(text) - wide == set(), (line, width)


@pytest.mark.parametrize("line", CHEAP)
def test_tables_and_lists_fit(line: str, said: Callable[[str, int | None], str]) -> None:
    check(said, line, WIDTHS)


def test_messages_fit_and_are_one_line_in_a_pipe(said: Callable[[str, int | None], str]) -> None:
    for line in WRONG:
        check(said, line, (60, None))
        assert said(line, None).count("\n") == 1 and len(said(line, None)) < 230


@pytest.mark.ci
@pytest.mark.parametrize("line", OTHERS)
def test_everything_else_fits(line: str, said: Callable[[str, int | None], str]) -> None:
    if "t.csv" in line:
        said("sweep s.toml --out t.csv --jobs 1", None)
    check(said, line, (60,) if line in SLOW else WIDTHS)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_help_fits(width: int, said: Callable[[str, int | None], str]) -> None:
    for name in ("", "rig", "sweep", "experiment", *EXAMPLES):
        text = said(f"{name} --help", width)
        assert too_wide(text, width) == [] and "…" not in text
        assert {"--help", "--version"} <= {word.strip(",") for word in words_of(text)}


def test_no_wrapped_line_is_wider_and_no_word_is_lost() -> None:
    rng = random.Random(1)
    for _ in range(2000):
        words = ["x" * rng.randint(1, 12) for _ in range(rng.randint(1, 30))]
        line = " " * rng.randint(0, 4) + "".join(word + " " * rng.choice((1, 1, 1, 2, 5)) for word in words).rstrip()
        width = rng.randint(20, 90)
        lines = wrapped(line, width)
        assert " ".join(lines).split() == line.split()
        assert all(len(part) <= width or len(part.split()) == 1 for part in lines), (line, width)


def test_a_wrapped_row_continues_below_its_text() -> None:
    assert wrapped("  name   some words and more", 20) == ["  name   some words", "         and more"]
    assert wrapped("  name   /a/path/that/is/long", 24) == ["  name", "    /a/path/that/is/long"]
    assert wrapped("  some more words", 12) == ["  some more", "  words"]
    assert wrapped("/a/very/long/path/of/a/file is here", 20) == ["/a/very/long/path/of/a/file", "  is here"]


def test_a_table_shares_its_width_and_becomes_blocks_where_words_do_not_fit() -> None:
    rows = [("first", "some words of text", "1"), ("second", "", "22")]
    assert [*table(("name", "what it is", "n"), rows, 40)] == [
        "name    what it is          n",
        "first   some words of text  1",
        "second                      22",
    ]
    assert [*table(("name", "what it is", "n"), rows, 22)] == [
        "name    what it is  n",
        "first   some words  1",
        "        of text",
        "second              22",
    ]
    rows = [("first", "an unbreakable-word", "1"), ("second", "", "22")]
    assert [*table(("name", "what it is", "n"), rows, 26)] == [
        "first",
        "  what it is  an",
        "          unbreakable-word",
        "  n           1",
        "second",
        "  n           22",
    ]


def test_the_width_is_what_columns_says_or_that_of_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    for told, width in (("77", 77), ("", None), ("0", None), ("wide", None), ("5", 20)):
        monkeypatch.setenv("COLUMNS", told)
        assert columns(io.StringIO()) == width
