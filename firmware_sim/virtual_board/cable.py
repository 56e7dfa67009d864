"""A bad cable between two ports: it forwards bytes in both directions, corrupted by faults."""

from collections.abc import Sequence

import numpy as np

from firmware_sim.virtual_board.commands import ConsoleCommand, nothing_in
from firmware_sim.virtual_board.fault_events import FAULT_KINDS, FaultEvent, due
from firmware_sim.virtual_board.faults import FaultConfig, Faults
from firmware_sim.virtual_board.line import SerialLine
from mark1.rig.wire.serial_port import Port


class Cable:
    """``send`` bytes for the ``far`` port, ``step`` a millisecond, get bytes from it; like a Session, for ``serve``.

    Unplugged at the host's end, bytes are lost both ways; the board keeps its power, and receives nothing.
    """

    def __init__(self, far: Port, to_board: SerialLine, to_host: SerialLine, events: Sequence[FaultEvent] = ()) -> None:
        self.far, self.to_board, self.to_host = far, to_board, to_host
        self.events = sorted(events, reverse=True)
        self.now_ms = self.n_to_board = self.n_to_host = 0
        self.plugged = True

    def send(self, data: bytes) -> None:
        if self.plugged:
            self.to_board.put(data)

    def step(self) -> bytes:
        """What comes out at the host's end in one millisecond. Raises RigError when the far port is gone."""
        self.now_ms += 1
        for event in due(self.events, self.now_ms):
            CABLE_EVENTS[event.what](self)
        received = self.far.read(0)
        if not self.plugged:
            return b""
        if data := self.to_board.step():
            self.far.write(data)
        self.to_host.put(received)
        passed = self.to_host.step()
        self.n_to_board, self.n_to_host = self.n_to_board + len(data), self.n_to_host + len(passed)
        return passed

    def unplug(self) -> None:
        self.plugged = False
        for line in (self.to_board, self.to_host):
            line.clear()

    def replug(self) -> None:
        self.plugged = True


def new_cable(
    far: Port,
    seed: int = 0,
    faults: FaultConfig | None = None,
    events: Sequence[FaultEvent] = (),
    latency_ms: int = 0,
) -> Cable:
    """A cable as fast as its ``far`` end, with faults from ``seed``; they and the latency apply to both directions."""
    up, down = np.random.Generator(np.random.PCG64(seed)).spawn(2)
    to_board, to_host = (SerialLine(0, Faults(faults, rng) if faults else None, latency_ms) for rng in (up, down))
    return Cable(far, to_board, to_host, events)


CABLE_EVENTS = {"unplug": Cable.unplug, "replug": Cable.replug}


def cable_event(what: str) -> ConsoleCommand[Cable]:
    def do(cable: Cable, rest: str) -> str:
        nothing_in(rest)
        CABLE_EVENTS[what](cable)
        return f"{cable.now_ms / 1000:.3f} s: {what}"

    return ConsoleCommand(do, "", FAULT_KINDS[what].means.split(":")[0])


def state(cable: Cable, rest: str) -> str:
    nothing_in(rest)
    passed = f"{cable.n_to_board} bytes passed to the board, {cable.n_to_host} to the host"
    return f"{'plugged in' if cable.plugged else 'unplugged'}, {passed}"


CABLE_COMMANDS: dict[str, ConsoleCommand[Cable]] = {
    "state": ConsoleCommand(state, "", "plugged in or not, bytes passed", None),
    **{what: cable_event(what) for what in CABLE_EVENTS},
}
