"""The lecture: what its pages print is real, both languages share code and numbers, its notebooks are up to date."""

import contextlib
import functools
import json
import os
import re
import shlex
import stat
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import lecture_pictures
import pytest
import write_lecture
import write_notebooks
from documents import ROOT
from write_lecture import IMAGES, Ran, blocks, pages, run, same

from mark1.cli.app import app
from mark1.cli.invocation import parser_of
from mark1.gui.visitor import settings

PAGES = pages()
TOPICS = 64
HABITS = (r"\bso far\b", r"\bso many\b", r"\bgoes on\b", r"\bby lot\b", r"\bguilty\b", r"(?<!in the )\bbrains?\b")


def name_of(path: Path) -> str:
    return path.stem


def assert_as_shown(ran: Ran) -> None:
    """What was printed is what the page says."""
    says = ran.block.text if ran.block.kind == "console" else ran.output.text if ran.output else ""
    assert same(ran.printed, says), f"{ran.block.text}\n--- printed\n{ran.printed}--- the page says\n{says}"


# ---- pages


def test_there_are_fifteen_pages_in_two_languages() -> None:
    names = [path.name for path in PAGES]
    assert [name[:2] for name in names] == [f"{number:02}" for number in range(15)]
    assert [path.name for path in pages("it")] == names


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_what_a_page_prints_is_real(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for ran in run(path.read_text("utf-8"), long=False):
        assert_as_shown(ran)
    assert not list(tmp_path.iterdir())


def test_a_wrong_number_is_noticed() -> None:
    page = "```python\nprint(2 + 2)\n```\n\n```\n5\n```\n"
    (ran,) = run(page)
    with pytest.raises(AssertionError, match="the page says"):
        assert_as_shown(ran)
    assert write_lecture.with_outputs(page) == page.replace("5", "4")


@pytest.mark.parametrize("path", PAGES[1:], ids=name_of)
def test_a_page_has_all_that_a_page_has(path: Path) -> None:
    """An equation, a number by hand, code with its output, a picture, two to four exercises with hidden solutions."""
    for page in (path.read_text("utf-8"), (path.parent / "it" / path.name).read_text("utf-8")):
        solutions = re.findall(
            r"<details>\n<summary>(?:Solution|Soluzione)</summary>\n\n.*?\n</details>", page, re.DOTALL
        )
        exercises = re.findall(r"^\*\*\d\.\*\* ", page, re.MULTILINE)
        assert 2 <= len(solutions) == len(exercises) <= 4
        assert re.search(r"^    \S.*[=<]", page, re.MULTILINE)
        assert re.search(r"by hand|a mano", page, re.IGNORECASE)
        assert any(block.kind == "output" for block in blocks(page))
        pictures = re.findall(r"^!\[[^\]]+\]\((?:\.\./)?images/([\w-]+\.png)\)$", page, re.MULTILINE)
        assert pictures and all((IMAGES / name).read_bytes().startswith(b"\x89PNG") for name in pictures)
        lines = re.sub(r"```.*?```", "", page, flags=re.DOTALL).split("\n")
        assert not [line for line in lines if len(line) > 120 and not line.startswith(("|", "!", "<"))]


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_the_italian_page_has_the_code_and_the_numbers_of_the_english_one(path: Path) -> None:
    english, italian = path.read_text("utf-8"), (path.parent / "it" / path.name).read_text("utf-8")
    assert [block[:4] for block in blocks(italian)] == [block[:4] for block in blocks(english)]
    pictures, headings = re.compile(r"images/([\w-]+\.png)"), re.compile(r"^(#+) ", re.MULTILINE)
    assert pictures.findall(italian) == pictures.findall(english)
    assert headings.findall(italian) == headings.findall(english)
    assert write_lecture.with_blocks_of(italian, english) == italian


@pytest.mark.parametrize("path", [*PAGES, *pages("it")], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_links_lead_somewhere(path: Path) -> None:
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text("utf-8"), flags=re.DOTALL)
    for place, anchor in re.findall(r"\]\(([^)\s#]*)(?:#([^)\s]+))?\)", prose):
        target = (path.parent / place).resolve() if place else path
        assert target.exists(), place
        if anchor:
            headings = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w-]", "", text.lower().replace(" ", "-")) for text in headings}, anchor
    if path.parent.name != "it":
        assert not [habit for habit in HABITS if re.search(habit, prose)]


def test_every_picture_is_shown_and_can_be_drawn_again() -> None:
    shown = {name for path in PAGES for name in re.findall(r"images/([\w-]+\.png)", path.read_text("utf-8"))}
    drawn = {name for path in PAGES for name, _ in write_lecture.DRAWN_BY.findall(path.read_text("utf-8"))}
    assert {path.name for path in IMAGES.iterdir()} == shown
    assert shown == drawn | {f"{name}.png" for name in lecture_pictures.PICTURES}


# ---- the index


class Topic(NamedTuple):
    """A row of the table of topics."""

    number: str
    topic: str
    page: str
    command: str
    api: str
    test: str


def topics(language: str = "") -> list[Topic]:
    table = re.findall(r"^\| (\d+) \| (.*?) \| \[\d+\]\((.*?)\) \| `(.*?)` \| `(.*?)` \| `(.*?)` \|$",
                       pages(language)[0].read_text("utf-8"), re.MULTILINE)  # fmt: skip
    return [Topic(*row) for row in table]


def test_the_index_has_a_row_per_topic_in_both_languages() -> None:
    english, italian = topics(), topics("it")
    assert [int(topic.number) for topic in english] == list(range(1, TOPICS + 1))
    assert [row[3:] for row in italian] == [row[3:] for row in english]
    assert [row.page[:2] for row in italian] == [row.page[:2] for row in english]
    assert {int(row.page[:2]) for row in english} == set(range(1, 15))


def test_what_the_topics_name_exists() -> None:
    for topic in topics():
        require_command(topic.command)
        named(topic.api)
        path, test = re.sub(r"\[.*", "", topic.test).split("::")
        assert re.search(rf"^def {test}\b", (ROOT / path).read_text("utf-8"), re.MULTILINE), topic.test


def require_command(line: str) -> None:
    """Raises an error of usage unless the command and its options exist."""
    command, *words = shlex.split(line)
    parser_of(app).commands[command].make_context(command, words)


def named(api: str) -> Any:
    """What a dotted name means. Raises ImportError or AttributeError."""
    parts = api.split(".")
    for cut in range(len(parts), 0, -1):
        with contextlib.suppress(ModuleNotFoundError):
            return functools.reduce(getattr, parts[cut:], import_module(".".join(parts[:cut])))
    raise ImportError(api)


def test_the_settings_of_the_lecturers_sheet_are_settings(tmp_path: Path) -> None:
    page = PAGES[0].read_text("utf-8")
    (tmp_path / "lecture.toml").write_text(re.findall(r"^```toml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)[0])
    assert settings.read(str(tmp_path / "lecture.toml")).theme == "large-text"
    for command in re.findall(r"`mark1 ((?:plane|lecture|gui) [^`]*)`", page.partition("## The numbers")[0]):
        require_command(command)


# ---- notebooks


def test_the_notebooks_are_written_from_the_pages() -> None:
    folder = write_notebooks.NOTEBOOKS
    assert sorted(path.stem for path in folder.glob("*.ipynb")) == [path.stem for path in PAGES]
    for path in PAGES:
        stored = (folder / f"{path.stem}.ipynb").read_text("utf-8")
        assert stored == write_notebooks.written(path.read_text("utf-8")), "python docs/write_notebooks.py writes it"


def test_a_notebook_needs_no_other_file() -> None:
    for path in write_notebooks.NOTEBOOKS.rglob("*.ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            source = "".join(cell["source"])
            for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```|`[^`\n]*`", "", source, flags=re.DOTALL)):
                assert re.match(r"[a-z]+:", target), f"{path.name}: {target}"
            for name in re.findall(r"attachment:([\w.-]+)", source):
                assert name in cell["attachments"]


@pytest.fixture
def command_on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``mark1`` is a command, also where it runs from a checkout."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "mark1"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mark1 "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))


def settled(printed: str) -> str:
    """What a terminal shows in the end: a progress bar has been wiped out."""
    plain = re.sub(r"\x1b\[[?\d;]*[a-zA-Z]", "", printed)
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in plain.split("\n")]
    return "\n".join(line for line in lines if "━" not in line)


@pytest.mark.ci
@pytest.mark.parametrize("path", PAGES, ids=name_of)
@pytest.mark.usefixtures("command_on_path")
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_notebook_runs_in_an_empty_folder_and_writes_nothing(path: Path, tmp_path: Path) -> None:
    """All of it, also what takes seconds: here is where those outputs are compared."""
    import nbclient
    import nbformat

    stored = nbformat.reads(write_notebooks.written(path.read_text("utf-8")), as_version=4)
    nbformat.validate(stored)
    notebook: Any = nbformat.from_dict(stored)
    folder = tmp_path / "empty"
    folder.mkdir()
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    for ran, cell in zip(notebook.cells, json.loads(nbformat.writes(stored))["cells"], strict=True):
        if cell["cell_type"] == "code":
            printed = settled("".join(output["text"] for output in ran.outputs if output.get("name") == "stdout"))
            assert same(printed, "".join(text for output in cell["outputs"] for text in output["text"])), cell["source"]
    assert not list(folder.iterdir())
