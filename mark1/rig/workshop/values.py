"""Values: resistors, capacitors and drivers of a rig as numbers, for drawing, bill of materials and simulations.

Suffixes are units: ``_OHM``, ``_PF``, ``_NF`` and ``_UF`` (farads), ``_V``, ``_US``, ``_MS``. ``in_ohms`` and
``in_farads`` write them as on a drawing.
"""

SUPPLY_V = 5.0

# ---- photocells
COLUMN_OHM = 10_000  # from each column to ground
# What drives a row, 5 V, from the data sheets: 74AC541 4.5 V - 3.86 V at 24 mA is at most 27 ohm, Assumed: 12 typical;
# 74HC164 alone 4.5 V - 3.98 V at 4 mA is at most 130 ohm, typically 45.
ROW_DRIVER_OHM, ROW_DRIVER_MOST_OHM = 12, 27
REGISTER_OHM, REGISTER_MOST_OHM = 45, 130
# Of a column: Assumed, 40 on a printed board to 250 in a ribbon cable. Of what a multiplexer's channels share: its 50
# (data sheet), the converter's 14, and a short wire.
BOARD_PF, COLUMN_PF, MUX_COMMON_PF = 40, 250, 70
MUX_OHM = 70  # CD74HC4067 at 4.5 V, typical
# From the choice of a channel until the converter samples it: before the firmware chose a conversion ahead, and since.
HASTY_US, SETTLE_US = 6.6, 47

# ---- wipers
POT_OHM, WIPER_NF = 10_000, 100

# ---- chain
CHAIN_OHM = 47  # in clock and latch, at the Arduino
PULL_OHM = 10_000  # MOTOR_POWER to 5 V; each enable line to ground

# ---- stop input
STOP_PULL_OHM, STOP_NF = 4_700, 10

# ---- lamps, motors
LAMP_OHM = 1_000
DECOUPLING_NF, MOTOR_NF = 100, 100
MOTOR_UF, DRIVERS_PER_CAPACITOR, LOGIC_UF = 470, 8, 100
START_GAP_MS, COAST_MS = 2, 8  # a motor starts, and the next; Assumed: time constant of a small geared motor


def in_ohms(ohm: float) -> str:
    """``4.7 kΩ``, ``47 Ω``."""
    return f"{ohm / 1000:g} kΩ" if ohm >= 1000 else f"{ohm:g} Ω"


def in_farads(number: float, unit: str) -> str:
    """``100 nF``."""
    return f"{number:g} {unit}"
