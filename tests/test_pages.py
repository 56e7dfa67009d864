"""Pages of documentation: their links, the paths they name, their indexes and their words."""

import re

import pytest
from documents import ROOT

PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (".", "docs", "docs/lecture", "benchmarks", "examples", "firmware_sim", "assets")
    for path in (ROOT / folder).glob("*.md")
)
TOPS = ("mark1", "firmware_sim", "tests", "docs", "benchmarks", "assets", "examples", ".ci")
IN_A_WHEEL = ("mark1/assets", "mark1/lecture", "mark1/examples")
# Written by a command from runs, or left in the words they were written in.
WORDED_ELSEWHERE = ("docs/experiments.md", "firmware_sim/PROTOCOL.md", "assets/SOURCES.md")
# Habits that read like a translation, and what to write instead.
HABITS = {
    r"(?<!in the )\bbrains?\b": "network, or back end",
    r"\bguilty\b": "at fault",
    r"\bso far\b": "name the quantity",
    r"\bso many\b": "name the quantity",
    r"\bby lot\b": "at random",
    r"\bgoes on\b": "resumes, continues",
    r"\b(one|a) (line|file|row|class|pot|process|picture|pixel|seed|stimulus) an? [a-z]+\b": "per",
    r", \w+ came\b": "expected X, got Y",
    r"\bis none\b": "say what it is not",
    r"\bcame of\b": "result",
}


def anchors(page: str) -> set[str]:
    """The anchors of the headings of a page, as the usual renderers of Markdown name them."""
    headings = re.findall(r"^#+ (.*)$", (ROOT / page).read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-")) for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", (ROOT / page).read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if re.match(r"[a-z]+:", target):
            continue
        place, _, anchor = target.partition("#")
        path = ((ROOT / page).parent / place if place else ROOT / page).resolve()
        assert path.exists(), f"{page}: {target}"
        if anchor:
            assert anchor in anchors(path.relative_to(ROOT).as_posix()), f"{page}: {target}"


@pytest.mark.parametrize("page", [page for page in PAGES if page != "CHANGELOG.md"])
def test_every_path_named_exists(page: str) -> None:
    """NAME and CHIP stand for a name of the reader's, as in ``test_NAME.py``."""
    for path in re.findall(rf"(?<![\w/.])(?:{'|'.join(map(re.escape, TOPS))})/[\w./-]*", text_of(page)):
        if path not in IN_A_WHEEL and not re.search(r"NAME|CHIP", path):
            assert (ROOT / path.rstrip(".")).exists(), f"{page}: {path}"


def text_of(page: str) -> str:
    """A page without what comes out of its commands, which may name files of the reader's."""
    return re.sub(r"^```\n\$ .*?^```$", "", (ROOT / page).read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def test_the_code_overview_follows_a_line_to_both_motors() -> None:
    overview = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## One line")[2].partition("\n## ")[0]
    named = re.findall(r"`((?:mark1|firmware_sim)/[\w/.]+\.\w+)`", overview)
    stations = ("input_map.py", "operator.py", "table.py", "training_run.py", "potentiometers.py", "motors.cpp")
    assert [name for name in map(basename, named) if name in stations] == [
        *stations[:5], "potentiometers.py", "motors.cpp"
    ]  # fmt: skip


def basename(path: str) -> str:
    return path.rpartition("/")[2]


def test_the_indexes_are_complete() -> None:
    index = (ROOT / "docs/README.md").read_text("utf-8")
    assert [path.name for path in (ROOT / "docs").glob("*.md") if f"({path.name})" not in index] == ["README.md"]
    examples = (ROOT / "examples/README.md").read_text("utf-8")
    files = {path.name for path in (ROOT / "examples").iterdir() if path.is_file()} - {"README.md"}
    assert set(re.findall(r"\]\(([\w.-]+)\)", examples)) == files


@pytest.mark.parametrize("page", [page for page in PAGES if page not in WORDED_ELSEWHERE])
def test_pages_keep_to_the_usual_words(page: str) -> None:
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", (ROOT / page).read_text("utf-8"), flags=re.DOTALL)
    for habit, better in HABITS.items():
        found = [match[0] for match in re.finditer(habit, prose)]
        assert not found, f"{page}: {better}"
