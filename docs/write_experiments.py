"""Writes docs/experiments.md and its figures from the runs: ``python docs/write_experiments.py``, about ten minutes."""

import sys
from pathlib import Path

from mark1.experiments.experiment import RunRequest
from mark1.experiments.figure import figure
from mark1.experiments.page import index
from mark1.experiments.table import EXPERIMENTS
from mark1.storage import make_folder, write_bytes, write_text

DOCS = Path(__file__).parent
FIGURES = "images/experiments/"
INTRODUCTION = """# The published experiments, run again

An emulator is trusted if old programs give their old results. The Mark I left no programs, but its builders published
figures, and others reported figures later. Each experiment on this page is printed beside the published figure, with
its source and its confidence: **primary** (written by the builders, or a contemporary source), **secondary** (a later
account), **derived** (calculated from those), or **assumed** (chosen by us because no source gives it).

`mark1 experiment list` lists the experiments; `mark1 experiment run NAME` runs one and writes a page to print. This
page was written by `python docs/write_experiments.py` from the runs. Times, and the typefaces that a system has, differ
elsewhere; everything else is the same with the same seeds.

"""


def main() -> None:
    """Run all, write each figure, and then the page."""
    make_folder(DOCS / FIGURES)
    findings = {}
    for name, experiment in EXPERIMENTS.items():
        sys.stderr.write(f"{name}\n")
        findings[name] = experiment.run(RunRequest(experiment.seeds))
        write_bytes(DOCS / FIGURES / f"{name}.png", figure(experiment, findings[name]))
    write_text(DOCS / "experiments.md", INTRODUCTION + index(findings, EXPERIMENTS, FIGURES))


if __name__ == "__main__":
    main()
