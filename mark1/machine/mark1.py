"""MarkI: owns the parts and wires them, in signal order. The only file that imports parts."""

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from mark1 import arguments
from mark1.commit import Change, attributes, commit, elements
from mark1.errors import ConfigError
from mark1.machine.association import AssociationUnits
from mark1.machine.chance import generator
from mark1.machine.compiled import passes
from mark1.machine.compiled.passes import MICROSECONDS, Activity, Lesson
from mark1.machine.config import MachineConfig
from mark1.machine.correction import Correction, Taught
from mark1.machine.correction_log import ROW, CorrectionLog, in_words, way_of
from mark1.machine.double import double_of, take_over
from mark1.machine.optics import Optics
from mark1.machine.patch_board import PatchBoard
from mark1.machine.potentiometers import BY_HAND, BY_MOTOR, NEVER, Potentiometers
from mark1.machine.reinforcement import Reinforcement
from mark1.machine.response import ResponseUnits
from mark1.machine.retina import Light, Retina
from mark1.machine.simulated_time import at_once, seconds
from mark1.machine.still import still
from mark1.machine.teacher import Teacher

MOST_S = 2**53 / MICROSECONDS  # of machine time, counted in microseconds


class MarkI:
    """The machine: picture in, answer out, and a teacher who turns the motors, by the rule on the dial.

    ``config`` says what it is made of; its seed decides every random choice, part by part.
    """

    def __init__(self, config: MachineConfig | None = None) -> None:
        self.config = config = MachineConfig() if config is None else config
        arguments.instance("config", config, MachineConfig)
        self.seeds = np.random.SeedSequence(config.seed).spawn(5)
        rng = [generator(seed, config.draw) for seed in self.seeds]
        rows, cols, n_a, n_r = config.retina.rows, config.retina.cols, config.association.n_a, config.response.n_r
        self.optics = Optics(config.optics, rows, cols)
        self.retina = Retina(config.retina, rng[0])
        self.patch_board = PatchBoard(config.patch_board, rows, cols, n_a, rng[1], config.draw)
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
        """Another rule, gain or undecided band for the trainer, by the settings of ``config``.

        Raises ConfigError if it is not this machine's in all else.
        """
        arguments.instance("config", config, MachineConfig)
        response = replace(self.config.response, undecided_v=config.response.undecided_v)
        if config != replace(self.config, teacher=config.teacher, response=response):
            raise arguments.refusal("instruct", "the machine's own config with another rule or band", "other settings")
        self.config, bank = config, config.potentiometers
        self.teacher = Teacher(config.response.undecided_v, config.teacher.rule, config.teacher.sign)
        self.reinforcement = Reinforcement(config.teacher, 0.0 if bank.ideal else bank.coast_s)

    def reset(self) -> None:
        """Everything learned is forgotten; wires, tolerances and faults stay."""
        for part in (self.retina, self.patch_board, self.association, self.potentiometers, self.response, self.log):
            part.reset()
        self.presentations, self.corrections, self.machine_time_s = 0, 0, 0.0

    def still(self) -> Self:
        """A copy to look at, which stays as it is whatever becomes of this machine; it can be taught nothing."""
        made = still(self)
        made.retina, made.patch_board = still(self.retina), still(self.patch_board)
        made.association, made.response = still(self.association), still(self.response)
        made.potentiometers = still(self.potentiometers)
        return made

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
        pots, value_of_a, r = self.potentiometers, np.zeros(self.association.n_a), arguments.whole("R-unit", r)
        if not 0 <= r < pots.n_r:
            raise ConfigError(f"R-units 0 to {pots.n_r - 1} are there, {r} came")
        lo, hi, first = pots.start_of_r[r], pots.start_of_r[r + 1], pots.first_a[r]
        value_of_a[first : first + hi - lo] = pots.wiper_v[lo:hi]
        return self.patch_board.back(value_of_a)

    # ---- teaching, one stimulus through the parts

    def teach(self, light: Light, wanted: NDArray[np.int8], name: str = "a picture") -> int:
        """Show one picture on the retina and reinforce by the rule: how many R-units were.

        If it ends early, by Ctrl-C or by any error, the picture was not shown; motors of metal stay where they are.
        """
        wanted, name = arguments.sides("wanted", wanted, (self.potentiometers.n_r,)), str(name)
        if not self.potentiometers.in_closed_form:
            return at_once(self.teaching(self.activity(light), wanted, name)).corrections
        double = double_of(self)
        taught = at_once(double._exposed(double.activity(light), wanted, name, 0))
        take_over([self], [double])
        return taught.corrections

    def teaching(
        self, a: NDArray[np.bool_], wanted: NDArray[np.int8], name: str, stimulus: int = 0
    ) -> Generator[NDArray[np.float64], float | None, Taught]:
        """The same through time, while the A-units ``a`` (n_a,) are on: an exposure, then pulse after pulse.

        Yields the sums (n_r,) V, as they are now, wherever time may pass; see ``lapse.py``. Time in any portions ends
        with the same bits. ``stimulus``: its number, for the log. Closed early, what its motors have done so far is in
        the log. If an error or Ctrl-C ends it, the picture was not shown; motors of metal stay where they are.
        """
        if not self.potentiometers.in_closed_form:
            return (yield from self._exposed(a, wanted, name, stimulus))
        before = double_of(self)
        try:
            return (yield from self._exposed(a, wanted, name, stimulus))
        except GeneratorExit:
            raise
        except BaseException:
            take_over([self], [before])
            raise

    def _exposed(
        self, a: NDArray[np.bool_], wanted: NDArray[np.int8], name: str, stimulus: int
    ) -> Generator[NDArray[np.float64], float | None, Taught]:
        """``teaching``, which an error leaves as far as it went."""
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
        moved_by = self.potentiometers.moved_by.copy()
        for number, one in enumerate(begun, len(self.log)):
            moved_by[one.pots] = number
        rows = [(self.presentations, stimulus, *one.row) for one in begun]
        motor_us = max((one.pulses * round(one.run.pulse_s * MICROSECONDS) for one in begun), default=0)
        commit(
            [
                elements(self.potentiometers.moved_by, moved_by),
                self.log.adding(np.array(rows, ROW), lambda _: name),
                self.spending(1, done, motor_us),
            ]
        )
        self.log.tidy()
        return max((one.pulses * one.run.pulse_s for one in begun), default=0.0)

    @property
    def machine_time_s(self) -> float:
        """How long the real one would have taken so far, in whole microseconds. Assumed: exposure and pulse times."""
        return self._time_us / MICROSECONDS

    @machine_time_s.setter
    def machine_time_s(self, time_s: float) -> None:
        self._time_us = round(arguments.real("machine_time_s", time_s, 0, MOST_S) * MICROSECONDS)

    def spend(self, presentations: int, corrections: int, motor_us: int) -> None:
        """Count it. Whole microseconds, so that parts of a pass add up to what the pass takes."""
        commit([self.spending(presentations, corrections, motor_us)])

    def spending(self, presentations: int, corrections: int, motor_us: int) -> Change:
        """What ``spend`` changes, for a commit."""
        shown_us = presentations * round(self.config.teacher.exposure_s * MICROSECONDS)
        counters = {
            "presentations": self.presentations + presentations,
            "corrections": self.corrections + corrections,
            "_time_us": self._time_us + shown_us + motor_us,
        }
        return attributes(self, counters)

    # ---- the same for many stimuli at once, compiled: see passes.py

    def sense(self, light: Light) -> Activity:
        """Activity of the A-units for many pictures on the retina (n, rows, cols): packed, see ``kernels.py``."""
        return passes.sense(self, light)

    def fire_all(self, s: NDArray[np.bool_]) -> Activity:
        """The same from S-units that are on or off already: ``s`` (n, n_s) bool."""
        return passes.fire_all(self, s)

    def units_on(self, activity: Activity) -> NDArray[np.bool_]:
        """Packed activity (n, n_lanes) as on / off of every A-unit: ndarray of shape (n, n_a), bool."""
        activity = passes.packed(self, activity)
        bits = activity[:, np.newaxis, :] >> np.arange(16, dtype=np.uint16)[:, np.newaxis] & 1
        return np.asarray(bits.reshape(len(activity), -1)[:, : self.association.n_a].astype(bool))

    def no_activity(self, n: int) -> Activity:
        """Room for the activity of ``n`` pictures, with no A-unit on."""
        return np.zeros((n, passes.lanes(self.association.n_a)), np.uint16)

    def sums(self, activity: Activity) -> NDArray[np.float64]:
        """The sum at every R-unit for many stimuli: ndarray of shape (n, n_r), V; noise as one by one."""
        return passes.sums(self, activity)

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
        return passes.learn(self, activity, wanted, order, name_of)

    # ---- copies

    def __reduce__(self) -> tuple[Callable[..., "MarkI"], tuple[Any, ...]]:
        """Pickled and copied as it is saved: a copy shares nothing, and its pots are simulated, also those of a rig."""
        from mark1.machine.state import capture, restored

        return restored, capture(self)

    # ---- why

    def why(self, pot: int) -> str:
        """Why a dial last moved, in numbers that can be checked with pencil and paper."""
        bank = self.potentiometers
        pot = bank.check(pot)
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
