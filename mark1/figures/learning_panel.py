"""Learning panel: how the wrong answers went away, epoch by epoch, and which classes were the hardest.

    wrong, corrections of each epoch  -->  bars and a line
    corrections of each class        -->  a bar beside the picture that took the most

Where there was nothing to learn, the panel says so.
"""

import numpy as np

from mark1.figures.page import Page
from mark1.figures.retina_panel import plate, whole_cells
from mark1.figures.training_record import TrainingRecord
from mark1.paper import ACCENT, FADED, HAIRLINE, INK, PAPER, Box, fitted, fitting_px, nothing, widest
from mark1.text import printable

# ---- learning curve


def learning_curve(page: Page, box: Box, record: TrainingRecord) -> None:
    """Bars: pictures with a wrong answer in each epoch; line: corrections, or the loss from its first value down."""
    if not record.epochs:
        nothing(page, box, "No epoch has been made.")
        return
    n, top = record.epochs, max(1, *record.corrections_per_epoch, *record.wrong_per_epoch)
    left = page.width_of(f"{top:,}", 14) + 10
    plot = Box(box.x + left, box.y + 34, box.w - left, box.h - 60)
    up = plot.h / (top * 1.04)
    for tick in ticks(top, min(6, max(2, int(plot.h // 45)))):
        y = plot.y + plot.h - tick * up
        page.lines([[(plot.x, y), (plot.x + plot.w, y)]], HAIRLINE, 0.8)
        page.text(plot.x - 8, y + 5, f"{tick:,}", 14, "right", FADED)
    pitch = plot.w / n
    bar = min(pitch * 0.7 if pitch >= 3 else pitch, 48.0)
    centres = plot.x + (np.arange(n) + 0.5) * pitch
    floor = plot.y + plot.h
    wrong = np.array(record.wrong_per_epoch, float) * up
    page.rects(np.stack([centres - bar / 2, floor - wrong, np.full(n, bar), wrong], axis=1), fill=INK)
    heights = np.array(record.corrections_per_epoch if record.corrects else record.losses, float)
    scale = up if record.corrects else top * up / max(float(heights.max()), 1e-300)
    line = np.stack([centres, floor - heights * scale], axis=1)
    page.lines([line], ACCENT, 1.8)
    if pitch >= 7:
        page.circles(line, 2.6, fill=PAPER, edge=ACCENT, line=1.6)
    page.lines([[(plot.x, floor), (plot.x + plot.w, floor)]], INK, 1.0)
    for tick in [1, *(t for t in ticks(n, min(12, max(2, int(plot.w // 60)))) if t > 1)]:
        page.text(centres[tick - 1], floor + 18, f"{tick:,}", 14, "center", FADED)
    curve = record.work if record.corrects else f"loss, {record.losses[0]:.3g} to {record.losses[-1]:.3g}"
    _key(page, box, f"{record.noun}s with a wrong answer", curve)


def _key(page: Page, box: Box, bars: str, curve: str) -> None:
    """The key, in one line over the curve."""
    page.rects([(box.x, box.y + 1, 16, 11)], fill=INK)
    page.text(box.x + 24, box.y + 12, bars, 15)
    x = box.x + 52 + page.width_of(bars, 15)
    page.lines([[(x, box.y + 7), (x + 20, box.y + 7)]], ACCENT, 1.8)
    page.circles([(x + 10, box.y + 7)], 2.6, fill=PAPER, edge=ACCENT, line=1.6)
    page.text(x + 28, box.y + 12, fitted(page, curve, box.x + box.w - x - 28, 15), 15)


def ticks(top: int, most: int) -> list[int]:
    """Round whole numbers above 0 up to ``top``, at most ``most`` of them."""
    step = next(m * 10**e for e in range(20) for m in (1, 2, 5) if top // (m * 10**e) <= most)
    return list(range(step, top + 1, step))


# ---- hardest


def hardest(page: Page, box: Box, record: TrainingRecord) -> None:
    """The classes that took the most corrections, as bars beside the picture that took the most."""
    hard = record.hardest(12)
    if not hard:
        nothing(page, box, "No correction was needed." if record.corrects else "No answer was wrong.")
        return
    hard = hard[: max(1, int(box.h // 30))]
    pitch = min(box.h / len(hard), 52.0)
    side = whole_cells(int(min(pitch - 6, 40)), record.light.shape[1:])
    labels = [printable(label) for label, _, _ in hard]
    px = fitting_px(page, labels, box.w * 0.34, 17, 14)
    label_w = min(box.w * 0.34, widest(page, labels, px) + 12)
    number = "{:,.0f}" if record.one_each else "{:,.1f}"
    value_w = page.width_of(number.format(hard[0].corrections), 15) + 10
    left = box.x + side + 12 + label_w
    longest = box.w - (left - box.x) - value_w
    for i, (label, corrections, picture) in enumerate(hard):
        y = box.y + i * pitch
        drawn = plate(record.light[picture], side, record.light.shape[1:])
        page.image(box.x + (side - drawn.shape[1]) // 2, y + (side - len(drawn)) // 2, drawn)
        page.text(box.x + side + 12, y + side / 2 + 6, fitted(page, printable(label), label_w - 8, px), px)
        length = longest * corrections / hard[0].corrections
        page.rects([(left, y + side / 2 - 5, length, 10)], fill=ACCENT if i == 0 else INK)
        page.text(left + length + 7, y + side / 2 + 5, number.format(corrections), 15, colour=FADED)
