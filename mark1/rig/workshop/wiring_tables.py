"""Wiring tables: pins, channels and parts of a rig as rows of words, for a terminal, a document, a spreadsheet.

RigSizes  -->  tables  -->  text, Markdown, CSV, plain values
"""

import csv
import io
import textwrap
from collections.abc import Sequence
from typing import Any, NamedTuple

from mark1.rig.workshop import bill_of_materials
from mark1.rig.workshop.bill_of_materials import LAMP_MA, USB_MA, currents
from mark1.rig.workshop.rig_file import RigSizes
from mark1.rig.workshop.values import COLUMN_OHM, LAMP_OHM, in_ohms
from mark1.rig.workshop.wiring import (
    CHAIN_REGISTER,
    MUX,
    ROW_DRIVER,
    ROW_REGISTER,
    Chip,
    analog_pin,
    chain,
    chain_output,
    column,
    driver_input,
    pins,
    row,
    row_register_output,
    wiper,
    wiring_hash,
)

MUX_SUPPLY = f"Of each {MUX}: E (leg 15) and leg 12 to ground, leg 24 to 5 V."
NOTE_WIDTH = 100


class WiringTable(NamedTuple):
    """``key`` is its name in JSON; ``note`` is printed below it."""

    key: str
    title: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""


# ---- the tables


def tables(sizes: RigSizes) -> list[WiringTable]:
    """All of a rig, in the order in which it is built."""
    every = [_pins(sizes), _supplies(sizes), _rows(sizes), _columns(sizes), _chain(sizes), _pots(sizes), _lamps(sizes)]
    return [table for table in (*every, bill(sizes)) if table.rows]


def _pins(sizes: RigSizes) -> WiringTable:
    rows = [(pin.pin, pin.port, pin.signal, pin.goes_to) for pin in pins(sizes)]
    return WiringTable("pins", f"Pins of the Arduino {sizes.arduino.name}", ("pin", "port", "signal", "goes to"), rows)


def _supplies(sizes: RigSizes) -> WiringTable:
    need = currents(sizes)
    takes = f"{need.motors_a:.3g} A with all {sizes.pots} turning, {need.peak_a:.3g} A while they start"
    rows = [
        ("motors", f"{sizes.motor_v} V", takes, f"{need.supply_a:g} A", f"{need.fuse_a:g} A"),
        ("all else", "5 V", f"{need.logic_ma} mA with all lamps lit", f"USB, {USB_MA} mA", ""),
    ]  # fmt: skip
    note = (
        f"Assumed: {sizes.motor_ma} mA a motor, {sizes.stall_ma} mA when it starts, {LAMP_MA:g} mA a lamp. Photocells "
        "and potentiometers are fed from the "
        "Arduino's own 5V pin and from nothing else: its converter compares with that."
    )
    return WiringTable("supplies", "Supplies", ("for", "volts", "takes", "supply", "fuse"), rows, note)


def _rows(sizes: RigSizes) -> WiringTable:
    rows = [(str(i), str(row_register_output(i)), str(driver_input(i)), str(row(i))) for i in range(sizes.rows)]
    note = (
        "A and B (legs 1, 2) of a further register to QH (leg 13) of the one before it; CLR (leg 9) to 5 V. "
        f"Supply: 5 V at leg 14, ground at leg 7. Of each {ROW_DRIVER}: OE (legs 1, 19) and leg 10 to ground, leg 20 "
        "to 5 V."
    )
    heads = ("row", "register", "driver", "output")
    title = f"Rows of photocells: chosen by a {ROW_REGISTER}, 5 V from a {ROW_DRIVER}"
    return WiringTable("rows", title, heads, rows, note)


def _columns(sizes: RigSizes) -> WiringTable:
    legs = map(column, range(sizes.cols))
    rows = [(str(i), str(leg), f"{i % 16:04b}", analog_pin(leg.part)) for i, leg in enumerate(legs)]
    heads = ("column", "input", "address S3..S0", "read at")
    return WiringTable(
        "columns",
        "Columns of photocells: read through",
        heads,
        rows,
        f"A resistor of {in_ohms(COLUMN_OHM)} from each to ground.",
    )


def _chain(sizes: RigSizes) -> WiringTable:
    chips = chain(sizes)
    rows = [(str(i), chip.name, _told(chip), _before(chips, i), _output_enable(chip)) for i, chip in enumerate(chips)]
    heads = ("place", "register", "for", "SER (leg 14) from", "OE (leg 13) to")
    note = (
        "SRCLK (leg 11) of all to CHAIN_CLOCK, RCLK (leg 12) of all to CHAIN_LATCH, SRCLR (leg 10) of all to 5 V. "
        "Supply: 5 V at leg 16, ground at leg 8."
    )
    return WiringTable("chain", f"The chain of {CHAIN_REGISTER}", heads, rows, note)


def _told(chip: Chip) -> str:
    words = {"EN": "enable, ", "DIR": "direction, "}
    return words.get(chip.name.rstrip("0123456789"), "") + chip.serves


def _before(chips: list[Chip], i: int) -> str:
    return f"{chips[i - 1].name} QH' (leg 9)" if i else "CHAIN_DATA"


def _output_enable(chip: Chip) -> str:
    return "MOTOR_POWER" if chip.name.startswith("EN") else "ground"


def _pots(sizes: RigSizes) -> WiringTable:
    rows = [
        (str(i), str(wiper(i)), f"{i % 16:04b}", analog_pin(wiper(i).part), str(chain_output("EN", i)),
         str(chain_output("DIR", i)))
        for i in range(sizes.pots)
    ]  # fmt: skip
    heads = ("pot", "wiper", "address", "read at", "driver EN", "driver PH")
    return WiringTable(
        "pots", "Potentiometers", heads, rows, "PH high: the wiper goes up. If it goes down, swap the motor's wires."
    )


def _lamps(sizes: RigSizes) -> WiringTable:
    counts = (("A", sizes.a_lamps), ("R", sizes.r_lamps))
    rows = [(f"{kind} {i}", str(chain_output(f"{kind}LAMP", i))) for kind, n in counts for i in range(n)]
    return WiringTable("lamps", f"Lamps: each through {in_ohms(LAMP_OHM)} to ground", ("lamp", "output"), rows)


def bill(sizes: RigSizes) -> WiringTable:
    rows = [(str(item.pieces), item.part, item.what_for) for item in bill_of_materials.items(sizes)]
    return WiringTable("parts", "Bill of materials", ("pieces", "part", "for"), rows)


def title(sizes: RigSizes) -> str:
    counts = {"pot": sizes.pots, "A lamp": sizes.a_lamps, "R lamp": sizes.r_lamps}
    told = [f"{n} {what}{'s' * (n != 1)}" for what, n in counts.items() if n]
    return ", ".join([f"Arduino {sizes.arduino.name}", f"{sizes.rows} x {sizes.cols} photocells", *told])


def told_by_hello(sizes: RigSizes) -> str:
    return f"Firmware built for this wiring says {wiring_hash(sizes):08x} in 'mark1 rig hello'."


# ---- their forms


def as_text(sizes: RigSizes) -> str:
    """For a terminal."""
    return "\n\n".join([f"{title(sizes)}\n{told_by_hello(sizes)}", *map(_text, tables(sizes))])


def _text(table: WiringTable) -> str:
    widths = [max(map(len, column)) for column in zip(table.heads, *table.rows, strict=True)]
    lines = (
        "  ".join(f"{word:{w}}" for word, w in zip(row, widths, strict=True)) for row in (table.heads, *table.rows)
    )
    body = "\n".join(f"  {line}".rstrip() for line in lines)
    note = textwrap.indent(textwrap.fill(table.note, NOTE_WIDTH), "  ")
    return "\n".join(filter(None, (table.title, body, note)))


def as_markdown(sizes: RigSizes) -> str:
    """A document with the drawing beside it."""
    head = f"# Wiring\n\n{title(sizes)}.\n{told_by_hello(sizes)}\n\n![Schematic](schematic.svg)\n"
    return "\n".join([head, *map(_markdown, tables(sizes))])


def _markdown(table: WiringTable) -> str:
    lines = [table.heads, tuple("---" for _ in table.heads), *table.rows]
    body = "\n".join(f"| {' | '.join(word.replace('|', '/') for word in line)} |" for line in lines)
    return f"## {table.title}\n\n{body}\n" + (f"\n{table.note}\n" if table.note else "")


def as_csv(sizes: RigSizes) -> str:
    """The bill of materials for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    table = bill(sizes)
    writer.writerows([table.heads, *table.rows])
    return out.getvalue()


def as_values(sizes: RigSizes) -> dict[str, Any]:
    """For JSON: every table as a list of objects."""
    told = {table.key: [dict(zip(table.heads, row, strict=True)) for row in table.rows] for table in tables(sizes)}
    return {"board": sizes.board, "mcu": sizes.arduino.mcu, "wiring": wiring_hash(sizes), **told}
