"""RigPotentiometers: a bank whose first pots are of metal. Its motors turn on a board; its wipers are read back."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mark1.commit import commit, elements
from mark1.errors import RigError
from mark1.machine.potentiometers import BY_HAND, MICROVOLTS, Bits, Potentiometers, Pots
from mark1.rig.board.board import Board
from mark1.rig.board.calibration import Calibration, Channel, counts_of, wipers_of
from mark1.rig.wire.protocol import MAX_RUN_MS, Pulse, Status

Motion = Literal["seek", "pulse"]
Counts = NDArray[np.int64]
STALLS = 3  # in a row, after which a motor is left alone
STUCK = "its motor is driven and does not turn"
FAR = 3  # dead bands: a reading this far from the target is not noise


@dataclass(frozen=True)
class Parting:
    """Where simulator and board first parted, for one pot, and the farthest they came apart; volts."""

    pot: int
    motion: int
    simulated_v: float
    board_v: float
    apart_v: float


class RigPotentiometers(Potentiometers):
    """A simulated bank and a board, put together: pot ``k`` of the first ``n_real`` lives on the board.

    ::

        verb of the bank  -->  [where the simulated motor comes to rest]  -->  SEEK  -->  motor, gear, wiper
        sum_v  <--  wiper (n_pots,)  <--  [near to where it was sent: that; else what is read]  <--  WIPERS

    So ADC noise is no change of a weight, while a motor that does not obey, or a visitor who turns a knob, is.
    ``motion`` *pulse*: the motor runs as long as the calibration says, which is what the Mark I did, and the weight is
    what is read. ``shadow``: the simulated wipers are the weights, and ``partings`` says where the board's are others.

    What moves is moved by the ``simulated`` bank, then by the board. The arrays are the simulated bank's own: whoever
    reads either bank reads both.

    Not modelled twice: play, coasting and stops of the simulated motor decide where a SEEK goes; those of the metal
    are the board's to overcome.
    """

    in_closed_form = False

    def __init__(
        self, bank: Potentiometers, board: Board, calibration: Calibration, motion: Motion, shadow: bool, n_real: int
    ) -> None:
        self.simulated = bank
        self.config, self.rng = bank.config, bank.rng
        self.n_a, self.n_r, self.n_pots = bank.n_a, bank.n_r, bank.n_pots
        self.start_of_r, self.first_a = bank.start_of_r, bank.first_a
        self.counts_per_v, self.half_lash, self.limit = bank.counts_per_v, bank.half_lash, bank.limit
        self.speed_v_per_s, self.stuck = bank.speed_v_per_s, bank.stuck
        self.wiper, self.shaft = bank.wiper, bank.shaft
        self.came_from, self.moved_by = bank.came_from, bank.moved_by
        self.direction, self.run_s, self.pulse_s, self.run_from = (
            bank.direction,
            bank.run_s,
            bank.pulse_s,
            bank.run_from,
        )
        self.board, self.calibration, self.motion, self.shadow = board, calibration, motion, shadow
        self.channels: tuple[Channel, ...] = calibration.usable()[:n_real][: self.n_pots]
        self.n_real = len(self.channels)
        self.real = np.arange(self.n_real)
        self.on_board = np.array([one.pot for one in self.channels], np.int64)
        self.stop_uv = round(self.config.stop_v * MICROVOLTS)
        self.sent: Counts = np.full(self.n_real, -1)
        self.stalls = np.zeros(self.n_real, np.int64)
        self.stood = self.wiper[self.real]  # where a wiper was when its motor was switched on
        self.partings: dict[int, Parting] = {}
        self.read_last = counts_of(self.channels, self.wiper[self.real], self.stop_uv)
        self._follow()

    @property
    def wrong(self) -> dict[int, str]:
        """Pots that are left alone, and why."""
        return dict.fromkeys(np.flatnonzero(self.stuck[self.real] & (self.stalls >= STALLS)).tolist(), STUCK)

    # ---- verbs of the bank

    def reset(self) -> None:
        self.simulated.reset()
        self._follow()

    def read(self) -> None:
        """Look where the wipers on the board are."""
        if not self.direction[: self.n_real].any():
            self._take(self._reading())

    def halt(self) -> None:
        """Motors off, whatever was under way, until ``rig arm``; a wiper is where it is read."""
        with suppress(RigError):
            self.board.stop()
        self.simulated.settle()
        with suppress(RigError):  # a board that is away stops by itself
            self.board.settled()
            self.sent[:] = counts_of(self.channels, self.wiper[self.real], self.stop_uv)
            self.read()

    def sum(self, a: Bits) -> NDArray[np.float64]:
        self.read()
        return super().sum(a)

    def set_by_hand(self, pot: int, volts: float) -> None:
        super().set_by_hand(pot, volts)  # which lets running motors come to rest, here and on the board
        self._follow()

    def decay(self, dt_s: float) -> None:
        self.simulated.decay(dt_s)
        self._follow(self.calibration.dead_band)

    def switch_on(self, pots: Pots, direction: int, pulse_s: float) -> None:
        self.simulated.switch_on(pots, direction, pulse_s)
        here = pots[pots < self.n_real]
        self.stood[here] = self.wiper[here]

    def step(self, dt_s: float) -> None:
        """The simulated motors on by ``dt_s``; those on the board follow once theirs rest."""
        running = self.direction[self.real] != 0
        self.simulated.step(dt_s)
        rested = running & (self.direction[self.real] == 0)
        if self.motion == "pulse":
            self._pulse(np.where(rested, self.stood, self.wiper[self.real]))
        else:
            self._follow()

    # ---- the board

    def _follow(self, at_least: int = 1) -> None:
        """Send the wipers on the board where the simulated ones are, and take over where they came to."""
        wanted = counts_of(self.channels, self.wiper[self.real], self.stop_uv)
        known = self.sent >= 0
        go = (
            (self.direction[self.real] == 0)
            & ~self.stuck[self.real]
            & (~known | (np.abs(wanted - self.sent) >= at_least))
        )
        if not go.any():
            return
        self.sent[go] = wanted[go]
        target_of = {int(self.on_board[k]): int(wanted[k]) for k in np.flatnonzero(go)}
        status, wipers = self.board.seek(target_of, self.calibration.dead_band)
        self._note(status, go)
        self._take(self._reading(wipers))

    def _pulse(self, old: NDArray[np.int32]) -> None:
        """Run the motors for as long as the simulated wipers' way takes; where they end is read."""
        by = counts_of(self.channels, self.wiper[self.real], self.stop_uv) - counts_of(self.channels, old, self.stop_uv)
        pulses = [pulse for k in np.flatnonzero(by) if (pulse := pulse_for(self.channels[k], int(by[k])))]
        if not pulses:
            return
        self.sent += by
        self._note(self.board.pulse(pulses), by != 0)
        self._take(self._reading(), exact=True)

    def _reading(self, wipers: Counts | None = None) -> Counts:
        self.read_last = (self.board.wipers() if wipers is None else wipers)[self.on_board]
        return self.read_last

    @property
    def board_v(self) -> NDArray[np.float64]:
        """Where the wipers on the board stood when they were read last: ndarray of shape (n_real,), V."""
        return np.asarray(wipers_of(self.channels, self.read_last, self.stop_uv) / MICROVOLTS, np.float64)

    def _take(self, reading: Counts, exact: bool = False) -> None:
        """A wiper far from where it was sent is where it is read: the weight, or in shadow mode a parting."""
        tolerance = 0 if exact and not self.shadow else FAR * self.calibration.dead_band
        off = np.flatnonzero((np.abs(reading - self.sent) > tolerance) & (self.direction[self.real] == 0))
        if not len(off):
            return
        read_uv = wipers_of(self.channels, reading, self.stop_uv)
        if self.shadow:
            for k in off.tolist():
                self._part(k, float(read_uv[k]) / MICROVOLTS)
            return
        read, by_hand = (
            read_uv[off],
            [elements(self.came_from, self.wiper[off], off), elements(self.moved_by, BY_HAND, off)],
        )
        taken = [
            elements(self.wiper, read, off),
            elements(self.shaft, read, off),
            elements(self.sent, reading[off], off),
        ]
        commit(taken if exact else [*by_hand, *taken])

    def _part(self, pot: int, board_v: float) -> None:
        simulated_v = float(self.wiper_v[pot])
        first = self.partings.get(pot)
        apart_v = max(abs(board_v - simulated_v), first.apart_v if first else 0.0)
        self.partings[pot] = (
            Parting(pot, first.motion, first.simulated_v, first.board_v, apart_v)
            if first
            else Parting(pot, self.board.counters.motions, simulated_v, board_v, apart_v)
        )

    def _note(self, status: Status, moved: NDArray[np.bool_]) -> None:
        """Motors that stalled again and again are left alone from now on."""
        stalled = np.isin(self.on_board, status.stalled)
        self.stalls[moved] = np.where(stalled[moved], self.stalls[moved] + 1, 0)
        for k in np.flatnonzero((self.stalls >= STALLS) & ~self.stuck[self.real]).tolist():
            self.stuck[k] = True
            self.board.tell(f"pot {k} (channel {self.on_board[k]}): {STUCK}; left alone until 'repair'")


def pulse_for(channel: Channel, counts: int) -> Pulse | None:
    """The run that takes a wiper ``counts`` on (below 0: down); None for less than a millisecond's way."""
    speed = channel.up_per_ms if counts > 0 else channel.down_per_ms
    ms = round(abs(counts) / speed - channel.coast_ms)
    return Pulse(channel.pot, 1 if counts > 0 else -1, min(ms, MAX_RUN_MS)) if ms >= 1 else None
