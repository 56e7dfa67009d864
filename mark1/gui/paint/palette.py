"""Palette: the colours of the window, and of the web page; without pygame, so that a server can write a page.

Excitatory is ochre and inhibitory slate blue, which are distinct even to the colour-blind, and never the only
distinction (solid and dashed, + and -).
"""

from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    """One colour for each material."""

    wall: Colour = (47, 51, 48)
    plate: Colour = (124, 133, 122)
    steel: Colour = (176, 177, 170)
    well: Colour = (24, 25, 26)
    engraved: Colour = (18, 20, 18)
    engraved_light: Colour = (166, 174, 162)
    legend: Colour = (236, 229, 208)
    faint: Colour = (146, 141, 128)
    lamp_off: Colour = (70, 37, 16)
    lamp_on: Colour = (255, 176, 64)
    brass: Colour = (176, 142, 78)
    paper: Colour = (238, 229, 204)
    paper_line: Colour = (196, 200, 170)
    ink: Colour = (44, 38, 34)
    ink_faint: Colour = (106, 95, 78)
    excites: Colour = (226, 163, 70)
    inhibits: Colour = (104, 150, 206)
    fault: Colour = (214, 62, 40)
    fault_ink: Colour = (160, 30, 16)
    focus: Colour = (255, 236, 150)
