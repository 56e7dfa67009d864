"""A cable being dragged from the socket of its fixed end; released, it is plugged in or stays out.

drag from a socket -> move: it is drawn -> release on a socket of the other board: plug; elsewhere: a pulled one stays
out
"""

from typing import Protocol

from mark1.gui.base.contract import Ask, FrameContext, Place, by_rule
from mark1.gui.base.ui_state import StatusMessage, Unit
from mark1.gui.views.wires import in_order


class Sockets(Protocol):
    """Where cables can be plugged in. ``cable``: the one that is drawn while it is dragged."""

    cable: "CableInHand | None"

    def unit_at(self, place: Place) -> Unit | None:
        """The unit whose socket is at a place."""


class CableInHand:
    """``fixed``: its other end. ``wire``, ``pulled``: the wire it was, and the socket it was pulled from."""

    def __init__(
        self,
        sockets: Sockets,
        fixed: Unit,
        at: Place,
        excites: bool,
        wire: int | None = None,
        pulled: Unit | None = None,
    ) -> None:
        self.sockets, self.fixed, self.at, self.excites = sockets, fixed, at, excites
        self.wire, self.pulled, self.start = wire, pulled, pulled or fixed

    def move(self, place: Place, frame: FrameContext) -> Ask | None:
        self.at = place
        if self.sockets.unit_at(place) != self.start:
            self.sockets.cable = self
        return None

    def release(self, place: Place, frame: FrameContext) -> Ask | None:
        """Released where it was pressed, select the unit; on a socket of the other board, plug the cable in."""
        moved, self.sockets.cable = self.sockets.cable is self, None
        end = self.sockets.unit_at(place)
        if not moved or end == self.start:
            choose(frame, self.start)
            return None
        why = by_rule(frame)
        if why:
            frame.state.notice = StatusMessage(why)
            return None
        lines = [f"unplug {pair(self.fixed, self.pulled)}"] if self.pulled else []
        if end is not None and end.part != self.fixed.part:
            lines.append(f"plug {pair(self.fixed, end)} {'+' if self.excites else '-'}")
        return Ask((*lines, *frame.status.again) if lines else ())


def pair(one: Unit, other: Unit) -> str:
    """An S-unit and an A-unit as the panel names a wire."""
    s, a = in_order(one, other)
    return f"{s.number} {a.number}"


def choose(frame: FrameContext, unit: Unit) -> None:
    """Select a unit, also as an end of the next cable."""
    frame.state.selected = unit
    frame.state.chosen[unit.part] = unit.number
