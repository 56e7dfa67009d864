"""Stress test: many commands to a board over a bad cable, with resets and unplugs: is any wiper ever wrong?

::

    commands by lot  -->  mark1.rig.board.board  ~~ flips, drops, duplicates ~~  VirtualBoard  -->  physics
                                              resets, unplugs                                    |
    wrong  <----------  what must have moved, and how far  <--------------- true wipers ---------+

The clock is the session's. A pulse during which the board was stopped, reset or lost may have been cut short, so it may
have gone any part of its way; every other motion must be whole and done once, and no other wiper may move.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from firmware_sim.virtual_board.fault_events import FaultEvent
from firmware_sim.virtual_board.faults import FaultConfig
from firmware_sim.virtual_board.session import BoardSession, new_session
from firmware_sim.virtual_board.session_port import SessionPort
from firmware_sim.virtual_board.sizes import Sizes
from mark1.errors import RigError
from mark1.rig.board.board import Board
from mark1.rig.wire.protocol import Pulse

Bools = NDArray[np.bool_]

PATIENCE_S = 60.0  # with a board that is away
COAST_S = 0.06  # after which a motor is at rest
WAY, EDGE = 30, 40  # counts: the longest of a seek, and how far it stays from the ends
LONGEST_MS = 40  # of a pulse
NOISE = 4.0  # counts that the ADC's noise explains
STILL, SHARE = 0.05, 0.02  # counts that no motor explains; how exact a pulse is
SOON_MS, AWAY_MS = 500, 1500  # latest start of an event; longest time unplugged


@dataclass
class Tally:
    """Counts. ``cut_short`` counts pulses of one pot, ``wrong`` wipers after a command, or readings."""

    commands: int = 0
    seeks: int = 0
    pulses: int = 0
    looks: int = 0
    cut_short: int = 0
    wrong: int = 0
    resets: int = 0
    unplugs: int = 0
    stops: int = 0
    retries: int = 0
    board_s: float = 0.0
    longest_s: float = 0.0

    def __str__(self) -> str:
        return "\n".join(f"{name:10}{round(value, 1):,}" for name, value in asdict(self).items())


class Soak:
    """``step`` gives one command, drawn from ``seed``, and looks what it did.

    ``events``: the probability of a reset or an unplug at each command.
    """

    def __init__(self, sizes: Sizes, faults: FaultConfig, events: float, seed: int, latency_ms: int = 0) -> None:
        self.session: BoardSession = new_session(sizes, seed, faults=faults, latency_ms=latency_ms)
        self.rng, self.events, self.tally = np.random.default_rng(seed), events, Tally()
        self.board = Board(self._port, patience_s=PATIENCE_S, now_s=self.now_s, pause=self._pause, session=1 + seed)
        self.kinds: tuple[Callable[[], Bools], ...] = (self._seek, self._pulse, self._pulse, self._look)

    def now_s(self) -> float:
        return self.session.now_ms / 1000

    def step(self) -> None:
        """Run one command. Raises RigError if it does not finish in time."""
        began_s = self.now_s()
        if self.rng.random() < self.events:
            self._plan_event()
        right = self.kinds[self.rng.integers(len(self.kinds))]()
        tally = self.tally
        tally.commands += 1
        tally.wrong += int((~right).sum())
        tally.stops, tally.retries = self.board.counters.armed - 1, self.board.link.counters.retries
        tally.board_s, tally.longest_s = self.now_s(), max(tally.longest_s, self.now_s() - began_s)

    # ---- commands: whether each pot is right afterwards, ndarray of shape (pots,)

    def _seek(self) -> Bools:
        self.tally.seeks += 1
        world, pots, shaft = self.session.board.physics, self._some_pots(), self._shaft()
        dead_band = int(self.rng.integers(3, 8))
        to = np.rint(world.wiper + self.rng.integers(-WAY, WAY + 1, len(shaft))).astype(int)
        to = np.clip(to, EDGE, self.board.full - EDGE)
        self.board.seek({int(pot): int(to[pot]) for pot in pots}, dead_band)
        self._pause(COAST_S)
        return self._right(pots, np.abs(world.wiper - to) <= dead_band + NOISE, shaft)

    def _pulse(self) -> Bools:
        self.tally.pulses += 1
        pots, shaft, before = self._some_pots(), self._shaft(), self._since()
        direction = np.where(shaft < self.board.full / 2, 1, -1)
        ms = self.rng.integers(1, LONGEST_MS + 1, len(shaft))
        self.board.pulse([Pulse(int(pot), int(direction[pot]), int(ms[pot])) for pot in pots])
        self._pause(COAST_S)
        went, wanted = direction * (self._shaft() - shaft), ms * self.session.board.physics.speed_per_ms
        right = np.abs(went - wanted) <= SHARE * wanted + STILL
        if self._since() != before:
            self.tally.cut_short += int((~right[pots]).sum())
            right |= (went >= -STILL) & (went <= wanted)
        return self._right(pots, right, shaft)

    def _look(self) -> Bools:
        self.tally.looks += 1
        shaft = self._shaft()
        read = self.board.wipers()
        return self._right(np.arange(len(shaft)), np.abs(read - self.session.board.physics.wiper) <= NOISE, shaft)

    def _some_pots(self) -> NDArray[np.int64]:
        pots = self.session.board.sizes.pots
        return self.rng.permutation(pots)[: self.rng.integers(1, pots + 1)]

    def _right(self, pots: NDArray[np.int64], right: Bools, shaft: NDArray[np.float64]) -> Bools:
        """Of these pots what is said; all others must have stayed."""
        stayed = np.abs(self._shaft() - shaft) <= STILL
        stayed[pots] = right[pots]
        return stayed

    def _shaft(self) -> NDArray[np.float64]:
        return self.session.board.physics.shaft.copy()

    def _since(self) -> tuple[int, ...]:
        """Another after each stop, reset, or loss of the board."""
        board, counters = self.session.board, self.board.counters
        return self.session.now_ms - board.uptime_ms, board.stops, counters.resets, counters.mended

    # ---- what happens

    def _plan_event(self) -> None:
        at_ms = self.session.now_ms + int(self.rng.integers(SOON_MS))
        if self.session.events:
            return
        if self.rng.random() < 0.5:
            self.tally.resets += 1
            self.session.events = [FaultEvent(at_ms, "reset")]
        else:
            self.tally.unplugs += 1
            back_ms = at_ms + int(self.rng.integers(1, AWAY_MS))
            self.session.events = [FaultEvent(back_ms, "replug"), FaultEvent(at_ms, "unplug")]

    def _port(self) -> SessionPort:
        if not self.session.plugged:
            raise RigError("the cable: the port is away")
        return SessionPort(self.session)

    def _pause(self, seconds: float) -> None:
        self.session.run(max(1, round(seconds * 1000)))
