"""Terminal: the story of a training run where there are no pictures, as text that rich lays out.

    TrainingRecord  -->  demo_report  -->  console: colour where it has colour, plain ASCII where it has only that

Signs can be read without colour: ``+`` and ``#`` speak for +1, ``-`` and ``=`` for -1.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from mark1.cli.layout import wrapped
from mark1.figures.training_record import TrainingRecord, brief, duration
from mark1.machine.camera.sampling import coverage
from mark1.text import counted, printable

Bits = NDArray[np.bool_]
Number = TypeVar("Number", int, float)

HALF_BLOCKS = " ▄▀█"  # indexed by 2 * upper + lower
ASCII_PAIRS = " .'#"
SPARKS = "▁▂▃▄▅▆▇█"
ASCII_SPARKS = "_.-=+*%#"
EIGHTHS = " ▏▎▍▌▋▊▉"
MOST_LETTERS, MOST_HARD, MOST_BARS, MOST_FIELDS = 12, 8, 24, 8
FIELD_COLS = 20
LETTER_COLS = 38
PLUS, MINUS, FAINT = "bold cyan", "yellow", "dim"
WEAK, STRONG = 0.15, 0.5  # from these shares of the largest voltage on a cell shows a weak and a strong mark


def speaks_unicode(encoding: str) -> bool:
    """Whether an output of this encoding can print blocks."""
    try:
        (HALF_BLOCKS + SPARKS + EIGHTHS).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def retina_text(on: Bits, unicode: bool = True) -> str:
    """Photocells (rows, cols), on or off, as text: two rows of cells to a line, one column to a character."""
    on = np.asarray(on, np.bool_)
    on = np.vstack([on, np.zeros((len(on) % 2, on.shape[1]), np.bool_)])
    marks = HALF_BLOCKS if unicode else ASCII_PAIRS
    return "\n".join("".join(marks[k] for k in line) for line in 2 * on[::2] + 1 * on[1::2])


def side_by_side(blocks: Sequence[str], width: int) -> str:
    """Blocks of text beside each other, as many as ``width`` holds, the others in rows below."""
    wide = max((cell_len(line) for block in blocks for line in block.split("\n")), default=0)
    each, gap = _each_and_gap(wide, width)
    rows = [blocks[i : i + each] for i in range(0, len(blocks), each)]
    return "\n\n".join(_joined([block.split("\n") for block in row], wide, " " * gap) for row in rows)


def _each_and_gap(wide: int, width: int) -> tuple[int, int]:
    """How many blocks ``wide`` stand in a line, and the spaces between: none, where that makes room for one more."""
    each, packed = max(1, (width + 2) // (wide + 2)), max(1, width // max(wide, 1))
    return (packed, 0) if packed > each and wide >= FIELD_COLS else (each, 2)


def _joined(blocks: list[list[str]], wide: int, gap: str) -> str:
    high = max(len(block) for block in blocks)
    filled = [block + [""] * (high - len(block)) for block in blocks]
    return "\n".join(
        gap.join(set_cell_size(line, wide) for line in lines).rstrip() for lines in zip(*filled, strict=True)
    )


def sparkline(values: Sequence[float], unicode: bool = True) -> str:
    """A curve in one line of text: one character for each value, from 0 to the largest."""
    sparks = SPARKS if unicode else ASCII_SPARKS
    top = max(max(values, default=0), 0) or 1
    return "".join(sparks[round(max(value, 0) / top * (len(sparks) - 1))] for value in values)


def bar(share: float, width: int, unicode: bool = True) -> str:
    """A bar of ``share`` 0..1 of ``width`` characters, to an eighth of a character; any share above 0 shows."""
    if not unicode:
        return "#" * max(round(share * width), int(share > 0))
    whole, eighths = divmod(max(round(share * width * 8), int(share > 0)), 8)
    return "█" * whole + EIGHTHS[eighths].strip()


def coarse_field(volts: NDArray[np.float64], most_cols: int = FIELD_COLS) -> NDArray[np.float64]:
    """What an R-unit looks for, (rows, cols) in V, averaged to characters twice as high as wide."""
    rows, cols = volts.shape
    wide = min(cols, most_cols)
    high = max(1, round(rows * wide / cols / 2))
    return np.asarray(coverage(0.0, rows / high, high, rows) @ volts @ coverage(0.0, cols / wide, wide, cols).T)


def field_lines(volts: NDArray[np.float64], strongest: float) -> list[Text]:
    """Voltages as marks: ``+`` and ``#`` for +1, ``-`` and ``=`` for -1, ``.`` for neither."""
    return [Text.assemble(*(_mark(float(v) / max(strongest, 1e-9)) for v in line)) for line in volts]


def _mark(share: float) -> tuple[str, str]:
    """The character and style of a cell."""
    if abs(share) < WEAK:
        return ".", FAINT
    strong = abs(share) >= STRONG
    return ("#" if strong else "+", PLUS) if share > 0 else ("=" if strong else "-", MINUS)


def demo_report(record: TrainingRecord, console: Console) -> None:
    """Print the whole run: letters on the retina, learning curve, numbers, hardest letters, what R-units look for."""
    unicode, width = speaks_unicode(console.encoding), min(console.width, 120)
    _say(console, [Text(), Text(record.headline(), "bold"), *Text(record.story()).wrap(console, width)])
    for title, lines in _sections(record, width, unicode):
        _say(console, [Text(), Text(title, PLUS), *lines])
    console.print()


def _say(console: Console, lines: Sequence[Text]) -> None:
    """Print lines: pictures and bars fit already, text that is too long is wrapped. No blanks at the end."""
    for line in lines:
        line.rstrip()
        wide = line.cell_len > console.width
        for part in wrapped(line.plain, console.width) if wide else [line]:
            console.print(part, soft_wrap=True, highlight=False, markup=False)


def _sections(record: TrainingRecord, width: int, unicode: bool) -> Iterator[tuple[str, list[Text]]]:
    """The titles and lines of the report, in the order of the signal."""
    yield _retina_title(record, width), letters(record, width, unicode)
    if record.epochs:
        yield f"Learning: {record.noun}s with a wrong answer, epoch by epoch", learning(record, width, unicode)
    yield "In numbers", numbers(record, unicode)
    if record.hardest(1):
        yield f"Hardest: {record.effort()}", hardest(record, width, unicode)
    yield _fields_title(record), fields(record, width, unicode)


def _fields_title(record: TrainingRecord) -> str:
    """How to read the pictures of the units."""
    n_r, shown = len(record.looks_for), min(len(record.looks_for), MOST_FIELDS)
    first = f"the first {shown} of {n_r:,} {record.unit}s" if shown < n_r else f"each {record.unit}"
    if not record.corrects:
        has = "have" if shown < n_r else "has"
        return f"What {first} {has} learned (since the start, light on + # raises it more, on - = less)"
    return f"What {first} look{'' if shown < n_r else 's'} for (+ # speak for +1, - = for -1)"


def _retina_title(record: TrainingRecord, width: int) -> str:
    rows, cols = record.light.shape[1:]
    n, shown = len(record.pictures_of), len(_shown_letters(record, width))
    which = (
        f"{shown} of {n:,} {record.noun + 's' if record.one_each else 'classes'}" if shown < n else f"{record.noun}s"
    )
    return f"Retina: {which} on {rows} x {cols} photocells"


def _shown_letters(record: TrainingRecord, width: int) -> list[str]:
    """The first classes: one or two lines of letters."""
    rows, cols = record.light.shape[1:]
    each, _ = _each_and_gap(min(cols, LETTER_COLS, width), width)
    return list(record.pictures_of)[: min(MOST_LETTERS, 2 * each if rows <= 24 else each)]


def letters(record: TrainingRecord, width: int, unicode: bool) -> list[Text]:
    """A few pictures on the retina, one of each class, with their labels."""
    wide = min(record.light.shape[2], LETTER_COLS, width)
    blocks = []
    for label in _shown_letters(record, width):
        on = _smaller(record.light[record.pictures_of[label][0]], wide) >= 0.5
        name = _cut(label, max(wide, 3), unicode)
        blocks.append(f"{retina_text(on, unicode)}\n{' ' * ((wide - cell_len(name)) // 2)}{name}")
    return [Text(line) for line in side_by_side(blocks, width).split("\n")]


def _cut(label: str, width: int, unicode: bool) -> str:
    """A label in at most ``width`` characters: of a longer one, its two ends."""
    label, dots = ascii_or(printable(label), unicode), "…" if unicode else ".."
    if cell_len(label) <= width:
        return label
    keep = max(1, width - cell_len(dots))
    return set_cell_size(label[: -(-keep // 2)] + dots + label[len(label) - keep // 2 :], width).rstrip()


def _smaller(light: NDArray[np.float32], wide: int) -> NDArray[np.float64]:
    """The light averaged down to at most ``wide`` columns."""
    rows, cols = light.shape
    if cols <= wide:
        return np.asarray(light, np.float64)
    high = max(1, round(rows * wide / cols))
    down, across = coverage(0.0, rows / high, high, rows), coverage(0.0, cols / wide, wide, cols)
    return np.asarray(down @ light @ across.T)


def learning(record: TrainingRecord, width: int, unicode: bool) -> list[Text]:
    """A bar for each epoch, at most 24 of them, and the corrections of all epochs as a curve in one line."""
    shown = _thinned(range(record.epochs), MOST_BARS)
    rows = [(f"epoch {i + 1:,}", float(record.wrong_per_epoch[i]), f"{record.wrong_per_epoch[i]:,}") for i in shown]
    values: Sequence[float] = record.corrections_per_epoch if record.corrects else record.losses
    curve = sparkline(_thinned(values, width - 24), unicode)
    name, end = (record.work, f"{record.corrections:,}") if record.corrects else ("loss", f"{values[-1]:.3g}")
    return [*_bars(rows, width, unicode), Text.assemble((f"{name} ", FAINT), (curve, MINUS), f" {end}")]


def _bars(rows: Sequence[tuple[str, float, str]], width: int, unicode: bool) -> list[Text]:
    """A bar for each (name, value, value in words)."""
    wide = max(cell_len(name) for name, _, _ in rows)
    longest = max(10, min(60, width - wide - max(len(words) for _, _, words in rows) - 4))
    top = max(value for _, value, _ in rows) or 1.0
    return [
        Text.assemble(set_cell_size(name, wide), "  ", (bar(value / top, longest, unicode), PLUS), f" {words}")
        for name, value, words in rows
    ]


def _thinned(values: Sequence[Number], most: int) -> list[Number]:
    """At most ``most`` of the values, evenly spread; the first and the last are among them."""
    n = len(values)
    return list(values) if n <= most else [values[round(i * (n - 1) / (most - 1))] for i in range(most)]


def numbers(record: TrainingRecord, unicode: bool) -> list[Text]:
    """The figures of the run."""
    work = {"loss": f"{record.losses[-1]:.4g}" if record.losses else "none"}
    if record.corrects:
        then = f"{duration(record.machine_time_s)} in 1960 (assumed exposure and motor times)"
        work = {record.work: f"{record.corrections:,}", "machine time": then}
    pictures = counted(len(record.labels), "picture")
    figures = {
        "stimuli": f"{record.name}: {pictures}, {counted(len(record.pictures_of), 'class', 'classes')}",
        "epochs": f"{record.epochs:,}",
        "presentations": f"{record.presentations:,}",
        **work,
        "time here": brief(record.seconds),
        "machine": record.settings,
        "seed": str(record.seed),
    }
    return [
        Text.assemble((f"{name:15}", FAINT), ascii_or(printable(value), unicode)) for name, value in figures.items()
    ]


def hardest(record: TrainingRecord, width: int, unicode: bool) -> list[Text]:
    """The classes that took the most corrections, as bars."""
    number = "{:,.0f}" if record.one_each else "{:,.1f}"
    hard = record.hardest(MOST_HARD)
    return _bars(
        [(_cut(h.label, 24, unicode), h.corrections, number.format(h.corrections)) for h in hard], width, unicode
    )


def fields(record: TrainingRecord, width: int, unicode: bool) -> list[Text]:
    """What the first R-units look for, side by side in rows."""
    shown = [coarse_field(volts) for volts in record.looks_for[:MOST_FIELDS]]
    strongest = max(float(np.abs(volts).max()) for volts in shown)
    wide = max(4, shown[0].shape[1])
    each = min(4, max(1, (width + 2) // (wide + 2)))
    lines: list[Text] = []
    for first in range(0, len(shown), each):
        blocks = [field_lines(volts, strongest) for volts in shown[first : first + each]]
        names = [Text(_cut(record.unit_name(first + i), wide, unicode), FAINT) for i in range(len(blocks))]
        lines += [Text()] if first else []
        for row in (names, *zip(*blocks, strict=True)):
            lines.append(Text("  ").join(_padded(text, wide) for text in row))
    return lines


def _padded(text: Text, width: int) -> Text:
    text.pad_right(width - cell_len(text.plain))
    return text


def ascii_or(text: str, unicode: bool) -> str:
    """The text, or where the output has no unicode, the text with a ``?`` for every character beyond ASCII."""
    return text if unicode else text.encode("ascii", "replace").decode()
