"""The solver: HiGHS, asked for the widest gap. What it answers is a suggestion, until it is verified.

    largest g  with  signed @ w >= least x g  in every row,  -1 <= w <= 1,  0 <= g <= k

with ``least`` 1 in every row, unless it is given. This program is never infeasible and never unbounded, so HiGHS ends
with an optimum or with nothing. g > 0: w separates. g = 0: the multipliers of its rows are the certificate that nothing
does (Gordan's theorem).

Source: Huangfu and Hall, Parallelizing the dual revised simplex method, 2018. The only file that imports highspy.
"""

from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.errors import ConfigError
from mark1.install_hint import install
from mark1.proofs.budget import Budget

Floats = NDArray[np.float64]
MISSING = f"the solver is not installed: {install('proofs')}"
ANY_LIMIT_S = 1e9
MOST_NODES, MOST_WHOLE_S = 20_000, 30.0  # of a search for whole-number weights


class WidestGap(NamedTuple):
    """What the solver suggests: weights (k,), -1 to 1; multipliers (n,), 0 or more; the gap ``g``."""

    weights: Floats
    multipliers: Floats
    gap: float


def available() -> bool:
    """Whether the solver is installed."""
    return find_spec("highspy") is not None


def widest_gap(
    signed: NDArray[np.int8],
    budget: Budget,
    most_iterations: int | None = None,
    least: NDArray[np.int64] | None = None,
) -> WidestGap | None:
    """The optimum for ``signed`` (n, k) and ``least`` (n,); None if HiGHS ended without one, for any reason.

    ``most_iterations``: of the simplex method, a limit that does not depend on the computer. Raises ConfigError if the
    solver is not installed.
    """
    if not available():
        raise ConfigError(MISSING)
    import highspy

    highs = _silent()
    highs.setOptionValue("time_limit", min(ANY_LIMIT_S, budget.left_s))
    if most_iterations is not None:
        highs.setOptionValue("simplex_iteration_limit", most_iterations)
    _heed(highs, budget)
    highs.passModel(_program(signed, np.ones(len(signed), np.int64) if least is None else least))
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    solution, k = highs.getSolution(), signed.shape[1]
    values = np.array(solution.col_value)
    return WidestGap(values[:k], np.abs(np.array(solution.row_dual)), float(values[k]))


def whole_weights_within(
    signed: NDArray[np.int8], least: NDArray[np.int64], room: int, budget: Budget
) -> NDArray[np.int64] | None:
    """Whole-number weights (k,) from -room to room with ``signed @ w >= least``, as suggested, if it finds any."""
    import highspy

    highs = _silent()
    highs.setOptionValue("time_limit", min(MOST_WHOLE_S, budget.left_s))
    highs.setOptionValue("mip_max_nodes", MOST_NODES)
    program = _program(signed, least)
    k = signed.shape[1]
    program.col_cost_ = np.zeros(k + 1)
    program.col_lower_ = np.append(np.full(k, -float(room)), 1.0)
    program.col_upper_ = np.append(np.full(k, float(room)), 1.0)
    program.integrality_ = [highspy.HighsVarType.kInteger] * k + [highspy.HighsVarType.kContinuous]
    highs.passModel(program)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.asarray(np.rint(np.array(highs.getSolution().col_value)[:k]), np.int64)


def _heed(highs: Any, budget: Budget) -> None:
    """Let the solver ask, now and then, whether to stop."""

    def ask(event: Any) -> None:
        event.interrupt(budget.over)

    highs.cbSimplexInterrupt.subscribe(ask)


def _program(signed: NDArray[np.int8], least: NDArray[np.int64]) -> Any:
    """The linear program, by rows."""
    import highspy

    n, k = signed.shape
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = k + 1, n
    program.col_cost_ = np.append(np.zeros(k), -1.0)
    program.col_lower_ = np.append(np.full(k, -1.0), 0.0)
    program.col_upper_ = np.append(np.ones(k), float(max(1, k)))
    program.row_lower_ = np.zeros(n)
    program.row_upper_ = np.full(n, highspy.kHighsInf)
    matrix = np.column_stack([signed, -least])
    row, column = np.nonzero(matrix)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.append(0, np.cumsum(np.bincount(row, minlength=n))).astype(np.int32)
    program.a_matrix_.index_ = column.astype(np.int32)
    program.a_matrix_.value_ = matrix[row, column].astype(np.float64)
    return program


def _silent() -> Any:
    """A solver of one thread that prints nothing."""
    import highspy

    class SilentHighs(highspy.Highs):  # type: ignore[misc]
        """Silent from the start: what turns callbacks on would print a banner, into the output of a command."""

        def enableCallbacks(self) -> None:  # noqa: N802 - its name in highspy
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()

    highs = SilentHighs()
    highs.setOptionValue("threads", 1)
    return highs
