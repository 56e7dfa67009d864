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

What makes an emulator trusted is that the old programs give the old results. For a machine that kept no programs these
are the figures that its builders printed, and those that others told later. Each experiment here stands beside its
published figure, with the source and with how sure that figure is: **primary** is a text of the builders or of the day,
**secondary** somebody's later account, **derived** our arithmetic on such texts, **assumed** nobody's number.

`mark1 experiment list` lists them, `mark1 experiment run NAME` runs one and writes a page to print. This page was
written by `python docs/write_experiments.py` from the runs; times, and the typefaces a system has, differ elsewhere,
the rest comes out the same from the same seeds.

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
