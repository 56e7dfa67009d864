"""Report: the pictures of a finished training run, as PNG files.

    TrainingRecord  -->  pages.py lays it out on a Page  -->  PNG, written whole or not at all

A ``Page`` is a sheet of paper measured in pixels, y down. The same record gives the same bytes.
"""

import warnings
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.kind import PNG
from mark1.lab import pages
from mark1.lab.paper import INK, PAPER, Box
from mark1.lab.training_record import TrainingRecord
from mark1.storage import make_folder, write_file

__all__ = [
    "SIZES",
    "TrainingRecord",
    "draw_hardest",
    "draw_learning_curve",
    "draw_poster",
    "draw_potentiometers",
    "draw_r_units",
    "draw_retina",
    "write_pictures",
]

DPI = 100
PT_PER_PX = 72 / DPI
OVER_ALL = 1e6
"""The layer of the lettering."""
FACES: dict[str, Any] = {
    "roman": {"family": ("STIXGeneral", "DejaVu Serif", "DejaVu Sans"), "style": "normal"},
    "italic": {"family": ("STIXGeneral", "DejaVu Serif", "DejaVu Sans"), "style": "italic"},
    "label": {"family": ("DejaVu Sans",), "style": "normal"},
}
"""Faces that come with matplotlib, so that a page looks alike everywhere."""
OTHER_SCRIPTS = ("Noto Sans CJK JP", "Noto Sans CJK SC", "Hiragino Sans", "Yu Gothic", "Microsoft YaHei", "Noto Sans")
"""Asked for what the faces lack, where they are installed."""
RC: dict[Any, Any] = {
    "agg.path.chunksize": 0,
    "figure.autolayout": False,
    "figure.constrained_layout.use": False,
    "lines.antialiased": True,
    "patch.antialiased": True,
    "path.effects": [],
    "path.simplify": False,
    "path.sketch": None,
    "path.snap": True,
    "savefig.bbox": None,
    "savefig.transparent": False,
    "text.antialiased": True,
    "text.hinting": "no_autohint",
    "text.usetex": False,
}
"""Whatever a user's settings say, a page looks like this."""


class Page:
    """A sheet of paper, ``width`` x ``height`` pixels; the origin is its top left corner."""

    def __init__(self, width: int, height: int) -> None:
        from matplotlib import font_manager
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor=PAPER)
        self.canvas: Any = FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0), xlim=(0, width), ylim=(height, 0))
        self.axes.set_axis_off()
        self.layers = 0
        self.widths: dict[tuple[str, float, str], float] = {}
        self.others = [name for name in OTHER_SCRIPTS if name in font_manager.get_font_names()]

    def text(
        self, x: float, y: float, text: str, px: float, align: str = "left", colour: str = INK, face: str = "roman"
    ) -> None:
        """Write one line with its baseline at ``y``, in letters of ``px``."""
        line = self.axes.text(x, y, text, color=colour, ha=align, va="baseline", parse_math=False, zorder=OVER_ALL)
        line.set_fontproperties(self._font(px, face))

    def width_of(self, text: str, px: float, face: str = "roman") -> float:
        """How wide a line would be."""
        if (text, px, face) not in self.widths:
            width, _, _ = self.canvas.get_renderer().get_text_width_height_descent(text, self._font(px, face), False)
            self.widths[text, px, face] = float(width)
        return self.widths[text, px, face]

    def _font(self, px: float, face: str) -> Any:
        from matplotlib.font_manager import FontProperties

        families = [*FACES[face]["family"], *self.others]
        return FontProperties(family=families, style=FACES[face]["style"], size=px * PT_PER_PX)

    def _above(self) -> int:
        """The layer over everything drawn so far: later ink covers earlier ink."""
        self.layers += 1
        return self.layers

    def image(self, x: float, y: float, rgb: NDArray[Any]) -> None:
        """Lay a picture (h, w, 3) of 0..1 on the page, pixel for pixel."""
        self.figure.figimage(rgb, round(x), self.height - round(y) - len(rgb), zorder=1)

    def polygons(self, corners: Any, fill: str = "none", edge: str = "none", line: float = 1.0) -> None:
        """Draw polygons: an array of shape (n, corners, 2), or a list of arrays of shape (corners, 2)."""
        from matplotlib.collections import PolyCollection

        if len(corners):
            self.axes.add_collection(PolyCollection(corners, **self._strokes(fill, edge, line)), autolim=False)

    def rects(self, boxes: Any, fill: str = "none", edge: str = "none", line: float = 1.0) -> None:
        """Draw rectangles (x, y, w, h)."""
        x, y, w, h = np.asarray(boxes, float).reshape(-1, 4).T
        corners = np.stack([[x, y], [x + w, y], [x + w, y + h], [x, y + h]])
        self.polygons(corners.transpose(2, 0, 1), fill, edge, line)

    def circles(self, centres: Any, radii: Any, fill: str = "none", edge: str = "none", line: float = 1.0) -> None:
        """Draw circles of ``radii`` pixels round ``centres`` (n, 2)."""
        centres = np.asarray(centres, float).reshape(-1, 2)
        radii = np.broadcast_to(np.asarray(radii, float), len(centres))
        turn = np.linspace(0, 2 * np.pi, 33)[:-1]
        ring = np.stack([np.cos(turn), np.sin(turn)], axis=-1)
        self.polygons(centres[:, np.newaxis] + radii[:, np.newaxis, np.newaxis] * ring, fill, edge, line)

    def lines(self, ends: Any, colour: str = INK, line: float = 1.0) -> None:
        """Draw lines: an array of shape (n, points, 2)."""
        from matplotlib.collections import LineCollection

        if len(ends):
            strokes = LineCollection(
                ends, colors=colour, linewidths=line * PT_PER_PX, capstyle="round", zorder=self._above()
            )
            self.axes.add_collection(strokes, autolim=False)

    def _strokes(self, fill: str, edge: str, line: float) -> dict[str, Any]:
        width = 0.0 if edge == "none" else line * PT_PER_PX
        return {"facecolors": fill, "edgecolors": edge, "linewidths": width, "zorder": self._above()}

    def png(self) -> bytes:
        """The page as a PNG file that says nothing of the time and the program it was made with."""
        out = BytesIO()
        self.figure.savefig(out, format="png", dpi=DPI, facecolor=PAPER, metadata={"Software": None})
        return out.getvalue()


Layout = Callable[[Page, Box, TrainingRecord], None]

SIZES = {
    "poster": (1600, 1000),
    "retina": (1600, 1000),
    "learning_curve": (1200, 700),
    "hardest": (1200, 700),
    "r_units": (1600, 1000),
    "potentiometers": (1600, 1000),
}
"""Width and height of each picture, pixels."""


def draw_poster(record: TrainingRecord, path: Path | str) -> None:
    """The whole run on one page. Raises StorageError."""
    _draw(record, path, "poster", pages.poster)


def draw_retina(record: TrainingRecord, path: Path | str) -> None:
    """What the retina saw: one row for each class, or one picture of each class. Raises StorageError."""
    _draw(record, path, "retina", pages.retina_page)


def draw_learning_curve(record: TrainingRecord, path: Path | str) -> None:
    """Wrong pictures and corrections, pass by pass. Raises StorageError."""
    _draw(record, path, "learning_curve", pages.learning_curve_page)


def draw_hardest(record: TrainingRecord, path: Path | str) -> None:
    """The classes that took the most corrections. Raises StorageError."""
    _draw(record, path, "hardest", pages.hardest_page)


def draw_r_units(record: TrainingRecord, path: Path | str) -> None:
    """What each R-unit has come to look for. Raises StorageError."""
    _draw(record, path, "r_units", pages.r_units_page)


def draw_potentiometers(record: TrainingRecord, path: Path | str) -> None:
    """Every potentiometer as a dial, by R-unit. Raises StorageError."""
    _draw(record, path, "potentiometers", pages.potentiometers_page)


DRAWN = {
    "poster": draw_poster,
    "retina": draw_retina,
    "learning_curve": draw_learning_curve,
    "hardest": draw_hardest,
    "r_units": draw_r_units,
    "potentiometers": draw_potentiometers,
}


def write_pictures(record: TrainingRecord, folder: Path | str) -> list[Path]:
    """Write every picture into ``folder``, which is made if it is not there; their paths, the poster first.

    Raises StorageError.
    """
    folder = Path(folder)
    make_folder(folder)
    drawn = {name: draw for name, draw in DRAWN.items() if record.corrects or name != "potentiometers"}
    paths = [folder / f"{name if record.corrects else name.replace('r_units', 'units')}.png" for name in drawn]
    for path, draw in zip(paths, drawn.values(), strict=True):
        draw(record, path)
    return paths


def _draw(record: TrainingRecord, path: Path | str, name: str, layout: Layout) -> None:
    """Lay ``record`` out on a page and write it to ``path``."""
    import matplotlib

    width, height = SIZES[name]
    with matplotlib.rc_context(RC), warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", message=".*[Gg]lyph.*"
        )  # a label in a script no face here has: drawn as a box
        page = Page(width, height)
        layout(page, Box(56, 44, width - 112, height - 88), record)
        png = page.png()
    write_file(path, lambda file: file.write(png) and None, PNG)
