"""Experiment figure: the charts of a finding on one page, as PNG.

    ExperimentResult  -->  figures.Page  -->  header, and a panel for each chart  -->  PNG

Lines differ in mark and dash as well as in colour, so that a page can be read in grey. The same finding gives the same
bytes.
"""

import re
from dataclasses import replace
from typing import Any

import numpy as np

from mark1.experiments.experiment import Chart, Experiment, ExperimentResult, Series
from mark1.figures.axes import scales
from mark1.figures.page import FACES, Page, style
from mark1.figures.pages import panel, rule
from mark1.paper import (
    ACCENT,
    BLUE,
    FADED,
    GREEN,
    INK,
    OCHRE,
    PLUM,
    Box,
    fitted,
    fitting_px,
    tracked,
)

WIDTH, TOP, FOOT = 1400, 132, 24
HEIGHTS = {1: 620, 2: 620, 3: 560, 4: 1000}  # height of the charts' part by their number, pixels
KEY_PX, KEY_LINE, BETWEEN, BESIDE = 15, 23, 5, 0.06
SLANT, SLANTED = 64, {"rotation": 32, "ha": "right", "rotation_mode": "anchor"}
INKS = (INK, ACCENT, BLUE, OCHRE, GREEN, PLUM)
MARKS, DASHES = "os^DvPX*h", ("-", "--", "-.", ":", (0, (6, 2, 1, 2, 1, 2)), (0, (1, 1)))


def figure(experiment: Experiment, finding: ExperimentResult) -> bytes:
    """All charts, as a PNG file."""
    formulas = {"font.family": list(FACES["roman"]["family"]), "mathtext.fontset": "stix", "axes.unicode_minus": True}
    with style(**formulas):
        page = Page(WIDTH, TOP + HEIGHTS[len(finding.charts)] + FOOT)
        _header(page, experiment)
        for chart, box in zip(finding.charts, boxes(len(finding.charts)), strict=True):
            _chart(page, chart, panel(page, box, chart.title.upper(), ""))
        return bytes(page.png())


def boxes(n: int) -> list[Box]:
    """Places for one to three charts side by side, or four in two rows."""
    cols, rows = (2, 2) if n == 4 else (n, 1)
    gap, left = 60, 48
    width = (WIDTH - 2 * left - gap * (cols - 1)) / cols
    height = HEIGHTS[n] / rows
    return [Box(left + i % cols * (width + gap), TOP + i // cols * height, width, height - 20) for i in range(n)]


def _header(page: Page, experiment: Experiment) -> None:
    w = page.width - 96
    page.text(48, 44, tracked(experiment.name.upper()), 13, face="label")
    page.text(48 + w, 44, experiment.of, 15, "right", FADED, "italic")
    px = fitting_px(page, [experiment.title], w, 36, 22)
    page.text(48, 88, fitted(page, experiment.title, w, px), px)
    rule(page, 48, 106, w)


def _chart(page: Any, chart: Chart, box: Box) -> None:
    """Axes in a box of the page, with the lines on them and a key under them."""
    each = max(page.width_of(line.name, KEY_PX) for line in chart.lines) + 64
    rows = -(-len(chart.lines) // max(1, int(box.w / each)))
    cols = -(-len(chart.lines) // rows)
    key = KEY_LINE * rows * (len(chart.lines) > 1)
    words = _words(chart)
    slanted = max((page.width_of(word, KEY_PX) + BETWEEN for word in words), default=0) * len(words) > box.w - 66
    left, below = 66, 56 + key + SLANT * slanted
    place = (
        (box.x + left) / page.width,
        1 - (box.y + box.h - below) / page.height,
        (box.w - left) / page.width,
        (box.h - below) / page.height,
    )
    axes = page.figure.add_axes(place, facecolor="none")
    for line, number in zip(chart.lines, families(chart), strict=True):
        _line(axes, replace(line, name=set_as_formula(line.name)), number)
    scales(axes, chart.scale, chart.percent, not words)
    if words:
        axes.set_xticks(range(len(words)), words, **(SLANTED if slanted else {}))
        axes.set_xlim(-0.5, len(words) - 0.5)
    axes.set_xlabel(set_as_formula(chart.x), fontsize=12, color=INK)
    axes.set_ylabel(set_as_formula(chart.y), fontsize=12, color=INK)
    if len(chart.lines) > 1:
        corner = (box.x / page.width, 1 - (box.y + box.h - key - 10) / page.height)
        looks = {"loc": "upper left", "ncols": cols, "frameon": False, "fontsize": 11, "columnspacing": 1.4}
        axes.legend(bbox_to_anchor=corner, bbox_transform=page.figure.transFigure, borderpad=0, **looks)


def set_as_formula(text: str) -> str:
    """A text with its letters with an index, as ``P_a``, and its powers, as ``(R / gamma)^2``, set as formulas."""
    text = text.replace("(R / gamma)^2", r"$(R / \gamma)^2$")
    return re.sub(r"\b([A-Z])_(\w+)", r"$\1_{\2}$", text)


def _words(chart: Chart) -> list[str]:
    """The names along x, if they are words."""
    named = next(line.x for line in chart.lines if line.style != "level")
    return list(named) if isinstance(named[0], str) else []


def families(chart: Chart) -> list[int]:
    """A number for each line; lines whose names begin alike (``R1: printed``) have the same, so the same ink."""
    names = [line.name.partition(": ")[0] for line in chart.lines]
    return [list(dict.fromkeys(names)).index(name) for name in names]


def _line(axes: Any, line: Series, number: int) -> None:
    """One line by its style; where x are words, the lines stand a little beside one another."""
    ink, mark, dash = INKS[number % len(INKS)], MARKS[number % len(MARKS)], DASHES[number % len(DASHES)]
    words = bool(len(line.x)) and isinstance(line.x[0], str)
    x = np.arange(len(line.x)) + BESIDE * number if words else np.asarray(line.x, np.float64)
    y = np.asarray(line.y, np.float64)
    if line.style == "level":
        axes.axhline(float(y[0]), color=ink, linewidth=1.5, linestyle=(0, (5, 3)), label=line.name)
        return
    if line.style == "band":
        axes.fill_between(x, y[:, 0], y[:, 1], color=ink, alpha=0.14, linewidth=0, label=line.name)
        return
    if y.ndim == 2 and words:
        axes.vlines(x, y.min(axis=1), y.max(axis=1), colors=ink, linewidth=1.2)
    elif y.ndim == 2 and y.shape[1] > 1:
        axes.fill_between(x, y.min(axis=1), y.max(axis=1), color=ink, alpha=0.14, linewidth=0)
    looks: dict[str, dict[str, Any]] = {
        "ours": {"marker": mark, "markersize": 5, "linestyle": "none" if words else dash},
        "curve": {"linestyle": dash},
        "published": {"marker": mark, "markersize": 11, "linestyle": "none", "markerfacecolor": "none"},
        "cloud": {"marker": mark, "markersize": 7, "linestyle": "none", "markerfacecolor": "none"},
    }
    middle = np.median(y, axis=1) if y.ndim == 2 else y
    axes.plot(x, middle, color=ink, linewidth=1.5, markeredgewidth=1.5, label=line.name, **looks[line.style])
