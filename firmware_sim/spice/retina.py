"""Circuits of the retina and the wipers: dividers, row drivers, what the multiplexers carry over."""

from firmware_sim.spice.ngspice import transient
from firmware_sim.spice.parts import (
    BRIGHT_LUX,
    BRIGHT_OHM,
    CELL_10_LUX_OHM,
    DARK_OHM,
    cell_ohm,
    counts,
    row_of,
)
from mark1.rig.workshop import values
from mark1.rig.workshop.rig_file import RigSizes

ROW = RigSizes().cols
BRIGHT_V = 4.0  # of a column in full light
STILL_S, STILL_STEP_S = 1e-6, 1e-7  # nothing moves


def _reading(cells_ohm: list[float], driver_ohm: float, supply_v: float = values.SUPPLY_V) -> float:
    """Counts of the first cell of a row."""
    lines = row_of(cells_ohm, driver_ohm, supply_v)
    return counts(transient(lines, STILL_S, STILL_STEP_S, col="find v(col0) at=0.9u")["col"], supply_v)


def least_bright() -> float:
    """Counts of the least sensitive cell in the light, all of its row as bright as cells get."""
    worst = cell_ohm(BRIGHT_LUX, max(CELL_10_LUX_OHM))
    return _reading([worst, *[BRIGHT_OHM] * (ROW - 1)], values.ROW_DRIVER_MOST_OHM)


def most_dark() -> float:
    return _reading([DARK_OHM], values.ROW_DRIVER_OHM)


def spread_at(lux: float) -> float:
    """Counts between the most and the least sensitive cell in the same light."""
    low, high = (_reading([cell_ohm(lux, ohm)], values.ROW_DRIVER_OHM) for ohm in CELL_10_LUX_OHM[::-1])
    return high - low


def neighbours(driver_ohm: float) -> float:
    """Counts that a bright cell loses when the other 19 become bright."""
    alone, among = ([BRIGHT_OHM, *[ohm] * (ROW - 1)] for ohm in (DARK_OHM, BRIGHT_OHM))
    return _reading(alone, driver_ohm) - _reading(among, driver_ohm)


def carried_over(wires_pf: float, after_us: float) -> float:
    """Counts that a dark column reads, ``after_us`` after a bright one was left."""
    lines = (
        f"Rcolumn col 0 {values.COLUMN_OHM}",
        f"Ccolumn col 0 {wires_pf}p ic=0",
        f"Rmux col common {values.MUX_OHM}",
        f"Ccommon common 0 {values.MUX_COMMON_PF}p ic={BRIGHT_V}",
    )
    found = transient(lines, 60e-6, 20e-9, v=f"find v(common) at={after_us}u")
    return counts(found["v"])


def row_left(after_us: float) -> float:
    """Counts left in a column, ``after_us`` after a row in which it was bright gave way to one in which it is dark."""
    pf = values.COLUMN_PF + values.MUX_COMMON_PF
    lines = (f"Rcolumn col 0 {values.COLUMN_OHM}", f"Ccolumn col 0 {pf}p ic={BRIGHT_V}")
    return counts(transient(lines, 60e-6, 20e-9, v=f"find v(col) at={after_us}u")["v"])


def wiper_taken() -> float:
    """Counts that a wiper in the middle of its pot loses to a multiplexer that comes from 0 V."""
    half = values.POT_OHM / 2
    lines = (
        "Vfive five 0 5",
        f"Rup five wiper {half:g}",
        f"Rdown wiper 0 {half:g}",
        f"Cwiper wiper 0 {values.WIPER_NF}n ic=2.5",
        f"Rmux wiper common {values.MUX_OHM}",
        f"Ccommon common 0 {values.MUX_COMMON_PF}p ic=0",
    )
    found = transient(lines, 10e-6, 5e-9, v=f"find v(common) at={values.HASTY_US}u")
    return counts(2.5 - found["v"])


def bright_at(supply_v: float) -> float:
    """Counts of a bright cell on a board whose supply and reference are ``supply_v``."""
    return _reading([BRIGHT_OHM], values.ROW_DRIVER_MOST_OHM, supply_v)
