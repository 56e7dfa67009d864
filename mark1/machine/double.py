"""A double: it is taught in the machine's place, and the machine takes over what it learned in one step, or never.

::

    machine  --double_of-->  double  --taught-->  double  --take_over-->  machine
                                          |
                                          +-- an interruption, an error: the machine was never touched

A machine and its double share everything that teaching leaves alone: wires, units, tolerances, settings.
"""

from collections.abc import Iterable
from copy import deepcopy
from typing import TypeVar

from mark1.commit import Change, attributes, commit, elements
from mark1.machine.parts import Parts

BANK = ("wiper", "shaft", "came_from", "moved_by", "direction", "run_s", "pulse_s", "run_from")
COUNTERS = ("presentations", "corrections", "_time_us")

Object = TypeVar("Object")
Machine = TypeVar("Machine", bound=Parts)


def double_of(machine: Machine) -> Machine:
    """A double, with the same chance as the machine."""
    double, bank = _alike(machine), _alike(machine.potentiometers)
    for name in BANK:
        setattr(bank, name, getattr(bank, name).copy())
    double.potentiometers, double.log = bank, machine.log.double(bank.moved_by)
    if bank.config.noise_v:
        bank.rng = deepcopy(bank.rng)
    if machine.retina.config.noise:
        double.retina = _alike(machine.retina)
        double.retina.rng = deepcopy(machine.retina.rng)
    return double


def take_over(machines: Iterable[Parts], doubles: Iterable[Parts]) -> None:
    """Each machine becomes what its double is; all of them, or none."""
    pairs = zip(machines, doubles, strict=True)
    commit([change for machine, double in pairs for change in _changes(machine, double)])


def _changes(machine: Parts, double: Parts) -> list[Change]:
    bank, taught = machine.potentiometers, double.potentiometers
    return [
        *(elements(getattr(bank, name), getattr(taught, name)) for name in BANK),
        attributes(machine, {name: vars(double)[name] for name in COUNTERS}),
        attributes(bank, {"rng": taught.rng}),
        attributes(machine.retina, {"rng": double.retina.rng}),
        machine.log.taking(double.log),
    ]


def _alike(original: Object) -> Object:
    """Another object with the same attributes."""
    other: Object = object.__new__(type(original))
    vars(other).update(vars(original))
    return other
