"""The electrical review: a table of claims, each a number that ngspice computes and the range it must be in."""

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from firmware_sim.spice import lines, motors, retina
from firmware_sim.spice.parts import DRIVER_LOW, HC_HIGH
from mark1.rig.workshop import values
from mark1.rig.workshop.bill_of_materials import currents
from mark1.rig.workshop.rig_file import RigSizes

NEED = currents(RigSizes())


class Claim(NamedTuple):
    """``value`` in ``unit`` must lie from ``low`` to ``high``; ``if_not``: what follows if it does not."""

    what: str
    unit: str
    value: Callable[[], float]
    low: float = -math.inf
    high: float = math.inf
    if_not: str = ""


class Judgement(NamedTuple):
    claim: Claim
    value: float

    @property
    def holds(self) -> bool:
        return self.claim.low <= self.value <= self.claim.high


CLAIMS = (
    Claim("least sensitive GL5528 in 500 lux, its row brighter", "counts", retina.least_bright, low=640),
    Claim("GL5528 in the dark", "counts", retina.most_dark, high=64),
    Claim("GL5528 of 8 and of 20 kΩ in 10 lux apart", "counts", partial(retina.spread_at, 10), high=64,
          if_not="calibrate dark and bright"),
    Claim("19 bright neighbours, 74HC164 alone, typical", "counts", partial(retina.neighbours, values.REGISTER_OHM),
          high=32, if_not="a driver for each row"),
    Claim("the same, at worst", "counts", partial(retina.neighbours, values.REGISTER_MOST_OHM), high=32,
          if_not="a driver for each row"),
    Claim("19 bright neighbours, 74AC541, typical", "counts", partial(retina.neighbours, values.ROW_DRIVER_OHM),
          high=32),
    Claim("the same, at worst", "counts", partial(retina.neighbours, values.ROW_DRIVER_MOST_OHM), high=64),
    Claim("dark column after a bright one, 250 pF, chosen 6.6 µs before it is sampled", "counts",
          partial(retina.carried_over, values.COLUMN_PF, values.HASTY_US), high=1,
          if_not="choose it a conversion ahead"),
    Claim("the same, 40 pF", "counts", partial(retina.carried_over, values.BOARD_PF, values.HASTY_US), high=1,
          if_not="choose it a conversion ahead"),
    Claim("the same, 250 pF, chosen 47 µs before", "counts",
          partial(retina.carried_over, values.COLUMN_PF, values.SETTLE_US), high=1),
    Claim("column that was bright in the row before, 6.6 µs", "counts", partial(retina.row_left, values.HASTY_US),
          high=1, if_not="change the row a conversion ahead"),
    Claim("the same, 47 µs", "counts", partial(retina.row_left, values.SETTLE_US), high=1),
    Claim("wiper with 100 nF, after a multiplexer at 0 V", "counts", retina.wiper_taken, high=1),
    Claim("chain clock of 8 MHz: margin at 25 registers", "V", partial(lines.clock_margin, 8), low=1,
          if_not="4 MHz"),
    Claim("chain clock of 4 MHz: margin at 25 registers", "V", partial(lines.clock_margin, 4), low=1),
    Claim("OE of the enable registers while the supply rises", "of 5 V", lines.power_off_in_reset, low=HC_HIGH),
    Claim("enable line of a register that is off", "V", lines.enable_when_off, high=DRIVER_LOW * values.SUPPLY_V),
    Claim("stop contact opens: the pin is high after", "µs", lines.stop_seen_us, high=100),
    Claim("64 motors start, 16 at once every 5 ms", "A", lambda: motors.peak_a(motors.sixteen_at_once()),
          high=NEED.supply_a, if_not="start them one by one"),
    Claim("64 motors start, one every 2 ms", "A", lambda: motors.peak_a(motors.one_by_one()), high=NEED.supply_a),
    Claim("pot whose ground is 34 mΩ of the motors' return", "counts",
          partial(motors.ground_shift, motors.SHARED_OHM), high=1, if_not="pots' ground to the star point too"),
    Claim("pot with a ground wire of its own", "counts", partial(motors.ground_shift, motors.APART_OHM),
          high=1),
    Claim("pin of a 3.3 V board into chips at 5 V: margin", "V", partial(lines.high_of, 3.3), low=0.5,
          if_not="74HCT chips, or all at 3.3 V"),
    Claim("bright GL5528 with all at 3.3 V", "counts", partial(retina.bright_at, 3.3), low=512),
)  # fmt: skip


def judged(claims: tuple[Claim, ...] = CLAIMS) -> Iterator[Judgement]:
    """Compute one claim after another. Raises RigError if ngspice is not there."""
    for claim in claims:
        yield Judgement(claim, claim.value())


def allowed(claim: Claim) -> str:
    bound = f"at least {claim.low:g}" if claim.high == math.inf else f"at most {claim.high:g}"
    return f"{bound} {'count' if bound.endswith(' 1') and claim.unit == 'counts' else claim.unit}"


def row(judgement: Judgement) -> tuple[str, str, str, str]:
    """The words of a line: what, allowed, value, verdict."""
    claim, value = judgement
    text = f"{value:.2f}" if abs(value) < 10 else f"{value:.0f}"
    verdict = "holds" if judgement.holds else f"no: {claim.if_not}" if claim.if_not else "no"
    return claim.what, allowed(claim), text, verdict


def markdown(judgements: list[Judgement]) -> str:
    rows = [("what", "allowed", "ngspice", "verdict"), ("---",) * 4, *map(row, judgements)]
    return "\n".join(f"| {' | '.join(words)} |" for words in rows)
