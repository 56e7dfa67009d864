"""Writes what docs/api.md and docs/research print, and the notebooks: ``python docs/write_research.py [NAME ...]``.

::

    docs/api.md, docs/research/N-name.md  --run-->       the outputs below their code
                                          --written-->   examples/notebooks/research/api.ipynb, N-name.ipynb
"""

import sys
from pathlib import Path

import write_notebooks
from write_lecture import with_outputs

DOCS = Path(__file__).parent
API, RESEARCH = DOCS / "api.md", DOCS / "research"
NOTEBOOKS = write_notebooks.NOTEBOOKS / "research"


def pages() -> list[Path]:
    """The pages that are notebooks: those with a number, then the guide of the API."""
    return [*sorted(RESEARCH.glob("[0-9]-*.md")), API]


def main(words: list[str]) -> None:
    """Write the pages whose names are given, or all."""
    NOTEBOOKS.mkdir(exist_ok=True)
    for path in pages():
        if not words or path.stem in words:
            path.write_text(with_outputs(path.read_text("utf-8")), "utf-8")
        (NOTEBOOKS / f"{path.stem}.ipynb").write_text(write_notebooks.written(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
