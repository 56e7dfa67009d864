"""A board, its cable and its mishaps on one clock of milliseconds, without waiting for any."""

from collections.abc import Sequence

import numpy as np

from firmware_sim.virtual_board.board import VirtualBoard
from firmware_sim.virtual_board.faults import FaultConfig, Faults
from firmware_sim.virtual_board.line import SerialLine
from firmware_sim.virtual_board.mishaps import MISHAPS, Mishap, due
from firmware_sim.virtual_board.physics import Physics, PhysicsConfig
from firmware_sim.virtual_board.sizes import Sizes
from mark1.errors import ConfigError


class BoardSession:
    """What a host sees through a port: ``send`` bytes, ``step`` a millisecond, get bytes.

    ``plugged`` is False between unplug and replug: bytes are lost both ways, and the board, powered by the same
    cable, is reset on replug.
    """

    def __init__(
        self,
        board: VirtualBoard,
        to_board: SerialLine,
        to_host: SerialLine,
        mishaps: Sequence[Mishap] = (),
        name: str = "virtual",
    ) -> None:
        self.board, self.to_board, self.to_host, self.name = board, to_board, to_host, name
        self.mishaps = sorted(mishaps, reverse=True)
        self.now_ms = 0
        self.plugged = True

    def send(self, data: bytes) -> None:
        if self.plugged:
            self.to_board.put(data)

    def step(self) -> bytes:
        """What the host receives in one millisecond."""
        self.now_ms += 1
        for mishap in due(self.mishaps, self.now_ms):
            MISHAPS[mishap.what].do(self, mishap.pot)
        if not self.plugged:
            self.board.physics.step(self.board.drive)  # motors coast without power too
            return b""
        self.board.receive(self.to_board.step())
        self.board.tick()
        self.to_host.put(self.board.take(self.to_host.free))
        return self.to_host.step()

    def run(self, ms: int) -> bytes:
        """What the host receives in ``ms`` milliseconds."""
        return b"".join(self.step() for _ in range(ms))

    def unplug(self) -> None:
        """Pull the cable: bytes on their way are lost, and the board has no power."""
        self.plugged = False
        self.board.all_off()
        for line in (self.to_board, self.to_host):
            line.clear()

    def replug(self) -> None:
        self.plugged = True
        self.board.reset()


def new_session(
    sizes: Sizes | None = None,
    seed: int = 0,
    baud: int = 115_200,
    faults: FaultConfig | None = None,
    mishaps: Sequence[Mishap] = (),
    physics: PhysicsConfig | None = None,
) -> BoardSession:
    """A board of these ``sizes``, its luck drawn from ``seed``; ``faults`` are those of both directions.

    Raises ConfigError for a mishap to a pot that is not there.
    """
    sizes = sizes or Sizes()
    for mishap in mishaps:
        if MISHAPS[mishap.what].to_pot and not 0 <= mishap.pot < sizes.pots:
            raise ConfigError(f"mishap {mishap.what}: expected a pot from 0 to {sizes.pots - 1}, got {mishap.pot}")
    world, up, down = np.random.Generator(np.random.PCG64(seed)).spawn(3)
    board = VirtualBoard(Physics(sizes, world, physics))
    to_board, to_host = (SerialLine(baud, Faults(faults, rng) if faults else None) for rng in (up, down))
    return BoardSession(board, to_board, to_host, mishaps)
