"""MarkI: the machine, its parts wired in signal order."""

from collections.abc import Callable, Generator
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mark1 import arguments, html, machine_file
from mark1.errors import ConfigError
from mark1.machine import explanation, learning, state
from mark1.machine.compiled import passes
from mark1.machine.compiled.activity import Activity, none_on, packed, unpacked
from mark1.machine.compiled.arrays import Planes
from mark1.machine.double import double_of, take_over
from mark1.machine.exposure import CorrectionResult, exposed
from mark1.machine.learning import LearningResult
from mark1.machine.parts import Parts
from mark1.machine.retina import Light
from mark1.machine.simulated_time import run_to_end
from mark1.machine.still import still
from mark1.text import counted


class MarkI(Parts):
    """The machine: picture in, answer out, and a teacher who turns the motors, by the rule on the dial.

    ``config`` says what it is made of; its seed decides every random choice, part by part.
    """

    def __repr__(self) -> str:
        counts = {"A-unit": self.association.n_a, "pot": self.potentiometers.n_pots, "R-unit": self.response.n_r}
        sizes = ", ".join(counted(n, name) for name, n in counts.items())
        return f"<MarkI: {sizes}, {counted(self.corrections, 'correction')}>"

    def _repr_html_(self) -> str:
        """What each R-unit has come to look for, as a notebook shows it."""
        n = min(self.response.n_r, html.MOST_PICTURES)
        seen = np.stack([self.looks_for(r) for r in range(n)])
        caption = f"{repr(self)[1:-1]}. What each R-unit looks for: red speaks for +1, blue for -1."
        return html.weights(seen, [f"R-unit {r}" for r in range(n)], caption)

    def still(self) -> Self:
        """A copy to look at, which stays as it is whatever becomes of this machine; it can be taught nothing."""
        twin = still(self)
        twin.retina, twin.patch_board = still(self.retina), still(self.patch_board)
        twin.association, twin.response = still(self.association), still(self.response)
        twin.potentiometers = still(self.potentiometers)
        return twin

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
            raise ConfigError(f"R-unit {r} does not exist (valid: 0 to {pots.n_r - 1})")
        lo, hi, first = pots.start_of_r[r], pots.start_of_r[r + 1], pots.first_a[r]
        value_of_a[first : first + hi - lo] = pots.wiper_v[lo:hi]
        return self.patch_board.back(value_of_a)

    # ---- weights and wires by hand

    @property
    def weights(self) -> NDArray[np.float64]:
        """The weight of each A-unit at each R-unit, V; NaN where no pot joins them: ndarray of shape (n_r, n_a).

        A copy. Setting it turns the wipers by hand, all or none: see ``Potentiometers.set_weights``.
        """
        return self.potentiometers.weights()

    @weights.setter
    def weights(self, weights: NDArray[Any]) -> None:
        self.potentiometers.set_weights(weights)

    def set_wires(self, wires: ArrayLike) -> None:
        """Replace all wires: by a matrix (n_s, n_a) of +1, -1 and 0, or by rows (S-unit, A-unit, sign).

        Raises ConfigError, and then changes nothing: see ``PatchBoard.set_wires``.
        """
        self.patch_board.set_wires(wires)

    # ---- teaching, one stimulus through the parts

    def teach(self, light: Light, wanted: NDArray[np.int8], name: str = "a picture") -> int:
        """Show one picture on the retina and reinforce by the rule: how many R-units were.

        If it ends early, by Ctrl-C or by any error, the picture was not shown; motors of metal stay where they are.
        """
        wanted, name = arguments.sides("wanted", wanted, (self.potentiometers.n_r,)), str(name)
        if not self.potentiometers.in_closed_form:
            return run_to_end(self.teaching(self.activity(light), wanted, name)).corrections
        double = double_of(self)
        taught = run_to_end(exposed(double, double.activity(light), wanted, name, 0))
        take_over([self], [double])
        return taught.corrections

    def teaching(
        self, a: NDArray[np.bool_], wanted: NDArray[np.int8], name: str, stimulus: int = 0
    ) -> Generator[NDArray[np.float64], float | None, CorrectionResult]:
        """Teach through time, while the A-units ``a`` (n_a,) are on: an exposure, then pulse after pulse.

        Yields the sums (n_r,) V, as they are now, wherever time may pass; see ``simulated_time.py``. Time in any
        portions ends with the same bits. ``stimulus``: its number, for the log. Closed early, what its motors have done
        so far is in the log. If an error or Ctrl-C ends it, the picture was not shown; motors of metal stay where they
        are.
        """
        if not self.potentiometers.in_closed_form:
            return (yield from exposed(self, a, wanted, name, stimulus))
        before = double_of(self)
        try:
            return (yield from exposed(self, a, wanted, name, stimulus))
        except GeneratorExit:
            raise
        except BaseException:
            take_over([self], [before])
            raise

    # ---- many stimuli at once, compiled

    def sense(self, light: Light) -> Activity:
        """Activity of the A-units for many pictures on the retina (n, rows, cols): packed, see ``kernels.py``."""
        retina = self.config.retina
        light = arguments.array("light", light, (None, retina.rows, retina.cols), "light from 0 to 1")
        activity, planes = self.no_activity(len(light)), self._planes()
        for block in passes.blocks(len(light)):
            passes.fire(self.retina.sense_all(light[block]), planes, activity[block])
        return activity

    def fire_all(self, s: NDArray[np.bool_]) -> Activity:
        """Activity of the A-units for many pictures from S-units that are on or off already: ``s`` (n, n_s) bool."""
        s = arguments.bits("s", s, (None, self.patch_board.n_s))
        activity = self.no_activity(len(s))
        passes.fire(s, self._planes(), activity)
        return activity

    def _planes(self) -> Planes:
        """The wires as the compiled pass wants them."""
        board, units = self.patch_board, self.association
        return passes.planes(board.s_of_wire, board.a_of_wire, board.sign_of_wire, board.n_s, units.least, units.dead)

    def units_on(self, activity: Activity) -> NDArray[np.bool_]:
        """Packed activity (n, n_lanes) as on / off of every A-unit: ndarray of shape (n, n_a), bool."""
        return unpacked(packed(activity, self.association.n_a), self.association.n_a)

    def no_activity(self, n: int) -> Activity:
        """Room for the activity of ``n`` pictures, with no A-unit on."""
        n = arguments.whole("pictures", n)
        if n < 0:
            raise arguments.refusal("pictures", "a whole number from 0 up", n)
        return none_on(n, self.association.n_a)

    def sums(self, activity: Activity) -> NDArray[np.float64]:
        """The sum at every R-unit for many stimuli: ndarray of shape (n, n_r), V; noise as one by one."""
        bank, activity = self.potentiometers, packed(activity, self.association.n_a)
        bank.read()
        counts = passes.count(activity, bank.wiper, bank.start_of_r, bank.first_a)
        if bank.config.noise_v:
            ones = np.ones(bank.n_pots, np.int16)
            counts += bank.jitter(passes.count(activity, ones, bank.start_of_r, bank.first_a))
        return counts / bank.counts_per_v

    def learn(
        self,
        activity: Activity,
        wanted: NDArray[np.int8],
        order: NDArray[np.int64],
        name_of: Callable[[int], str] = str,
    ) -> LearningResult:
        """Teach the stimuli in ``order``, compiled: the same bits as ``teach`` one by one, by any rule.

        ``activity`` (n, n_lanes) from ``sense``; ``wanted`` (n, n_r) int8; ``order``: numbers of stimuli; ``name_of``
        gives a stimulus's name for the log. Raises ConfigError if these do not fit together. If the call ends early, by
        Ctrl-C or by any error, the machine has learned nothing of it; one with motors of metal, what was shown.
        """
        arguments.function("name_of", name_of)
        return learning.learn(self, activity, wanted, order, name_of)

    # ---- files, copies, and why

    def save(self, path: machine_file.Path) -> None:
        """Write a ``.mark1`` file, which ``load`` and the panel's ``load FILE`` read. Raises StorageError."""
        machine_file.write(path, *state.capture(self))

    @classmethod
    def load(cls, path: machine_file.Path) -> Self:
        """The machine of a ``.mark1`` file, also of one saved by a panel. Raises StorageError."""
        return machine_file.read(cls, path)

    def __reduce__(self) -> tuple[Callable[..., "MarkI"], tuple[Any, ...]]:
        """Pickled and copied as it is saved: a copy shares nothing, and its pots are simulated, also those of a rig."""
        return state.restored, (type(self), *state.capture(self))

    def why(self, pot: int) -> str:
        """Why a dial last moved, in numbers that can be checked with pencil and paper.

        Raises ConfigError if there is no such pot.
        """
        return explanation.why(self, pot)
