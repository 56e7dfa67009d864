"""A rig whose board is virtual and whose time passes only when somebody waits for it."""

from collections.abc import Sequence

from firmware_sim.virtual_board.fault_events import FaultEvent
from firmware_sim.virtual_board.faults import FaultConfig
from firmware_sim.virtual_board.physics import PhysicsConfig
from firmware_sim.virtual_board.session import BoardSession, new_session
from firmware_sim.virtual_board.session_port import SessionPort
from firmware_sim.virtual_board.sizes import Sizes
from mark1.errors import RigError
from mark1.rig.board.board import Board
from mark1.rig.board.calibration import Calibration
from mark1.rig.board.joined import Rig, RigConfig

BAD_CABLE = FaultConfig(flip=0.01, drop=0.01)


class VirtualRig:
    """``session`` is the board and its cable; ``told`` what the board's host said of it."""

    def __init__(
        self, *, faults: FaultConfig | None = None, events: Sequence[FaultEvent] = (), patience_s: float = 600.0,
        noise: float = 0.5, latency_ms: int = 0, **sizes: int,
    ) -> None:  # fmt: skip
        physics = PhysicsConfig(noise=noise)
        self.session: BoardSession = new_session(
            Sizes(**sizes), faults=faults, events=events, physics=physics, latency_ms=latency_ms
        )
        self.told: list[str] = []
        self.asked_to_stop = False
        self.board = Board(
            self.open_port,
            self.told.append,
            lambda: self.asked_to_stop,
            patience_s,
            lambda: self.session.now_ms / 1000,
            lambda seconds: self.wait(seconds),
            session=77,
        )

    @property
    def world(self):
        return self.session.board.physics

    def open_port(self) -> SessionPort:
        if not self.session.plugged:
            raise RigError("the cable: port virtual cannot be opened")
        return SessionPort(self.session)

    def wait(self, seconds: float) -> None:
        self.session.run(max(1, round(seconds * 1000)))

    def rig(self, motion="seek", shadow: bool = False, pots: int | None = None) -> Rig:
        return Rig(RigConfig("virtual", motion, shadow, pots), self.board, Calibration.assumed(self.board.hello))
