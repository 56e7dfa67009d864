"""MarkI: owns the parts and wires them, in signal order. The only file that imports parts."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.errors import ConfigError
from mark1.machine.association import AssociationUnits
from mark1.machine.config import MachineConfig
from mark1.machine.corrections import ROW, CorrectionLog, cause_of, in_words, way_of
from mark1.machine.lapse import at_once, seconds
from mark1.machine.optics import Optics
from mark1.machine.patch_board import PatchBoard
from mark1.machine.potentiometers import BY_HAND, BY_MOTOR, NEVER, Potentiometers
from mark1.machine.reinforcement import Reinforcement, Run
from mark1.machine.response import ResponseUnits
from mark1.machine.retina import Light, Retina
from mark1.machine.teacher import Teacher

Activity = NDArray[np.uint16]
WORK = 1 << 31  # pot readings a compiled call may take: about a second, so that Ctrl-C is heard
LOG_ROWS = 1 << 20
NARROW = 2**15 - 1
MICROSECONDS = 1_000_000


@dataclass(frozen=True)
class Lesson:
    """What one round of teaching did: presentations, corrections, and of which stimuli (counts by number).

    Under a rule that does not look at errors, corrections are the reinforcements of single R-units, and ``sum_v``
    (presentations, n_r), V, are the sums before each; else None.
    """

    presentations: int
    corrections: int
    corrections_of: NDArray[np.int64]
    sum_v: NDArray[np.float64] | None = None


class Taught(NamedTuple):
    """What one presentation did: how many R-units were corrected or reinforced, and the sums (n_r,) before it, V."""

    corrections: int
    sum_v: NDArray[np.float64]


class Correction:
    """Motors of an R-unit that run together, pulse by pulse. ``answer`` is reinforced; ``sum_v`` V was shown."""

    def __init__(
        self, machine: "MarkI", run: Run, active: NDArray[np.int64], r: int, answer: int, sum_v: float
    ) -> None:
        self.bank, self.rule, self.cause = machine.potentiometers, machine.reinforcement, cause_of(machine.teacher.rule)
        self.run, self.pots, self.active, self.r, self.answer, self.sum_v = run, run.pots, active, r, answer, sum_v
        self.came_from, self.counts, self.pulses = self.bank.wiper[self.pots], self._counts(), 0

    def _counts(self) -> int:
        """All its active wipers together."""
        return int(self.bank.wiper[self.active].sum(dtype=np.int64))

    def begin_pulse(self) -> None:
        """Switch the motors on. In the log of moves the pots come from where they were before the first pulse."""
        self.pulses += 1
        self.shaft = self.bank.shaft[self.pots]
        self.bank.start(self.pots, self.run.way, self.run.pulse_s)
        self.bank.came_from[self.pots] = self.came_from

    @property
    def now_v(self) -> float:
        """The sum as far as the motors have brought it, with the noise it was read with."""
        was = round(self.sum_v * self.bank.counts_per_v)
        return (was + self._counts() - self.counts) / self.bank.counts_per_v

    def goes_on(self, undecided_v: float) -> bool:
        """Whether another pulse is due: it is still wrong, the last one moved something, and the rule allows it."""
        moved = (self.bank.shaft[self.pots] != self.shaft).any()
        return bool(moved) and self.pulses < self.rule.max_pulses and self.run.way * self.now_v <= undecided_v

    @property
    def row(self) -> tuple[int | float, ...]:
        """For the log: all but presentation and stimulus."""
        run = self.run
        ran = (self.pulses, run.pulse_s, self.cause, run.part, run.share)
        return (self.r, self.answer, self.sum_v, len(self.active), *ran)


class MarkI:
    """The machine: picture in, answer out, and a teacher who turns the motors, by the rule on the dial.

    ``config`` says what it is made of; its seed decides every random choice, part by part.
    """

    def __init__(self, config: MachineConfig | None = None) -> None:
        self.config = config = config or MachineConfig()
        self.seeds = np.random.SeedSequence(config.seed).spawn(5)
        rng = [np.random.Generator(np.random.PCG64(seed)) for seed in self.seeds]
        rows, cols, n_a, n_r = config.retina.rows, config.retina.cols, config.association.n_a, config.response.n_r
        self.optics = Optics(config.optics, rows, cols)
        self.retina = Retina(config.retina, rng[0])
        self.patch_board = PatchBoard(config.patch_board, rows, cols, n_a, rng[1])
        self.association = AssociationUnits(config.association)
        self.potentiometers = Potentiometers(config.potentiometers, n_a, n_r, rng[2])
        self.response = ResponseUnits(config.response)
        self.instruct(config)
        self.log = CorrectionLog(self.potentiometers.moved_by)
        self.teacher_rng, self.damage_rng = rng[3], rng[4]
        self.presentations = 0
        self.corrections = 0
        self._time_us = 0

    def instruct(self, config: MachineConfig) -> None:
        """Another rule, gain or undecided band for the trainer, by the settings of ``config``."""
        self.config, bank = config, config.potentiometers
        self.teacher = Teacher(config.response.undecided_v, config.teacher.rule, config.teacher.sign)
        self.reinforcement = Reinforcement(config.teacher, 0.0 if bank.ideal else bank.coast_s)

    def reset(self) -> None:
        """Everything learned is forgotten; wires, tolerances and faults stay."""
        for part in (self.retina, self.patch_board, self.association, self.potentiometers, self.response, self.log):
            part.reset()
        self.presentations, self.corrections, self.machine_time_s = 0, 0, 0.0

    # ---- the signal

    def respond(self, picture: NDArray[Any]) -> NDArray[np.int8]:
        """The answer of the machine to a picture: ndarray of shape (n_r,), +1 / -1 (0: undecided)."""
        light = self.optics.project(picture)  # (rows, cols) 0..1
        s = self.retina.sense(light)  # (n_s,) on / off
        excitation = self.patch_board.carry(s)  # (n_a,) excitatory - inhibitory
        a = self.association.fire(excitation)  # (n_a,) on / off
        sum_v = self.potentiometers.sum(a)  # (n_r,) volts
        return self.response.answer(sum_v)  # (n_r,) +1 / -1

    def activity(self, light: Light) -> NDArray[np.bool_]:
        """Which A-units are on for one picture on the retina (rows, cols): ndarray of shape (n_a,), bool."""
        return self.association.fire(self.patch_board.carry(self.retina.sense(light)))

    def looks_for(self, r: int) -> NDArray[np.float64]:
        """What R-unit ``r`` has come to look for: its weights carried back through the wires, (rows, cols), V.

        Bright cells speak for +1, dark ones for -1. Raises ConfigError if there is no such R-unit.
        """
        pots, value_of_a = self.potentiometers, np.zeros(self.association.n_a)
        if not 0 <= r < pots.n_r:
            raise ConfigError(f"R-units 0 to {pots.n_r - 1} are there, {r} came")
        lo, hi, first = pots.start_of_r[r], pots.start_of_r[r + 1], pots.first_a[r]
        value_of_a[first : first + hi - lo] = pots.wiper_v[lo:hi]
        return self.patch_board.back(value_of_a)

    # ---- teaching, one stimulus through the parts

    def teach(self, light: Light, wanted: NDArray[np.int8], name: str = "a picture") -> int:
        """Show one picture on the retina and reinforce by the rule: how many R-units were."""
        if np.shape(wanted) != (self.potentiometers.n_r,):
            raise ConfigError(f"wanted: +1, -1 or 0 for each of {self.potentiometers.n_r} R-units is needed")
        return at_once(self.teaching(self.activity(light), wanted, name)).corrections

    def teaching(
        self, a: NDArray[np.bool_], wanted: NDArray[np.int8], name: str, stimulus: int = 0
    ) -> Generator[NDArray[np.float64], float | None, Taught]:
        """The same through time, while the A-units ``a`` (n_a,) are on: an exposure, then pulse after pulse.

        Yields the sums (n_r,) V, as they are now, wherever time may pass; see ``lapse.py``. Time in any portions ends
        with the same bits. ``stimulus``: its number, for the log.
        """
        bank = self.potentiometers
        bank.settle()
        sum_v = bank.sum(a)
        ways = self.teacher.ways(sum_v, self.response.answer(sum_v), wanted)
        taught, begun = Taught(int(np.count_nonzero(ways)), sum_v.copy()), False
        corrections = [one for r in self.reinforcement.sets(ways).tolist() for one in self._due(a, r, ways, sum_v)]
        try:
            yield from self._expose(sum_v)
            due, begun = corrections, True
            while due:
                for one in due:
                    one.begin_pulse()
                while bank.moving.any():
                    bank.step(seconds((yield sum_v)))
                    for one in due:
                        sum_v[one.r] = one.now_v
                due = [one for one in due if one.goes_on(self.teacher.undecided_v)]
        finally:  # a board may go away in the middle
            motor_s = self._enter(corrections, taught.corrections if begun else 0, name, stimulus)
        bank.decay(self.config.teacher.exposure_s + motor_s)
        return taught

    def _due(
        self, a: NDArray[np.bool_], r: int, ways: NDArray[np.int8], sum_v: NDArray[np.float64]
    ) -> list[Correction]:
        """The motors to run for R-unit ``r``."""
        active, idle = self.potentiometers.active_pots(a, r), self.potentiometers.active_pots(~a, r)
        way, answer = int(ways[r]), int(ways[r]) * self.teacher.sign
        runs = self.reinforcement.runs(active, idle, way)
        return [Correction(self, run, active, r, answer, float(sum_v[r])) for run in runs]

    def _expose(self, sum_v: NDArray[np.float64]) -> Generator[NDArray[np.float64], float | None, None]:
        """The time a picture is shown before the motors run."""
        left_s = self.config.teacher.exposure_s
        while left_s > 0:
            left_s -= seconds((yield sum_v))

    def _enter(self, corrections: list[Correction], done: int, name: str, stimulus: int) -> float:
        """Runs that were begun go into the log, and the presentation is counted: how long the longest was, s."""
        begun = [one for one in corrections if one.pulses]
        for number, one in enumerate(begun, len(self.log)):
            self.potentiometers.moved_by[one.pots] = number
        rows = [(self.presentations, stimulus, *one.row) for one in begun]
        self.log.add(np.array(rows, ROW), lambda _: name)
        self._spend(1, done, max((one.pulses * round(one.run.pulse_s * MICROSECONDS) for one in begun), default=0))
        return max((one.pulses * one.run.pulse_s for one in begun), default=0.0)

    @property
    def machine_time_s(self) -> float:
        """How long the real one would have taken so far, in whole microseconds. Assumed: exposure and pulse times."""
        return self._time_us / MICROSECONDS

    @machine_time_s.setter
    def machine_time_s(self, time_s: float) -> None:
        self._time_us = round(time_s * MICROSECONDS)

    def _spend(self, presentations: int, corrections: int, motor_us: int) -> None:
        """Count it. Whole microseconds, so that parts of a pass add up to what the pass takes."""
        self.presentations += presentations
        self.corrections += corrections
        self._time_us += presentations * round(self.config.teacher.exposure_s * MICROSECONDS) + motor_us

    # ---- the same for many stimuli at once, compiled

    def sense(self, light: Light) -> Activity:
        """Activity of the A-units for many pictures on the retina (n, rows, cols): packed, see ``kernels.py``."""
        from mark1.machine import kernels

        activity, planes = self.no_activity(len(light)), self._planes()
        for first in range(0, len(light), 16 * kernels.BLOCK):
            some = slice(first, first + 16 * kernels.BLOCK)
            kernels.fire(self.retina.sense_all(light[some]).view(np.uint8), *planes, activity[some])
        return activity

    def fire_all(self, s: NDArray[np.bool_]) -> Activity:
        """The same from S-units that are on or off already: ``s`` (n, n_s) bool."""
        from mark1.machine import kernels

        activity = self.no_activity(len(s))
        kernels.fire(s.view(np.uint8), *self._planes(), activity)
        return activity

    def units_on(self, activity: Activity) -> NDArray[np.bool_]:
        """Packed activity (n, n_lanes) as on / off of every A-unit: ndarray of shape (n, n_a), bool."""
        bits = activity[:, np.newaxis, :] >> np.arange(16, dtype=np.uint16)[:, np.newaxis] & 1
        return np.asarray(bits.reshape(len(activity), -1)[:, : self.association.n_a].astype(bool))

    def no_activity(self, n: int) -> Activity:
        """Room for the activity of ``n`` pictures."""
        return np.empty((n, 4 * -(-self.association.n_a // 64)), np.uint16)

    def _planes(self) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.uint64], int]:
        """The wires as the compiled pass wants them: see ``kernels.fire``."""
        board, n_s, start = self.patch_board, self.patch_board.n_s, self.patch_board.start_of_a
        fan_in = np.diff(start)
        padded_start = np.concatenate([[0], np.cumsum(-(-fan_in // 4) * 4)])
        wires = np.full(padded_start[-1], 2 * n_s, np.int32)
        place = padded_start[board.a_of_wire] + np.arange(len(board.a_of_wire)) - start[board.a_of_wire]
        wires[place] = board.s_of_wire + n_s * (board.sign_of_wire < 0)
        inhibitory = np.bincount(board.a_of_wire, board.sign_of_wire < 0, self.association.n_a).astype(np.int64)
        n_digits = max(4, int(fan_in.max(initial=0)).bit_length() + 1)
        needed = np.clip(self.association.least + inhibitory, 0, fan_in + 1)
        needed[self.association.dead] = fan_in[self.association.dead] + 1
        return wires, padded_start, (2 ** (n_digits - 1) - needed).astype(np.uint64), n_digits

    def sums(self, activity: Activity) -> NDArray[np.float64]:
        """The sum at every R-unit for many stimuli: ndarray of shape (n, n_r), V; noise as one by one."""
        from mark1.machine import kernels

        bank = self.potentiometers
        bank.read()
        counts = np.empty((len(activity), bank.n_r), np.int64)
        kernels.sums(activity, bank.wiper, bank.start_of_r, bank.first_a, counts)
        if bank.config.noise_v:
            active = np.empty_like(counts)
            kernels.sums(activity, np.ones(bank.n_pots, np.int16), bank.start_of_r, bank.first_a, active)
            counts += bank.jitter(active)
        return counts / bank.counts_per_v

    def learn(
        self,
        activity: Activity,
        wanted: NDArray[np.int8],
        order: NDArray[np.int64],
        name_of: Callable[[int], str] = str,
    ) -> Lesson:
        """Teach the stimuli in ``order``, compiled: the same bits as ``teach`` one by one, by any rule.

        ``activity`` (n, n_lanes) from ``sense``; ``wanted`` (n, n_r) int8; ``order``: numbers of stimuli; ``name_of``
        gives a stimulus's name for the log. Raises ConfigError if these do not fit together.
        """
        self._check_lesson(activity, wanted, order)
        if not self.potentiometers.in_closed_form:
            return self._learn_one_by_one(activity, wanted, order, name_of)
        corrections_of = np.zeros(len(activity), np.int64)
        corrections, n_r = self.corrections, self.potentiometers.n_r
        sum_v = None if self.reinforcement.corrects else np.empty((len(order), n_r))
        chunk = max(1, min(LOG_ROWS // n_r, WORK // max(1, self.potentiometers.n_pots)))
        for first in range(0, len(order), chunk):
            some = slice(first, first + chunk)
            corrected: NDArray[Any] = (
                self._learn(activity, wanted, order[some], name_of)
                if sum_v is None
                else self._learn_by_gain(activity, wanted, order[some], name_of, sum_v[some])
            )
            corrections_of += np.bincount(corrected, minlength=len(activity))
        return Lesson(len(order), self.corrections - corrections, corrections_of, sum_v)

    def _learn_one_by_one(
        self, activity: Activity, wanted: NDArray[np.int8], order: NDArray[np.int64], name_of: Callable[[int], str]
    ) -> Lesson:
        """The same through the parts, for motors that no formula turns."""
        corrections_of, sums = np.zeros(len(activity), np.int64), [np.empty((0, self.potentiometers.n_r))]
        for i in order.tolist():
            a = self.units_on(activity[i : i + 1])[0]
            taught = at_once(self.teaching(a, wanted[i], name_of(i), i))
            corrections_of[i] += taught.corrections
            sums.append(taught.sum_v[np.newaxis])
        sum_v = None if self.reinforcement.corrects else np.concatenate(sums)
        return Lesson(len(order), int(corrections_of.sum()), corrections_of, sum_v)

    def _check_lesson(self, activity: Activity, wanted: NDArray[np.int8], order: NDArray[np.int64]) -> None:
        """Raises ConfigError for arrays of other sizes, or stimuli that are not there: compiled code does not look."""
        n, n_r, n_lanes = len(activity), self.potentiometers.n_r, self.no_activity(0).shape[1]
        if activity.shape != (n, n_lanes) or activity.dtype != np.uint16:
            raise ConfigError(f"activity: uint16 of shape (n, {n_lanes}) as sense gives it, {activity.shape} came")
        if wanted.shape != (n, n_r):
            raise ConfigError(f"wanted: +1, -1 or 0 of shape ({n}, {n_r}), {wanted.shape} came")
        if order.ndim != 1 or (len(order) and not 0 <= order.min() <= order.max() < n):
            raise ConfigError(f"order: stimuli 0 to {n - 1} are there")

    def _learn(
        self, activity: Activity, wanted: NDArray[np.int8], order: NDArray[np.int64], name_of: Callable[[int], str]
    ) -> NDArray[np.int32]:
        """One compiled call; the stimuli it corrected, as often as it did."""
        from mark1.machine import kernels

        bank, rule = self.potentiometers, self.reinforcement
        bank.settle()
        narrow = bank.config.ideal and self._fits_narrow(len(order))
        width = np.int16 if narrow else np.int32
        travel = bank.travel(rule.pulse_s)
        wiper, travel, came_from = (kernels.aligned(of, width) for of in (bank.wiper, travel, bank.came_from))
        log, pulses_at = np.empty(len(order) * bank.n_r, ROW), np.empty(len(order), np.int64)
        n_rows = kernels.learn(
            activity,
            order,
            wanted,
            kernels.Bank(
                wiper,
                bank.shaft,
                travel,
                came_from,
                bank.moved_by,
                bank.start_of_r,
                bank.first_a,
                bank.half_lash,
                bank.limit,
            ),
            kernels.Rule(
                bank.counts_up_to(self.teacher.undecided_v),
                rule.max_pulses,
                bank.config.noise_v * bank.counts_per_v,
                bank.counts_per_v,
                bank.config.decay_per_s,
                rule.pulse_s,
                self.config.teacher.exposure_s,
            ),
            bank.rng.standard_normal((len(order), bank.n_r)) if bank.config.noise_v else np.empty((0, 0)),
            log,
            len(self.log),
            self.presentations,
            pulses_at,
        )
        bank.wiper[:], bank.came_from[:] = wiper, came_from
        if narrow:
            bank.shaft[:] = wiper
        self.log.add(log[:n_rows], name_of)
        self._spend(len(order), n_rows, int(pulses_at.sum()) * round(rule.pulse_s * MICROSECONDS))
        return log["stimulus"][:n_rows]

    def _learn_by_gain(
        self,
        activity: Activity,
        wanted: NDArray[np.int8],
        order: NDArray[np.int64],
        name_of: Callable[[int], str],
        sum_v: NDArray[np.float64],
    ) -> NDArray[np.int64]:
        """The same by a rule that does not look at errors; the stimuli it reinforced, once an R-unit.

        Fills ``sum_v`` (len(order), n_r) with the sums before each presentation.
        """
        from mark1.machine import kernels

        bank, rule, teacher = self.potentiometers, self.reinforcement, self.teacher
        bank.settle()
        sizes, size_of_r = np.unique(np.diff(bank.start_of_r), return_inverse=True)
        shares = np.stack([rule.shares(np.arange(sizes[-1] + 1), size) for size in sizes.tolist()])
        log = np.empty(len(order) * bank.n_r * 2, ROW)  # active and inactive units apart
        reinforced_at, motor_s_at = np.zeros(len(order), np.int64), np.zeros(len(order))
        n_rows = kernels.reinforce(
            activity,
            order,
            teacher.asked(wanted),
            kernels.Motors(
                bank.wiper,
                bank.shaft,
                bank.came_from,
                bank.moved_by,
                bank.start_of_r,
                bank.first_a,
                bank.travel(rule.pulse_s),
                np.where(bank.stuck, np.float32(0), bank.speed_v_per_s),
                rule.coast_s,
                bank.half_lash,
                bank.limit,
            ),
            kernels.Gain(
                shares,
                rule.lengths_s(shares),
                size_of_r,
                rule.feeds_all,
                teacher.rule == "spontaneous",
                teacher.sign,
                cause_of(teacher.rule),
                rule.pulse_s,
                self.response.undecided_v,
                bank.config.noise_v * bank.counts_per_v,
                bank.counts_per_v,
                bank.config.decay_per_s,
                self.config.teacher.exposure_s,
            ),
            bank.rng.standard_normal((len(order), bank.n_r)) if bank.config.noise_v else np.empty((0, 0)),
            log,
            len(self.log),
            self.presentations,
            sum_v,
            reinforced_at,
            motor_s_at,
        )
        self.log.add(log[:n_rows], name_of)
        self._spend(len(order), int(reinforced_at.sum()), int(np.rint(motor_s_at * MICROSECONDS).sum()))
        return np.repeat(order, reinforced_at)

    def _fits_narrow(self, presentations: int) -> bool:
        """Whether 16-bit wipers and 32-bit sums of them are wide enough for so many more presentations."""
        bank = self.potentiometers
        top = int(np.abs([bank.wiper, bank.came_from]).max()) + presentations * self.reinforcement.max_pulses
        return top <= NARROW and top * -(-bank.n_pots // bank.n_r) < 2**31

    # ---- why

    def why(self, pot: int) -> str:
        """Why a dial last moved, in numbers that can be checked with pencil and paper."""
        bank = self.potentiometers
        bank.check(pot)
        a, r = int(bank.a_of_pot[pot]), int(bank.r_of_pot[pot])
        name = f"Pot {pot} joins A-unit {a} to R-unit {r} and stands at {bank.wiper_v[pot]:+.3f} V."
        rows, names = self.log.rows, self.log.names
        moved_by = int(bank.moved_by[pot])
        if moved_by == NEVER:
            when = "wrong" if self.teacher.corrects else "reinforced"
            return f"{name} It has not moved: A-unit {a} was never on when R-unit {r} was {when}."
        before, now = bank.came_from[pot] / bank.counts_per_v, bank.wiper_v[pot]
        if moved_by == BY_HAND:
            return f"{name} It was set by hand, from {before:+.3f} V."
        if bank.moving[pot]:
            return f"{name} Its motor is running {'up' if bank.way[pot] > 0 else 'down'}, from {before:+.3f} V."
        if moved_by == BY_MOTOR:
            return f"{name} Its motor was run without a correction, from {before:+.3f} V."
        row, n_set = rows[moved_by], int(bank.start_of_r[r + 1] - bank.start_of_r[r])
        return (
            f"{name} It last moved at presentation {row['presentation'] + 1}, {names[moved_by]}: "
            f"{in_words(row, n_set)} {self._motor(pot, row)} {before:+.3f} V -> {now:+.3f} V."
        )

    def _decayed(self) -> str:
        rate = self.config.potentiometers.decay_per_s
        return f", and decay of {rate:g} a second what it took since" if rate else ""

    def _motor(self, pot: int, row: np.void) -> str:
        """The arithmetic of one motor's way."""
        bank, turns = self.potentiometers, way_of(row) * int(row["pulses"])
        if bank.stuck[pot]:
            return "This motor is stuck now;"
        if bank.config.ideal:
            return f"An ideal motor goes 1 V a pulse: {way_of(row):+d} x {row['pulses']} V;"
        speed, coast_s = float(bank.speed_v_per_s[pot]), bank.config.coast_s
        way_v = bank.travel(float(row["pulse_s"]))[pot] / bank.counts_per_v
        return (
            f"Its motor goes {speed:.4f} V/s and coasts for {coast_s:g} s more: {way_of(row):+d} x {row['pulses']} x "
            f"{speed:.4f} x ({row['pulse_s']:g} + {coast_s:g}) = {turns * way_v:+.3f} V at the "
            f"shaft, of which play takes up to {bank.config.backlash_v:g} V and the stop at {bank.config.stop_v:g} V "
            f"what is beyond it{self._decayed()};"
        )
