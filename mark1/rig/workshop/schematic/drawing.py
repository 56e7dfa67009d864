"""Schematic: the wiring of a rig on a sheet of A3, as SVG.

::

    +--------------+-------------+-----------------------+
    |  photocells  |   Arduino   |  one motor            |
    |              |             |  stop, motor supply   |
    +--------------+-------------+------------+----------+
    |  the chain of shift registers           |  lamps   |
    +-----------------------------------------+----------+
    |  multiplexers of columns and wipers     |  notes   |
    +-----------------------------------------+----------+

Every chip is there; of what repeats, one is drawn. Wires that carry the same name are joined. The same rig gives the
same bytes.
"""

from mark1.paper import FADED, INK, Paper, wrapped
from mark1.rig.workshop.rig_file import RigSizes
from mark1.rig.workshop.schematic.motors import chain_at, lamps_at, motor_channel_at, motor_supply_at, stop_at
from mark1.rig.workshop.schematic.retina import multiplexers_at, photocells_at, row_registers_at
from mark1.rig.workshop.schematic.symbols import (
    DOWN,
    FACE,
    NAME_PX,
    PART,
    RIGHT,
    SHEET,
    SMALL_PX,
    THICK,
    UP,
    capacitor,
    dot,
    ground,
    heading,
    letters,
    net,
    resistor,
    supply,
    unconnected,
    wire,
)
from mark1.rig.workshop.values import CHAIN_OHM, LOGIC_UF, PULL_OHM, in_farads, in_ohms
from mark1.rig.workshop.wiring import CHAIN_REGISTER, MUX, ROW_DRIVER, ROW_REGISTER, UsedPin, pins, wiring_hash
from mark1.rig.workshop.wiring_tables import title
from mark1.svg import SvgPage

WIDTH, HEIGHT = 1754, 1240  # the shape of A3 and A4
EDGE = 24
STRIPS = (60, 606, 880)  # where the three strips begin
ARDUINO_W, ARDUINO_STUB = 150, 34
LEFT_PITCH, RIGHT_PITCH = 22, 29
ON_THE_LEFT = ("ADC", "MUX", "ROW")
DAMPED = ("CHAIN_CLOCK", "CHAIN_LATCH")
NOTES = (
    f"5 V and ground of a chip, with 100 nF between: {MUX} legs 24, 12; {CHAIN_REGISTER} 16, 8; {ROW_REGISTER} 14, 7; "
    f"{ROW_DRIVER} 20, 10 and OE (1, 19) to ground.",
    "EN 0 to 7 are QA to QH of EN0, EN 8 to 15 those of EN1, and so on; the same with DIR, ALAMP, RLAMP.",
    "Contacts 1 and 2 are those of one stop button that latches: closed until it is pressed.",
    "5 V is the Arduino's. All grounds meet at one point, unused inputs of multiplexers too.",
)
NOTES_W, BLOCK_H = 250, 116
NOTES_X = WIDTH - EDGE - 18 - NOTES_W


def svg(sizes: RigSizes) -> str:
    """The sheet as an SVG file."""
    page = SvgPage(WIDTH, HEIGHT, SHEET)
    draw(page, sizes)
    return page.svg()


def draw(page: Paper, sizes: RigSizes) -> None:
    """Everything, on a page of WIDTH x HEIGHT."""
    top, middle, bottom = STRIPS
    page.rects([(EDGE, EDGE, WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE)], "none", INK, THICK)
    row_registers_at(page, 44, top, sizes)
    photocells_at(page, 370, top, sizes)
    _arduino(page, 826, top, sizes)
    motor_channel_at(page, 1170, top, sizes)
    stop_at(page, 1170, top + 380)
    motor_supply_at(page, 1436, top + 380, sizes)
    chain_at(page, 44, middle, sizes)
    lamps_at(page, NOTES_X, middle, sizes)
    multiplexers_at(page, 44, bottom, sizes)
    _notes(page, NOTES_X, bottom)
    _title_block(page, NOTES_X, HEIGHT - EDGE - 18 - BLOCK_H, sizes)


# ---- the Arduino


def _arduino(page: Paper, x: float, y: float, sizes: RigSizes) -> None:
    used = pins(sizes)
    heading(page, x - 140, y, f"Arduino {sizes.arduino.name}")
    left = [pin for pin in used if pin.signal.startswith(ON_THE_LEFT)]
    signals = [pin for pin in used if pin.port and pin.signal and pin not in left]
    free = [pin for pin in used if not pin.signal]
    top, h = y + 62, 362
    page.rects([(x, top, ARDUINO_W, h)], SHEET, INK, THICK)
    for i, pin in enumerate(left):
        end = _pin(page, x, top + 22 + i * LEFT_PITCH, -1, pin)
        net(page, *end, pin.signal, "right")
    for i, pin in enumerate(sorted(signals, key=lambda pin: pin.signal != "MOTOR_POWER")):
        _signal(page, *_pin(page, x + ARDUINO_W, top + 22 + i * RIGHT_PITCH, 1, pin), pin.signal)
    below = top + 22 + len(signals) * RIGHT_PITCH + 14
    _supplies(page, x + ARDUINO_W, below, used)
    for i, pin in enumerate(free):
        end = _pin(page, x + ARDUINO_W, below + PART + 30 + i * LEFT_PITCH, 1, pin)
        unconnected(page, *end)
        letters(page, end[0] + 9, end[1], pin.goes_to.split(":")[0].split(" of")[0], colour=FADED)
    letters(page, x + ARDUINO_W / 2, top + h - 20, "USB, to the host", align="center", colour=FADED)


def _pin(page: Paper, x: float, y: float, way: int, pin: UsedPin) -> tuple[float, float]:
    """A pin at the left (way -1) or right (1) edge of the board: where its wire ends."""
    end = (x + way * ARDUINO_STUB, y)
    wire(page, (x, y), end)
    letters(page, x - way * 6, y, pin.pin, SMALL_PX + 1, "left" if way < 0 else "right")
    page.text(x + way * ARDUINO_STUB / 2, y - 3, pin.port, SMALL_PX, "center", FADED, FACE)
    return end


def _signal(page: Paper, x: float, y: float, signal: str) -> None:
    if signal in DAMPED:
        resistor(page, x, y, RIGHT)
        letters(page, x + PART / 2, y - 12, in_ohms(CHAIN_OHM), align="center")
        net(page, x + PART, y, signal)
        return
    wire(page, (x, y), (x + PART, y))
    net(page, x + PART, y, signal)
    if signal == "MOTOR_POWER":
        dot(page, x + PART / 2, y)
        resistor(page, x + PART / 2, y, UP)
        letters(page, x + PART / 2 + 11, y - PART / 2, in_ohms(PULL_OHM))
        supply(page, x + PART / 2, y - PART)


def _supplies(page: Paper, x: float, y: float, used: list[UsedPin]) -> None:
    """5V and GND, with what smoothes them between."""
    both = [pin for pin in used if not pin.port]
    ends = [_pin(page, x, y + i * PART, 1, pin) for i, pin in enumerate(both)]
    for end in ends:
        wire(page, end, (end[0] + PART, end[1]))
        dot(page, end[0] + 12, end[1])
    capacitor(page, ends[0][0] + 12, y, DOWN)
    letters(page, ends[0][0] + 26, y + PART / 2, in_farads(LOGIC_UF, "µF"))
    supply(page, ends[0][0] + PART, y)
    ground(page, ends[1][0] + PART, ends[1][1])


# ---- words


def _notes(page: Paper, x: float, y: float) -> None:
    heading(page, x, y, "Notes")
    y += 20
    for note in NOTES:
        for line in wrapped(page, note, NOTES_W, SMALL_PX, FACE):
            letters(page, x, y, line)
            y += 14
        y += 6


def _title_block(page: Paper, x: float, y: float, sizes: RigSizes) -> None:
    page.rects([(x, y, NOTES_W, BLOCK_H)], SHEET, INK, THICK)
    page.text(x + 12, y + 28, "Mark I rig", 22)
    board, cells, *others = title(sizes).split(", ")
    lines = (board, cells, ", ".join(others), f"wiring {wiring_hash(sizes):08x}")
    for i, line in enumerate(lines):
        page.text(x + 12, y + 52 + i * 17, line, NAME_PX, "left", INK if i < 3 else FADED)
