"""A board under a script as a port: whoever reads lets its time pass. The cable may be bad, pulled, and put back."""

from collections.abc import Sequence

import numpy as np
from scripted_board import ScriptedBoard

from firmware_sim.virtual_board.faults import FaultConfig, Faults
from mark1.errors import RigError

STEP_MS = 1


class ScriptedPort:
    """What a Link needs. ``events``: pairs of a time in ms and ``reset``, ``unplug`` or ``replug``."""

    name = "scripted"

    def __init__(
        self, board: ScriptedBoard, faults: FaultConfig | None = None, events: Sequence[tuple[int, str]] = ()
    ) -> None:
        self.board, self.now_ms, self.plugged = board, 0, True
        self.events = sorted(events, reverse=True)
        self.happened: list[str] = []
        rngs = np.random.default_rng(1).spawn(2)
        self.up, self.down = (Faults(faults or FaultConfig(), rng) for rng in rngs)

    def now_s(self) -> float:
        return self.now_ms / 1000

    def write(self, data: bytes) -> None:
        self._check()
        if spoilt := self.up.spoil(data):
            self.board.send(spoilt)

    def read(self, timeout_s: float) -> bytes:
        self._check()
        for _ in range(max(1, round(timeout_s * 1000 / STEP_MS))):
            if data := self._step():
                return data
            self._check()
        return b""

    def wait(self, seconds: float) -> None:
        for _ in range(max(1, round(seconds * 1000 / STEP_MS))):
            self._step()

    def close(self) -> None:
        """Nothing: the board stays."""

    def _step(self) -> bytes:
        self.now_ms += STEP_MS
        while self.events and self.events[-1][0] <= self.now_ms:
            self._happens(self.events.pop()[1])
        came = bytes.fromhex(self.board.tell("run", STEP_MS * 1000))
        return self.down.spoil(came) if self.plugged else b""

    def _happens(self, what: str) -> None:
        self.happened.append(what)
        self.plugged = what != "unplug" if what != "reset" else self.plugged
        if what != "unplug":
            self.board.tell("reset")  # the cable also brings the power

    def _check(self) -> None:
        if not self.plugged:
            raise RigError(f"the cable: port {self.name} is gone")
