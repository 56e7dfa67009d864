"""PanelState: what is only true in front of the wall: pointer, focus, what is pointed at, speed, theme, language."""

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple


class Unit(NamedTuple):
    """One thing of the machine that can be pointed at: an S-unit, A-unit, potentiometer or R-unit, by number."""

    part: Literal["s", "a", "pot", "r"]
    number: int


@dataclass
class PanelState:
    """``wanted``: the label that Return teaches. ``speed``: machine seconds a second, inf as fast as it goes."""

    theme: str = "normal"
    language: str = "en"
    pointer: tuple[int, int] = (-1, -1)
    pointed: Unit | None = None
    selected: Unit | None = None
    focus: int = -1
    wanted: str = ""
    speed: float = math.inf
    paused: bool = False
    full_screen: bool = False

    @property
    def unit(self) -> Unit | None:
        """What the wall is to explain: under the pointer, else what was chosen."""
        return self.pointed or self.selected
