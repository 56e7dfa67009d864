"""The wording of texts: habits that read as if translated stay out of source strings, docstrings and documents.

A habit has a pattern, what to write instead, and lines on which the pattern itself is tried.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from loops import each

ROOT = Path(__file__).parents[1]
SOURCES = sorted(
    path.relative_to(ROOT).as_posix() for room in ("mark1", "firmware_sim") for path in (ROOT / room).rglob("*.py")
)
DOCUMENTS = ("README.md", "CONTRIBUTING.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))))


class Habit(NamedTuple):
    """Texts with ``pattern`` are refused. ``example`` has it; ``good`` says the same without."""

    pattern: str
    instead: str
    example: str
    good: str


# Of any text: strings, docstrings and documents.
HABITS = (
    Habit(r"\bcame(?=$|[.;:]?\n| (in|here)\b)", "expected X, got Y", "a number is needed, 'x' came", "'x' came_from"),
    Habit(
        r"\d\S* are there\b|\} are there\b", "X does not exist (valid: ...)", "pots 0 to 7 are there", "who are there"
    ),
    Habit(r"\bso many\b", "the quantity, or 'this many'", "end after so many looks", "this many looks"),
    Habit(r"\bbrains?\b", "back end, or network", "another brain", "a network"),
    Habit(r"\bguilty\b", "at fault", "the guilty side", "the side at fault"),
    Habit(r"\bthat is none\b|\bwhat is none\b", "unknown, or invalid", "a name that is none", "an unknown name"),
    Habit(r"\b(a|one) line (a|each)\b|\ba line each\b", "one line per X", "a line a check", "one line per check"),
    Habit(
        r"\bone an? (pot|class|seed|line|file|core|motor|unit|A-unit|R-unit|picture|step|output|feature|pulse|run)\b",
        "one per X",
        "512, one an A-unit",
        "512, one per A-unit",
    ),
    Habit(r"\bis meant\?|\bmeant\?\)", "Did you mean ...?", "(is 'theme' meant?)", "Did you mean 'theme'?"),
)
# Of strings in the source that are no docstrings: messages, help texts.
OF_MESSAGES = (
    Habit(
        r"\b(is|are) (needed|wanted), |\bis allowed, |\bare allowed, .* (came|got)\b",
        "expected X, got Y",
        "a folder is needed, this is a file",
        "expected a folder",
    ),
    Habit(r" cannot be$", "invalid X", "a motor that cannot be", "an invalid motor"),
    Habit(r"\bgoes on\b|\bgo on\b", "resumes, continues", "it goes on where it was", "it resumes"),
)
# Of docstrings.
OF_DOCSTRINGS = (
    Habit(r"\AThe same\b", "the whole thing: help(f) shows one docstring", "The same for many.", "Sums of many."),
)
# What is right though a pattern has it: keys of files, quotations.
RIGHT = {
    "brain", "brain.", "brain.best", "brain.held_out",  # in .mark1 files
    "mark1.panel.commands.brain",  # an old path
}  # fmt: skip
QUOTED = {
    "docs/history.md": ("brain",),  # what the press and the navy wrote
    "docs/experiments.md": ("brain",),  # the title of a source
    "docs/format.md": ("`brain`",),  # a key of the file
}


def strings(source: str) -> Iterator[tuple[int, str, bool]]:
    """The strings of a source: line, text with {} where something is put in, and whether it is a docstring."""
    tree = ast.parse(source)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield (
                node.lineno,
                "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in node.values),
                False,
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.lineno, node.value, id(node) in docs


def strings_below_constants(source: str) -> Iterator[int]:
    """Lines of strings that stand alone below an assignment, which no program and no ``help`` shows."""
    bodies = (body for node in ast.walk(ast.parse(source)) if isinstance(body := getattr(node, "body", None), list))
    for above, below in (pair for body in bodies for pair in pairwise(body)):
        alone = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
        if alone and isinstance(below.value.value, str) and isinstance(above, (ast.Assign, ast.AnnAssign)):
            yield below.lineno


def comments(source: str) -> Iterator[tuple[int, str]]:
    """The comments of a source, each with its line."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def faults_in_source(source: str) -> list[str]:
    """The habits of a source file, each with its line and what to write instead."""
    faults = [f"{line}: a string below a constant: make it a comment" for line in strings_below_constants(source)]
    for line, text, is_docstring in strings(source):
        if text not in RIGHT:
            habits = (*HABITS, *(OF_DOCSTRINGS if is_docstring else OF_MESSAGES))
            faults += [f"{line}: {fault}" for fault in faults_in(text, habits)]
    return faults + [f"{line}: {fault}" for line, text in comments(source) for fault in faults_in(text, HABITS)]


def faults_in(text: str, habits: tuple[Habit, ...]) -> list[str]:
    """What is refused in a text, and what to write instead."""
    found = ((habit, re.search(habit.pattern, text, re.MULTILINE)) for habit in habits)
    return [f"{match[0]!r}: write {habit.instead}" for habit, match in found if match]


def faults_of(name: str) -> list[str]:
    """The habits in a file."""
    text = (ROOT / name).read_text("utf-8")
    if name.endswith(".py"):
        return faults_in_source(text)
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)  # what commands print is tested elsewhere
    lines = [line for line in prose.splitlines() if not any(word in line for word in QUOTED.get(name, ()))]
    return faults_in("\n".join(lines), HABITS)


@each("habit", (*HABITS, *OF_MESSAGES, *OF_DOCSTRINGS))
def test_a_pattern_finds_its_habit_and_leaves_the_better_wording(habit: Habit) -> None:
    assert faults_in(habit.example, (habit,)) and not faults_in(habit.good, (habit,))


def test_each_kind_of_text_in_a_source_is_read() -> None:
    source = 'X = 1\n"""Below."""\n'
    source += 'def f(a):\n    """The same."""\n    raise ValueError(f"{a} is needed, {a} came")  # so many\n'
    assert [fault.split(":")[0] for fault in faults_in_source(source)] == ["2", "4", "5", "5", "5"]
    assert faults_in_source('"""Of a class."""\nBRAIN = "brain"\n') == []


def test_no_file_has_one_of_the_habits() -> None:
    names = (*SOURCES, *(name for name in DOCUMENTS if (ROOT / name).exists()))
    faults = {name: found for name in names if (found := faults_of(name))}
    assert faults == {}


def spelled_out(source: str) -> list[str]:
    """Texts that say ``expected X, got Y`` by themselves."""
    texts = (
        "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        if isinstance(node, ast.JoinedStr)
        else node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
    )
    return [text for text in texts if "\n" not in text and re.search(r"expected .*[,;] got \S", text)]


def test_expected_and_got_come_from_the_one_helper():
    assert spelled_out('raise E(f"theta: expected a number, got {x!r}")') == ["theta: expected a number, got {}"]
    assert spelled_out('raise E(expected("theta", "a number", x))') == []
    found = {path: spelled_out((ROOT / path).read_text("utf-8")) for path in SOURCES if path != "mark1/errors.py"}
    assert {path: texts for path, texts in found.items() if texts} == {}
