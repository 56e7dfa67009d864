"""Faults on purpose: bytes spoilt on the cable by chance, and mishaps at a given time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from firmware_sim.session import Session


@dataclass(frozen=True)
class FaultConfig:
    """What a cable does to bytes: each share is the chance of one byte, 0 to 1.

    ``flip`` turns one bit over, ``drop`` loses the byte, ``duplicate`` sends it twice, ``delay`` holds it and all
    behind it up for ``delay_ms``.
    """

    flip: float = 0.0
    drop: float = 0.0
    duplicate: float = 0.0
    delay: float = 0.0
    delay_ms: int = 20


class Faults:
    """One direction of a bad cable."""

    def __init__(self, config: FaultConfig, rng: np.random.Generator) -> None:
        self.config, self.rng = config, rng

    def spoil(self, data: bytes) -> bytes:
        """The bytes that come out at the other end."""
        chance = self.config
        if not (data and (chance.flip or chance.drop or chance.duplicate)):
            return data
        luck = self.rng.random((3, len(data)))
        flips = (1 << self.rng.integers(0, 8, len(data))) * (luck[0] < chance.flip)
        times = (luck[1] >= chance.drop).astype(np.int64) + (luck[2] < chance.duplicate)
        return np.repeat(np.frombuffer(data, np.uint8) ^ flips.astype(np.uint8), times).tobytes()

    def held_ms(self, n_bytes: int) -> int:
        """How long the line is held up while ``n_bytes`` pass."""
        if not (self.config.delay and n_bytes):
            return 0
        return self.config.delay_ms * int(self.rng.random() < 1 - (1 - self.config.delay) ** n_bytes)


class Mishap(NamedTuple):
    """At ``at_ms`` of the session ``what`` (a name of MISHAPS) happens, to ``pot`` if it concerns one."""

    at_ms: int
    what: str
    pot: int = 0


def due(mishaps: list[Mishap], now_ms: int) -> Iterator[Mishap]:
    """Those whose time has come, taken off the end of ``mishaps``: the latest stands first there."""
    while mishaps and mishaps[-1].at_ms <= now_ms:
        yield mishaps.pop()


class Happening(NamedTuple):
    """What a mishap does to a session, in words too, and whether to one of its pots."""

    do: "Callable[[Session, int], None]"
    means: str
    to_pot: bool = False


def _reset(session: "Session", pot: int) -> None:
    session.board.reset()


def _unplug(session: "Session", pot: int) -> None:
    session.unplug()


def _replug(session: "Session", pot: int) -> None:
    session.replug()


def _stuck(session: "Session", pot: int) -> None:
    session.board.physics.stuck[pot] = True


def _freed(session: "Session", pot: int) -> None:
    session.board.physics.stuck[pot] = False


def _lie(session: "Session", pot: int) -> None:
    session.board.physics.lie[pot] = session.board.sizes.full / 8


def _honest(session: "Session", pot: int) -> None:
    session.board.physics.lie[pot] = 0


def _open_stop(session: "Session", pot: int) -> None:
    session.board.stop_input_open = True


def _close_stop(session: "Session", pot: int) -> None:
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
