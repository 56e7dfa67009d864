"""The patch board (the manual says plugboard): the wires from the photocells to the A-units."""

import csv
import io

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mark1 import arguments
from mark1.errors import ConfigError, Described, expected
from mark1.machine.compiled import chosen
from mark1.machine.config import DRAW, PatchBoardConfig
from mark1.machine.elementary import exp
from mark1.machine.first_draw import FirstDraw
from mark1.machine.still import frozen

Bits = NDArray[np.bool_]
LEAST_WEIGHT = 2.0**-1000
WIRE_US, WEIGHT_US = 0.4, 0.2  # to draw a wire, and to weigh an S-unit, without compiled code


class PatchBoard:
    """Wires as data: each joins one S-unit to one A-unit and excites (+1) or inhibits (-1) it.

    ::

        s (n_s,) on / off  -->  [wires, fixed during a run]  -->  excitation (n_a,) = excitatory - inhibitory on

    Three arrays of one entry a wire, in the order of the A-units: ``s_of_wire``, ``a_of_wire``, ``sign_of_wire``.
    A random board gives each A-unit x excitatory and y inhibitory wires from different S-units; a constrained one
    gathers them around a random S-unit, falling exponentially with distance on the retina. An S-unit has at most
    ``sockets`` wires: while drawing, a wire that finds its S-unit full is drawn again (where no other is left, wires
    change places, see ``wire_draw.py``); plugged by hand, it is refused. A machine too large for 40 sockets per S-unit
    gets a larger board (``extended``).

    Source: random and fixed, WP, PRML (secondary); 40 wires an S-unit, WP citing MAN (secondary); clustered wiring,
    R58 pp. 389, 404 (primary). Assumed: x, y, reach, different S-units for one A-unit.

    Not modelled: wire length, contact resistance.
    """

    def __init__(
        self, config: PatchBoardConfig, rows: int, cols: int, n_a: int, rng: np.random.Generator, draw: int = DRAW
    ) -> None:
        self.config, self.rows, self.cols, self.n_a, self.rng = config, rows, cols, n_a, rng
        self.n_s = rows * cols
        fan_in = config.excitatory + config.inhibitory
        if fan_in > self.n_s:
            raise ConfigError(
                f"patch board: {config.excitatory} + {config.inhibitory} wires per A-unit need as many S-units, "
                f"the retina has {self.n_s}: fewer wires, or a larger retina"
            )
        self.sockets = max(config.sockets_per_s_unit, -(-5 * n_a * fan_in // (4 * self.n_s)))
        if n_a * fan_in <= config.sockets_per_s_unit * self.n_s:
            self.sockets = config.sockets_per_s_unit
        signs = np.repeat(np.array([1, -1], np.int8), [config.excitatory, config.inhibitory])
        self.rewire(self._drawn(fan_in, draw), np.repeat(np.arange(n_a, dtype=np.int32), fan_in), np.tile(signs, n_a))

    def reset(self) -> None:
        """Wires stay as they are plugged."""

    @property
    def extended(self) -> bool:
        """Whether the S-units were given more sockets than the Mark I had."""
        return self.sockets > self.config.sockets_per_s_unit

    @property
    def start_of_a(self) -> NDArray[np.int64]:
        """Where each A-unit's wires begin, and where the last one's end: ndarray of shape (n_a + 1,)."""
        return np.searchsorted(self.a_of_wire, np.arange(self.n_a + 1))

    def carry(self, s: Bits) -> NDArray[np.int64]:
        """Excitatory minus inhibitory signals at each A-unit: ndarray of shape (n_a,)."""
        live = arguments.bits("s", s, (self.n_s,))[self.s_of_wire]
        return np.bincount(self.a_of_wire[live], self.sign_of_wire[live], self.n_a).astype(np.int64)

    def back(self, value_of_a: NDArray[np.float64]) -> NDArray[np.float64]:
        """A value of each A-unit carried back through the wires: ndarray of shape (rows, cols)."""
        carried = np.bincount(self.s_of_wire, self.sign_of_wire * value_of_a[self.a_of_wire], self.n_s)
        return np.asarray(carried, np.float64).reshape(self.rows, self.cols)

    # ---- by hand

    def plug(self, s: int, a: int, sign: int) -> None:
        """Plug one wire in. Raises ConfigError if it is there already, or the S-unit has no socket left."""
        s, a = self._check(s, a)
        sign = arguments.whole("sign", sign)
        if sign not in (1, -1):
            raise ConfigError(f"patch board: a wire's sign must be +1 (excites) or -1 (inhibits), got {sign}")
        if self._find(s, a) is not None:
            raise ConfigError(f"patch board: S-unit {s} and A-unit {a} are joined already: unplug {s} {a} first")
        if np.count_nonzero(self.s_of_wire == s) >= self.sockets:
            raise ConfigError(f"patch board: all {self.sockets} sockets of S-unit {s} are taken: unplug a wire of it")
        at = int(np.searchsorted(self.a_of_wire, a, side="right"))
        self.rewire(
            np.insert(self.s_of_wire, at, s), np.insert(self.a_of_wire, at, a), np.insert(self.sign_of_wire, at, sign)
        )

    def unplug(self, s: int, a: int) -> None:
        """Pull one wire out. Raises ConfigError if there is none."""
        s, a = self._check(s, a)
        at = self._find(s, a)
        if at is None:
            raise ConfigError(f"patch board: no wire joins S-unit {s} and A-unit {a}")
        self.cut(np.array([at]))

    def cut(self, wires: NDArray[np.int64]) -> None:
        """Remove wires by their index."""
        keep = np.ones(len(self.s_of_wire), bool)
        wires = arguments.indices("wires", wires, len(keep))
        keep[wires] = False
        self.rewire(self.s_of_wire[keep], self.a_of_wire[keep], self.sign_of_wire[keep])

    def rewire(self, s: NDArray[np.int32], a: NDArray[np.int32], sign: NDArray[np.int8]) -> None:
        """Replace all wires, in the order of the A-units. Whoever looks at the old ones keeps them: none is written."""
        self.s_of_wire, self.a_of_wire, self.sign_of_wire = frozen(s), frozen(a), frozen(sign)

    def _find(self, s: int, a: int) -> int | None:
        wires = np.flatnonzero((self.s_of_wire == s) & (self.a_of_wire == a))
        return int(wires[0]) if len(wires) else None

    def _check(self, s: int, a: int) -> tuple[int, int]:
        """The numbers of two units. Raises ConfigError."""
        s, a = arguments.whole("S-unit", s), arguments.whole("A-unit", a)
        for name, unit, n in (("S", s, self.n_s), ("A", a, self.n_a)):
            if not 0 <= unit < n:
                raise ConfigError(f"patch board: {name}-unit {unit} does not exist (valid: 0 to {n - 1})")
        return s, a

    # ---- as arrays

    @property
    def matrix(self) -> NDArray[np.int8]:
        """The wires as a matrix: +1 excites, -1 inhibits, 0 no wire: ndarray of shape (n_s, n_a), int8."""
        matrix = np.zeros((self.n_s, self.n_a), np.int8)
        matrix[self.s_of_wire, self.a_of_wire] = self.sign_of_wire
        return matrix

    def set_wires(self, wires: ArrayLike) -> None:
        """Replace all wires: by a matrix (n_s, n_a) of +1, -1 and 0, or by rows (S-unit, A-unit, sign).

        An array of this shape is a matrix; a list or an array of three columns has a row per wire. Raises ConfigError,
        and then changes nothing, for units that do not exist, other signs, two wires between the same units, or more
        wires on an S-unit than it has sockets.
        """
        if arguments.anything(wires).shape == (self.n_s, self.n_a) and self.n_a != 3:
            matrix = arguments.array("wires", wires, (self.n_s, self.n_a), "+1, -1 or 0")
            for value in matrix[~np.isin(matrix, (-1, 0, 1))][:1]:
                raise arguments.refusal("wires", "+1, -1 or 0", value)
            s, a = np.nonzero(matrix)
            table = np.stack([s, a, matrix[s, a]], axis=1).astype(np.int64)
        else:
            meaning = f"a matrix of shape ({self.n_s}, {self.n_a}), or rows (S-unit, A-unit, sign)"
            table = arguments.table("wires", wires, 3, meaning)
        for name, units, n in (("S", table[:, 0], self.n_s), ("A", table[:, 1], self.n_a)):
            if len(wrong := units[(units < 0) | (units >= n)]):
                raise ConfigError(expected(f"wires, {name}-unit", f"a number from 0 to {n - 1}", wrong[0]))
        if len(wrong := table[~np.isin(table[:, 2], (1, -1)), 2]):
            raise ConfigError(expected("wires, sign", "+1 (excites) or -1 (inhibits)", wrong[0]))
        if len(np.unique(table[:, 0] * self.n_a + table[:, 1])) < len(table):
            raise ConfigError(
                expected("wires", "one wire between two units", Described("an S-unit and an A-unit joined twice"))
            )
        self._replace(table, "wires")

    # ---- as text

    def to_csv(self) -> str:
        """The wires as CSV: a header ``s,a,sign``, then a row a wire."""
        rows = zip(self.s_of_wire.tolist(), self.a_of_wire.tolist(), self.sign_of_wire.tolist(), strict=True)
        return "s,a,sign\n" + "".join(f"{s},{a},{'+' if sign > 0 else '-'}\n" for s, a, sign in rows)

    def load_csv(self, text: str) -> None:
        """Replace all wires by those of a CSV. Raises ConfigError, with the line, and then changes nothing."""
        if text.split("\n", 1)[0].strip().lower() != "s,a,sign":
            raise ConfigError("patch board CSV: the first line must be s,a,sign")
        rows = csv.reader(io.StringIO(text))
        wires: dict[tuple[int, int], int] = {}
        try:
            for line, row in enumerate(rows, 1):
                if row and line > 1:
                    s, a, sign = self._wire(line, row)
                    if (s, a) in wires:
                        raise ConfigError("patch board CSV: an S-unit and an A-unit are joined twice")
                    wires[s, a] = sign
        except csv.Error as error:
            raise ConfigError(f"patch board CSV line {rows.line_num}: {error}: save it as plain CSV") from None
        self._replace(
            np.array([(s, a, sign) for (s, a), sign in wires.items()], np.int64).reshape(-1, 3), "patch board CSV"
        )

    def _replace(self, table: NDArray[np.int64], source: str) -> None:
        """Replace all wires by the rows (s, a, sign) of units that exist. Raises ConfigError without a free socket."""
        table = table[np.argsort(table[:, 1], kind="stable")]
        used = int(np.bincount(table[:, 0], minlength=1).max())
        if used > self.sockets:
            raise ConfigError(f"{source}: {used} wires on one S-unit, it has {self.sockets} sockets")
        self.rewire(table[:, 0].astype(np.int32), table[:, 1].astype(np.int32), table[:, 2].astype(np.int8))

    def _wire(self, line: int, row: list[str]) -> tuple[int, int, int]:
        signs = {"+": 1, "-": -1, "1": 1, "+1": 1, "-1": -1}
        try:
            s, a, sign = int(row[0]), int(row[1]), signs[row[2].strip()]
            self._check(s, a)
        except ConfigError as error:
            raise ConfigError(f"patch board CSV line {line}: {error}") from None
        except (ValueError, KeyError, IndexError):
            raise ConfigError(expected(f"patch board CSV line {line}", "S,A,+ or S,A,-", ",".join(row))) from None
        return s, a, sign

    # ---- at random

    def _drawn(self, fan_in: int, draw: int) -> NDArray[np.int32]:
        """S-units for every A-unit's wires, none twice on one A-unit, no S-unit beyond its sockets."""
        if draw == 1:
            reach = self.config.reach_cells if self.config.wiring == "constrained" else 0.0
            first = FirstDraw(self.rng, (self.rows, self.cols), self.n_a, self.sockets, reach)
            return first.s_of_wire(fan_in).astype(np.int32)
        weight, s_of_wire = self.weights(), np.empty(self.n_a * fan_in, np.int32)
        if not len(s_of_wire):
            return s_of_wire
        work = WIRE_US * len(s_of_wire) + WEIGHT_US * self.n_a * len(weight)
        chosen.kernels_for(work).draw_wires(self.rng, s_of_wire, self.n_s, fan_in, self.sockets, self.cols, weight)
        return s_of_wire

    def weights(self) -> NDArray[np.float64]:
        """How likely an S-unit at each distance (rows, columns) from the centre is: ndarray of shape (n_s,), or empty.

        Never 0, so that every cell can be reached where nothing nearer is left.
        """
        if self.config.wiring == "random":
            return np.empty(0)
        down, across = np.divmod(np.arange(self.n_s), self.cols)
        likely = exp(-np.sqrt(down * down + across * across) / self.config.reach_cells)
        return np.asarray(np.maximum(likely, LEAST_WEIGHT))
