"""Bill of materials: what to buy for a rig, counted from its sizes, and the currents its supplies must give.

Assumed, where no data sheet says it for every maker's part: the currents in this file.
"""

import math
from typing import NamedTuple

from mark1.rig.workshop.rig_file import RigSizes
from mark1.rig.workshop.values import (
    CHAIN_OHM,
    COAST_MS,
    COLUMN_OHM,
    DECOUPLING_NF,
    DRIVERS_PER_CAPACITOR,
    LAMP_OHM,
    LOGIC_UF,
    MOTOR_NF,
    MOTOR_UF,
    PULL_OHM,
    START_GAP_MS,
    STOP_NF,
    STOP_PULL_OHM,
    WIPER_NF,
    in_farads,
    in_ohms,
)
from mark1.rig.workshop.wiring import (
    CHAIN_REGISTER,
    DRIVER,
    MUX,
    ROW_DRIVER,
    ROW_REGISTER,
    chain,
    column_muxes,
    row_drivers,
    row_registers,
    wiper_muxes,
)

USB_MA = 500  # what a USB port gives
# 5 V over 10 kΩ; over a bright cell, a diode and 10 kΩ; a lamp behind 1 kΩ; a driver's logic.
POT_MA, CELL_MA, LAMP_MA, DRIVER_MA = 0.5, 0.45, 3.0, 1.0
FUSES_A = (0.5, 1.0, 1.6, 2.0, 3.15, 4.0, 5.0, 6.3, 8.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 60.0, 80.0)
RESERVE = 1.25
FUSE_HOLDS = 2.75  # times its rating, for the fraction of a second of a start: slow fuses, IEC 60127-2
MOST_BUTTON_A = 6.0  # Assumed: what a contact of an emergency stop button switches, direct current


class Item(NamedTuple):
    pieces: int
    part: str
    what_for: str


class Currents(NamedTuple):
    """Amperes of the motors with all turning, and while they start; of their fuse and supply. ``logic_ma``: from 5 V,
    with all lamps lit."""

    motors_a: float
    peak_a: float
    fuse_a: float
    supply_a: float
    logic_ma: int


def currents(sizes: RigSizes) -> Currents:
    motors_a = sizes.pots * sizes.motor_ma / 1000
    peak_a = motors_a + starting(sizes.pots) * (sizes.stall_ma - sizes.motor_ma) / 1000
    fuse_a = next(fuse for fuse in FUSES_A if fuse >= max(motors_a, peak_a / FUSE_HOLDS))
    lamps = sizes.a_lamps + sizes.r_lamps
    logic_ma = sizes.pots * (POT_MA + DRIVER_MA) + sizes.cols * CELL_MA + lamps * LAMP_MA + sizes.arduino.own_ma
    supply_a = max(fuse_a * RESERVE, peak_a)
    return Currents(motors_a, peak_a, fuse_a, math.ceil(supply_a * 2) / 2, math.ceil(logic_ma))


def starting(motors: int) -> float:
    """As many motors at a standstill take what ``motors`` take beyond their running current at the worst moment.

    The firmware starts one every START_GAP_MS, and the surplus of each dies away with COAST_MS.
    """
    left = math.exp(-START_GAP_MS / COAST_MS)
    return (1 - left**motors) / (1 - left)


def items(sizes: RigSizes) -> list[Item]:
    """What to buy; parts that a rig of these sizes has none of are left out."""
    everything = [
        *_chips(sizes),
        *_retina(sizes),
        *_motors(sizes),
        *_lamps(sizes),
        *_safety(sizes),
        *_capacitors(sizes),
    ]
    return [item for item in everything if item.pieces]


def _chips(sizes: RigSizes) -> list[Item]:
    muxes = len(column_muxes(sizes)) + len(wiper_muxes(sizes))
    return [
        Item(
            1, f"Arduino {sizes.arduino.name}", f"the board, an {sizes.arduino.mcu}; with a USB cable that carries data"
        ),
        Item(muxes, f"{MUX}, 16 to 1 analog multiplexer", "columns of photocells and wipers, read one at a time"),
        Item(len(row_registers(sizes)), f"{ROW_REGISTER}, shift register without latch", "chooses a row of photocells"),
        Item(len(row_drivers(sizes)), f"{ROW_DRIVER}, eight line drivers", "5 V for the row of photocells"),
        Item(
            len(chain(sizes)), f"{CHAIN_REGISTER}, shift register with latch", "enable and direction of motors, lamps"
        ),
    ]


def _retina(sizes: RigSizes) -> list[Item]:
    return [
        Item(sizes.cells, f"photocell {sizes.photocell}", "one a cell"),
        Item(sizes.cells, "diode 1N4148", "one a cell, so that rows do not feed each other"),
        Item(sizes.cols, f"resistor {in_ohms(COLUMN_OHM)}", "one a column, to ground: light gives volts"),
    ]


def _motors(sizes: RigSizes) -> list[Item]:
    motor = f"motor {sizes.motor_v} V, {sizes.motor_ma} mA"
    return [
        Item(sizes.pots, f"potentiometer {sizes.potentiometer}", f"the weights; {motor}"),
        Item(sizes.pots, f"{DRIVER} on a carrier, motor driver", "one per motor: PH (direction) and EN (on)"),
        Item(sizes.pots, f"resistor {in_ohms(PULL_OHM)}", "one per enable line, to ground: off when nobody drives it"),
    ]


def _lamps(sizes: RigSizes) -> list[Item]:
    lamps = sizes.a_lamps + sizes.r_lamps
    return [
        Item(sizes.a_lamps, "light-emitting diode", "lamps of the A-units"),
        Item(sizes.r_lamps, "light-emitting diode, another colour", "lamps of the R-units"),
        Item(lamps, f"resistor {in_ohms(LAMP_OHM)}", "one a lamp"),
    ]


def _safety(sizes: RigSizes) -> list[Item]:
    need = currents(sizes)
    contactor = f"; beyond {MOST_BUTTON_A:g} A let it switch a contactor" if need.motors_a > MOST_BUTTON_A else ""
    return [
        Item(1, "emergency stop button, latching, two normally closed contacts",
             f"one contact to STOP_INPUT, one in the motor supply ({need.motors_a:.2g} A){contactor}"),
        Item(1, f"supply {sizes.motor_v} V, {need.supply_a:g} A", "motors only"),
        Item(1, f"fuse {need.fuse_a:g} A, slow, with holder", "motor supply"),
        Item(1, f"resistor {in_ohms(PULL_OHM)}", "MOTOR_POWER to 5 V: motors off during reset"),
        Item(1, f"resistor {in_ohms(STOP_PULL_OHM)}", "STOP_INPUT to 5 V"),
        Item(1, f"capacitor {in_farads(STOP_NF, 'nF')}, ceramic", "STOP_INPUT to ground"),
        Item(2, f"resistor {in_ohms(CHAIN_OHM)}", "in CHAIN_CLOCK and CHAIN_LATCH, at the Arduino"),
    ]  # fmt: skip


def _capacitors(sizes: RigSizes) -> list[Item]:
    kinds = (column_muxes, wiper_muxes, row_registers, row_drivers, chain)
    cases = sum(len(chips(sizes)) for chips in kinds)
    reservoirs, wiper = -(-sizes.pots // DRIVERS_PER_CAPACITOR), in_farads(WIPER_NF, "nF")
    return [
        Item(cases, f"capacitor {in_farads(DECOUPLING_NF, 'nF')}, ceramic", "one a chip, 5 V to ground, at its legs"),
        Item(sizes.pots, f"capacitor {in_farads(MOTOR_NF, 'nF')}, ceramic", "one across each motor, at its terminals"),
        Item(sizes.pots, f"capacitor {wiper}, ceramic", "one a wiper, to ground, at the multiplexer"),
        Item(reservoirs, f"capacitor {in_farads(MOTOR_UF, 'µF')}, 16 V", "motor supply, one for every 8 drivers"),
        Item(1, f"capacitor {in_farads(LOGIC_UF, 'µF')}, 16 V", "5 V, where it leaves the Arduino"),
    ]
