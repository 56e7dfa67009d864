"""MachineConfig: what an operator sets before a run.

Every default is in ``fidelity.toml`` with its unit, source and confidence; a test compares the two.
A setting outside its range raises ConfigError when the config is made, never later.
"""

import math
import numbers
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any, Literal, Self

from mark1 import arguments
from mark1.errors import ConfigError, expected, unknown
from mark1.machine.short_names import SETTINGS

Framing = Literal["auto", "whole", "fit"]
Polarity = Literal["auto", "light", "dark"]
Wiring = Literal["random", "constrained"]
Pots = Literal["disjoint", "shared"]
Rule = Literal["quantized", "nonquantized", "forced", "bivalent", "spontaneous"]
Gain = Literal["alpha", "beta", "gamma"]
Sign = Literal["positive", "negative"]
CodeName = Literal["binary", "onehot"]
CORRECTING = ("quantized", "nonquantized")  # the rules that look at errors
DRAW = 2  # how chance becomes wires, tolerances and noise; 1: as in mark1 0.1.0


def number(default: Any, low: float, high: float = math.inf) -> Any:
    """A numeric field that must lie in low..high (both included)."""
    return field(default=default, metadata={"low": low, "high": high})


def choice(*allowed: str) -> Any:
    """A field that takes one of a few words; the first is the default."""
    return field(default=allowed[0], metadata={"allowed": allowed})


@dataclass(frozen=True)
class CheckedSettings:
    """Checks every field against the range or the words it was declared with; others' numbers become Python's."""

    def __post_init__(self) -> None:
        for setting in fields(self):
            given = getattr(self, setting.name)
            value = arguments.plain(given)
            allowed = _refusal(setting, value)
            if allowed:
                raise ConfigError(expected(f"{self._part()}.{setting.name}", allowed, given))
            object.__setattr__(self, setting.name, _of_python(value))

    def _part(self) -> str:
        """What the machine calls the part that these settings are for."""
        part_of: dict[Any, str] = {part.default_factory: part.name for part in fields(MachineConfig)}
        return part_of[type(self)]


def _of_python(value: Any) -> Any:
    """A number or word of Python's own, so that it is compared, printed and saved like any other."""
    for kind in (bool, int, str):
        if isinstance(value, kind):
            return kind(value)
    return value if value is None else float(value)


def _refusal(setting: Field[Any], value: Any) -> str:
    """What would have been allowed; empty if ``value`` is."""
    declared: Any = setting.metadata
    words, low, high = (declared.get(key) for key in ("allowed", "low", "high"))
    if words:
        return "" if isinstance(value, str) and value in words else f"one of {', '.join(words)}"
    if setting.type is bool:
        return "" if isinstance(value, bool) else "True or False"
    whole = setting.type is int
    kind: Any = numbers.Integral if whole else numbers.Real
    if isinstance(value, kind) and not isinstance(value, bool) and low <= value <= high:
        return ""
    if value is None and setting.default is None:
        return ""
    return f"a {'whole ' if whole else ''}number from {low:g} {'up' if high == math.inf else f'to {high:g}'}"


@dataclass(frozen=True)
class OpticsConfig(CheckedSettings):
    """Camera and projector. ``auto``, and an exposure of None, leave the choice to the picture."""

    framing: Framing = choice("auto", "whole", "fit")
    polarity: Polarity = choice("auto", "light", "dark")
    exposure: float | None = number(None, 0, 1000)
    margin: float = number(0.1, 0, 0.45)
    blur_cells: float = number(0.0, 0, 64)
    shift_x_cells: float = number(0.0, -256, 256)
    shift_y_cells: float = number(0.0, -256, 256)
    rotation_deg: float = number(0.0, -3600, 3600)
    scale: float = number(1.0, 0.05, 20)


@dataclass(frozen=True)
class RetinaConfig(CheckedSettings):
    """The photocells: grid, threshold, tolerances, noise, and lag in seconds."""

    rows: int = number(20, 1, 256)
    cols: int = number(20, 1, 256)
    threshold: float = number(0.5, 0, 1)
    gain_spread: float = number(0.0, 0, 1)
    noise: float = number(0.0, 0, 10)
    lag_s: float = number(0.0, 0, 60)


@dataclass(frozen=True)
class PatchBoardConfig(CheckedSettings):
    """The wires from S-units to A-units, as they are drawn before a run."""

    wiring: Wiring = choice("random", "constrained")
    excitatory: int = number(10, 0, 4096)
    inhibitory: int = number(10, 0, 4096)
    sockets_per_s_unit: int = number(40, 1, 1_000_000)
    reach_cells: float = number(3.0, 0.1, 256)


@dataclass(frozen=True)
class AssociationConfig(CheckedSettings):
    """The A-units: how many, and their threshold theta."""

    n_a: int = number(512, 1, 100_000)
    theta: float = number(2.0, -10_000, 10_000)


@dataclass(frozen=True)
class PotentiometerConfig(CheckedSettings):
    """The bank of motor-driven potentiometers. ``ideal``: equal exact steps of 1 V, no stops, no imperfection."""

    pots: Pots = choice("disjoint", "shared")
    ideal: bool = False
    stop_v: float = number(11.0, 0.001, 500)
    speed_v_per_s: float = number(0.8, 0.001, 1000)
    speed_spread: float = number(0.1, 0, 0.3)
    coast_s: float = number(0.05, 0, 60)
    backlash_v: float = number(0.05, 0, 100)
    noise_v: float = number(0.0, 0, 100)
    decay_per_s: float = number(0.0, 0, 1)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.ideal and (self.decay_per_s or self.noise_v):
            raise ConfigError("ideal potentiometers neither decay nor jitter: set decay and noise to 0, or ideal off")


@dataclass(frozen=True)
class ResponseConfig(CheckedSettings):
    """The R-units. Sums within ``undecided_v`` of 0 give no answer."""

    n_r: int = number(8, 1, 1024)
    undecided_v: float = number(0.0, 0, 10_000)


@dataclass(frozen=True)
class TeacherConfig(CheckedSettings):
    """The trainer's desk: which rule, with which gain, which code, and how long things take.

    ``feed`` is K of the beta gain, in pulses; ``sign`` that of the bivalent system's reinforcement.
    """

    rule: Rule = choice("quantized", "nonquantized", "forced", "bivalent", "spontaneous")
    gain: Gain = choice("alpha", "beta", "gamma")
    feed: float = number(16.0, 0.001, 100_000)
    sign: Sign = choice("positive", "negative")
    code: CodeName = choice("binary", "onehot")
    pulse_s: float = number(1.0, 0.001, 3600)
    exposure_s: float = number(1.0, 0, 3600)


@dataclass(frozen=True)
class MachineConfig:
    """One machine: the settings of each part, and the seed of every random choice.

    ``draw``: how wires, tolerances and noise are drawn from the seed. 2 gives the same bits on every computer, with and
    without compiled code; 1 is how mark1 0.1.0 drew, for machines and sessions of that time.
    """

    optics: OpticsConfig = field(default_factory=OpticsConfig)
    retina: RetinaConfig = field(default_factory=RetinaConfig)
    patch_board: PatchBoardConfig = field(default_factory=PatchBoardConfig)
    association: AssociationConfig = field(default_factory=AssociationConfig)
    potentiometers: PotentiometerConfig = field(default_factory=PotentiometerConfig)
    response: ResponseConfig = field(default_factory=ResponseConfig)
    teacher: TeacherConfig = field(default_factory=TeacherConfig)
    seed: int = 0
    draw: int = DRAW

    @classmethod
    def of(cls, **settings: bool | float | str | None) -> Self:
        """A config by short flat names: ``MachineConfig.of(a_units=100, theta=3, stop_v=5)``.

        The names are those of the panel with ``_`` for ``-`` (``a_units r_units pots ideal excitatory inhibitory wiring
        reach theta code rule gain framing rows cols seed draw``), and the last part of every other setting's name
        (``undecided_v`` of ``response.undecided_v``). Raises ConfigError for an unknown name or a wrong value.
        """
        parts: dict[str, Any] = {}
        for name, value in settings.items():
            if name not in PATH_OF:
                raise ConfigError(unknown("setting", name, PATH_OF, "help(MachineConfig.of) lists them"))
            part, _, leaf = PATH_OF[name].partition(".")
            if leaf:
                parts.setdefault(part, {})[leaf] = value
            else:
                parts[part] = value
        return cls(**parts)

    def __post_init__(self) -> None:
        for part in fields(self):
            if part.name not in ("seed", "draw"):
                object.__setattr__(self, part.name, _part_of(part, getattr(self, part.name)))
        seed: object = arguments.plain(self.seed)
        draw: object = arguments.plain(self.draw)
        if isinstance(seed, bool) or not isinstance(seed, numbers.Integral) or seed < 0:
            raise ConfigError(expected("seed", "a whole number from 0 up", self.seed))
        if isinstance(draw, bool) or not isinstance(draw, numbers.Integral) or int(draw) not in range(1, DRAW + 1):
            raise ConfigError(expected("draw", f"1 or {DRAW}", self.draw))
        object.__setattr__(self, "seed", int(seed))
        object.__setattr__(self, "draw", int(draw))
        self._check_rule()

    def _check_rule(self) -> None:
        """Raises ConfigError for a gain or a sign that the rule, or an ideal bank, does not have."""
        teacher = self.teacher
        if teacher.gain != "alpha" and teacher.rule in CORRECTING:
            text = expected("teacher.gain", "alpha, or the rule forced, bivalent or spontaneous", teacher.gain)
            raise ConfigError(f"{text}: error correction moves active units only, as alpha does")
        if teacher.gain != "alpha" and self.potentiometers.ideal:
            text = expected("teacher.gain", "alpha, or potentiometers.ideal off", teacher.gain)
            raise ConfigError(f"{text}: an ideal bank goes in whole pulses, beta and gamma in parts of one")
        if teacher.sign != "positive" and teacher.rule != "bivalent":
            text = expected("teacher.sign", "positive, or the rule bivalent", teacher.sign)
            raise ConfigError(f"{text}: only the bivalent system has negative reinforcement")


def _part_of(part: Field[Any], value: Any) -> Any:
    """The settings of a part: as they are, or made of a mapping from names to values. Raises ConfigError."""
    kind: Any = part.default_factory
    if isinstance(value, Mapping):
        known = [setting.name for setting in fields(kind)]
        for name in value:
            if name not in known:
                raise ConfigError(f"{part.name}: unknown setting {name!r} (valid: {', '.join(known)})")
        return kind(**value)
    if not isinstance(value, kind):
        raise arguments.refusal(part.name, f"{kind.__name__}(...), or a dict of its settings", value)
    return value


def _path_of() -> dict[str, str]:
    """Part and field of each setting by its flat names."""
    parts = [part for part in fields(MachineConfig) if part.name not in ("seed", "draw")]
    settings = [f"{part.name}.{leaf.name}" for part in parts for leaf in fields(part.default_factory)]  # type: ignore[arg-type]
    leaves = {path.partition(".")[2]: path for path in settings}
    return leaves | {name.replace("-", "_"): path for name, path in SETTINGS.items()}


PATH_OF = _path_of()
