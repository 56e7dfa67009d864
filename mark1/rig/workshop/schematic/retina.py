"""The photocells on the schematic: row registers, cells, and the multiplexers, which read wipers as well."""

from mark1.paper import INK, Paper
from mark1.rig.workshop.rig_file import RigSizes
from mark1.rig.workshop.schematic.symbols import (
    BUS,
    DOWN,
    GAP,
    PART,
    STUB,
    Pinned,
    chip,
    dashed,
    diode,
    dot,
    ground,
    heading,
    letters,
    net,
    photocell,
    resistor,
    wire,
)
from mark1.rig.workshop.values import COLUMN_OHM, in_ohms
from mark1.rig.workshop.wiring import (
    DRIVER_INPUTS,
    DRIVER_OUTPUTS,
    MUX_INPUTS,
    MUX_SELECTS,
    ROW_OUTPUTS,
    Chip,
    analog_pin,
    column_muxes,
    row_drivers,
    row_registers,
    wiper_muxes,
)

REGISTER_W, REGISTER_PITCH, DRIVER_X = 54, 168, 98  # from a register to its driver
CELL_X, CELL_Y, CELL_W = 106, 190, 74  # from cell to cell; from a cell's diode to its column
MUX_W, MUX_PITCH = 74, 222


def row_registers_at(page: Paper, x: float, y: float, sizes: RigSizes) -> None:
    """The registers that choose one row after another, each fed by the last output of the one before; their drivers."""
    heading(page, x, y, "Rows")
    for i, (register, driver) in enumerate(zip(row_registers(sizes), row_drivers(sizes), strict=True)):
        data = f"ROW{i - 1} QH" if i else "ROW_DATA"
        left = [Pinned("A", "1", data), Pinned("B", "2", data), GAP, Pinned("CLK", "8", "ROW_CLOCK"), GAP]
        chosen = [leg._replace(net="") for leg in outputs(register, ROW_OUTPUTS, "ROW")]
        at = x + 96, y + 52 + i * REGISTER_PITCH
        chip(page, *at, REGISTER_W, (register.name, register.kind), [*left, Pinned("CLR", "9", "5 V")], chosen)
        driven = [leg._replace(name=f"Y{way + 1}") for way, leg in enumerate(outputs(driver, DRIVER_OUTPUTS, "ROW"))]
        legs = [Pinned(f"A{way + 1}", str(number)) for way, number in enumerate(DRIVER_INPUTS)]
        chip(page, at[0] + DRIVER_X, at[1], REGISTER_W, (driver.name, driver.kind), legs, driven)


def outputs(register: Chip, numbers: tuple[int, ...], name: str) -> list[Pinned]:
    """The eight outputs of a register; those that are used carry a name."""
    nets = [f"{name} {i}" for i in register.numbers] + [""] * 8
    return [Pinned(f"Q{'ABCDEFGH'[i]}", str(number), nets[i]) for i, number in enumerate(numbers)]


# ---- cells


def photocells_at(page: Paper, x: float, y: float, sizes: RigSizes) -> None:
    """The cells at the corners; what is between them is dashed."""
    heading(page, x, y, "Photocells")
    letters(page, x, y + 20, f"{sizes.cells} cells, each {sizes.photocell} and 1N4148")
    rows, cols = sorted({0, sizes.rows - 1}), sorted({0, sizes.cols - 1})
    left, top = x + 76, y + 58
    for j, row in enumerate(rows):
        _row_line(page, left, top + j * CELL_Y, row, len(cols))
    for i, col in enumerate(cols):
        _column_line(page, left + i * CELL_X + CELL_W, top, col, len(rows))
        for j, row in enumerate(rows):
            _cell(page, left + i * CELL_X, top + j * CELL_Y, row * sizes.cols + col)
            if i < len(cols) - 1:
                dot(page, left + i * CELL_X, top + j * CELL_Y)
            if j:
                dot(page, left + i * CELL_X + CELL_W, top + j * CELL_Y + 2 * PART)


def _row_line(page: Paper, x: float, y: float, row: int, cells: int) -> None:
    net(page, x - 24, y, f"ROW {row}", "right")
    wire(page, (x - 24, y), (x, y))
    if cells > 1:
        wire(page, (x, y), (x + 24, y))
        dashed(page, (x + 24, y), (x + CELL_X - 16, y))
        wire(page, (x + CELL_X - 16, y), (x + CELL_X, y))


def _cell(page: Paper, x: float, y: float, number: int) -> None:
    """From the row down through diode and photocell, and over to the column."""
    diode(page, x, y, DOWN)
    photocell(page, x, y + PART, DOWN)
    wire(page, (x, y + 2 * PART), (x + CELL_W, y + 2 * PART))
    letters(page, x + 21, y + 1.5 * PART, f"cell {number}")


def _column_line(page: Paper, x: float, top: float, col: int, cells: int) -> None:
    y = top + 2 * PART
    if cells > 1:
        wire(page, (x, y), (x, y + 12))
        dashed(page, (x, y + 12), (x, y + CELL_Y - 12))
        wire(page, (x, y + CELL_Y - 12), (x, y + CELL_Y))
    y += CELL_Y * (cells - 1)
    wire(page, (x, y), (x, y + 24))
    dot(page, x, y + 24)
    wire(page, (x, y + 24), (x + 14, y + 24))
    net(page, x + 14, y + 24, f"COL {col}")
    resistor(page, x, y + 24, DOWN)
    letters(page, x + 11, y + 24 + PART / 2, in_ohms(COLUMN_OHM))
    ground(page, x, y + 24 + PART)


# ---- multiplexers


def multiplexers_at(page: Paper, x: float, y: float, sizes: RigSizes) -> None:
    """All multiplexers, under the bus of their address."""
    muxes = [*column_muxes(sizes), *wiper_muxes(sizes)]
    heading(page, x, y, "Multiplexers")
    bus = y + 16
    for i, mux in enumerate(muxes):
        _multiplexer(page, x + 74 + i * MUX_PITCH, y + 68, bus, mux)
    end = x + 74 + (len(muxes) - 1) * MUX_PITCH + MUX_W + STUB
    wire(page, (x + 120, bus), (end, bus), line=BUS)
    net(page, x + 120, bus, "MUX_ADDRESS 0 to 3", "right")


def _multiplexer(page: Paper, x: float, y: float, bus: float, mux: Chip) -> None:
    name = mux.name[:3]
    nets = [f"{name} {i}" for i in mux.numbers] + [""] * 16
    left = [Pinned(f"I{i}", str(number), nets[i]) for i, number in enumerate(MUX_INPUTS)]
    select = [Pinned(f"S{i}", str(number)) for i, number in enumerate(MUX_SELECTS)]
    common = Pinned("COM", "1", f"ADC {analog_pin(mux.name)[1:]}")
    right = [*select, GAP, Pinned("E", "15"), *[GAP] * 4, common]
    _, ends = chip(page, x, y, MUX_W, (mux.name, mux.kind), left, right)
    wire(page, ends[3], (ends[0][0], bus), line=BUS, colour=INK)
    ground(page, *ends[5])
