"""Writes docs/experiments.md and its figures from the runs: ``python docs/write_experiments.py [NAME ...]``.

All of them take about ten minutes. With names only these are run; the rest of the page stays as it is written.
"""

import re
import sys
from pathlib import Path

from mark1.experiments.experiment import RunRequest
from mark1.experiments.figure import figure
from mark1.experiments.page import SPREAD, index
from mark1.experiments.table import EXPERIMENTS, experiment
from mark1.machine import fidelity
from mark1.storage import make_folder, write_bytes, write_text

DOCS = Path(__file__).parent
PAGE = DOCS / "experiments.md"
FIGURES = "images/experiments/"
INTRODUCTION = """# The published experiments, run again

An emulator is trusted if old programs give their old results. The Mark I left no programs, but its builders published
figures, and others reported figures later. Each experiment on this page is printed beside the published figure, with
its source and its confidence: **primary** (written by the builders, or a contemporary source), **secondary** (a later
account), **derived** (calculated from those), or **assumed** (chosen by us because no source gives it). A *plan* is of
a machine that was only designed; *relayed* is known through somebody else.

Each verdict follows from a rule in numbers that is part of the experiment, not of its result: a result **agrees**,
agrees **partly**, or **does not agree**. The rules are below each table; their limits are assumed.

`mark1 experiment list` lists the experiments; `mark1 experiment run NAME` runs one and writes a page to print. This
page was written by `python docs/write_experiments.py` from the runs. Times, and the typefaces that a system has, differ
elsewhere; everything else is the same with the same seeds.

"""


def main(names: list[str]) -> None:
    """Run those named, or all; write each figure, and then the page."""
    make_folder(DOCS / FIGURES)
    heads, sections = parts_of(PAGE.read_text("utf-8")) if names else ({}, {})
    for name in names or EXPERIMENTS:
        sys.stderr.write(f"{name}\n")
        one = experiment(name)
        finding = one.run(RunRequest(one.seeds))
        write_bytes(DOCS / FIGURES / f"{name}.png", figure(one, finding))
        new_heads, new_sections = parts_of(index({name: finding}, EXPERIMENTS, FIGURES))
        heads |= new_heads
        sections |= new_sections
        write_text(PAGE, page(heads, sections))


def parts_of(text: str) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Lines of the first table and section, by the experiment's name."""
    top, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    heads = {name: [line for line in top.splitlines() if line.startswith(f"| [{name}](")] for name in EXPERIMENTS}
    title_of = {section.partition("\n")[0]: f"## {section.rstrip()}" for section in sections}
    found = {name: title_of[one.title] for name, one in EXPERIMENTS.items() if one.title in title_of}
    return {name: lines for name, lines in heads.items() if lines}, found


def page(heads: dict[str, list[str]], sections: dict[str, str]) -> str:
    """The page, in the order of the experiments."""
    names = [name for name in EXPERIMENTS if name in sections]
    table = index({}, EXPERIMENTS, FIGURES).split("\n\n")[0]
    body = [sections[name] for name in names]
    cited = {word for line in "\n".join(body).splitlines() if line.startswith("|") for word in line.split(" | ")}
    references = [f"- {letters}: {text}" for letters, text in fidelity.sources().items() if letters in cited]
    top = "\n".join([table, *(line for name in names for line in heads[name])])
    return INTRODUCTION + "\n\n".join([top, SPREAD, "\n".join(references), *body]) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
