"""The layout of the wall: where every part is. A pure function of the window's size.

+--------------------------------------------------------------------------+
| HEADER   name, back end, state, stop                                     |
+---------+------------------+------------------------+--------------------+
| camera  | boards           | association            | response           |
|         +------------------+                        |                    |
+---------+ patch_board      +------------------------+                    |
| retina  |                  | potentiometers         +--------------------+
+---------+                  |                        | teacher            |
| picture |                  |                        |                    |
+---------+------------------+------------------------+--------------------+
| teletype                                                                 |
+--------------------------------------------------------------------------+
"""

from collections.abc import Sequence

from pygame import Rect

from mark1.gui.paint.theme import LEAST_SIZE, unit_of

MARGIN, GAP = 10, 8
COLUMNS = (236, 366, 518, 448)
ROWS = (54, 690, 120)
PARTS: tuple[tuple[tuple[str, float], ...], ...] = (
    (("camera", 212), ("retina", 256), ("picture", 194)),
    (("boards", 43), ("patch_board", 639)),
    (("association", 340), ("potentiometers", 342)),
    (("response", 308), ("teacher", 374)),
)
NAMES = ("header", *(name for column in PARTS for name, _ in column), "teletype")


def layout(size: tuple[int, int], text_scale: float = 1.0) -> dict[str, Rect]:
    """The rectangle of every part in a window of ``size``, by name. Below 1024 x 640 the wall extends beyond the
    window.

    Larger text makes header and teletype higher.
    """
    width, height = max(size[0], LEAST_SIZE[0]), max(size[1], LEAST_SIZE[1])
    unit = unit_of((width, height))
    margin, gap = round(MARGIN * unit), max(2, round(GAP * unit))
    across = (margin, width - 2 * margin)
    header, middle, teletype = _rows(height, unit * text_scale, unit, margin, gap)
    rects = {"header": Rect(across[0], header[0], across[1], header[1])}
    for (left, wide), column in zip(_split(*across, COLUMNS, gap), PARTS, strict=True):
        for (top, high), (name, _) in zip(_split(*middle, [share for _, share in column], gap), column, strict=True):
            rects[name] = Rect(left, top, wide, high)
    rects["teletype"] = Rect(across[0], teletype[0], across[1], teletype[1])
    return rects


def _rows(height: int, text_unit: float, unit: float, margin: int, gap: int) -> list[tuple[int, int]]:
    """Top and height of header, middle and teletype: header and teletype grow with the text."""
    header, teletype = round(ROWS[0] * (unit + text_unit) / 2), round(ROWS[2] * (unit + text_unit) / 2)
    top = margin + header + gap
    middle = height - margin - teletype - gap - top
    return [(margin, header), (top, middle), (height - margin - teletype, teletype)]


def _split(start: int, length: int, shares: Sequence[float], gap: int) -> list[tuple[int, int]]:
    """Start and length of pieces in the proportion of ``shares``, ``gap`` apart, that fill the length exactly."""
    room, total = length - gap * (len(shares) - 1), sum(shares)
    ends = [round(room * sum(shares[: k + 1]) / total) for k in range(len(shares))]
    starts = [0, *ends[:-1]]
    return [(start + a + k * gap, b - a) for k, (a, b) in enumerate(zip(starts, ends, strict=True))]
