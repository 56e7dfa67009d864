"""A board, its cable and its fault events on one clock of milliseconds, faster than real time."""

from collections.abc import Sequence

import numpy as np

from firmware_sim.virtual_board.board import VirtualBoard
from firmware_sim.virtual_board.fault_events import FAULT_KINDS, FaultEvent, due
from firmware_sim.virtual_board.faults import FaultConfig, Faults
from firmware_sim.virtual_board.line import SerialLine
from firmware_sim.virtual_board.physics import Physics, PhysicsConfig
from firmware_sim.virtual_board.sizes import Sizes
from mark1.errors import ConfigError, expected


class BoardSession:
    """A board as a host sees it: ``send`` bytes, ``step`` one millisecond, get bytes.

    ``plugged`` is False between unplug and replug: bytes are lost both ways, and the board, powered by the same
    cable, is reset on replug.
    """

    def __init__(
        self,
        board: VirtualBoard,
        to_board: SerialLine,
        to_host: SerialLine,
        events: Sequence[FaultEvent] = (),
        name: str = "virtual",
    ) -> None:
        self.board, self.to_board, self.to_host, self.name = board, to_board, to_host, name
        self.events = sorted(events, reverse=True)
        self.now_ms = 0
        self.plugged = True

    def send(self, data: bytes) -> None:
        if self.plugged:
            self.to_board.put(data)

    def step(self) -> bytes:
        """What the host receives in one millisecond."""
        self.now_ms += 1
        for event in due(self.events, self.now_ms):
            FAULT_KINDS[event.what].do(self, event.pot)
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
        """Pull the cable: bytes in transit are lost, and the board has no power."""
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
    events: Sequence[FaultEvent] = (),
    physics: PhysicsConfig | None = None,
    latency_ms: int = 0,
) -> BoardSession:
    """A board of these ``sizes``, with random faults from ``seed``; ``faults`` and latency apply to both directions.

    Raises ConfigError for an event on a pot that does not exist.
    """
    sizes = sizes or Sizes()
    for event in events:
        if FAULT_KINDS[event.what].to_pot and not 0 <= event.pot < sizes.pots:
            raise ConfigError(expected(f"event {event.what}", f"a pot from 0 to {sizes.pots - 1}", event.pot))
    world, up, down = np.random.Generator(np.random.PCG64(seed)).spawn(3)
    board = VirtualBoard(Physics(sizes, world, physics))
    to_board, to_host = (SerialLine(baud, Faults(faults, rng) if faults else None, latency_ms) for rng in (up, down))
    return BoardSession(board, to_board, to_host, events)
