"""The motors on the schematic: one channel, the stop button, the motor supply, the chain of registers, a lamp."""

from mark1.paper import FADED, INK, Paper
from mark1.rig.workshop.bill_of_materials import currents
from mark1.rig.workshop.rig_file import RigSizes
from mark1.rig.workshop.schematic.retina import outputs
from mark1.rig.workshop.schematic.symbols import (
    DOWN,
    GAP,
    NAME_PX,
    PART,
    PITCH,
    RIGHT,
    SHEET,
    STUB,
    THICK,
    UP,
    WIRE,
    Pinned,
    capacitor,
    chip,
    contact,
    dashed,
    dot,
    fuse,
    ground,
    heading,
    lamp,
    letters,
    motor,
    net,
    potentiometer,
    resistor,
    supply,
    wire,
)
from mark1.rig.workshop.values import (
    DRIVERS_PER_CAPACITOR,
    LAMP_OHM,
    MOTOR_NF,
    MOTOR_UF,
    POT_OHM,
    PULL_OHM,
    STOP_NF,
    STOP_PULL_OHM,
    WIPER_NF,
    in_farads,
    in_ohms,
)
from mark1.rig.workshop.wiring import CHAIN_OUTPUTS, DRIVER, Chip, chain

SHADED = "#e9dfc8"
BOX_W, BOX_H, BOX_X, BOX_Y, BOXES = 118, 40, 158, 56, 8  # registers of the chain, and from one to the next
CHAIN_NOTE = (
    "All: SRCLK (leg 11) to CHAIN_CLOCK, RCLK (12) to CHAIN_LATCH, SRCLR (10) to 5 V.  Shaded: OE (13) to MOTOR_POWER; "
    "all others: OE to ground."
)
KINDS = {"EN": "enable", "DIR": "direction"}


# ---- one motor


def motor_channel_at(page: Paper, x: float, y: float, sizes: RigSizes) -> None:
    """Pot 0 from its enable bit to its wiper."""
    heading(page, x, y, f"One motor of {sizes.pots}")
    enable = _enable_register(page, x + 120, y + 52, sizes)
    _driver(page, x + 346, y + 52, enable)
    _motor_and_pot(page, x + 446, y + 52, sizes)


def _enable_register(page: Paper, x: float, y: float, sizes: RigSizes) -> tuple[float, float]:
    """The first register of the chain; where its first output ends."""
    register, following = chain(sizes)[:2]
    first, *others = outputs(register, CHAIN_OUTPUTS, "EN")
    left = [
        *(Pinned("SER", "14", "CHAIN_DATA"), Pinned("SRCLK", "11", "CHAIN_CLOCK"), Pinned("RCLK", "12", "CHAIN_LATCH")),
        *(GAP, Pinned("OE", "13", "MOTOR_POWER"), GAP, Pinned("SRCLR", "10", "5 V")),
    ]
    right = [first._replace(net=""), *others, Pinned("QH'", "9", f"{following.name} SER")]
    _, ends = chip(page, x, y, 80, (register.name, register.kind), left, right)
    return ends[0]


def _driver(page: Paper, x: float, y: float, enable: tuple[float, float]) -> None:
    left = [
        *(Pinned("EN"), *[GAP] * 4, Pinned("PH", "", "DIR 0"), GAP, Pinned("SLEEP", "", "5 V")),
        *(Pinned("VCC", "", "5 V"), GAP, Pinned("GND")),
    ]
    right = [Pinned("VM", "", "MOTOR SUPPLY"), *[GAP] * 3, Pinned("OUT1"), *[GAP] * 3, Pinned("OUT2")]
    ends, _ = chip(page, x, y, 80, (DRIVER, "motor driver"), left, right)
    wire(page, enable, ends[0])
    dot(page, x - 50, ends[0][1])
    resistor(page, x - 50, ends[0][1], DOWN)
    letters(page, x - 40, ends[0][1] + PART / 2, in_ohms(PULL_OHM))
    ground(page, x - 50, ends[0][1] + PART)
    ground(page, *ends[10])


def _motor_and_pot(page: Paper, x: float, y: float, sizes: RigSizes) -> None:
    """``x`` is 20 right of the driver's edge, ``y`` the top of the driver."""
    out = [y + 4 + PITCH * (row + 0.5) for row in (4, 8)]
    m, middle = x + 74, sum(out) / 2
    for height, way in zip(out, (1, -1), strict=True):
        wire(page, (x + 6, height), (m, height), (m, middle - 17 * way))
    wire(page, (x + 36, out[0]), (x + 36, middle - PART / 2))
    wire(page, (x + 36, out[1]), (x + 36, middle + PART / 2))
    capacitor(page, x + 36, middle - PART / 2, DOWN)
    for height in out:
        dot(page, x + 36, height)
    letters(page, x + 36, out[1] + 13, in_farads(MOTOR_NF, "nF"), align="center")
    motor(page, m, middle)
    _pot(page, x + 26, y + 222, (m + 17, middle))


def _pot(page: Paper, x: float, y: float, shaft: tuple[float, float]) -> None:
    """A potentiometer hanging from (x, y), turned by the shaft; its wiper goes left."""
    middle = y + PART / 2
    supply(page, x, y)
    potentiometer(page, x, y)
    ground(page, x, y + PART)
    dashed(page, shaft, (shaft[0] + 14, shaft[1]))
    dashed(page, (shaft[0] + 14, shaft[1]), (shaft[0] + 14, middle))
    dashed(page, (shaft[0] + 14, middle), (x + 6, middle))
    letters(page, x + 13, y + 6, "pot 0")
    letters(page, x + 13, y + PART - 4, in_ohms(POT_OHM))
    wire(page, (x - 26, middle), (x - 110, middle))
    dot(page, x - 74, middle)
    capacitor(page, x - 74, middle, DOWN)
    letters(page, x - 60, middle + PART / 2 + 4, in_farads(WIPER_NF, "nF"))
    ground(page, x - 74, middle + PART)
    net(page, x - 110, middle, "WIP 0", "right")


# ---- stopping


def stop_at(page: Paper, x: float, y: float) -> None:
    """The stop button's first contact: while it is closed it holds STOP_INPUT at ground."""
    heading(page, x, y, "Stop button")
    y += 78
    net(page, x + 84, y, "STOP_INPUT", "right")
    wire(page, (x + 84, y), (x + 196, y))
    resistor(page, x + 108, y, UP)
    supply(page, x + 108, y - PART)
    letters(page, x + 118, y - PART / 2, in_ohms(STOP_PULL_OHM))
    capacitor(page, x + 142, y, DOWN)
    letters(page, x + 128, y + PART / 2 + 4, in_farads(STOP_NF, "nF"), align="right")
    ground(page, x + 142, y + PART)
    contact(page, x + 196, y, DOWN)
    letters(page, x + 206, y + PART / 2, "contact 1")
    ground(page, x + 196, y + PART)
    for at in (108, 142):
        dot(page, x + at, y)


def motor_supply_at(page: Paper, x: float, y: float, sizes: RigSizes) -> None:
    """The supply of the motors, its fuse, and the stop button's second contact."""
    need = currents(sizes)
    heading(page, x, y, "Motor supply")
    y += 78
    letters(page, x, y - 16, f"{sizes.motor_v} V, {need.supply_a:g} A")
    _terminal(page, x + 4, y, "+")
    fuse(page, x + 50, y, RIGHT)
    letters(page, x + 50 + PART / 2, y + 15, f"{need.fuse_a:g} A", align="center")
    contact(page, x + 50 + PART, y, RIGHT)
    letters(page, x + 50 + PART * 1.5, y - 14, "contact 2", align="center")
    wire(page, (x + 50 + 2 * PART, y), (x + 190, y))
    dot(page, x + 164, y)
    net(page, x + 190, y, "MOTOR SUPPLY")
    capacitor(page, x + 164, y, DOWN)
    letters(page, x + 178, y + PART / 2 + 4, f"{-(-sizes.pots // DRIVERS_PER_CAPACITOR)} × {in_farads(MOTOR_UF, 'µF')}")
    _terminal(page, x + 4, y + PART, "−")
    wire(page, (x + 50, y + PART), (x + 164, y + PART))
    dot(page, x + 164, y + PART)
    ground(page, x + 164, y + PART)


def _terminal(page: Paper, x: float, y: float, sign: str) -> None:
    letters(page, x, y, sign, NAME_PX, "center")
    page.circles([(x + 16, y)], 3.5, fill=SHEET, edge=INK, line=WIRE)
    wire(page, (x + 19.5, y), (x + 46, y))


# ---- the chain


def chain_at(page: Paper, x: float, y: float, sizes: RigSizes) -> None:
    """Every register in order; the bits go from one to the next."""
    heading(page, x, y, "The chain")
    chips = chain(sizes)
    letters(page, x + 124, y - 5, f"{len(chips)} x {chips[0].kind}. {CHAIN_NOTE}", colour=FADED)
    left, top = x + 106, y + 16
    net(page, left - STUB, top + BOX_H / 2, "CHAIN_DATA", "right")
    wire(page, (left - STUB, top + BOX_H / 2), (left, top + BOX_H / 2))
    for i, register in enumerate(chips):
        at = left + i % BOXES * BOX_X, top + i // BOXES * BOX_Y
        _register(page, *at, register)
        if i + 1 < len(chips):
            _link(page, *at, i % BOXES == BOXES - 1, left)
        letters(page, at[0] - 11, at[1] + BOX_H / 2 - 8, "14", align="center", colour=FADED)


def _register(page: Paper, x: float, y: float, register: Chip) -> None:
    kind = KINDS.get(register.name.rstrip("0123456789"), "")
    page.rects([(x, y, BOX_W, BOX_H)], SHADED if kind == "enable" else SHEET, INK, THICK)
    letters(page, x + 8, y + 13, register.name, NAME_PX)
    letters(page, x + BOX_W - 8, y + 13, kind, align="right", colour=FADED)
    letters(page, x + 8, y + 29, register.serves)


def _link(page: Paper, x: float, y: float, last_of_row: bool, left: float) -> None:
    """From QH' to SER of the next, which may stand at the beginning of the next row."""
    end, middle = x + BOX_W, y + BOX_H / 2
    letters(page, end + 9, middle - 8, "9", align="center", colour=FADED)
    if not last_of_row:
        wire(page, (end, middle), (x + BOX_X, middle))
        return
    between = y + (BOX_H + BOX_Y) / 2
    down = [(end + 18, middle), (end + 18, between), (left - 22, between), (left - 22, middle + BOX_Y)]
    wire(page, (end, middle), *down, (left, middle + BOX_Y))


def lamps_at(page: Paper, x: float, y: float, sizes: RigSizes) -> None:
    """One lamp of each kind."""
    counts = (("A", sizes.a_lamps), ("R", sizes.r_lamps))
    there = [kind for kind, n in counts if n]
    if there:
        heading(page, x, y, "Lamps")
    for i, kind in enumerate(there):
        at = x + 40 + i * 94
        net(page, at, y + 24, f"{kind}LAMP 0", "center")
        wire(page, (at, y + 34), (at, y + 44))
        resistor(page, at, y + 44, DOWN)
        letters(page, at + 11, y + 44 + PART / 2, in_ohms(LAMP_OHM))
        lamp(page, at, y + 44 + PART, DOWN)
        ground(page, at, y + 44 + 2 * PART)
