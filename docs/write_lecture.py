"""Writes what is computed in the pages of docs/lecture: ``python docs/write_lecture.py [NUMBER ...] [--pictures]``.

::

    docs/lecture/NN-name.md     --run-->   the outputs below its code and commands
    docs/lecture/it/NN-name.md  <--copy--  code and outputs of the English page
    ``mark1 plane ...`` named below a picture, lecture_pictures.py  -->  docs/lecture/images/*.png  (--pictures)

A fence that begins with ``python`` is code; the plain fence after it is what it prints. All code of a page runs in one
namespace; solutions (between ``<details>`` and ``</details>``) run in a copy of it. A plain fence that begins with
``$ mark1`` holds commands and their outputs. ``long`` marks what takes seconds: only the notebooks test it (``pytest
-m ci``).
"""

import contextlib
import io
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

LECTURE = Path(__file__).parent / "lecture"
IMAGES = LECTURE / "images"
FENCE = re.compile(r"^```([a-z]*)( long)?\n(.*?)^```\n", re.DOTALL | re.MULTILINE)
DRAWN_BY = re.compile(r"^!\[[^\]]*\]\((?:\.\./)?images/([\w-]+\.png)\)\n\n\*[^`\n]*`mark1 (plane [^`]*)`", re.MULTILINE)
COLOURS = 128


class Block(NamedTuple):
    """A fence of a page. ``kind``: python, output (of the code before it), console, or other."""

    kind: str
    text: str
    is_long: bool
    hidden: bool  # in a solution
    start: int
    end: int


def pages(language: str = "") -> list[Path]:
    """The pages in a language, by number."""
    return sorted((LECTURE / language).glob("[0-9][0-9]-*.md"))


def blocks(page: str) -> list[Block]:
    """All fences of a page, in order."""
    found: list[Block] = []
    for fence in FENCE.finditer(page):
        name, is_long, text = fence[1].removesuffix("long"), "long" in (fence[1], (fence[2] or "").strip()), fence[3]
        kind = name or ("console" if text.startswith("$ ") else "output")
        kind = "console" if text.startswith("$ ") else kind
        hidden = page.count("<details>", 0, fence.start()) > page.count("</details>", 0, fence.start())
        if kind == "output":
            assert found and found[-1].kind == "python", f"an output after no code: {text!r}"
            assert not page[found[-1].end : fence.start()].strip(), f"text between code and its output: {text!r}"
        found.append(Block(kind, text, is_long, hidden, fence.start(), fence.end()))
    return found


# ---- run


class Ran(NamedTuple):
    """A block of code or commands that was run: what it printed, and the block that says so, if any."""

    block: Block
    printed: str
    output: Block | None


def run(page: str, long: bool = True) -> Iterator[Ran]:
    """Run the code and the commands of a page, in order; without ``long`` those that are quick."""
    names: dict[str, Any] = {}
    found = blocks(page)
    for block, following in zip(found, [*found[1:], None], strict=True):
        if block.kind not in ("python", "console") or (block.is_long and not long):
            continue
        output = following if following is not None and following.kind == "output" else None
        printed = _commands(block.text) if block.kind == "console" else _code(block, names)
        yield Ran(block, printed, output)


def _code(block: Block, names: dict[str, Any]) -> str:
    """What a piece of Python prints; a solution changes no name of the page."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(
            compile(block.text, f"<{block.text.partition(chr(10))[0]}>", "exec"), dict(names) if block.hidden else names
        )
    return out.getvalue()


def commands(text: str) -> list[str]:
    """The command lines of a console block."""
    return re.findall(r"^\$ (mark1 .*)$", text, re.MULTILINE)


def _commands(text: str) -> str:
    """A console block with the outputs of now."""
    return "".join(f"$ {command}\n{_command(command)}" for command in commands(text))


def _command(command: str) -> str:
    """What a command prints. Raises AssertionError if it fails or complains."""
    from mark1.cli.invocation import run as mark1

    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        code = mark1(shlex.split(command)[1:], debug=False)
    assert (code, err.getvalue()) == (0, ""), f"{command}: {err.getvalue()}"
    return out.getvalue()


# ---- compare


def same(printed: str, shown: str) -> bool:
    """Whether an output is the one that is shown: word by word, without times that the computer took; numbers to half a
    percent, because libraries round differently."""
    words, expected = _words(printed), _words(shown)
    return len(words) == len(expected) and all(map(_alike, words, expected))


def _words(text: str) -> list[str]:
    return [word for line in text.split("\n") if not re.match(r"\s*elapsed\s", line) for word in line.split()]


def _alike(word: str, expected: str) -> bool:
    if word == expected:
        return True
    with contextlib.suppress(ValueError):
        ours, theirs = (float(text.strip("(),[]%")) for text in (word, expected))
        return abs(ours - theirs) <= 0.005 * abs(theirs)
    return False


# ---- write


def with_outputs(page: str) -> str:
    """The page with what its code and commands print now."""
    changes: list[tuple[int, int, str]] = []
    for ran in run(page):
        block, printed = ran.block, ran.printed
        says = block.text if block.kind == "console" else ran.output.text if ran.output else ""
        if same(printed, says) and printed.count("\n") == says.count("\n"):
            continue
        if block.kind == "console":
            head = page[block.start : page.index("\n", block.start) + 1]
            changes.append((block.start, block.end, f"{head}{printed}```\n"))
        elif printed:
            fence = f"```\n{printed}```\n"
            start, end = (ran.output.start, ran.output.end) if ran.output else (block.end, block.end)
            changes.append((start, end, fence if ran.output else f"\n{fence}"))
        else:
            assert not ran.output, f"nothing is printed by {block.text!r}"
    for start, end, text in reversed(changes):
        page = page[:start] + text + page[end:]
    return page


def with_blocks_of(translation: str, english: str) -> str:
    """A translation with the code, commands and outputs of the English page; a fence may hold its number instead.

    Raises AssertionError if the number of pieces differs.
    """
    ours = [english[block.start : block.end] for block in blocks(english) if block.kind != "output"]
    outputs = {
        english[before.start : before.end]: english[block.start : block.end]
        for before, block in zip(blocks(english), blocks(english)[1:], strict=False)
        if block.kind == "output"
    }
    theirs = [block for block in blocks(translation) if block.kind == "output"]
    for block in reversed(theirs):
        translation = translation[: block.start].rstrip("\n") + "\n" + translation[block.end :]
    theirs = blocks(translation)
    assert len(theirs) == len(ours), f"{len(ours)} pieces of code and commands in English, {len(theirs)} translated"
    for block, text in reversed(list(zip(theirs, ours, strict=True))):
        text += f"\n{outputs[text]}" if text in outputs else ""
        translation = translation[: block.start] + text + translation[block.end :]
    return translation


def draw(page: str) -> None:
    """The pictures of a page that commands draw."""
    from PIL import Image

    from mark1.cli.invocation import run as mark1

    for name, command in DRAWN_BY.findall(page):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            picture = Path(folder, "picture.png")
            words = shlex.split(re.sub(r" --out \S+", "", command))
            assert mark1([*words, "--out", str(picture)], debug=False) == 0, command
            image = Image.open(picture).convert("RGB")
            image.quantize(COLOURS).save(IMAGES / name, optimize=True)


def main(words: list[str]) -> None:
    """Write the pages whose numbers are given, or all."""
    numbers = [word for word in words if word.isdigit()]
    for path in pages():
        if numbers and path.name[:2] not in [f"{int(number):02}" for number in numbers]:
            continue
        page = with_outputs(path.read_text("utf-8"))
        path.write_text(page, "utf-8")
        translated = LECTURE / "it" / path.name
        if translated.exists():
            translated.write_text(with_blocks_of(translated.read_text("utf-8"), page), "utf-8")
        if "--pictures" in words:
            import lecture_pictures

            draw(page)
            lecture_pictures.write(path.name[:2], IMAGES)


if __name__ == "__main__":
    main(sys.argv[1:])
