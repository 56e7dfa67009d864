"""``mark1 lecture``: the list, a page in the terminal, a page in the browser."""

import re
import webbrowser
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from mark1.cli import lecture
from mark1.package_data import LECTURE, folder

Run = Callable[..., Any]


def test_the_list_has_every_page_in_both_languages(mark1: Run) -> None:
    out = mark1("lecture").out
    assert [int(number) for number in re.findall(r"^ *(\d+)  ", out, re.MULTILINE)] == list(range(15))
    assert "Six corrections by hand" in out and "Sei correzioni a mano" in mark1("lecture", "--language", "it").out
    listed = mark1("lecture", "--json").value
    assert [page["number"] for page in listed] == list(range(15)) and all(
        Path(page["file"]).exists() for page in listed
    )


def test_a_page_is_found_by_number_and_by_name(mark1: Run) -> None:
    assert mark1("lecture", "10").out == mark1("lecture", "backprop").out
    assert mark1("lecture", "2").out.startswith("# 2 Six corrections by hand\n")
    assert mark1("lecture", "2", "--language", "it").out.startswith("# 2 Sei correzioni a mano\n")
    assert mark1("lecture", "2", "--json").value["title"] == "Six corrections by hand"


def test_solutions_are_shown_on_request(mark1: Run) -> None:
    hidden, shown = mark1("lecture", "2").out, mark1("lecture", "2", "--solutions").out
    assert "127 corrections" in shown and "127 corrections" not in hidden
    assert hidden.count("mark1 lecture 2 --solutions") == 4
    assert "<" not in re.sub(r"```.*?```|<=", "", hidden, flags=re.DOTALL)


@pytest.mark.parametrize("word", ["15", "-1", "bakprop", "e", "", "３0"])
def test_a_page_that_does_not_exist_is_one_line(mark1: Run, word: str) -> None:
    end = mark1("lecture", "--", word)
    assert (end.code, end.out, end.err.count("\n")) == (2, "", 1)
    assert "expected a number from 0 to 14" in end.err
    assert ("Did you mean 'backprop'?" in end.err) == (word == "bakprop")


class Targets(HTMLParser):
    """The targets of links and pictures, and the tags that are open at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attributes if name in ("href", "src") and value]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_browser_gets_pages_whose_links_work(mark1: Run, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda uri: bool(opened.append(uri)) or True)
    out = mark1("lecture", "3", "--browser", "--language", language).out
    file = Path(out.strip().removeprefix("opened: "))
    assert opened == [file.as_uri()] and file.name == "03-limits.html"
    pages = list(file.parent.glob("*.html"))
    assert len(pages) == 15
    for page in pages:
        parser = Targets()
        parser.feed(page.read_text("utf-8"))
        for target in parser.found:
            assert re.match(r"https?:", target) or (page.parent / target.partition("#")[0]).exists(), (
                page.name,
                target,
            )
        assert "](" not in re.sub(r"\[[^\]]*\]\(\w", "", parser.text)
    assert "<details>" in file.read_text("utf-8")


def test_without_a_browser_the_file_is_named(mark1: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda uri: False)
    out = mark1("lecture", "--browser").out
    assert out.startswith("no browser found; open this file: ")
    assert Path(out.strip().rpartition(": ")[2]).name == "00-index.html"


def test_in_a_terminal_a_page_is_laid_out_and_paged(
    mark1: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The pager is the usual one; here it is what it would be given."""
    paged: list[str] = []
    monkeypatch.setattr("pydoc.pager", paged.append)
    monkeypatch.setattr(lecture.sys.stdout, "isatty", lambda: True)
    assert mark1("lecture", "2").out == ""
    (text,) = paged
    assert "Six corrections by hand" in text and "# 2" not in text and "epoch 1  A" in text


def test_every_title_is_that_of_its_page() -> None:
    for path in folder(LECTURE).glob("[0-9]*.md"):
        assert re.match(rf"# {int(path.name[:2])} \w", path.read_text("utf-8"))
