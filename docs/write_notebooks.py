"""Writes examples/notebooks from the English pages of docs/lecture: ``python docs/write_notebooks.py``.

::

    text     -->  a cell of Markdown; pictures are attached to it, so that a notebook needs no other file
    code     -->  a cell of code, with the output of the page
    $ mark1  -->  a cell with !mark1
    links    -->  to other pages: their number, as ``mark1 lecture`` takes it

Solutions stay hidden in the text, below an empty cell for the reader's own.
"""

import base64
import json
import re
from pathlib import Path
from typing import Any

import write_lecture
from write_lecture import IMAGES, Block, blocks, commands

NOTEBOOKS = Path(__file__).parents[1] / "examples" / "notebooks"
PICTURE = re.compile(r"!\[([^\]]*)\]\((?:\.\./)?images/([\w-]+\.png)\)")
PAGE_LINK = re.compile(r"\[([^\]]+)\]\((\d\d)-[\w-]+\.md(?:#[\w-]*)?\)")
FILE_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?![a-z]+:|attachment:)[^)\s]+\)")
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
Cell = dict[str, Any]


def notebook(page: str) -> dict[str, Any]:
    """The notebook of a page."""
    cells: list[Cell] = []
    shown = [block for block in blocks(page) if not block.hidden and block.kind in ("python", "output", "console")]
    place = 0
    for block in shown:
        cells += _texts(page[place : block.start])
        place = block.end
        if block.kind == "output":
            cells[-1]["outputs"] = [_stream(block.text)]
        else:
            cells.append(_code(block))
    cells += _texts(page[place:])
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:02}"
    return {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def _texts(text: str) -> list[Cell]:
    """Cells of Markdown, with an empty one of code before each solution."""
    cells: list[Cell] = []
    for i, part in enumerate(re.split(r"(?=^<details>)", text, flags=re.MULTILINE)):
        cells += [_empty()] if i else []
        cells += [_markdown(part.strip("\n"))] if part.strip() else []
    return cells


def _markdown(text: str) -> Cell:
    attachments = {
        name: {"image/png": base64.b64encode(_picture(name).read_bytes()).decode()} for _, name in PICTURE.findall(text)
    }
    text = PICTURE.sub(r"![\1](attachment:\2)", text)
    text = PAGE_LINK.sub(lambda link: f"{link[1]} (`mark1 lecture {int(link[2])}`)", text)
    text = FILE_LINK.sub(r"\1", text)
    cell: Cell = {"cell_type": "markdown", "metadata": {}, "source": _lines(text)}
    return cell | {"attachments": attachments} if attachments else cell


def _picture(name: str) -> Path:
    """A picture of the lecture, or of the other pages."""
    return IMAGES / name if (IMAGES / name).exists() else Path(__file__).parent / "images" / name


def _code(block: Block) -> Cell:
    if block.kind == "python":
        return _empty() | {"source": _lines(block.text.rstrip("\n"))}
    source = "\n".join(f"!{command}" for command in commands(block.text))
    printed = "".join(line for line in block.text.splitlines(True) if not line.startswith("$ "))
    return _empty() | {"source": _lines(source), "outputs": [_stream(printed)]}


def _empty() -> Cell:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": []}


def _stream(text: str) -> dict[str, Any]:
    return {"name": "stdout", "output_type": "stream", "text": _lines(text)}


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def written(page: str) -> str:
    """The file of a page's notebook."""
    return json.dumps(notebook(page), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    NOTEBOOKS.mkdir(exist_ok=True)
    for path in write_lecture.pages():
        (NOTEBOOKS / f"{path.stem}.ipynb").write_text(written(path.read_text("utf-8")), "utf-8")
