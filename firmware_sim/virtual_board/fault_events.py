"""Fault events: faults of a board and its cable, at a given time or on command."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from firmware_sim.virtual_board.board import VirtualBoard
from mark1.rig.wire.protocol import StopReason


class FaultEvent(NamedTuple):
    """A fault of kind ``what`` (a name of FAULT_KINDS) at ``at_ms`` of the session, on ``pot`` if it concerns one."""

    at_ms: int
    what: str
    pot: int = 0


def due(events: list[FaultEvent], now_ms: int) -> Iterator[FaultEvent]:
    """Remove and yield the events that are due, from the end of ``events``, which is sorted latest first."""
    while events and events[-1].at_ms <= now_ms:
        yield events.pop()


class PluggedBoard(Protocol):
    """A board and its cable: the part of a Session that is used here."""

    board: VirtualBoard

    def unplug(self) -> None: ...
    def replug(self) -> None: ...


class FaultKind(NamedTuple):
    """A kind of fault: what it does to a session, its help text, and whether it concerns one pot."""

    do: Callable[[PluggedBoard, int], None]
    means: str
    to_pot: bool = False


def _reset(session: PluggedBoard, pot: int) -> None:
    session.board.reset()


def _unplug(session: PluggedBoard, pot: int) -> None:
    session.unplug()


def _replug(session: PluggedBoard, pot: int) -> None:
    session.replug()


def _stuck(session: PluggedBoard, pot: int) -> None:
    session.board.physics.stuck[pot] = True


def _freed(session: PluggedBoard, pot: int) -> None:
    session.board.physics.stuck[pot] = False


def _lie(session: PluggedBoard, pot: int) -> None:
    session.board.physics.lie[pot] = session.board.sizes.full / 8


def _honest(session: PluggedBoard, pot: int) -> None:
    session.board.physics.lie[pot] = 0


def _dead_adc(session: PluggedBoard, pot: int) -> None:
    session.board.physics.adc_dead = True


def _live_adc(session: PluggedBoard, pot: int) -> None:
    session.board.physics.adc_dead = False


def _brown_out(session: PluggedBoard, pot: int) -> None:
    session.board.reset(StopReason.BROWN_OUT)


def _open_stop(session: PluggedBoard, pot: int) -> None:
    session.board.stop_input_open = True


def _close_stop(session: PluggedBoard, pot: int) -> None:
    session.board.stop_input_open = False


FAULT_KINDS: dict[str, FaultKind] = {
    "reset": FaultKind(_reset, "press the reset button"),
    "unplug": FaultKind(_unplug, "pull the cable: no port, no power"),
    "replug": FaultKind(_replug, "plug the cable back in: the board restarts"),
    "stuck": FaultKind(_stuck, "block the motor of a pot", to_pot=True),
    "freed": FaultKind(_freed, "release the motor", to_pot=True),
    "lie": FaultKind(_lie, "make the wiper of a pot read an eighth of the range too high", to_pot=True),
    "honest": FaultKind(_honest, "make it read correctly again", to_pot=True),
    "dead-adc": FaultKind(_dead_adc, "break the converter: no reading arrives; the watchdog resets the board once"),
    "live-adc": FaultKind(_live_adc, "mend it; the board notices at its next reset"),
    "brown-out": FaultKind(_brown_out, "let the 5 V supply sag until the board resets"),
    "open-stop": FaultKind(_open_stop, "press the emergency stop"),
    "close-stop": FaultKind(_close_stop, "release the emergency stop"),
}
