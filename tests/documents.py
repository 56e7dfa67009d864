"""What documents show: their console blocks, and the sessions in them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Shown(NamedTuple):
    """A command as a document shows it, and the lines under it."""

    command: str
    output: list[str]


def blocks(name: str, kind: str = "") -> list[str]:
    """The fenced blocks of a document that begin with ```` ```kind ````."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", (ROOT / name).read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [text for its_kind, text in fenced if its_kind == kind]


def shown(name: str) -> Iterator[Shown]:
    """Every ``$ command`` of a document, in order."""
    for block in blocks(name):
        if block.startswith("$ "):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, *output = part.rstrip().split("\n")
                yield Shown(command, output)
