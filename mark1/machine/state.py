"""The state of a machine, as arrays and plain values: what a save restores, and undo.

A table says which arrays of which part are state. Everything else follows from the config.
"""

import dataclasses
import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar, get_type_hints

import numpy as np
from numpy.typing import NDArray

from mark1.commit import Change, commit
from mark1.errors import ConfigError, described, expected
from mark1.machine.config import MachineConfig
from mark1.machine.correction_log import CAUSES, LOWEST, OUTSIDE, ROW, whole
from mark1.machine.parts import Parts

Arrays = dict[str, NDArray[Any]]
Machine = TypeVar("Machine", bound=Parts)

PARTS = {
    "retina": ("gain", "dead", "stuck", "level"),
    "association": ("trim", "dead"),
    "potentiometers": (
        "wiper", "shaft", "came_from", "moved_by", "speed_v_per_s", "stuck",
        "direction", "run_s", "pulse_s", "run_from",
    ),
}  # fmt: skip
WIRES = ("s_of_wire", "a_of_wire", "sign_of_wire")
_STORED_AS = {"potentiometers.direction": "potentiometers.way"}  # whose attribute has another name than its array
# Part, attribute, and the name of its array in a captured machine.
ATTRIBUTES = tuple(
    (part, name, _STORED_AS.get(f"{part}.{name}", f"{part}.{name}")) for part, names in PARTS.items() for name in names
)
# Of all arrays of a captured machine.
NAMES = {"log.rows", *(stored for _, _, stored in ATTRIBUTES), *(f"patch_board.{name}" for name in WIRES)}
NUMBERS = ("presentations", "corrections", "machine_time_s")
MOST_COUNTED, MOST_TRIM = 2**53, 10_000
MOST_PULSES, LONGEST_S = (
    100_000,
    3600 * 100_000,
)  # of one run of a motor: the largest feed, or set, in the longest pulses
ENDLESS = "potentiometers.run_s"  # infinite for a motor that was let run until it rests
GENERATORS = ("retina.rng", "patch_board.rng", "potentiometers.rng", "teacher_rng", "damage_rng")


def capture(machine: Parts) -> tuple[dict[str, Any], Arrays]:
    """All of a machine: plain values that JSON can hold, and copies of its arrays by name (``part.array``)."""
    arrays = {"log.rows": machine.log.rows.copy()}  # first: they sort themselves out, and renumber the pots' last moves
    arrays |= {stored: getattr(getattr(machine, part), name).copy() for part, name, stored in ATTRIBUTES}
    arrays |= {f"patch_board.{name}": getattr(machine.patch_board, name).copy() for name in WIRES}
    plain = {
        "config": dataclasses.asdict(machine.config),
        "theta": machine.association.theta,
        "sockets": machine.patch_board.sockets,
        "log_names": list(machine.log.names),
        "generators": {name: _part(machine, name).bit_generator.state for name in GENERATORS},
        **{name: getattr(machine, name) for name in NUMBERS},
    }
    return plain, arrays


def restored(kind: type[Machine], plain: dict[str, Any], arrays: Arrays) -> Machine:
    """The machine, of class ``kind``, that ``capture`` saw. Raises ConfigError if the values cannot be a machine's."""
    try:
        config = config_from(plain["config"])
        _check_size(config, arrays)
        machine = _unwired(kind, config)
        for part, name, stored in ATTRIBUTES:
            _fill(getattr(getattr(machine, part), name), arrays[stored], stored)
        _set_wires(machine, plain, arrays)
        _set_log(machine, plain, arrays)
        _set_numbers(machine, plain)
        for name in GENERATORS:
            _part(machine, name).bit_generator.state = plain["generators"][name]
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        if isinstance(error, ConfigError):
            raise
        raise ConfigError(f"not the state of a machine ({type(error).__name__}: {error})") from error
    return machine


@contextmanager
def same_chance(machine: Parts) -> Iterator[None]:
    """What is drawn inside is drawn again after it: after a look the machine continues as if there had been none."""
    before = chance(machine)
    try:
        yield
    finally:
        commit(before)


def chance(machine: Parts) -> list[Change]:
    """The changes that let the machine's generators, as they are now, draw again what they draw next: for a commit."""
    generators = [_part(machine, name).bit_generator for name in GENERATORS]
    return [partial(setattr, generator, "state", generator.state) for generator in generators]


def config_from(plain: dict[str, Any]) -> MachineConfig:
    """A config from nested dicts; one that names no ``draw`` was made by mark1 0.1.0.

    Raises ConfigError for an unknown name, or a value out of range.
    """
    kinds = get_type_hints(MachineConfig)
    unknown = set(plain) - set(kinds)
    if unknown:
        raise ConfigError(f"unknown setting {sorted(unknown)[0]!r}")
    settings: dict[str, Any] = {"draw": 1}
    for name, value in plain.items():
        settings[name] = _settings(kinds[name], name, value) if dataclasses.is_dataclass(kinds[name]) else value
    return MachineConfig(**settings)


def _settings(kind: Any, part: str, values: dict[str, Any]) -> Any:
    unknown = set(values) - {field.name for field in dataclasses.fields(kind)}
    if unknown:
        raise ConfigError(f"unknown setting '{part}.{sorted(unknown)[0]}'")
    return kind(**values)


def _unwired(kind: type[Machine], config: MachineConfig) -> Machine:
    """The machine of a config, its patch board still empty: the wires come from elsewhere, so none need be drawn."""
    empty = dataclasses.replace(config.patch_board, excitatory=0, inhibitory=0)
    machine = kind(dataclasses.replace(config, patch_board=empty))
    machine.config, machine.patch_board.config = config, config.patch_board
    return machine


def _part(machine: Parts, path: str) -> Any:
    value: Any = machine
    for name in path.split("."):
        value = getattr(value, name)
    return value


def _check_size(config: MachineConfig, arrays: Arrays) -> None:
    """Before a machine is built: is the bank in the file as large as the config says?"""
    n_pots = config.association.n_a * (config.response.n_r if config.potentiometers.pots == "shared" else 1)
    if arrays["potentiometers.wiper"].shape != (n_pots,):
        n_stored = arrays["potentiometers.wiper"].size
        raise ConfigError(f"the configuration describes {n_pots} potentiometers, but the file contains {n_stored}")


def _fill(own: NDArray[Any], given: NDArray[Any], name: str) -> None:
    """Copy an array into a part's own, if it is of the same shape and kind and all of it finite."""
    if own.shape != given.shape or own.dtype != given.dtype:
        raise ConfigError(expected(name, described(own), given))
    finite = given if name != ENDLESS else given[given != np.inf]
    if given.dtype.kind == "f" and not np.isfinite(finite).all():
        raise ConfigError(f"{name}: expected finite numbers")
    if given.dtype == np.bool_ and (given.view(np.uint8) > 1).any():
        raise ConfigError(f"{name}: expected on or off")
    own[:] = given


def _set_numbers(machine: Parts, plain: dict[str, Any]) -> None:
    """Theta, the counters, and machine time."""
    theta, (shown, corrected, time_s) = plain["theta"], [plain[name] for name in NUMBERS]
    if not (abs(theta) <= MOST_TRIM and (np.abs(machine.association.trim) <= MOST_TRIM).all()):
        raise ConfigError(f"association: expected theta and trim from -{MOST_TRIM} to {MOST_TRIM}")
    counts = all(isinstance(count, int) and 0 <= count <= MOST_COUNTED for count in (shown, corrected))
    if not (counts and isinstance(time_s, (int, float)) and 0 <= time_s < math.inf):
        raise ConfigError(expected("counters", "numbers from 0 up", (shown, corrected, time_s)))
    machine.association.theta = float(theta)
    machine.presentations, machine.corrections, machine.machine_time_s = shown, corrected, float(time_s)


def _set_wires(machine: Parts, plain: dict[str, Any], arrays: Arrays) -> None:
    board = machine.patch_board
    s, a, sign = (arrays[f"patch_board.{name}"] for name in WIRES)
    fits = s.ndim == 1 and s.shape == a.shape == sign.shape and (s.dtype, a.dtype, sign.dtype) == _wire_kinds(board)
    if not fits or (len(s) and not _in_range(s, board.n_s)) or (len(a) and not _in_range(a, board.n_a)):
        raise ConfigError("patch_board: a wire joins a unit that does not exist")
    if (np.diff(a) < 0).any() or not np.isin(sign, (-1, 1)).all():
        raise ConfigError("patch_board: wires out of order, or with a sign other than + and -")
    joined, sockets = a.astype(np.int64) * board.n_s + s, plain["sockets"]
    used = int(np.bincount(s, minlength=1).max())
    if len(np.unique(joined)) < len(joined) or not (isinstance(sockets, int) and used <= sockets <= MOST_COUNTED):
        raise ConfigError("patch_board: units joined twice, or more wires on an S-unit than it has sockets")
    board.rewire(s.copy(), a.copy(), sign.copy())
    board.sockets = sockets


def _wire_kinds(board: Any) -> tuple[Any, ...]:
    return (board.s_of_wire.dtype, board.a_of_wire.dtype, board.sign_of_wire.dtype)


def _in_range(units: NDArray[Any], n: int) -> bool:
    return bool(units.min() >= 0 and units.max() < n)


def _set_log(machine: Parts, plain: dict[str, Any], arrays: Arrays) -> None:
    """The correction log, and the pots' places in it; wipers and shafts between the stops, motors that can be."""
    rows, names, bank = whole(arrays["log.rows"]), plain["log_names"], machine.potentiometers
    if rows.dtype != ROW or rows.ndim != 1 or len(names) != len(rows) or not all(isinstance(n, str) for n in names):
        raise ConfigError("log: rows and names do not fit together")
    if not (
        np.isfinite(rows["sum_v"]).all() and _between(rows["pulse_s"], 0, LONGEST_S).all() and rows["pulse_s"].all()
    ):
        raise ConfigError("log: invalid sum or pulse length")
    if not _possible(rows, bank.n_r, bank.n_a).all():
        raise ConfigError("log: invalid correction")
    if (bank.moved_by < LOWEST).any() or (bank.moved_by >= len(rows)).any():
        raise ConfigError("log: a pot was moved by a correction that is not in it")
    turning = bank.direction != 0
    faults = (
        (np.abs(bank.shaft.astype(np.int64)) > bank.limit).any() or not bank.follows(),
        (np.abs(bank.run_from.astype(np.int64)) > 3 * bank.limit).any() or (bank.speed_v_per_s < 0).any(),
        (np.abs(bank.direction) > 1).any() or (bank.run_s < 0).any() or (bank.pulse_s[turning] <= 0).any(),
    )
    if any(faults):
        raise ConfigError("potentiometers: a wiper beyond its stops or off its shaft, or an invalid state of a motor")
    machine.log.fill(rows.copy(), list(names))


def _possible(rows: NDArray[np.void], n_r: int, n_a: int) -> NDArray[np.bool_]:
    """Which rows of the log can be of a correction or a reinforcement."""
    most = {"r": n_r - 1, "cause": len(CAUSES) - 1, "part": OUTSIDE, "active": n_a, "pulses": np.inf}
    within = np.all([_between(rows[name], 0, high) for name, high in most.items()], axis=0)
    answered = np.abs(rows["wanted"]) == np.where(rows["part"] == OUTSIDE, 0, 1)
    moved = (rows["share"] != 0) & (np.abs(rows["share"]) <= MOST_PULSES)
    return np.asarray(within & answered & moved)


def _between(values: NDArray[Any], low: float, high: float) -> NDArray[np.bool_]:
    return np.asarray((values >= low) & (values <= high))
