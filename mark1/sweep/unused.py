"""Settings that no job of a study would use, because every back end in it ignores them."""

from collections.abc import Collection, Mapping

from mark1.backends.catalogue import BACKENDS
from mark1.errors import ConfigError
from mark1.sweep.settings import FAULTS, NETWORKS, Value, path_of

OF_MARK1 = ("potentiometers", "response", "teacher")  # parts that no other back end has
WIRED = ("patch_board", "association")  # parts that a network uses behind input = "a-units" only
BROKEN = {"motors": "potentiometers", "wires": "patch_board", "a": "association"}  # where a fault is


def require_used(values: Mapping[str, Collection[Value]]) -> None:
    """``values``: those of every setting, by name. Raises ConfigError for a setting that would change nothing."""
    backends = {str(name) for name in values.get("backend", ("mark1",))}
    inputs = {str(value) for name in NETWORKS for value in values.get(f"{name}.input", ())}
    wired = "mark1" in backends or "a-units" in inputs or bool(backends - {*BACKENDS})
    for name in values:
        part, _, rest = path_of(name).partition(".")
        part = BROKEN.get(rest, "") if name in FAULTS else part
        ignored = f"requires backend mark1: {', '.join(sorted(backends))} would ignore it"
        if part in NETWORKS and part not in backends:
            raise ConfigError(f"{name}: requires backend {part}: {', '.join(sorted(backends))} would ignore it")
        if part in OF_MARK1 and "mark1" not in backends:
            raise ConfigError(f"{name}: {ignored}")
        if part in WIRED and not wired:
            raise ConfigError(f'{name}: {ignored}, except behind input = "a-units"')
