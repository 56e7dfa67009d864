"""Architecture: the layers of a network as circles and lines, as SVG.

::

    o --\\   /-- o --\\
          \\ /         >-- o        input 3, hidden 4 relu, output 1
    o ---- X --- o --/
"""

from collections.abc import Sequence
from itertools import pairwise

from mark1.errors import ConfigError, Described, expected
from mark1.paper import FADED, INK
from mark1.svg import SvgPage

RADIUS, PITCH, GAP, MARGIN = 15, 42, 170, 48
MOST_DRAWN = 10  # units of a layer that are drawn; of more, the first and the last, with dots between
SHOWN_OF_MORE = (6, 2)
MOST_LAYERS = 12
SPACED = str.maketrans("_:", "  ")  # leaky_relu:0.1 in words
FILLS = ("#f5efe2", "#e9dfc8", "#fffdf8")  # input, hidden, output


def svg(sizes: Sequence[int], activations: Sequence[str] = (), title: str = "", outputs: str = "scores") -> str:
    """A network of layers of these sizes, the inputs first: ``(3, 4, 4, 1)``, as an SVG file.

    ``activations``: one word for each hidden layer, or none. Raises ConfigError.
    """
    if not 2 <= len(sizes) <= MOST_LAYERS or min(sizes) < 1:
        raise ConfigError(
            expected("architecture", f"2 to {MOST_LAYERS} layers of 1 unit or more", Described(str(tuple(sizes))))
        )
    top = MARGIN + (40 if title else 0)
    rows = max(len(_drawn(size)) for size in sizes)
    page = SvgPage(2 * MARGIN + GAP * (len(sizes) - 1) + 2 * RADIUS + 40, round(top + rows * PITCH + 84))
    page.text(MARGIN, MARGIN + 8, title, 24)
    middle = top + rows * PITCH / 2
    layers = [_places(size, MARGIN + 20 + RADIUS + GAP * i, middle) for i, size in enumerate(sizes)]
    for before, after in pairwise(layers):
        page.lines([[start, end] for start in before if start for end in after if end], FADED, 0.6)
    for i, (size, places) in enumerate(zip(sizes, layers, strict=True)):
        fill = FILLS[0] if i == 0 else FILLS[2] if i == len(sizes) - 1 else FILLS[1]
        _draw_units(page, places, fill)
        _draw_caption(page, i, sizes, [*activations], outputs, MARGIN + 20 + RADIUS + GAP * i, top + rows * PITCH + 26)
        if i:
            _draw_weights(page, sizes[i - 1], size, i, MARGIN + 20 + RADIUS + GAP * (i - 0.5), top + rows * PITCH + 62)
    return page.svg()


def _drawn(size: int) -> list[int | None]:
    """Which units of a layer are drawn; None for the dots."""
    if size <= MOST_DRAWN:
        return [*range(size)]
    first, last = SHOWN_OF_MORE
    return [*range(first), None, *range(size - last, size)]


def _places(size: int, x: float, middle: float) -> list[tuple[float, float] | None]:
    """The centres of the units of a layer; None for the dots."""
    units = _drawn(size)
    top = middle - (len(units) - 1) * PITCH / 2
    return [None if unit is None else (x, top + i * PITCH) for i, unit in enumerate(units)]


def _draw_units(page: SvgPage, places: Sequence[tuple[float, float] | None], fill: str) -> None:
    for i, place in enumerate(places):
        if place:
            page.circles([place], RADIUS, fill, INK, 1.3)
        else:
            before = places[i - 1]
            assert before is not None
            page.circles([(before[0], before[1] + PITCH + step) for step in (-9, 0, 9)], 2, FADED)


def _draw_caption(
    page: SvgPage, i: int, sizes: Sequence[int], activations: Sequence[str], outputs: str, x: float, y: float
) -> None:
    """How many units a layer has, and what they do."""
    last = i == len(sizes) - 1
    what = (
        "inputs" if i == 0 else outputs if last else (activations[i - 1] if i <= len(activations) else "hidden units")
    )
    what = what.removesuffix("s") if sizes[i] == 1 and what in ("inputs", "scores") else what
    page.text(x, y, f"{sizes[i]:,}", 18, "center")
    page.text(x, y + 18, what.translate(SPACED), 14, "center", FADED, "italic")


def _draw_weights(page: SvgPage, rows: int, columns: int, layer: int, x: float, y: float) -> None:
    page.text(x, y, f"W{layer}  {rows:,} × {columns:,}", 14, "center", FADED)
