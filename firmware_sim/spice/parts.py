"""Parts of a rig as lines of a netlist, and their data sheets' numbers. What a maker chooses is in ``values.py``."""

import math
from collections.abc import Iterator

from mark1.rig.workshop import values
from mark1.rig.workshop.wiring import ADC_BITS

FULL = (1 << ADC_BITS) - 1
# Photocell GL5528, data sheet: 8 to 20 kohm at 10 lux, 1 Mohm in the dark; Assumed: exponent 0.6.
CELL_10_LUX_OHM, DARK_OHM, GAMMA = (8e3, 20e3), 1e6, 0.6
BRIGHT_LUX = 500  # Assumed: a well-lit desk
BRIGHT_OHM = 1_000  # the brightest cell, about 500 lux
# ATmega328P, data sheet: 4.2 V at 20 mA is at most 40 ohm; a pull-up of 20 to 50 kohm; high from 0.6 of the supply on.
PIN_OHM, PIN_PULL_OHM, PIN_HIGH = 40, 50e3, 0.6
# 74HC595 and CD74HC4067, data sheet: high from 0.7 of the supply on, low up to 0.3; inputs leak 1 uA at most, outputs
# that are off 10 uA (over temperature); Assumed: 5 pF of an input, and 15 of its wires and socket.
HC_HIGH, HC_LOW, LEAK_A, OFF_LEAK_A = 0.7, 0.3, 1e-6, 10e-6
INPUT_PF = 20
DRIVER_LOW = 0.25  # DRV8838, data sheet: its inputs are low up to a quarter of VCC
DIODE = ".model d1n4148 d(is=2.52n n=1.752 rs=0.568 cjo=4p tt=20n)"  # 1N4148, as its makers publish it
SWITCH = ".model closes sw(vt=0.5 vh=0 ron=1m roff=1e12)"


def cell_ohm(lux: float, ohm_10_lux: float) -> float:
    """The resistance of a photocell in the light."""
    return ohm_10_lux * math.pow(lux / 10, -GAMMA)


def counts(volts: float, supply_v: float = values.SUPPLY_V) -> float:
    """What the converter reads."""
    return volts / supply_v * FULL


def supply(node: str = "five", volts: float = values.SUPPLY_V) -> str:
    return f"V{node} {node} 0 {volts:g}"


def cell(number: int, ohm: float) -> Iterator[str]:
    """A photocell with its diode from ``row`` to its column, which has a resistor to ground."""
    yield f"D{number} row anode{number} d1n4148"
    yield f"R{number} anode{number} col{number} {ohm:g}"
    yield f"Rc{number} col{number} 0 {values.COLUMN_OHM}"


def row_of(cells_ohm: list[float], driver_ohm: float, supply_v: float = values.SUPPLY_V) -> list[str]:
    """A row that has its supply through a driver."""
    lines = [DIODE, supply("five", supply_v), f"Rdriver five row {driver_ohm:g}"]
    return lines + [line for number, ohm in enumerate(cells_ohm) for line in cell(number, ohm)]
