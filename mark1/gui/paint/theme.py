"""Themes: the colours of metal, lamps, cables and faults, the size of letters, and whether metal has a grain."""

from dataclasses import dataclass, replace
from functools import cache

from mark1.errors import ConfigError, expected
from mark1.gui.paint.lettering import Lettering
from mark1.gui.paint.palette import Palette
from mark1.gui.paint.words import Words

SIZE = (1600, 900)
LEAST_SIZE = (1024, 640)
# The initial window, the smallest one that the wall is laid out for, and the least heights of a line; pixels.
LEAST_PX, LEAST_PROSE_PX = 10, 13


@dataclass(frozen=True)
class Theme:
    """A palette, the scale of the letters, and whether metal has a grain."""

    palette: Palette = Palette()
    text_scale: float = 1.0
    texture: bool = True


PLAIN = Palette(
    wall=(0, 0, 0),
    plate=(26, 26, 26),
    steel=(228, 228, 228),
    well=(0, 0, 0),
    engraved=(255, 255, 255),
    engraved_light=(26, 26, 26),
    legend=(255, 255, 255),
    faint=(150, 150, 150),
    lamp_off=(52, 40, 20),
    lamp_on=(255, 214, 64),
    brass=(220, 200, 140),
    paper=(255, 255, 255),
    paper_line=(190, 190, 190),
    ink=(0, 0, 0),
    ink_faint=(80, 80, 80),
    excites=(255, 196, 60),
    inhibits=(120, 190, 255),
    fault=(255, 96, 64),
    fault_ink=(150, 0, 0),
    focus=(255, 255, 0),
)

CLEAR = replace(
    Palette(),
    plate=(146, 154, 143),
    engraved=(6, 8, 6),
    engraved_light=(186, 194, 182),
    legend=(255, 250, 234),
    faint=(186, 180, 166),
    inhibits=(124, 170, 226),
    ink=(22, 18, 14),
    ink_faint=(84, 74, 60),
)

THEMES = {
    "normal": Theme(),
    "high-contrast": Theme(PLAIN, 1.15, texture=False),
    "large-text": Theme(CLEAR, 1.35),
}


def theme_named(name: str) -> Theme:
    """The theme of this name. Raises ConfigError for an unknown one."""
    if name not in THEMES:
        raise ConfigError(expected("theme", f"one of {', '.join(THEMES)}", name))
    return THEMES[name]


@dataclass(frozen=True)
class Style:
    """Everything a view draws with. ``unit``: the size of a pixel of the 1600 x 900 wall."""

    theme: Theme
    unit: float
    lettering: Lettering
    words: Words

    @property
    def palette(self) -> Palette:
        """The colours."""
        return self.theme.palette

    def px(self, length: float) -> int:
        """A length of the 1600 x 900 wall, at least one pixel."""
        return max(1, round(length * self.unit))

    def text(self, height: float) -> int:
        """The height of a line of text of the 1600 x 900 wall, in pixels; never too small to read."""
        return round(max(LEAST_PX, height * self.unit) * self.theme.text_scale)

    def prose(self, height: float) -> int:
        """The height of a line of prose, which needs larger letters than labels."""
        return max(round(LEAST_PROSE_PX * self.theme.text_scale), self.text(height))


@cache
def usual_style() -> Style:
    """The style of a view before it is placed."""
    return Style(THEMES["normal"], 1.0, Lettering(), Words())


def unit_of(size: tuple[int, int]) -> float:
    """The size of a pixel of the 1600 x 900 wall in a window of ``size``."""
    return min(size[0] / SIZE[0], size[1] / SIZE[1])
