"""What the type checker knows of the command line: no signature says Any, which would stop it from looking."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from loops import each

from mark1 import cli

ROOT = Path(cli.__file__).parent
FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))


def unknown(source: str) -> list[int]:
    """The lines of signatures that say Any, also by a name that the file gives to a type with Any in it."""
    tree = ast.parse(source)
    names = {"Any"}
    for node in tree.body:
        if isinstance(node, ast.Assign) and names & _words(node.value):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return [annotation.lineno for annotation in _annotations(tree) if names & _words(annotation)]


def _annotations(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation:
            yield node.annotation
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.returns:
            yield node.returns


def _words(node: ast.expr) -> set[str]:
    """Every name in an annotation, also in one that is a string."""
    found = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            found.add(part.id)
        elif isinstance(part, ast.Attribute):
            found.add(part.attr)
        elif isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value.isprintable():
            try:
                found |= _words(ast.parse(part.value, mode="eval").body)
            except SyntaxError:
                continue  # a word of a Literal, or the help of an option
    return found


@pytest.mark.parametrize(
    "source",
    [
        "def f(x: Any): ...",
        "def f() -> dict[str, Any]: ...",
        "def f(*x: 'list[Any]'): ...",
        "def f(*, x: typing.Any = 1): ...",
        "class A:\n def f(self) -> Callable[..., Any]: ...",
        "Show = Callable[[Any], None]\ndef f(show: Show): ...",
    ],
)
def test_the_checker_notices(source: str) -> None:
    assert unknown(source) == [len(source.splitlines())]


def test_the_checker_lets_pass_what_is_known() -> None:
    assert unknown("def f(x: object, y: Annotated[str, Option(help='Any, at all: 1')]) -> None:\n z: Any = x") == []


@each("path", FILES)
def test_no_signature_says_any(path: str) -> None:
    assert unknown((ROOT / path).read_text("utf-8")) == []
