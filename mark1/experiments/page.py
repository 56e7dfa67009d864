"""Experiment page: a result as Markdown, as HTML to print, as CSV, and the page of all results.

    Experiment, ExperimentResult, PNG  -->  NAME.md + NAME.png,  NAME.html (all in one file),  NAME.csv

A page is self-contained: nothing is loaded from elsewhere.
"""

import base64
import csv
import io
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import numpy as np

from mark1.experiments.experiment import Comparison, Experiment, ExperimentResult
from mark1.experiments.figure import figure
from mark1.machine import fidelity
from mark1.storage import make_folder, require_writable, write_bytes, write_text

HEADINGS = ("what", "published", "ours", "source", "confidence", "agrees?")
# On paper the ground of the figure becomes white.
STYLE = """
body { font: 15px/1.45 Georgia, "Times New Roman", serif; color: #22282e; background: #fff; max-width: 62em;
       margin: 2em auto; padding: 0 1.5em; }
h1 { font-weight: normal; font-size: 1.8em; margin: .2em 0; }
.name { font: 12px sans-serif; letter-spacing: .15em; text-transform: uppercase; }
img { width: 100%; height: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9em; }
th, td { text-align: left; vertical-align: top; padding: .35em .7em .35em 0; border-bottom: 1px solid #d3c8b3; }
.small { color: #6f6a5f; font-size: .85em; }
@media print { body { margin: 0; max-width: none; font-size: 11px; } figure, tr { break-inside: avoid; }
               img { filter: brightness(1.14); } }
@page { margin: 15mm; }
"""
SUFFIXES = (".md", ".html", ".csv", ".png")
SPREAD = "Where a range is given, it is the lowest and highest of all seeds, after their median."


def cells(row: Comparison) -> tuple[str, ...]:
    """A row of the table, under ``HEADINGS``."""
    verdict = f"{row.verdict}: {row.why}" if row.why else row.verdict
    return row.what, row.published, row.ours, row.source, row.certainty, verdict


def markdown(experiment: Experiment, finding: ExperimentResult, picture: str, again: str, level: int = 1) -> str:
    """The page as Markdown; ``picture``: where the figure is, ``again``: the command that reproduces it."""
    table = [HEADINGS, ["---"] * len(HEADINGS), *map(cells, finding.rows)]
    parts = [
        f"{'#' * level} {experiment.title}",
        f"`{experiment.name}` · {experiment.of}",
        experiment.about,
        f"![{experiment.title}]({picture})",
        "\n".join(f"| {' | '.join(map(_in_a_cell, line))} |" for line in table),
        *finding.remarks,
        *agreed(experiment),
    ]
    if level == 1:
        parts += ["\n".join(f"- {line}" for line in references([finding])), SPREAD]
    return "\n\n".join([*parts, f"Again: `{again}`"]) + "\n"


def agreed(experiment: Experiment) -> list[str]:
    """By which numbers the rows were judged: one paragraph, or none."""
    rules = ". ".join(sentence[0].upper() + sentence[1:] for sentence in map(str, experiment.rules))
    return [f"Rules of agreement (limits assumed): {rules}."] if rules else []


def _in_a_cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def html(experiment: Experiment, finding: ExperimentResult, png: bytes, again: str) -> str:
    """The page as HTML, its figure inside."""
    head = "".join(f"<th>{escape(word)}</th>" for word in HEADINGS)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells(row))}</tr>\n" for row in finding.rows)
    remarks = "".join(f"<p>{escape(remark)}</p>\n" for remark in [*finding.remarks, *agreed(experiment)])
    sources = "".join(f"<li>{escape(line)}</li>" for line in references([finding]))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(experiment.title)}</title>'
        f"<style>{STYLE}</style></head><body>\n"
        f'<p class="name">mark1 · {escape(experiment.name)}</p>\n<h1>{escape(experiment.title)}</h1>\n'
        f'<p class="small">{escape(experiment.of)}</p>\n<p>{escape(experiment.about)}</p>\n'
        f'<figure style="margin:1em 0"><img alt="{escape(experiment.title)}" '
        f'src="data:image/png;base64,{base64.b64encode(png).decode()}"></figure>\n'
        f"<table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>\n{remarks}"
        f'<ul class="small">{sources}</ul>\n<p class="small">{escape(SPREAD)} '
        f"Again: {escape(again)}</p>\n</body></html>\n"
    )


def references(findings: Sequence[ExperimentResult]) -> list[str]:
    """The sources cited in the rows, in full."""
    asked = {letters.strip() for finding in findings for row in finding.rows for letters in row.source.split(",")}
    return [f"{letters}: {reference}" for letters, reference in fidelity.sources().items() if letters in asked]


def data(finding: ExperimentResult) -> str:
    """All points of all charts as CSV: chart, line, x, seed, y; of a band, seed 0 is its low and 1 its high side."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(("chart", "line", "style", "x", "seed", "y"))
    for chart in finding.charts:
        for line in chart.lines:
            y = np.asarray(line.y, np.float64).reshape(len(line.x), -1)
            for x, values in zip(line.x, y.tolist(), strict=True):
                at = x if isinstance(x, str) else f"{x:.10g}"
                table.writerows((chart.title, line.name, line.style, at, s, repr(v)) for s, v in enumerate(values))
    return out.getvalue()


def require_room(folder: Path, experiment: Experiment) -> None:
    """Make the folder. Raises StorageError before the run if its files cannot be written."""
    make_folder(folder)
    for suffix in SUFFIXES:
        require_writable(folder / (experiment.name + suffix))


def write(folder: Path, experiment: Experiment, finding: ExperimentResult, again: str) -> list[Path]:
    """The page, the figure and the data: their paths. Raises StorageError."""
    png, paths = figure(experiment, finding), [folder / (experiment.name + suffix) for suffix in SUFFIXES]
    write_bytes(paths[3], png)
    write_text(paths[2], data(finding))
    write_text(paths[1], html(experiment, finding, png, again))
    write_text(paths[0], markdown(experiment, finding, f"{experiment.name}.png", again))
    return paths


def index(findings: Mapping[str, ExperimentResult], experiments: Mapping[str, Experiment], pictures: str) -> str:
    """The page of all results: a table of their first rows, then each in full. ``pictures``: where the figures are."""
    lines: list[Sequence[str]] = [("experiment", *HEADINGS), ["---"] * (1 + len(HEADINGS))]
    for name, finding in findings.items():
        heads = [row for row in finding.rows if row.headline or row is finding.rows[0]]
        lines += [(f"[{name}](#{_anchor(experiments[name].title)})", *cells(row)) for row in heads]
    parts = [
        "\n".join(f"| {' | '.join(map(_in_a_cell, line))} |" for line in lines),
        SPREAD,
        "\n".join(f"- {line}" for line in references(list(findings.values()))),
    ]
    for name, finding in findings.items():
        again = f"mark1 experiment run {name}"
        parts.append(markdown(experiments[name], finding, f"{pictures}{name}.png", again, level=2).rstrip())
    return "\n\n".join(parts) + "\n"


def _anchor(title: str) -> str:
    """The anchor of a heading, as the usual renderers of Markdown name it."""
    return "".join(c for c in title.lower().replace(" ", "-") if c.isalnum() or c in "-_")
