"""Page: a sheet of paper measured in pixels, y down, on which figures are drawn with matplotlib.

    size, layout(page)  -->  page_png  -->  PNG, the same bytes for the same figure

Nothing outside this folder imports matplotlib. A ``Page`` is a ``paper.Paper``.
"""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mark1.paper import INK, PAPER

DPI = 100
PT_PER_PX = 72 / DPI
OVER_ALL = 1e6  # the layer of the lettering
# Faces that come with matplotlib, so that a page looks alike everywhere
FACES: dict[str, Any] = {
    "roman": {"family": ("STIXGeneral", "DejaVu Serif", "DejaVu Sans"), "style": "normal"},
    "italic": {"family": ("STIXGeneral", "DejaVu Serif", "DejaVu Sans"), "style": "italic"},
    "label": {"family": ("DejaVu Sans",), "style": "normal"},
}
# Asked for what the faces lack, where they are installed
OTHER_SCRIPTS = ("Noto Sans CJK JP", "Noto Sans CJK SC", "Hiragino Sans", "Yu Gothic", "Microsoft YaHei", "Noto Sans")
# Whatever a user's settings say, a page looks like this
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
        """The layer above everything drawn before: later ink covers earlier ink."""
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

    def rects(self, boxes: ArrayLike, fill: str = "none", edge: str = "none", line: float = 1.0) -> None:
        """Draw rectangles (x, y, w, h)."""
        x, y, w, h = np.asarray(boxes, float).reshape(-1, 4).T
        corners = np.stack([[x, y], [x + w, y], [x + w, y + h], [x, y + h]])
        self.polygons(corners.transpose(2, 0, 1), fill, edge, line)

    def circles(
        self, centres: ArrayLike, radii: ArrayLike, fill: str = "none", edge: str = "none", line: float = 1.0
    ) -> None:
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

    def png(self, dpi: int = DPI) -> bytes:
        """The page as a PNG file that says nothing of the time and the program it was made with."""
        out = BytesIO()
        self.figure.savefig(out, format="png", dpi=dpi, facecolor=PAPER, metadata={"Software": None})
        return out.getvalue()


@contextmanager
def style(**more: object) -> Iterator[None]:
    """Matplotlib with our settings and ``more``; a script that no face has is drawn as boxes, without a warning."""
    import matplotlib

    settings: dict[Any, Any] = {**RC, **more}
    with matplotlib.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*[Gg]lyph.*")
        yield


def page_png(size: tuple[int, int], layout: Callable[[Page], None]) -> bytes:
    """A page of this width and height in pixels, as a PNG file."""
    with style():
        page = Page(*size)
        layout(page)
        return page.png()
