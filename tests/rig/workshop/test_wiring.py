"""The wiring: that of board.h, and every count and channel follows from the sizes."""

import re
from pathlib import Path

import pytest

from mark1.rig.workshop import bill_of_materials, wiring_tables
from mark1.rig.workshop.arduinos import ARDUINOS
from mark1.rig.workshop.bill_of_materials import currents
from mark1.rig.workshop.rig_file import LIMITS, RigSizes
from mark1.rig.workshop.wiring import (
    ADC_BITS,
    COLUMN_INPUT,
    MUX_WAYS,
    WIPER_INPUT,
    analog_pin,
    chain,
    chain_output,
    column,
    column_muxes,
    driver_input,
    pins,
    row,
    row_drivers,
    row_register_output,
    row_registers,
    wiper,
    wiper_muxes,
    wiring_hash,
)

BOARD_H = (Path(__file__).parents[3] / "firmware_sim" / "mark1_rig" / "board.h").read_text("utf-8")
MEGA_PINS, UNO_PINS = re.search(r"#if defined\(__AVR_ATmega2560__\)(.*?)#else(.*?)#endif", BOARD_H, re.DOTALL).groups()
SMALL = RigSizes(board="nano", rows=4, cols=4, pots=8, a_lamps=8, r_lamps=1)


def number(name: str) -> int:
    """A constant of board.h."""
    (value,) = re.findall(rf"\b{name} = (\d+)", BOARD_H)
    return int(value)


# ---- the same as board.h


def test_sizes_are_those_of_board_h():
    names = ("ROWS", "COLS", "POTS", "A_LAMPS", "R_LAMPS")
    assert [number(name) for name in names] == [getattr(RigSizes(), name.lower()) for name in names]
    inputs = [number(name) for name in ("MUX_WAYS", "COLUMN_INPUT", "WIPER_INPUT", "ADC_BITS")]
    assert inputs == [MUX_WAYS, COLUMN_INPUT, WIPER_INPUT, ADC_BITS]
    limits = re.search(r"ROWS <= (\d+) && COLS <= (\d+) \* MUX_WAYS && POTS <= (\d+) \* MUX_WAYS", BOARD_H).groups()
    assert [LIMITS["rows"][1], LIMITS["cols"][1] // MUX_WAYS, LIMITS["pots"][1] // MUX_WAYS] == list(map(int, limits))


@pytest.mark.parametrize(("board", "text"), [("uno", UNO_PINS), ("nano", UNO_PINS), ("mega", MEGA_PINS)])
def test_ports_are_those_of_board_h_and_so_are_the_names_printed_on_the_board(board, text):
    arduino = ARDUINOS[board]
    told = dict(re.findall(r"(\w+) = \{'(\w', \d)\}", text))
    assert {name: port.replace("', ", "") for name, port in told.items()} == arduino.ports
    for line in text.splitlines():
        ports = [port + bit for port, bit in re.findall(r"\{'(\w)', (\d)\}", line)]
        printed = re.findall(r"\bD\d+", line.partition("//")[2])
        if "MUX_ADDRESS" in line:
            ports.append(f"{ports[0][0]}{int(ports[0][1]) + 3}")
        assert [arduino.pin(port) for port in ports] == printed


def test_the_hash_is_taken_in_the_order_of_board_h():
    order = re.search(r"WIRING\[\] = \{(.*?)\};", BOARD_H, re.DOTALL).group(1)
    assert re.findall(r"[A-Z_]+", order) == [
        *ARDUINOS["uno"].ports, "ROWS", "COLS", "POTS", "A_LAMPS", "R_LAMPS", "ADC_BITS",
    ]  # fmt: skip
    assert list(ARDUINOS["mega"].ports) == list(ARDUINOS["uno"].ports)
    assert len({wiring_hash(sizes) for sizes in (RigSizes(), SMALL, RigSizes(board="mega"), RigSizes(rows=19))}) == 4


def test_the_chain_is_shifted_out_in_the_order_of_outputs_h():
    outputs_h = (Path(__file__).parents[3] / "firmware_sim" / "mark1_rig" / "outputs.h").read_text("utf-8")
    struct = re.search(r"struct Chain \{(.*?)bool", outputs_h, re.DOTALL).group(1)
    assert re.findall(r"(\w+)\[", struct) == ["enable", "direction", "a_lamps", "r_lamps"]
    assert [chip.name for chip in chain(SMALL)] == ["EN0", "DIR0", "ALAMP0", "RLAMP0"]


# ---- channels


def test_channels_by_hand():
    assert str(column(0)) == "COL0 I0 (leg 9)" and str(column(31)) == "COL1 I15 (leg 16)"
    assert str(wiper(40)) == "WIP2 I8 (leg 23)" and analog_pin(wiper(40).part) == "A4"
    assert str(row_register_output(19)) == "ROW2 QD (leg 6)" and str(row_register_output(4)) == "ROW0 QE (leg 10)"
    assert str(driver_input(19)) == "ROWD2 A4 (leg 5)" and str(row(19)) == "ROWD2 Y4 (leg 15)"
    assert str(row(0)) == "ROWD0 Y1 (leg 18)" and str(row(15)) == "ROWD1 Y8 (leg 11)"
    assert str(chain_output("DIR", 63)) == "DIR7 QH (leg 7)" and str(chain_output("EN", 0)) == "EN0 QA (leg 15)"
    assert [analog_pin(name) for name in ("COL0", "COL1", "WIP0", "WIP3")] == ["A0", "A1", "A2", "A5"]


@pytest.mark.parametrize("sizes", [RigSizes(), SMALL, RigSizes(rows=24, cols=32), RigSizes(rows=1, cols=1, pots=1)])
def test_no_leg_is_used_twice_and_every_chip_is_there(sizes):
    legs = [column(i) for i in range(sizes.cols)] + [
        leg(i) for i in range(sizes.rows) for leg in (row, driver_input, row_register_output)
    ]
    legs += [leg for i in range(sizes.pots) for leg in (wiper(i), chain_output("EN", i), chain_output("DIR", i))]
    legs += [chain_output("ALAMP", i) for i in range(sizes.a_lamps)]
    legs += [chain_output("RLAMP", i) for i in range(sizes.r_lamps)]
    assert len({(leg.part, leg.number) for leg in legs}) == len({(leg.part, leg.name) for leg in legs}) == len(legs)
    chips = [*column_muxes(sizes), *wiper_muxes(sizes), *row_registers(sizes), *row_drivers(sizes), *chain(sizes)]
    assert {leg.part for leg in legs} == {chip.name for chip in chips}


@pytest.mark.parametrize("board", ARDUINOS)
def test_no_pin_is_used_twice(board):
    used = pins(RigSizes(board=board))
    assert len({pin.pin for pin in used}) == len(used) == 22
    ports = [pin.port for pin in used if pin.port]
    assert len(set(ports)) == len(ports)


def test_a_small_rig_uses_the_pins_it_needs():
    used = {pin.pin: pin for pin in pins(SMALL)}
    assert [name for name in used if name.startswith("A")] == ["A0", "A2"]
    assert used["D3"].signal == "MUX_ADDRESS 0" and used["D3"].goes_to == "COL0, WIP0 S0 (leg 10)"
    assert used["D13"].goes_to == "47 Ω, then EN0, DIR0, ALAMP0, RLAMP0 SRCLK (leg 11)"
    assert used["D12"].goes_to.startswith("MISO") and not used["D12"].signal


# ---- parts and currents


def pieces(sizes: RigSizes, part: str) -> int:
    return sum(item.pieces for item in bill_of_materials.items(sizes) if part in item.part)


@pytest.mark.parametrize(
    ("sizes", "muxes", "rows", "chain_of", "cells", "pots", "lamps"),
    [
        (RigSizes(), 6, 3, 25, 400, 64, 72),
        (SMALL, 2, 1, 4, 16, 8, 9),
        (RigSizes(pots=17, a_lamps=0), 4, 3, 7, 400, 17, 8),
    ],
)
def test_counts_follow_from_the_sizes(sizes, muxes, rows, chain_of, cells, pots, lamps):
    assert [pieces(sizes, part) for part in ("CD74HC4067", "74HC164", "74HC595")] == [muxes, rows, chain_of]
    assert pieces(sizes, "photocell GL5528") == pieces(sizes, "1N4148") == cells
    assert pieces(sizes, "DRV8838") == pieces(sizes, "potentiometer") == pots
    assert pieces(sizes, "light-emitting") == pieces(sizes, "resistor 1 kΩ") == lamps
    assert pieces(sizes, "resistor 10 kΩ") == sizes.cols + pots + 1
    assert pieces(sizes, "74AC541") == rows
    assert pieces(sizes, "100 nF") == muxes + 2 * rows + chain_of + 2 * pots


def test_currents_by_hand():
    small, full = currents(SMALL), currents(RigSizes())
    assert small.motors_a == pytest.approx(8 * 0.150) and (small.fuse_a, small.supply_a) == (1.6, 4.5)
    assert full.motors_a == pytest.approx(9.6) and (full.fuse_a, full.supply_a) == (10.0, 13.0)
    # 2 ms apart, of 8 ms: 1 + 0.779 + 0.607 + ... are 3.91 of eight motors, 4.52 of many; 0.75 A each
    assert small.peak_a == pytest.approx(1.2 + 3.91 * 0.75, abs=0.01)
    assert full.peak_a == pytest.approx(9.6 + 4.52 * 0.75, abs=0.01)
    assert full.logic_ma == 64 * 1.5 + 20 * 0.45 + 72 * 3 + 50
    assert currents(RigSizes(motor_ma=1000)).fuse_a == 80
    strong = currents(RigSizes(pots=8, motor_ma=100, motor_stall_ma=1800))
    assert (strong.fuse_a, strong.supply_a) == (3.15, 7.5)  # 0.8 A turning, 7.45 A while they start


def test_usb_feeds_the_largest_rig():
    for board in ARDUINOS:
        assert currents(RigSizes(board=board, rows=24, cols=32)).logic_ma < bill_of_materials.USB_MA


def test_parts_have_the_makers_names():
    sizes = RigSizes(photocell="VT90N2", potentiometer="RK168", motor_v=9, motor_ma=80)
    parts = [item.part for item in bill_of_materials.items(sizes)]
    assert {"photocell VT90N2", "potentiometer RK168", "supply 9 V, 8 A", "fuse 6.3 A, slow, with holder"} <= set(parts)


# ---- tables


def test_tables_as_text_markdown_csv_and_values():
    text, markdown, sheet = (
        form(SMALL) for form in (wiring_tables.as_text, wiring_tables.as_markdown, wiring_tables.as_csv)
    )
    for leg in ("WIP0 I7 (leg 2)", "DIR0 QH (leg 7)", "RLAMP0 QA (leg 15)"):
        assert leg in text and leg in markdown
    assert sheet.splitlines()[0] == "pieces,part,for" and '"CD74HC4067, 16 to 1 analog multiplexer"' in sheet
    values = wiring_tables.as_values(SMALL)
    assert values["pots"][7]["wiper"] == "WIP0 I7 (leg 2)" and values["wiring"] == wiring_hash(SMALL)
    assert f"{wiring_hash(SMALL):08x}" in text
    assert [len(values[key]) for key in ("rows", "columns", "chain", "pots", "lamps")] == [4, 4, 4, 8, 9]


def test_every_row_of_a_markdown_table_has_the_cells_of_its_head():
    for block in wiring_tables.as_markdown(RigSizes(photocell="a|b")).split("\n\n"):
        if block.startswith("| "):
            assert len({line.count("|") for line in block.splitlines()}) == 1


def test_a_rig_without_lamps_has_no_table_of_them():
    assert "lamps" not in wiring_tables.as_values(RigSizes(a_lamps=0, r_lamps=0))


def test_the_parts_in_the_documentation_are_counted_right():
    text = (Path(__file__).parents[3] / "docs" / "rig.md").read_text("utf-8")
    rows = re.findall(
        r"^\| (CD74HC4067|74HC164|74AC541|74HC595|photocell|motor-driven|lamp).* \| (\d+) \| (\d+) \|$", text, re.M
    )
    names = {"motor-driven": "potentiometer", "lamp": "resistor 1 kΩ"}
    assert len(rows) == 7
    for part, small, full in rows:
        assert [pieces(sizes, names.get(part, part)) for sizes in (SMALL, RigSizes())] == [int(small), int(full)]
    for sizes in (SMALL, RigSizes()):
        assert f"{currents(sizes).supply_a:g} A" in text
