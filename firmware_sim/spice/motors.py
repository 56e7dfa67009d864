"""Circuits of the motors: what they take together when they start, and what their return current does to the ground.

A motor is its resistance in series with what its shaft stores and loses: a capacitor, whose voltage is the one that the
turning motor generates, and a resistor beside it.
"""

from collections.abc import Iterator

from firmware_sim.spice.ngspice import transient
from firmware_sim.spice.parts import SWITCH, counts
from mark1.rig.workshop import values
from mark1.rig.workshop.rig_file import RigSizes

RIG = RigSizes()
SHARED_OHM, APART_OHM = 0.034, 1e-6  # Assumed: 2 m of 1 mm2; the star point
WIRE_OHM = 0.02  # Assumed: from the supply to the drivers and back


def motor(number: int, start_s: float) -> Iterator[str]:
    standing, turning = (RIG.motor_v / (ma / 1000) for ma in (RIG.stall_ma, RIG.motor_ma))
    load = turning - standing
    inertia = values.COAST_MS / 1000 * (standing + load) / (standing * load)
    yield f"Von{number} on{number} 0 pulse(0 1 {start_s:g} 1u 1u 1 2)"
    yield f"S{number} rail m{number} on{number} 0 closes"
    yield f"Rm{number} m{number} e{number} {standing:g}"
    yield f"Rl{number} e{number} 0 {load:g}"
    yield f"Cm{number} e{number} 0 {inertia:g} ic=0"


def peak_a(starts_s: list[float]) -> float:
    """The largest current of the supply, amperes."""
    motors = [line for number, at in enumerate(starts_s) for line in motor(number, at)]
    reservoir_uf = values.MOTOR_UF * -(-RIG.pots // values.DRIVERS_PER_CAPACITOR)
    lines = (
        SWITCH,
        f"Vsupply source 0 {RIG.motor_v}",
        f"Rwire source rail {WIRE_OHM}",
        f"Crail rail 0 {reservoir_uf}u ic={RIG.motor_v}",
        *motors,
    )
    return -transient(lines, max(starts_s) + 0.05, 1e-4, least="min i(Vsupply)")["least"]


def one_by_one() -> list[float]:
    """When the motors start, s: as the firmware does it."""
    return [0.001 + pot * values.START_GAP_MS / 1000 for pot in range(RIG.pots)]


def sixteen_at_once() -> list[float]:
    """As frames of 16 pots come, one every 5 ms, if each is carried out at once."""
    return [0.001 + pot // 16 * 0.005 for pot in range(RIG.pots)]


def ground_shift(shared_ohm: float) -> float:
    """Counts that the middle of a pot reads too high, its ground being ``shared_ohm`` away, with all motors turning."""
    half = values.POT_OHM / 2
    lines = (
        f"Imotors 0 ground {RIG.pots * RIG.motor_ma / 1000:g}",
        f"Rshared ground 0 {shared_ohm:g}",
        f"Vfive five 0 {values.SUPPLY_V}",
        f"Rup five wiper {half:g}",
        f"Rdown wiper ground {half:g}",
    )
    return counts(transient(lines, 1e-6, 1e-7, v="find v(wiper) at=0.9u")["v"] - values.SUPPLY_V / 2)
