"""Circuits of the digital lines: the chain's clock, motors off during a reset, the stop input."""

from firmware_sim.spice.ngspice import transient
from firmware_sim.spice.parts import (
    HC_HIGH,
    HC_LOW,
    INPUT_PF,
    LEAK_A,
    OFF_LEAK_A,
    PIN_HIGH,
    PIN_OHM,
    PIN_PULL_OHM,
)
from mark1.rig.workshop import values
from mark1.rig.workshop.rig_file import RigSizes
from mark1.rig.workshop.wiring import chain

FULL_RIG = RigSizes()
PERIODS = 20


def clock_margin(mhz: float) -> float:
    """Volts between the clock at the registers and what they take for high or low, whichever is nearer."""
    period_s = 1e-6 / mhz
    last_s = (PERIODS - 2) * period_s
    load_pf = INPUT_PF * len(chain(FULL_RIG))
    lines = (
        f"Vpin pin 0 pulse(0 {values.SUPPLY_V} 0 2n 2n {period_s / 2 - 2e-9:g} {period_s:g})",
        f"Rpin pin out {PIN_OHM}",
        f"Rseries out clock {values.CHAIN_OHM}",
        f"Cload clock 0 {load_pf}p ic=0",
    )
    window = f"from={last_s:g} to={last_s + 2 * period_s:g}"
    found = transient(
        lines, PERIODS * period_s, period_s / 200, high=f"max v(clock) {window}", low=f"min v(clock) {window}"
    )
    return min(found["high"] - HC_HIGH * values.SUPPLY_V, HC_LOW * values.SUPPLY_V - found["low"])


def power_off_in_reset() -> float:
    """The least share of the supply at OE of the enable registers while the supply rises and no pin drives."""
    registers = sum(register.name.startswith("EN") for register in chain(FULL_RIG))
    lines = (
        f"Vfive five 0 pulse(0 {values.SUPPLY_V} 0 5m 5m 1 2)",
        f"Rpull five oe {values.PULL_OHM}",
        f"Ileak oe 0 {(registers + 1) * LEAK_A:g}",
        f"Coe oe 0 {registers * INPUT_PF}p ic=0",
        "Bshare share 0 v=v(oe)/max(v(five),1m)",
    )
    return transient(lines, 20e-3, 10e-6, least="min v(share) from=2m to=20m")["least"]  # from 2 V on chips work


def enable_when_off() -> float:
    """Volts at the enable input of a driver whose register is off."""
    lines = (f"Ileak 0 enable {OFF_LEAK_A:g}", f"Rpull enable 0 {values.PULL_OHM}")
    return transient(lines, 1e-6, 1e-7, v="find v(enable) at=0.9u")["v"]


def stop_seen_us() -> float:
    """Microseconds from the opening of the stop contact until the pin reads high."""
    high_v = PIN_HIGH * values.SUPPLY_V
    lines = (
        f"Vfive five 0 {values.SUPPLY_V}",
        f"Rpull five stop {values.STOP_PULL_OHM}",
        f"Rpin five stop {PIN_PULL_OHM:g}",
        f"Cstop stop 0 {values.STOP_NF}n ic=0",
    )
    return 1e6 * transient(lines, 500e-6, 0.2e-6, t=f"when v(stop)={high_v:g}")["t"]


def high_of(pin_v: float) -> float:
    """Volts by which a pin of ``pin_v`` is above what a chip at 5 V takes for high."""
    lines = (f"Vpin pin 0 {pin_v}", f"Rpin pin in {PIN_OHM}", f"Iin in 0 {LEAK_A:g}")
    return transient(lines, 1e-6, 1e-7, v="find v(in) at=0.9u")["v"] - HC_HIGH * values.SUPPLY_V
