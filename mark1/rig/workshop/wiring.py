"""Wiring: which leg of which part every signal of a rig goes to.

::

    A0 A1     <-- COL0 COL1  CD74HC4067  <-- columns of photocells, 16 each
    A2 .. A5  <-- WIP0 .. WIP3           <-- wipers, 16 each
    ROW_DATA  --> ROW0 .. ROW2 74HC164   --> ROWD0 .. ROWD2 74AC541  --> rows of photocells, 8 each
    CHAIN     --> EN0 .. DIR0 .. ALAMP0 .. RLAMP0   74HC595, 8 outputs each, in this order

Pins and order are those of ``firmware_sim/mark1_rig/board.h``: a test compares them. The row registers have no latch:
in a 74HC595 on one clock the latch is one pulse late, and every row would get its 5 V after it was read. Nor can they
feed 20 bright cells, 8 mA, from an output made for 4: each row has a driver of its own.
"""

from functools import reduce
from typing import NamedTuple

from mark1.rig.workshop.rig_file import RigSizes
from mark1.rig.workshop.values import CHAIN_OHM, PULL_OHM, STOP_NF, STOP_PULL_OHM, in_farads, in_ohms

MUX_WAYS, REGISTER_WAYS = 16, 8
COLUMN_INPUT, WIPER_INPUT, ADC_BITS = 0, 2, 10
MUX, CHAIN_REGISTER, ROW_REGISTER, DRIVER = "CD74HC4067", "74HC595", "74HC164", "DRV8838"
ROW_DRIVER = "74AC541"
MUX_INPUTS = (9, 8, 7, 6, 5, 4, 3, 2, 23, 22, 21, 20, 19, 18, 17, 16)
MUX_SELECTS = (10, 11, 14, 13)
CHAIN_OUTPUTS = (15, 1, 2, 3, 4, 5, 6, 7)
# Numbers of the legs of I0 .. I15, S0 .. S3, QA .. QH, of the driver A1 .. A8, Y1 .. Y8: from the data sheets.
ROW_OUTPUTS = (3, 4, 5, 6, 10, 11, 12, 13)
DRIVER_INPUTS, DRIVER_OUTPUTS = (2, 3, 4, 5, 6, 7, 8, 9), (18, 17, 16, 15, 14, 13, 12, 11)


class Leg(NamedTuple):
    """A leg of a part: ``COL0 I3`` is leg 6 of its case."""

    part: str
    name: str
    number: int

    def __str__(self) -> str:
        return f"{self.part} {self.name} (leg {self.number})"


class Chip(NamedTuple):
    """A multiplexer, shift register or row driver, and the numbers of what is connected to its inputs or outputs."""

    name: str
    kind: str
    what: str
    numbers: range

    @property
    def serves(self) -> str:
        """In words: ``pots 0 to 7``."""
        first, last = self.numbers[0], self.numbers[-1]
        return f"{self.what}s {first} to {last}" if last > first else f"{self.what} {first}"


class UsedPin(NamedTuple):
    """A pin of the Arduino; ``port`` is empty for supplies."""

    pin: str
    port: str
    signal: str
    goes_to: str


# ---- channels


def column(i: int) -> Leg:
    """Where a column of photocells goes."""
    return _mux_input("COL", i)


def wiper(i: int) -> Leg:
    return _mux_input("WIP", i)


def row(i: int) -> Leg:
    """What gives a row its 5 V."""
    return _driver_leg("Y", i, DRIVER_OUTPUTS)


def driver_input(i: int) -> Leg:
    """The driver's input for a row."""
    return _driver_leg("A", i, DRIVER_INPUTS)


def row_register_output(i: int) -> Leg:
    """The output of the register that chooses a row."""
    return _output("ROW", i, ROW_OUTPUTS)


def chain_output(prefix: str, i: int) -> Leg:
    """The output of the chain for pot or lamp ``i``: ``prefix`` is EN, DIR, ALAMP or RLAMP."""
    return _output(prefix, i, CHAIN_OUTPUTS)


def _mux_input(prefix: str, i: int) -> Leg:
    return Leg(f"{prefix}{i // MUX_WAYS}", f"I{i % MUX_WAYS}", MUX_INPUTS[i % MUX_WAYS])


def _driver_leg(letter: str, i: int, numbers: tuple[int, ...]) -> Leg:
    way = i % REGISTER_WAYS
    return Leg(f"ROWD{i // REGISTER_WAYS}", f"{letter}{way + 1}", numbers[way])


def _output(prefix: str, i: int, numbers: tuple[int, ...]) -> Leg:
    way = i % REGISTER_WAYS
    return Leg(f"{prefix}{i // REGISTER_WAYS}", f"Q{'ABCDEFGH'[way]}", numbers[way])


# ---- chips


def column_muxes(sizes: RigSizes) -> list[Chip]:
    return _chips("COL", MUX, "column", sizes.cols, MUX_WAYS)


def wiper_muxes(sizes: RigSizes) -> list[Chip]:
    return _chips("WIP", MUX, "wiper", sizes.pots, MUX_WAYS)


def row_registers(sizes: RigSizes) -> list[Chip]:
    return _chips("ROW", ROW_REGISTER, "row", sizes.rows, REGISTER_WAYS)


def row_drivers(sizes: RigSizes) -> list[Chip]:
    return _chips("ROWD", ROW_DRIVER, "row", sizes.rows, REGISTER_WAYS)


def chain(sizes: RigSizes) -> list[Chip]:
    """The shift registers of the chain, the one nearest to the Arduino first."""
    counts = (("EN", "pot", sizes.pots), ("DIR", "pot", sizes.pots))
    lamps = (("ALAMP", "A lamp", sizes.a_lamps), ("RLAMP", "R lamp", sizes.r_lamps))
    return [
        chip for prefix, what, n in (*counts, *lamps) for chip in _chips(prefix, CHAIN_REGISTER, what, n, REGISTER_WAYS)
    ]


def _chips(prefix: str, kind: str, what: str, n: int, ways: int) -> list[Chip]:
    return [Chip(f"{prefix}{i}", kind, what, range(i * ways, min(n, (i + 1) * ways))) for i in range(-(-n // ways))]


def analog_pin(mux: str) -> str:
    """The pin that reads a multiplexer: COL0 is read at A0, WIP0 at A2."""
    first = COLUMN_INPUT if mux.startswith("COL") else WIPER_INPUT
    return f"A{first + int(mux[3:])}"


# ---- pins


def pins(sizes: RigSizes) -> list[UsedPin]:
    """Every pin of the Arduino that is used, or must be left free."""
    muxes = [*column_muxes(sizes), *wiper_muxes(sizes)]
    analog = [_analog(sizes, mux) for mux in muxes]
    supplies = [
        UsedPin("5V", "", "5 V", "photocells, potentiometers, all chips; 5 V side of the motor drivers"),
        UsedPin("GND", "", "ground", "ground of all, and of the motor supply, joined at one point"),
    ]
    free = [UsedPin(pin, _port_at(sizes, pin), "", why) for pin, why in sizes.arduino.reserved.items()]
    return [*analog, *_digital(sizes, muxes), *supplies, *free]


def _analog(sizes: RigSizes, mux: Chip) -> UsedPin:
    pin = analog_pin(mux.name)
    return UsedPin(pin, f"P{sizes.arduino.analog_port}{pin[1:]}", f"ADC {pin[1:]}", f"{mux.name} common (leg 1)")


def _digital(sizes: RigSizes, muxes: list[Chip]) -> list[UsedPin]:
    ports, chips = sizes.arduino.ports, chain(sizes)
    rows, enables = row_registers(sizes), [chip for chip in chips if chip.name.startswith("EN")]
    first, bit = ports["MUX_ADDRESS"][0], int(ports["MUX_ADDRESS"][1:])
    pull = in_ohms(STOP_PULL_OHM)
    goes_to = {
        "ROW_DATA": f"{rows[0].name} A and B (legs 1, 2)",
        "ROW_CLOCK": f"{_all(rows)} CLK (leg 8)",
        "MOTOR_POWER": f"{_all(enables)} OE (leg 13), {in_ohms(PULL_OHM)} to 5 V; low = motors on",
        "STOP_INPUT": f"stop button, {pull} to 5 V, {in_farads(STOP_NF, 'nF')} to ground; open = stop",
        "CHAIN_LATCH": f"{in_ohms(CHAIN_OHM)}, then {_all(chips)} RCLK (leg 12)",
        "CHAIN_CLOCK": f"{in_ohms(CHAIN_OHM)}, then {_all(chips)} SRCLK (leg 11)",
        "CHAIN_DATA": f"{chips[0].name} SER (leg 14)",
    }
    select = [(f"MUX_ADDRESS {i}", f"{first}{bit + i}", f"{_all(muxes)} S{i} (leg {MUX_SELECTS[i]})") for i in range(4)]
    others = [(signal, ports[signal], where) for signal, where in goes_to.items()]
    return [UsedPin(sizes.arduino.pin(port), f"P{port}", signal, where) for signal, port, where in (*select, *others)]


def _all(chips: list[Chip]) -> str:
    """The names of chips, in runs: ``COL0, COL1, WIP0 to WIP3``."""
    prefixes = dict.fromkeys(chip.name.rstrip("0123456789") for chip in chips)
    runs = ([chip.name for chip in chips if chip.name.rstrip("0123456789") == prefix] for prefix in prefixes)
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def _port_at(sizes: RigSizes, pin: str) -> str:
    printed = {port: names.split() for port, names in sizes.arduino.printed.items()}
    return next(f"P{port}{names.index(pin)}" for port, names in printed.items() if pin in names)


# ---- the hash


def wiring_hash(sizes: RigSizes) -> int:
    """What HELLO of a board with this wiring reports: FNV-1a over pins and sizes, as in board.h."""
    ports = [(ord(port[0]), int(port[1:])) for port in sizes.arduino.ports.values()]
    pairs = [*ports, (sizes.rows, sizes.cols), (sizes.pots, sizes.a_lamps), (sizes.r_lamps, ADC_BITS)]
    return reduce(lambda code, byte: (code ^ byte) * 16_777_619 & 0xFFFF_FFFF, sum(pairs, ()), 2_166_136_261)
