"""Mishaps: what happens to a board and its cable at a given time, or when somebody says so."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from firmware_sim.virtual_board.board import VirtualBoard


class Mishap(NamedTuple):
    """At ``at_ms`` of the session ``what`` (a name of MISHAPS) happens, to ``pot`` if it concerns one."""

    at_ms: int
    what: str
    pot: int = 0


def due(mishaps: list[Mishap], now_ms: int) -> Iterator[Mishap]:
    """Those whose time has come, taken off the end of ``mishaps``: the latest stands first there."""
    while mishaps and mishaps[-1].at_ms <= now_ms:
        yield mishaps.pop()


class PluggedBoard(Protocol):
    """A board and the cable it is plugged in by: a Session, of which nothing else is known here."""

    board: VirtualBoard

    def unplug(self) -> None: ...
    def replug(self) -> None: ...


class Happening(NamedTuple):
    """What a mishap does to a session, in words too, and whether to one of its pots."""

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


def _open_stop(session: PluggedBoard, pot: int) -> None:
    session.board.stop_input_open = True


def _close_stop(session: PluggedBoard, pot: int) -> None:
    session.board.stop_input_open = False


MISHAPS: dict[str, Happening] = {
    "reset": Happening(_reset, "the reset button"),
    "unplug": Happening(_unplug, "the cable is pulled: no port, no power"),
    "replug": Happening(_replug, "the cable is put back: the board starts anew"),
    "stuck": Happening(_stuck, "the motor of a pot does not turn", to_pot=True),
    "freed": Happening(_freed, "it turns again", to_pot=True),
    "lie": Happening(_lie, "the wiper of a pot reads an eighth of the range too high", to_pot=True),
    "honest": Happening(_honest, "it reads right again", to_pot=True),
    "open-stop": Happening(_open_stop, "somebody hits the emergency stop"),
    "close-stop": Happening(_close_stop, "somebody lets it go"),
}
